"""Joining a report to another one of the same defect, and undoing that."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from backend.accounts.viewer import Viewer
from backend.core import errors
from backend.crews.models import Membership
from backend.reports.actions.steps import (
    event_of,
    lock_report,
    lock_rows,
    record,
    require_change,
    require_dispatcher,
    require_version,
)
from backend.reports.events import EventKind
from backend.reports.models import Report, ReportEvent
from backend.reports.workflow import CLOSED, Actor, Status, Visibility

_CHANGED = (
    *("status", "duplicate_of", "closed_at", "taken_by", "planned_for"),
    *("version", "updated_at"),
)


@transaction.atomic
def merge_report(
    *,
    report_id: UUID,
    viewer: Viewer,
    survivor_id: UUID,
    now: datetime,
    expected_version: int | None = None,
) -> Report:
    """Make a report a duplicate of another one, as the dispatcher of the former's handler.

    survivor_id: a report that the viewer may see, of this office or another; nothing of it
    changes. Twice the same is the same as once.
    Raises LoginRequired, NotFound, NotAllowed, VersionConflict, InvalidInput (of),
    ChangeNotAllowed, HasDuplicates, SurvivorNotSuitable.
    """
    # Both, so that nobody joins one of them elsewhere at the same time.
    lock_rows((report_id, survivor_id))
    report = lock_report(report_id, viewer)
    require_dispatcher(report, viewer)
    if report.duplicate_of_id == survivor_id:
        return report
    require_version(report, expected_version)
    require_change(report, Status.DUPLICATE, frozenset({Actor.DISPATCHER}))
    if report.duplicates.exists():
        raise errors.HasDuplicates()
    report.duplicate_of = _survivor(report, survivor_id, viewer)
    old, kept = Status(report.status), _kept(report)
    report.status, report.closed_at = Status.DUPLICATE, now
    report.taken_by = report.planned_for = None
    _store(report, EventKind.MERGED, old, viewer, now, of=str(survivor_id), kept=kept)
    return report


@transaction.atomic
def unmerge_report(*, report_id: UUID, viewer: Viewer, now: datetime) -> Report:
    """Give a duplicate back what it was before, as its handler's dispatcher.

    Its promised time has not moved meanwhile. What is no duplicate any more stays as it is.
    Raises LoginRequired, NotFound, NotAllowed, RestoreImpossible.
    """
    report = lock_report(report_id, viewer)
    require_dispatcher(report, viewer)
    if report.status != Status.DUPLICATE:
        return report
    merged = report.events.filter(kind=EventKind.MERGED).order_by("-id").first()
    if merged is None or report.duplicate_of_id is None or not _is_as_before(report, merged):
        raise errors.RestoreImpossible()
    kept = merged.data["kept"]
    report.status = Status(merged.status_before)
    report.duplicate_of = report.closed_at = None
    report.planned_for = date.fromisoformat(kept["planned_for"]) if kept["planned_for"] else None
    report.taken_by_id = _colleague(report, kept["taken_by"])
    _store(report, EventKind.UNMERGED, Status.DUPLICATE, viewer, now, kept=_kept(report))
    return report


def _survivor(report: Report, survivor_id: UUID, viewer: Viewer) -> Report:
    """Raises InvalidInput, the same for what is not there and what the viewer may not know of."""
    visible = Report.objects.visible_to(viewer)
    survivor = visible.filter(pk=survivor_id).exclude(pk=report.pk).first()
    if survivor is None:
        raise errors.InvalidInput(field="of")
    if survivor.status == Status.DUPLICATE:
        instead = visible.filter(duplicates=survivor.pk).values("id", "number").first()
        raise errors.SurvivorNotSuitable(field="of", duplicate_of=instead)
    # Nobody would ever tell the others how a private report has ended before.
    has_ended_unseen = survivor.status in CLOSED and survivor.visibility == Visibility.PRIVATE
    if survivor.status == Status.WITHDRAWN or has_ended_unseen:
        raise errors.SurvivorNotSuitable(field="of")
    return survivor


def _kept(report: Report) -> dict[str, Any]:
    """What joining takes from a report, and what must be the same when it is given back."""
    return {
        "planned_for": report.planned_for.isoformat() if report.planned_for else None,
        "taken_by": report.taken_by_id,
        "crew": report.crew_id,
        "handler": report.handler_id,
        "service": report.service.code,
    }


def _is_as_before(report: Report, merged: ReportEvent) -> bool:
    """Tell whether office, kind of defect and crew still are what the old status speaks of."""
    before, crew = merged.data["kept"], report.crew
    same = ("crew", "handler", "service")
    now = _kept(report)
    is_at_work = crew is None or (crew.is_active and crew.jurisdiction_id == report.handler_id)
    return is_at_work and all(before[name] == now[name] for name in same)


def _colleague(report: Report, user_id: int | None) -> int | None:
    """Whoever had taken the task on, if they still belong to its crew."""
    members = Membership.objects.filter(crew=report.crew_id, user=user_id, user__is_active=True)
    return user_id if user_id and members.exists() else None


def _store(
    report: Report, kind: EventKind, old: Status, viewer: Viewer, now: datetime, **data: Any
) -> None:
    report.version += 1
    report.updated_at = now
    report.save(update_fields=_CHANGED)
    event = event_of(
        report,
        kind,
        at=now,
        actor=viewer.user,
        actor_role=Actor.DISPATCHER,
        status_before=old,
        **data,
    )
    record(event)
