"""manage.py live: serve the live event stream of the dispatchers' desk."""

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

BACKLOG = 2048
KILL_AFTER_SECONDS = 3  # streams never end by themselves; browsers come back


def server_arguments() -> list[str]:
    """The server's command line, from the settings."""
    return [
        sys.executable,
        *("-m", "granian", "--interface", "asgi", "--http", "1", "--no-ws"),
        *("--host", settings.HOST, "--port", str(settings.PORT + 1)),
        *("--workers", "1", "--backlog", str(BACKLOG)),  # one connection listens for all
        *("--respawn-failed-workers", "--respawn-interval", "0.5"),
        *("--workers-kill-timeout", str(KILL_AFTER_SECONDS), "--log-level", "error"),
        "backend.asgi:application",
    ]


class Command(BaseCommand):
    help = (
        "Serve the live event stream of the dispatchers' desk on HOST:PORT+1, with one process and "
        "one connection that listens to the database."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        os.chdir(settings.BASE_DIR)
        os.environ.setdefault("PGAPPNAME", "usterka live")  # shown in pg_stat_activity
        arguments = server_arguments()
        os.execv(arguments[0], arguments)  # noqa: S606 (our own command)
