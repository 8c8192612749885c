"""Comments, follows, and taking a report onto a second phone or into an account."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from backend.accounts.actions import make_known, require_owner, require_unblocked
from backend.accounts.secrets import hash_secret, same_hash
from backend.accounts.viewer import Viewer
from backend.core import errors
from backend.reports.actions.steps import actors, event_of, lock_report, record, write_texts
from backend.reports.events import Audience, EventKind
from backend.reports.models import EventText, Report, ReportEvent
from backend.reports.people_models import Follow
from backend.reports.workflow import Actor


@transaction.atomic
def add_comment(
    *, report_id: UUID, viewer: Viewer, text: str, audience: Audience | None, now: datetime
) -> ReportEvent:
    """Say something about a report as its dispatcher, crew or reporter.

    audience: who may read it, the office and the reporter when None; a reporter's own words
    always go to the office. Raises LoginRequired, NotFound, NotAllowed, Blocked.
    """
    report = lock_report(report_id, viewer)
    acting = actors(report, viewer)
    if not acting:
        raise errors.NotAllowed()
    office = acting & {Actor.DISPATCHER, Actor.CREW}
    if audience and not office:
        raise errors.NotAllowed(field="audience")
    if not office:
        require_unblocked(viewer, report.handler, now=now)
    actor = next(actor for actor in Actor if actor in acting)
    event = event_of(report, EventKind.COMMENTED, at=now, actor=viewer.user, actor_role=actor)
    record(event)
    write_texts(event, [(EventText.Kind.COMMENT, text, audience or Audience.REPORTER)])
    return event


@transaction.atomic
def follow(*, report_id: UUID, viewer: Viewer, now: datetime) -> None:
    """Hear what becomes of a report; twice is the same as once. Raises NotFound."""
    require_owner(viewer)
    if not Report.objects.visible_to(viewer).filter(pk=report_id).exists():
        raise errors.NotFound()
    make_known(viewer)
    Follow.objects.bulk_create(
        [Follow(report_id=report_id, since=now, **viewer.owner())], ignore_conflicts=True
    )


def unfollow(*, report_id: UUID, viewer: Viewer) -> None:
    """Hear no more of a report; a report of one's own is kept."""
    require_owner(viewer)
    Follow.objects.filter(viewer.owned(), report=report_id, is_owner=False).delete()


@transaction.atomic
def claim(*, report_id: UUID, secret: str, viewer: Viewer, now: datetime) -> Report:
    """Take a report into an account or onto a second phone, by its secret.

    Raises LoginRequired, NotFound (also for a wrong secret).
    """
    require_owner(viewer)
    report = Report.objects.select_for_update().filter(pk=report_id).first()
    proof = hash_secret(secret)
    if report is None or not report.secret_hash or not same_hash(report.secret_hash, proof):
        raise errors.NotFound()
    make_known(viewer)
    if Follow.objects.filter(viewer.owned(), report=report, is_owner=True).exists():
        return report
    Follow.objects.update_or_create(
        report=report,
        **viewer.owner(),
        defaults={"is_owner": True},
        create_defaults={"is_owner": True, "since": now},
    )
    record(
        event_of(report, EventKind.CLAIMED, at=now, actor=viewer.user, actor_role=Actor.REPORTER)
    )
    return report
