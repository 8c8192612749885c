"""Blocking whoever sent a report, without learning who that is."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from backend.accounts import actions as accounts
from backend.accounts.models import Block, Installation, User
from backend.accounts.viewer import Viewer
from backend.core import errors
from backend.reports.models import Report


@transaction.atomic
def block_sender(
    *,
    report_id: UUID,
    viewer: Viewer,
    reason: str,
    until: datetime,
    now: datetime,
    everywhere: bool = False,
) -> Block:
    """Take nothing more from the sender of a report until then, as the office that handles it.

    everywhere: at every office, which only the operator may say.
    Raises LoginRequired, NotFound, NotAllowed, NobodyToBlock, InvalidInput (until).
    """
    accounts.require_user(viewer)
    user = viewer.user
    report = Report.objects.visible_to(viewer).for_display().filter(pk=report_id).first()
    if report is None or user is None:
        raise errors.NotFound()
    _require_office(report, viewer, everywhere)
    return accounts.block(
        owner=_sender(report),
        jurisdiction=None if everywhere else report.handler,
        report=report.pk,
        number=report.number,
        reason=reason,
        until=until,
        made_by=user,
        now=now,
    )


def _require_office(report: Report, viewer: Viewer, everywhere: bool) -> None:
    if viewer.is_operator:
        return
    if report.handler_id not in viewer.works_for:
        raise errors.NotAllowed()
    if everywhere:
        raise errors.NotAllowed(field="everywhere")


def _sender(report: Report) -> User | Installation:
    sender = report.reporter or report.installation
    if sender is None:
        raise errors.NobodyToBlock(field="report")
    return sender
