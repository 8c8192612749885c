"""Changes of a report's status, crew and facts."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.gis.geos import Point
from django.db import transaction

from backend.accounts.viewer import Viewer
from backend.core import errors
from backend.crews import routing
from backend.crews.models import Crew
from backend.crews.wording import ABOUT_CREWS, CHOSEN_CREW
from backend.jurisdictions.rules import Priority
from backend.reports.actions.editing import Editor
from backend.reports.actions.steps import (
    actors,
    event_of,
    lock_report,
    record,
    require_change,
    require_dispatcher,
    require_possible_time,
    require_version,
    write_texts,
)
from backend.reports.events import Audience, EventKind
from backend.reports.media import PhotoKind, PhotoState
from backend.reports.models import EventText, Report, ReportEvent
from backend.reports.workflow import CLOSED, Actor, Status, Visibility, needs_reason


@transaction.atomic
def change_status(
    *,
    report_id: UUID,
    viewer: Viewer,
    new: Status,
    now: datetime,
    reason: str = "",
    comment: str = "",
    changed_at: datetime | None = None,
    planned_for: date | None = None,
    expected_version: int | None = None,
) -> Report:
    """Change a report's status as its crew, the handler's dispatcher or its reporter.

    changed_at: when it happened by the sender's clock, for work done without signal.
    Raises LoginRequired, NotFound, NotAllowed, VersionConflict, ChangeNotAllowed, CrewRequired,
    ReasonRequired, EvidenceRequired.
    """
    report = lock_report(report_id, viewer)
    acting = actors(report, viewer)
    if acting:
        require_version(report, expected_version)
    actor = require_change(report, new, acting)
    old = Status(report.status)
    _require_sense(report, old, new, actor, reason)
    require_possible_time("changed_at", changed_at, now=now)
    _require_possible_plan(new, planned_for, now)
    report.status, report.planned_for = new, planned_for
    report.closed_at = now if new in CLOSED else None
    if new is Status.RECEIVED:
        report.crew = None
    _touch(report, now)
    report.save(
        update_fields=["status", "closed_at", "crew", "planned_for", "version", "updated_at"]
    )
    event = event_of(
        report,
        EventKind.STATUS_CHANGED,
        at=now,
        changed_at=changed_at,
        actor=viewer.user,
        actor_role=actor,
        status_before=old,
        **({"planned_for": planned_for.isoformat()} if planned_for else {}),
    )
    record(event)
    _write_reason_and_comment(event, actor, reason, comment)
    return report


@transaction.atomic
def assign_crew(
    *,
    report_id: UUID,
    viewer: Viewer,
    crew_id: int,
    now: datetime,
    comment: str = "",
    expected_version: int | None = None,
) -> Report:
    """Give a report to a crew of its handler, as the handler's dispatcher.

    Raises LoginRequired, NotFound, NotAllowed, VersionConflict, ChangeNotAllowed,
    CrewNotSuitable.
    """
    report = lock_report(report_id, viewer)
    require_dispatcher(report, viewer)
    require_version(report, expected_version)
    old = Status(report.status)
    require_change(report, Status.ASSIGNED, frozenset({Actor.DISPATCHER}))
    crew = Crew.objects.filter(pk=crew_id, jurisdiction=report.handler_id, is_active=True).first()
    if crew is None:
        raise errors.CrewNotSuitable(field="crew")
    if old is Status.ASSIGNED and crew == report.crew:
        return report  # said twice: nobody needs to hear of it again
    report.crew, report.status = crew, Status.ASSIGNED
    chosen = routing.Reason(code=CHOSEN_CREW, values={"crew": crew.name})
    report.reasons = [*_without_crew_reasons(report), chosen.as_json()]
    _touch(report, now)
    report.save(update_fields=["status", "crew", "reasons", "version", "updated_at"])
    event = event_of(
        report,
        EventKind.ASSIGNED,
        at=now,
        actor=viewer.user,
        actor_role=Actor.DISPATCHER,
        status_before=old,
    )
    record(event)
    _write_reason_and_comment(event, Actor.DISPATCHER, "", comment)
    return report


def assign_many(
    *, report_ids: list[UUID], viewer: Viewer, crew_id: int, now: datetime
) -> list[Report]:
    """Give many reports to one crew: all of them, or none and AssignmentsFailed says why."""
    done, failed = [], []
    with transaction.atomic():
        for report_id in sorted(set(report_ids)):  # one order, so that two calls cannot deadlock
            try:
                done.append(
                    assign_crew(report_id=report_id, viewer=viewer, crew_id=crew_id, now=now)
                )
            except errors.LoginRequired:
                raise
            except errors.DomainError as refusal:
                failed.append({"report": str(report_id), "code": refusal.code})
        if failed:
            raise errors.AssignmentsFailed(failed=failed)
    return done


@transaction.atomic
def edit_report(
    *,
    report_id: UUID,
    viewer: Viewer,
    now: datetime,
    location: Point | None = None,
    accuracy_m: float | None = None,
    service: str | None = None,
    priority: Priority | None = None,
    visibility: Visibility | None = None,
    expected_version: int | None = None,
) -> Report:
    """Correct a report's facts as the handler's dispatcher; a new place or service routes again.

    Raises LoginRequired, NotFound, NotAllowed, VersionConflict, OutsideJurisdiction,
    ServiceNotOffered.
    """
    report = lock_report(report_id, viewer)
    require_dispatcher(report, viewer)
    require_version(report, expected_version)
    editor = Editor(report, now, actor=viewer.user, actor_role=Actor.DISPATCHER)
    if location is not None:
        editor.move(location, accuracy_m)
    if service is not None:
        editor.change_service(service)
    if editor.events:
        editor.route_again()
    if priority is not None:
        editor.set("priority", priority, EventKind.PRIORITY_CHANGED)
    if visibility == Visibility.PUBLIC and report.service.is_private:
        raise errors.InvalidInput(field="visibility")
    if visibility is not None:
        editor.set("visibility", visibility, EventKind.VISIBILITY_CHANGED)
    editor.store()
    return report


def _require_possible_plan(new: Status, planned_for: date | None, now: datetime) -> None:
    """A date belongs to a plan, and is not past anywhere in the world."""
    if planned_for and (new is not Status.PLANNED or planned_for < now.date() - timedelta(days=1)):
        raise errors.InvalidInput(field="planned_for")


def _touch(report: Report, now: datetime) -> None:
    report.version += 1
    report.updated_at = now


def _require_sense(report: Report, old: Status, new: Status, actor: Actor, reason: str) -> None:
    if new is Status.ASSIGNED and old is Status.ASSIGNED:  # to another crew: /assignment
        raise errors.ChangeNotAllowed(status_now=old, version=report.version, allowed=[])
    if new is Status.ASSIGNED and report.crew_id is None:
        raise errors.CrewRequired(field="status")
    if needs_reason(old, new, actor) and not reason.strip():
        raise errors.ReasonRequired(field="reason")
    if new is Status.FIXED and report.service.needs_after_photo and not _has_evidence(report):
        raise errors.EvidenceRequired(field="status")


def _has_evidence(report: Report) -> bool:
    """Tell whether there is an after-photo; when it was closed before, one taken since then."""
    after = report.photos.filter(kind=PhotoKind.AFTER).exclude(state=PhotoState.REFUSED)
    reopened = report.events.filter(status=Status.RECEIVED, status_before__in=CLOSED)
    moments = reopened.order_by("-id").values_list("at", flat=True)
    last = moments.first()
    return (after.filter(uploaded_at__gt=last) if last else after).exists()


def _without_crew_reasons(report: Report) -> list[dict[str, Any]]:
    return [reason for reason in report.reasons if reason["code"] not in ABOUT_CREWS]


def _write_reason_and_comment(event: ReportEvent, actor: Actor, reason: str, comment: str) -> None:
    """The office's words on a change are for everybody; a reporter's are for the office."""
    official = actor in (Actor.DISPATCHER, Actor.CREW)
    kinds = EventText.Kind
    write_texts(
        event,
        [
            (kinds.REASON, reason, Audience.INTERNAL if official else Audience.REPORTER),
            (kinds.COMMENT, comment, Audience.PUBLIC if official else Audience.REPORTER),
        ],
    )
