import asyncio
import signal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from notifications.loopback import LoopbackServer, NotLoopback, prepare


class Command(BaseCommand):
    help = (
        "Run a stand-in for Firebase Cloud Messaging on a loopback address. It speaks FCM HTTP v1, "
        "shows on its page what has arrived, and answers with any of FCM's errors on demand "
        "(POST /control). Stop it with Ctrl-C."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, help="the port; default: PORT + 2")
        parser.add_argument("--host", default="127.0.0.1", help="a loopback address (%(default)s)")
        parser.add_argument(
            "--state",
            type=Path,
            metavar="FOLDER",
            help="where the certificate and the service account are kept; default: USTERKA_VAR/fcm",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        port = settings.PORT + 2 if options["port"] is None else options["port"]
        state = options["state"] or settings.USTERKA_VAR / "fcm"
        try:
            asyncio.run(self._serve(state.resolve(), port, options["host"]))
        except (NotLoopback, OSError, OverflowError) as error:
            raise CommandError(f"The loopback FCM cannot run on port {port}: {error}") from error

    async def _serve(self, state: Path, port: int, host: str) -> None:
        credentials = prepare(state, port, host)
        server = LoopbackServer(credentials, port=port, host=host)
        asked_to_stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, asked_to_stop.set)
        await server.start()
        self.stdout.write(f"Loopback FCM: {credentials.proxy_url}/")
        for name, value in credentials.environment().items():
            self.stdout.write(f"  {name}={value}")
        self.stdout.flush()
        await asked_to_stop.wait()
        await server.stop()
