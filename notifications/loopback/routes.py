"""Which path of the loopback FCM does what."""

import asyncio
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qs, unquote, urlsplit

import orjson

from notifications.loopback import page
from notifications.loopback.answers import Answer, json_answer
from notifications.loopback.fcm_v1 import BadControl, LoopbackFcm

_SEND = re.compile(r"/v1/projects/(?P<project>[^/]+)/messages:send")
_PAGE_HEADERS = (
    ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"),
    ("Cache-Control", "no-store"),
)
MID_AIR = Answer(status=0, body=b"", is_cut=True)
"""No answer at all: the connection is reset."""


@dataclass(frozen=True, kw_only=True)
class Request:
    method: str
    target: str
    authorization: str
    body: bytes
    is_tunnel: bool
    at: datetime


class Routes:
    def __init__(self, fcm: LoopbackFcm, *, reset_tunnels: Callable[[], None]) -> None:
        self.fcm = fcm
        self._reset_tunnels = reset_tunnels
        self._calls: dict[tuple[str, str], Callable[[Request], Answer]] = {
            ("GET", "/"): self._page,
            ("POST", "/token"): self._token,
            ("GET", "/control"): self._settings,
            ("POST", "/control"): self._control,
            ("DELETE", "/control"): self._clear_control,
            ("GET", "/received"): self._received,
            ("DELETE", "/received"): self._forget_received,
        }

    async def answer(self, request: Request) -> Answer:
        path = unquote(urlsplit(request.target).path)
        send = _SEND.fullmatch(path)
        if send and request.method == "POST":
            return await self._send(send["project"], request)
        method = "GET" if request.method == "HEAD" else request.method
        call = None if request.is_tunnel else self._calls.get((method, path))
        if call:
            return call(request)
        return json_answer(404, {"error": f"Nothing here: {request.method} {path}"})

    async def _send(self, project: str, request: Request) -> Answer:
        if self.fcm.is_out:
            return MID_AIR
        answer = self.fcm.send(project, request.authorization, request.body, now=request.at)
        if self.fcm.delay_ms:
            await asyncio.sleep(self.fcm.delay_ms / 1000)
        return answer

    def _token(self, request: Request) -> Answer:
        if self.fcm.is_token_out:
            return MID_AIR
        return self.fcm.oauth.grant(request.body, now=request.at)

    def _page(self, request: Request) -> Answer:
        html = page.render(self.fcm, follows=bool(_query(request, "follow")))
        return Answer(
            status=200,
            body=html.encode(),
            content_type="text/html; charset=utf-8",
            headers=_PAGE_HEADERS,
        )

    def _settings(self, request: Request) -> Answer:
        return json_answer(200, self.fcm.settings())

    def _control(self, request: Request) -> Answer:
        try:
            self.fcm.control(orjson.loads(request.body))
        except (BadControl, orjson.JSONDecodeError) as error:
            return json_answer(400, {"error": str(error)})
        if self.fcm.is_out:
            self._reset_tunnels()
        return self._settings(request)

    def _clear_control(self, request: Request) -> Answer:
        self.fcm.clear_control()
        return self._settings(request)

    def _received(self, request: Request) -> Answer:
        return json_answer(200, {"received": list(self._entries(_query(request, "token")))})

    def _entries(self, target: str | None) -> Iterator[dict[str, object]]:
        for entry in self.fcm.matching(target):
            message = orjson.Fragment(entry.message)
            yield {"at": entry.at, "message": message, "answer": entry.answer}

    def _forget_received(self, request: Request) -> Answer:
        self.fcm.received.clear()
        return json_answer(200, {"received": []})


def _query(request: Request, name: str) -> str | None:
    return parse_qs(urlsplit(request.target).query).get(name, [None])[0]
