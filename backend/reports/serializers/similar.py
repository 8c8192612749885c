"""What somebody reads who is about to report a defect that may be known already."""

from typing import Any

from rest_framework import serializers

from backend.core.moments import utc_text
from backend.reports.links import public_photo_url
from backend.reports.querysets import public_text_of
from backend.reports.similar import Similar
from backend.reports.workflow import Status
from gis_layers.serializers import PointOutput


class SimilarReportOutput(serializers.Serializer[Any]):
    """A public report, with what everybody may read of it, and no more to anybody.

    own: the caller has sent it.
    """

    id = serializers.UUIDField()
    number = serializers.CharField()
    status = serializers.ChoiceField(Status.choices)
    service = serializers.CharField()
    location = PointOutput()
    distance_m = serializers.FloatField()
    address = serializers.CharField(allow_null=True)
    description = serializers.CharField(allow_null=True)
    received_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    thumbnail_url = serializers.URLField(allow_null=True)
    own = serializers.BooleanField()

    def to_representation(self, instance: Similar) -> dict[str, Any]:
        report, photo = instance.report, instance.thumbnail
        address, description = public_text_of(report) or (None, None)
        return {
            "id": report.pk,
            "number": report.number,
            "status": report.status,
            "service": instance.service,
            "location": {"lon": report.location.x, "lat": report.location.y},
            "distance_m": round(instance.distance_m, 1),
            "address": address,
            "description": description,
            "received_at": utc_text(report.received_at),
            "closed_at": utc_text(report.closed_at),
            "thumbnail_url": photo and public_photo_url(photo, "thumbnail"),
            "own": report.is_own,
        }


class SimilarReportsOutput(serializers.Serializer[Any]):
    results = SimilarReportOutput(many=True)
