"""How the office does, in figures: charts, each with its table and its CSV."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from rest_framework import exceptions

from backend.accounts.viewer import Viewer
from backend.core.pages import render_page, spoken
from backend.dispatch.doors import for_dispatchers
from backend.dispatch.facets import services
from backend.dispatch.wording.desk import MANAGER_NAMES, WORDS
from backend.dispatch.wording.figures import WORDS as OWN_WORDS
from backend.jurisdictions.rules import ManagerKind
from backend.reports import statistics
from backend.reports.serializers.statistics import FIGURES, StatisticsFilter
from backend.reports.statistics import Dimension, Figures

MONTHS_SHOWN = 12
GROUPS_SHOWN = 40  # rows of a table; the CSV has all
# What each chart draws, as bars.
CHARTS = {
    Dimension.MONTH: ("received", "closed"),
    Dimension.SERVICE: ("median_days", "p90_days"),
    Dimension.CREW: ("open", "overdue"),
    Dimension.MANAGER: ("received", "open"),
    Dimension.AREA: ("received", "open"),
}


@for_dispatchers
def figures(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """`?month_from=&month_to=`: the last twelve months without them."""
    now = timezone.now()
    first, last = _last_months(now)
    months = {
        "month_from": request.GET.get("month_from") or first,
        "month_to": request.GET.get("month_to") or last,
    }
    context: dict[str, Any] = {
        "part": "statistics",
        "charts": [],
        **months,
        "words_of_figures": _names(),
    }
    try:
        context |= {"tiles": _tiles(months, viewer, now), "charts": _charts(months, viewer, now)}
        status = 200
    except exceptions.ValidationError:
        context["mistake"] = str(OWN_WORDS["bad_months"])
        status = 400
    return render_page(
        request,
        "dispatch/statistics.html",
        words={**WORDS, **OWN_WORDS},
        context=context,
        status=status,
    )


def _last_months(now: datetime) -> tuple[str, str]:
    local = timezone.localtime(now)
    number = statistics.month_of(local.year, local.month) - MONTHS_SHOWN + 1
    return f"{number // 12:04}-{number % 12 + 1:02}", f"{local.year:04}-{local.month:02}"


def _names() -> dict[str, str]:
    return spoken({name: OWN_WORDS[name] for name in FIGURES})


def _found(asked: dict[str, str], viewer: Viewer, now: datetime) -> list[Figures]:
    """Ask as the API does. Raises ValidationError for months that are none."""
    form = StatisticsFilter(data=QueryDict(urlencode({"scope": "own", **asked})))
    form.is_valid(raise_exception=True)
    return statistics.figures(StatisticsFilter.question(form.validated_data), viewer, now=now)


def _tiles(months: dict[str, str], viewer: Viewer, now: datetime) -> list[dict[str, Any]]:
    [whole] = _found(months, viewer, now)
    return [{"name": str(OWN_WORDS[name]), "value": getattr(whole, name)} for name in FIGURES]


def _charts(months: dict[str, str], viewer: Viewer, now: datetime) -> list[dict[str, Any]]:
    return [_chart(each, months, viewer, now) for each in CHARTS]


def _chart(
    dimension: Dimension, months: dict[str, str], viewer: Viewer, now: datetime
) -> dict[str, Any]:
    asked = {**months, "group_by": str(dimension)}
    groups = _found(asked, viewer, now)
    if dimension is not Dimension.MONTH:
        groups = sorted(groups, key=lambda group: -group.received)
    title = OWN_WORDS[f"by_{dimension}"]
    return {
        "id": str(dimension),
        "title": str(title),
        "label": str(OWN_WORDS["chart_of"].format(what=title)),
        "table_label": str(OWN_WORDS["table_of"].format(what=title)),
        "bars": CHARTS[dimension],
        "rows": _rows(dimension, groups[:GROUPS_SHOWN]),
        "csv": f"/api/v1/stats?{urlencode({'scope': 'own', 'f': 'csv', **asked})}",
    }


def _rows(dimension: Dimension, groups: list[Figures]) -> list[dict[str, Any]]:
    names = dict(services()) if dimension is Dimension.SERVICE else {}
    return [
        {
            "name": _name(dimension, group.key, names),
            **{figure: getattr(group, figure) for figure in FIGURES},
        }
        for group in groups
    ]


def _name(dimension: Dimension, key: dict[str, Any], names: dict[str, str]) -> str:
    match dimension:
        case Dimension.SERVICE:
            return names.get(key["service"], key["service"])
        case Dimension.CREW:
            return key["crew_name"] or str(OWN_WORDS["nobody"])
        case Dimension.MANAGER if key["manager"]:
            return key["manager"]
        case Dimension.MANAGER if key["manager_kind"]:
            return str(MANAGER_NAMES[ManagerKind(key["manager_kind"])])
        case Dimension.AREA:
            return key["area_name"] or key["area"] or str(OWN_WORDS["unnamed"])
        case Dimension.MONTH:
            return key["month"]
    return str(OWN_WORDS["unnamed"])
