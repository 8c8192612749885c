"""The application under measurement, with a bare Django view beside it."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")

from django.conf import settings  # noqa: E402 (the settings must be named first)

settings.ROOT_URLCONF = "bench._bare"

from backend.wsgi import application  # noqa: E402, F401
