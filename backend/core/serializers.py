"""Shapes shared by all input: strict fields, coordinates, moments."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.contrib.gis.geos import Point
from django.utils.dateparse import parse_datetime
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

from backend.core import errors, geo
from backend.core.language import Text

UNKNOWN_FIELD = Text(
    pl="Takiego pola tu nie ma.",
    en="There is no such field here.",
    uk="Такого поля тут немає.",
)


class StrictSerializer(serializers.Serializer[Any]):
    """A serializer that refuses fields it does not know."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            unknown = {
                str(name): [serializers.ErrorDetail(str(UNKNOWN_FIELD), code="unknown_field")]
                for name in data
                if name not in self.fields
            }
            if unknown:
                raise serializers.ValidationError(unknown)
        return super().to_internal_value(data)


class QuerySerializer(serializers.Serializer[Any]):
    """The query parameters of one address; every parameter it does not know is refused."""

    @classmethod
    def parse(cls, request: Request) -> dict[str, Any]:
        """Return the checked parameters.

        Raises UnknownParameter, InvalidInput for one given twice, ValidationError.
        """
        query = cls(data=request.query_params)
        for name, values in request.query_params.lists():
            if name not in query.fields and name != "lang":
                raise errors.UnknownParameter(field=name)
            if len(values) > 1 and not isinstance(query.fields.get(name), CommaSeparated):
                raise errors.InvalidInput(field=name)
        query.is_valid(raise_exception=True)
        return query.validated_data


@extend_schema_field({"type": "number", "format": "double", "minimum": -180, "maximum": 180})
class LonField(serializers.FloatField):
    """Degrees east, WGS84; finite and on the globe."""

    def to_internal_value(self, data: Any) -> float:
        return _finite(self, data, 180.0, super().to_internal_value)


@extend_schema_field({"type": "number", "format": "double", "minimum": -90, "maximum": 90})
class LatField(serializers.FloatField):
    """Degrees north, WGS84; finite and on the globe."""

    def to_internal_value(self, data: Any) -> float:
        return _finite(self, data, 90.0, super().to_internal_value)


def _finite(field: serializers.FloatField, data: Any, limit: float, convert: Any) -> float:
    _require_number(field, data)
    value = convert(data)
    if not math.isfinite(value) or abs(value) > limit:
        field.fail("invalid")
    return round(value, geo.COORDINATE_DECIMALS)


def _require_number(field: serializers.FloatField, data: Any) -> None:
    """In JSON a number is a number; in a query string it can only be text."""
    is_text = isinstance(data, str) and not isinstance(field.root, QuerySerializer)
    if is_text or isinstance(data, bool):
        field.fail("invalid")


class IdField(serializers.UUIDField):
    """A UUID as text: a number would be taken for its 128 bits."""

    def to_internal_value(self, data: Any) -> UUID:
        if not isinstance(data, str):
            self.fail("invalid", value=data)
        return super().to_internal_value(data)


class MetresField(serializers.FloatField):
    """Metres on the ground; finite, from zero to `max_value`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, **kwargs)

    def to_internal_value(self, data: Any) -> float:
        _require_number(self, data)
        value = super().to_internal_value(data)
        if not math.isfinite(value):
            self.fail("invalid")
        return value


class MomentField(serializers.DateTimeField):
    """RFC 3339 with a zone, kept in UTC."""

    def to_internal_value(self, value: Any) -> datetime:
        try:
            moment = parse_datetime(value) if isinstance(value, str) else None
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            self.fail("invalid", format="RFC 3339")
        try:
            return moment.astimezone(UTC)
        except OverflowError:
            self.fail("invalid", format="RFC 3339")


class CommaSeparated(serializers.ListField):
    """`a,b,c` in a query string, or `a` and `b,c` in two parameters of the same name.

    Empty parts are dropped, but one must be left.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_empty=False, **kwargs)

    def get_value(self, dictionary: Any) -> Any:
        values = dictionary.getlist(self.field_name)
        return ",".join(values) if values else serializers.empty

    def to_internal_value(self, data: Any) -> Any:
        return super().to_internal_value([part for part in data.split(",") if part])


class PlaceQuery(QuerySerializer):
    """A place that may be left out."""

    lon = LonField(required=False)
    lat = LatField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("lon" in attrs) != ("lat" in attrs):
            missing = "lat" if "lon" in attrs else "lon"
            message = self.fields[missing].error_messages["required"]
            raise serializers.ValidationError({missing: [message]}, code="required")
        return attrs

    @classmethod
    def point(cls, request: Request) -> Point | None:
        """The place that the parameters name, None when they name none."""
        query = cls.parse(request)
        return geo.point(query["lon"], query["lat"]) if "lon" in query else None
