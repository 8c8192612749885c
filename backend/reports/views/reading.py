"""One report as a caller may know of it."""

from typing import Any
from uuid import UUID

from rest_framework.request import Request

from backend.accounts.viewer import Viewer, viewer_in
from backend.core import errors
from backend.reports import rules
from backend.reports.earlier import relate
from backend.reports.models import Report, ReportEvent
from backend.reports.querysets import Access, ReportQuerySet
from backend.reports.serializers import outgoing
from backend.reports.serializers.events import EventOutput


def require_somebody(viewer: Viewer) -> None:
    """Raises LoginRequired for a caller who has proved nothing."""
    if not viewer.key:
        raise errors.LoginRequired()


def visible(report_id: UUID, viewer: Viewer) -> Report:
    """Raises NotFound for what the viewer may not know of."""
    return _found(Report.objects.visible_to(viewer), report_id)


def displayed(reports: ReportQuerySet, report_id: UUID) -> Report:
    """Raises NotFound."""
    return _found(reports.for_display(), report_id)


def _found(reports: ReportQuerySet, report_id: UUID) -> Report:
    report = reports.filter(pk=report_id).first()
    if report is None:
        raise errors.NotFound()
    return report


def history(report: Report) -> list[dict[str, Any]]:
    """The history of a row of `visible_to(viewer)`, oldest first, as that viewer reads it.

    Of a very long one the newest events: what anybody adds to it, however much, hides no answer.
    """
    access = Access(report.access)
    events = (
        ReportEvent.objects.filter(report=report.pk)
        .visible_in(access)
        .select_related("actor", "crew")
        .prefetch_related("texts")
        .order_by("-id")[: rules.EVENTS_MAX]
    )
    shape = EventOutput(context={"access": access})
    return [shape.to_representation(event) for event in reversed(list(events))]


def represent_changed(report_id: UUID, viewer: Viewer) -> dict[str, Any]:
    """A report after the viewer's own change, which may have taken it out of their sight."""
    return _shown(displayed(Report.objects.with_access(viewer), report_id), viewer)


def represent(report_id: UUID, viewer: Viewer) -> dict[str, Any]:
    """A report as the viewer reads it. Raises NotFound."""
    return _shown(displayed(Report.objects.visible_to(viewer), report_id), viewer)


def _shown(report: Report, viewer: Viewer) -> dict[str, Any]:
    relate([report], viewer)
    return outgoing.ReportOutput(report).data


def still_readable(stored: dict[str, Any], report_id: UUID, viewer: Viewer) -> dict[str, Any]:
    """An answer kept from before, as far as the viewer may read it today. Raises NotFound."""
    has_lost_it = visible(report_id, viewer).access == Access.PUBLIC
    return represent(report_id, viewer) if has_lost_it else stored


class AnswersWithReport:
    """A view that answers with a report, which a repeat may no longer be allowed to read."""

    def replay(self, request: Request, stored: dict[str, Any], report_id: UUID) -> dict[str, Any]:
        return still_readable(stored, report_id, viewer_in(request))
