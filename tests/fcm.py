"""The loopback FCM as a fixture: the real firebase-admin talks to it over TLS."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from notifications.channels import fcm
from notifications.loopback import LoopbackCredentials, LoopbackServer, prepare

STARTS_MAX = 10  # another process may take the free port first
STEP_S = 30  # a hanging server must fail the tests, not stop them


class Loopback:
    """A running loopback FCM, seen from a test."""

    def __init__(self, credentials: LoopbackCredentials) -> None:
        self.credentials = credentials
        self.url = credentials.proxy_url
        # No proxies from the environment: these calls go to the port itself.
        self.http = httpx.Client(base_url=self.url, trust_env=False, timeout=STEP_S)

    def received(self, token: str | None = None) -> list[dict[str, Any]]:
        params = {} if token is None else {"token": token}
        return self.http.get("/received", params=params).raise_for_status().json()["received"]

    def count(self) -> int:
        """How many messages have arrived."""
        return int(self.http.get("/control").raise_for_status().json()["received"])

    def answer(self, token: str | None, code: str, **more: int) -> None:
        """Let this token, or with None every token, be answered so; more: times, retry_after."""
        self.control(token=token, answer=code, **more)

    def outage(self, is_out: bool) -> None:
        self.control(outage=is_out)

    def control(self, **order: Any) -> None:
        self.http.post("/control", json=order).raise_for_status()

    def clear(self) -> None:
        """Forget what has arrived and every answer that was set."""
        self.http.delete("/control").raise_for_status()
        self.http.delete("/received").raise_for_status()


@contextmanager
def running_loopback(state: Path) -> Iterator[Loopback]:
    """Run a loopback FCM in a thread, on a free port."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    server, credentials = _started(state, loop)
    loopback = Loopback(credentials)
    try:
        yield loopback
    finally:
        loopback.http.close()
        asyncio.run_coroutine_threadsafe(server.stop(), loop).result(STEP_S)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(STEP_S)
        loop.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _started(
    state: Path, loop: asyncio.AbstractEventLoop
) -> tuple[LoopbackServer, LoopbackCredentials]:
    for _ in range(STARTS_MAX):
        port = free_port()
        credentials = prepare(state, port)
        server = LoopbackServer(credentials, port=port)
        try:
            asyncio.run_coroutine_threadsafe(server.start(), loop).result(STEP_S)
        except OSError:
            continue
        return server, credentials
    raise RuntimeError("no free port for the loopback FCM")


@pytest.fixture(scope="session")
def loopback_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loopback]:
    with running_loopback(tmp_path_factory.mktemp("fcm")) as loopback:
        yield loopback


@pytest.fixture
def loopback_fcm(
    loopback_server: Loopback, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> Iterator[Loopback]:
    """An empty loopback FCM, with this process turned towards it."""
    for name, value in loopback_server.credentials.environment().items():
        monkeypatch.setenv(name, value)
    settings.FIREBASE_CREDENTIALS = str(loopback_server.credentials.service_account)
    loopback_server.clear()
    fcm.close()
    yield loopback_server
    fcm.close()
