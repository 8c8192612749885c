"""`GET /live`: a stream of server-sent events, as an ASGI application of its own.

Django's part is to say who asks. No stream holds a connection to the database or a thread.
"""

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from importlib import import_module
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import orjson
from django.conf import settings
from django.contrib.auth import get_user
from django.core.exceptions import SuspiciousOperation
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from backend.accounts.models import User
from backend.accounts.viewer import Viewer, viewer_of
from backend.core import errors
from backend.core.http import DATABASE_IS_AWAY, problem_response, unavailable
from backend.core.language import Language, current_language
from backend.dispatch.live.client import Client
from backend.dispatch.live.feed import Group, frame
from backend.dispatch.live.hub import Hub, full

PING_EVERY_S = 15  # a proxy ends a connection that is silent for a minute
CHECK_EVERY_S = 60  # whether the stream's person still is who they were
RETRY_MS = 2000  # after which a browser comes back
SEND_WITHIN_S = 30  # a client that takes nothing for so long is gone
ARRIVING_MAX = 300  # who waits to be let in; our choice
POSITION_MAX = 2**63 - 1  # PostgreSQL's bigint

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

STREAM_HEADERS = {
    "Content-Type": "text/event-stream; charset=utf-8",
    "X-Accel-Buffering": "no",  # nginx would keep events back
    "X-Content-Type-Options": "nosniff",
}

logger = logging.getLogger(__name__)


class Live:
    """The application; one hub serves all streams of the process."""

    def __init__(self) -> None:
        self._hub: Hub
        self._arriving = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        """Run the hub from the start of the process to its end."""
        self._hub = Hub()
        await receive()
        running = asyncio.create_task(self._hub.run())
        running.add_done_callback(_report_end)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        running.cancel()
        await send({"type": "lifespan.shutdown.complete"})

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = ASGIRequest(scope, BytesIO())
        headers = _allowed_origin(request)
        try:
            with translation.override(_language(request)):
                await self._route(request, headers, receive, send)
        except (errors.DomainError, SuspiciousOperation, *DATABASE_IS_AWAY) as fault:
            with translation.override(translation.get_language_from_request(request)):
                await _respond(send, request, problem_response(_refusal(fault)), headers)

    async def _route(
        self, request: HttpRequest, headers: dict[str, str], receive: Receive, send: Send
    ) -> None:
        plain = {"/healthz": _alive, "/readyz": self._ready}.get(request.path)
        if plain is None and request.path != "/live":
            raise errors.NotFound()
        if request.method not in ("GET", "HEAD"):
            refusal = errors.MethodNotAllowed()
            refusal.headers["Allow"] = "GET, HEAD"
            raise refusal
        if plain:
            await _respond(send, request, plain(), headers)
            return
        _require_own_page(request)
        client = await self._admit(request)
        if request.method == "HEAD":
            await _respond(send, request, HttpResponse(headers=STREAM_HEADERS), headers)
            return
        self._hub.join(client)
        try:
            await self._stream(client, request, headers, receive, send)
        finally:
            self._hub.leave(client)

    def _ready(self) -> HttpResponse:
        ready = self._hub.is_listening
        document = {"ready": ready, "checks": {"listening": ready}, "clients": self._hub.count}
        status = HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE
        return HttpResponse(orjson.dumps(document), status=status, content_type="application/json")

    async def _admit(self, request: HttpRequest) -> Client:
        """Find out who asks, for so many at a time. Raises what refuses them."""
        self._hub.require_room()
        if self._arriving >= ARRIVING_MAX:
            raise full()
        self._arriving += 1
        try:
            user, group = await self._who(request)
        finally:
            self._arriving -= 1
        return Client(user=user, group=group, since=_since(request))

    async def _who(self, request: HttpRequest) -> tuple[int, Group]:
        key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        viewer = await self._hub.ask(_viewer_of_session, key) if key else None
        if viewer is None or viewer.user is None:
            raise errors.LoginRequired()
        if not viewer.is_staff:
            raise errors.NotAllowed()
        return viewer.user.pk, Group.of(viewer, current_language())

    # --- a stream -----------------------------------------------------------------------------

    async def _stream(
        self,
        client: Client,
        request: HttpRequest,
        headers: dict[str, str],
        receive: Receive,
        send: Send,
    ) -> None:
        await send(_start(HTTPStatus.OK, STREAM_HEADERS | headers))
        await send(_part(b"retry: %d\n\n" % RETRY_MS))
        tasks = {
            asyncio.create_task(self._write(client, send)),
            asyncio.create_task(self._last_word(client, request)),
            asyncio.create_task(_hung_up(receive)),
        }
        done, others = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        if last := b"".join(task.result() for task in done):
            await _send_in_time(send, {"type": "http.response.body", "body": last})

    async def _write(self, client: Client, send: Send) -> bytes:
        """Send what comes, until the client takes it no more."""
        while True:
            try:
                async with asyncio.timeout(PING_EVERY_S):
                    batch = await client.next_batch()
            except TimeoutError:
                batch = frame("ping", {})
            if not await _send_in_time(send, _part(batch)):
                return b""

    async def _last_word(self, client: Client, request: HttpRequest) -> bytes:
        """Wait until the person's rights have changed; return what the page is told of it."""
        while True:
            await asyncio.sleep(CHECK_EVERY_S)
            try:
                _, group = await self._who(request)
            except errors.DomainError as refusal:
                return frame("end", {"code": refusal.code})
            except DATABASE_IS_AWAY:
                continue
            if group != client.group:
                return frame("reset", {})


