"""What the benchmarks share: a system of their own, and a load that costs little itself."""

import asyncio
import atexit
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import quantiles

import psycopg

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("USTERKA_VAR") or ROOT / "var") / "bench"
PORT = int(os.environ.get("PORT", "8000")) + 100


def prepare(database: str = "") -> None:
    """Set Django up on a database of the benchmarks' own, with the demo office in it.

    database: the name of one more, for a benchmark that wants its own.
    """
    os.environ |= {
        "USTERKA_VAR": str(VAR),
        "PORT": str(PORT),
        "THROTTLE_INTAKE": "off",
        "DJANGO_SETTINGS_MODULE": "backend.settings",
        "LOG_LEVEL": "ERROR",
    }
    sys.path.insert(0, str(ROOT))
    from backend.core import embedded

    if not os.environ.get("DATABASE_URL"):
        embedded.start(VAR)
        atexit.register(embedded.stop, VAR)
    if database:
        url = os.environ.get("DATABASE_URL") or embedded.database_url(VAR)
        make_database(database, url)
        os.environ["DATABASE_URL"] = url_of(database, url)
        os.environ.setdefault("SECRET_KEY", "of the benchmarks, which keep no secrets")
    import django

    django.setup()
    from django.core.management import call_command

    from backend.management import demo, demo_file

    call_command("migrate", verbosity=0)
    if not demo.is_loaded():
        demo.load_office(demo_file.passwords())


def make_database(name: str, url: str, *, template: str = "template1") -> None:
    """Make a database on the server of `url` when there is none of this name."""
    with psycopg.connect(url_of("postgres", url), autocommit=True) as connection:
        known = connection.execute("SELECT FROM pg_database WHERE datname = %s", [name])
        if known.fetchone() is None:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def url_of(database: str, url: str) -> str:
    return url.rpartition("/")[0] + f"/{database}"


@contextmanager
def web(port: int = PORT, **environment: str) -> Iterator[str]:
    """Run the web server with its production settings; gives its address."""
    from backend.management.commands.web import server_arguments

    arguments = [*server_arguments()[:-1], "bench._wsgi:application"]
    arguments[arguments.index("--port") + 1] = str(port)
    environment["PORT"] = str(port)
    with serving(arguments, f"http://127.0.0.1:{port}/healthz", ROOT, environment):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def serving(
    arguments: list[str], address: str, folder: Path, environment: dict[str, str]
) -> Iterator[None]:
    """Run a server until it is no longer needed. address: it answers there when it is ready."""
    server = subprocess.Popen(
        arguments, cwd=folder, env=os.environ | environment, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(address)
        yield
    finally:
        server.terminate()
        server.wait(30)


def _wait_for(address: str) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(address, timeout=2)  # noqa: S310 (our own)
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise SystemExit(f"No server answers at {address}.")


@dataclass(frozen=True)
class Load:
    """Seconds each request took, the seconds of the whole, and the bytes of all answers."""

    times: list[float]
    seconds: float
    refused: int
    size: int = 0

    def __add__(self, other: "Load") -> "Load":
        return Load(
            self.times + other.times,
            self.seconds + other.seconds,
            self.refused + other.refused,
            self.size + other.size,
        )

    @property
    def per_second(self) -> float:
        return len(self.times) / self.seconds

    def percentile_ms(self, percent: int) -> float:
        return quantiles(self.times, n=100, method="inclusive")[percent - 1] * 1000


def load(
    path: str, body: Callable[[], bytes], *, concurrency: int, seconds: float, accept: int = 201
) -> Load:
    """POST to `path` over `concurrency` kept connections for `seconds`."""

    def request() -> bytes:
        content = body()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(content)}\r\n\r\n"
        )
        return head.encode() + content

    return asyncio.run(_load(request, PORT, concurrency, seconds, {accept}))


def get(
    paths: Iterator[str], *, port: int, concurrency: int, seconds: float, authorization: str = ""
) -> Load:
    """GET one path after the other over `concurrency` kept connections for `seconds`."""
    headers = f"Authorization: {authorization}\r\n" if authorization else ""

    def request() -> bytes:
        return f"GET {next(paths)} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}\r\n".encode()

    return asyncio.run(_load(request, port, concurrency, seconds, {200, 204}))


async def _load(
    request: Callable[[], bytes], port: int, concurrency: int, seconds: float, accept: set[int]
) -> Load:
    start = time.perf_counter()
    until = start + seconds
    clients = [_client(request, port, until, accept) for _ in range(concurrency)]
    loads = await asyncio.gather(*clients)
    whole = sum(loads, Load([], 0, 0))
    return replace(whole, seconds=time.perf_counter() - start)


async def _client(request: Callable[[], bytes], port: int, until: float, accept: set[int]) -> Load:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
    times, refused, size = [], 0, 0
    while time.perf_counter() < until:
        content = request()
        start = time.perf_counter()
        writer.write(content)
        status, length = await _answer(reader)
        times.append(time.perf_counter() - start)
        refused += status not in accept
        size += length
    writer.close()
    await writer.wait_closed()
    return Load(times, 0, refused, size)


async def _answer(reader: asyncio.StreamReader) -> tuple[int, int]:
    """Read one answer to its end: its status and the bytes of its body."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    status, length = int(head[9:12]), 0
    if b"transfer-encoding: chunked" in head:
        while chunk := int(await reader.readuntil(b"\r\n"), 16):
            await reader.readexactly(chunk + 2)
            length += chunk
        await reader.readexactly(2)
    elif b"content-length:" in head:
        length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
        await reader.readexactly(length)
    return status, length
