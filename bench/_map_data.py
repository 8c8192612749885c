"""What the map benchmark measures on: databases of several sizes, and the tiles and boxes asked."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

import _country
import _harness as harness
import psycopg

COUNTRY = "usterka_map"  # the database that the others begin as
SEED, YEARS = 7, 4.0
TILES, BOXES = 100, 60  # asked in turn, of each kind
BOX_DEGREES = 0.1
PAGE = 1000
CLUSTERS_BELOW, CELLS_DEEPER, CELL_ZOOM = 13, 5, 24
DRAWN = {"clusters": (100, 300), "points": (25, 100)}  # features in the tiles that are compared
DRAWN_WITHIN = 0.1
DISPATCHER = "dispatcher@bench.example"

Path = str  # of a request
TileKey = tuple[int, int, int]

# The public reports as tipg is to see them: in a table of its own, narrow, with the index that
# its transformation to EPSG:3857 wants. On the table of ours that index would lead ours astray.
FOR_TIPG = """
CREATE SCHEMA IF NOT EXISTS tipg_points;
CREATE TABLE IF NOT EXISTS tipg_points.reports (
    id uuid PRIMARY KEY, number text, status text, service_id bigint, received_at timestamptz,
    geom geometry(Point, 4326)
);
INSERT INTO tipg_points.reports
SELECT id, number, status, service_id, received_at, location
FROM reports_report WHERE visibility = 'public'
ON CONFLICT DO NOTHING;
CREATE INDEX IF NOT EXISTS reports_by_place ON tipg_points.reports USING gist (geom);
"""
_TILES_THAT_DRAW = """
    SELECT tile, drawn FROM (
        SELECT map_cell >> %(tile)s AS tile, {drawn} AS drawn
        FROM reports_report WHERE visibility = 'public' GROUP BY tile
    ) AS counted
    WHERE drawn BETWEEN %(least)s AND %(most)s ORDER BY tile
"""
# The side of the square (in degrees of longitude, the same on the ground northward) around a
# place that holds so many reports.
_SIDE = """
    SELECT 2 * distance FROM (
        SELECT greatest(abs(ST_X(location) - %(lon)s),
                        abs(ST_Y(location) - %(lat)s) / %(squeeze)s) AS distance
        FROM reports_report
        WHERE visibility = 'public'
          AND location && ST_MakeEnvelope(%(lon)s - %(reach)s, %(lat)s - %(reach)s,
                                          %(lon)s + %(reach)s, %(lat)s + %(reach)s, 4326)
        ORDER BY 1 OFFSET %(number)s - 1 LIMIT 2
    ) AS near
"""


@dataclass(kw_only=True)
class Place:
    """A database of one size. tiles: by zoom, in the proportion in which reports lie there."""

    count: int
    name: str
    url: str
    token: str = ""
    crew: int = 0
    tiles: dict[int, list[TileKey]] = field(default_factory=dict)
    crew_tiles: dict[int, list[TileKey]] = field(default_factory=dict)
    boxes: list[str] = field(default_factory=list)
    full_boxes: list[str] = field(default_factory=list)
    drawing: dict[str, list[TileKey]] = field(default_factory=dict)


def prepare(counts: list[int], zooms: range) -> list[Place]:
    """Make the databases with what the map is asked, and with a table for tipg."""
    places = make_places(counts)
    for place in places:
        with psycopg.connect(place.url, autocommit=True) as connection:
            connection.execute(FOR_TIPG)
            connection.execute("VACUUM (ANALYZE) tipg_points.reports")
        enter(place)
        _choose(place, zooms)
        _leave()
    return places


def make_places(counts: list[int]) -> list[Place]:
    """Make the databases, as far as they are not there from an earlier run."""
    import os

    harness.prepare(COUNTRY)
    _country.load()
    url = os.environ["DATABASE_URL"]
    _leave()
    return [_place(count, url) for count in counts]


def _leave() -> None:
    from django.db import connection

    connection.close()
    if connection.pool:
        connection.close_pool()


def enter(place: Place) -> None:
    """Let Django work on this database from now on."""
    from django.db import connection

    _leave()
    connection.settings_dict["NAME"] = place.name


def _place(count: int, url: str) -> Place:
    from django.core.management import call_command

    name = f"{COUNTRY}_{count}"
    harness.make_database(name, url, template=COUNTRY)
    place = Place(count=count, name=name, url=harness.url_of(name, url))
    enter(place)
    call_command("migrate", verbosity=0)
    _fill(place)
    place.crew, place.token = _dispatcher()
    _leave()
    return place


def _fill(place: Place) -> None:
    """Make the reports up, without their histories, which the map does not read."""
    from datetime import UTC, datetime

    from backend.management.seeding import seed_reports, settle
    from backend.reports.case_models import CaseChange
    from backend.reports.map_models import MapChange
    from backend.reports.models import Report

    there = Report.objects.count()
    if there not in (0, place.count):
        raise SystemExit(
            f"{place.name} has {there:,} reports, left from a run that was stopped: drop it."
        )
    if there == 0:
        until = datetime.now(UTC)
        for done in seed_reports(
            count=place.count, seed=SEED, years=YEARS, until=until, has_history=False
        ):
            print(f"\r{place.name}: {done:,} reports", end="", flush=True)
        print()
    if there == 0 or MapChange.objects.exists() or CaseChange.objects.exists():
        settle()


def _choose(place: Place, zooms: range) -> None:
    with psycopg.connect(place.url) as connection:
        spots = _spots(connection, "visibility = 'public'")
        place.tiles = {zoom: [_tile(zoom, cell) for _, _, cell in spots] for zoom in zooms}
        own = _spots(connection, f"crew_id = {place.crew}")
        place.crew_tiles = {zoom: [_tile(zoom, cell) for _, _, cell in own] for zoom in zooms}
        half = BOX_DEGREES / 2
        place.boxes = [_box(lon, lat, half) for lon, lat, _ in spots[:BOXES]]
        place.full_boxes = list(_full_boxes(connection, spots))
        place.drawing = _drawing(connection)


def _spots(connection: Any, condition: str) -> list[tuple[float, float, int]]:
    """Places of reports drawn at random: ids are, and the same seed gives the same."""
    rows = connection.execute(
        "SELECT ST_X(location), ST_Y(location), map_cell FROM reports_report"
        f" WHERE {condition} ORDER BY id LIMIT %s",
        [TILES],
    ).fetchall()
    return rows


def _dispatcher() -> tuple[int, str]:
    """The crew with the most reports, and the token of its office's dispatcher."""
    from django.db.models import Count

    from backend.accounts.models import Role, User
    from backend.accounts.people import issue_token, make_person
    from backend.crews.models import Crew
    from backend.reports.models import Report

    counted = Report.objects.exclude(crew=None).values("crew").annotate(many=Count("id"))
    crew = Crew.objects.get(pk=counted.order_by("-many", "crew")[0]["crew"])
    user = User.objects.filter(email=DISPATCHER).first() or make_person(
        email=DISPATCHER, password="of-a-benchmark-7", name="Dyżurny", language="pl", is_staff=False
    )
    Role.objects.get_or_create(user=user, jurisdiction=crew.jurisdiction, kind=Role.Kind.DISPATCHER)
    return crew.pk, issue_token(user)


