"""The application under measurement, and beside it a bare Django view that inserts one row."""

import os

from django.core.handlers.wsgi import WSGIHandler
from django.test.utils import override_settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")

from backend.wsgi import application as usterka  # noqa: E402 (the settings must be named first)

with override_settings(MIDDLEWARE=["bench._bare.only_this_map"]):
    bare = WSGIHandler()


def application(environ, start_response):
    if environ["PATH_INFO"] == "/bare":
        return bare(environ, start_response)
    return usterka(environ, start_response)
