"""What allauth asks of us."""

import re
from collections.abc import Callable
from typing import Any

import orjson
from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse

from backend.core import errors, throttling
from backend.core.http import problem_response

BRACKETS_MAX = 200  # our choice: a WebAuthn answer, the largest body, has some ten
TOO_MANY_DIGITS = re.compile(rb"[0-9]{1000}")  # Python refuses numbers of 4,300 digits


class PlainBodies:
    """Refuse what allauth breaks on: JSON too deep, a number too long, half a character."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *args: Any) -> HttpResponse | None:
        match = request.resolver_match
        if match and match.app_names[:1] == ["headless"] and not _is_plain(request.body):
            return problem_response(errors.MalformedBody())
        return None


def _is_plain(body: bytes) -> bool:
    if not body:
        return True
    brackets = body.count(b"{") + body.count(b"[")
    if brackets > BRACKETS_MAX or TOO_MANY_DIGITS.search(body):
        return False
    try:
        orjson.loads(body)
    except orjson.JSONDecodeError:
        return False
    return True


class AccountAdapter(DefaultAccountAdapter):
    """Counts logins by the same address as all other limits."""

    def get_client_ip(self, request: HttpRequest) -> str:
        return throttling.client_address(request)
