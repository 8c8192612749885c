"""Following a place: its public news are told as those of one's own reports."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID, uuid4

from django.contrib.gis.geos import GEOSGeometry, MultiPolygon
from django.db import connection, transaction

from backend.accounts.actions import make_known, require_owner
from backend.accounts.viewer import Viewer
from backend.core import errors, geo
from backend.jurisdictions.models import Service
from gis_layers.models import Boundary
from notifications.models import FollowedPlace
from notifications.rules import PLACES_MAX

# Metres on the ground; 16 points on each quarter are at most 0.5 % off.
_CIRCLE = """
SELECT ST_AsEWKB(ST_Multi(ST_Buffer(
    ST_SetSRID(ST_MakePoint(%s, %s), 4326)::geography, %s, 16
)::geometry))
"""


@dataclass(frozen=True, kw_only=True)
class Place:
    """What somebody wants to hear of: a circle (WGS84 degrees), or the area of a TERYT code.

    services: codes; none for all.
    """

    name: str = ""
    services: tuple[str, ...] = ()
    lon: float | None = None
    lat: float | None = None
    radius_m: int | None = None
    teryt: str = ""


@transaction.atomic
def follow_place(*, viewer: Viewer, place: Place, now: datetime) -> FollowedPlace:
    """Raises LoginRequired, BadCredentials, TooManyPlaces, InvalidInput (area, services)."""
    require_owner(viewer)
    make_known(viewer)
    _lock_owner(viewer)
    if FollowedPlace.objects.filter(viewer.owned()).count() >= PLACES_MAX:
        raise errors.TooManyPlaces(limit=PLACES_MAX)
    return FollowedPlace.objects.create(
        uid=uuid4(), created_at=now, **viewer.owner(), **_columns(place)
    )


@transaction.atomic
def change_place(*, viewer: Viewer, uid: UUID, place: Place) -> FollowedPlace:
    """Raises LoginRequired, NotFound, also for somebody else's, InvalidInput."""
    require_owner(viewer)
    mine = FollowedPlace.objects.filter(viewer.owned(), uid=uid)
    if not mine.update(**_columns(place)):
        raise errors.NotFound()
    return mine.defer("area").get()


def leave_place(*, viewer: Viewer, uid: UUID) -> None:
    """Twice is the same as once. Raises LoginRequired."""
    require_owner(viewer)
    FollowedPlace.objects.filter(viewer.owned(), uid=uid).delete()


def _columns(place: Place) -> dict[str, Any]:
    services = list(dict.fromkeys(place.services))
    if Service.objects.filter(code__in=services).count() != len(services):
        raise errors.InvalidInput(field="services")
    return {
        "name": place.name,
        "services": services,
        "lon": place.lon,
        "lat": place.lat,
        "radius_m": place.radius_m,
        "teryt": place.teryt,
        "area": _area_of(place.teryt) if place.teryt else _circle(place),
    }


def _area_of(teryt: str) -> MultiPolygon:
    boundaries = Boundary.objects.active().newest_of_code().filter(code=teryt)
    area = boundaries.values_list("geometry", flat=True).first()
    if area is None:
        raise errors.InvalidInput(field="area")
    return area


def _circle(place: Place) -> MultiPolygon:
    """Made in the database, from checked numbers. Raises InvalidInput where it does not fit."""
    if place.lon is None or place.lat is None:
        raise errors.InvalidInput(field="circle")
    middle = geo.point(place.lon, place.lat)
    with connection.cursor() as cursor:
        cursor.execute(_CIRCLE, [middle.x, middle.y, place.radius_m])
        [area] = cursor.fetchone()
    return cast(MultiPolygon, GEOSGeometry(memoryview(area)))


def _lock_owner(viewer: Viewer) -> None:
    """Let two that add at once come one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", [viewer.key])