def _tile(zoom: int, cell: int) -> TileKey:
    code = cell >> 2 * (CELL_ZOOM - zoom)
    bits = [code >> bit & 1 for bit in range(2 * zoom)]
    x = sum(bit << number for number, bit in enumerate(bits[::2]))
    y = sum(bit << number for number, bit in enumerate(bits[1::2]))
    return zoom, x, y


def _box(lon: float, lat: float, half: float, squeeze: float = 1.0) -> str:
    sides = (lon - half, lat - half * squeeze, lon + half, lat + half * squeeze)
    return ",".join(f"{side:.7f}" for side in sides)


def _full_boxes(connection: Any, spots: list[tuple[float, float, int]]) -> Iterator[str]:
    """Boxes that hold just as many reports as a page: so all sizes draw the same."""
    squeeze = 0.61  # a degree of latitude is that much longer in the middle of the country
    for lon, lat, _ in spots[:BOXES]:
        for reach in (0.05, 0.4, 3.0, 12.0):
            values = {"lon": lon, "lat": lat, "squeeze": squeeze, "reach": reach, "number": PAGE}
            sides = [side for (side,) in connection.execute(_SIDE, values)]
            if len(sides) == 2 and sides[1] / 2 < reach * squeeze:
                yield _box(lon, lat, sum(sides) / 4, squeeze)
                break


def _drawing(connection: Any) -> dict[str, list[TileKey]]:
    """Tiles, of any zoom, by what they draw: "100 clusters", ..."""
    found: dict[str, list[TileKey]] = {}
    for kind, numbers in DRAWN.items():
        zooms = range(6, CLUSTERS_BELOW) if kind == "clusters" else range(CLUSTERS_BELOW, 17)
        for zoom in zooms:
            cells = f"count(DISTINCT map_cell >> {2 * (CELL_ZOOM - CELLS_DEEPER - zoom)})"
            sql = _TILES_THAT_DRAW.format(drawn=cells if kind == "clusters" else "count(*)")
            for number in numbers:
                values = {
                    "tile": 2 * (CELL_ZOOM - zoom),
                    "least": round(number * (1 - DRAWN_WITHIN)),
                    "most": round(number * (1 + DRAWN_WITHIN)),
                }
                tiles = [
                    _tile(zoom, code << 2 * (CELL_ZOOM - zoom))
                    for code, _ in connection.execute(sql, values)
                ]
                found.setdefault(f"{number} {kind}", []).extend(tiles)
    chooser = random.Random(SEED)
    return {name: chooser.sample(tiles, min(TILES, len(tiles))) for name, tiles in found.items()}


def in_turn(paths: list[Path]) -> Iterator[Path]:
    shuffled = list(paths)
    random.Random(SEED).shuffle(shuffled)
    return cycle(shuffled)


def zooms_of(tiles: list[TileKey]) -> str:
    counted = Counter(zoom for zoom, _, _ in tiles)
    return ", ".join(f"z{zoom}: {many}" for zoom, many in sorted(counted.items()))
