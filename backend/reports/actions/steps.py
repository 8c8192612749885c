"""The steps of every action on a report: lock it, ask who acts, check, record."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from backend.accounts.viewer import Viewer
from backend.core import errors, jobs
from backend.reports import rules
from backend.reports.events import NEWS, Audience, EventKind
from backend.reports.models import EventText, Report, ReportEvent
from backend.reports.workflow import ALLOWED_CHANGES, Actor, Status, allowed_next


def lock_report(report_id: UUID, viewer: Viewer) -> Report:
    """Fetch a report for changing it. Raises LoginRequired, NotFound."""
    found = lock_reports({report_id}, viewer)
    if not found:
        raise errors.NotFound()
    return next(iter(found.values()))


def lock_reports(report_ids: Collection[UUID], viewer: Viewer) -> dict[UUID, Report]:
    """Fetch reports for changing them, by id and in its order; those that the viewer may know of.

    Two statements. Raises LoginRequired.
    """
    if not viewer.key:
        raise errors.LoginRequired()
    lock_rows(report_ids)
    rows = Report.objects.visible_to(viewer).select_related(
        "service", "jurisdiction", "handler", "manager", "crew"
    )
    return {report.pk: report for report in rows.filter(pk__in=report_ids).order_by("pk")}


def lock_row(report_id: UUID) -> None:
    lock_rows({report_id})


def lock_rows(report_ids: Collection[UUID]) -> None:
    """Lock bare rows in one order, so that two calls cannot wait for each other.

    What belongs to them is fetched by a second statement: in one, PostgreSQL would compare a row
    as another has just changed it with its service and crew of before.
    """
    rows = Report.objects.select_for_update(no_key=True).order_by("pk")
    list(rows.filter(pk__in=report_ids).values_list("pk"))


def actors(report: Report, viewer: Viewer) -> frozenset[Actor]:
    """In what capacities the viewer may act on a report of `visible_to(viewer)`."""
    found = {
        Actor.DISPATCHER: report.handler_id in viewer.dispatches,
        Actor.CREW: report.crew_id in viewer.crews,
        Actor.REPORTER: report.is_own,
    }
    return frozenset(actor for actor, acts in found.items() if acts)


def require_dispatcher(report: Report, viewer: Viewer) -> None:
    if Actor.DISPATCHER not in actors(report, viewer):
        raise errors.NotAllowed()


def require_version(report: Report, expected: int | None) -> None:
    if expected is not None and expected != report.version:
        raise errors.VersionConflict(version=report.version, status_now=report.status)


def require_possible_time(field: str, moment: datetime | None, *, now: datetime) -> None:
    """Check a moment told by a phone's clock. Raises InvalidInput naming the field."""
    if moment and not now - rules.DRAFT_MAX_AGE <= moment <= now + rules.CLOCK_SKEW:
        raise errors.InvalidInput(field=field)


def require_change(report: Report, new: Status, acting: frozenset[Actor]) -> Actor:
    """Return the capacity in which the change is made.

    Raises NotAllowed for a bystander, ChangeNotAllowed with what would be allowed.
    """
    if not acting:
        raise errors.NotAllowed()
    able = ALLOWED_CHANGES[Status(report.status)].get(new, frozenset()) & acting
    for actor in (Actor.DISPATCHER, Actor.CREW, Actor.REPORTER):
        if actor in able:
            return actor
    allowed = allowed_next(Status(report.status), acting)
    raise errors.ChangeNotAllowed(status_now=report.status, version=report.version, allowed=allowed)


def event_of(
    report: Report,
    kind: EventKind,
    *,
    at: datetime,
    actor_role: Actor,
    actor: Any = None,
    status_before: str | None = None,
    changed_at: datetime | None = None,
    **data: Any,
) -> ReportEvent:
    """Make (not store) the event of a change that `report` already carries.

    status_before: the status before the change, as it is now when None.
    """
    return ReportEvent(
        report=report,
        kind=kind,
        at=at,
        changed_at=changed_at,
        actor=actor,
        actor_role=actor_role,
        status_before=report.status if status_before is None else status_before,
        status=report.status,
        crew_id=report.crew_id,
        version=report.version,
        data=data,
    )


def record(*events: ReportEvent) -> None:
    """Store events and queue the jobs that follow them, in the caller's transaction."""
    ReportEvent.objects.bulk_create(events)
    news = [{"event_id": event.pk} for event in events if event.kind in NEWS]
    if news:
        jobs.defer_many("notifications.fan_out", news)


Written = Iterable[tuple[str, str, Audience]]  # kind, text, audience


def write_texts(event: ReportEvent, texts: Written) -> None:
    """Store what a person wrote at an event."""
    write_all_texts([(event, texts)])


def write_all_texts(written: Iterable[tuple[ReportEvent, Written]]) -> None:
    """The same at many events, with one statement."""
    EventText.objects.bulk_create(
        EventText(event=event, kind=kind, text=text, audience=audience)
        for event, texts in written
        for kind, text, audience in texts
        if text
    )
