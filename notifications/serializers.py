"""The shapes of devices and of the inbox."""

from dataclasses import asdict
from typing import Any

import orjson
from django.contrib.gis.geos import MultiPolygon
from django.core.exceptions import ValidationError
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from backend.core import errors
from backend.core.forms import parse_area
from backend.core.language import Language, Text
from backend.core.moments import utc_text
from backend.core.serializers import (
    LatField,
    LonField,
    MomentField,
    QuerySerializer,
    StrictSerializer,
)
from backend.jurisdictions.models import TERYT_PATTERN
from backend.reports.workflow import Status
from notifications.messages import news_for, report_url
from notifications.models import Broadcast, Device, FollowedPlace, Notification
from notifications.rules import (
    BROADCAST_BODY_MAX_CHARS,
    BROADCAST_TITLE_MAX_CHARS,
    DEVICE_VALUE_MAX_CHARS,
    INBOX_DEFAULT,
    INBOX_MAX,
    PLACE_NAME_MAX_CHARS,
    PLACE_RADIUS_MAX_M,
    PLACE_SERVICES_MAX,
    BroadcastState,
    DeviceKind,
    NotificationType,
    Platform,
)

ID_MAX = 2**63 - 1  # PostgreSQL's bigint
NO_AREA = Text(
    pl="To nie jest obszar w GeoJSON.", en="This is no GeoJSON area.", uk="Це не територія GeoJSON."
)


class QuietHours(StrictSerializer):
    """By the clock where the news are from; over midnight when `from` is the later one."""

    def get_fields(self) -> dict[str, Any]:
        return {
            name: serializers.TimeField(format="%H:%M", input_formats=["%H:%M"])
            for name in ("from", "to")
        }

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["from"] == attrs["to"]:
            self.fields["to"].fail("invalid", format="HH:MM")
        return attrs


class DeviceInput(StrictSerializer):
    """What is left out of `kinds` and `quiet_hours` stays as it is."""

    kind = serializers.ChoiceField(DeviceKind.choices)
    value = serializers.RegexField(
        r"^[!-~]+\Z", max_length=DEVICE_VALUE_MAX_CHARS, trim_whitespace=False
    )
    platform = serializers.ChoiceField(Platform.choices)
    language = serializers.ChoiceField(Language.choices)
    kinds = serializers.ListField(
        child=serializers.ChoiceField(NotificationType.choices),
        max_length=len(NotificationType),
        required=False,
    )
    quiet_hours = QuietHours(required=False, allow_null=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Give the values of the device's columns."""
        if "kinds" in attrs:
            attrs["kinds"] = list(dict.fromkeys(attrs["kinds"]))
        if "quiet_hours" in attrs:
            hours = attrs.pop("quiet_hours") or {}
            attrs |= {"quiet_from": hours.get("from"), "quiet_to": hours.get("to")}
        return attrs


class DeviceOutput(serializers.Serializer[Device]):
    installation_id = serializers.UUIDField(source="installation_uid")
    kind = serializers.ChoiceField(DeviceKind.choices)
    value = serializers.CharField()
    platform = serializers.ChoiceField(Platform.choices)
    language = serializers.ChoiceField(Language.choices)
    kinds = serializers.ListField(child=serializers.ChoiceField(NotificationType.choices))
    quiet_hours = serializers.SerializerMethodField()

    @extend_schema_field(QuietHours(allow_null=True))
    def get_quiet_hours(self, device: Device) -> dict[str, str] | None:
        if device.quiet_from is None or device.quiet_to is None:
            return None
        return {"from": f"{device.quiet_from:%H:%M}", "to": f"{device.quiet_to:%H:%M}"}


class CircleInput(StrictSerializer):
    lon = LonField()
    lat = LatField()
    radius_m = serializers.IntegerField(min_value=1, max_value=PLACE_RADIUS_MAX_M)


class FollowedPlaceInput(StrictSerializer):
    """Either a circle or the TERYT code of an area; no services are all."""

    circle = CircleInput(required=False)
    area = serializers.RegexField(TERYT_PATTERN, required=False)
    services = serializers.ListField(
        child=serializers.CharField(max_length=40), max_length=PLACE_SERVICES_MAX, default=list
    )
    name = serializers.CharField(max_length=PLACE_NAME_MAX_CHARS, allow_blank=True, default="")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("circle" in attrs) == ("area" in attrs):
            raise errors.InvalidInput(field="area" if "area" in attrs else "circle")
        return attrs


class FollowedPlaceOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    circle = CircleInput(allow_null=True)
    area = serializers.CharField(allow_null=True)
    services = serializers.ListField(child=serializers.CharField())

    def to_representation(self, instance: FollowedPlace) -> dict[str, Any]:
        circle = {"lon": instance.lon, "lat": instance.lat, "radius_m": instance.radius_m}
        return {
            "id": instance.uid,
            "name": instance.name,
            "circle": circle if instance.radius_m else None,
            "area": instance.teryt or None,
            "services": instance.services,
        }


class FollowedPlacesOutput(serializers.Serializer[Any]):
    results = FollowedPlaceOutput(many=True)


@extend_schema_field({"type": "object", "description": "GeoJSON Polygon or MultiPolygon, WGS84"})
class GeoJsonArea(serializers.Field[Any, Any, Any, Any]):
    """Polygons, read as numbers (RFC 7946)."""

    default_error_messages = {"invalid": str(NO_AREA)}

    def to_internal_value(self, data: Any) -> MultiPolygon:
        try:
            return parse_area(orjson.dumps(data).decode())
        except (ValidationError, orjson.JSONEncodeError):
            self.fail("invalid")

    def to_representation(self, value: MultiPolygon) -> dict[str, Any]:
        return {"type": "MultiPolygon", "coordinates": value.coords}


class Words(StrictSerializer):
    """In Polish at least; who reads another language gets Polish where it is missing."""

    max_chars = BROADCAST_TITLE_MAX_CHARS

    def get_fields(self) -> dict[str, Any]:
        return {
            language: serializers.CharField(
                max_length=self.max_chars,
                required=language == Language.POLISH,
                allow_blank=language != Language.POLISH,
                default=serializers.empty if language == Language.POLISH else "",
            )
            for language in Language.values
        }


class BodyWords(Words):
    max_chars = BROADCAST_BODY_MAX_CHARS


class BroadcastInput(StrictSerializer):
    """office: its TERYT code. area: nothing for all of the office's."""

    office = serializers.RegexField(TERYT_PATTERN)
    title = Words()
    body = BodyWords()
    url = serializers.RegexField(r"^https?://", max_length=200, default="", allow_blank=True)
    area = GeoJsonArea(required=False, allow_null=True, default=None)
    expires_at = MomentField()

    def validate_url(self, value: str) -> str:
        if value:
            serializers.URLField().run_validation(value)
        return value


class BroadcastOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    office = serializers.CharField()
    title = Words()
    body = BodyWords()
    url = serializers.CharField()
    area = GeoJsonArea(allow_null=True)
    state = serializers.ChoiceField(BroadcastState.choices)
    created_by = serializers.CharField()
    created_at = serializers.DateTimeField()
    started_by = serializers.CharField(allow_null=True)
    started_at = serializers.DateTimeField(allow_null=True)
    expires_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)

    def to_representation(self, instance: Broadcast) -> dict[str, Any]:
        moments = ("created_at", "started_at", "expires_at", "ended_at")
        area = instance.area
        return {
            "id": instance.uid,
            "office": instance.jurisdiction.teryt,
            **{
                part: {each: getattr(instance, f"{part}_{each}") for each in Language.values}
                for part in ("title", "body")
            },
            "url": instance.url,
            "area": {"type": "MultiPolygon", "coordinates": area.coords} if area else None,
            "state": instance.state,
            "created_by": instance.created_by.name,
            "started_by": instance.started_by.name if instance.started_by else None,
            **{name: utc_text(getattr(instance, name)) for name in moments},
        }


