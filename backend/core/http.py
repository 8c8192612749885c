"""The HTTP edge: bodies in, JSON out, and every refusal as application/problem+json."""

import logging
import sys
import tempfile
from collections.abc import Callable, Mapping
from typing import IO, Any, cast

import orjson
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.cache import patch_vary_headers
from psycopg_pool import PoolTimeout
from rest_framework import exceptions, status
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from backend.core import error_pages, errors

PROBLEM_TYPE = "application/problem+json"
JSON_MAX_BYTES = 1024 * 1024  # our choice: a report with all its texts is some 20 kB
IN_MEMORY_MAX_BYTES = 256 * 1024
CHUNK_BYTES = 64 * 1024
RETRY_SOON_SECONDS = 5
MISSING_BYTES = "usterka.missing_bytes"  # in the environ
WORDS_VARY_BY = "Accept-Language"
PROVED_BY = ("Authorization", "X-Session-Token", "Cookie")  # who asks; the second is allauth's

DATABASE_IS_AWAY = (OperationalError, InterfaceError, PoolTimeout)

logger = logging.getLogger(__name__)


class ReadBodyFirst:
    """Read the whole body before anything else happens.

    A phone on a bad network may need minutes to send it: until it is here, no database
    connection is taken. A view may allow more than JSON_MAX_BYTES by its attribute
    `max_body_bytes`; that path is known from the URL map alone. It is a number, or a function of
    the request where only some callers may send so much.

    A body that is cut off is refused, unless the view's `keeps_cut_bodies`, a function of the
    request, says otherwise: then `missing_bytes(request)` tells how much did not arrive.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return self.get_response(request)
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_MAX_BYTES) as body:
            view = _view(request)
            try:
                request.META[MISSING_BYTES] = _take_body(request, body, view)
            except errors.DomainError as refusal:
                refusal.headers |= getattr(view, "limit_headers", {})
                return refusal_response(request, refusal)
            return self.get_response(request)


def missing_bytes(request: HttpRequest | Request) -> int:
    """How many bytes of a body that was cut off did not arrive."""
    return request.META.get(MISSING_BYTES, 0)


def _view(request: HttpRequest) -> Any:
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return None
    return getattr(view, "cls", None) or getattr(view, "view_class", view)


def _take_body(request: HttpRequest, body: IO[bytes], view: Any) -> int:
    """Read the body into a file; return how many bytes of it did not arrive."""
    limit = getattr(view, "max_body_bytes", JSON_MAX_BYTES)
    wanted = _declared_length(request, limit=limit(request) if callable(limit) else limit)
    size = _copy(request, body, wanted)
    keeps = getattr(view, "keeps_cut_bodies", None)
    if size < wanted and not (keeps and keeps(request)):
        raise errors.MalformedBody()
    _replace_input(request, body, size)
    return wanted - size


def _declared_length(request: HttpRequest, *, limit: int) -> int:
    declared = request.META.get("CONTENT_LENGTH") or ""
    if not declared.isdigit():
        if request.headers.get("Transfer-Encoding"):
            # A chunked body that was cut off cannot be told from a whole one here.
            raise errors.LengthRequired()
        return 0
    if int(declared) > limit:
        raise errors.BodyTooLarge(limit_bytes=limit)
    return int(declared)


def _copy(request: HttpRequest, body: IO[bytes], wanted: int) -> int:
    """Copy the body as far as it comes; return how far that is."""
    size, source = 0, request.META["wsgi.input"]
    while size < wanted:
        try:
            chunk = source.read(min(CHUNK_BYTES, wanted - size))
        except OSError:
            chunk = b""
        if not chunk:  # the client went away in the middle
            break
        size += len(chunk)
        body.write(chunk)
    return size


def _replace_input(request: HttpRequest, body: IO[bytes], size: int) -> None:
    body.seek(0)
    request.META["wsgi.input"] = body
    request.META["CONTENT_LENGTH"] = str(size)
    cast(Any, request)._stream = body


class PrivateUnlessSaid:
    """What the API says depends on who asks: no shared cache may keep it, unless a view allows.

    What a view with `is_wordless` answers (a tile) is the same in every language.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith("/api/"):
            response.headers.setdefault("Cache-Control", "private, no-cache")
            patch_vary_headers(response, (WORDS_VARY_BY, *PROVED_BY))
            if _is_wordless(request) and response.status_code < status.HTTP_400_BAD_REQUEST:
                del response.headers["Content-Language"]
                others = [name for name in response["Vary"].split(", ") if name != WORDS_VARY_BY]
                response["Vary"] = ", ".join(others)
        return response


def _is_wordless(request: HttpRequest) -> bool:
    view = request.resolver_match and request.resolver_match.func
    return getattr(getattr(view, "cls", view), "is_wordless", False)


class StrictJSONParser(BaseParser):
    """JSON as RFC 8259 has it: no NaN, no lone surrogates, UTF-8 only."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        content = stream.read()
        if not content:
            return {}
        try:
            return orjson.loads(content)
        except orjson.JSONDecodeError as error:
            raise errors.MalformedBody(position=error.pos) from error


class FastJSONRenderer(BaseRenderer):
    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        return b"" if data is None else orjson.dumps(data, default=str, option=orjson.OPT_UTC_Z)


class OneRepresentation(BaseContentNegotiation):
    """Every address has one representation: it is sent whatever Accept says."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        content_type = (request.content_type or "").split(";")[0].strip().lower()
        for parser in parsers:
            if parser.media_type == content_type or parser.media_type == "*/*":
                return parser
        return None

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> Any:
        return renderers[0], renderers[0].media_type


