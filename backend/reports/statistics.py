"""How reports fared: counts, and days to a repair, of what somebody may know of.

They are read from what is counted beside the reports (case_models.py), never from the reports
themselves: so a page of them costs the same among a thousand reports and among a million.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.db import connection

from backend.accounts.viewer import Viewer
from backend.core import errors
from backend.crews.models import Crew
from backend.jurisdictions.models import Service
from backend.reports.case_models import PRIVATE, PUBLIC, TERYT_MAX_CHARS
from backend.reports.rules import FIGURES_MAX
from backend.reports.workflow import OPEN
from gis_layers.models import Boundary


class Dimension(StrEnum):
    """By what reports are told apart. month: of the receipt, in the jurisdiction's time."""

    SERVICE = "service"
    AREA = "area"
    MANAGER = "manager"
    CREW = "crew"
    MONTH = "month"


class Scope(StrEnum):
    """public: all public reports. own: all of the offices that one works for."""

    PUBLIC = "public"
    OWN = "own"


DIMENSIONS = tuple(Dimension)  # their order is that of the bits of a cut
_SERVICE, _AREA, _MANAGER, _CREW, _MONTH = (1 << place for place in range(len(DIMENSIONS)))
CUTS = (
    *(0, _SERVICE, _AREA, _MANAGER, _CREW, _MONTH),
    *(_SERVICE | _AREA, _SERVICE | _MANAGER, _SERVICE | _CREW, _SERVICE | _MONTH),
    *(_AREA | _MONTH, _MANAGER | _MONTH, _CREW | _MONTH),
)
MONTHS = 12  # of a year

_SQL = (Path(__file__).parent / "sql" / "case_figures.sql").read_text(encoding="utf-8")
_COLUMNS = {
    Dimension.SERVICE: ("service_id",),
    Dimension.AREA: ("municipality_teryt",),
    Dimension.MANAGER: ("manager_kind", "manager_name"),
    Dimension.CREW: ("crew_id",),
    Dimension.MONTH: ("month",),
}
_OF_ALL = {"municipality_teryt": "''", "manager_kind": "''", "manager_name": "''"}
_NARROWED = {
    Dimension.SERVICE: "service_id IN (SELECT id FROM jurisdictions_service"
    " WHERE code = ANY (%(service)s))",
    Dimension.AREA: "municipality_teryt BETWEEN %(first_area)s AND %(last_area)s",
    Dimension.MANAGER: "manager_name = %(manager)s",
    Dimension.CREW: "crew_id = ANY (%(crew)s)",
    Dimension.MONTH: "month BETWEEN %(first)s AND %(last)s",
}
_SEEN = {
    "public": "visibility = 'public'",
    "office": "(handler_id = ANY (%(scopes)s) OR jurisdiction_id = ANY (%(scopes)s))",
    "operator": "true",
}
_IS_OPEN = "status IN ({})".format(", ".join(f"'{status.value}'" for status in OPEN))


@dataclass(frozen=True, kw_only=True)
class Question:
    """What somebody wants to know.

    narrowed: by dimension; service: codes, area: the beginning of a TERYT code, manager: its name,
    crew: ids, month: the first and the last one.
    """

    scope: Scope
    group_by: tuple[Dimension, ...]
    narrowed: dict[Dimension, Any]

    @property
    def cut(self) -> int:
        used = {*self.group_by, *self.narrowed}
        return sum(1 << place for place, each in enumerate(DIMENSIONS) if each in used)


@dataclass(frozen=True, kw_only=True)
class Figures:
    """One group. key: names and values of what it is grouped by.

    median_days, p90_days: whole days to a repair; between two days where the share is reached
    exactly with the first. None where nothing was fixed.
    """

    key: dict[str, Any]
    received: int = 0
    closed: int = 0
    open: int = 0
    overdue: int = 0
    contested: int = 0
    repeated: int = 0
    fixed: int = 0
    median_days: float | None = None
    p90_days: float | None = None


def figures(question: Question, viewer: Viewer, *, now: datetime) -> list[Figures]:
    """The figures of every group that has reports; of the whole, when nothing groups them.

    Raises LoginRequired, NotAllowed for the scope `own` of somebody who works for no office,
    FilterNotAllowed for crews in public, TooDetailed, TooManyGroups.
    """
    seen, scopes = _scopes(question.scope, viewer)
    if question.scope is Scope.PUBLIC and question.cut & _CREW:
        raise errors.FilterNotAllowed(field=_at_fault(question, Dimension.CREW))
    if question.cut not in CUTS:
        raise errors.TooDetailed(field="group_by")
    rows = _rows(question, _SEEN[seen], scopes, now)
    if len(rows) > FIGURES_MAX:
        raise errors.TooManyGroups(field="group_by", limit=FIGURES_MAX)
    if not rows and not question.group_by:
        return [Figures(key={})]
    return _named(question.group_by, rows)


