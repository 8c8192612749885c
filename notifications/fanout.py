"""From one event to everybody who hears of it: inbox rows, and a delivery for each device."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from backend.accounts.models import Role
from backend.crews.models import Membership
from backend.reports.events import NEWS, Audience, EventKind
from backend.reports.models import EventText, Report, ReportEvent
from backend.reports.people_models import Follow
from backend.reports.workflow import Actor, Visibility
from notifications.messages import is_end
from notifications.models import Delivery, Notification
from notifications.rules import NotificationType

TYPES = {
    EventKind.COMMENTED: NotificationType.COMMENT,
    EventKind.ANSWERED: NotificationType.COMMENT,
    EventKind.OVERDUE: NotificationType.OVERDUE,
}
Owner = tuple[int | None, UUID | None]  # the id of a user or of an installation
Hearers = dict[Owner, UUID]  # and the report of theirs by which they hear of it


@dataclass(kw_only=True)
class People:
    """Who has to do with a report. owners: its sender, on each of their phones and accounts."""

    owners: set[Owner]
    followers: set[Owner] = field(default_factory=set)
    is_private: bool


@transaction.atomic
def fan_out(*, event_id: int, now: datetime) -> None:
    """Store who is told of an event, and on which devices; again is the same as once.

    The same number of queries for one follower and for ten thousand.
    """
    event = ReportEvent.objects.select_related("report").get(pk=event_id)
    hearers = _hearers(event)
    if hearers:
        _write_notifications(event, hearers)
        _write_deliveries(event, now)


def _hearers(event: ReportEvent) -> Hearers:
    if event.kind == EventKind.OVERDUE:
        return dict.fromkeys(_dispatchers(event), event.report_id)
    if event.kind == EventKind.JUDGED:  # that it is mended is news to nobody
        return {} if event.data["mended"] else dict.fromkeys(_workers(event), event.report_id)
    audience = _audience(event)
    if audience is Audience.INTERNAL:
        return {}
    hearers = _people_of(event, audience)
    if event.kind == EventKind.COMMENTED and event.actor_role == Actor.REPORTER:
        hearers |= dict.fromkeys(_workers(event), event.report_id)
    return hearers


def _workers(event: ReportEvent) -> set[Owner]:
    """The crew that has the report now; while none has it, the office's dispatchers."""
    crew_id = event.report.crew_id
    if crew_id is None:
        return _dispatchers(event)
    members = Membership.objects.filter(crew=crew_id, user__is_active=True)
    others = members.exclude(user=event.actor_id) if event.actor_id else members
    return {(user_id, None) for user_id in others.values_list("user_id", flat=True)}


def _dispatchers(event: ReportEvent) -> set[Owner]:
    """Those of the office that has the report now."""
    roles = Role.objects.filter(jurisdiction=event.report.handler_id, user__is_active=True)
    dispatchers = roles.filter(kind=Role.Kind.DISPATCHER).values_list("user_id", flat=True)
    return {(user_id, None) for user_id in dispatchers}


def _audience(event: ReportEvent) -> Audience:
    """How far the news goes; of a private report, only its owners hear."""
    if event.kind not in NEWS:
        return Audience.INTERNAL
    audience = Audience.PUBLIC
    if event.kind in (EventKind.COMMENTED, EventKind.ANSWERED):
        comments = event.texts.filter(kind=EventText.Kind.COMMENT)
        audience = Audience(
            comments.values_list("audience", flat=True).first() or Audience.INTERNAL
        )
    is_private = event.report.visibility == Visibility.PRIVATE
    if audience is Audience.PUBLIC and is_private:
        return Audience.REPORTER
    return audience


def _people_of(event: ReportEvent, audience: Audience) -> Hearers:
    """The reporter and the followers, of the report and its duplicates, but not whoever did it.

    What the reporter did is no news on any phone that owns the report: they all are the reporter's.
    Whoever has to do with the report itself hears by it, the others by a report of their own.
    """
    joined = list(Report.objects.filter(duplicate_of=event.report_id).order_by("pk"))
    people = _people_by_report([event.report, *joined])
    mine = people.pop(event.report_id)
    here = mine.owners if audience is Audience.REPORTER else mine.owners | mine.followers
    hearers = _joined_people(event, audience, people) | dict.fromkeys(here, event.report_id)
    silent = mine.owners if event.actor_role == Actor.REPORTER else set()
    silent = silent | {(event.actor_id, None), (None, None)}
    return {owner: report for owner, report in hearers.items() if owner not in silent}


def _people_by_report(reports: list[Report]) -> dict[UUID, People]:
    """Who has to do with each report: one query for all of them."""
    found = {
        report.pk: People(
            owners={(report.reporter_id, None), (None, report.installation_id)},
            is_private=report.visibility == Visibility.PRIVATE,
        )
        for report in reports
    }
    follows = Follow.objects.filter(report__in=found)
    for pk, user_id, installation_id, is_owner in follows.values_list(
        "report", "user_id", "installation_id", "is_owner"
    ):
        people = found[pk]
        (people.owners if is_owner else people.followers).add((user_id, installation_id))
    return found


def _joined_people(
    event: ReportEvent, audience: Audience, duplicates: dict[UUID, People]
) -> Hearers:
    """Those who hear by a duplicate what happens to the report that it was joined to.

    They hear what its followers do, best by what they sent themselves. Of a private one the
    senders learn how it ends, for it is the end of their own: `messages.news_for` names no other.
    """
    is_private = event.report.visibility == Visibility.PRIVATE
    if audience is not Audience.PUBLIC and not (is_private and is_end(event)):
        return {}
    hearers = Hearers()
    for report_id, people in duplicates.items():
        if not (is_private or people.is_private):
            hearers |= dict.fromkeys(people.followers, report_id)
    for report_id, people in duplicates.items():
        hearers |= dict.fromkeys(people.owners, report_id)
    return hearers


def _write_notifications(event: ReportEvent, hearers: Hearers) -> None:
    Notification.objects.bulk_create(
        [
            Notification(
                event=event,
                report_id=report_id,
                user_id=user_id,
                installation_id=installation_id,
                type=TYPES.get(EventKind(event.kind), NotificationType.STATUS),
                at=event.at,
            )
            for (user_id, installation_id), report_id in hearers.items()
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
