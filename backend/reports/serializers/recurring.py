"""Stretches of road where the same breaks again and again."""

from typing import Any

from rest_framework import serializers

from backend.core.moments import utc_text
from backend.reports.earlier import Stretch
from gis_layers.serializers import PointOutput


class RecurringRoadOutput(serializers.Serializer[Any]):
    category = serializers.CharField()
    number = serializers.CharField(allow_blank=True)
    name = serializers.CharField(allow_blank=True)


class StretchOutput(serializers.Serializer[Any]):
    """A piece of road where the same defect comes back. location: its middle."""

    service = serializers.CharField()
    road = RecurringRoadOutput(allow_null=True)
    location = PointOutput()
    count = serializers.IntegerField()
    last_at = serializers.DateTimeField()

    def to_representation(self, instance: Stretch) -> dict[str, Any]:
        category = instance.road_category
        road = {"category": category, "number": instance.road_number, "name": instance.road_name}
        return {
            "service": instance.service,
            "road": road if category else None,
            "location": {"lon": round(instance.lon, 6), "lat": round(instance.lat, 6)},
            "count": instance.count,
            "last_at": utc_text(instance.last_at),
        }


class RecurringOutput(serializers.Serializer[Any]):
    results = StretchOutput(many=True)
