"""Who wants no more mail, and who wants it again."""

from datetime import datetime

from django.db.models import Q

from backend.reports.models import Report
from notifications.models import MailStop


def stop_mail(*, address: str, report: Report | None, now: datetime) -> None:
    """Write no more to an address, about a report or at all; twice is the same as once."""
    MailStop.objects.get_or_create(address=address.lower(), report=report, defaults={"at": now})


def write_again(*, address: str, report: Report | None) -> None:
    """Take back what was stopped: for the report, and for all."""
    stops = MailStop.objects.filter(address=address.lower())
    stops.filter(Q(report=None) | Q(report=report)).delete()
