"""The statements of our own answers, run through psycopg and nothing else."""

import threading
import time
from collections.abc import Iterator
from typing import Any

import psycopg
from _harness import Load


def statements(paths: list[str], *, holding: str) -> list[str]:
    """What each of these requests asks the database, with its values: the statement with `holding`.

    The requests are made in this process, on the database that Django is connected to.
    """
    from django.db import connection
    from django.test import Client

    found: list[str] = []

    def note(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        answer = execute(sql, parameters, many, context)
        if holding in sql:
            found.append(connection.connection.cursor().mogrify(sql, parameters))
        return answer

    client = Client(SERVER_NAME="127.0.0.1")
    by_path: dict[str, str] = {}
    with connection.execute_wrapper(note):
        for path in dict.fromkeys(paths):
            found.clear()
            answer = client.get(path)
            if answer.status_code not in (200, 204) or not found:
                raise SystemExit(f"{path}: {answer.status_code}, {len(found)} statements")
            by_path[path] = found[-1]
    return [by_path[path] for path in paths]


class BareSql:
    """Connections that stay open, a thread for each."""

    def __init__(self, url: str, concurrency: int) -> None:
        self._connections = [
            psycopg.connect(url, autocommit=True, cursor_factory=psycopg.ClientCursor)
            for _ in range(concurrency)
        ]

    def load(self, texts: Iterator[str], seconds: float) -> Load:
        """Run one statement after the other for so long."""
        loads: list[Load] = []
        lock = threading.Lock()

        def run(connection: Any) -> None:
            times, size = [], 0
            while time.perf_counter() < until:
                with lock:
                    text = next(texts)
                began = time.perf_counter()
                rows = connection.execute(text).fetchall()
                times.append(time.perf_counter() - began)
                size += len(rows[0][0])
            loads.append(Load(times, 0, 0, size))

        start = time.perf_counter()
        until = start + seconds
        threads = [threading.Thread(target=run, args=[each]) for each in self._connections]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        whole = sum(loads, Load([], 0, 0))
        return Load(whole.times, time.perf_counter() - start, 0, whole.size)

    def close(self) -> None:
        for connection in self._connections:
            connection.close()
