"""Place and service -> jurisdiction, road, manager, crew, and the reasons.

One statement gathers the facts of a place; `decide` is a pure function over them. The law is the
Public Roads Act of 21 March 1985 (ustawa o drogach publicznych), art. 8 and 19.
"""

import math
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from django.contrib.gis.geos import Point
from django.db import connection

from backend.crews.wording import reason_text
from backend.jurisdictions.rules import ManagerKind, is_city_with_county_rights

ROAD_SNAP_M = 25.0  # half of a wide road's corridor, our choice
ACCURACY_SNAP_MAX_M = 50.0  # a worse position does not reach for roads farther away
CIRCLE_MAX_M = 500.0  # accuracy circles are looked at no farther than this
ROADS_MAX = 50  # nearest roads looked at for one place
DEGREE_OF_LATITUDE_M = 111_000.0
MUNICIPALITY_DIGITS = 7  # of a TERYT code
OFFICES_OF_UNITS = (
    ManagerKind.VOIVODESHIP,
    ManagerKind.COUNTY,
    ManagerKind.MUNICIPALITY,
    ManagerKind.CITY,
)
RURAL_MUNICIPALITY = "2"  # its last digit: 1 urban, 2 rural, 3 urban-rural
POLAND = ZoneInfo("Europe/Warsaw")  # agreements are in force by Polish calendar days

_SQL = (Path(__file__).parent / "sql" / "route.sql").read_text(encoding="utf-8")


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
    """The nearest road, as its layer has it."""

    category: str
    number: str
    name: str
    is_expressway: bool
    distance_m: float
    layer: str

    @property
    def label(self) -> str:
        return " ".join(part for part in (self.number, self.name) if part)


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
class CrewFound:
    id: int
    name: str
    area: str
    jurisdiction_id: int


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One step of the way to the answer: a code of `wording.REASONS` and its values."""

    code: str
    values: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, "values": self.values}

    @property
    def text(self) -> str:
        return str(reason_text(self.code, self.values))


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the database knows of a place. Lists are in order of preference."""

    radius_m: float
    circle_m: float
    boundaries: list[dict[str, Any]]
    touched: list[str]
    tenants: list[Tenant]
    roads: list[RoadFound]
    managers: list[Manager]
    agreements: list[dict[str, Any]]
    crews: list[CrewFound]

    @property
    def municipality(self) -> Unit | None:
        """The one that covers the place; on a common border rather the one served here."""
        units = [
            Unit(teryt=boundary["code"], name=boundary["name"])
            for boundary in self.boundaries
            if boundary["level"] == "municipality"
        ]
        served = self.tenants[0].teryt if self.tenants else ""
        units.sort(key=lambda unit: not unit.teryt.startswith(served))
        return units[0] if units else None

    @property
    def codes(self) -> list[str]:
        return [boundary["code"] for boundary in self.boundaries]

    def name_of(self, teryt: str) -> str:
        names = {boundary["code"]: boundary["name"] for boundary in self.boundaries}
        return names.get(teryt, teryt)


@dataclass(frozen=True, kw_only=True)
class Route:
    """The answer of routing."""

    municipality: Unit | None
    boundary_layer: str
    jurisdiction: Tenant | None
    handler: Tenant | None
    road: RoadFound | None
    manager: Manager | None
    crew: CrewFound | None
    is_certain: bool
    reasons: list[Reason]


def find_route(*, location: Point, accuracy_m: float | None, service: str, at: datetime) -> Route:
    """Tell who must mend a defect of this service at this place, as of `at`.

    location: WGS84 point. accuracy_m: radius of the position's circle in metres.
    """
    return decide(gather(location=location, accuracy_m=accuracy_m, service=service, at=at))


