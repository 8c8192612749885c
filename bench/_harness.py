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
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("USTERKA_VAR") or ROOT / "var") / "bench"
PORT = int(os.environ.get("PORT", "8000")) + 100


def prepare() -> None:
    """Set Django up on a database of the benchmarks' own, with the demo office in it."""
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
    import django

    django.setup()
    from django.core.management import call_command

    from backend.management import demo, demo_file

    call_command("migrate", verbosity=0)
    if not demo.is_loaded():
        demo.load_office(demo_file.passwords())


@contextmanager
def web() -> Iterator[str]:
    """Run the web server with its production settings; gives its address."""
    from backend.management.commands.web import server_arguments

    arguments = [*server_arguments()[:-1], "bench._wsgi:application"]
    server = subprocess.Popen(arguments, cwd=ROOT, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{PORT}"
    try:
        _wait_for(address)
        yield address
    finally:
        server.terminate()
        server.wait(30)


def _wait_for(address: str) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=2)  # noqa: S310 (our own)
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise SystemExit("The web server did not start.")


@dataclass(frozen=True)
class Load:
    """Seconds each request took, and the seconds of the whole."""

    times: list[float]
    seconds: float
    refused: int

    @property
    def per_second(self) -> float:
        return len(self.times) / self.seconds

    def percentile_ms(self, percent: int) -> float:
        return quantiles(self.times, n=100)[percent - 1] * 1000


def load(
    path: str, body: Callable[[], bytes], *, concurrency: int, seconds: float, accept: int = 201
) -> Load:
    """POST to `path` over `concurrency` kept connections for `seconds`."""
    return asyncio.run(_load(path, body, concurrency, seconds, accept))


async def _load(
    path: str, body: Callable[[], bytes], concurrency: int, seconds: float, accept: int
) -> Load:
    start = time.perf_counter()
    until = start + seconds
    clients = [_client(path, body, until, accept) for _ in range(concurrency)]
    results = await asyncio.gather(*clients)
    times = [one for times, _ in results for one in times]
    return Load(times, time.perf_counter() - start, sum(refused for _, refused in results))


async def _client(
    path: str, body: Callable[[], bytes], until: float, accept: int
) -> tuple[list[float], int]:
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    times, refused = [], 0
    while time.perf_counter() < until:
        content = body()
        start = time.perf_counter()
        writer.write(
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(content)}\r\n\r\n".encode()
            + content
        )
        status = await _answer(reader)
        times.append(time.perf_counter() - start)
        refused += status != accept
    writer.close()
    await writer.wait_closed()
    return times, refused


async def _answer(reader: asyncio.StreamReader) -> int:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
    await reader.readexactly(length)
    return int(head[9:12])
