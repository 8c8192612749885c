"""Temporal functions of CQL2: instants and intervals, by Allen's relations."""

from datetime import UTC, date, datetime
from operator import eq, ge, gt, le, lt
from typing import Any

from django.db.models import Q

from backend.core.language import Text
from gis_layers.ogc.cql2_comparisons import (
    Operand,
    Scalars,
    compare,
    constant,
    day,
    literal,
    wrong_type,
)
from gis_layers.ogc.cql2_literals import read_date, read_timestamp
from gis_layers.ogc.refusals import refused

OPEN_END = ".."

# Which bounds compare how: `first` and `last` of one period, then of the other; all must hold.
RELATIONS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "t_after": (("first", ">", "last"),),
    "t_before": (("last", "<", "first"),),
    "t_contains": (("first", "<", "first"), ("last", ">", "last")),
    "t_during": (("first", ">", "first"), ("last", "<", "last")),
    "t_equals": (("first", "=", "first"), ("last", "=", "last")),
    "t_finishedby": (("first", "<", "first"), ("last", "=", "last")),
    "t_finishes": (("first", ">", "first"), ("last", "=", "last")),
    "t_intersects": (("first", "<=", "last"), ("last", ">=", "first")),
    "t_meets": (("last", "=", "first"),),
    "t_metby": (("first", "=", "last"),),
    "t_overlappedby": (("first", ">", "first"), ("first", "<", "last"), ("last", ">", "last")),
    "t_overlaps": (("first", "<", "first"), ("last", ">", "first"), ("last", "<", "last")),
    "t_startedby": (("first", "=", "first"), ("last", ">", "last")),
    "t_starts": (("first", "=", "first"), ("last", "<", "last")),
}
BOUNDS = {"first": 0, "last": 1}
DISJOINT = "t_disjoint"  # the opposite of t_intersects

_COMPARE = {"=": eq, "<": lt, "<=": le, ">": gt, ">=": ge}
_ENDS_OF_TIME: dict[str, tuple[date, date]] = {
    "date": (date.min, date.max),
    "date-time": (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)),
}

_NOT_A_PERIOD = Text(
    pl="Funkcje czasu porównują daty, chwile i INTERVAL(początek, koniec); "
    "jedna strona wymienia właściwość.",
    en="Temporal functions compare dates, moments and INTERVAL(start, end); "
    "one side names a property.",
    uk="Часові функції порівнюють дати, моменти та INTERVAL(початок, кінець); "
    "одна сторона називає властивість.",
)
_BACKWARDS = Text(
    pl="INTERVAL kończy się, zanim się zaczął.",
    en="The INTERVAL ends before it begins.",
    uk="INTERVAL закінчується раніше, ніж починається.",
)


Bound = Operand | None  # None: open
Bounds = tuple[Bound, Bound]  # an instant begins and ends at once
Period = tuple[Operand, Operand]  # the same, with the ends of time for what is open


def related(name: str, one: Any, other: Any, scalars: Scalars) -> Q:
    """name: one of RELATIONS, or DISJOINT. Raises InvalidInput naming `filter`."""
    bounds = [_bounds(one, scalars), _bounds(other, scalars)]
    kind = _kind_of_properties([bound for pair in bounds for bound in pair])
    left, right = (_as_kind(pair, kind) for pair in bounds)
    if name == DISJOINT:
        return ~_all_hold("t_intersects", left, right)
    return _all_hold(name, left, right)


def _all_hold(name: str, left: Period, right: Period) -> Q:
    conditions = [
        _compared(left[BOUNDS[mine]], operator, right[BOUNDS[theirs]])
        for mine, operator, theirs in RELATIONS[name]
    ]
    return Q(*conditions)


def _compared(mine: Operand, operator: str, theirs: Operand) -> Q:
    if mine.is_literal and theirs.is_literal:
        return Q(constant(_COMPARE[operator](mine.literal, theirs.literal)))
    return compare(operator, mine, theirs)


def _bounds(node: Any, scalars: Scalars) -> Bounds:
    if isinstance(node, dict) and "interval" in node:
        ends = node["interval"]
        if not isinstance(ends, list) or len(ends) != 2:
            raise refused(_NOT_A_PERIOD)
        first, last = (_end(each, scalars) for each in ends)
        return first, last
    instant = scalars.read(node)
    return instant, instant


def _end(node: Any, scalars: Scalars) -> Bound:
    if not isinstance(node, str):
        return scalars.read(node)
    if node == OPEN_END:
        return None
    if "T" in node.upper():
        return literal("date-time", read_timestamp(node))
    return literal("date", read_date(node))


def _kind_of_properties(bounds: list[Bound]) -> str:
    """The one kind, date or date-time, of all properties; there is at least one."""
    kinds = {bound.kind for bound in bounds if bound and not bound.is_literal}
    if len(kinds) == 1 and kinds <= {"date", "date-time"}:
        return kinds.pop()
    raise refused(_NOT_A_PERIOD)


def _as_kind(bounds: Bounds, kind: str) -> Period:
    first, last = (_bound_as(bound, kind, is_last=at == 1) for at, bound in enumerate(bounds))
    if first.is_literal and last.is_literal and first.literal > last.literal:
        raise refused(_BACKWARDS)
    return first, last


def _bound_as(bound: Bound, kind: str, *, is_last: bool) -> Operand:
    if bound is None:
        return literal(kind, _ENDS_OF_TIME[kind][is_last])
    if bound.kind == kind:
        return bound
    if kind == "date-time" and bound.kind == "date":
        return literal(kind, day(bound.literal)[is_last])
    raise wrong_type(kind, bound.kind)
