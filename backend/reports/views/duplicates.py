"""Reports of one defect: found before a report is sent, and joined by the office."""

from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.accounts.actions import require_user
from backend.accounts.viewer import viewer_in
from backend.core import geo, schema
from backend.reports.actions import merging
from backend.reports.serializers import incoming, outgoing
from backend.reports.serializers.similar import SimilarReportsOutput
from backend.reports.similar import similar_reports
from backend.reports.views.reading import represent_changed


class SimilarReports(APIView):
    @extend_schema(
        operation_id="reports_similar",
        parameters=[incoming.SimilarQuery],
        responses={200: SimilarReportsOutput, (422, schema.PROBLEM_TYPE): schema.Problem},
    )
    def get(self, request: Request) -> Response:
        """Public reports that may be of the same defect, the nearest first: follow one instead."""
        wanted = incoming.SimilarQuery.parse(request)
        found = similar_reports(
            place=geo.point(wanted["lon"], wanted["lat"]),
            service=wanted["service"],
            text=wanted["text"],
            photos=wanted.get("photo", ()),
            viewer=viewer_in(request),
            now=timezone.now(),
        )
        return Response(SimilarReportsOutput({"results": found}).data)


class ReportDuplicate(APIView):
    @extend_schema(
        operation_id="reports_merge",
        auth=schema.ACCOUNT,
        request=incoming.DuplicateInput,
        responses=outgoing.ReportOutput,
    )
    def put(self, request: Request, report_id: UUID) -> Response:
        """Join the report to another one of the same defect, as the handler's dispatcher."""
        require_user(viewer_in(request))
        form = incoming.DuplicateInput(data=request.data)
        form.is_valid(raise_exception=True)
        values = dict(form.validated_data)
        merging.merge_report(
            report_id=report_id,
            viewer=viewer_in(request),
            survivor_id=values.pop("of"),
            now=timezone.now(),
            **values,
        )
        return Response(represent_changed(report_id, viewer_in(request)))

    @extend_schema(
        operation_id="reports_unmerge",
        auth=schema.ACCOUNT,
        responses={200: outgoing.ReportOutput},
    )
    def delete(self, request: Request, report_id: UUID) -> Response:
        """Give the report back what it was before it was joined; again is harmless."""
        require_user(viewer_in(request))
        merging.unmerge_report(report_id=report_id, viewer=viewer_in(request), now=timezone.now())
        return Response(represent_changed(report_id, viewer_in(request)))
