"""Which process knows what: the web process stays light, the worker knows every job."""

import os
import subprocess
import sys

from tests.e2e.system import ROOT

WEB = """
import sys
from django.urls import resolve
import backend.wsgi
resolve("/healthz")
ours = [name for name in sys.modules if name.startswith(("backend.", "notifications."))]
assert "backend.reports.views.reports" in ours
assert not [name for name in ours if name.endswith(".tasks")]
assert not {"firebase_admin", "PIL"} & set(sys.modules)
"""
WORKER = """
import django
django.setup()
from procrastinate.contrib.django import app
from backend.core.jobs import JOBS
app.perform_import_paths()
assert set(JOBS) <= set(app.tasks), set(JOBS) - set(app.tasks)
for name in JOBS:
    assert app.tasks[name].name == name
"""


def run(script: str) -> None:
    environment = {"DJANGO_SETTINGS_MODULE": "backend.settings"}
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr


def test_the_web_process_imports_neither_jobs_nor_firebase():
    run(WEB)


def test_the_worker_registers_every_job():
    run(WORKER)
