"""The WSGI application: everything but the live event stream."""

import os
import signal

from django.core.wsgi import get_wsgi_application

from backend.core.processes import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
die_with_parent(signal.SIGKILL)  # SIGTERM would be passed over while the application is loading

application = get_wsgi_application()
