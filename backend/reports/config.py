"""What an app must not hard-code: contacts, limits and names, for the place where it is."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.decorators import method_decorator
from django.views.decorators.http import conditional_page
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.core import basemap
from backend.core.language import Language, Text
from backend.core.serializers import PlaceQuery
from backend.jurisdictions.models import Jurisdiction
from backend.photos import formats, limits
from backend.reports import links, rules
from backend.reports.wording import CLOSING_REASON_NAMES, STATUS_NAMES
from backend.reports.workflow import OPEN, ClosingReason, Status


class JurisdictionOutput(serializers.Serializer[Jurisdiction]):
    teryt = serializers.CharField()
    name = serializers.CharField()
    office_name = serializers.CharField()
    contact_phone = serializers.CharField()
    contact_email = serializers.CharField()
    emergency_number = serializers.CharField()
    privacy_url = serializers.SerializerMethodField()
    accessibility_url = serializers.SerializerMethodField()
    languages = serializers.ListField(child=serializers.CharField())
    time_zone = serializers.CharField()

    def get_privacy_url(self, office: Jurisdiction) -> str:
        return links.privacy_page_url(office)

    def get_accessibility_url(self, office: Jurisdiction) -> str:
        return links.accessibility_page_url(office)


class LimitsOutput(serializers.Serializer[Any]):
    photo_bytes = serializers.IntegerField()
    photo_pixels = serializers.IntegerField()
    photos = serializers.IntegerField()
    photo_types = serializers.ListField(child=serializers.CharField())
    description_chars = serializers.IntegerField()
    address_chars = serializers.IntegerField()
    comment_chars = serializers.IntegerField()
    verdict_days = serializers.IntegerField()
    report_again_m = serializers.IntegerField()


class ClosingReasonOutput(serializers.Serializer[Any]):
    """Why a report is closed without repair."""

    code = serializers.CharField()
    name = serializers.DictField(child=serializers.CharField())


class StatusOutput(serializers.Serializer[Any]):
    code = serializers.CharField()
    open = serializers.BooleanField()
    name = serializers.DictField(child=serializers.CharField())


class ConfigOutput(serializers.Serializer[Any]):
    jurisdiction = JurisdictionOutput(allow_null=True)
    languages = serializers.ListField(child=serializers.CharField())
    limits = LimitsOutput()
    statuses = StatusOutput(many=True)
    closing_reasons = ClosingReasonOutput(many=True)
    base_map_url = serializers.CharField(allow_null=True)
    base_map_is_vector = serializers.BooleanField()
    base_map_attribution = serializers.CharField()
    live_url = serializers.CharField()
    least_app_versions = serializers.DictField(child=serializers.CharField())


@method_decorator(conditional_page, name="dispatch")
class Config(APIView):
    @extend_schema(operation_id="config", parameters=[PlaceQuery], responses=ConfigOutput)
    def get(self, request: Request) -> Response:
        """Contacts, limits and names; with a place, those of the jurisdiction there."""
        place = PlaceQuery.point(request)
        jurisdiction = Jurisdiction.objects.serving(place).first() if place else None
        return Response(
            {
                "jurisdiction": jurisdiction and JurisdictionOutput(jurisdiction).data,
                "languages": Language.values,
                "limits": LIMITS,
                "statuses": [_status(status) for status in Status],
                "closing_reasons": [
                    {"code": reason, "name": _languages(CLOSING_REASON_NAMES[reason])}
                    for reason in ClosingReason
                ],
                **_base_map(),
                "live_url": settings.LIVE_URL,
                "least_app_versions": settings.LEAST_APP_VERSIONS,
            }
        )


def _base_map() -> dict[str, Any]:
    """The operator's own base map; without one, `base_map_url` is null."""
    path = settings.BASE_MAP_PMTILES
    own = f"{settings.PUBLIC_URL}/api/v1/tiles/base/{{z}}/{{x}}/{{y}}" if path else None
    return {
        "base_map_url": own or settings.BASE_MAP_URL or None,
        "base_map_is_vector": bool(path) and basemap.open_archive(Path(path)).is_vector,
        "base_map_attribution": settings.BASE_MAP_ATTRIBUTION,
    }


LIMITS = {
    "photo_bytes": limits.PHOTO_MAX_BYTES,
    "photo_pixels": limits.PHOTO_MAX_PIXELS,
    "photos": limits.PHOTOS_MAX,
    "photo_types": list(formats.MEDIA_TYPES),
    "description_chars": rules.DESCRIPTION_MAX_CHARS,
    "address_chars": rules.ADDRESS_MAX_CHARS,
    "comment_chars": rules.COMMENT_MAX_CHARS,
    "verdict_days": rules.VERDICT_LIFE.days,
    "report_again_m": rules.REPORT_AGAIN_MAX_M,
}


def _status(status: Status) -> dict[str, Any]:
    return {"code": status, "open": status in OPEN, "name": _languages(STATUS_NAMES[status])}


def _languages(text: Text) -> dict[str, str]:
    return {language: text.in_language(language) for language in Language.values}
