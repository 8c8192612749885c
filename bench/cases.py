"""What the life of a case costs at several sizes: similar reports, merging, work in bulk, figures.

Reads: the web server with its production settings, one request after the other; every size in
turns, so that a busy machine slows all alike. Writes: through the API in this process, within a
transaction that is undone, so that the next run finds the same reports; so without the commit.
The last column is the p95 of the largest size in terms of the smallest. The first run makes the
databases, which bench/map.py shares. An answer may be longer where more reports are (kB): among
few, some municipalities have none.
"""

import argparse
import itertools
import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from statistics import quantiles
from typing import Any
from urllib.parse import urlencode

import _harness as harness
import _map_data as data
import psycopg
from _harness import Load
from _map_data import Place

ROUNDS, WARM_UP = 3, 0.2  # a share of the seconds
AT_ONCE, ASSIGNMENTS, MERGES = 500, 4, 60
SPOTS = 200
SIMILAR_MAX_MS, FIGURES_MAX_MS, GROWTH_MAX = 20, 200, 1.5

PUBLIC = (
    "",
    "group_by=service",
    "group_by=area",
    "group_by=manager",
    "group_by=month",
    "group_by=service,month",
    "group_by=service&area={area}",
    "group_by=month&area={area}",
    "group_by=service&month_from=2026-01&month_to=2026-06",
    "group_by=service,month&f=csv",
)
OWN = (
    "",
    "group_by=service",
    "group_by=area",
    "group_by=crew",
    "group_by=month",
    "group_by=service,month",
    "group_by=crew,month",
)


def main() -> None:
    options = _options()
    places = data.make_places(options.counts)
    sizes = "".join(f"{f'{place.count:,}':>27}" for place in places)
    print(f"\n{'':>58}{sizes}")
    print(f"{'':>58}" + f"{'p50 ms':>11}{'p95 ms':>9}{'kB':>7}" * len(places) + f"{'growth':>9}")
    with ExitStack() as stack:
        ports = [harness.PORT + 10 * number for number in range(len(places))]
        for place, port in zip(places, ports, strict=True):
            stack.enter_context(harness.web(port, DATABASE_URL=place.url))
        _similar(places, ports, options.seconds)
        _figures(places, ports, options.seconds)
    _writes(places)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--counts",
        type=lambda text: sorted(int(number) for number in text.split(",")),
        default=[10_000, 1_000_000],
    )
    parser.add_argument("--seconds", type=float, default=3.0, help="for each number")
    return parser.parse_args()


# --- reads ------------------------------------------------------------------------------------


def _similar(places: list[Place], ports: list[int], seconds: float) -> None:
    """Asked where reports lie, in the same proportion, for the service of one that lies there."""
    for name, text in (("similar", ""), ("similar, with a text", "głęboka dziura na jezdni")):
        paths = [_similar_paths(place, text) for place in places]
        _line(name, _in_turns(paths, ports, seconds), at_most=SIMILAR_MAX_MS)


def _similar_paths(place: Place, text: str) -> list[str]:
    said = {"text": text} if text else {}
    with psycopg.connect(place.url) as connection:
        rows = connection.execute(
            "SELECT ST_X(location), ST_Y(location), service.code FROM reports_report AS report"
            " JOIN jurisdictions_service AS service ON service.id = report.service_id"
            " WHERE visibility = 'public' ORDER BY report.id LIMIT %s",
            [SPOTS],
        ).fetchall()
    return [
        f"/api/v1/reports/similar?{urlencode({'lon': lon, 'lat': lat, 'service': code, **said})}"
        for lon, lat, code in rows
    ]


def _figures(places: list[Place], ports: list[int], seconds: float) -> None:
    areas = [_areas(place) for place in places]
    for query in PUBLIC:
        paths = [
            [f"/api/v1/stats?{query.replace('{area}', area)}" for area in each] for each in areas
        ]
        _line(f"stats?{query}", _in_turns(paths, ports, seconds), at_most=FIGURES_MAX_MS)
    for query in OWN:
        paths = [[f"/api/v1/stats?scope=own&{query}"]] * len(places)
        tokens = [f"Bearer {place.token}" for place in places]
        loads = _in_turns(paths, ports, seconds, tokens)
        _line(f"stats?scope=own&{query}", loads, at_most=FIGURES_MAX_MS)


def _areas(place: Place) -> list[str]:
    """Municipalities, in the proportion of their reports."""
    with psycopg.connect(place.url) as connection:
        rows = connection.execute(
            "SELECT municipality_teryt FROM reports_report WHERE municipality_teryt <> ''"
            " ORDER BY id LIMIT %s",
            [SPOTS],
        ).fetchall()
    return [code for (code,) in rows]


