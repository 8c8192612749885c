"""Who must mend what where, and which services are offered there."""

from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import conditional_page
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.core import geo
from backend.core.serializers import PlaceQuery
from backend.crews import routing
from backend.crews import serializers as shapes
from backend.jurisdictions.models import Jurisdiction, Service


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
        return Response({"results": shapes.ServiceOutput(services, many=True).data})
