"""Works of several threads at once, each with a database connection of its own."""

import threading
from typing import Any

from django.db import connection


def in_threads(*works: Any) -> None:
    """Run each in a thread with a connection of its own; what it raises fails the test."""
    failures: list[BaseException] = []

    def run(work: Any) -> None:
        try:
            work()
        except BaseException as failure:  # noqa: BLE001  told to the test below
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
