"""The query parameters of a collection's items: from text to checked values.

Every refusal is a 400 that names the parameter.
"""

import math
import re
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.http import QueryDict

from backend.core import errors
from backend.core.language import Text
from gis_layers.ogc import cql2
from gis_layers.ogc.collections import Collection, Property
from gis_layers.ogc.cql2_comparisons import SHOWN_TO
from gis_layers.ogc.crs import CRS84, Crs, parse_crs
from gis_layers.ogc.refusals import refused

SHARED = frozenset({"f", "lang"})  # every address takes these
FILTERS = frozenset({"bbox", "bbox-crs", "datetime", "filter", "filter-lang", "filter-crs"})
PAGING = frozenset({"limit", "cursor"})
FILTER_LANGS = ("cql2-text", "cql2-json")
LIMIT_TYPE_MAX = 2**31 - 1  # our choice: a larger number is a mistake, not a wish

_NUMBER = re.compile(r"[+-]?\d+(\.\d*)?([eE][+-]?\d+)?", re.ASCII)
_INTEGER = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})", re.ASCII
)

_REPEATED = Text(
    pl="Ten parametr podaje się raz.",
    en="This parameter is given once.",
    uk="Цей параметр вказують один раз.",
)
_BAD_LIMIT = Text(
    pl="limit to liczba całkowita od 1 do {most}.",
    en="limit is a whole number from 1 to {most}.",
    uk="limit — це ціле число від 1 до {most}.",
)
_BAD_BBOX = Text(
    pl="bbox to cztery liczby, najpierw mniejsze, w kolejności osi i granicach bbox-crs.",
    en="bbox is four numbers, the lesser two first, in the axis order and bounds of bbox-crs.",
    uk="bbox — це чотири числа, спочатку менші, у порядку осей і межах bbox-crs.",
)
_BAD_DATETIME = Text(
    pl="datetime to data albo chwila RFC 3339, albo przedział: początek/koniec, „..” to otwarty.",
    en="datetime is an RFC 3339 date or moment, or an interval: start/end, “..” for an open one.",
    uk="datetime — це дата або момент RFC 3339, або проміжок: початок/кінець, «..» — відкритий.",
)
_BAD_VALUE = Text(
    pl="Ta wartość nie pasuje do typu „{type}” tej właściwości.",
    en="This value does not fit the property's type “{type}”.",
    uk="Це значення не відповідає типу «{type}» цієї властивості.",
)
_BAD_LANG = Text(
    pl="filter-lang to cql2-text albo cql2-json.",
    en="filter-lang is cql2-text or cql2-json.",
    uk="filter-lang — це cql2-text або cql2-json.",
)


@dataclass(frozen=True, kw_only=True)
class CrsBox:
    """A checked box in a CRS; x grows east and y north, whatever the CRS's axis order."""

    crs: Crs
    x_min: float
    y_min: float
    x_max: float
    y_max: float


@dataclass(frozen=True)
class Period:
    """From the first moment to the last, both included; None is open."""

    first: datetime | None
    last: datetime | None


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Which features of a collection are wanted.

    narrowed_by: the parameter that costs the most to look for, if there is one.
    """

    box: CrsBox | None = None
    period: Period | None = None
    conditions: Q = field(default_factory=Q)
    narrowed_by: str = ""


@dataclass(frozen=True, kw_only=True)
class Page:
    """How many features, from where, in which CRS."""

    limit: int
    cursor: str
    crs: Crs


def known_parameters(query: QueryDict, known: Container[str] = ()) -> dict[str, str]:
    """Raises UnknownParameter, InvalidInput for a parameter that is given twice."""
    given = {}
    for name, values in query.lists():
        if name not in known and name not in SHARED:
            raise errors.UnknownParameter(field=name)
        if len(values) > 1:
            raise refused(_REPEATED, field=name)
        given[name] = str(values[0])
    return given


def parse_selection(query: Mapping[str, str], collection: Collection) -> Selection:
    """Read bbox, datetime, filter, and the properties' own parameters."""
    box_crs = parse_crs(query.get("bbox-crs", CRS84.uri), field="bbox-crs")
    costly = ("filter", *collection.queryables, "datetime", "bbox")
    conditions = _filter(query, collection)
    for name, each in collection.queryables.items():
        if name in query:
            conditions &= equals(each, query[name])
    return Selection(
        box=parse_box(query["bbox"], box_crs) if "bbox" in query else None,
        period=parse_period(query["datetime"]) if "datetime" in query else None,
        conditions=conditions,
        narrowed_by=next((name for name in costly if name in query), ""),
    )


