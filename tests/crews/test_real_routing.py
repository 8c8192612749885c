"""Routing on real data, beside answers that shapely finds by itself in the files.

Nothing of routing's own SQL is used for the expected answers: municipalities are looked up with
GEOS in the file's own coordinates, roads are measured in EPSG:2180.
"""

import os
import random
from pathlib import Path

import numpy
import pyogrio
import pytest
import shapely
from django.db import connection

from gis_layers import importers
from tests.crews.ground import clear, route
from tests.gis_layers.files import write_geojson, write_mapping

DATA = Path(
    os.environ.get("USTERKA_TEST_DATA")
    or Path(__file__).resolve().parents[2].parent / "shared/data"
)
# Pins have seven decimals (half a centimetre), and a geodesic is no straight line of EPSG:2180.
TIE_M = 0.03
SCALE_OF_2180 = 0.9993  # on its central meridian, 19 degrees east; Toruń is half a degree off
DISTRICTS = {
    name: f"1465{serial:02}8"
    for serial, name in enumerate(
        [
            *("Bemowo", "Białołęka", "Bielany", "Mokotów", "Ochota", "Praga Południe"),
            *("Praga Północ", "Rembertów", "Śródmieście", "Targówek", "Ursus", "Ursynów"),
            *("Wawer", "Wesoła", "Wilanów", "Włochy", "Wola", "Żoliborz"),
        ],
        start=2,
    )
}

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not DATA.is_dir(), reason=f"no real data in {DATA} (set USTERKA_TEST_DATA)"),
]


@pytest.fixture(autouse=True)
def _no_map():
    clear()


def read(name: str, *columns: str):
    """The shapes of a file in its own coordinates, and the columns asked for."""
    _, _, shapes, values = pyogrio.raw.read(DATA / name, columns=list(columns))
    return shapely.from_wkb(shapes), dict(zip(columns, values, strict=True))


def points_inside(shape: shapely.Geometry, count: int, seed: int) -> list[tuple[float, float]]:
    """Points drawn evenly inside a shape, with the decimals of a pin."""
    draw = random.Random(seed)
    west, south, east, north = shape.bounds
    shapely.prepare(shape)
    found: list[tuple[float, float]] = []
    while len(found) < count:
        place = (round(draw.uniform(west, east), 7), round(draw.uniform(south, north), 7))
        if shape.contains(shapely.Point(place)):
            found.append(place)
    return found


def test_every_point_of_poland_is_in_the_municipality_that_contains_it(tmp_path):
    file = "boundaries/gminy_pl_2018_clean.geojson"
    mapping = write_mapping(tmp_path / "m.toml", '[attributes]\ncode = "teryt"\nname = "name"\n')
    assert importers.import_boundaries(DATA / file, mapping=mapping).added == 2478
    shapes, columns = read(file, "teryt")
    country = shapely.union_all(read("boundaries/wojewodztwa_pl_2018_clean.geojson")[0])
    places = points_inside(country, 2_500, seed=1)
    tree = shapely.STRtree(shapes)
    pins, units = tree.query(shapely.points(places), predicate="covered_by")
    expected = {pin: columns["teryt"][unit] for pin, unit in zip(pins, units, strict=True)}
    assert len(expected) == len(pins) == len(places), "each in one and only one"

    found = {pin: route(*place).municipality for pin, place in enumerate(places)}

    wrong = {
        places[pin]: (expected[pin], unit) for pin, unit in found.items()
        if unit is None or unit.teryt != expected[pin]
    }  # fmt: skip
    assert wrong == {}
    assert len(set(expected.values())) > 1_300