def month_of(year: int, month: int) -> int:
    """The number of a month; month: 1 to 12."""
    return MONTHS * year + month - 1


def _at_fault(question: Question, dimension: Dimension) -> str:
    return "group_by" if dimension in question.group_by else str(dimension)


def _scopes(scope: Scope, viewer: Viewer) -> tuple[str, list[int]]:
    if scope is Scope.PUBLIC:
        return "public", [PUBLIC]
    if viewer.user is None:
        raise errors.LoginRequired()
    if viewer.is_operator:
        return "operator", [PUBLIC, PRIVATE]
    if not viewer.works_for:
        raise errors.NotAllowed()
    return "office", sorted(viewer.works_for)


def _rows(question: Question, seen: str, scopes: list[int], now: datetime) -> list[dict[str, Any]]:
    kept = {column for each in question.group_by for column in _COLUMNS[each]}
    columns = [column for each in DIMENSIONS for column in _COLUMNS[each]]
    key = [
        column if column in kept else f"{_OF_ALL.get(column, '0')} AS {column}"
        for column in columns
    ]
    narrowed = " AND ".join(["true", *(_NARROWED[each] for each in question.narrowed)])
    texts = {
        "counted_key": ", ".join(key),
        "key": ", ".join(columns),
        "narrowed": narrowed,
        "seen": seen,
        "is_open": _IS_OPEN,
    }
    sql = _SQL
    for name, text in texts.items():
        sql = sql.replace(f"{{{name}}}", text)
    with connection.cursor() as cursor:
        cursor.execute(sql, _values(question, scopes, now))
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _values(question: Question, scopes: list[int], now: datetime) -> dict[str, Any]:
    narrowed = {str(each): value for each, value in question.narrowed.items()}
    first, last = narrowed.pop(str(Dimension.MONTH), (None, None))
    area = narrowed.pop(str(Dimension.AREA), "")
    return {
        **narrowed,
        "first_area": area.ljust(TERYT_MAX_CHARS, "0"),
        "last_area": area.ljust(TERYT_MAX_CHARS, "9"),
        "first": first,
        "last": last,
        "cut": question.cut,
        "scopes": scopes,
        "others": [0, *(scope for scope in scopes if scope > 0)],
        "now": now,
        "most": FIGURES_MAX + 1,
    }


def _named(group_by: tuple[Dimension, ...], rows: list[dict[str, Any]]) -> list[Figures]:
    """The rows with words in their keys: at most one query for each dimension."""
    keys = [dict[str, Any]() for _ in rows]
    for each in group_by:
        for key, named in zip(keys, _NAMES[each](rows), strict=True):
            key |= named
    return [
        Figures(
            key=key,
            received=row["received"],
            closed=row["received"] - row["open"],
            open=row["open"],
            overdue=row["late"],
            contested=row["contested"],
            repeated=row["repeated"],
            fixed=row["fixed"],
            median_days=row["median"],
            p90_days=row["ninetieth"],
        )
        for key, row in zip(keys, rows, strict=True)
    ]


Rows = list[dict[str, Any]]
Keys = Iterable[dict[str, Any]]


def _services(rows: Rows) -> Keys:
    codes = dict(Service.objects.values_list("pk", "code"))
    return ({"service": codes[row["service_id"]]} for row in rows)


def _areas(rows: Rows) -> Keys:
    codes = [row["municipality_teryt"] for row in rows]
    reach = (min(codes, default=""), max(codes, default=""))  # thousands of values cost more
    found = Boundary.objects.active().filter(code__range=reach).order_by("layer_id")
    names = dict(found.values_list("code", "name"))  # of the newest layer that has the code
    return ({"area": code, "area_name": names.get(code, "")} for code in codes)


def _managers(rows: Rows) -> Keys:
    return ({"manager_kind": row["manager_kind"], "manager": row["manager_name"]} for row in rows)


def _crews(rows: Rows) -> Keys:
    names = dict(
        Crew.objects.filter(pk__in={row["crew_id"] for row in rows}).values_list("pk", "name")
    )
    return (
        {"crew": row["crew_id"] or None, "crew_name": names.get(row["crew_id"], "")} for row in rows
    )


def _months(rows: Rows) -> Keys:
    return (
        {"month": f"{row['month'] // MONTHS:04}-{row['month'] % MONTHS + 1:02}"} for row in rows
    )


_NAMES = {
    Dimension.SERVICE: _services,
    Dimension.AREA: _areas,
    Dimension.MANAGER: _managers,
    Dimension.CREW: _crews,
    Dimension.MONTH: _months,
}
