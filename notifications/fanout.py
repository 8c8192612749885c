"""From one event to everybody who hears of it: inbox rows, pushes, and letters."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db import transaction

from backend.jurisdictions.rules import Priority
from backend.reports.models import ReportEvent
from notifications.hearers import Hearers, hearers_of
from notifications.hours import first_attempt, quiet_until
from notifications.mailing import MAILED, merge_for, write_mails
from notifications.models import Delivery, Notification
from notifications.rules import PUSH_LIFE, NotificationType, Urgency


class _Push(NamedTuple):
    """A notification, and a device that gets it."""

    notification: int
    report: object
    type: str
    device: int
    kinds: list[str]
    quiet_from: time | None
    quiet_to: time | None


@transaction.atomic
def fan_out(*, event_id: int, now: datetime) -> None:
    """Store who is told of an event, and on which devices; again is the same as once.

    The same number of queries for one follower and for ten thousand.
    """
    events = ReportEvent.objects.select_related("report__service", "report__jurisdiction")
    event = events.get(pk=event_id)
    hearers = hearers_of(event)
    if hearers:
        _write_notifications(event, hearers)
        pushed = _write_pushes(event, now)
        told = Notification.objects.filter(event=event, type__in=MAILED)
        silent = set(told.values_list("pk", flat=True)) - pushed
        if silent:
            write_mails(silent, now)


def _write_notifications(event: ReportEvent, hearers: Hearers) -> None:
    Notification.objects.bulk_create(
        [
            Notification(
                event=event,
                report_id=hearing.report,
                user_id=hearer.user,
                installation_id=hearer.installation,
                contact_id=hearer.contact,
                type=hearing.type,
                work=hearing.work or "",
                at=event.at,
            )
            for hearer, hearing in hearers.items()
        ],
        ignore_conflicts=True,
    )


def _write_pushes(event: ReportEvent, now: datetime) -> set[int]:
    """Return the notifications that some device gets."""
    pushes = [push for push in _pushes_of(event) if push.type in push.kinds]
    zone = ZoneInfo(event.report.jurisdiction.time_zone)
    is_danger = event.report.priority == Priority.DANGER
    Delivery.objects.bulk_create(
        (_delivery(push, event, now, zone, is_danger=is_danger) for push in pushes),
        ignore_conflicts=True,
    )
    return {push.notification for push in pushes}


def _delivery(
    push: _Push, event: ReportEvent, now: datetime, zone: ZoneInfo, *, is_danger: bool
) -> Delivery:
    is_urgent = is_danger and push.type == NotificationType.WORK
    start = now if is_urgent else first_attempt(at=event.at, now=now, merge_for=merge_for())
    if push.quiet_from and push.quiet_to and not is_urgent:
        start = quiet_until(start, push.quiet_from, push.quiet_to, zone) or start
    return Delivery(
        notification_id=push.notification,
        device_id=push.device,
        topic=f"report-{push.report}",
        urgency=Urgency.URGENT if is_urgent else Urgency.NEWS,
        next_attempt_at=start,
        expires_at=event.at + PUSH_LIFE,
        created_at=now,
    )


def _pushes_of(event: ReportEvent) -> Iterable[_Push]:
    told = Notification.objects.filter(event=event)
    rows = [
        told.filter(**{f"{owner}__devices__is_active": True}).values_list(
            "pk",
            "report",
            "type",
            *(f"{owner}__devices__{name}" for name in ("pk", "kinds", "quiet_from", "quiet_to")),
        )
        for owner in ("user", "installation")
    ]
    return (_Push(*row) for row in rows[0].union(rows[1], all=True))
