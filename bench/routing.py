"""A route: what the database takes for it, what Python adds, and what an app waits for.

At 2,000 places on and beside the roads of a country of 2,479 municipalities and 200,000 roads, in
one run. Besides, on the same database and prepared by psycopg: the statement that routing calls,
and the least that any routing must ask (in which municipality, and what road is nearest).
"""

import itertools
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from statistics import median, quantiles
from typing import Any

import _country
import _harness as harness
import psycopg

DATABASE = "country"
PLACES = 2_000
CONCURRENCY, SECONDS = (1, 4), 6.0
ACCURACIES_M = (None, 8.0, 50.0)
TARGET_MS = 1.0
# Every 100th road or so, somewhere along it, and up to 20 m aside.
SAMPLE = """
SELECT ST_X(place), ST_Y(place) FROM (
    SELECT ST_Project(
        ST_LineInterpolatePoint(geometry, (hashint8(id + 1) & 1023) / 1023.0)::geography,
        hashint8(id + 2) & 15, radians(hashint8(id + 3) & 255))::geometry AS place
    FROM gis_layers_road WHERE is_active ORDER BY hashint8(id), id LIMIT %s
) AS places
"""
LEAST = """
SELECT (SELECT code FROM gis_layers_boundary
        WHERE is_active AND ST_Covers(geometry, place.point) ORDER BY area_m2 LIMIT 1),
       (SELECT number FROM gis_layers_road
        WHERE is_active AND ST_DWithin(geometry::geography, place.point::geography, 25)
        ORDER BY ST_Distance(geometry::geography, place.point::geography), id LIMIT 1)
FROM (SELECT ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326) AS point) AS place
"""

IN_DATABASE = "in the database (planning + execution)"

Place = tuple[float, float]
Way = Callable[[Place], float]


def main() -> None:
    harness.prepare(DATABASE)
    started = time.perf_counter()
    _country.load()
    print(f"The country was ready in {time.perf_counter() - started:.0f} s.\n")
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(SAMPLE, [PLACES])
        places = cursor.fetchall()
    print(f"{'':<44}{'accuracy':>9}{'p50 ms':>9}{'p95 ms':>9}")
    worst = 0.0
    with _psycopg_alone() as bare:
        for accuracy_m in ACCURACIES_M:
            times = _in_turns(places, _ways(bare, accuracy_m))
            for name, seconds in times.items():
                _tell(name, seconds, accuracy_m)
            worst = max(worst, median(times[IN_DATABASE]) * 1000)
    connection.close()
    _over_http(places)
    verdict = "as wanted" if worst <= TARGET_MS else f"MORE than the {TARGET_MS:.0f} ms wanted"
    print(f"\nDatabase time of a route at the median: {worst:.2f} ms at most, {verdict}.")


def _psycopg_alone() -> psycopg.Connection:
    """A connection like Django's, without Django."""
    from django.db import connection

    names = ("host", "port", "dbname", "user", "password")
    known = connection.get_connection_params()
    where = {name: known[name] for name in names if name in known}
    return psycopg.connect(**where, autocommit=True)


def _ways(bare: psycopg.Connection, accuracy_m: float | None) -> dict[str, Way]:
    """What is measured, by name: a place -> the seconds that it took."""
    from django.db import connection

    from backend.core import geo
    from backend.crews import facts
    from backend.crews.routing import find_route

    def explained(place: Place) -> float:
        with connection.cursor() as cursor:
            cursor.execute(
                f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {facts.SQL}",
                _values(place, accuracy_m),
            )
            (plan,) = cursor.fetchone()[0]
        return (plan["Planning Time"] + plan["Execution Time"]) / 1000

    def routed(place: Place) -> None:
        find_route(
            location=geo.point(*place),
            accuracy_m=accuracy_m,
            service="pothole",
            at=datetime.now(UTC),
        )

    def asked(sql: str) -> Way:
        return _timed(
            lambda place: bare.execute(sql, _values(place, accuracy_m), prepare=True).fetchone()
        )

    return {
        IN_DATABASE: explained,
        "the same, psycopg alone, with the way there": asked(facts.SQL),
        "find_route in Python, all told": _timed(routed),
        "the least: municipality and nearest road": asked(LEAST),
    }


def _timed(call: Callable[[Place], Any]) -> Way:
    def timed(place: Place) -> float:
        started = time.perf_counter()
        call(place)
        return time.perf_counter() - started

    return timed


def _in_turns(places: list[Place], ways: dict[str, Way]) -> dict[str, list[float]]:
    """All ways at one place, then at the next: a busy machine is as busy for each."""
    for way, place in itertools.product(ways.values(), places[:50]):  # plans, caches
        way(place)
    times: dict[str, list[float]] = {name: [] for name in ways}
    for place, (name, way) in itertools.product(places, ways.items()):
        times[name].append(way(place))
    return times


def _over_http(places: list[Place]) -> None:
    paths: Iterator[str] = itertools.cycle(
        f"/api/v1/route?lon={lon:.7f}&lat={lat:.7f}&service=pothole&accuracy=8"
        for lon, lat in places
    )
    with harness.web():
        harness.get(paths, port=harness.PORT, concurrency=4, seconds=2)
        for concurrency in CONCURRENCY:
            load = harness.get(paths, port=harness.PORT, concurrency=concurrency, seconds=SECONDS)
            if load.refused:
                raise SystemExit(f"{load.refused} requests were refused.")
            _tell(f"GET /route, {concurrency} at once: {load.per_second:.0f}/s", load.times, 8.0)


def _values(place: Place, accuracy_m: float | None) -> dict[str, Any]:
    from backend.core import geo
    from backend.crews import facts

    return facts.look_up_values(
        location=geo.point(*place), accuracy_m=accuracy_m, service="pothole", at=datetime.now(UTC)
    )


def _tell(what: str, times: list[float], accuracy_m: float | None) -> None:
    accuracy = f"{accuracy_m:.0f} m" if accuracy_m else "none"
    low, high = median(times) * 1000, quantiles(times, n=100)[94] * 1000
    print(f"{what:<44}{accuracy:>9}{low:>9.2f}{high:>9.2f}")


if __name__ == "__main__":
    main()
