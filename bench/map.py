"""The map at several sizes: tiles and pages of features, beside bare SQL and beside tipg.

At each size, on the same requests and in turns, so that a busy machine slows all alike:
- ours: the web server with its production settings;
- bare: the statements that ours runs, through psycopg in as many threads, and nothing else;
- tipg (bench/tipg.lock): on the same table, 2 workers, at most 10,000 features a tile.

Tiles and boxes lie where reports lie, in the same proportion: the busiest city comes most often.
At last the same drawn content at the smallest and the largest size: tiles of any zoom with as
many features, and boxes that hold just one page. The first run makes the databases.
"""

import argparse
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from itertools import cycle

import _harness as harness
import _map_data as data
import _tipg as tipg
from _harness import Load
from _map_data import Place
from _sql import BareSql, statements

CONCURRENCY, ROUNDS = 4, 3
ZOOMS = range(6, 17)
STATUSES = ("received", "assigned", "in_progress", "fixed", "not_fixed")
SERVICES = ("pothole", "street_light", "road_sign", "snow")
TIPG_PORT = harness.PORT + 20

Contestant = Callable[[float], Load]


def main() -> None:
    options = _options()
    tipg.install()
    places = data.prepare(options.counts, ZOOMS)
    for place in places:
        _measure(place, options.seconds)
    if len(places) > 1:
        _same_content(places[0], places[-1], options.seconds)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--counts",
        type=lambda text: sorted(int(number) for number in text.split(",")),
        default=[10_000, 100_000, 1_000_000],
    )
    parser.add_argument("--seconds", type=float, default=2.0, help="for each number")
    return parser.parse_args()


def _measure(place: Place, seconds: float) -> None:
    print(f"\n{place.count:,} reports, {CONCURRENCY} at once")
    data.enter(place)
    with ExitStack() as stack:
        stack.enter_context(harness.web(DATABASE_URL=place.url))
        stack.enter_context(tipg.running(place.url, TIPG_PORT))
        bare = BareSql(place.url, CONCURRENCY)
        stack.callback(bare.close)
        _tiles(place, bare, seconds)
        _filtered_tiles(place, seconds / 2)
        _items(place, bare, seconds)


def _tiles(place: Place, bare: BareSql, seconds: float) -> None:
    print(
        f"\n{'tiles':>8}{'ours/s':>9}{'p50 ms':>8}{'p95 ms':>8}{'kB':>7}{'bare/s':>9}{'p95 ms':>8}"
        f"{'tipg/s':>9}{'p50 ms':>8}{'p95 ms':>8}{'kB':>7}{'ours/bare':>11}{'ours/tipg':>11}"
    )
    for zoom in ZOOMS:
        tiles = place.tiles[zoom]
        texts = cycle(statements([_tile(*tile) for tile in tiles], holding="ST_AsMVT"))
        ours, sql, theirs = _in_turns(
            seconds,
            _ours([_tile(*tile) for tile in tiles]),
            lambda share, texts=texts: bare.load(texts, share),
            _tipg([tipg.tile(*tile) for tile in tiles]),
        )
        print(
            f"{f'z{zoom}':>8}{_rate(ours)}{_kilobytes(ours)}"
            f"{sql.per_second:>9.0f}{sql.percentile_ms(95):>8.1f}"
            f"{_rate(theirs)}{_kilobytes(theirs)}"
            f"{ours.per_second / sql.per_second:>11.2f}{ours.per_second / theirs.per_second:>11.1f}"
        )


def _filtered_tiles(place: Place, seconds: float) -> None:
    """Ours alone: p95 by filter; the last three as the dispatcher of the busiest crew's office."""
    now = datetime.now(UTC)
    month, year = (
        f"created_after={(now - timedelta(days=days)):%Y-%m-%dT%H:%M:%SZ}" for days in (30, 365)
    )
    kinds = {
        "status": (place.tiles, [f"status={status}" for status in STATUSES], ""),
        "service": (place.tiles, [f"service={service}" for service in SERVICES], ""),
        "both": (place.tiles, ["status=fixed&service=pothole"], ""),
        "month": (place.tiles, [month], ""),
        "year": (place.tiles, [year], ""),
        "staff": (place.crew_tiles, [""], f"Bearer {place.token}"),
        "crew": (place.crew_tiles, [f"crew={place.crew}"], f"Bearer {place.token}"),
        "their month": (place.crew_tiles, [month], f"Bearer {place.token}"),
        "their year": (place.crew_tiles, [year], f"Bearer {place.token}"),
    }
    print(f"\n{'p95 ms':>8}" + "".join(f"{name:>13}" for name in kinds))
    for zoom in ZOOMS:
        line = f"{f'z{zoom}':>8}"
        for tiles, queries, token in kinds.values():
            query = cycle(queries)
            paths = [f"{_tile(*tile)}?{next(query)}" for tile in tiles[zoom]]
            (ours,) = _in_turns(seconds, _ours(paths, authorization=token))
            line += f"{ours.percentile_ms(95):>13.1f}"
        print(line)


