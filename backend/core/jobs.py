"""Work that must follow a change: named here, done by the worker.

The web process knows jobs by name only, so that it imports neither the tasks nor what they need
(Pillow, firebase-admin). A test checks that the worker registers every one of them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection
from procrastinate import App
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import ConnectorException


@dataclass(frozen=True, kw_only=True)
class Job:
    """queue: which workers take it. priority: higher goes first within a queue.

    lock: jobs of the same lock are done one after another.
    """

    queue: str
    priority: int = 0
    lock: str | None = None


HEARD_KEY = "worker-heard-at"  # in the cache: when a worker last gave a sign of life

JOBS = {
    "reports.process_photo": Job(queue="photos"),
    "reports.look_at_waiting": Job(queue="photos"),
    "reports.hide_regions": Job(queue="photos", priority=5),  # somebody waits for it
    "reports.remove_public_files": Job(queue="photos", priority=5),
    # An aid that takes seconds of a processor: all else goes first, and never two at a time.
    "reports.propose_regions": Job(queue="photos", priority=-10, lock="reports.propose_regions"),
    "reports.send_packet": Job(queue="mail"),
    "notifications.fan_out": Job(queue="push", priority=10),
    # Writes many rows: behind the news, and one at a time.
    "notifications.carry_on": Job(queue="push", priority=-5, lock="notifications.carry_on"),
    "notifications.send_deliveries": Job(queue="push", priority=5),
    # One at a time: an import is heavy, and holds two of the worker's connections.
    "layers.check_import": Job(queue="layers", lock="layers"),
    "layers.run_import": Job(queue="layers", lock="layers"),
}


def defer(name: str, **ids: Any) -> None:
    """Queue the job `name` within the caller's transaction: it exists if that one commits.

    ids: small JSON values, never personal data.
    """
    with _errors_of_django():
        _configured(name).defer(**ids)


def defer_many(name: str, ids: list[dict[str, Any]]) -> None:
    """Queue one job for each set of ids, in one statement."""
    with _errors_of_django():
        _configured(name).batch_defer(*ids)


@contextmanager
def _errors_of_django() -> Iterator[None]:
    """Let a database that is away look the same here as everywhere: procrastinate wraps it."""
    try:
        yield
    except ConnectorException as error:
        with connection.wrap_database_errors:
            raise error.__cause__ or error from None


def _configured(name: str) -> Any:
    job = JOBS[name]
    return _queue().configure_task(
        name, allow_unknown=True, queue=job.queue, priority=job.priority, lock=job.lock
    )


@cache
def _queue() -> App:
    """The queue on Django's own connection, in the worker too, whose app has another one."""
    return App(connector=DjangoConnector())
