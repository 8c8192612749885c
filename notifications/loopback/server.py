"""The one port of the loopback FCM: page and control in plain HTTP, FCM by CONNECT and TLS."""

import asyncio
import socket
import ssl
import struct
from datetime import UTC, datetime
from email.utils import format_datetime
from http import HTTPStatus

import h11

from notifications.loopback.answers import Answer
from notifications.loopback.credentials import (
    FCM_HOST,
    HOSTS,
    PROJECT,
    LoopbackCredentials,
    loopback_address,
)
from notifications.loopback.fcm_v1 import LoopbackFcm
from notifications.loopback.oauth import TokenEndpoint
from notifications.loopback.routes import MID_AIR, Request, Routes

BODY_MAX_BYTES = 256 * 1024  # our choice: 60 times the largest message
HEADERS_MAX_BYTES = 64 * 1024  # our choice
IDLE_S = 240  # our choice: how long a kept connection may be silent
HANDSHAKE_S = 10  # our choice
BACKLOG = 512  # send_each opens 100 connections at once
READ_BYTES = 64 * 1024
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)
_QUICK_ACK: int | None = getattr(socket, "TCP_QUICKACK", None)  # Linux alone has it
_ENDINGS = (ConnectionError, ssl.SSLError, TimeoutError, asyncio.IncompleteReadError)