def test_near_the_roads_of_torun_the_nearest_in_metres_is_found(tmp_path):
    mapping = write_mapping(
        tmp_path / "m.toml",
        '[attributes]\ncategory = "katZarzadz"\nname = "fid_src"\n[categories]\n'
        'W = "wojewodzka"\nP = "powiatowa"\nG = "gminna"\nI = "wewnetrzna"\n',
    )
    importers.import_roads(DATA / "roads/bdot10k_torun_sample.geojson", mapping=mapping)
    roads, _ = read("roads/bdot10k_torun_sample/directedRoadsSample.shp")
    pins = near(roads, 1_000, seed=2)
    places = transformed(pins)
    tree = shapely.STRtree(roads)

    wrong, alone = [], 0
    for pin, place in zip(pins, places, strict=True):
        near_roads = tree.query(pin, predicate="dwithin", distance=30)
        distances = dict(
            zip(near_roads.tolist(), shapely.distance(pin, roads[near_roads]).tolist(), strict=True)
        )
        least = min(distances.values())
        nearest = {road for road, metres in distances.items() if metres <= least + TIE_M}
        alone += len(nearest) == 1
        found = route(*place).road
        if found is None or int(found.name) not in nearest:
            wrong.append((place, found, nearest))
        else:
            assert found.distance_m == pytest.approx(least / SCALE_OF_2180, abs=TIE_M)

    assert wrong == []
    assert alone > 850, "most pins have one nearest road, so that the test can tell"
    assert degrees_would_differ(places) > 20


def near(roads, count: int, seed: int):
    """Pins up to 24 m from a road, in its own coordinates."""
    draw = numpy.random.default_rng(seed)
    chosen = roads[draw.integers(0, len(roads), count)]
    on_roads = shapely.line_interpolate_point(chosen, draw.random(count), normalized=True)
    angle, metres = draw.uniform(0, 2 * numpy.pi, count), 24 * numpy.sqrt(draw.random(count))
    moves = numpy.column_stack([numpy.cos(angle), numpy.sin(angle)]) * metres[:, None]
    return shapely.points(shapely.get_coordinates(on_roads) + moves)


def transformed(pins) -> list[tuple[float, float]]:
    """From EPSG:2180 to the pins that a phone would send."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT round(ST_X(pin)::numeric, 7)::float8, round(ST_Y(pin)::numeric, 7)::float8"
            " FROM unnest(%s::float8[], %s::float8[]) WITH ORDINALITY AS place (x, y, serial),"
            " LATERAL ST_Transform(ST_SetSRID(ST_MakePoint(x, y), 2180), 4326) AS pin"
            " ORDER BY serial",
            [shapely.get_x(pins).tolist(), shapely.get_y(pins).tolist()],
        )
        return cursor.fetchall()


def degrees_would_differ(places) -> int:
    """How many pins have another nearest road when degrees are taken for metres."""
    roads, columns = read("roads/bdot10k_torun_sample.geojson", "fid_src")
    tree = shapely.STRtree(roads)
    by_degrees = tree.nearest(shapely.points(places))
    found = [route(*place).road.name for place in places]
    return sum(
        str(columns["fid_src"][road]) != name for road, name in zip(by_degrees, found, strict=True)
    )


def test_every_point_of_warsaw_is_warsaws_in_all_of_its_18_districts(tmp_path):
    """Every point lies in two areas here, and each district borders on others."""
    shapes, columns = read("boundaries/warszawa_dzielnice.geojson", "name")
    by_name = dict(zip(columns["name"], shapes, strict=True))
    mapping = write_mapping(tmp_path / "m.toml", '[attributes]\ncode = "code"\nname = "name"\n')
    for layer, codes in {"city": {"Warszawa": "1465011"}, "districts": DISTRICTS}.items():
        features = [(by_name[name], {"code": code, "name": name}) for name, code in codes.items()]
        file = write_geojson(tmp_path / f"{layer}.geojson", *features)
        importers.import_boundaries(file, mapping=mapping, name=layer)

    for name in DISTRICTS:
        inside = by_name[name].intersection(by_name["Warszawa"])
        for place in points_inside(inside, 20, seed=3):
            found = route(*place)
            assert found.municipality.name == "Warszawa", (name, place)
            assert (found.manager.kind, found.manager.teryt) == ("city", "1465011")
            assert found.is_certain
    border = by_name["Mokotów"].intersection(by_name["Ursynów"]).centroid
    assert route(border.x, border.y, accuracy_m=100).is_certain, "both are the president's"
