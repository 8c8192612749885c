"""Places that come in: the one module that turns a caller's numbers into geometry."""

import math
from dataclasses import dataclass

from django.contrib.gis.geos import Point, Polygon

from backend.core import errors

WGS84 = 4326
ACCURACY_MAX_M = 100_000.0  # a position worse than this is a guess
_GLOBE_RADIUS_M = 6_371_008.8  # the mean radius of GRS 80
COORDINATE_DECIMALS = 7  # about a centimetre: nothing finer is ever measured


@dataclass(frozen=True, kw_only=True)
class Box:
    """A checked bounding box in WGS84 degrees."""

    west: float
    south: float
    east: float
    north: float

    def polygon(self) -> Polygon:
        box = Polygon.from_bbox((self.west, self.south, self.east, self.north))
        box.srid = WGS84
        return box


def point(lon: float, lat: float) -> Point:
    """Build a WGS84 point. Raises InvalidInput unless both are finite and on the globe."""
    if not is_lon(lon):
        raise errors.InvalidInput(field="lon")
    if not is_lat(lat):
        raise errors.InvalidInput(field="lat")
    return Point(round(lon, COORDINATE_DECIMALS), round(lat, COORDINATE_DECIMALS), srid=WGS84)


def metres_between(one: Point, other: Point) -> float:
    """Measure along a great circle of a globe: at most 0.6 % off."""
    lon, lat, other_lon, other_lat = map(math.radians, (one.x, one.y, other.x, other.y))
    half = math.sin((other_lat - lat) / 2) ** 2
    half += math.cos(lat) * math.cos(other_lat) * math.sin((other_lon - lon) / 2) ** 2
    return 2 * _GLOBE_RADIUS_M * math.asin(min(1.0, math.sqrt(half)))


def is_lon(value: float) -> bool:
    return math.isfinite(value) and -180 <= value <= 180


def is_lat(value: float) -> bool:
    return math.isfinite(value) and -90 <= value <= 90


def parse_bbox(text: str) -> Box:
    """Read `west,south,east,north` in degrees. Raises InvalidInput naming bbox."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise errors.InvalidInput(field="bbox") from None
    fits = is_lon(west) and is_lon(east) and is_lat(south) and is_lat(north)
    if not fits or west > east or south > north:
        raise errors.InvalidInput(field="bbox")
    return Box(west=west, south=south, east=east, north=north)
