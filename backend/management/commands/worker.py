"""manage.py worker: do the jobs that follow changes."""

import os
import time
from argparse import ArgumentParser
from contextlib import suppress
from typing import Any, cast

from django.conf import settings
from django.core.management.base import BaseCommand
from procrastinate.connector import BaseAsyncConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import AlreadyEnqueued

from backend.core.tasks import be_heard

FINISH_WITHIN_SECONDS = 20  # keep it below the service manager's own patience
POLL_SECONDS = 2  # how long a job waits when its NOTIFY was lost


class Command(BaseCommand):
    help = (
        "Do the queued jobs (photos, pushes, layers, housekeeping), WORKER_CONCURRENCY at a time. "
        "Any number of workers may run, on any number of machines."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--queues",
            nargs="+",
            metavar="QUEUE",
            help="only these: photos, push, mail, layers, default",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        os.environ.setdefault("PGAPPNAME", "usterka worker")  # shown in pg_stat_activity
        with suppress(AlreadyEnqueued):  # heard at once, not only when the next one is due
            be_heard.configure().defer(timestamp=int(time.time()))
        with app.replace_connector(_worker_connector()) as worker:
            worker.run_worker(
                queues=options["queues"],
                concurrency=settings.WORKER_CONCURRENCY,
                shutdown_graceful_timeout=FINISH_WITHIN_SECONDS,
                fetch_job_polling_interval=POLL_SECONDS,
                delete_jobs="successful",
            )


def _worker_connector() -> BaseAsyncConnector:
    return cast(DjangoConnector, app.connector).get_worker_connector()
