"""Made-up borders, roads, houses and works for the tests of routing."""

from datetime import UTC, date, datetime
from typing import Any

from django.contrib.gis.geos import LineString, MultiPolygon, Point, Polygon

from backend.crews.routing import Route, find_route
from gis_layers.models import Address, Boundary, Layer, Road, RoadWork
from tests.conftest import NOON

FIRST_DAY = date(2026, 1, 1)
# At 52 degrees north, to the metre in a degree.
LON_M, LAT_M = 68_677.0, 111_268.0


def route(lon: float, lat: float, *, service: str = "pothole", **values: Any) -> Route:
    given = {"accuracy_m": None, "at": NOON, **values}
    return find_route(location=Point(lon, lat, srid=4326), service=service, **given)


def square(west: float, south: float, east: float, north: float) -> Polygon:
    return Polygon.from_bbox((west, south, east, north))


def clear() -> None:
    """Take the demo's map away, until the test is rolled back."""
    for model in (Boundary, Road, Address, RoadWork):
        model.objects.all().delete()


def layer(kind: str) -> Layer:
    return Layer.objects.get_or_create(
        kind=kind,
        name="drawn",
        edition=1,
        defaults={"is_active": True, "imported_at": datetime(2026, 1, 1, tzinfo=UTC)},
    )[0]


def make_unit(code: str, name: str, *areas: Polygon, level: str = "municipality") -> Boundary:
    return Boundary.objects.create(
        layer=layer("boundaries"),
        is_active=True,
        valid_from=FIRST_DAY,
        level=level,
        code=code,
        name=name,
        geometry=MultiPolygon(*areas, srid=4326),
    )


def make_road(category: str, *points: tuple[float, float], **values: Any) -> Road:
    return Road.objects.create(
        layer=layer("roads"),
        is_active=True,
        valid_from=FIRST_DAY,
        category=category,
        geometry=LineString(*points, srid=4326),
        **values,
    )


def make_house(lon: float, lat: float, number: str, **values: Any) -> Address:
    return Address.objects.create(
        layer=layer("addresses"),
        **{
            "is_active": True,
            "valid_from": FIRST_DAY,
            "place": "Osada",
            "street": "Polna",
            "house_number": number,
            "searched": number,
            "geometry": Point(lon, lat, srid=4326),
            **values,
        },
    )


def make_work(kind: str, shape: Any, starts_at: datetime, **values: Any) -> RoadWork:
    return RoadWork.objects.create(
        layer=layer("works"),
        is_active=True,
        valid_from=FIRST_DAY,
        kind=kind,
        geometry=shape,
        starts_at=starts_at,
        **{"description": "Przebudowa", "manager": "Powiat", **values},
    )