def gather(*, location: Point, accuracy_m: float | None, service: str, at: datetime) -> Facts:
    """Read the facts of a place: one round trip."""
    accuracy = accuracy_m or 0.0
    snap_m = ROAD_SNAP_M + min(accuracy, ACCURACY_SNAP_MAX_M)
    circle_m = min(accuracy, CIRCLE_MAX_M)
    values: dict[str, float | int | str | date] = {
        "lon": location.x,
        "lat": location.y,
        "radius_m": max(snap_m, circle_m),
        "circle_m": circle_m,
        "circle_degrees": _degrees_around(location.y, circle_m),
        "roads_max": ROADS_MAX if circle_m else 1,
        "service": service,
        "on_day": at.astimezone(POLAND).date(),
    }
    with connection.cursor() as cursor:
        cursor.execute(_SQL, values)
        row = cursor.fetchone()
    columns = [orjson.loads(column) if isinstance(column, str) else column for column in row]
    boundaries, touched, tenants, roads, managers, agreements, crews = columns
    return Facts(
        radius_m=snap_m,
        circle_m=circle_m,
        boundaries=boundaries,
        touched=touched,
        tenants=[Tenant(**tenant) for tenant in tenants],
        roads=[_road(road) for road in roads],
        managers=[_manager_from(manager) for manager in managers],
        agreements=agreements,
        crews=[_crew(crew) for crew in crews],
    )


def decide(facts: Facts) -> Route:
    """Apply the law, the agreements and the crews' areas to the facts. Asks nothing else."""
    jurisdiction = facts.tenants[0] if facts.tenants else None
    road = next((road for road in facts.roads if road.distance_m <= facts.radius_m), None)
    manager, reasons = _manager(facts, road)
    handler = (manager.tenant if manager else None) or jurisdiction
    crew = _crew_of(facts, handler) if _is_ours(manager, handler) else None
    certain = len(_managers_in_circle(facts, road)) <= 1
    boundary = facts.boundaries[0] if facts.boundaries else None
    return Route(
        municipality=facts.municipality,
        boundary_layer=boundary["layer"] if boundary else "",
        jurisdiction=jurisdiction,
        handler=handler,
        road=road,
        manager=manager,
        crew=crew,
        is_certain=certain,
        reasons=[
            *_place_reasons(facts, jurisdiction),
            *_road_reasons(facts, road),
            *reasons,
            *_work_reasons(manager, handler, crew),
            *([] if certain else [Reason(code="uncertain", values={"circle_m": facts.circle_m})]),
        ],
    )


def law(road: RoadFound | None, teryt: str) -> tuple[ManagerKind, str, str]:
    """Say who manages a road in the unit `teryt` by law: kind, TERYT code, reason code.

    road: None means a place with no road near.
    """
    city = is_city_with_county_rights(teryt)
    own = ManagerKind.CITY if city else ManagerKind.MUNICIPALITY
    if road is None:
        return own, teryt, ""
    if road.category == "wewnetrzna":
        return ManagerKind.OWNER, teryt, "internal_road"
    if city and road.is_expressway:
        return ManagerKind.GDDKIA, teryt[:2], "expressway_in_city"
    if city:
        return own, teryt, "city_with_county_rights"
    return {
        "krajowa": (ManagerKind.GDDKIA, teryt[:2], "national_road"),
        "wojewodzka": (ManagerKind.VOIVODESHIP, teryt[:2], "voivodeship_road"),
        "powiatowa": (ManagerKind.COUNTY, teryt[:4], "county_road"),
        "gminna": (own, teryt, "municipal_road"),
    }[road.category]


def _manager(facts: Facts, road: RoadFound | None) -> tuple[Manager | None, list[Reason]]:
    teryt = facts.municipality.teryt if facts.municipality else next(iter(facts.codes), "")
    kind, unit, why = law(road, teryt)
    manager = _manager_row(facts, kind, unit)
    reasons = [Reason(code=why)] if why else []
    agreement = _agreement(facts, manager, road)
    if agreement:
        manager = _manager_from(agreement["to_manager"])
        handed = {"reference": agreement["reference"], "manager": manager.name}
        reasons.append(Reason(code="agreement", values=handed))
    return manager, reasons


def _manager_row(facts: Facts, kind: ManagerKind, teryt: str) -> Manager | None:
    if kind == ManagerKind.MUNICIPALITY and len(teryt) < MUNICIPALITY_DIGITS:
        return None  # no municipality is known here
    units = (teryt, "") if kind == ManagerKind.GDDKIA else (teryt,)
    for unit in units:  # GDDKiA is one office, but its branches may be entered by voivodeship
        for manager in facts.managers:
            if manager.kind == kind and manager.teryt == unit:
                return manager
    offices = [tenant for tenant in facts.tenants if tenant.teryt == teryt]
    tenant = offices[0] if offices and kind in OFFICES_OF_UNITS else None
    name = _name_by_law(facts, kind, teryt)
    return Manager(kind=kind, teryt=teryt, name=name, tenant=tenant)


