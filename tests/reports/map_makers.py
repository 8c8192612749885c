"""Reports in bulk, for the tests of the map: rows as a bulk load writes them."""

from datetime import timedelta
from random import Random
from typing import Any
from uuid import uuid4

from django.contrib.gis.geos import Point
from django.db import connection

from backend.crews.models import Crew
from backend.jurisdictions.models import Jurisdiction, Service
from backend.reports.map_models import MapChange, MapCount, MunicipalityCount
from backend.reports.models import Report
from backend.reports.workflow import CLOSED, OPEN, Status, Visibility
from tests.conftest import NOON


def make_reports(number: int, *, seed: int = 7, prefix: str = "MAP", **fields: Any) -> list[Report]:
    """Add reports near Lesznowola and some far away, with all statuses, a tenth of them private."""
    random, offices = Random(seed), list(Jurisdiction.objects.order_by("pk"))
    services, crews = list(Service.objects.order_by("pk")), list(Crew.objects.order_by("pk"))
    rows = []
    for serial in range(number):
        crew = random.choice(crews)
        status = random.choice(Status.values)
        office = random.choice(offices)
        values = {
            "service": random.choice(services),
            "jurisdiction": office,
            "handler": office,
            "municipality_teryt": random.choice(["1418032", "1418042", ""]),
            "status": status,
            "crew": crew,
            "visibility": Visibility.PRIVATE if random.random() < 0.1 else Visibility.PUBLIC,
            "location": some_place(random),
            "received_at": NOON - timedelta(days=random.random() * 400),
            **fields,
        }
        closed = values["received_at"] + timedelta(days=random.random() * 40)
        values["closed_at"] = closed if values["status"] in CLOSED else None
        values["updated_at"] = values["received_at"]
        rows.append(Report(id=uuid4(), number=f"{prefix}-{seed}-{serial}", **values))
    return Report.objects.bulk_create(rows)


def some_place(random: Random) -> Point:
    if random.random() < 0.1:
        return Point(random.uniform(14, 24), random.uniform(49, 55), srid=4326)
    return Point(random.gauss(20.93, 0.02), random.gauss(52.07, 0.02), srid=4326)


def counts() -> dict[str, set[tuple[Any, ...]]]:
    """What is counted, changes and all; nothing is left of what adds up to nothing."""
    return {name: _rows(sql) for name, sql in _COUNTED.items()}


def recounted() -> dict[str, set[tuple[Any, ...]]]:
    """The same from the reports themselves, by another way."""
    return {name: _rows(sql) for name, sql in _RECOUNTED.items()}


def folded() -> dict[str, set[tuple[Any, ...]]]:
    """What the tables of counts hold alone."""
    return {
        "cells": set(
            MapCount.objects.values_list(
                "service_id", "status", "zoom", "cell", "count", "open", "x", "y"
            )
        ),
        "municipalities": set(
            MunicipalityCount.objects.values_list(
                "municipality_teryt", "status", "days_to_close", "count"
            )
        ),
    }


def apart(found: dict[str, set[Any]], real: dict[str, set[Any]]) -> list[Any]:
    """Some rows that only one of the two has; a test that fails shows no more of them."""
    rows = [(name, row) for name in real for row in found[name] ^ real[name]]
    return sorted(rows)[:10]


def is_folded() -> bool:
    return not MapChange.objects.exists()


def _rows(sql: str) -> set[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"open": list(OPEN)})
        return set(cursor.fetchall())


_KINDS = (
    "LATERAL (VALUES (0, ''), (0, r.status), (r.service_id, r.status)) AS kind (service, status)"
)
_COUNTED = {
    "cells": f"""
        SELECT service, status, zoom, cell, sum(count)::int, sum(open)::int, sum(x)::bigint,
               sum(y)::bigint
        FROM (
            SELECT service_id AS service, status, zoom, cell, count, open, x, y
            FROM reports_mapcount
            UNION ALL
            SELECT kind.service, kind.status, zoom, map_cell >> (38 - 2 * zoom), count,
                   CASE WHEN r.status = ANY (%(open)s) THEN count ELSE 0 END,
                   count * x::bigint, count * y::bigint
            FROM reports_mapchange AS r, generate_series(0, 12) AS zoom, {_KINDS}
        ) AS part
        GROUP BY service, status, zoom, cell HAVING sum(count) <> 0 OR sum(x) <> 0 OR sum(open) <> 0
    """,
    "municipalities": """
        SELECT municipality_teryt, status, days_to_close, sum(count)::int
        FROM (
            SELECT municipality_teryt, status, days_to_close, count FROM reports_municipalitycount
            UNION ALL
            SELECT municipality_teryt, status, days_to_close, count FROM reports_mapchange
        ) AS part
        GROUP BY municipality_teryt, status, days_to_close HAVING sum(count) <> 0
    """,
}
_RECOUNTED = {
    "cells": f"""
        SELECT kind.service, kind.status, zoom, map_cell >> (38 - 2 * zoom), count(*)::int,
               (count(*) FILTER (WHERE r.status = ANY (%(open)s)))::int,
               sum(floor(ST_X(location_3857)))::bigint, sum(floor(ST_Y(location_3857)))::bigint
        FROM reports_report AS r, generate_series(0, 12) AS zoom, {_KINDS}
        WHERE visibility = 'public' GROUP BY 1, 2, 3, 4
    """,
    "municipalities": """
        SELECT municipality_teryt, status,
               CASE WHEN status IN ('fixed', 'not_fixed')
                    THEN extract(day FROM closed_at - received_at)::int ELSE -1 END,
               count(*)::int
        FROM reports_report WHERE visibility = 'public' GROUP BY 1, 2, 3
    """,
}