def _refusal(fault: Exception) -> errors.DomainError:
    if isinstance(fault, errors.DomainError):
        return fault
    return errors.MalformedBody() if isinstance(fault, SuspiciousOperation) else unavailable()


def _viewer_of_session(key: str) -> Viewer | None:
    """The person of a browser's session, as Django's own middleware would find them."""
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    user = get_user(request)
    return viewer_of(user) if isinstance(user, User) else None


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("lang", "")
    if asked in Language.values:
        return asked
    return translation.get_language_from_request(request)


def _since(request: HttpRequest) -> int | None:
    """The event after which to go on: as a browser that comes back says it, or a page's own."""
    given = request.headers.get("Last-Event-ID") or request.GET.get("since", "")
    if not given:
        return None
    if not (given.isascii() and given.isdigit() and int(given) <= POSITION_MAX):
        raise errors.InvalidInput(field="since")
    return int(given)


def _origins() -> set[str]:
    """Origins whose pages may read the stream with the cookies of their user."""
    ours = [settings.PUBLIC_URL, settings.LIVE_URL, *settings.CORS_ALLOWED_ORIGINS]
    return {f"{url.scheme}://{url.netloc}" for url in map(urlsplit, ours)}


def _allowed_origin(request: HttpRequest) -> dict[str, str]:
    origin = request.headers.get("Origin", "")
    allow = {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Credentials": "true",
        "Access-Control-Expose-Headers": "Retry-After",
    }
    every = {"Vary": "Origin, Cookie", "Cache-Control": "no-store"}
    return every | (allow if origin in _origins() else {})


def _require_own_page(request: HttpRequest) -> None:
    """Raises NotAllowed for a page of another origin; programs name none."""
    if request.headers.get("Origin", "") not in ("", *_origins()):
        raise errors.NotAllowed(reason="origin")


def _alive() -> HttpResponse:
    return HttpResponse("alive\n", content_type="text/plain")


async def _hung_up(receive: Receive) -> bytes:
    while (await receive())["type"] != "http.disconnect":
        pass
    return b""


async def _send_in_time(send: Send, message: Message) -> bool:
    """Send, and tell whether the client has taken it."""
    try:
        async with asyncio.timeout(SEND_WITHIN_S):
            await send(message)
    except (TimeoutError, RuntimeError):  # granian's own for a connection that is closed
        return False
    return True


async def _respond(
    send: Send, request: HttpRequest, response: HttpResponse, headers: dict[str, str]
) -> None:
    await send(_start(response.status_code, dict(response.items()) | headers))
    body = b"" if request.method == "HEAD" else response.content
    await send({"type": "http.response.body", "body": body, "more_body": False})


def _start(status: int, headers: dict[str, str]) -> Message:
    fields = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
    return {"type": "http.response.start", "status": int(status), "headers": fields}


def _part(content: bytes) -> Message:
    return {"type": "http.response.body", "body": content, "more_body": True}


def _report_end(running: asyncio.Task[None]) -> None:
    """A hub that has ended is a fault: end too, so that the server begins anew."""
    if not running.cancelled():
        logger.critical("live: the hub has ended", exc_info=running.exception())
        os._exit(1)