class ProgressOutput(serializers.Serializer[Any]):
    waiting = serializers.IntegerField()
    sent = serializers.IntegerField()
    expired = serializers.IntegerField()
    failed = serializers.DictField(child=serializers.IntegerField())


class WatchedBroadcastOutput(BroadcastOutput):
    progress = ProgressOutput()

    def to_representation(self, instance: Broadcast) -> dict[str, Any]:
        progress = asdict(self.context["progress"])
        return {**super().to_representation(instance), "progress": progress}


class BroadcastsOutput(serializers.Serializer[Any]):
    results = BroadcastOutput(many=True)


class InboxFilter(QuerySerializer):
    cursor = serializers.CharField(required=False, max_length=300)
    limit = serializers.IntegerField(
        required=False, default=INBOX_DEFAULT, min_value=1, max_value=INBOX_MAX
    )


class NotificationOutput(serializers.Serializer[Any]):
    """One piece of news, in the language of the request: of a report, or an office's broadcast."""

    id = serializers.IntegerField()
    type = serializers.ChoiceField(NotificationType.choices)
    event_id = serializers.IntegerField(allow_null=True)
    report_id = serializers.UUIDField(allow_null=True)
    number = serializers.CharField(allow_null=True)
    status = serializers.ChoiceField(Status.choices, allow_null=True)
    broadcast_id = serializers.UUIDField(allow_null=True)
    title = serializers.CharField()
    body = serializers.CharField()
    url = serializers.CharField()
    at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(allow_null=True)

    def to_representation(self, instance: Notification) -> dict[str, Any]:
        event = instance.event
        news = news_for(instance, self.context.get("texts"))
        return {
            "id": instance.pk,
            "type": instance.type,
            "event_id": instance.event_id,
            "report_id": instance.report_id,
            "number": instance.report.number if instance.report else None,
            "status": event.status if event else None,
            "broadcast_id": instance.broadcast.uid if instance.broadcast else None,
            "title": str(news.title),
            "body": str(news.body),
            "url": instance.broadcast.url if instance.broadcast else report_url(instance),
            "at": utc_text(instance.at),
            "read_at": utc_text(instance.read_at),
        }


class InboxOutput(serializers.Serializer[Any]):
    results = NotificationOutput(many=True)
    next = serializers.URLField(allow_null=True)


class ReadInput(StrictSerializer):
    up_to = serializers.IntegerField(min_value=1, max_value=ID_MAX)
