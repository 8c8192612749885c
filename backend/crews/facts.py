"""What the database knows of a place: all that deciding a route needs, in one round trip."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from django.contrib.gis.geos import Point
from django.db import connection

from backend.crews.duty import Hours, is_on_duty, next_start
from backend.jurisdictions.rules import municipality_of
from gis_layers.models import Address

ROAD_SNAP_M = 25.0  # half of a wide road's corridor, our choice
ACCURACY_SNAP_MAX_M = 50.0  # a worse position does not reach for roads farther away
CIRCLE_MAX_M = 500.0  # accuracy circles are looked at no farther than this
ROADS_MAX = 50  # nearest roads looked at for one place
ADDRESS_MAX_M = 200.0  # our choice: a house farther away says little of the place
WORKS_AHEAD = timedelta(days=14)  # our choice: works that start later are not told yet
KILOMETRE_DECIMALS = 3  # a metre
POLAND = ZoneInfo("Europe/Warsaw")  # agreements are in force by Polish calendar days

# `route_facts` is in sql/route.sql; its answer is text, for it holds all of it as JSON.
SQL = """
SELECT route_facts(
    %(lon)s, %(lat)s, %(radius_m)s, %(circle_m)s, %(roads_max)s, %(works_m)s, %(address_m)s,
    %(service)s, %(moment)s, %(on_day)s, %(works_until)s)
"""


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A unit of territory."""

    teryt: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Tenant(Unit):
    id: int


@dataclass(frozen=True, kw_only=True)
class RoadFound:
    """The nearest road, as its layer has it. km: its kilometre at the place, where measured."""

    category: str
    number: str
    name: str
    is_expressway: bool
    distance_m: float
    layer: str
    km: float | None = None

    @property
    def label(self) -> str:
        return " ".join(part for part in (self.number, self.name) if part)


@dataclass(frozen=True, kw_only=True)
class WorkFound:
    """Works or a closure near the place, in force or soon."""

    kind: str
    description: str
    manager: str
    starts_at: datetime
    ends_at: datetime | None
    is_now: bool


@dataclass(frozen=True, kw_only=True)
class Manager:
    """Who must mend; `id` is None for one that follows from the law but has no row here."""

    id: int | None = None
    kind: str
    teryt: str
    name: str
    phone: str = ""
    email: str = ""
    form_url: str = ""
    tenant: Tenant | None = None


@dataclass(frozen=True, kw_only=True)
class AgreementFound:
    reference: str
    from_manager_id: int
    road_number: str
    to_manager: Manager

    def is_about(self, road: RoadFound | None) -> bool:
        return not self.road_number or (road is not None and road.number == self.road_number)


@dataclass(frozen=True, kw_only=True)
class CrewFound:
    id: int
    name: str
    area: str
    jurisdiction_id: int