def exception_handler(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """Turn what a view raised into a problem document; None lets Django make it a 500."""
    refusal = as_refusal(error)
    if refusal is None:
        return None
    response = problem_response(refusal)
    view = context.get("view")
    if refusal.status == status.HTTP_401_UNAUTHORIZED:
        response["WWW-Authenticate"] = _challenge(context.get("request"))
    if isinstance(refusal, errors.MethodNotAllowed) and view is not None:
        response["Allow"] = ", ".join(view.allowed_methods)
    return response


def _challenge(request: Request | None) -> str:
    """Ask for Basic only from who tried it: a browser would open a window for it."""
    scheme = request.headers.get("Authorization", "").partition(" ")[0] if request else ""
    is_basic = scheme.lower() == "basic"
    return 'Basic realm="Usterka", charset="UTF-8"' if is_basic else 'Bearer realm="api"'


def problem_response(refusal: errors.DomainError) -> HttpResponse:
    """Render a refusal as RFC 9457 says, with `code`, and `errors` that name the fields."""
    document: dict[str, Any] = {
        "type": refusal.type,
        "title": str(refusal.sentence),
        "status": refusal.status,
        "code": refusal.code,
        **refusal.extra,
    }
    if refusal.field and "errors" not in document:
        document["errors"] = [
            {"field": refusal.field, "code": refusal.code, "message": str(refusal.sentence)}
        ]
    response = HttpResponse(
        orjson.dumps(document, default=str), status=refusal.status, content_type=PROBLEM_TYPE
    )
    for name, value in refusal.headers.items():
        response[name] = value
    retry_after = refusal.extra.get("retry_after_seconds")
    if retry_after is not None:
        response["Retry-After"] = str(retry_after)
    if "accepted" in refusal.extra:  # RFC 9110, section 15.5.16
        response["Accept"] = ", ".join(refusal.extra["accepted"])
    return response


def unavailable() -> errors.DomainError:
    return errors.Unavailable(retry_after_seconds=RETRY_SOON_SECONDS)


_DRF_REFUSALS: dict[type[Exception], type[errors.DomainError]] = {
    Http404: errors.NotFound,
    exceptions.NotFound: errors.NotFound,
    PermissionDenied: errors.NotAllowed,
    exceptions.PermissionDenied: errors.NotAllowed,
    exceptions.NotAuthenticated: errors.LoginRequired,
    exceptions.AuthenticationFailed: errors.BadCredentials,
    exceptions.MethodNotAllowed: errors.MethodNotAllowed,
    exceptions.NotAcceptable: errors.NotAcceptable,
    exceptions.UnsupportedMediaType: errors.UnsupportedBody,
    exceptions.ParseError: errors.MalformedBody,
}


def as_refusal(error: Exception) -> errors.DomainError | None:
    """What is refused by an exception of a view; None for a fault of ours."""
    if isinstance(error, errors.DomainError):
        return error
    if isinstance(error, exceptions.ValidationError):
        return errors.InvalidInput(errors=list(_field_errors(error.detail)))
    if isinstance(error, DATABASE_IS_AWAY):
        logger.exception("database not available")
        return unavailable()
    refusal = _DRF_REFUSALS.get(type(error))
    return refusal() if refusal else None


def _field_errors(detail: Any, path: str = "") -> Any:
    """Walk DRF's nested error detail and give {field, code, message} for each leaf."""
    if isinstance(detail, Mapping):
        for name, nested in detail.items():
            key = str(name)
            inner = path if key == "non_field_errors" else f"{path}.{key}" if path else key
            yield from _field_errors(nested, inner)
    elif isinstance(detail, list):
        for index, nested in enumerate(detail):
            deeper = isinstance(nested, (Mapping, list))
            yield from _field_errors(nested, f"{path}[{index}]" if deeper else path)
    else:
        code = getattr(detail, "code", "invalid")
        yield {"field": path or None, "code": code, "message": str(detail)}


def refusal_response(request: HttpRequest, refusal: errors.DomainError) -> HttpResponse:
    """The refusal as a page for people, or as a document for programs."""
    document = problem_response(refusal)
    if not error_pages.is_wanted(request):
        return document
    code = refusal.extra.get("reason", refusal.code)
    page = error_pages.error_page(request, code, refusal.status)
    for name in (*refusal.headers, "Retry-After"):
        if name in document:
            page[name] = document[name]
    return page


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer for an address outside the URL map."""
    return refusal_response(request, errors.NotFound())


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refusal_response(request, errors.NotAllowed())


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what Django refuses before any view: a foreign Host, too many parameters."""
    return refusal_response(request, errors.MalformedBody())


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Refuse a browser's write without its token: a page for people, a document for programs."""
    return refusal_response(request, errors.NotAllowed(reason="csrf"))


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer when something broke: a database that is away is 503, the rest a plain 500."""
    if isinstance(sys.exception(), DATABASE_IS_AWAY):
        return refusal_response(request, unavailable())
    if error_pages.is_wanted(request):
        return error_pages.error_page(request, "internal", 500)
    document = {"type": "about:blank", "title": "Internal Server Error", "status": 500}
    return HttpResponse(
        orjson.dumps({**document, "code": "internal"}), status=500, content_type=PROBLEM_TYPE
    )
