"""Passing a report on to whoever manages the road, and what they answer."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from backend.accounts.viewer import Viewer
from backend.core import errors, jobs
from backend.crews.wording import ABOUT_CREWS
from backend.jurisdictions.models import RoadManager
from backend.reports.actions.deadlines import settle_due
from backend.reports.actions.endings import ENDING, settle_ending
from backend.reports.actions.steps import (
    actors,
    event_of,
    lock_report,
    record,
    require_change,
    require_dispatcher,
    require_version,
    write_texts,
)
from backend.reports.events import Audience, EventKind
from backend.reports.forwarding_models import Forwarding
from backend.reports.models import EventText, Report, ReportEvent
from backend.reports.workflow import Actor, PassingOn, Status

OF_OFFICE = (*ABOUT_CREWS, "manager_elsewhere")  # reasons that speak of who has it here


@transaction.atomic
def forward_report(
    *,
    report_id: UUID,
    viewer: Viewer,
    how: PassingOn,
    now: datetime,
    to: int | None = None,
    note: str = "",
    comment: str = "",
    expected_version: int | None = None,
) -> Report:
    """Pass a report on to the manager of its road, as the handler's dispatcher.

    to: the id of another manager than the route's, whose reasons then do not count.
    note: what the manager reads, the reporter does not. comment: for everybody.
    By e-mail a job sends the packet; else the office has seen to it.
    Raises LoginRequired, NotFound, NotAllowed, VersionConflict, ChangeNotAllowed,
    ManagerNotSuitable, ManagerHasNoEmail.
    """
    report = lock_report(report_id, viewer)
    acting = actors(report, viewer)
    if acting:
        require_version(report, expected_version)
    require_change(report, Status.FORWARDED, acting)
    old, manager = Status(report.status), _manager_of(report, to)
    if how is PassingOn.EMAIL and not manager["email"]:
        raise errors.ManagerHasNoEmail(field="how")
    _hand_over(report, old, now)
    moved = settle_due(report, old=old, now=now)
    event = event_of(
        report,
        EventKind.STATUS_CHANGED,
        at=now,
        actor=viewer.user,
        actor_role=Actor.DISPATCHER,
        status_before=old,
        manager_kind=manager["manager_kind"],
        manager=manager["manager_name"],
        how=how,
    )
    record(event, *moved)
    kinds = EventText.Kind
    write_texts(
        event, [(kinds.REASON, note, Audience.INTERNAL), (kinds.COMMENT, comment, Audience.PUBLIC)]
    )
    report.forwarding = Forwarding.objects.create(
        report=report, event=event, how=how, at=now, reasons=_why(report, manager), **manager
    )
    report.save(
        update_fields=[
            *("status", "taken_by", "planned_for", "due_at", "overdue_steps"),
            *("version", "updated_at", *ENDING),
        ]
    )
    if how is PassingOn.EMAIL:
        jobs.defer("reports.send_packet", forwarding_id=report.forwarding.pk)
    return report


@transaction.atomic
def record_answer(
    *,
    report_id: UUID,
    viewer: Viewer,
    text: str,
    now: datetime,
    reference: str = "",
    audience: Audience | None = None,
) -> ReportEvent:
    """Keep what the manager answered, as the handler's dispatcher; the last answer is shown.

    reference: how the manager calls the case. audience: who reads the text, the office and the
    reporter when None. Raises LoginRequired, NotFound, NotAllowed, NotForwarded.
    """
    report = lock_report(report_id, viewer)
    require_dispatcher(report, viewer)
    forwarding = report.forwarding
    if forwarding is None or report.status != Status.FORWARDED:
        raise errors.NotForwarded(status_now=report.status)
    told: dict[str, Any] = {"reference": reference} if reference else {}
    event = event_of(
        report,
        EventKind.ANSWERED,
        at=now,
        actor=viewer.user,
        actor_role=Actor.DISPATCHER,
        **told,
    )
    record(event)
    write_texts(event, [(EventText.Kind.COMMENT, text, audience or Audience.REPORTER)])
    forwarding.answer, forwarding.answered_at = event.texts.get(), now
    forwarding.reference = reference or forwarding.reference
    forwarding.save(update_fields=["answer", "answered_at", "reference"])
    report.updated_at = now
    report.save(update_fields=["updated_at"])
    return event


def _manager_of(report: Report, to: int | None) -> dict[str, Any]:
    """Copy who gets the report. Raises ManagerNotSuitable for none, and for its own office."""
    row = report.manager if to is None else RoadManager.objects.filter(pk=to).first()
    if row is None and (to is not None or not report.is_managed_elsewhere):
        raise errors.ManagerNotSuitable(field="to")
    if row is None:  # the law names it, and nobody has entered how to reach it
        names = {"manager_kind": report.manager_kind, "manager_name": report.manager_name}
        return {**names, "manager": None, "email": ""}
    if row.jurisdiction_id == report.handler_id:
        raise errors.ManagerNotSuitable(field="to")
    return {
        "manager": row,
        "manager_kind": row.kind,
        "manager_name": row.name,
        "phone": row.phone,
        "email": row.email,
        "form_url": row.form_url,
    }


def _why(report: Report, manager: dict[str, Any]) -> list[dict[str, Any]]:
    """What the route says of the place and its manager; nothing where the office chose another."""
    if manager["manager"] != report.manager:
        return []
    return [reason for reason in report.reasons if reason["code"] not in OF_OFFICE]


def _hand_over(report: Report, old: Status, now: datetime) -> None:
    report.status = Status.FORWARDED
    report.planned_for = report.taken_by = None
    settle_ending(report, now=now)
    report.version += 1
    report.updated_at = now