def _in_turns(
    paths: list[list[str]], ports: list[int], seconds: float, tokens: list[str] | None = None
) -> list[Load]:
    turns = [itertools.cycle(each) for each in paths]
    loads = [Load([], 0, 0) for _ in ports]
    shares = [WARM_UP * seconds] + [seconds / ROUNDS] * ROUNDS
    for number, share in enumerate(shares):
        for which, port in enumerate(ports):
            done = harness.get(
                turns[which],
                port=port,
                concurrency=1,
                seconds=share,
                authorization=tokens[which] if tokens else "",
            )
            if done.refused:
                raise SystemExit(f"{done.refused} requests were refused: {paths[which][0]}")
            if number:
                loads[which] += done
    return loads


# --- writes -----------------------------------------------------------------------------------


def _writes(places: list[Place]) -> None:
    kinds: dict[str, Callable[[Place], Load]] = {
        f"{AT_ONCE} assigned at once": _assign,
        "merged into another": lambda place: _merge(place)[0],
        "and unmerged": lambda place: _merge(place)[1],
    }
    for name, work in kinds.items():
        _line(name, [work(place) for place in places])


@contextmanager
def _undone(place: Place) -> Iterator[Any]:
    """A caller of the API who is the office's dispatcher, and whose changes are taken back."""
    from django.db import transaction
    from django.test import Client

    data.enter(place)
    headers = {"Authorization": f"Bearer {place.token}"}
    with transaction.atomic():
        yield Client(SERVER_NAME="127.0.0.1", headers=headers)
        transaction.set_rollback(True)


def _assign(place: Place) -> Load:
    """The same reports to one crew of the office and to another one, over and over."""
    from backend.crews.models import Crew

    times = []
    with _undone(place) as client:
        crew = Crew.objects.get(pk=place.crew)
        other = Crew.objects.create(jurisdiction=crew.jurisdiction, name="The other crew")
        reports = _made(place, AT_ONCE)
        for number in range(ASSIGNMENTS):
            target = (other, crew)[number % 2]
            body = {"crew": target.pk, "reports": reports}
            took, answer = _timed(client.post, "/api/v1/assignments", body)
            assert answer.status_code == 200, answer.content
            times.append(took)
    return Load(times, sum(times), 0)


def _merge(place: Place) -> tuple[Load, Load]:
    merged, unmerged = [], []
    with _undone(place) as client:
        survivor, *others = _made(place, MERGES + 1)
        for report in others:
            path = f"/api/v1/reports/{report}/duplicate"
            took, answer = _timed(client.put, path, {"of": survivor})
            assert answer.status_code == 200, answer.content
            merged.append(took)
        for report in others:
            took, answer = _timed(client.delete, f"/api/v1/reports/{report}/duplicate", None)
            assert answer.status_code in (200, 204), answer.content
            unmerged.append(took)
    return Load(merged, sum(merged), 0), Load(unmerged, sum(unmerged), 0)


def _made(place: Place, number: int) -> list[str]:
    """So many reports of the busiest crew's office, as copies of one that is in work there."""
    from uuid import uuid4

    from backend.reports.models import Report

    pattern = Report.objects.filter(crew=place.crew, status="assigned").order_by("id").first()
    if pattern is None:
        pattern = Report.objects.filter(crew=place.crew).order_by("id").first()
        assert pattern is not None
        pattern.status, pattern.closed_at, pattern.closing_reason = "assigned", None, ""
    names = [
        field.attname
        for field in Report._meta.concrete_fields
        if not field.generated and field.attname not in ("id", "number")
    ]
    values = {name: getattr(pattern, name) for name in names}
    values["handler_id"] = pattern.crew.jurisdiction_id
    rows = Report.objects.bulk_create(
        Report(id=uuid4(), number=f"BENCH-{serial}", **values) for serial in range(number)
    )
    return [str(row.pk) for row in rows]


def _timed(call: Callable[..., Any], path: str, body: Any) -> tuple[float, Any]:
    content = json.dumps(body) if body is not None else ""
    began = time.perf_counter()
    answer = call(path, content, content_type="application/json")
    return time.perf_counter() - began, answer


def _line(name: str, loads: list[Load], *, at_most: float | None = None) -> None:
    p95 = [quantiles(load.times, n=100, method="inclusive")[94] * 1000 for load in loads]
    p50 = [load.percentile_ms(50) for load in loads]
    line = f"{name:<58}" + "".join(
        f"{half:>11.1f}{most:>9.1f}{load.size / len(load.times) / 1000:>7.1f}"
        for half, most, load in zip(p50, p95, loads, strict=True)
    )
    growth = p95[-1] / p95[0]
    wrong = [f"over {at_most} ms"] if at_most and p95[-1] > at_most else []
    wrong += [f"over {GROWTH_MAX} times"] if at_most and growth > GROWTH_MAX else []
    print(f"{line}{growth:>9.2f}  {', '.join(wrong)}", flush=True)


if __name__ == "__main__":
    main()
