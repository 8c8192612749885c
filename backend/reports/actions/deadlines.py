"""The promised time of a report: worked out, moved with its reason, and told when it is over."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, Q

from backend.core.moments import utc_text
from backend.jurisdictions.models import Jurisdiction
from backend.jurisdictions.worktime import Interval, due_at, month_after
from backend.reports.actions.steps import event_of, record
from backend.reports.events import MERGERS, DueReason, EventKind
from backend.reports.models import Report, ReportEvent
from backend.reports.rules import OVERDUE_STEPS
from backend.reports.workflow import CLOSED, OPEN, PAUSED, Actor, ReportKind, paused_in

TOLD_AT_ONCE = 500  # reports in one transaction
Change = tuple[datetime, str, str]  # when, the status before, the status after


@dataclass(frozen=True, kw_only=True)
class Move:
    """A promised time to be worked out again, and why.

    change: the change of status that the report carries already and its history does not yet.
    """

    report: Report
    reason: DueReason
    change: Change | None = None


def first_due_at(report: Report) -> datetime:
    """When the promise of a report received right now is over."""
    return _promised(report, report.received_at, [], _offices_of([report]))


def settle_due(report: Report, *, old: str, now: datetime) -> list[ReportEvent]:
    """Follow a change of status that `report` already carries and its history does not yet.

    old: the status before. Gives the event to record when the promised time has moved.
    """
    return settle_all([(report, old)], now=now)


def settle_all(changed: Iterable[tuple[Report, str]], *, now: datetime) -> list[ReportEvent]:
    """The same of many reports, each with its status before; at most two statements."""
    reasons = [
        (report, old, _reason(old, report.status, paused_in(report.kind)))
        for report, old in changed
    ]
    return _move_all(
        [
            Move(report=report, reason=reason, change=(now, old, report.status))
            for report, old, reason in reasons
            if reason
        ],
        now=now,
    )


def move_due(
    report: Report, reason: DueReason, *, now: datetime, change: Change | None = None
) -> list[ReportEvent]:
    """Work out the promised time again; a closed report keeps the one it had."""
    return _move_all([Move(report=report, reason=reason, change=change)], now=now)


def _move_all(moves: list[Move], *, now: datetime) -> list[ReportEvent]:
    moves = [move for move in moves if move.report.status not in CLOSED]
    running = [move.report for move in moves if _runs(move.report)]
    histories, offices = _histories(running), _offices_of(running)
    events = []
    for move in moves:
        report, before = move.report, move.report.due_at
        report.due_at = None
        if report.pk in histories:
            changes = [*histories[report.pk], *filter(None, [move.change])]
            start, pauses = promise_of(report.received_at, changes)
            report.due_at = _promised(report, start, pauses, offices)
        if report.due_at != before:
            report.overdue_steps = 0
            events.append(_moved(move, now))
    return events


def _runs(report: Report) -> bool:
    return report.status not in paused_in(report.kind)


def _moved(move: Move, now: datetime) -> ReportEvent:
    return event_of(
        move.report,
        EventKind.DUE_CHANGED,
        at=now,
        actor_role=Actor.SYSTEM,
        due_at=utc_text(move.report.due_at),
        reason=move.reason,
    )


def promise_of(received_at: datetime, changes: list[Change]) -> tuple[datetime, list[Interval]]:
    """From when a promise counts, and when it has stood still since; an open pause is left out.

    A report that was closed and opened again is promised anew.
    """
    start, pauses, since = received_at, list[Interval](), None
    for at, before, after in changes:
        if before in CLOSED and after in OPEN:
            start, pauses, since = at, [], None
        if after in PAUSED and since is None:
            since = at
        elif after not in PAUSED and since is not None:
            pauses.append((since, at))
            since = None
    return start, pauses


@transaction.atomic
def announce_overdue(*, now: datetime) -> int:
    """Record, once for each step, that open reports are late; tell how many were found.

    A step that was missed (nobody worked at the time) is passed over for the latest one.
    """
    rows = list(
        Report.objects.filter(_has_next_step(now), status__in=OPEN)
        .select_for_update(skip_locked=True, no_key=True, of=("self",))
        .order_by("overdue_steps", "due_at")[:TOLD_AT_ONCE]
    )
    for report in rows:
        report.overdue_steps = _steps_passed(report, now)
    Report.objects.bulk_update(rows, ["overdue_steps"])
    record(
        *(
            event_of(
                report,
                EventKind.OVERDUE,
                at=now,
                actor_role=Actor.SYSTEM,
                step=report.overdue_steps,
            )
            for report in rows
        )
    )
    return len(rows)


def _promised(
    report: Report, start: datetime, pauses: list[Interval], offices: dict[int, Jurisdiction]
) -> datetime:
    """By the service's response time; a motion has a month, whatever happens meanwhile.

    Code of Administrative Procedure, art. 237 par. 1 by way of art. 244 par. 1.
    """
    if report.kind == ReportKind.MOTION:
        return month_after(start, ZoneInfo(offices[report.handler_id].time_zone))
    service = report.service
    week = offices[report.handler_id].week if service.counts_working_hours else None
    return due_at(start, timedelta(hours=service.response_hours), paused=pauses, week=week)


def _offices_of(reports: list[Report]) -> dict[int, Jurisdiction]:
    """By id, of those that an office's calendar matters to.

    Whole rows: a report that was just routed holds its office's name alone.
    """
    wanted = {
        report.handler_id
        for report in reports
        if report.kind == ReportKind.MOTION or report.service.counts_working_hours
    }
    return Jurisdiction.objects.in_bulk(wanted) if wanted else {}


def _histories(reports: list[Report]) -> dict[UUID, list[Change]]:
    """By id. What was joined to another report and restored has never been away."""
    histories: dict[UUID, list[Change]] = {report.pk: [] for report in reports}
    if reports:
        changes = ReportEvent.objects.filter(report__in=histories)
        changes = changes.exclude(status_before=F("status")).exclude(kind__in=MERGERS)
        columns = ("report_id", "at", "status_before", "status")
        for pk, at, before, after in changes.order_by("id").values_list(*columns):
            histories[pk].append((at, before, after))
    return histories


def _reason(old: str, new: str, paused: Collection[str]) -> DueReason | None:
    """paused: the statuses in which the promise of such a report stands still."""
    if old in CLOSED and new in OPEN:
        return DueReason.REOPENED
    if (old in paused) == (new in paused):
        return None
    return DueReason.PAUSED if new in paused else DueReason.RESUMED


def _has_next_step(now: datetime) -> Q:
    """One narrow range of the index for each step."""
    found = Q()
    for told, after in enumerate(OVERDUE_STEPS):
        found |= Q(overdue_steps=told, due_at__lte=now - after)
    return found


def _steps_passed(report: Report, now: datetime) -> int:
    late = now - report.due_at if report.due_at else -timedelta.resolution
    return sum(late >= after for after in OVERDUE_STEPS)
