"""What the public map and its list show of an office, and in what order."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.gis.db.models.functions import Distance, Transform
from django.contrib.gis.geos import Point
from django.db.models import Value
from django.http import QueryDict

from backend.accounts.viewer import STRANGER
from backend.core import cursors, errors, geo
from backend.jurisdictions.models import Jurisdiction, Service
from backend.jurisdictions.rules import territory_of
from backend.reports import statistics
from backend.reports.earlier import relate
from backend.reports.models import Report
from backend.reports.querysets import ReportQuerySet
from backend.reports.statistics import Dimension, Question, Scope, month_of
from backend.reports.workflow import OPEN, Status
from gis_layers.models import RoadWork

PAGE = 20  # reports in one part of the list; our choice
LATELY = timedelta(days=30)  # how long a mended one is shown; our choice
WORKS_MAX = 20  # works and closures named beside the map
NEAREST = "nearest"
SHOWN = {
    "current": (*OPEN, Status.FIXED),
    "open": OPEN,
    "mended": (Status.FIXED,),
}


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a reader chose; what they typed into the address by hand and makes no sense is left out.

    place: the middle of their map, for an order by distance. after: the end of the page before.
    """

    show: str = "current"
    service: str = ""
    place: Point | None = None
    after: tuple[datetime, UUID] | None = None

    @classmethod
    def of(cls, query: QueryDict) -> "Wanted":
        show, service = query.get("show", ""), query.get("service", "")
        is_nearest = query.get("order") == NEAREST
        return cls(
            show=show if show in SHOWN else "current",
            service=service if len(service) <= 40 and "\x00" not in service else "",
            place=_place(query.get("lon", ""), query.get("lat", "")) if is_nearest else None,
            after=_after(query.get("after", "")),
        )

    @property
    def tile_query(self) -> dict[str, str]:
        """The same for `/api/v1/tiles/reports`, but for the office and since when."""
        service = {"service": self.service} if self.service else {}
        return {"status": ",".join(SHOWN[self.show]), **service}


@dataclass(frozen=True, kw_only=True)
class Part:
    """Reports of a list, as far as everybody may read them. after: where the next part begins."""

    reports: list[Report]
    after: str = ""


@dataclass(frozen=True, kw_only=True)
class Figures:
    """median_days: of the reports received within a year; None where none was mended."""

    open: int
    mended: int
    median_days: float | None


def part_of(office: Jurisdiction, wanted: Wanted, *, now: datetime) -> Part:
    """One part of the list: at most PAGE reports, in as many statements however many there are."""
    found = _nearest(office, wanted, now) if wanted.place else _newest(office, wanted, now)
    shown = Report.objects.visible_to(STRANGER).for_display().in_bulk(found[:PAGE])
    rows = [shown[pk] for pk in found[:PAGE] if pk in shown]
    relate(rows, STRANGER)
    last = rows[-1] if len(found) > PAGE else None
    after = cursors.encode(last.received_at.isoformat(), str(last.pk)) if last else ""
    return Part(reports=rows, after=after)


def since(now: datetime) -> datetime:
    """From when on mended reports are shown. A day's beginning: so that tiles can be kept."""
    return (now - LATELY).astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def figures_of(office: Jurisdiction, *, now: datetime) -> Figures:
    """What is open, was lately mended, and how long it takes: three statements."""
    area = {Dimension.AREA: territory_of(office.teryt)}
    last = month_of(now.year, now.month)
    year = {**area, Dimension.MONTH: (last - statistics.MONTHS + 1, last)}
    (all_of_it,) = _figures(area, now)
    (lately,) = _figures(year, now)
    mended = _public(office).filter(status=Status.FIXED, closed_at__gt=since(now))
    return Figures(open=all_of_it.open, mended=mended.count(), median_days=lately.median_days)


def services_of(office: Jurisdiction) -> list[Service]:
    return list(Service.objects.offered_by(office.pk).filter(is_private=False))


def works_in(box: geo.Box | None, *, now: datetime) -> list[RoadWork]:
    """Works and closures in a box, in force or announced: those that end first."""
    if box is None:
        return []
    works = RoadWork.objects.active().not_over(now).filter(geometry__bboverlaps=box.polygon())
    return list(works.order_by("starts_at", "id").defer("geometry")[:WORKS_MAX])


def _newest(office: Jurisdiction, wanted: Wanted, now: datetime) -> list[UUID]:
    """The ids of one part and, where more follow, of one report more."""
    found: list[tuple[datetime, UUID]] = []
    for reports in _shown(office, wanted, now):
        rest = reports.older_than(*wanted.after) if wanted.after else reports
        found += rest.newest_first().values_list("received_at", "pk")[: PAGE + 1]
    return [pk for _, pk in sorted(found, reverse=True)[: PAGE + 1]]


def _nearest(office: Jurisdiction, wanted: Wanted, now: datetime) -> list[UUID]:
    """Measured, not looked up by an index: that would walk through all that ended long ago."""
    away = Distance("location_3857", Transform(Value(wanted.place), 3857))
    found: list[tuple[Any, UUID]] = []
    for reports in _shown(office, wanted, now):
        found += reports.order_by(away, "pk").values_list(away, "pk")[:PAGE]
    return [pk for _, pk in sorted(found)[:PAGE]]


def _shown(office: Jurisdiction, wanted: Wanted, now: datetime) -> list[ReportQuerySet]:
    """What is open, and what was lately mended: apart, as each has an index of its own."""
    reports = _public(office)
    if wanted.service:
        reports = reports.filter(service__code=wanted.service)
    parts = []
    if wanted.show != "mended":
        parts.append(reports.filter(status__in=OPEN))
    if wanted.show != "open":
        parts.append(reports.filter(status=Status.FIXED).closed_after(since(now)))
    return parts


def _public(office: Jurisdiction) -> ReportQuerySet:
    """What lies in the office's territory, whoever takes care of it: a county's holds its
    municipalities'.
    """
    territory = {"teryt": territory_of(office.teryt)}
    return Report.objects.visible_to(STRANGER).with_values(territory)


def _figures(narrowed: dict[Dimension, Any], now: datetime) -> list[statistics.Figures]:
    question = Question(scope=Scope.PUBLIC, group_by=(), narrowed=narrowed)
    return statistics.figures(question, STRANGER, now=now)


def _place(lon: str, lat: str) -> Point | None:
    try:
        return geo.point(float(lon), float(lat))
    except (ValueError, errors.InvalidInput):
        return None


def _after(cursor: str) -> tuple[datetime, UUID] | None:
    if not cursor:
        return None
    try:
        moment, pk = cursors.decode(cursor, cursors.moment, UUID)
    except errors.InvalidInput:
        return None
    return moment, pk
