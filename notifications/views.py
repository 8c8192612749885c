"""Devices and the inbox over HTTP."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.accounts.actions import require_owner, require_user
from backend.accounts.viewer import viewer_in
from backend.core import cursors, errors, schema
from backend.core.idempotency import idempotent
from notifications import serializers as shapes
from notifications.actions import broadcasts, devices, places
from notifications.broadcasting import progress_of
from notifications.messages import texts_of
from notifications.models import Broadcast, FollowedPlace, Notification
from notifications.rules import BROADCASTS_SHOWN


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
        device = devices.register_device(
            viewer=viewer_in(request),
            installation_uid=installation_id,
            now=timezone.now(),
            **form.validated_data,
        )
        return Response(shapes.DeviceOutput(device).data)

    @extend_schema(operation_id="me_devices_remove", auth=schema.OWNER, responses={204: None})
    def delete(self, request: Request, installation_id: UUID) -> Response:
        """Push to this app no more."""
        devices.remove_device(viewer=viewer_in(request), installation_uid=installation_id)
        return Response(status=204)


class MyPlaces(APIView):
    @extend_schema(
        operation_id="me_places", auth=schema.OWNER, responses=shapes.FollowedPlacesOutput
    )
    def get(self, request: Request) -> Response:
        """The places whose public news one wants."""
        require_owner(viewer_in(request))
        rows = FollowedPlace.objects.filter(viewer_in(request).owned()).defer("area")
        results = shapes.FollowedPlaceOutput(rows.order_by("pk"), many=True).data
        return Response({"results": results})

    @extend_schema(
        operation_id="me_places_add",
        auth=schema.OWNER,
        request=shapes.FollowedPlaceInput,
        responses={201: shapes.FollowedPlaceOutput},
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Follow a place: a circle, or the area of a municipality, county or voivodeship."""
        place = places.follow_place(
            viewer=viewer_in(request), place=_place(request), now=timezone.now()
        )
        return Response(shapes.FollowedPlaceOutput(place).data, status=201)


class MyPlace(APIView):
    @extend_schema(
        operation_id="me_places_change",
        auth=schema.OWNER,
        request=shapes.FollowedPlaceInput,
        responses=shapes.FollowedPlaceOutput,
    )
    def put(self, request: Request, place_id: UUID) -> Response:
        """Follow another circle or area, or other services, in its place."""
        place = places.change_place(viewer=viewer_in(request), uid=place_id, place=_place(request))
        return Response(shapes.FollowedPlaceOutput(place).data)

    @extend_schema(operation_id="me_places_remove", auth=schema.OWNER, responses={204: None})
    def delete(self, request: Request, place_id: UUID) -> Response:
        """Hear no more of this place."""
        places.leave_place(viewer=viewer_in(request), uid=place_id)
        return Response(status=204)


def _place(request: Request) -> places.Place:
    require_owner(viewer_in(request))
    form = shapes.FollowedPlaceInput(data=request.data)
    form.is_valid(raise_exception=True)
    wanted = form.validated_data
    return places.Place(
        name=wanted["name"],
        services=tuple(wanted["services"]),
        teryt=wanted.get("area", ""),
        **wanted.get("circle", {}),
    )


class Broadcasts(APIView):
    @extend_schema(
        operation_id="broadcasts", auth=schema.ACCOUNT, responses=shapes.BroadcastsOutput
    )
    def get(self, request: Request) -> Response:
        """The newest broadcasts of the caller's offices."""
        rows = _broadcasts(request).order_by("-pk")[:BROADCASTS_SHOWN]
        return Response({"results": shapes.BroadcastOutput(rows, many=True).data})

    @extend_schema(
        operation_id="broadcasts_add",
        auth=schema.ACCOUNT,
        request=shapes.BroadcastInput,
        responses={201: shapes.BroadcastOutput},
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Write a broadcast; nobody hears of it before it is started."""
        _broadcasts(request)
        form = shapes.BroadcastInput(data=request.data)
        form.is_valid(raise_exception=True)
        values = dict(form.validated_data)
        texts = {
            f"{part}_{language}": text
            for part in ("title", "body")
            for language, text in values.pop(part).items()
        }
        broadcast = broadcasts.write_broadcast(
            viewer=viewer_in(request), texts=texts, now=timezone.now(), **values
        )
        return Response(shapes.BroadcastOutput(broadcast).data, status=201)


class BroadcastDetail(APIView):
    @extend_schema(
        operation_id="broadcast", auth=schema.ACCOUNT, responses=shapes.WatchedBroadcastOutput
    )
    def get(self, request: Request, broadcast_id: UUID) -> Response:
        """A broadcast, and how far it is."""
        broadcast = _broadcasts(request).filter(uid=broadcast_id).first()
        if broadcast is None:
            raise errors.NotFound()
        context = {"progress": progress_of(broadcast)}
        return Response(shapes.WatchedBroadcastOutput(broadcast, context=context).data)


class BroadcastStep(APIView):
    step = ""

    @extend_schema(
        auth=schema.ACCOUNT,
        request=None,
        responses=shapes.BroadcastOutput,
    )
    @idempotent
    def post(self, request: Request, broadcast_id: UUID) -> Response:
        """Start, pause, resume or cancel it: the next batch knows."""
        broadcast = broadcasts.STEPS[self.step](
            uid=broadcast_id, viewer=viewer_in(request), now=timezone.now()
        )
        return Response(shapes.BroadcastOutput(broadcast).data)


def _broadcasts(request: Request) -> QuerySet[Broadcast]:
    """Raises LoginRequired, NotAllowed for who works for no office."""
    viewer = viewer_in(request)
    require_user(viewer)
    if not viewer.works_for and not viewer.is_operator:
        raise errors.NotAllowed()
    rows = Broadcast.objects.visible_to(viewer)
    return rows.select_related("jurisdiction", "created_by", "started_by")


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
        context = {"texts": texts_of(shown)}
        results = shapes.NotificationOutput(shown, many=True, context=context).data
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
        devices.mark_read(viewer=viewer_in(request), now=timezone.now(), **form.validated_data)
        return Response(status=204)
