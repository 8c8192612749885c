"""From one event to everybody who hears of it: inbox rows, and a delivery for each device."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from backend.reports.events import NEWS, Audience, EventKind
from backend.reports.models import EventText, Follow, ReportEvent
from backend.reports.workflow import Actor, Visibility
from notifications.models import Delivery, Notification
from notifications.rules import NotificationType

Owner = tuple[int | None, UUID | None]  # the id of a user or of an installation


@transaction.atomic
def fan_out(*, event_id: int, now: datetime) -> None:
    """Store who is told of an event, and on which devices; again is the same as once.

    The same number of queries for one follower and for ten thousand.
    """
    event = ReportEvent.objects.select_related("report").get(pk=event_id)
    audience = _audience(event)
    if audience is Audience.INTERNAL:
        return
    _write_notifications(event, _hearers(event, audience))
    _write_deliveries(event, now)


def _audience(event: ReportEvent) -> Audience:
    """How far the news goes; of a private report, only its owners hear."""
    if event.kind not in NEWS:
        return Audience.INTERNAL
    audience = Audience.PUBLIC
    if event.kind == EventKind.COMMENTED:
        comments = event.texts.filter(kind=EventText.Kind.COMMENT)
        audience = Audience(
            comments.values_list("audience", flat=True).first() or Audience.INTERNAL
        )
    is_private = event.report.visibility == Visibility.PRIVATE
    if audience is Audience.PUBLIC and is_private:
        return Audience.REPORTER
    return audience


def _hearers(event: ReportEvent, audience: Audience) -> set[Owner]:
    """The reporter and the followers, but not whoever did it.

    What the reporter did is no news on any phone that owns the report: they all are the reporter's.
    """
    reporter: set[Owner] = {
        (event.report.reporter_id, None),
        (None, event.report.installation_id),
    }
    follows: QuerySet[Follow] = Follow.objects.filter(report=event.report_id)
    if audience is Audience.REPORTER:
        follows = follows.filter(is_owner=True)
    if event.actor_role == Actor.REPORTER:
        follows = follows.filter(is_owner=False)
    followers: set[Owner] = set(follows.values_list("user_id", "installation_id"))
    if event.actor_role == Actor.REPORTER:
        hearers = followers - reporter
    else:
        hearers = followers | reporter
    return hearers - {(event.actor_id, None), (None, None)}


def _write_notifications(event: ReportEvent, hearers: set[Owner]) -> None:
    is_comment = event.kind == EventKind.COMMENTED
    Notification.objects.bulk_create(
        [
            Notification(
                event=event,
                report_id=event.report_id,
                user_id=user_id,
                installation_id=installation_id,
                type=NotificationType.COMMENT if is_comment else NotificationType.STATUS,
                at=event.at,
            )
            for user_id, installation_id in hearers
        ],
        ignore_conflicts=True,
    )


def _write_deliveries(event: ReportEvent, now: datetime) -> None:
    told = Notification.objects.filter(event=event)
    by_user = told.filter(user__devices__is_active=True)
    by_installation = told.filter(installation__devices__is_active=True)
    pairs = by_user.values_list("pk", "user__devices").union(
        by_installation.values_list("pk", "installation__devices"), all=True
    )
    Delivery.objects.bulk_create(
        [
            Delivery(
                notification_id=notification_id,
                event=event,
                device_id=device_id,
                next_attempt_at=now,
                created_at=now,
            )
            for notification_id, device_id in pairs
        ],
        ignore_conflicts=True,
    )
