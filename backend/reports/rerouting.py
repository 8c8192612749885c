"""What routing would say of past reports by now; nothing is written."""

from collections.abc import Callable, Iterable, Iterator
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.gis.geos import Point
from django.db.models import Q

from backend.core import errors
from backend.crews.routing import Route, find_route
from backend.reports.models import Report
from backend.reports.querysets import ReportQuerySet
from backend.reports.routes import apply_route, outcome_of, with_kept_crew
from backend.reports.workflow import CLOSED

CHUNK = 500  # reports held at once

Progress = Callable[[Iterable[Report]], Iterable[Report]]


@dataclass(frozen=True, kw_only=True)
class RouteSummary:
    """Whose a report is: TERYT codes of the tenants ("" where nobody is served), and names."""

    jurisdiction: str
    handler: str
    manager_kind: str
    manager: str
    crew: str
    road: str


@dataclass(frozen=True, kw_only=True)
class Rerouting:
    """A report that would go elsewhere. reasons: the new route's, in the current language."""

    report_id: UUID
    number: str
    is_open: bool
    location: Point
    before: RouteSummary
    after: RouteSummary
    reasons: list[str]


def reroutings(
    reports: ReportQuerySet, *, at: datetime, progress: Progress = iter
) -> Iterator[Rerouting]:
    """Route reports again as of `at` and give those that would go elsewhere, oldest first.

    One statement for each report, and one for each chunk of them.
    """
    for report in progress(_oldest_first(reports)):
        found = find_route(
            location=report.location,
            accuracy_m=report.accuracy_m,
            service=report.service.code,
            at=at,
        )
        route = with_kept_crew(found, report)
        routed = _routed(report, route)
        if routed is None or _place_of(routed) != _place_of(report):
            yield Rerouting(
                report_id=report.pk,
                number=report.number,
                is_open=report.status not in CLOSED,
                location=report.location,
                before=_summary(report),
                after=_summary(routed) if routed else _nobodys(route),
                reasons=[reason.text for reason in route.reasons],
            )


def _oldest_first(reports: ReportQuerySet) -> Iterator[Report]:
    """In chunks by key, so that no transaction or cursor stays open meanwhile."""
    rows = (
        reports.order_by("received_at", "id")
        .select_related("service", "jurisdiction", "handler", "manager", "crew")
        .defer("description", "answers")
    )
    chunk = list(rows[:CHUNK])
    while chunk:
        yield from chunk
        last = chunk[-1]
        later = Q(received_at__gt=last.received_at) | Q(
            received_at=last.received_at, id__gt=last.pk
        )
        chunk = list(rows.filter(later, received_at__gte=last.received_at)[:CHUNK])


def _routed(report: Report, route: Route) -> Report | None:
    """A copy of the report by that route; None where nobody here serves the place."""
    routed = copy(report)
    try:
        apply_route(routed, route)
    except errors.OutsideJurisdiction:
        return None
    return routed


def _place_of(report: Report) -> tuple[dict[str, Any], int | None]:
    return outcome_of(report), report.crew_id


def _summary(report: Report) -> RouteSummary:
    found = outcome_of(report)
    found["road"] = " ".join(part for part in found["road"] if part)
    return RouteSummary(**found, crew=report.crew.name if report.crew else "")


def _nobodys(route: Route) -> RouteSummary:
    manager, road = route.manager, route.road
    return RouteSummary(
        jurisdiction="",
        handler="",
        manager_kind=manager.kind if manager else "",
        manager=manager.name if manager else "",
        crew="",
        road=f"{road.category} {road.label}".strip() if road else "",
    )
