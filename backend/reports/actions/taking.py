"""Taking on a task, so that the others of the crew see it, and giving it free again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from backend.accounts.viewer import Viewer
from backend.core import errors
from backend.reports.actions.steps import actors, event_of, lock_report, record
from backend.reports.events import EventKind
from backend.reports.models import Report
from backend.reports.workflow import CREW_WORK, Actor


@transaction.atomic
def take_task(*, report_id: UUID, viewer: Viewer, now: datetime) -> Report:
    """Take a report on as a person of its crew; again is the same as once.

    Raises LoginRequired, NotFound, NotAllowed, NotInWork, AlreadyTaken (by whom).
    """
    report = lock_report(report_id, viewer)
    if Actor.CREW not in actors(report, viewer):
        raise errors.NotAllowed()
    if report.status not in CREW_WORK:
        raise errors.NotInWork(status_now=report.status)
    holder = report.taken_by
    if holder == viewer.user:
        return report
    if holder:
        raise errors.AlreadyTaken(taken_by={"id": holder.pk, "name": holder.name})
    report.taken_by = viewer.user
    _store(report, EventKind.TAKEN, Actor.CREW, viewer, now)
    return report


@transaction.atomic
def release_task(*, report_id: UUID, viewer: Viewer, now: datetime) -> Report:
    """Give a task free, as anybody of its crew or the handler's dispatcher; again is harmless.

    Raises LoginRequired, NotFound, NotAllowed.
    """
    report = lock_report(report_id, viewer)
    acting = actors(report, viewer)
    if not acting & {Actor.CREW, Actor.DISPATCHER}:
        raise errors.NotAllowed()
    if report.taken_by:
        report.taken_by = None
        actor = Actor.CREW if Actor.CREW in acting else Actor.DISPATCHER
        _store(report, EventKind.RELEASED, actor, viewer, now)
    return report


def _store(report: Report, kind: EventKind, actor: Actor, viewer: Viewer, now: datetime) -> None:
    """Save and record; the version and the time of change are of what others see too."""
    report.save(update_fields=["taken_by"])
    record(event_of(report, kind, at=now, actor=viewer.user, actor_role=actor))
