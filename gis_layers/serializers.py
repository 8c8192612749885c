"""The shapes of `/places`."""

from typing import Any

from rest_framework import serializers

from backend.core import geo
from backend.core.serializers import LatField, LonField, PlaceQuery, QuerySerializer
from gis_layers.places import Place
from gis_layers.rules import PLACES_QUERY_CHARS


class PlacesQuery(PlaceQuery):
    """What is looked for; with a place, the nearer goes first."""

    q = serializers.CharField(
        min_length=PLACES_QUERY_CHARS[0],
        max_length=PLACES_QUERY_CHARS[1],
        help_text="An address, a street or a place, as people type it.",
    )


class NearestPlaceQuery(QuerySerializer):
    lon = LonField()
    lat = LatField()


class PointOutput(serializers.Serializer[Any]):
    lon = serializers.FloatField()
    lat = serializers.FloatField()


class PlaceOutput(serializers.Serializer[Any]):
    """distance_m: on the ground, in metres, from the place in the query; null without one."""

    kind = serializers.ChoiceField(["address", "street", "place"])
    label = serializers.CharField()  # type: ignore[assignment]
    place = serializers.CharField()
    street = serializers.CharField()
    house_number = serializers.CharField()
    postcode = serializers.CharField()
    location = PointOutput()
    distance_m = serializers.FloatField(allow_null=True)

    def to_representation(self, instance: Place) -> dict[str, Any]:
        distance = instance.distance_m
        return {
            "kind": instance.kind,
            "label": instance.label,
            "place": instance.place,
            "street": instance.street,
            "house_number": instance.house_number,
            "postcode": instance.postcode,
            "location": {
                "lon": round(instance.lon, geo.COORDINATE_DECIMALS),
                "lat": round(instance.lat, geo.COORDINATE_DECIMALS),
            },
            "distance_m": None if distance is None else round(distance, 1),
        }


class PlacesOutput(serializers.Serializer[Any]):
    results = PlaceOutput(many=True)
