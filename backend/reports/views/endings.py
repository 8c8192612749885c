"""How reports end: whether it is mended, and where the same comes back."""

from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.accounts.actions import require_user
from backend.accounts.viewer import viewer_in
from backend.core import errors, schema
from backend.core.idempotency import idempotent
from backend.reports.actions.verdicts import Said, give_verdict
from backend.reports.earlier import recurring
from backend.reports.serializers import incoming, outgoing
from backend.reports.serializers.recurring import RecurringOutput, StretchOutput
from backend.reports.views.reading import AnswersWithReport, represent_changed, require_somebody


class ReportVerdict(AnswersWithReport, APIView):
    @extend_schema(
        operation_id="reports_verdict",
        auth=schema.SOMEBODY,
        request=incoming.VerdictInput,
        responses=outgoing.ReportOutput,
    )
    @idempotent
    def post(self, request: Request, report_id: UUID) -> Response:
        """Say whether it is mended, as its reporter or a follower; the last word counts."""
        viewer = viewer_in(request)
        require_somebody(viewer)
        form = incoming.VerdictInput(data=request.data)
        form.is_valid(raise_exception=True)
        give_verdict(
            report_id=report_id,
            viewer=viewer,
            said=Said(**form.validated_data),
            now=timezone.now(),
        )
        return Response(represent_changed(report_id, viewer))


class Recurring(APIView):
    @extend_schema(
        operation_id="reports_recurring",
        auth=schema.ACCOUNT,
        responses=RecurringOutput,
    )
    def get(self, request: Request) -> Response:
        """Where defects of the caller's offices come back, the worst first."""
        viewer = viewer_in(request)
        require_user(viewer)
        if not (viewer.works_for or viewer.is_operator):
            raise errors.NotAllowed()
        found = recurring(viewer, now=timezone.now())
        return Response({"results": StretchOutput(found, many=True).data})
