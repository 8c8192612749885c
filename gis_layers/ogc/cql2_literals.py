"""Literals of CQL2 filters: checked moments, and geometries built from checked numbers."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import shapely
from django.contrib.gis.geos import (
    GEOSGeometry,
    LinearRing,
    LineString,
    MultiLineString,
    MultiPoint,
    MultiPolygon,
    Point,
    Polygon,
)

from backend.core.geo import WGS84
from backend.core.language import Text
from gis_layers.ogc.crs import Crs
from gis_layers.ogc.refusals import NOT_FLAT, refused

VERTICES_MAX = 1_000  # our choice: more do not fit into a request's first line anyway

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIMESTAMP = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})", re.ASCII
)

_BAD_DATE = Text(
    pl="„{value}” nie jest datą: napisz DATE('2026-11-21').",
    en="“{value}” is no date: write DATE('2026-11-21').",
    uk="«{value}» не є датою: напишіть DATE('2026-11-21').",
)
_BAD_TIMESTAMP = Text(
    pl="„{value}” nie jest chwilą: napisz TIMESTAMP('2026-11-21T12:00:00Z').",
    en="“{value}” is no moment: write TIMESTAMP('2026-11-21T12:00:00Z').",
    uk="«{value}» не є моментом: напишіть TIMESTAMP('2026-11-21T12:00:00Z').",
)
_BAD_GEOMETRY = Text(
    pl="Geometria w filtrze jest nieprawidłowa.",
    en="A geometry in the filter is not valid.",
    uk="Геометрія у фільтрі неправильна.",
)
_OUTSIDE = Text(
    pl="Współrzędne w filtrze leżą poza układem filter-crs; sprawdź kolejność osi.",
    en="Coordinates in the filter lie outside the filter-crs; check the order of the axes.",
    uk="Координати у фільтрі лежать поза системою filter-crs; перевірте порядок осей.",
)
_TOO_MANY_VERTICES = Text(
    pl="Geometria w filtrze ma za dużo punktów: najwięcej {limit}.",
    en="A geometry in the filter has too many vertices: at most {limit}.",
    uk="Геометрія у фільтрі має забагато точок: щонайбільше {limit}.",
)


def read_date(value: Any) -> date:
    """Raises InvalidInput naming `filter`."""
    try:
        if isinstance(value, str) and _DATE.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise refused(_BAD_DATE.format(value=shown(value)))


def read_timestamp(value: Any) -> datetime:
    """Read an RFC 3339 moment as UTC. Raises InvalidInput naming `filter`."""
    try:
        if isinstance(value, str) and _TIMESTAMP.fullmatch(value):
            return datetime.fromisoformat(value.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise refused(_BAD_TIMESTAMP.format(value=shown(value)))


def shown(value: Any) -> str:
    """The beginning of what was sent, for a sentence about it."""
    return str(value)[:40].encode(errors="replace").decode()


class GeometryReader:
    """Builds geometries whose coordinates come as their CRS has them."""

    def __init__(self, crs: Crs) -> None:
        self.crs = crs
        self.vertices = 0

    def read(self, node: dict[str, Any]) -> list[GEOSGeometry]:
        """Build what a GeoJSON geometry or a `bbox` says; the members of a collection one by one.

        Raises InvalidInput naming `filter`.
        """
        if "bbox" in node:
            return [self._located(part) for part in self._box(node["bbox"])]
        if node.get("type") == "GeometryCollection":
            return [self._geometry(each) for each in _parts(node.get("geometries"))]
        return [self._geometry(node)]

    def _geometry(self, node: Any) -> GEOSGeometry:
        kind = node.get("type") if isinstance(node, dict) else None
        build = self._builders().get(kind) if isinstance(kind, str) else None
        if build is None:
            raise refused(_BAD_GEOMETRY)
        return self._located(build(node.get("coordinates")))

    def _builders(self) -> dict[str, Callable[[Any], GEOSGeometry]]:
        return {
            "Point": self._point,
            "LineString": self._line,
            "Polygon": self._polygon,
            "MultiPoint": lambda parts: MultiPoint(*map(self._point, _parts(parts))),
            "MultiLineString": lambda parts: MultiLineString(*map(self._line, _parts(parts))),
            "MultiPolygon": lambda parts: MultiPolygon(*map(self._polygon, _parts(parts))),
        }

    def _located(self, geometry: GEOSGeometry) -> GEOSGeometry:
        # An invalid one may break off the database's work. By shapely, which logs nothing of it.
        if not shapely.is_valid(shapely.from_wkb(bytes(geometry.wkb))):
            raise refused(_BAD_GEOMETRY)
        geometry.srid = self.crs.srid
        return geometry

    def _point(self, position: Any) -> Point:
        return Point(*self._place(position))

    def _line(self, positions: Any) -> LineString:
        places = list(self._places(positions))
        if len(places) < 2:
            raise refused(_BAD_GEOMETRY)
        return LineString(*places)

    def _polygon(self, rings: Any) -> Polygon:
        return Polygon(*[self._ring(positions) for positions in _parts(rings)])

    def _ring(self, positions: Any) -> LinearRing:
        places = list(self._places(positions))
        if len(places) < 4 or places[0] != places[-1]:
            raise refused(_BAD_GEOMETRY)
        return LinearRing(*places)

    def _box(self, numbers: Any) -> list[GEOSGeometry]:
        if not isinstance(numbers, list) or len(numbers) != 4:
            raise refused(NOT_FLAT)
        (west, south), (east, north) = self._place(numbers[:2]), self._place(numbers[2:])
        if south > north or (west > east and self.crs.srid != WGS84):
            raise refused(_BAD_GEOMETRY)
        if west <= east:
            return [_rectangle(west, south, east, north)]
        # Such a box crosses the antimeridian (RFC 7946, section 5.2).
        return [_rectangle(west, south, 180, north), _rectangle(-180, south, east, north)]

    def _places(self, positions: Any) -> Iterator[tuple[float, float]]:
        return (self._place(position) for position in _parts(positions))

    def _place(self, position: Any) -> tuple[float, float]:
        if not isinstance(position, list) or len(position) != 2:
            raise refused(NOT_FLAT)
        first, second = position
        if not (_is_number(first) and _is_number(second)):
            raise refused(_BAD_GEOMETRY)
        self.vertices += 1
        if self.vertices > VERTICES_MAX:
            raise refused(_TOO_MANY_VERTICES.format(limit=VERTICES_MAX))
        x, y = (second, first) if self.crs.is_flipped else (first, second)
        (west, south), (east, north) = self.crs.least, self.crs.most
        if not (west <= x <= east and south <= y <= north):
            raise refused(_OUTSIDE)
        return float(x), float(y)


def _rectangle(west: float, south: float, east: float, north: float) -> GEOSGeometry:
    """A box as a geometry, which is no polygon when the box is as thin as a line or a point."""
    if west == east and south == north:
        return Point(west, south)
    if west == east or south == north:
        return LineString((west, south), (east, north))
    return Polygon.from_bbox((west, south, east, north))


def _parts(value: Any) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise refused(_BAD_GEOMETRY)
    return value


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
