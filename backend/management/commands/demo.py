"""manage.py demo: the whole system on this machine, with the demo municipality."""

import signal
import sys
import time
import urllib.error
import urllib.request
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from backend.core import embedded
from backend.management import demo_file
from backend.management.supervisor import Commands, Supervisor
from notifications.loopback import prepare

READY_WITHIN_SECONDS = 60


class Command(BaseCommand):
    help = (
        "Run the whole system on this machine with the demo municipality: database, web, live, "
        "worker and a loopback FCM that shows the pushes. Ctrl-C stops all of it; PORT moves it "
        "(and the two ports after it)."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        own_database = not settings.DATABASE_URL
        if own_database:
            embedded.start(settings.USTERKA_VAR)
        try:
            self._prepare()
            self._run()
        finally:
            if own_database:
                embedded.stop(settings.USTERKA_VAR)
                self.stdout.write("Stopped. The data stays in " + str(settings.USTERKA_VAR))

    def _prepare(self) -> None:
        call_command("migrate", verbosity=0)
        call_command("load_demo")
        self.content = demo_file.write(demo_file.passwords())

    def _run(self) -> None:
        supervisor = Supervisor(_commands())
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: supervisor.ask_to_stop())
        supervisor.start()
        try:
            self._wait_until_ready(supervisor)
            if not supervisor.asked_to_stop:
                self._introduce()
            supervisor.watch()
        finally:
            supervisor.stop()

    def _wait_until_ready(self, supervisor: Supervisor) -> None:
        until = time.monotonic() + READY_WITHIN_SECONDS
        while not supervisor.asked_to_stop:
            supervisor.restart_the_dead()
            if _is_ready():
                return
            if time.monotonic() > until:
                raise CommandError(
                    f"The system did not become ready; is port {settings.PORT} taken? "
                    "See the lines above."
                )
            time.sleep(0.2)

    def _introduce(self) -> None:
        url, write = self.content["url"], self.stdout.write
        write(f"\nUsterka is running at {url}\n")
        write(f"  API documentation   {url}/api/docs")
        write(f"  Administration      {url}/admin/")
        write(f"  Phones' pushes      {self.content['fcm_url']}/\n")
        write("Logins:")
        for key, account in self.content["accounts"].items():
            write(f"  {key:<18}{account['email']:<42}{account['password']}")
        write(f"\nThe same for scripts: {demo_file.path()}")
        write("See a report go through:  ./manage.py walkthrough")
        write("Ctrl-C stops everything.")


def _commands() -> Commands:
    """Name, command line and environment of each process."""
    manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
    commands: Commands = {name: ([*manage, name], {}) for name in ("web", "live", "worker")}
    if not settings.FIREBASE_CREDENTIALS:
        port, state = settings.PORT + 2, settings.USTERKA_VAR / "fcm"
        credentials = prepare(state, port)
        # The loopback FCM is no phone: whoever tries the demo wants to see each change at once.
        environment = {"PUSH_MERGE_SECONDS": "0", **credentials.environment()}
        commands["fcm"] = ([*manage, "fcm_loopback"], {})
        commands["worker"] = ([*manage, "worker"], environment)
    return commands


def _is_ready() -> bool:
    """Ask both servers: the web's, which asks for a worker, and the live stream's."""
    try:
        for port in (settings.PORT, settings.PORT + 1):
            # Another answer than 200 is raised.
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5).close()  # noqa: S310
    except (urllib.error.URLError, OSError):
        return False
    return True
