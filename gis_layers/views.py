"""Addresses and streets from the imported layers."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.core import geo
from gis_layers import places
from gis_layers import serializers as shapes


class Places(APIView):
    @extend_schema(
        operation_id="places", parameters=[shapes.PlacesQuery], responses=shapes.PlacesOutput
    )
    def get(self, request: Request) -> Response:
        """Addresses, streets and places by name; typos and missing diacritics are forgiven."""
        query = shapes.PlacesQuery.parse(request)
        near = geo.point(query["lon"], query["lat"]) if "lon" in query else None
        found = places.search(query["q"], near)
        return Response({"results": shapes.PlaceOutput(found, many=True).data})


class NearestPlace(APIView):
    @extend_schema(
        operation_id="nearest_place",
        parameters=[shapes.NearestPlaceQuery],
        responses=shapes.PlacesOutput,
    )
    def get(self, request: Request) -> Response:
        """The nearest address, at most 200 metres away; an empty list when there is none."""
        query = shapes.NearestPlaceQuery.parse(request)
        address = places.nearest_address(geo.point(query["lon"], query["lat"]))
        found = [] if address is None else [address]
        return Response({"results": shapes.PlaceOutput(found, many=True).data})
