"""GeoJSON features of any rows, written by PostgreSQL: thirty times faster than Python does it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

import orjson
from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import F, QuerySet
from django.db.models.expressions import Combinable

from backend.core.geo import COORDINATE_DECIMALS

Sql = tuple[str, list[Any]]

_FEATURES = """
    SELECT coalesce(string_agg(line.json, ',') FILTER (WHERE line.n <= %s), ''),
           least(count(*), %s),
           min(line.last) FILTER (WHERE line.n = %s),
           count(*) > %s,
           ({count}),
           ({edition})
    FROM (
        SELECT page.n, CASE WHEN page.n = %s THEN json_build_array({keys})::text END AS last,
               '{{"type":"Feature",{id}"geometry":'
               || coalesce(ST_AsGeoJSON(page.feature_shape, {decimals}), 'null') || ',"properties":'
               || row_to_json(properties)::text || '}}' AS json
        FROM (SELECT row_number() OVER () AS n, page.* FROM ({page}) AS page) AS page,
             LATERAL (SELECT {properties}) AS properties
    ) AS line
"""
_PARTS = "SELECT part.* FROM ({parts}) AS part LIMIT %s"
_COUNT = "SELECT count(*) FROM ({page}) AS counted"


class Placeholder(Enum):
    """A value of a query that is put in after the query is compiled."""


Part = Mapping[Placeholder, Any]  # what is put in for one part of the rows


@dataclass(frozen=True)
class Features:
    """GeoJSON Feature texts joined by commas, and how many.

    following: the keys of the last one, if there are more. matched: the number of all rows counted.
    edition: what the query `edition` found.
    """

    json: str
    number: int
    following: list[Any] | None
    matched: int | None
    edition: Any = None


class Shape(models.Func):
    """The geometry itself, for the SQL around a query: GeoDjango would hand it out as bytes."""

    template = "%(expressions)s"
    arity = 1
    output_field = models.TextField()


class UtcText(models.Func):
    """A moment as RFC 3339 with `Z` and milliseconds."""

    template = "to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"
    arity = 1
    output_field = models.TextField()


def write(
    rows: QuerySet[Any],
    *,
    properties: Mapping[str, Combinable],
    shape: Combinable,
    keys: Sequence[str],
    limit: int,
    feature_id: str = "",
    decimals: int = COORDINATE_DECIMALS,
    parts: Sequence[Part] = (),
    counted: QuerySet[Any] | None = None,
    edition: QuerySet[Any] | None = None,
) -> Features:
    """Write the first `limit` of ordered rows, in one statement.

    keys: columns that a page can be continued by. feature_id: the column of the features' `id`.
    parts: the rows of one part after those of the other, until there are enough.
    counted: rows to be counted beside. edition: a query of one value, read beside.
    """
    names = {name: f"property_{n}" for n, name in enumerate(properties)}
    columns: dict[str, Combinable] = {names[name]: each for name, each in properties.items()}
    columns |= {f"key_{n}": F(key) for n, key in enumerate(keys)}
    columns |= {"feature_id": F(feature_id)} if feature_id else {}
    columns["feature_shape"] = shape
    try:
        page, values = _page(rows.annotate(**columns).values_list(*columns), limit + 1, parts)
    except EmptyResultSet:
        return Features("", 0, None, None if counted is None else 0)
    count, counted_values = _count(counted)
    one, one_values = _compiled(edition) if edition is not None else ("NULL", [])
    texts = _texts(names, keys, has_id=bool(feature_id))
    sql = _FEATURES.format(count=count, edition=one, decimals=decimals, page=page, **texts)
    with connection.cursor() as cursor:
        cursor.execute(sql, [limit] * 4 + counted_values + one_values + [limit] + values)
        json, number, last, is_cut, matched, found = cursor.fetchone()
    return Features(json, number, orjson.loads(last) if is_cut else None, matched, found)


def _texts(names: Mapping[str, str], keys: Sequence[str], *, has_id: bool) -> dict[str, str]:
    """The parts of the statement that follow from what is written. names: property -> column."""
    return {
        "keys": ", ".join(f"page.key_{n}" for n in range(len(keys))),
        "id": """"id":' || to_json(page.feature_id) || ',""" if has_id else "",
        "properties": ", ".join(
            f"page.{column} AS {connection.ops.quote_name(name)}" for name, column in names.items()
        ),
    }


def _page(rows: QuerySet[Any], limit: int, parts: Sequence[Part]) -> Sql:
    one, values = _compiled(rows[:limit])
    if not parts:
        return one, values
    bound = [
        part[value] if isinstance(value, Placeholder) else value
        for part in parts
        for value in values
    ]
    # PostgreSQL takes the parts in turn, and ends where the page is full.
    sql = _PARTS.format(parts=" UNION ALL ".join([f"({one})"] * len(parts)))
    return sql, [*bound, limit]


def _count(rows: QuerySet[Any] | None) -> Sql:
    if rows is None:
        return "NULL", []
    page, values = _compiled(rows.order_by().values_list("pk"))
    return _COUNT.format(page=page), values


def _compiled(rows: QuerySet[Any]) -> Sql:
    sql, values = rows.query.sql_with_params()
    return sql, list(values)
