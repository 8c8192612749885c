"""Photo files handed out: always a JPEG to look at, never a page, never a guessed type."""

import hashlib
import re
from dataclasses import dataclass
from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db.models.fields.files import FieldFile
from django.http import (
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
    HttpResponseRedirect,
)
from django.utils.http import parse_etags
from rest_framework.request import Request

from backend.core import errors
from backend.core.http import problem_response

# A private rendition never changes under its address, and lives as long as its link.
PRIVATE_CACHE = f"private, max-age={24 * 3600}, immutable"
# A public one may be withdrawn: caches must ask again soon.
PUBLIC_CACHE_SECONDS = 300
# Shorter than the life of any store's signature: a kept redirect must not lead to a dead link.
REDIRECT_CACHE_SECONDS = 300

_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Span:
    """Bytes of a file, from `first` to `last`, both included."""

    first: int
    last: int


def photo_file(
    request: Request, file: FieldFile, *, name: str, cache: str = PRIVATE_CACHE
) -> HttpResponseBase:
    """Answer with a stored JPEG: by the proxy, the store or this process, as is set up.

    name: for whoever saves the picture; of our own making. Raises NotFound when the file is gone.
    """
    response = _answer(request, file, cache)
    if response.status_code != HttpResponseRedirect.status_code:
        response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _answer(request: Request, file: FieldFile, cache: str) -> HttpResponseBase:
    if not isinstance(file.storage, FileSystemStorage):
        redirect = HttpResponseRedirect(file.url)
        redirect["Cache-Control"] = f"private, max-age={REDIRECT_CACHE_SECONDS}"
        return redirect
    if settings.X_ACCEL_LOCATION:  # the proxy knows ranges and tags of its own
        handed_on = HttpResponse(content_type="image/jpeg")
        path = f"{settings.X_ACCEL_LOCATION.rstrip('/')}/{file.name}"
        handed_on["X-Accel-Redirect"] = quote(path)
        handed_on["Cache-Control"] = cache
        return handed_on
    response = _own_answer(request, file)
    response["ETag"] = _etag(file)
    response["Accept-Ranges"] = "bytes"
    if response.status_code < 400:
        response["Cache-Control"] = cache
    return response


def _own_answer(request: Request, file: FieldFile) -> HttpResponseBase:
    if _is_known(request, _etag(file)):
        return HttpResponseNotModified()
    try:
        with file.open("rb") as stored:
            content = stored.read()  # some hundred kB
    except FileNotFoundError:
        raise errors.NotFound() from None
    size = len(content)
    if request.method == "HEAD":
        return HttpResponse(content_type="image/jpeg", headers={"Content-Length": str(size)})
    span = _span(request, _etag(file), size)
    if span is None:
        return HttpResponse(content, content_type="image/jpeg")
    if span.last < span.first:
        return _no_such_range(size)
    part = HttpResponse(content[span.first : span.last + 1], status=206, content_type="image/jpeg")
    part["Content-Range"] = f"bytes {span.first}-{span.last}/{size}"
    return part


def _etag(file: FieldFile) -> str:
    """A name stands for its bytes: files are written once. Hashed, as it is nobody's to know."""
    return f'"{hashlib.sha256(str(file.name).encode()).hexdigest()[:32]}"'


def _is_known(request: Request, etag: str) -> bool:
    known = parse_etags(request.headers.get("If-None-Match", ""))
    return "*" in known or etag in [tag.removeprefix("W/") for tag in known]


def _span(request: Request, etag: str, size: int) -> Span | None:
    """The one range that is asked for (RFC 9110, section 14); None when the whole file is meant.

    Of several ranges, of other units and after a change (If-Range) the whole is sent.
    An unsatisfiable one has its end before its start.
    """
    asked = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if request.method != "GET" or asked is None or asked.group() == "bytes=-":
        return None
    if request.headers.get("If-Range", etag) != etag:
        return None
    first, last = asked.groups()
    if not first:  # the last so many bytes
        return Span(first=max(0, size - int(last)), last=size - 1)
    if last and int(last) < int(first):  # no range at all, by the RFC's grammar
        return None
    return Span(first=int(first), last=min(int(last), size - 1) if last else size - 1)


def _no_such_range(size: int) -> HttpResponse:
    refusal = problem_response(errors.RangeNotSatisfiable(field="Range"))
    refusal["Content-Range"] = f"bytes */{size}"
    return refusal
