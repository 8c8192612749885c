"""Papers about a report, as files."""

from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from backend.accounts.viewer import viewer_in
from backend.core import errors, schema
from backend.core.connections import give_connection_back
from backend.reports.documents.confirmation import confirmation
from backend.reports.models import Report
from backend.reports.people_models import ReportContact
from backend.reports.querysets import Access
from backend.reports.views.reading import displayed, require_somebody


class ReportConfirmation(APIView):
    throttle_scope = "documents"
    counts_reads = True

    @extend_schema(
        operation_id="reports_confirmation",
        auth=schema.SOMEBODY,
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, report_id: UUID) -> HttpResponse:
        """What was sent, who has it and why, and what comes next: for the reporter to keep.

        For the reporter, the assigned crew and the office, in the language of the request.
        """
        viewer = viewer_in(request)
        require_somebody(viewer)
        report = displayed(Report.objects.visible_to(viewer), report_id)
        if report.access == Access.PUBLIC:
            raise errors.NotAllowed()
        has_contact = ReportContact.objects.filter(report=report).exists()
        give_connection_back()
        paper = confirmation(report, has_contact=has_contact, now=timezone.now())
        response = HttpResponse(paper, content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="{report.number}.pdf"'
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
        response["X-Content-Type-Options"] = "nosniff"
        return response
