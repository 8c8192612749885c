"""Two hundred open streams, and changes that they are told of: a process of its own.

In: a line of JSON `{"live", "database", "sessions", "clients", "changes_per_second"}`, then
another line to stop. Out: "ready", then the milliseconds from each commit to each arrival, as JSON.
"""

import asyncio
import json
import os
import sys
import threading
import time
from itertools import cycle
from urllib.parse import urlsplit

import psycopg

CHANGE = """
    WITH changed AS (
        UPDATE reports_report SET version = version + 1, updated_at = now()
        WHERE id = %s
        RETURNING id, version, status
    ), told AS (
        INSERT INTO reports_reportevent
            (report_id, kind, at, actor_role, status_before, status, version, data, hash)
        SELECT id, 'priority_changed', now(), 'system', status, status, version, '{}', ''
        FROM changed
    )
    SELECT id::text, version FROM changed
"""
# They are changed in turn.
REPORTS = "SELECT id FROM reports_report ORDER BY received_at DESC LIMIT 50"


class Changes:
    """Commits so many changes a second; `committed` is when each was, by report and version."""

    def __init__(self, database: str, per_second: float) -> None:
        self.committed: dict[tuple[str, int], float] = {}
        self._database, self._pause = database, 1 / per_second
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        with psycopg.connect(self._database) as connection:
            reports = cycle(connection.execute(REPORTS).fetchall())
            while not self._stop.wait(self._pause):
                row = connection.execute(CHANGE, next(reports)).fetchone()
                before = time.time()
                connection.commit()
                if row:
                    self.committed[row[0], row[1]] = before


async def listen(live: str, session: str, arrived: list[tuple[str, int, float]]) -> None:
    address = urlsplit(live)
    reader, writer = await asyncio.open_connection(address.hostname, address.port, limit=2**24)
    head = f"GET /live HTTP/1.1\r\nHost: {address.netloc}\r\nCookie: sessionid={session}\r\n\r\n"
    writer.write(head.encode())
    status = await reader.readuntil(b"\r\n\r\n")
    if b" 200 " not in status.split(b"\r\n")[0]:
        raise SystemExit(status.decode())
    await reader.readuntil(b"event: hello\n")
    READY.release()
    while line := await reader.readline():
        if line.startswith(b'data: {"reports"'):
            now = time.time()
            for row in json.loads(line[6:])["reports"]:
                arrived.append((row["id"], row["version"], now))


READY = threading.Semaphore(0)


def main() -> None:
    order = json.loads(sys.stdin.readline())
    arrived: list[tuple[str, int, float]] = []
    loop = asyncio.new_event_loop()
    sessions = order["sessions"]
    for number in range(order["clients"]):
        task = listen(order["live"], sessions[number % len(sessions)], arrived)
        asyncio.run_coroutine_threadsafe(task, loop)
    threading.Thread(target=loop.run_forever, daemon=True).start()
    for _ in range(order["clients"]):
        if not READY.acquire(timeout=60):
            raise SystemExit("not all streams were let in")
    changes = Changes(order["database"], order["changes_per_second"])
    changes.start()
    print("ready", flush=True)
    sys.stdin.readline()
    changes.stop()
    time.sleep(2)
    known = changes.committed
    delays = [(at - known[i, v]) * 1000 for i, v, at in arrived if (i, v) in known]
    print(json.dumps({"changes": len(known), "delays_ms": delays}), flush=True)
    os._exit(0)  # without a word on the streams that are still open


if __name__ == "__main__":
    main()