class LoopbackServer:
    """Serve until `stop`; all of it in one event loop."""

    def __init__(
        self, credentials: LoopbackCredentials, *, port: int, host: str = "127.0.0.1"
    ) -> None:
        self.fcm = LoopbackFcm(TokenEndpoint(credentials.service_account), project=PROJECT)
        self._address = (loopback_address(host), port)
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.load_cert_chain(credentials.server_certificate)
        self._tls.set_alpn_protocols(["http/1.1"])
        self._connections: dict[asyncio.Task[None], _Connection] = {}
        self._routes = Routes(self.fcm, reset_tunnels=self._reset_tunnels)
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Bind the port. Raises OSError when it is taken."""
        host, port = self._address
        self._server = await asyncio.start_server(self._serve, host, port, backlog=BACKLOG)

    async def stop(self) -> None:
        if self._server:
            self._server.close()
        for task in list(self._connections):
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        connection = _Connection(reader, writer, self._routes, self._tls)
        if task is None:
            return
        self._connections[task] = connection
        try:
            await connection.converse()
        except (*_ENDINGS, asyncio.CancelledError):
            pass
        finally:
            del self._connections[task]
            writer.close()

    def _reset_tunnels(self) -> None:
        for connection in self._connections.values():
            if connection.is_tunnel:
                connection.reset()


class _Connection:
    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        routes: Routes,
        tls: ssl.SSLContext,
    ) -> None:
        self.is_tunnel = False
        self._reader = reader
        self._writer = writer
        self._routes = routes
        self._tls = tls
        self._http = _http()

    async def converse(self) -> None:
        """Answer one request after the other until either side has enough."""
        try:
            while (request := await self._next_request()) is not None:
                if request.method == "CONNECT":
                    await self._connect(request.target)
                else:
                    answer = await self._routes.answer(request)
                    await self._answer(answer, has_body=request.method != "HEAD")
                if self._http.our_state is not h11.DONE:
                    return
                self._http.start_next_cycle()
        except h11.RemoteProtocolError as garbage:
            await self._refuse(garbage.error_status_hint)

    def reset(self) -> None:
        """Drop the connection as a broken network would (RST instead of a goodbye)."""
        sock = self._writer.get_extra_info("socket")
        if sock is not None and sock.fileno() >= 0:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        self._writer.transport.abort()

    async def _next_request(self) -> Request | None:
        head, body = None, bytearray()
        while True:
            event = await self._next_event()
            if isinstance(event, h11.Request):
                head = event
            elif isinstance(event, h11.Data):
                body += event.data
                if len(body) > BODY_MAX_BYTES:
                    raise h11.RemoteProtocolError("body too large", error_status_hint=413)
            elif isinstance(event, h11.EndOfMessage) and head is not None:
                return _request(head, bytes(body), is_tunnel=self.is_tunnel)
            else:
                return None

    async def _next_event(self) -> h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]:
        while (event := self._http.next_event()) is h11.NEED_DATA:
            if self._http.they_are_waiting_for_100_continue:
                go_on = h11.InformationalResponse(status_code=100, headers=[], reason=b"Continue")
                self._writer.write(self._http.send(go_on) or b"")
            self._acknowledge_at_once()
            async with asyncio.timeout(IDLE_S):
                self._http.receive_data(await self._reader.read(READ_BYTES))
        return event

    def _acknowledge_at_once(self) -> None:
        # Through a proxy urllib3 leaves Nagle's algorithm on, so that a body waits for the
        # acknowledgement of its headers, by default 40 ms. Linux forgets the option: set it often.
        sock = self._writer.get_extra_info("socket")
        if _QUICK_ACK is not None and sock is not None and sock.fileno() >= 0:
            sock.setsockopt(socket.IPPROTO_TCP, _QUICK_ACK, 1)

    async def _connect(self, target: str) -> None:
        host, _, port = target.lower().partition(":")
        if self.is_tunnel or host not in HOSTS or port != "443":
            return await self._refuse(403)
        if host == FCM_HOST and self._routes.fcm.is_out:
            return self.reset()
        done = h11.Response(status_code=200, headers=[], reason=b"Connection established")
        self._writer.write(self._http.send(done) or b"")
        # Nothing is awaited in between, so no byte of the handshake can be read as plain text.
        await self._writer.start_tls(self._tls, ssl_handshake_timeout=HANDSHAKE_S)
        self._http = _http()
        self.is_tunnel = True
        await self.converse()

    async def _answer(self, answer: Answer, *, has_body: bool) -> None:
        if answer is MID_AIR:
            return self.reset()
        headers = [
            ("Content-Type", answer.content_type),
            ("Content-Length", str(len(answer.body))),
            ("Date", format_datetime(datetime.now(UTC), usegmt=True)),
            *answer.headers,
        ]
        head = _response(answer.status, headers)
        body = answer.body[: len(answer.body) // 2] if answer.is_cut else answer.body
        out = self._http.send(head) or b""
        if has_body:
            out += self._http.send(h11.Data(data=body)) or b""
        if not answer.is_cut:
            out += self._http.send(h11.EndOfMessage()) or b""
        self._writer.write(out)
        await self._writer.drain()
        if answer.is_cut:
            self.reset()

    async def _refuse(self, status: int) -> None:
        """Answer with a bare status, if an answer is still possible, and hang up."""
        if self._http.our_state not in (h11.IDLE, h11.SEND_RESPONSE):
            return
        headers = [("Content-Length", "0"), ("Connection", "close")]
        out = (self._http.send(_response(status, headers)) or b"") + (
            self._http.send(h11.EndOfMessage()) or b""
        )
        self._writer.write(out)
        await self._writer.drain()


def _http() -> h11.Connection:
    return h11.Connection(h11.SERVER, max_incomplete_event_size=HEADERS_MAX_BYTES)


def _response(status: int, headers: list[tuple[str, str]]) -> h11.Response:
    return h11.Response(
        status_code=status, headers=headers, reason=HTTPStatus(status).phrase.encode()
    )


def _request(head: h11.Request, body: bytes, *, is_tunnel: bool) -> Request:
    authorization = next((value for name, value in head.headers if name == b"authorization"), b"")
    return Request(
        method=head.method.decode(),
        target=head.target.decode(errors="replace"),
        authorization=authorization.decode(errors="replace"),
        body=body,
        is_tunnel=is_tunnel,
        at=datetime.now(UTC),
    )
