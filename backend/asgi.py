"""The ASGI application: the live event stream, and nothing else."""

import os
import signal

import django

from backend.core.processes import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
die_with_parent(signal.SIGKILL)
django.setup()

from backend.dispatch.live.server import Live  # noqa: E402 (the models want Django first)

application = Live()
