"""Reports of one defect: how many people wait for it, and which were joined to it."""

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from django.db import connection

from backend.accounts.viewer import Viewer
from backend.reports.models import Report
from backend.reports.querysets import Access
from backend.reports.rules import DUPLICATES_SHOWN

_WEIGHTS = (Path(__file__).parent / "sql" / "weights.sql").read_text(encoding="utf-8")
WORKING = (Access.STAFF, Access.CREW)


def weigh(reports: Sequence[Report]) -> None:
    """Give the reports that the viewer works on their weight: at most one query.

    reports: rows of `visible_to(viewer)`.
    """
    ids = [report.pk for report in reports if report.access in WORKING]
    weights = weights_of(ids) if ids else {}
    for report in reports:
        report.weight = weights.get(report.pk)


def weights_of(report_ids: list[UUID]) -> dict[UUID, int]:
    """Count the people who sent or follow each report or a duplicate of it, everybody once."""
    with connection.cursor() as cursor:
        cursor.execute(_WEIGHTS, {"ids": report_ids})
        return dict(cursor.fetchall())


def duplicates_of(report: Report, viewer: Viewer) -> list[Report]:
    """What was joined to a report, oldest first, as far as the viewer may know of it.

    report: a row of `visible_to(viewer)`. For those who work on it; nothing for the others.
    """
    if report.access not in WORKING:
        return []
    joined = Report.objects.visible_to(viewer).filter(duplicate_of=report.pk)
    return list(joined.order_by("received_at", "id")[:DUPLICATES_SHOWN])
