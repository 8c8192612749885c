from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from notifications.doctor import examine


class Command(BaseCommand):
    help = (
        "Say in words whether pushes can go out: the service account's key, the way to Google's "
        "token endpoint and to FCM through the proxy and with the CA that are configured, the "
        "clock, a trial message that nobody gets, channels that are stopped, the queue, and the "
        "worker. Run it where the worker runs, with its environment. Sends nothing to any phone. "
        "Ends with status 0 when all is well, 1 otherwise."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        troubles = 0
        for finding in examine(timezone.now):
            mark = "OK     " if finding.is_well else "TROUBLE"
            self.stdout.write(f"{mark} {finding.about}: {finding.says}")
            if not finding.is_well:
                troubles += 1
                self.stdout.write(f"        {finding.advice}")
        if troubles:
            raise CommandError(f"{troubles} of these need somebody's hand.")
