"""Who must mend what where, and which services are offered there."""

from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import conditional_page
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.accounts.actions import require_user
from backend.accounts.viewer import viewer_in
from backend.core import errors, geo, schema
from backend.core.serializers import PlaceQuery
from backend.crews import routing
from backend.crews import serializers as shapes
from backend.jurisdictions.models import Jurisdiction, RoadManager, Service
from backend.jurisdictions.rules import MANAGERS_MAX


class Route(APIView):
    @extend_schema(
        operation_id="route", parameters=[shapes.RouteQuery], responses=shapes.RouteOutput
    )
    def get(self, request: Request) -> Response:
        """Who would be responsible, and why; writes nothing."""
        query = shapes.RouteQuery.parse(request)
        route = routing.find_route(
            location=geo.point(query["lon"], query["lat"]),
            accuracy_m=query.get("accuracy"),
            service=query["service"],
            at=timezone.now(),
        )
        return Response(shapes.RouteOutput(route).data)


class Managers(APIView):
    @extend_schema(
        operation_id="managers",
        auth=schema.ACCOUNT,
        parameters=[shapes.ManagerQuery],
        responses=shapes.ManagersOutput,
    )
    def get(self, request: Request) -> Response:
        """Road managers by a part of their name, for staff who pass reports on."""
        viewer = viewer_in(request)
        require_user(viewer)
        if not viewer.is_staff:
            raise errors.NotAllowed()
        wanted = shapes.ManagerQuery.parse(request)
        found = RoadManager.objects.filter(name__icontains=wanted["q"]).order_by("name", "id")
        shown = shapes.NamedManagerOutput(found[:MANAGERS_MAX], many=True)
        return Response({"results": shown.data})


@method_decorator(conditional_page, name="dispatch")
class Services(APIView):
    @extend_schema(
        operation_id="services", parameters=[PlaceQuery], responses=shapes.ServicesOutput
    )
    def get(self, request: Request) -> Response:
        """The services offered at a place; all of the installation without one."""
        place = PlaceQuery.point(request)
        services = Service.objects.active()
        if place is not None:
            jurisdiction = Jurisdiction.objects.serving(place).first()
            services = (
                services.offered_by(jurisdiction.pk) if jurisdiction else Service.objects.none()
            )
        shown = shapes.ServiceOutput(services.prefetch_related("questions"), many=True)
        return Response({"results": shown.data})
