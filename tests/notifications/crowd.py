"""Thousands of phones, and what waits for them, written in bulk."""

from datetime import datetime, timedelta
from itertools import cycle
from uuid import uuid4

from backend.accounts.models import Installation, User
from backend.reports.models import ReportEvent
from notifications.models import Broadcast, Delivery, Device, Notification
from notifications.rules import BroadcastState, NotificationType, Platform, Urgency
from tests.notifications.makers import make_event, make_report

CHUNK = 2000
DAY = timedelta(days=1)


def make_phones(count: int, now: datetime, *, prefix: str = "crowd") -> list[Device]:
    """Phones of as many people, all kinds in turn."""
    owners = [Installation(id=uuid4(), secret_hash="") for _ in range(count)]
    Installation.objects.bulk_create(owners, batch_size=CHUNK)
    return Device.objects.bulk_create(
        [
            Device(
                installation=owner,
                installation_uid=uuid4(),
                kind="token",
                value=f"{prefix}-{number}",
                platform=platform,
                language="pl",
                updated_at=now,
            )
            for number, (owner, platform) in enumerate(
                zip(owners, cycle(Platform.values), strict=False)
            )
        ],
        batch_size=CHUNK,
    )


def broadcast_to(phones: list[Device], now: datetime) -> Broadcast:
    """A broadcast whose deliveries all wait."""
    broadcast = Broadcast.objects.create(
        uid=uuid4(),
        jurisdiction=make_report(number=uuid4().hex[:20]).jurisdiction,
        title_pl="Zamknięta ulica Słoneczna",
        body_pl="Od jutra do piątku objazd ulicami Polną i Leśną.",
        url="https://gmina.example.pl/objazd",
        state=BroadcastState.SENDING,
        created_by=User.objects.create(email=f"{uuid4()}@example.org"),
        created_at=now,
        expires_at=now + DAY,
    )
    told = [
        Notification(
            broadcast=broadcast,
            installation_id=phone.installation_id,
            type=NotificationType.NOTICE,
            at=now,
        )
        for phone in phones
    ]
    _deliver(told, phones, f"broadcast-{broadcast.pk}", Urgency.BROADCAST, now)
    return broadcast


def events_for(phones: list[Device], now: datetime) -> list[ReportEvent]:
    """A change of another report for each phone."""
    reports = [make_report(number=uuid4().hex[:20]) for _ in phones]
    events = [make_event(report, at=now) for report in reports]
    for event, phone in zip(events, phones, strict=True):
        told = Notification(
            event=event,
            report=event.report,
            installation_id=phone.installation_id,
            type=NotificationType.STATUS,
            at=now,
        )
        _deliver([told], [phone], f"report-{event.report_id}", Urgency.NEWS, now)
    return events


def _deliver(
    told: list[Notification], phones: list[Device], topic: str, urgency: Urgency, now: datetime
) -> None:
    Notification.objects.bulk_create(told, batch_size=CHUNK)
    Delivery.objects.bulk_create(
        [
            Delivery(
                notification=notification,
                device=phone,
                topic=topic,
                urgency=urgency,
                next_attempt_at=now,
                expires_at=now + DAY,
                created_at=now,
            )
            for notification, phone in zip(told, phones, strict=True)
        ],
        batch_size=CHUNK,
    )
