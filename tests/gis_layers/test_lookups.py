import pytest
from django.contrib.gis.geos import Point
from django.contrib.gis.measure import D
from django.db import connection

from gis_layers import importers
from gis_layers.models import Address, Boundary
from tests.gis_layers.files import LAT, LON, boundaries, line, roads, square, write_geojson

pytestmark = pytest.mark.usefixtures("empty_layers")

METRE_OF_LAT = 1 / 111_270
METRE_OF_LON = 1 / 68_570


def _point(east_m: float = 0, north_m: float = 0) -> Point:
    return Point(LON + east_m * METRE_OF_LON, LAT + north_m * METRE_OF_LAT, srid=4326)


def test_the_smallest_covering_boundary_comes_first(tmp_path):
    for name, side, code in (("county", 0.2, "1418"), ("gmina", 0.1, "1418032")):
        file = write_geojson(
            tmp_path / f"{name}.geojson", (square(side=side), {"code": code, "name": name})
        )
        importers.import_boundaries(file, mapping=boundaries(tmp_path))
    inside = Boundary.objects.active().covering(_point(100, 100))
    assert [boundary.name for boundary in inside] == ["gmina", "county"]
    assert [boundary.name for boundary in inside.filter(level="county")] == ["county"]
    assert not Boundary.objects.active().covering(_point(-100, 0)).exists()


def test_a_place_on_the_shared_edge_has_the_lower_code_first(tmp_path):
    file = write_geojson(
        tmp_path / "a.geojson",
        (square(lat=LAT + 0.1), {"code": "1418042", "name": "north"}),
        (square(lat=LAT - 0.1, side=0.2), {"code": "1418032", "name": "south and more"}),
        (square(lon=LON - 0.1, lat=LAT + 0.1), {"code": "1418012", "name": "west"}),
    )
    importers.import_boundaries(file, mapping=boundaries(tmp_path))
    corner = Point(LON, LAT + 0.1, srid=4326)
    codes = [boundary.code for boundary in Boundary.objects.active().covering(corner)]
    assert codes == ["1418012", "1418042", "1418032"]


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (
            lambda: Boundary.objects.active().covering(_point()),
            "active_boundaries_by_place",
        ),
        (
            lambda: Address.objects.active().nearest(_point(), within=D(m=75)),
            "active_addresses_by_ground",
        ),
    ],
)
def test_a_look_up_is_one_scan_of_the_index_of_active_rows(tmp_path, query, index):
    _import_many(tmp_path)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = query().explain()
    assert f"Index Scan using {index}" in plan
    assert plan.count("Scan") == 1


def _import_many(path) -> None:
    lines = [(line(LON + step / 50), {"category": "gminna"}) for step in range(300)]
    squares = [
        (square(LON + step / 10), {"code": f"{1_400_000 + step}", "name": "x"})
        for step in range(300)
    ]
    importers.import_roads(write_geojson(path / "r.geojson", *lines), mapping=roads(path))
    importers.import_boundaries(
        write_geojson(path / "b.geojson", *squares), mapping=boundaries(path)
    )
