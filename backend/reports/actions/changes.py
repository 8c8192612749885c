"""Changes of a report's status, crew and facts."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.gis.geos import Point
from django.db import transaction

from backend.accounts.viewer import Viewer
from backend.core import errors
from backend.core.rows import update_rows
from backend.crews import routing
from backend.crews.models import Crew
from backend.crews.wording import ABOUT_CREWS, CHOSEN_CREW
from backend.jurisdictions.rules import Priority
from backend.reports.actions.deadlines import settle_all, settle_due
from backend.reports.actions.editing import Editor
from backend.reports.actions.endings import ENDING, settle_ending
from backend.reports.actions.steps import (
    actors,
    event_of,
    lock_report,
    lock_reports,
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
from backend.reports.workflow import (
    CLOSED,
    CREW_WORK,
    Actor,
    ClosingReason,
    Status,
    Visibility,
    needs_reason,
)

_ASSIGNED = (
    *("status", "crew", "taken_by", "planned_for", "reasons", "due_at", "overdue_steps"),
    *("version", "updated_at"),
)


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

    reason: words, but for `not_fixed` a ClosingReason, which a comment has to explain.
    changed_at: when it happened by the sender's clock, for work done without signal.
    Raises LoginRequired, NotFound, NotAllowed, VersionConflict, ChangeNotAllowed, CrewRequired,
    ReasonRequired, ExplanationRequired, EvidenceRequired, SurvivorRequired, ForwardingRequired,
    HasDuplicates,
    InvalidInput.
    """
    report = lock_report(report_id, viewer)
    acting = actors(report, viewer)
    if acting:
        require_version(report, expected_version)
    actor = require_change(report, new, acting)
    old = Status(report.status)
    _require_sense(report, old, new, actor, reason)
    closing_reason = _closing_reason(new, reason, comment)
    require_possible_time("changed_at", changed_at, now=now)
    _require_possible_plan(new, planned_for, now)
    report.status, report.planned_for = new, planned_for
    settle_ending(report, now=now, reason=closing_reason)
    if new is Status.RECEIVED:
        report.crew = report.duplicate_of = None
    if new not in CREW_WORK:
        report.taken_by = None
    _touch(report, now)
    moved = settle_due(report, old=old, now=now)
    report.save(
        update_fields=[
            *("status", "crew", "taken_by", "planned_for", "due_at"),
            *("overdue_steps", "duplicate_of", "version", "updated_at", *ENDING),
        ]
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
        **({"closing_reason": closing_reason} if closing_reason else {}),
    )
    record(event, *moved)
    _write_reason_and_comment(event, actor, "" if closing_reason else reason, comment)
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
    given = _suitable(report, _crew_at_work(crew_id), viewer, expected_version)
    for event in _assign([given], viewer=viewer, now=now):
        _write_reason_and_comment(event, Actor.DISPATCHER, "", comment)
    return report


@transaction.atomic
def assign_many(
    *, report_ids: list[UUID], viewer: Viewer, crew_id: int, now: datetime
) -> list[Report]:
    """Give many reports to one crew: all of them, or none and AssignmentsFailed says why.

    As many statements as for one. Raises LoginRequired, AssignmentsFailed.
    """
    found, crew = lock_reports(set(report_ids), viewer), _crew_at_work(crew_id)
    given, failed = [], []
    for report_id in sorted(set(report_ids)):
        try:
            given.append(_suitable(found.get(report_id), crew, viewer))
        except errors.DomainError as refusal:
            failed.append({"report": str(report_id), "code": refusal.code})
    if failed:
        raise errors.AssignmentsFailed(failed=failed)
    _assign(given, viewer=viewer, now=now)
    return [report for report, _ in given]


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


def _crew_at_work(crew_id: int) -> Crew | None:
    return Crew.objects.filter(pk=crew_id, is_active=True).first()


def _suitable(
    report: Report | None, crew: Crew | None, viewer: Viewer, expected_version: int | None = None
) -> tuple[Report, Crew]:
    """Check everything that an assignment needs, and return what is there after all.

    report, crew: None for what is not there. Raises NotFound, NotAllowed, VersionConflict,
    ChangeNotAllowed, CrewNotSuitable.
    """
    if report is None:
        raise errors.NotFound()
    require_dispatcher(report, viewer)
    require_version(report, expected_version)
    require_change(report, Status.ASSIGNED, frozenset({Actor.DISPATCHER}))
    if crew is None or crew.jurisdiction_id != report.handler_id:
        raise errors.CrewNotSuitable(field="crew")
    return report, crew


def _assign(
    given: list[tuple[Report, Crew]], *, viewer: Viewer, now: datetime
) -> list[ReportEvent]:
    """Give reports to crews that suit them; the events of those that had another one, or none.

    Of what is said twice nobody needs to hear again. As many statements as for one.
    """
    changed = []
    for report, crew in given:
        if report.status != Status.ASSIGNED or report.crew_id != crew.pk:
            changed.append((report, Status(report.status)))
            _give(report, crew, now)
    moved = settle_all(changed, now=now)
    update_rows([report for report, _ in changed], _ASSIGNED)
    events = [
        event_of(
            report,
            EventKind.ASSIGNED,
            at=now,
            actor=viewer.user,
            actor_role=Actor.DISPATCHER,
            status_before=old,
        )
        for report, old in changed
    ]
    record(*events, *moved)
    return events


def _give(report: Report, crew: Crew, now: datetime) -> None:
    if crew != report.crew:
        report.taken_by = None
    report.crew, report.status = crew, Status.ASSIGNED
    report.planned_for = None
    chosen = routing.Reason(code=CHOSEN_CREW, values={"crew": crew.name})
    report.reasons = [*_without_crew_reasons(report), chosen.as_json()]
    _touch(report, now)


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
    if new is Status.DUPLICATE:  # of which one: /duplicate
        raise errors.SurvivorRequired(field="status")
    if new is Status.FORWARDED:  # to whom, and how: /forwarding
        raise errors.ForwardingRequired(field="status")
    if new is Status.WITHDRAWN and report.duplicates.exists():
        raise errors.HasDuplicates(field="status")
    if new is Status.FIXED and report.service.needs_after_photo and not _has_evidence(report):
        raise errors.EvidenceRequired(field="status")


def _closing_reason(new: Status, reason: str, comment: str) -> str:
    """What `reason` says of a closing without repair; "" for every other change."""
    if new is not Status.NOT_FIXED:
        return ""
    if not reason.strip():
        raise errors.ReasonRequired(field="reason")
    if reason not in ClosingReason.values:
        raise errors.InvalidInput(field="reason", reasons=ClosingReason.values)
    if not comment.strip():
        raise errors.ExplanationRequired(field="comment")
    return reason


def _has_evidence(report: Report) -> bool:
    """Tell whether there is an after-photo; when it was closed before, one taken since then."""
    after = report.photos.filter(kind=PhotoKind.AFTER).exclude(state=PhotoState.REFUSED)
    reopened = report.events.filter(status=Status.RECEIVED, status_before__in=CLOSED)
    reopened = reopened.exclude(kind=EventKind.UNMERGED)
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