@dataclass(frozen=True, kw_only=True)
class Shift:
    """Whether a crew works at the moment of the question.

    away_until, off_until: the local time at which its absence ends, or its duty begins again;
    None while there is no such hindrance. stand_in: the id of the crew that stands in for it.
    """

    crew: CrewFound
    is_active: bool = True
    away_until: datetime | None = None
    off_until: datetime | None = None
    stand_in: int | None = None

    @property
    def is_on_duty(self) -> bool:
        return self.is_active and not (self.away_until or self.off_until)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Lists are in order of preference. touched: other municipalities in the accuracy circle.

    shifts: by the id of the crew, of those in `crews` and of all that stand in for them.
    """

    radius_m: float
    circle_m: float
    boundaries: list[dict[str, Any]]
    touched: list[str]
    tenants: list[Tenant]
    roads: list[RoadFound]
    managers: list[Manager]
    agreements: list[AgreementFound]
    crews: list[CrewFound]
    works: list[WorkFound] = field(default_factory=list)
    address: str = ""
    shifts: dict[int, Shift] = field(default_factory=dict)

    @property
    def municipalities(self) -> list[Unit]:
        """Those that cover the place, several on a common border; without parts of any of them.

        A district, say, is left out where its city is known, and stands for it where it is not.
        """
        units = [
            Unit(teryt=boundary["code"], name=boundary["name"])
            for boundary in self.boundaries
            if boundary["level"] == "municipality"
        ]
        known = {unit.teryt for unit in units}
        found: dict[str, Unit] = {}
        for unit in units:
            whole = municipality_of(unit.teryt)
            if unit.teryt == whole or whole not in known:
                found.setdefault(whole, unit)
        return list(found.values())

    @property
    def municipality(self) -> Unit | None:
        """The one that covers the place; on a common border rather the one served here."""
        served = self.tenants[0].teryt if self.tenants else ""
        units = sorted(
            self.municipalities, key=lambda unit: not municipality_of(unit.teryt).startswith(served)
        )
        return units[0] if units else None

    @property
    def codes(self) -> list[str]:
        return [boundary["code"] for boundary in self.boundaries]

    def name_of(self, teryt: str) -> str:
        names = {boundary["code"]: boundary["name"] for boundary in self.boundaries}
        return names.get(teryt, teryt)


def gather(*, location: Point, accuracy_m: float | None, service: str, at: datetime) -> Facts:
    """Read the facts of a place: one round trip.

    location: WGS84 point. accuracy_m: radius of the position's circle in metres.
    """
    values = look_up_values(location=location, accuracy_m=accuracy_m, service=service, at=at)
    with connection.cursor() as cursor:
        cursor.execute(SQL, values)
        (text,) = cursor.fetchone()
    return _facts(orjson.loads(text), values)


def look_up_values(
    *, location: Point, accuracy_m: float | None, service: str, at: datetime
) -> dict[str, Any]:
    """The values of `SQL` for a place."""
    accuracy = accuracy_m or 0.0
    snap_m = ROAD_SNAP_M + min(accuracy, ACCURACY_SNAP_MAX_M)
    circle_m = min(accuracy, CIRCLE_MAX_M)
    return {
        "lon": location.x,
        "lat": location.y,
        "radius_m": max(snap_m, circle_m),
        "circle_m": circle_m,
        "roads_max": ROADS_MAX if circle_m else 1,
        "works_m": snap_m,
        "address_m": ADDRESS_MAX_M,
        "service": service,
        "moment": at,
        "on_day": at.astimezone(POLAND).date(),
        "works_until": at + WORKS_AHEAD,
    }


def _facts(found: dict[str, Any], values: dict[str, Any]) -> Facts:
    rows = {name: found[name] or [] for name in found}
    return Facts(
        radius_m=values["works_m"],
        circle_m=values["circle_m"],
        boundaries=rows["boundaries"],
        touched=rows["touched"],
        tenants=[Tenant(**tenant) for tenant in rows["tenants"]],
        roads=[_road(road) for road in rows["roads"]],
        managers=[_manager(manager) for manager in rows["managers"]],
        agreements=[
            AgreementFound(**{**row, "to_manager": _manager(row["to_manager"])})
            for row in rows["agreements"]
        ],
        crews=[CrewFound(**_known(CrewFound, crew)) for crew in rows["crews"]],
        works=[_work(work) for work in rows["works"]],
        address=str(Address(**found["address"])) if found["address"] else "",
        shifts={row["id"]: _shift(row, values["moment"]) for row in rows["shifts"]},
    )


def _known(kind: Any, row: dict[str, Any]) -> dict[str, Any]:
    """What this version knows of: the database's function may already answer more."""
    return {name: row[name] for name in kind.__dataclass_fields__}


def _road(row: dict[str, Any]) -> RoadFound:
    km = None if row["km"] is None else round(row["km"], KILOMETRE_DECIMALS)
    return RoadFound(**{**_known(RoadFound, row), "km": km})


def _manager(row: dict[str, Any]) -> Manager:
    tenant = row["tenant"]
    return Manager(**{**row, "tenant": Tenant(**tenant) if tenant else None})


def _work(row: dict[str, Any]) -> WorkFound:
    times = {
        name: datetime.fromisoformat(row[name]) if row[name] else None
        for name in ("starts_at", "ends_at")
    }
    return WorkFound(**{**_known(WorkFound, row), **times})


def _shift(row: dict[str, Any], moment: datetime) -> Shift:
    zone = ZoneInfo(row["time_zone"])
    local = moment.astimezone(zone)
    hours = [
        Hours(
            weekday=each["weekday"],
            starts_at=time.fromisoformat(each["starts_at"]),
            ends_at=time.fromisoformat(each["ends_at"]),
        )
        for each in row["hours"] or []
    ]
    away_until = row["away_until"] and datetime.fromisoformat(row["away_until"]).astimezone(zone)
    return Shift(
        crew=CrewFound(**_known(CrewFound, {**row, "area": ""})),
        is_active=row["is_active"],
        away_until=away_until,
        off_until=None if is_on_duty(hours, local) else next_start(hours, local),
        stand_in=row["stand_in_id"],
    )
