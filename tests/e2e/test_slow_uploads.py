"""Many phones on a bad network at once: they hold threads, never database connections."""

import math
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from uuid import uuid4

from backend.settings import DATABASE_POOL_SIZE, WEB_WORKERS
from tests.e2e.callers import PLACE, Caller, Phone
from tests.waiting import until

UPLOADS = 40
PHOTO_BYTES = 300_000  # five minutes at this speed: none is whole before the test ends
CHUNK_BYTES, PAUSE_S = 100, 0.1  # 1 kB/s
GETS = 20
ANSWERED_WITHIN_S = 5.0  # it takes some 10 ms; the machine may be busy

ACTIVITY = "SELECT state FROM pg_stat_activity WHERE datname = current_database()"
OF_WEB = f"{ACTIVITY} AND application_name = 'usterka web'"
HELD = f"{OF_WEB} AND state LIKE 'idle in transaction%%'"
CONNECTIONS_LEFT = """
    SELECT current_setting('max_connections')::int
        - current_setting('superuser_reserved_connections')::int - count(*)
    FROM pg_stat_activity WHERE backend_type = 'client backend'
"""


@contextmanager
def slow_uploads(phone: Phone, report: str) -> Iterator[None]:
    """Send photos at 1 kB/s each, all the time."""
    ended = threading.Event()
    with ExitStack() as stack:
        sockets = [stack.enter_context(phone.socket()) for _ in range(UPLOADS)]
        for connection in sockets:
            path = f"/reports/{report}/photos/{uuid4()}"
            connection.sendall(phone.head("PUT", path, PHOTO_BYTES) + b"\xff\xd8\xff")

        def drip() -> None:
            while not ended.wait(PAUSE_S):
                for connection in sockets:
                    connection.sendall(b"\0" * CHUNK_BYTES)

        thread = threading.Thread(target=drip)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()


def seconds_of_a_get(caller: Caller) -> float:
    started = time.monotonic()
    caller.get(f"/services?lon={PLACE['lon']}&lat={PLACE['lat']}")
    return time.monotonic() - started


def test_forty_slow_uploads_stop_no_other_request_and_hold_no_connection(system, phone):
    report = phone.report()["id"]
    rows = system.database.rows
    with slow_uploads(phone, report):
        times, web, held = [], [], []
        for _ in range(GETS):
            times.append(seconds_of_a_get(Caller(system)))
            web.append(len(rows(OF_WEB)))
            held.append(rows(HELD))
        left = rows(CONNECTIONS_LEFT)[0][0]
    p95 = sorted(times)[math.ceil(0.95 * GETS) - 1]
    assert p95 < ANSWERED_WITHIN_S
    assert 1 <= max(web) <= DATABASE_POOL_SIZE * WEB_WORKERS
    assert not any(held)
    assert left > 0
    until(lambda: phone.get(f"/reports/{report}")["photos"] == [])
