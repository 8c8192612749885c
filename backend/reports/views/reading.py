"""One report as a caller may know of it."""

from typing import Any
from uuid import UUID

from backend.accounts.viewer import Viewer
from backend.core import errors
from backend.reports.models import Report
from backend.reports.querysets import ReportQuerySet
from backend.reports.serializers import outgoing


def require_somebody(viewer: Viewer) -> None:
    """Raises LoginRequired for a caller who has proved nothing."""
    if not viewer.key:
        raise errors.LoginRequired()


def visible(report_id: UUID, viewer: Viewer) -> Report:
    """Raises NotFound for what the viewer may not know of."""
    report = Report.objects.visible_to(viewer).filter(pk=report_id).first()
    if report is None:
        raise errors.NotFound()
    return report


def displayed(reports: ReportQuerySet, report_id: UUID) -> Report:
    """Raises NotFound."""
    report = reports.for_display().filter(pk=report_id).first()
    if report is None:
        raise errors.NotFound()
    return report


def represent_changed(report_id: UUID, viewer: Viewer) -> dict[str, Any]:
    """A report after the viewer's own change, which may have taken it out of their sight."""
    return outgoing.ReportOutput(displayed(Report.objects.with_access(viewer), report_id)).data
