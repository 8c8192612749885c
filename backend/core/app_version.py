"""Apps that are too old to write: told by `X-App: android/1.4.2`."""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from backend.core import errors
from backend.core.http import problem_response

_APP = re.compile(r"(?P<platform>[a-z]{1,20})/(?P<version>[0-9]{1,5}(\.[0-9]{1,5}){0,3})")


class LeastAppVersion:
    """Answer 426 to writes of apps below LEAST_APP_VERSIONS; reading stays possible."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        reads = request.method in ("GET", "HEAD", "OPTIONS")
        if not reads and _is_too_old(request.headers.get("X-App", "")):
            return problem_response(errors.UpgradeRequired())
        return self.get_response(request)


def _is_too_old(app: str) -> bool:
    match = _APP.fullmatch(app)
    least = settings.LEAST_APP_VERSIONS.get(match["platform"]) if match else None
    return match is not None and least is not None and _parts(match["version"]) < _parts(least)


def _parts(version: str) -> tuple[int, ...]:
    parts = [int(part) for part in version.split(".")]
    return tuple(parts + [0] * (4 - len(parts)))
