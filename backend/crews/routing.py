"""Place and service -> jurisdiction, road, manager, crew, and the reasons.

One statement gathers the facts of a place; `decide` is a pure function over them. The law is the
Public Roads Act of 21 March 1985 (ustawa o drogach publicznych), art. 8 and 19.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib.gis.geos import Point

from backend.crews.facts import (
    POLAND,
    AgreementFound,
    CrewFound,
    Facts,
    Manager,
    RoadFound,
    Shift,
    Tenant,
    Unit,
    WorkFound,
    gather,
)
from backend.crews.wording import reason_text
from backend.jurisdictions.models import ManagerPolicy
from backend.jurisdictions.rules import (
    ManagerKind,
    TakingPolicy,
    is_city_with_county_rights,
    municipality_of,
)
from gis_layers.rules import TERYT_DIGITS, Level, WorkKind

# Offices of units of territory, and how much of a TERYT code must be known to name them: a city
# with county rights is known by its county.
DIGITS_OF_OFFICES = {
    ManagerKind.VOIVODESHIP: TERYT_DIGITS[Level.VOIVODESHIP],
    ManagerKind.COUNTY: TERYT_DIGITS[Level.COUNTY],
    ManagerKind.CITY: TERYT_DIGITS[Level.COUNTY],
    ManagerKind.MUNICIPALITY: TERYT_DIGITS[Level.MUNICIPALITY],
}
RURAL_MUNICIPALITY = "2"  # its last digit: 1 urban, 2 rural, 3 urban-rural


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
    address: str = ""
    works: list[WorkFound] = field(default_factory=list)

    @property
    def is_managed_elsewhere(self) -> bool:
        """Whether the office that gets the report does not work for the manager."""
        return self.manager is not None and self.manager.tenant != self.handler

    @property
    def policy(self) -> TakingPolicy:
        """Whether the office takes reports there: one query, where it must pass them on."""
        if self.manager is None or self.jurisdiction is None or not self.is_managed_elsewhere:
            return TakingPolicy.TAKE
        return ManagerPolicy.objects.policy(self.jurisdiction.id, self.manager.kind)


def find_route(*, location: Point, accuracy_m: float | None, service: str, at: datetime) -> Route:
    """Tell who must mend a defect of this service at this place, as of `at`.

    location: WGS84 point. accuracy_m: radius of the position's circle in metres.
    """
    return decide(gather(location=location, accuracy_m=accuracy_m, service=service, at=at))


def decide(facts: Facts) -> Route:
    """Apply the law, the agreements and the crews' areas to the facts. Asks nothing else."""
    jurisdiction = facts.tenants[0] if facts.tenants else None
    road = next((road for road in facts.roads if road.distance_m <= facts.radius_m), None)
    manager, reasons = _manager(facts, road)
    handler = (manager.tenant if manager else None) or jurisdiction
    crew, crew_reasons = _crew(facts, manager, handler)
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
            *crew_reasons,
            *_closure_reasons(facts),
            *_doubts(facts, certain),
        ],
        address=facts.address,
        works=facts.works,
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
    unit = facts.municipality
    teryt = municipality_of(unit.teryt) if unit else next(iter(facts.codes), "")
    kind, teryt, why = law(road, teryt)
    manager = _manager_row(facts, kind, teryt)
    reasons = [Reason(code=why)] if why else []
    for agreement in _agreements(facts, manager, road):
        manager = agreement.to_manager
        handed = {"reference": agreement.reference, "manager": manager.name}
        reasons.append(Reason(code="agreement", values=handed))
    return manager, reasons


def _manager_row(facts: Facts, kind: ManagerKind, teryt: str) -> Manager | None:
    if len(teryt) < DIGITS_OF_OFFICES.get(kind, 0):
        return None  # the unit is not known here
    units = (teryt, "") if kind == ManagerKind.GDDKIA else (teryt,)
    for unit in units:  # GDDKiA is one office, but its branches may be entered by voivodeship
        for manager in facts.managers:
            if manager.kind == kind and manager.teryt == unit:
                return manager
    offices = [tenant for tenant in facts.tenants if tenant.teryt == teryt]
    tenant = offices[0] if offices and kind in DIGITS_OF_OFFICES else None
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


def _agreements(
    facts: Facts, manager: Manager | None, road: RoadFound | None
) -> list[AgreementFound]:
    """The agreements that hand the road over, one after the other; none goes back."""
    chain: list[AgreementFound] = []
    had: set[int | None] = {manager.id} if manager else set()
    giver = manager.id if manager else None
    while giver is not None:
        taken = next(
            (
                agreement
                for agreement in facts.agreements
                if agreement.from_manager_id == giver
                and agreement.to_manager.id not in had
                and agreement.is_about(road)
            ),
            None,
        )
        giver = taken.to_manager.id if taken else None
        chain += [taken] if taken else []
        had.add(giver)
    return chain