def _items(place: Place, bare: BareSql, seconds: float) -> None:
    print(
        f"\n{'items':>16}{'ours/s':>9}{'p50 ms':>8}{'p95 ms':>8}{'kB':>7}{'bare/s':>9}{'p95 ms':>8}"
        f"{'tipg/s':>9}{'p50 ms':>8}{'p95 ms':>8}{'kB':>7}{'ours/bare':>11}{'ours/tipg':>11}"
    )
    boxes = {f"{data.BOX_DEGREES} degrees": place.boxes, "one full page": place.full_boxes}
    for name, chosen in boxes.items():
        texts = cycle(statements([_box(box) for box in chosen], holding="ST_AsGeoJSON"))
        ours, sql, theirs = _in_turns(
            2 * seconds,
            _ours([_box(box) for box in chosen]),
            lambda share, texts=texts: bare.load(texts, share),
            _tipg([tipg.items(box, data.PAGE) for box in chosen]),
        )
        print(
            f"{name:>16}{_rate(ours)}{_kilobytes(ours)}"
            f"{sql.per_second:>9.0f}{sql.percentile_ms(95):>8.1f}"
            f"{_rate(theirs)}{_kilobytes(theirs)}"
            f"{ours.per_second / sql.per_second:>11.2f}{ours.per_second / theirs.per_second:>11.1f}"
        )


def _same_content(small: Place, large: Place, seconds: float) -> None:
    """Both sizes in turns, on requests that draw the same number of features."""
    print(f"\nThe same drawn content at {small.count:,} and at {large.count:,} reports")
    numbers = f"{'p50 ms':>8}{'p95 ms':>8}{'kB':>7}"
    print(f"{'':>16}{numbers}{numbers}{'ratio':>8}")
    ports = (harness.PORT, harness.PORT + 10)
    names = [name for name in small.drawing if small.drawing[name] and large.drawing[name]]
    requests = {
        name: [[_tile(*tile) for tile in place.drawing[name]] for place in (small, large)]
        for name in names
    }
    requests[f"{data.PAGE} items"] = [
        [_box(box) for box in place.full_boxes] for place in (small, large)
    ]
    with ExitStack() as stack:
        for port, place in zip(ports, (small, large), strict=True):
            stack.enter_context(harness.web(port, DATABASE_URL=place.url))
        for name, lists in requests.items():
            loads = _in_turns(
                2 * seconds,
                *(_ours(paths, port=port) for paths, port in zip(lists, ports, strict=True)),
            )
            few, many = loads
            print(
                f"{name:>16}"
                + "".join(f"{_percentiles(load)}{_kilobytes(load)}" for load in loads)
                + f"{many.percentile_ms(95) / few.percentile_ms(95):>8.2f}"
            )
    for name in names:
        zooms = [data.zooms_of(place.drawing[name]) for place in (small, large)]
        print(f"  {name}: tiles of {zooms[0]} and of {zooms[1]}")


def _in_turns(seconds: float, *contestants: Contestant) -> list[Load]:
    """Let each work for so long, in rounds; what it does at first is not counted."""
    for contestant in contestants:
        contestant(seconds / 10)
    loads = [Load([], 0, 0) for _ in contestants]
    for _ in range(ROUNDS):
        for number, contestant in enumerate(contestants):
            loads[number] += contestant(seconds / ROUNDS)
    refused = sum(load.refused for load in loads)
    if refused:
        raise SystemExit(f"{refused} requests were refused.")
    return loads


def _ours(paths: list[str], *, port: int = harness.PORT, authorization: str = "") -> Contestant:
    turn = data.in_turn(paths)
    return lambda seconds: harness.get(
        turn, port=port, concurrency=CONCURRENCY, seconds=seconds, authorization=authorization
    )


def _tipg(paths: list[str]) -> Contestant:
    return _ours(paths, port=TIPG_PORT)


def _tile(zoom: int, x: int, y: int) -> str:
    return f"/api/v1/tiles/reports/{zoom}/{x}/{y}.mvt"


def _box(box: str) -> str:
    return f"/ogc/collections/reports/items?bbox={box}&limit={data.PAGE}"


def _rate(load: Load) -> str:
    return f"{load.per_second:>9.0f}{_percentiles(load)}"


def _percentiles(load: Load) -> str:
    return f"{load.percentile_ms(50):>8.1f}{load.percentile_ms(95):>8.1f}"


def _kilobytes(load: Load) -> str:
    return f"{load.size / len(load.times) / 1000:>7.1f}"


if __name__ == "__main__":
    main()