def _name_by_law(facts: Facts, kind: ManagerKind, teryt: str) -> str:
    """Name a manager that nobody has entered here, as the law calls the office."""
    mayor = "Wójt gminy" if teryt.endswith(RURAL_MUNICIPALITY) else "Burmistrz"
    unit = facts.name_of(teryt)
    return {
        ManagerKind.GDDKIA: "Generalna Dyrekcja Dróg Krajowych i Autostrad",
        ManagerKind.VOIVODESHIP: f"Zarząd województwa ({unit})",
        ManagerKind.COUNTY: f"Zarząd powiatu ({unit})",
        ManagerKind.CITY: f"Prezydent miasta {unit}",
        ManagerKind.MUNICIPALITY: f"{mayor} {unit}",
        ManagerKind.OWNER: "Właściciel drogi wewnętrznej",
    }[kind]


def _agreement(
    facts: Facts, manager: Manager | None, road: RoadFound | None
) -> dict[str, Any] | None:
    if manager is None or manager.id is None:
        return None
    for agreement in facts.agreements:
        number = agreement["road_number"]
        if agreement["from_manager_id"] == manager.id and (
            not number or (road is not None and road.number == number)
        ):
            return agreement
    return None


def _managers_in_circle(facts: Facts, road: RoadFound | None) -> set[tuple[str, str]]:
    """The managers of all that the accuracy circle touches: roads and municipalities."""
    roads = [road, *(other for other in facts.roads if other.distance_m <= facts.circle_m)]
    found = {_manager(facts, each)[0] for each in roads}
    managers = {(manager.kind, manager.teryt) for manager in found if manager}
    if road is None or road.category in ("gminna", "wewnetrzna"):
        own = facts.municipality.teryt if facts.municipality else ""
        managers |= {law(road, teryt)[:2] for teryt in facts.touched if teryt != own}
    return managers


def _is_ours(manager: Manager | None, handler: Tenant | None) -> bool:
    return manager is not None and handler is not None and manager.tenant == handler


def _crew_of(facts: Facts, handler: Tenant | None) -> CrewFound | None:
    return next(
        (crew for crew in facts.crews if handler and crew.jurisdiction_id == handler.id), None
    )


def _place_reasons(facts: Facts, jurisdiction: Tenant | None) -> list[Reason]:
    unit = facts.municipality
    inside = (
        Reason(code="inside_municipality", values={"name": unit.name, "teryt": unit.teryt})
        if unit
        else Reason(code="outside_municipalities")
    )
    served = (
        Reason(code="served", values={"name": jurisdiction.name})
        if jurisdiction
        else Reason(code="not_served")
    )
    return [inside, served]


def _road_reasons(facts: Facts, road: RoadFound | None) -> list[Reason]:
    if road is None:
        return [Reason(code="no_road_near", values={"radius_m": round(facts.radius_m)})]
    distance = round(road.distance_m, 1)
    values = {"category": road.category, "label": road.label, "distance_m": distance}
    return [Reason(code="nearest_road", values=values)]


def _work_reasons(
    manager: Manager | None, handler: Tenant | None, crew: CrewFound | None
) -> list[Reason]:
    if crew:
        return [Reason(code="crew_area", values={"crew": crew.name, "area": crew.area})]
    if manager and handler and not _is_ours(manager, handler):
        values = {"manager": manager.name, "handler": handler.name}
        return [Reason(code="manager_elsewhere", values=values)]
    return [Reason(code="no_crew")] if handler else []


def _degrees_around(lat: float, metres: float) -> float:
    """Degrees that reach at least `metres` in every direction at this latitude."""
    return metres / (DEGREE_OF_LATITUDE_M * max(math.cos(math.radians(lat)), 0.01))


def _road(row: dict[str, Any]) -> RoadFound:
    return RoadFound(**{name: row[name] for name in RoadFound.__dataclass_fields__})


def _manager_from(row: dict[str, Any]) -> Manager:
    tenant = row["tenant"]
    return Manager(**{**row, "tenant": Tenant(**tenant) if tenant else None})


def _crew(row: dict[str, Any]) -> CrewFound:
    return CrewFound(**{name: row[name] for name in CrewFound.__dataclass_fields__})
