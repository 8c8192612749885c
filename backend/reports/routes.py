"""A route's answer copied into a report, and read back."""

from dataclasses import replace
from typing import Any

from backend.core import errors
from backend.crews.facts import CrewFound, Tenant
from backend.crews.models import Crew
from backend.crews.routing import Reason, Route
from backend.crews.wording import ABOUT_CREWS, CHOSEN_CREW, NAMING_A_CREW, reason_text
from backend.jurisdictions.models import Jurisdiction, RoadManager
from backend.reports.models import Report
from backend.reports.rules import ADDRESS_MAX_CHARS
from backend.reports.workflow import CREW_WORK, Status


def apply_route(report: Report, route: Route) -> None:
    """Copy a route into a report, not stored yet, with crew and status as they follow from it.

    Raises OutsideJurisdiction when nobody here serves the place.
    """
    if route.jurisdiction is None or route.handler is None:
        raise outside(route)
    report.jurisdiction = _row(route.jurisdiction)
    report.handler = _row(route.handler)
    _copy_place(report, route)
    _copy_manager(report, route)
    report.is_route_certain = route.is_certain
    report.is_managed_elsewhere = route.is_managed_elsewhere
    report.reasons = [reason.as_json() for reason in route.reasons]
    _apply_crew(report, route)


def with_kept_crew(route: Route, report: Report) -> Route:
    """The route with the report's crew where nothing but the hour says otherwise.

    The office must stay, and either a dispatcher has chosen the crew, or it took over from
    another that was not on duty, and that other's area it still is.
    """
    crew, handler = report.crew, route.handler
    if crew is None or handler is None or handler.id != crew.jurisdiction_id:
        return route
    before = [Reason(**reason) for reason in report.reasons if reason["code"] in ABOUT_CREWS]
    is_chosen = any(reason.code == CHOSEN_CREW for reason in before)
    if not is_chosen and not _differs_by_duty(route, report, before):
        return route
    kept = CrewFound(id=crew.pk, name=crew.name, area="", jurisdiction_id=crew.jurisdiction_id)
    reasons = [reason for reason in route.reasons if reason.code not in ABOUT_CREWS]
    return replace(route, crew=kept, reasons=[*reasons, *before])


def _differs_by_duty(route: Route, report: Report, before: list[Reason]) -> bool:
    """Tell whether the same crew's area has another crew only because of who is on duty."""
    is_another = route.crew is not None and route.crew.id != report.crew_id
    is_at_work = report.crew is not None and report.crew.is_active
    whose = _whose_area(before)
    return is_another and is_at_work and whose != "" and whose == _whose_area(route.reasons)


def _whose_area(reasons: list[Reason]) -> str:
    names = [reason.values["crew"] for reason in reasons if reason.code == "crew_area"]
    return names[0] if names else ""


def outside(route: Route) -> errors.OutsideJurisdiction:
    """The refusal of a place that nobody here serves, naming where it is when known."""
    unit = route.municipality
    municipality = {"teryt": unit.teryt, "name": unit.name} if unit else None
    return errors.OutsideJurisdiction(field="location", municipality=municipality)


def _row(tenant: Tenant) -> Jurisdiction:
    """The tenant as a row, without asking for it."""
    return Jurisdiction(id=tenant.id, teryt=tenant.teryt, name=tenant.name)


def _copy_place(report: Report, route: Route) -> None:
    unit, road = route.municipality, route.road
    report.municipality_teryt = unit.teryt if unit else ""
    report.municipality_name = unit.name if unit else ""
    report.boundary_layer = route.boundary_layer
    report.road_category = road.category if road else ""
    report.road_number = road.number if road else ""
    report.road_name = road.name if road else ""
    report.road_distance_m = round(road.distance_m, 1) if road else None
    report.road_km = road.km if road else None
    report.road_layer = road.layer if road else ""
    if report.is_address_found or not report.address:
        report.address = route.address[:ADDRESS_MAX_CHARS]
        report.is_address_found = bool(report.address)


def _copy_manager(report: Report, route: Route) -> None:
    manager = route.manager
    report.manager_kind = manager.kind if manager else ""
    report.manager_name = manager.name if manager else ""
    report.manager = (
        RoadManager(
            id=manager.id,
            kind=manager.kind,
            teryt=manager.teryt,
            name=manager.name,
            phone=manager.phone,
            email=manager.email,
            form_url=manager.form_url,
        )
        if manager and manager.id
        else None
    )


def _apply_crew(report: Report, route: Route) -> None:
    """Give the report to the route's crew, or to the dispatchers' queue when there is none.

    Work that has begun stays with its crew while that belongs to the handler; a report that is
    closed or forwarded keeps its status. No crew of another office keeps a report in sight.
    """
    is_ours = report.crew is not None and report.crew.jurisdiction_id == report.handler_id
    if report.status in (Status.RECEIVED, Status.ASSIGNED) or (
        report.status in CREW_WORK and not is_ours
    ):
        _give_to(report, route.crew)
    elif not is_ours:
        report.crew = report.taken_by = None


def _give_to(report: Report, crew: CrewFound | None) -> None:
    if (crew.id if crew else None) == report.crew_id:
        return
    report.version += 1
    report.planned_for = report.taken_by = None
    report.status = Status.ASSIGNED if crew else Status.RECEIVED
    report.crew = (
        Crew(id=crew.id, name=crew.name, jurisdiction_id=crew.jurisdiction_id) if crew else None
    )


def outcome_of(report: Report) -> dict[str, Any]:
    """Whose a report is: what a new route may change and the history must tell, but the crew.

    The one answer to what counts as elsewhere; a crew has events of its own.
    """
    return {
        "jurisdiction": report.jurisdiction.teryt,
        "handler": report.handler.teryt,
        "manager_kind": report.manager_kind,
        "manager": report.manager_name,
        "road": [report.road_category, report.road_number, report.road_name],
    }


def reasons_of(report: Report, *, with_crew: bool) -> list[dict[str, Any]]:
    """The stored reasons in the language of the request."""
    return reasons_in_words(report.reasons, with_crew=with_crew)


def reasons_in_words(reasons: list[dict[str, Any]], *, with_crew: bool) -> list[dict[str, Any]]:
    return [
        {"code": reason["code"], "text": str(reason_text(reason["code"], reason["values"]))}
        for reason in reasons
        if with_crew or reason["code"] not in NAMING_A_CREW
    ]