def parse_page(query: Mapping[str, str], collection: Collection) -> Page:
    """Read limit, cursor and crs."""
    return Page(
        limit=_limit(query["limit"], collection) if "limit" in query else collection.limit_default,
        cursor=query.get("cursor", ""),
        crs=parse_crs(query.get("crs", CRS84.uri), field="crs"),
    )


def parse_box(text: str, crs: Crs) -> CrsBox:
    """Read a box in the axis order of its CRS."""
    parts = text.split(",")
    if len(parts) != 4 or not all(_NUMBER.fullmatch(part) for part in parts):
        raise refused(_BAD_BBOX, field="bbox")
    x_min, y_min, x_max, y_max = (float(part) for part in parts)
    if crs.is_flipped:
        x_min, y_min, x_max, y_max = y_min, x_min, y_max, x_max
    xs, ys = (crs.least[0], x_min, x_max, crs.most[0]), (crs.least[1], y_min, y_max, crs.most[1])
    # No layer lies on the antimeridian, so a box whose west is east of its east is a mistake.
    if list(xs) != sorted(xs) or list(ys) != sorted(ys):
        raise refused(_BAD_BBOX, field="bbox")
    return CrsBox(crs=crs, x_min=x_min, y_min=y_min, x_max=x_max, y_max=y_max)


def parse_period(text: str) -> Period:
    """Read a date, a moment, or an interval that is open on one side at most."""
    start, is_interval, end = text.partition("/")
    try:
        first = _moments(start, may_be_open=bool(is_interval))
        last = _moments(end, may_be_open=True) if is_interval else first
    except (ValueError, OverflowError):
        raise refused(_BAD_DATETIME, field="datetime") from None
    period = Period(first and first[0], last and last[1])
    if period.first is None and period.last is None:
        raise refused(_BAD_DATETIME, field="datetime")
    if period.first and period.last and period.first > period.last:
        raise refused(_BAD_DATETIME, field="datetime")
    return period


def equals(wanted: Property, text: str) -> Q:
    """The condition that a property has this value."""
    try:
        value = _VALUES[wanted.type](text)
        if isinstance(value, datetime):
            return Q((f"{wanted.path}__gte", value), (f"{wanted.path}__lt", value + SHOWN_TO))
    except (ValueError, OverflowError):
        raise refused(_BAD_VALUE.format(type=wanted.type), field=wanted.name) from None
    if wanted.enum and value not in wanted.enum:
        raise refused(_BAD_VALUE.format(type=" | ".join(wanted.enum)), field=wanted.name)
    return Q((wanted.path, value))


def _filter(query: Mapping[str, str], collection: Collection) -> Q:
    lang = query.get("filter-lang", FILTER_LANGS[0])
    if lang not in FILTER_LANGS:
        raise refused(_BAD_LANG, field="filter-lang")
    crs = parse_crs(query.get("filter-crs", CRS84.uri), field="filter-crs")
    if "filter" not in query:
        return Q()
    return cql2.compile_filter(query["filter"], lang=lang, collection=collection, crs=crs)


def _limit(text: str, collection: Collection) -> int:
    """More than a page holds is cut to it, as Part 1 allows."""
    if not _INTEGER.fullmatch(text) or not 1 <= int(text) <= LIMIT_TYPE_MAX:
        raise refused(_BAD_LIMIT.format(most=collection.limit_max), field="limit")
    return min(int(text), collection.limit_max)


def _moments(text: str, *, may_be_open: bool) -> tuple[datetime, datetime] | None:
    """The first and the last moment that the text means; None for an open end."""
    if may_be_open and text in ("", ".."):
        return None
    if _DATE.fullmatch(text):
        start = datetime.combine(date.fromisoformat(text), datetime.min.time(), UTC)
        return start, start + timedelta(days=1, microseconds=-1)
    moment = _moment(text)
    return moment, moment + SHOWN_TO - timedelta(microseconds=1)


def _moment(text: str) -> datetime:
    if not _MOMENT.fullmatch(text):
        raise ValueError(text)
    return datetime.fromisoformat(text.upper()).astimezone(UTC)


def _day(text: str) -> date:
    if not _DATE.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)


def _number(text: str) -> float:
    if not _NUMBER.fullmatch(text) or not math.isfinite(float(text)):
        raise ValueError(text)
    return float(text)


def _integer(text: str) -> int:
    if not _INTEGER.fullmatch(text):
        raise ValueError(text)
    return int(text)


def _boolean(text: str) -> bool:
    return {"true": True, "false": False}[text] if text in ("true", "false") else _refuse(text)


def _string(text: str) -> str:
    return text if "\0" not in text else _refuse(text)


def _refuse(text: str) -> Any:
    raise ValueError(text)


_VALUES: dict[str, Callable[[str], Any]] = {
    "string": _string,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "date": _day,
    "date-time": _moment,
}
