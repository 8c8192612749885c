"""Places for made-up reports: stretches of roads in served municipalities, towns first.

Each is routed once, by the real routing; the reports on it share the answer.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from math import cos, exp, hypot, radians, sqrt
from pathlib import Path
from random import Random
from typing import Any

from django.db import connection

from backend.core import geo
from backend.crews import routing
from backend.crews.models import CrewArea, Duty
from backend.crews.wording import ABOUT_CREWS
from backend.jurisdictions.models import Service
from backend.jurisdictions.rules import is_city_with_county_rights
from gis_layers.models import Road

STRETCH_M = 120.0  # how far along a road the reports of one place lie
ROOM_DEGREES = 0.0005  # some 35 m between a place and the nearest border
ASIDE_M = 3.5  # how far from the road's line reports lie: half of them nearer than this
ASIDE_MAX_M = 12.0
REPORTS_PER_PLACE = 30
PLACES_MIN, PLACES_MAX = 300, 15_000
ROADS_MAX = 60_000  # roads that are looked at; of more, a sample
DRAWS_PER_PLACE = 1.5  # some lie too near to a border, or on a road that ends
CENTRE_M = 2_500.0  # how far from its middle a municipality's reports thin out
OUTSKIRTS = 0.05  # how much of the middle's density is everywhere
LUCK = 0.8  # sigma of a lognormal: some stretches are far worse than others
# How much more is reported on a road, by the last digit of the municipality's TERYT code.
TOWN_WEIGHTS = {"1": 4.0, "2": 1.0, "3": 2.0}
CITY_WEIGHT = 8.0  # a city with county rights
METRES_PER_DEGREE = 111_195.0
# Reasons that are another crew's, or of today's closures, which old reports knew nothing of.
NOT_SHARED = (*ABOUT_CREWS, "road_closed", "road_closed_until")

_SQL = Path(__file__).parent / "sql"


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A crew's area at a place, with the services that the crew takes."""

    crew: int
    services: frozenset[int]
    reasons: str


@dataclass(frozen=True, kw_only=True)
class Place:
    """A straight stretch of a road. Coordinates are WGS84 degrees.

    aside: degrees of one metre to the side of the road.
    is_ours: the road's manager is a tenant here.
    crews: in routing's order of preference; none where the manager is not ours.
    reasons: for a report that no crew takes, as JSON.
    """

    lon: float
    lat: float
    along: tuple[float, float]
    aside: tuple[float, float]
    weight: float
    route: routing.Route
    jurisdiction: int
    handler: int
    is_ours: bool
    reasons: str
    crews: list[Choice]

    def crew_for(self, service: Service) -> Choice | None:
        return next((choice for choice in self.crews if service.pk in choice.services), None)

    def draw(self, random: Random) -> tuple[float, float, float]:
        """Draw a spot: lon, lat, and its distance from the road in metres."""
        share, metres = random.random(), random.gauss(0, ASIDE_M)
        metres = max(-ASIDE_MAX_M, min(ASIDE_MAX_M, metres))
        return (
            round(self.lon + share * self.along[0] + metres * self.aside[0], 7),
            round(self.lat + share * self.along[1] + metres * self.aside[1], 7),
            abs(metres),
        )


