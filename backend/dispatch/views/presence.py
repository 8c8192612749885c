"""Who has which report open."""

from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.accounts.viewer import viewer_in
from backend.core import schema
from backend.dispatch import presence


class ReportPresence(APIView):
    throttle_scope = None  # an open page calls it all day

    @extend_schema(
        operation_id="reports_appear", auth=schema.ACCOUNT, request=None, responses={204: None}
    )
    def put(self, request: Request, report_id: UUID) -> Response:
        """Say that one has the report open, for colleagues to see; again every 30 s, else it ends.

        For staff. The people of the report's handler see each other's names in the live stream.
        """
        presence.appear(report_id=report_id, viewer=viewer_in(request), now=timezone.now())
        return Response(status=204)

    @extend_schema(operation_id="reports_disappear", auth=schema.ACCOUNT, responses={204: None})
    def delete(self, request: Request, report_id: UUID) -> Response:
        """Say that one has closed it."""
        presence.disappear(report_id=report_id, viewer=viewer_in(request))
        return Response(status=204)
