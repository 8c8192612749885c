"""Changes of a report's status, crew and facts."""

from datetime import date, datetime
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
from backend.reports.actions.allowing import (
    Change,
    facts_of,
    require_changeable,
    require_complete,
)
from backend.reports.actions.deadlines import settle_all
from backend.reports.actions.editing import Editor
from backend.reports.actions.endings import ENDING, settle_ending
from backend.reports.actions.steps import (
    event_of,
    lock_report,
    lock_reports,
    record,
    require_change,
    require_dispatcher,
    require_version,
    write_all_texts,
    write_texts,
)
from backend.reports.events import Audience, EventKind
from backend.reports.models import EventText, Report, ReportEvent
from backend.reports.workflow import (
    CREW_WORK,
    Actor,
    Status,
    Visibility,
)

_CHANGED = (
    *("status", "crew", "taken_by", "planned_for", "due_at", "overdue_steps", "duplicate_of"),
    *("version", "updated_at", *ENDING),
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
    change = Change(
        new=new, reason=reason, comment=comment, changed_at=changed_at, planned_for=planned_for
    )
    report = lock_report(report_id, viewer)
    checked = require_changeable(report, change, viewer, facts_of([report], new), expected_version)
    require_complete(change, now)
    _change([checked], change, viewer=viewer, now=now)
    return report


@transaction.atomic
def change_many(
    *,
    report_ids: list[UUID],
    viewer: Viewer,
    change: Change,
    now: datetime,
    versions: dict[UUID, int] | None = None,
) -> list[Report]:
    """Make one change of many reports: of all of them, or of none and ChangesFailed says why.

    versions: what the caller has seen of some. As many statements as for one.
    Raises LoginRequired, ReasonRequired, ExplanationRequired, InvalidInput, ChangesFailed.
    """
    require_complete(change, now)
    found, seen = lock_reports(set(report_ids), viewer), versions or {}
    facts = facts_of(list(found.values()), change.new)
    checked, failed = [], []
    for report_id in sorted(set(report_ids)):
        try:
            report, expected = found.get(report_id), seen.get(report_id)
            checked.append(require_changeable(report, change, viewer, facts, expected))
        except errors.DomainError as refusal:
            failed.append({"report": str(report_id), "code": refusal.code})
    if failed:
        raise errors.ChangesFailed(failed=failed)
    _change(checked, change, viewer=viewer, now=now)
    return [report for report, _ in checked]


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
        write_texts(event, _reason_and_comment(Actor.DISPATCHER, "", comment))
    return report


@transaction.atomic
def assign_many(
    *,
    report_ids: list[UUID],
    viewer: Viewer,
    crew_id: int,
    now: datetime,
    versions: dict[UUID, int] | None = None,
) -> list[Report]:
    """Give many reports to one crew: all of them, or none and AssignmentsFailed says why.

    versions: what the caller has seen of some. As many statements as for one.
    Raises LoginRequired, AssignmentsFailed.
    """
    found, crew = lock_reports(set(report_ids), viewer), _crew_at_work(crew_id)
    given, failed, seen = [], [], versions or {}
    for report_id in sorted(set(report_ids)):
        try:
            expected = seen.get(report_id)
            given.append(_suitable(found.get(report_id), crew, viewer, expected))
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


def _touch(report: Report, now: datetime) -> None:
    report.version += 1
    report.updated_at = now


def _change(
    checked: list[tuple[Report, Actor]], change: Change, *, viewer: Viewer, now: datetime
) -> None:
    """Carry a change out that was checked: as many statements as for one report."""
    changed = [(report, report.status) for report, _ in checked]
    for report, _ in checked:
        _put_into(report, change, now)
    moved = settle_all(changed, now=now)
    update_rows([report for report, _ in checked], _CHANGED)
    events = [
        changing_event(report, change, viewer=viewer, actor=actor, old=old, now=now)
        for (report, actor), (_, old) in zip(checked, changed, strict=True)
    ]
    record(*events, *moved)
    reason = "" if change.closing_reason else change.reason
    texts = (
        (event, _reason_and_comment(actor, reason, change.comment))
        for event, (_, actor) in zip(events, checked, strict=True)
    )
    write_all_texts(texts)


def _put_into(report: Report, change: Change, now: datetime) -> None:
    report.status, report.planned_for = change.new, change.planned_for
    settle_ending(report, now=now, reason=change.closing_reason)
    if change.new is Status.RECEIVED:
        report.crew = report.duplicate_of = None
    if change.new not in CREW_WORK:
        report.taken_by = None
    _touch(report, now)


def changing_event(
    report: Report, change: Change, *, viewer: Viewer, actor: Actor, old: str, now: datetime
) -> ReportEvent:
    """Make (not store) the event of a change of status that `report` already carries."""
    told = {
        "planned_for": change.planned_for and change.planned_for.isoformat(),
        "closing_reason": change.closing_reason,
    }
    return event_of(
        report,
        EventKind.STATUS_CHANGED,
        at=now,
        changed_at=change.changed_at,
        actor=viewer.user,
        actor_role=actor,
        status_before=old,
        **{name: value for name, value in told.items() if value},
    )


def _without_crew_reasons(report: Report) -> list[dict[str, Any]]:
    return [reason for reason in report.reasons if reason["code"] not in ABOUT_CREWS]


def _reason_and_comment(actor: Actor, reason: str, comment: str) -> list[tuple[str, str, Audience]]:
    """The office's words on a change are for everybody; a reporter's are for the office."""
    official = actor in (Actor.DISPATCHER, Actor.CREW)
    kinds = EventText.Kind
    return [
        (kinds.REASON, reason, Audience.INTERNAL if official else Audience.REPORTER),
        (kinds.COMMENT, comment, Audience.PUBLIC if official else Audience.REPORTER),
    ]
