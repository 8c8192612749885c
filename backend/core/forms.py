"""Fields of the administration's forms."""

import re
from typing import Any

import orjson
from django import forms
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.core.exceptions import ValidationError

from backend.core import geo
from backend.core.language import Text
from backend.core.widgets import AreaInput

AREA_MAX_CHARS = 900_000  # our choice; under the megabyte that a form may have
RING_MIN_POSITIONS = 4  # RFC 7946, section 3.1.6

Ring = tuple[tuple[float, float], ...]

_NOT_GEOJSON = Text(
    pl="To nie jest GeoJSON z wielokątami (RFC 7946).",
    en="This is no GeoJSON with polygons (RFC 7946).",
    uk="Це не GeoJSON із багатокутниками (RFC 7946).",
)
_NOT_DEGREES = Text(
    pl="Współrzędne muszą być stopniami WGS84: najpierw długość, potem szerokość.",
    en="Coordinates must be degrees of WGS84: longitude first, then latitude.",
    uk="Координати мають бути градусами WGS84: спершу довгота, потім широта.",
)
_NOT_CLOSED = Text(
    pl="Każda granica musi mieć co najmniej cztery punkty i kończyć się tam, gdzie się zaczyna.",
    en="Every ring must have four positions or more and end where it begins.",
    uk="Кожна межа повинна мати щонайменше чотири точки й закінчуватися там, де починається.",
)
_NOT_SIMPLE = Text(
    pl="Granica przecina samą siebie albo wielokąty na siebie zachodzą{place}.",
    en="The border crosses itself, or polygons overlap{place}.",
    uk="Межа перетинає саму себе, або багатокутники накладаються{place}.",
)


_NEAR = Text(
    pl=" koło długości {lon}, szerokości {lat}",
    en=" near longitude {lon}, latitude {lat}",
    uk=" біля довготи {lon}, широти {lat}",
)


class AreaField(forms.CharField):
    """Polygons as GeoJSON text: read as numbers, never handed to GDAL."""

    widget = AreaInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=AREA_MAX_CHARS, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return as_geojson(value) if isinstance(value, MultiPolygon) else value

    def to_python(self, value: Any) -> MultiPolygon | None:  # type: ignore[override]
        text = super().to_python(value)
        return parse_area(text) if text else None

    def run_validators(self, value: Any) -> None:
        """The length is checked before the text is read."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (self.prepare_value(initial) or "") != (data or "")


def as_geojson(area: MultiPolygon) -> str:
    return orjson.dumps({"type": "MultiPolygon", "coordinates": area.coords}).decode()


def parse_area(text: str) -> MultiPolygon:
    """Read a Polygon, MultiPolygon, Feature or FeatureCollection. Raises ValidationError."""
    if len(text) > AREA_MAX_CHARS:
        raise _refused(_NOT_GEOJSON)
    try:
        polygons = [
            Polygon(*(_ring(each) for each in _list(rings)))
            for rings in _polygons(orjson.loads(text))
        ]
    except orjson.JSONDecodeError:
        raise _refused(_NOT_GEOJSON) from None
    area = MultiPolygon(polygons, srid=geo.WGS84)
    if not polygons:
        raise _refused(_NOT_GEOJSON)
    if not area.valid:
        raise _refused(_NOT_SIMPLE.format(place=_place(area.valid_reason)))
    return area


def _place(reason: str) -> Text | str:
    """Where GEOS says that it is wrong: "Self-intersection[20.95 52.05]"."""
    found = re.search(r"\[(\S+) (\S+)\]", reason)
    return _NEAR.format(lon=found[1], lat=found[2]) if found else ""


def _polygons(value: Any) -> list[Any]:
    """The coordinates of every polygon in a GeoJSON object."""
    match value:
        case {"type": "FeatureCollection", "features": list(features)}:
            return [polygon for feature in features for polygon in _geometry(_feature(feature))]
        case {"type": "Feature"}:
            return _geometry(_feature(value))
    return _geometry(value)


def _feature(value: Any) -> Any:
    match value:
        case {"type": "Feature", "geometry": geometry}:
            return geometry
    raise _refused(_NOT_GEOJSON)


def _geometry(value: Any) -> list[Any]:
    match value:
        case {"type": "Polygon", "coordinates": list(rings)}:
            return [rings]
        case {"type": "MultiPolygon", "coordinates": list(polygons)}:
            return polygons
    raise _refused(_NOT_GEOJSON)


def _ring(positions: Any) -> Ring:
    ring = tuple(_position(each) for each in _list(positions))
    if len(ring) < RING_MIN_POSITIONS or ring[0] != ring[-1]:
        raise _refused(_NOT_CLOSED)
    return ring


def _position(value: Any) -> tuple[float, float]:
    """A position's height, when it has one, is dropped."""
    match value:
        case [float() | int() as lon, float() | int() as lat, *_]:
            if not isinstance(lon, bool) and not isinstance(lat, bool):
                return _degrees(lon, lat)
    raise _refused(_NOT_GEOJSON)


def _degrees(lon: float, lat: float) -> tuple[float, float]:
    if not geo.is_lon(lon) or not geo.is_lat(lat):
        raise _refused(_NOT_DEGREES)
    return round(float(lon), geo.COORDINATE_DECIMALS), round(float(lat), geo.COORDINATE_DECIMALS)


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise _refused(_NOT_GEOJSON)
    return value


def _refused(sentence: Text) -> ValidationError:
    return ValidationError(str(sentence), code="invalid")
