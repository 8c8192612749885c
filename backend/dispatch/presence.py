"""Telling colleagues that one has a report open."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from backend.accounts.viewer import Viewer
from backend.core import errors
from backend.dispatch.models import Presence
from backend.reports.models import Report


@transaction.atomic
def appear(*, report_id: UUID, viewer: Viewer, now: datetime) -> None:
    """Say that the viewer, one of staff, has a report open; again is how it stays so.

    Raises LoginRequired, NotAllowed, NotFound.
    """
    _require_staff(viewer)
    if not Report.objects.visible_to(viewer).filter(pk=report_id).exists():
        raise errors.NotFound()
    known = Presence.objects.filter(report=report_id, user=viewer.user).current(now).exists()
    Presence.objects.bulk_create(
        [Presence(report_id=report_id, user=viewer.user, seen_at=now)],
        update_conflicts=True,
        unique_fields=["report", "user"],
        update_fields=["seen_at"],
    )
    if not known:
        _tell()


@transaction.atomic
def disappear(*, report_id: UUID, viewer: Viewer) -> None:
    """Say that the viewer has closed the report. Raises LoginRequired, NotAllowed."""
    _require_staff(viewer)
    if Presence.objects.filter(report=report_id, user=viewer.user).delete()[0]:
        _tell()


def _require_staff(viewer: Viewer) -> None:
    if viewer.user is None:
        raise errors.LoginRequired()
    if not viewer.is_staff:
        raise errors.NotAllowed()


def _tell() -> None:
    """Wake whoever listens; who is where they read themselves."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify('report_presence', '')")
