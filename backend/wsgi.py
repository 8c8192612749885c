"""The WSGI application: everything but the live event stream."""

import gc
import os
import signal

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from backend.core.processes import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
die_with_parent(signal.SIGKILL)  # SIGTERM would be passed over while the application is loading

application = get_wsgi_application()
_ = get_resolver().url_patterns  # the views too, before anybody waits for them
gc.freeze()  # what is loaded stays: looking for garbage in it takes 0.08 s, again and again
