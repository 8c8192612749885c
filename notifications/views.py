"""Devices and the inbox over HTTP."""

from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.accounts.actions import require_owner
from backend.accounts.viewer import viewer_in
from backend.core import cursors, schema
from backend.core.idempotency import idempotent
from notifications import actions
from notifications import serializers as shapes
from notifications.models import Notification


class MyDevice(APIView):
    @extend_schema(
        operation_id="me_devices_put",
        auth=schema.OWNER,
        request=shapes.DeviceInput,
        responses=shapes.DeviceOutput,
    )
    def put(self, request: Request, installation_id: UUID) -> Response:
        """Push to this app from now on; sending it again is harmless."""
        require_owner(viewer_in(request))
        form = shapes.DeviceInput(data=request.data)
        form.is_valid(raise_exception=True)
        device = actions.register_device(
            viewer=viewer_in(request),
            installation_uid=installation_id,
            now=timezone.now(),
            **form.validated_data,
        )
        return Response(shapes.DeviceOutput(device).data)

    @extend_schema(operation_id="me_devices_remove", auth=schema.OWNER, responses={204: None})
    def delete(self, request: Request, installation_id: UUID) -> Response:
        """Push to this app no more."""
        actions.remove_device(viewer=viewer_in(request), installation_uid=installation_id)
        return Response(status=204)


class MyNotifications(APIView):
    @extend_schema(
        operation_id="me_notifications",
        auth=schema.OWNER,
        parameters=[shapes.InboxFilter],
        responses=shapes.InboxOutput,
    )
    def get(self, request: Request) -> Response:
        """The news behind the pushes, newest first."""
        require_owner(viewer_in(request))
        wanted = shapes.InboxFilter.parse(request)
        inbox = Notification.objects.inbox_of(viewer_in(request)).for_display().order_by("-pk")
        if "cursor" in wanted:
            [before] = cursors.decode(wanted["cursor"], int)
            inbox = inbox.filter(pk__lt=before)
        rows = list(inbox[: wanted["limit"] + 1])
        shown, more = rows[: wanted["limit"]], len(rows) > wanted["limit"]
        following = cursors.next_url(request, cursors.encode(shown[-1].pk)) if more else None
        results = shapes.NotificationOutput(shown, many=True).data
        return Response({"results": results, "next": following})


class MyNotificationsRead(APIView):
    @extend_schema(
        operation_id="me_notifications_read",
        auth=schema.OWNER,
        request=shapes.ReadInput,
        responses={204: None},
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Mark the notifications up to this id as read."""
        require_owner(viewer_in(request))
        form = shapes.ReadInput(data=request.data)
        form.is_valid(raise_exception=True)
        actions.mark_read(viewer=viewer_in(request), now=timezone.now(), **form.validated_data)
        return Response(status=204)
