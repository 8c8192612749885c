"""A crew's day: where it goes, in a sensible order, on a map and on paper."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Case, Q, Value, When
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import number_format

from backend.accounts.viewer import Viewer
from backend.core.language import current_language
from backend.core.pages import render_page
from backend.crews.models import Crew
from backend.dispatch import rounds
from backend.dispatch.doors import for_staff
from backend.dispatch.rows import rows_of
from backend.dispatch.wording import day as day_wording
from backend.dispatch.wording.desk import WORDS
from backend.jurisdictions.rules import Priority
from backend.reports.models import Report
from backend.reports.querysets import ReportQuerySet
from backend.reports.wording import PRIORITY_NAMES, STATUS_ICONS, STATUS_NAMES
from backend.reports.workflow import CREW_WORK, Status

STOPS_MAX = 60  # more than any crew mends in a day; our choice
DUE_FIRST = Case(When(priority=Priority.DANGER, then=Value(0)), default=Value(1))

Stop = dict[str, Any]


@for_staff
def day(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """`?crew=&date=`: without them the viewer's first crew, and today."""
    crews = list(_crews(viewer))
    crew = _chosen(crews, request.GET.get("crew", ""))
    zone = ZoneInfo(crew.jurisdiction.time_zone) if crew else None
    wanted = _date(request.GET.get("date", "")) or timezone.localdate(timezone=zone)
    with timezone.override(zone):
        context = {"part": "day", "crews": crews, "crew": crew, "date": wanted}
        if crew:
            context |= _work(crew, wanted, viewer, now=timezone.now())
        words = {**WORDS, **day_wording.WORDS}
        return render_page(request, "dispatch/day.html", words=words, context=context)


def _crews(viewer: Viewer) -> Any:
    active = Crew.objects.filter(is_active=True).select_related("jurisdiction").order_by("name")
    if viewer.is_operator:
        return active
    return active.filter(Q(jurisdiction__in=viewer.works_for) | Q(pk__in=viewer.crews))


def _chosen(crews: list[Crew], wanted: str) -> Crew | None:
    return next((crew for crew in crews if str(crew.pk) == wanted), crews[0] if crews else None)


def _date(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _work(crew: Crew, day: date, viewer: Viewer, *, now: datetime) -> dict[str, Any]:
    """What the crew has to do by the end of the day: stops, and what waits for somebody else."""
    work = Report.objects.visible_to(viewer).filter(crew=crew, status__in=CREW_WORK)
    work = work.filter(Q(planned_for__isnull=True) | Q(planned_for__lte=day))
    stops = _stops(work.exclude(status=Status.WAITING), now)
    shown = _in_order(stops[:STOPS_MAX])
    metres = rounds.length_m([(stop["lon"], stop["lat"]) for stop in shown])
    hint = day_wording.WORDS["round_hint"].format(kilometres=number_format(metres / 1000, 1))
    left_out = day_wording.WORDS["left_out"].format(count=len(stops) - len(shown))
    return {
        "title": str(day_wording.WORDS["day_of"].format(crew=crew.name)),
        "stops": shown,
        "waiting": _stops(work.filter(status=Status.WAITING), now)[:STOPS_MAX],
        "round_hint": str(hint),
        "left_out": str(left_out) if len(stops) > len(shown) else "",
        "places": [
            {"lon": stop["lon"], "lat": stop["lat"], "status": stop["status"]} for stop in shown
        ],
    }


def _stops(work: ReportQuerySet, now: datetime) -> list[Stop]:
    """The most urgent first: danger, then what was promised first; one more than are shown."""
    chosen = work.order_by(DUE_FIRST, "due_at", "id")[: STOPS_MAX + 1]
    ids = list(chosen.values_list("pk", flat=True))
    found = Report.objects.filter(pk__in=ids)
    more = {str(pk): text for pk, text in found.values_list("pk", "description")}
    rows = {row["id"]: row for row in rows_of(work.filter(pk__in=ids), current_language(), now=now)}
    return [_stop(rows[str(pk)], more[str(pk)]) for pk in ids if str(pk) in rows]


def _stop(row: dict[str, Any], description: str) -> Stop:
    status = Status(row["status"])
    return {
        **row,
        "description": description,
        "due": row["due_at"] and parse_datetime(row["due_at"]),
        "status_name": str(STATUS_NAMES[status]),
        "status_icon": STATUS_ICONS[status],
        "is_danger": row["priority"] == Priority.DANGER,
        "priority_name": str(PRIORITY_NAMES[Priority(row["priority"])]),
    }


def _in_order(stops: list[Stop]) -> list[Stop]:
    """Danger first, by a short way; then the others, by a short way on from there."""
    danger = [stop for stop in stops if stop["is_danger"]]
    others = [stop for stop in stops if not stop["is_danger"]]
    ordered = [danger[at] for at in rounds.round_trip(_places(danger))]
    last = ordered[-1:]
    order = rounds.round_trip(_places([*last, *others]))
    return ordered + [[*last, *others][at] for at in order[len(last) :]]


def _places(stops: list[Stop]) -> list[rounds.Place]:
    return [(stop["lon"], stop["lat"]) for stop in stops]
