"""The live stream: from a commit to 200 screens, and what that costs the API.

All in one run, in turns: a load without streams, then the same load with 200 of them and 5
changes a second. Load, servers and database share this machine: the ratio tells more than the
numbers.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import repeat
from statistics import median, quantiles
from typing import Any

import _harness as harness
from intake import drafts

CLIENTS, CHANGES_PER_SECOND, PEOPLE = 200, 5, 20
CALM_SECONDS, LOAD_SECONDS, TURNS, CONCURRENCY = 20.0, 6.0, 3, 4
LIST = "/api/v1/reports?limit=50"


@dataclass
class Streams:
    """Open streams in a process of their own."""

    order: dict[str, Any]
    delays_ms: list[float] = field(default_factory=list)
    changes: int = 0

    @contextmanager
    def open(self) -> Iterator[None]:
        command = [sys.executable, str(harness.ROOT / "bench/_listeners.py")]
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        if process.stdin is None or process.stdout is None:
            raise SystemExit("no pipes")
        print(json.dumps(self.order), file=process.stdin, flush=True)
        if process.stdout.readline() != "ready\n":
            raise SystemExit("the streams were not let in")
        yield
        print(file=process.stdin, flush=True)
        answer = json.loads(process.stdout.readline())
        process.wait(30)
        self.delays_ms, self.changes = answer["delays_ms"], answer["changes"]


def sessions() -> list[str]:
    """Browser sessions of dispatchers of one office."""
    from backend.accounts.models import Role, User
    from backend.accounts.people import issue_token
    from backend.jurisdictions.models import Jurisdiction

    office = Jurisdiction.objects.get(teryt="1418032")
    people = [
        User.objects.get_or_create(email=f"live{number}@example.org")[0] for number in range(PEOPLE)
    ]
    for person in people:
        Role.objects.get_or_create(user=person, jurisdiction=office, kind="dispatcher")
    return [issue_token(person) for person in people]


@contextmanager
def live() -> Iterator[str]:
    from backend.management.commands.live import server_arguments

    address = f"http://127.0.0.1:{harness.PORT + 1}"
    with harness.serving(server_arguments(), f"{address}/readyz", harness.ROOT, {}):
        yield address


def told(name: str, streams: Streams) -> None:
    cuts = quantiles(streams.delays_ms, n=100, method="inclusive")
    share = len(streams.delays_ms) / (streams.changes * CLIENTS)
    print(
        f"{name:<28}{streams.changes:>8}{share:>9.1%}{cuts[49]:>9.0f}{cuts[94]:>9.0f}"
        f"{max(streams.delays_ms):>9.0f}"
    )


def turns(load: Callable[[], harness.Load], order: dict[str, Any]) -> tuple[float, float, Streams]:
    """Requests a second without and with streams, the median of turns; the streams of all."""
    without, beside, whole = [], [], Streams(order)
    for _ in range(TURNS):
        without.append(load().per_second)
        streams = Streams(order)
        with streams.open():
            beside.append(load().per_second)
        whole.delays_ms += streams.delays_ms
        whole.changes += streams.changes
    return median(without), median(beside), whole


def main() -> None:
    harness.prepare()
    from django.db import connection

    from backend.core import embedded

    tokens = sessions()
    connection.close()
    authorization = f"Bearer {tokens[0]}"

    def read() -> harness.Load:
        return harness.get(
            repeat(LIST),
            port=harness.PORT,
            concurrency=CONCURRENCY,
            seconds=LOAD_SECONDS,
            authorization=authorization,
        )

    def send() -> harness.Load:
        return harness.load(
            "/api/v1/reports", drafts, concurrency=CONCURRENCY, seconds=LOAD_SECONDS
        )

    with harness.web(), live() as address:
        send()
        order = {
            "live": address,
            "database": os.environ.get("DATABASE_URL") or embedded.database_url(harness.VAR),
            "sessions": tokens,
            "clients": CLIENTS,
            "changes_per_second": CHANGES_PER_SECOND,
        }
        calm = Streams(order)
        with calm.open():
            time.sleep(CALM_SECONDS)
        reading, sending = turns(read, order), turns(send, order)
    print(f"{CLIENTS} streams, {CHANGES_PER_SECOND} changes a second")
    print(
        f"{'commit to arrival':<28}{'changes':>8}{'arrived':>9}{'p50 ms':>9}{'p95 ms':>9}{'max':>9}"
    )
    told("nothing else", calm)
    told("while the list is read", reading[2])
    told("while reports come in", sending[2])
    print(f"\n{'API, requests a second':<28}{'without':>9}{'with':>9}{'ratio':>9}")
    for name, (without, beside, _) in (
        ("GET a page of the list", reading),
        ("POST a report", sending),
    ):
        print(f"{name:<28}{without:>9.0f}{beside:>9.0f}{beside / without:>9.1%}")


if __name__ == "__main__":
    main()
