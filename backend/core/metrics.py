"""Numbers for the operator's Prometheus, and the two questions of a load balancer."""

import hmac
import os
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import orjson
from django.conf import settings
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
    multiprocess,
)
from psycopg_pool import PoolTimeout

from backend.core.jobs import HEARD_KEY

MULTIPROCESS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # the client library's own variable
WORKER_SILENT_AFTER = timedelta(minutes=1)  # four of its signs of life

REQUESTS = Counter("usterka_requests", "Requests by route and status.", ["route", "status"])
SECONDS = Histogram("usterka_request_seconds", "Time to answer.", ["route"])


class Metrics:
    """Count and time every request by its route, never by its address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        start = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        route = match.route if match else "unknown"
        REQUESTS.labels(route, response.status_code).inc()
        SECONDS.labels(route).observe(time.perf_counter() - start)
        return response


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Tell that the process is alive; asks nobody else."""
    return HttpResponse("alive\n", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Tell whether requests can be served: database, migrations, file store, a worker."""
    checks = {"database": _database(), "migrations": False, "storage": False, "worker": False}
    if checks["database"]:
        checks |= {"migrations": _migrations(), "storage": _storage(), "worker": _worker()}
    ready = all(checks.values())
    response = HttpResponse(
        orjson.dumps({"ready": ready, "checks": checks}),
        status=200 if ready else 503,
        content_type="application/json",
    )
    response._has_been_logged = True  # type: ignore[attr-defined]  # not ready is no error
    return response


@require_safe
def metrics(request: HttpRequest, more: tuple[Callable[[], str], ...] = ()) -> HttpResponse:
    """Prometheus text of this server's processes; METRICS_TOKEN, when set, is asked for.

    more: what else is counted, by apps that this one may not know.
    """
    known = settings.METRICS_TOKEN
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if known and not hmac.compare_digest(token.encode(), known.encode()):
        return HttpResponse(status=401)
    waiting = _jobs_waiting()
    text = "".join(f'usterka_jobs_waiting{{queue="{queue}"}} {count}\n' for queue, count in waiting)
    text += "".join(lines() for lines in more)
    known_numbers = generate_latest(_registry())
    return HttpResponse(known_numbers + text.encode(), content_type=CONTENT_TYPE_LATEST)


def _registry() -> CollectorRegistry:
    """The numbers of all worker processes, where `manage.py web` gave them a folder to share."""
    if MULTIPROCESS_FOLDER not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)
    return registry


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, PoolTimeout):
        return False
    return True


def _migrations() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _storage() -> bool:
    try:
        default_storage.exists("ready")
    except OSError:
        return False
    return True


def _worker() -> bool:
    heard: datetime | None = cache.get(HEARD_KEY)
    return heard is not None and timezone.now() - heard < WORKER_SILENT_AFTER


def _jobs_waiting() -> list[tuple[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT queue_name, count(*) FROM procrastinate_jobs"
            " WHERE status = 'todo' GROUP BY queue_name ORDER BY queue_name"
        )
        return cursor.fetchall()
