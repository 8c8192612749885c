"""Passing reports on to other managers, and what these answer."""

from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.accounts.actions import require_user
from backend.accounts.viewer import viewer_in
from backend.core import schema
from backend.core.idempotency import idempotent
from backend.reports.actions.forwarding import forward_report, record_answer
from backend.reports.serializers import outgoing
from backend.reports.serializers.forwarding import AnswerInput, ForwardingInput
from backend.reports.views.reading import AnswersWithReport, represent_changed


class ReportForwarding(AnswersWithReport, APIView):
    @extend_schema(
        operation_id="reports_forward",
        auth=schema.ACCOUNT,
        request=ForwardingInput,
        responses=outgoing.ReportOutput,
    )
    @idempotent
    def post(self, request: Request, report_id: UUID) -> Response:
        """Pass the report on to the manager of its road, as the handler's dispatcher."""
        viewer = viewer_in(request)
        require_user(viewer)
        form = ForwardingInput(data=request.data)
        form.is_valid(raise_exception=True)
        forward_report(
            report_id=report_id, viewer=viewer, now=timezone.now(), **form.validated_data
        )
        return Response(represent_changed(report_id, viewer))


class ForwardingAnswer(AnswersWithReport, APIView):
    @extend_schema(
        operation_id="reports_forwarding_answer",
        auth=schema.ACCOUNT,
        request=AnswerInput,
        responses=outgoing.ReportOutput,
    )
    @idempotent
    def post(self, request: Request, report_id: UUID) -> Response:
        """Record what the manager answered, as the handler's dispatcher; the reporter hears."""
        viewer = viewer_in(request)
        require_user(viewer)
        form = AnswerInput(data=request.data)
        form.is_valid(raise_exception=True)
        record_answer(report_id=report_id, viewer=viewer, now=timezone.now(), **form.validated_data)
        return Response(represent_changed(report_id, viewer))