def _managers_in_circle(facts: Facts, road: RoadFound | None) -> set[tuple[str, str]]:
    """The managers of all that the accuracy circle touches: roads and municipalities."""
    roads = [road, *(other for other in facts.roads if other.distance_m <= facts.circle_m)]
    found = {_manager(facts, each)[0] for each in roads}
    managers = {(manager.kind, manager.teryt) for manager in found if manager}
    if road is None or road.category in ("gminna", "wewnetrzna"):
        covering = [unit.teryt for unit in facts.municipalities]
        around = {municipality_of(teryt) for teryt in (*covering, *facts.touched)}
        own = municipality_of(facts.municipality.teryt) if facts.municipality else ""
        managers |= {law(road, teryt)[:2] for teryt in around - {own}}
    return managers


def _crew(
    facts: Facts, manager: Manager | None, handler: Tenant | None
) -> tuple[CrewFound | None, list[Reason]]:
    if handler is None:
        return None, []
    if manager and manager.tenant != handler:
        values = {"manager": manager.name, "handler": handler.name}
        return None, [Reason(code="manager_elsewhere", values=values)]
    suitable = [crew for crew in facts.crews if manager and crew.jurisdiction_id == handler.id]
    return _on_duty(facts, suitable) if suitable else (None, [Reason(code="no_crew")])


def _on_duty(facts: Facts, suitable: list[CrewFound]) -> tuple[CrewFound, list[Reason]]:
    """The first suitable crew, or who takes its work while it is away or off duty.

    First whoever stands in for it, in turn, then the next suitable crew on duty. When there is
    nobody, the work is the first one's all the same: no report waits in a queue for that.
    """
    first = suitable[0]
    reasons = [Reason(code="crew_area", values={"crew": first.name, "area": first.area})]
    for shift in _relief(facts, first):
        if shift.is_on_duty:
            return _standing_in(first, shift.crew, reasons)
        reasons += _hindrance(shift)
    for crew in suitable[1:]:
        if crew.id != first.id and _shift(facts, crew).is_on_duty:
            values = {"crew": crew.name, "area": crew.area}
            return crew, [*reasons, Reason(code="next_crew", values=values)]
    return first, [*reasons, Reason(code="nobody_on_duty", values={"crew": first.name})]


def _standing_in(
    first: CrewFound, crew: CrewFound, reasons: list[Reason]
) -> tuple[CrewFound, list[Reason]]:
    if crew.id == first.id:
        return first, reasons
    values = {"crew": crew.name, "absent": first.name}
    return crew, [*reasons, Reason(code="stand_in", values=values)]


def _relief(facts: Facts, first: CrewFound) -> list[Shift]:
    """The crew, whoever stands in for it, and for that one in turn; none twice."""
    found: dict[int, Shift] = {}
    shift: Shift | None = _shift(facts, first)
    while shift and shift.crew.id not in found:
        found[shift.crew.id] = shift
        following = facts.shifts.get(shift.stand_in) if shift.stand_in else None
        is_ours = following and following.crew.jurisdiction_id == first.jurisdiction_id
        shift = following if is_ours else None
    return list(found.values())


def _shift(facts: Facts, crew: CrewFound) -> Shift:
    return facts.shifts.get(crew.id) or Shift(crew=crew)


def _hindrance(shift: Shift) -> list[Reason]:
    """Say why a crew gets no work now, and until when by the clock there."""
    moment = shift.away_until or shift.off_until
    if moment is None:
        return []  # it is no crew any more
    code = "crew_away" if shift.away_until else "crew_off_duty"
    values = {"crew": shift.crew.name, "until": f"{moment:%Y-%m-%d %H:%M}"}
    return [Reason(code=code, values=values)]


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
    others = ", ".join(other.name for other in facts.municipalities if other != unit)
    border = [Reason(code="on_border", values={"others": others})] if others else []
    return [inside, *border, served]


def _road_reasons(facts: Facts, road: RoadFound | None) -> list[Reason]:
    if road is None:
        return [Reason(code="no_road_near", values={"radius_m": round(facts.radius_m)})]
    distance = round(road.distance_m, 1)
    values = {"category": road.category, "label": road.label, "distance_m": distance}
    return [Reason(code="nearest_road", values=values)]


def _closure_reasons(facts: Facts) -> list[Reason]:
    """Say what is closed now; works and what is to come stand beside the reasons."""
    closures = [work for work in facts.works if work.kind == WorkKind.CLOSURE and work.is_now]
    return [
        Reason(
            code="road_closed_until" if closure.ends_at else "road_closed",
            values={
                "description": closure.description,
                **({"day": _last_day(closure.ends_at)} if closure.ends_at else {}),
            },
        )
        for closure in closures
    ]


def _last_day(end: datetime) -> str:
    """The last Polish day of a period that ends at this moment, which is no longer in it."""
    return (end - timedelta(microseconds=1)).astimezone(POLAND).date().isoformat()


def _doubts(facts: Facts, is_certain: bool) -> list[Reason]:
    if is_certain or not facts.circle_m:
        return []
    return [Reason(code="uncertain", values={"circle_m": facts.circle_m})]
