"""manage.py web: serve the API, the admin and the pages."""

import os
import shutil
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from backend.core.metrics import MULTIPROCESS_FOLDER

BACKLOG = 2048  # half of it is how many connections each of two workers may hold
KILL_AFTER_SECONDS = 10  # a stalled upload would delay a stop without end


def server_arguments() -> list[str]:
    """The production server's command line, from the settings."""
    return [
        sys.executable,
        *("-m", "granian", "--interface", "wsgi", "--http", "1", "--no-ws"),
        *("--host", settings.HOST, "--port", str(settings.PORT)),
        *("--workers", str(settings.WEB_WORKERS)),
        # A slow upload holds a thread: there must be more of them than slow phones.
        *("--blocking-threads", str(settings.WEB_THREADS), "--backlog", str(BACKLOG)),
        *("--respawn-failed-workers", "--respawn-interval", "0.5"),
        *("--workers-kill-timeout", str(KILL_AFTER_SECONDS), "--log-level", "error"),
        "backend.wsgi:application",
    ]


class Command(BaseCommand):
    help = (
        "Serve the API, the admin and the pages on HOST:PORT with WEB_WORKERS processes of "
        "WEB_THREADS threads. Put a proxy that speaks TLS and buffers requests in front of it."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        os.chdir(settings.BASE_DIR)
        os.environ.setdefault("PGAPPNAME", "usterka web")  # shown in pg_stat_activity
        os.environ[MULTIPROCESS_FOLDER] = str(_empty_folder(settings.USTERKA_VAR / "metrics"))
        arguments = server_arguments()
        os.execv(arguments[0], arguments)  # noqa: S606 (our own command)


def _empty_folder(folder: Path) -> Path:
    """Make the folder in which the worker processes share their numbers."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
