"""Reports of the same defect from before: what one points to, and where there are many."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.contrib.gis.db.models.functions import Transform
from django.db.models import F, FloatField, Func, Window

from backend.accounts.viewer import Viewer
from backend.core.sql import Neighbourhood
from backend.reports.groups import weigh
from backend.reports.models import Report
from backend.reports.rules import (
    RECURRING_CONSIDERED,
    RECURRING_MAX,
    RECURRING_MIN,
    RECURRING_WITHIN,
    REPEAT_RADIUS_M,
)

POLAND = 2180  # EPSG: metres, all over the country
ALIKE = ("service__code", "road_category", "road_number", "road_name")


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """A piece of road where the same defect comes back, and how often it did.

    lon, lat: its middle, in WGS84 degrees. last_at: when the last of its reports came.
    """

    service: str
    road_category: str
    road_number: str
    road_name: str
    lon: float
    lat: float
    count: int
    last_at: datetime


def relate(reports: Sequence[Report], viewer: Viewer) -> None:
    """Give reports what they point to as far as the viewer may know of it: at most one query.

    And to those that the viewer works on their weight: at most one more.
    """
    ids = {pk for report in reports for pk in _pointed_to(report) if pk}
    visible = Report.objects.visible_to(viewer).only("number", "status", "closed_at")
    found = visible.in_bulk(ids) if ids else {}
    for report in reports:
        report.earlier = found
    weigh(reports)


def _pointed_to(report: Report) -> Iterable[UUID | None]:
    return (report.previous_id, report.duplicate_of_id, *report.repeats)


def recurring(viewer: Viewer, *, now: datetime) -> list[Stretch]:
    """Find where defects of the viewer's offices come back, the worst first.

    Of the last RECURRING_CONSIDERED repeated reports; a year of them at most.
    """
    repeated = Report.objects.visible_to(viewer).filter(
        is_repeated=True, received_at__gte=now - RECURRING_WITHIN
    )
    if not viewer.is_operator:
        repeated = repeated.filter(handler__in=list(viewer.works_for))
    newest = repeated.order_by("-received_at").values("pk")[:RECURRING_CONSIDERED]
    nearby = Neighbourhood(Transform("location", POLAND), metres=REPEAT_RADIUS_M)
    place = Window(nearby, partition_by=[F(name) for name in ALIKE])
    rows = Report.objects.filter(pk__in=newest).annotate(place=place)
    lon, lat = (
        Func("location", function=name, output_field=FloatField()) for name in ("ST_X", "ST_Y")
    )
    stretches = _stretches(rows.values_list(*ALIKE, "place", lon, lat, "received_at"))
    stretches.sort(key=lambda each: (each.count, each.last_at), reverse=True)
    return stretches[:RECURRING_MAX]


def _stretches(rows: Iterable[tuple[Any, ...]]) -> list[Stretch]:
    same = itemgetter(*range(len(ALIKE) + 1))
    groups = (list(group) for _, group in groupby(sorted(rows, key=same), key=same))
    return [_stretch(group) for group in groups if len(group) >= RECURRING_MIN]


def _stretch(group: list[tuple[Any, ...]]) -> Stretch:
    service, category, number, name = group[0][: len(ALIKE)]
    lons, lats, moments = zip(*(row[-3:] for row in group), strict=True)
    return Stretch(
        service=service,
        road_category=category,
        road_number=number,
        road_name=name,
        lon=sum(lons) / len(group),
        lat=sum(lats) / len(group),
        count=len(group),
        last_at=max(moments),
    )