def find_places(random: Random, count: int, *, service: str, at: datetime) -> list[Place]:
    """Find places for `count` reports; none when no road lies in a served municipality.

    service: any service code; which crew takes which service is looked up apart.
    """
    wanted = max(PLACES_MIN, min(PLACES_MAX, count // REPORTS_PER_PLACE))
    roads = _weighted_roads(random)
    if not roads:
        return []
    draws = int(wanted * DRAWS_PER_PLACE)
    drawn = random.choices([road for road, _ in roads], [weight for _, weight in roads], k=draws)
    stretches = _stretches(drawn, [random.random() for _ in drawn])[:wanted]
    return list(_routed(random, stretches, service, at))


def _weighted_roads(random: Random) -> list[tuple[int, float]]:
    """Ids of roads in served municipalities, with how much is reported on them."""
    ids = list(Road.objects.filter(is_active=True).order_by("id").values_list("id", flat=True))
    sample = random.sample(ids, min(len(ids), ROADS_MAX))
    rows = _rows("candidates.sql", roads=sample)
    rows.sort(key=lambda row: (row[1], row[0]))
    weighted = []
    for code, group in groupby(rows, key=lambda row: row[1]):
        members = list(group)
        # Ten times the roads are not ten times the reports: they have fewer people each.
        share = _town_weight(code) / sqrt(len(members))
        middle = tuple(sum(row[axis] for row in members) / len(members) for axis in (2, 3))
        for road, _, lon, lat in members:
            near = exp(-((_metres(lon, lat, *middle) / CENTRE_M) ** 2))
            luck = random.lognormvariate(0, LUCK)
            weighted.append((road, share * (near + OUTSKIRTS) * luck))
    return weighted


def _town_weight(code: str) -> float:
    if is_city_with_county_rights(code):
        return CITY_WEIGHT
    return TOWN_WEIGHTS.get(code[-1], 1.0)


def _stretches(roads: Sequence[int], fractions: Sequence[float]) -> list[tuple[Any, ...]]:
    return _rows(
        "stretches.sql",
        roads=list(roads),
        fractions=list(fractions),
        stretch_m=STRETCH_M,
        room_degrees=ROOM_DEGREES,
    )


def _routed(
    random: Random, stretches: list[tuple[Any, ...]], service: str, at: datetime
) -> Iterator[Place]:
    areas = _areas([(lon, lat) for _, _, lon, lat, _, _ in stretches])
    choices = _Choices()
    for number, (_, _, lon, lat, lon_end, lat_end) in enumerate(stretches, start=1):
        route = routing.find_route(
            location=geo.point(lon, lat), accuracy_m=None, service=service, at=at
        )
        if route.jurisdiction is None or route.handler is None:
            continue
        manager = route.manager
        is_ours = manager is not None and manager.tenant == route.handler
        crews = choices.of(route, areas.get(number, [])) if is_ours else []
        yield Place(
            lon=lon,
            lat=lat,
            along=(lon_end - lon, lat_end - lat),
            aside=_aside(lon, lat, lon_end, lat_end),
            weight=random.lognormvariate(0, LUCK),
            route=route,
            jurisdiction=route.jurisdiction.id,
            handler=route.handler.id,
            is_ours=is_ours,
            reasons=_reasons(route, [routing.Reason(code="no_crew")] if is_ours else []),
            crews=crews,
        )


class _Choices:
    """The areas of working crews, and what each of them makes of a place."""

    def __init__(self) -> None:
        self._areas = {
            area.pk: area for area in CrewArea.objects.select_related("crew").defer("area")
        }
        self._duties: dict[int, set[int]] = {}
        for crew, service in Duty.objects.values_list("crew", "service"):
            self._duties.setdefault(crew, set()).add(service)

    def of(self, route: routing.Route, areas: list[int]) -> list[Choice]:
        found = []
        for area in (self._areas[pk] for pk in areas):
            crew = area.crew
            if route.handler and crew.jurisdiction_id == route.handler.id:
                values = {"crew": crew.name, "area": area.name}
                why = routing.Reason(code="crew_area", values=values)
                services = frozenset(self._duties.get(crew.pk, ()))
                found.append(
                    Choice(crew=crew.pk, services=services, reasons=_reasons(route, [why]))
                )
        return found


def _areas(places: list[tuple[float, float]]) -> dict[int, list[int]]:
    lons, lats = [lon for lon, _ in places], [lat for _, lat in places]
    return dict(_rows("crew_areas.sql", lons=lons, lats=lats))


def _reasons(route: routing.Route, about_crews: list[routing.Reason]) -> str:
    kept = [reason for reason in route.reasons if reason.code not in NOT_SHARED]
    return json.dumps([reason.as_json() for reason in [*kept, *about_crews]])


def _aside(lon: float, lat: float, lon_end: float, lat_end: float) -> tuple[float, float]:
    """Degrees of one metre at a right angle to the stretch."""
    east, north = (lon_end - lon) * cos(radians(lat)), lat_end - lat
    length = hypot(east, north) or 1.0
    return (
        -north / length / METRES_PER_DEGREE / cos(radians(lat)),
        east / length / METRES_PER_DEGREE,
    )


def _metres(lon: float, lat: float, lon_to: float, lat_to: float) -> float:
    """The distance, well enough for a few kilometres."""
    return METRES_PER_DEGREE * hypot((lon_to - lon) * cos(radians(lat)), lat_to - lat)


def _rows(file: str, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute((_SQL / file).read_text(encoding="utf-8"), values)
        return cursor.fetchall()
