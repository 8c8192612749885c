"""Comparisons of CQL2: properties and literals, checked against each other's types."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Lower
from django.db.models.lookups import (
    Exact,
    GreaterThan,
    GreaterThanOrEqual,
    In,
    LessThan,
    LessThanOrEqual,
)

from backend.core import sql
from backend.core.language import Text
from gis_layers.ogc.collections import Property
from gis_layers.ogc.cql2_literals import read_date, read_timestamp, shown
from gis_layers.ogc.refusals import refused

SHOWN_TO = timedelta(milliseconds=1)  # how exactly moments are published, and so compared
_LAST_SHOWN = datetime.max.replace(microsecond=0, tzinfo=UTC)
LIST_MAX = 200  # our choice: values of one IN
WHOLE_MAX = 2**63 - 1  # PostgreSQL's bigint

# What a comparison becomes when its sides change places.
MIRRORED = {"=": "=", "<>": "<>", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
_LOOKUPS: dict[str, Any] = {
    "=": Exact,
    "<": LessThan,
    "<=": LessThanOrEqual,
    ">": GreaterThan,
    ">=": GreaterThanOrEqual,
}
_KINDS = {"integer": "number"}  # kinds of properties that compare with each other
_FIELDS: dict[str, models.Field] = {
    "string": models.TextField(),
    "boolean": models.BooleanField(),
    "date": models.DateField(),
    "date-time": models.DateTimeField(),
}

_UNKNOWN_PROPERTY = Text(
    pl="Tej kolekcji nie można filtrować według „{name}”. Można według: {names}.",
    en="This collection cannot be filtered by “{name}”. It can by: {names}.",
    uk="Цю колекцію не можна фільтрувати за «{name}». Можна за: {names}.",
)
_WRONG_VALUE = Text(
    pl="„{value}” w filtrze nie jest wartością.",
    en="“{value}” in the filter is no value.",
    uk="«{value}» у фільтрі не є значенням.",
)
_WRONG_TYPE = Text(
    pl="Nie można porównać wartości typu {left} z wartością typu {right}. "
    "Tekst: 'abc', liczba: 12.5, data: DATE('2026-11-21'), "
    "chwila: TIMESTAMP('2026-11-21T12:00:00Z').",
    en="A {left} cannot be compared with a {right}. Text: 'abc', number: 12.5, "
    "date: DATE('2026-11-21'), moment: TIMESTAMP('2026-11-21T12:00:00Z').",
    uk="Не можна порівняти значення типу {left} зі значенням типу {right}. "
    "Текст: 'abc', число: 12.5, дата: DATE('2026-11-21'), "
    "момент: TIMESTAMP('2026-11-21T12:00:00Z').",
)
_NO_PROPERTY = Text(
    pl="Porównanie w filtrze musi wymieniać właściwość.",
    en="A comparison in the filter must name a property.",
    uk="Порівняння у фільтрі має називати властивість.",
)
_NO_ORDER = Text(
    pl="Wartości logiczne można porównać tylko przez = i <>.",
    en="Booleans can be compared by = and <> only.",
    uk="Логічні значення можна порівнювати лише через = та <>.",
)
_TOO_LARGE = Text(
    pl="Liczba w filtrze jest za duża.",
    en="A number in the filter is too large.",
    uk="Число у фільтрі завелике.",
)
_BAD_TEXT = Text(
    pl="Tekst w filtrze zawiera niedozwolony znak.",
    en="A text in the filter holds a character that is not allowed.",
    uk="Текст у фільтрі містить недозволений символ.",
)
_BAD_PATTERN = Text(
    pl="Wzorzec LIKE to tekst w apostrofach; ukośnik \\ stoi w nim przed innym znakiem, "
    "a w ACCENTI są litery i cyfry.",
    en="The pattern of LIKE is a text in quotes; a backslash in it stands before another "
    "character, and in ACCENTI there are letters and digits.",
    uk="Шаблон LIKE — це текст у лапках; зворотна скісна риска стоїть у ньому перед іншим "
    "символом, а в ACCENTI є літери та цифри.",
)
_TOO_LONG_LIST = Text(
    pl="Lista po IN ma od 1 do {limit} wartości.",
    en="The list after IN has 1 to {limit} values.",
    uk="Список після IN має від 1 до {limit} значень.",
)


@dataclass(frozen=True, kw_only=True)
class Operand:
    """One side of a comparison.

    kind: string, number, boolean, date or date-time. literal: its value, None for a property.
    """

    kind: str
    expression: Any
    literal: Any = None
    is_without_accents: bool = False

    @property
    def is_literal(self) -> bool:
        return self.literal is not None


@dataclass(frozen=True)
class Scalars:
    """Reads operands that are one value: text, number, boolean, moment, property."""

    queryables: Mapping[str, Property]

    def read(self, node: Any) -> Operand:
        """Raises InvalidInput naming `filter`."""
        if isinstance(node, dict):
            return self._read_object(node)
        if isinstance(node, bool):
            return literal("boolean", node)
        if isinstance(node, str):
            return literal("string", _checked_text(node))
        if isinstance(node, int | float):
            return _number(node)
        raise _no_value(node)

    def read_property(self, name: Any) -> Operand:
        found = self.queryables.get(name) if isinstance(name, str) else None
        if found is None:
            names = ", ".join(self.queryables)
            raise refused(_UNKNOWN_PROPERTY.format(name=shown(name), names=names))
        return Operand(kind=_KINDS.get(found.type, found.type), expression=F(found.path))

    def _read_object(self, node: dict[str, Any]) -> Operand:
        if "property" in node:
            return self.read_property(node["property"])
        if "date" in node:
            return literal("date", read_date(node["date"]))
        if "timestamp" in node:
            return literal("date-time", read_timestamp(node["timestamp"]))
        name, arguments = node.get("op"), node.get("args")
        if isinstance(name, str) and isinstance(arguments, list) and len(arguments) == 1:
            return self._folded(name.lower(), arguments[0])
        raise _no_value(node.get("op") or node.get("type") or "?")

    def _folded(self, name: str, node: Any) -> Operand:
        """Read what CASEI or ACCENTI makes of a text."""
        if name not in ("casei", "accenti"):
            raise _no_value(name)
        inner = self.read(node)
        if inner.kind != "string":
            raise wrong_type("string", inner.kind)
        if name == "casei":
            return replace(inner, expression=Lower(inner.expression))
        return replace(inner, expression=sql.Unaccent(inner.expression), is_without_accents=True)


def literal(kind: str, value: Any) -> Operand:
    return Operand(kind=kind, expression=_value(kind, value), literal=value)


def constant(value: bool) -> Q:
    return Q(Value(value, output_field=models.BooleanField()))


def compare(name: str, left: Operand, right: Operand) -> Q:
    """name: one of MIRRORED. Raises InvalidInput naming `filter`."""
    if left.is_literal:
        name, left, right = MIRRORED[name], right, left
    if left.is_literal:
        raise refused(_NO_PROPERTY)
    if left.kind == "date-time" and right.is_literal and isinstance(right.literal, date):
        return _compare_with_time(name, left.expression, right.literal)
    if left.kind != right.kind:
        raise wrong_type(left.kind, right.kind)
    if left.kind == "boolean" and name not in ("=", "<>"):
        raise refused(_NO_ORDER)
    return _compared(name, left.expression, right.expression)


def is_between(value: Operand, low: Operand, high: Operand) -> Q:
    return compare(">=", value, low) & compare("<=", value, high)


def is_among(value: Operand, others: list[Operand]) -> Q:
    if not 1 <= len(others) <= LIST_MAX:
        raise refused(_TOO_LONG_LIST.format(limit=LIST_MAX))
    one_by_one = [compare("=", value, other) for other in others]  # also checks their types
    if not value.is_literal and all(_is_plain(value, other) for other in others):
        return Q(In(value.expression, [other.expression for other in others]))
    return Q(*one_by_one, _connector=Q.OR)


def fits_pattern(value: Operand, pattern: Operand) -> Q:
    if value.is_literal:
        raise refused(_NO_PROPERTY)
    if value.kind != "string":
        raise wrong_type(value.kind, "string")
    if not isinstance(pattern.literal, str) or not _is_pattern(pattern):
        raise refused(_BAD_PATTERN)
    return Q(sql.Like(value.expression, pattern.expression))


def day(of: date) -> tuple[datetime, datetime]:
    """The first and the last moment of a day, UTC."""
    return datetime.combine(of, time.min, UTC), datetime.combine(of, time.max, UTC)


def wrong_type(left: str, right: str) -> Exception:
    return refused(_WRONG_TYPE.format(left=left, right=right))


def _value(kind: str, value: Any) -> Value:
    return Value(value, output_field=_FIELDS[kind])


def _compared(name: str, left: Any, right: Any) -> Q:
    return ~Q(Exact(left, right)) if name == "<>" else Q(_LOOKUPS[name](left, right))


def _compare_with_time(name: str, moment: Any, literal: date) -> Q:
    """Compare a moment with a literal as long as it lasts: a day, or as exactly as it is shown."""
    first, last = (_value("date-time", each) for each in _span(literal))
    if name in ("=", "<>"):
        within = _compared(">=", moment, first) & _compared("<=", moment, last)
        return within if name == "=" else ~within
    return _compared(name, moment, first if name in ("<", ">=") else last)


def _span(time: date) -> tuple[datetime, datetime]:
    if not isinstance(time, datetime):
        return day(time)
    is_as_shown = time.microsecond % 1000 == 0 and time < _LAST_SHOWN
    return time, time + SHOWN_TO - timedelta(microseconds=1) if is_as_shown else time


def _is_plain(value: Operand, other: Operand) -> bool:
    """Tell whether `=` would compare just these two."""
    return other.is_literal and value.kind != "date-time"


def _is_pattern(pattern: Operand) -> bool:
    """Tell whether PostgreSQL takes it: a backslash must not come last.

    Without their accents some signs turn into a backslash or a wildcard; no letter does.
    """
    text = pattern.literal
    backslashes = len(text) - len(text.rstrip("\\"))
    is_plain = all(sign.isascii() or sign.isalnum() for sign in text)
    return backslashes % 2 == 0 and (is_plain or not pattern.is_without_accents)


def _checked_text(text: str) -> str:
    """Refuse what PostgreSQL cannot store."""
    if "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise refused(_BAD_TEXT)
    return text


def _number(value: int | float) -> Operand:
    fits = abs(value) <= WHOLE_MAX if isinstance(value, int) else math.isfinite(value)
    if not fits:
        raise refused(_TOO_LARGE)
    field = models.BigIntegerField() if isinstance(value, int) else models.FloatField()
    return Operand(kind="number", expression=Value(value, output_field=field), literal=value)


def _no_value(value: Any) -> Exception:
    return refused(_WRONG_VALUE.format(value=shown(value)))
