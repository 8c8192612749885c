"""Part 2, coordinate reference systems: the tests of its abstract test suite, named in comments."""

from typing import Any

import pytest

from tests.ogc.asking import (
    ALL_CRS,
    COLLECTIONS,
    CRS84,
    EPSG_2180,
    EPSG_3857,
    EPSG_4326,
    get,
    ids,
    items,
    refusal,
    scatter,
    url,
)
from tests.ogc.projections import in_pl_1992, in_web_mercator
from tests.ogc.schemas import PART_2, needs_schemas, validate

pytestmark = pytest.mark.django_db

PLACES = [(14.2, 53.9), (19.0, 52.0), (20.9313, 52.084269), (24.1, 50.8), (22.8, 49.05)]
CENTIMETRE = 0.01
UNKNOWN = ("", "2180", "EPSG:2180", f"{EPSG_2180}0", "http://www.opengis.net/def/crs/EPSG/0/0",
           "'; DROP TABLE reports_report; --", "x" * 5000)  # fmt: skip


EXPECTED = {
    CRS84: (lambda lon, lat: (lon, lat), 1e-7),
    EPSG_4326: (lambda lon, lat: (lat, lon), 1e-7),
    EPSG_3857: (in_web_mercator, CENTIMETRE),
    EPSG_2180: (in_pl_1992, CENTIMETRE),
}


def places(document: dict[str, Any]) -> dict[str, list[float]]:
    return {each["id"]: each["geometry"]["coordinates"] for each in document["features"]}


# /conf/crs/crs-uri, /conf/crs/storageCrs, /conf/crs/default-crs
@needs_schemas
def test_every_collection_lists_its_crs_and_how_it_is_stored(stranger):
    everything = get(stranger, "/collections")
    validate(everything, f"{PART_2}/collectionsExtensionCrs.yaml")

    assert everything["crs"] == list(ALL_CRS)
    for each in everything["collections"]:
        validate(each, f"{PART_2}/collection.yaml")
        assert each["crs"] == list(ALL_CRS)
        assert each["crs"][0] == CRS84
        assert each["storageCrs"] in each["crs"]


# /conf/crs/crs-parameter, /conf/crs/crs-transform
@pytest.mark.parametrize("crs", ALL_CRS)
def test_coordinates_come_in_the_crs_and_in_its_axis_order(stranger, report, crs):
    made = dict(zip(scatter(report["id"], PLACES), PLACES, strict=True))
    expected, tolerance = EXPECTED[crs]

    answer = stranger.get(url("/collections/reports/items", crs=crs))
    found = places(answer.json())

    assert answer.headers["Content-Crs"] == f"<{crs}>"
    for pk, place in made.items():
        assert found[pk] == pytest.approx(expected(*place), abs=tolerance)
        alone = stranger.get(url(f"/collections/reports/items/{pk}", crs=crs))
        assert alone.headers["Content-Crs"] == f"<{crs}>"
        assert alone.json()["geometry"] == {"type": "Point", "coordinates": found[pk]}


# /conf/crs/crs-parameter-default
@pytest.mark.parametrize("collection", COLLECTIONS)
def test_without_the_parameter_it_is_crs84(everything, collection):
    unsaid, said = items(everything, collection), items(everything, collection, crs=CRS84)
    assert unsaid["features"] == said["features"]


@pytest.mark.parametrize("collection", COLLECTIONS)
@pytest.mark.parametrize("crs", ALL_CRS[1:])
def test_every_collection_is_transformed_and_nothing_but_its_geometry(everything, collection, crs):
    plain = items(everything, collection)["features"]
    transformed = items(everything, collection, crs=crs)["features"]

    assert [each["properties"] for each in plain] == [each["properties"] for each in transformed]
    assert all(set(each["geometry"]) == {"type", "coordinates"} for each in transformed)
    expected, tolerance = EXPECTED[crs]
    for before, after in zip(plain, transformed, strict=True):
        vertices = zip(_flat(before), _flat(after), strict=True)
        assert all(now == pytest.approx(expected(*was), abs=2 * tolerance) for was, now in vertices)


def _flat(feature: dict[str, Any]) -> list[list[float]]:
    def points(node: Any) -> list[list[float]]:
        return (
            [node]
            if isinstance(node[0], float | int)
            else [p for each in node for p in points(each)]
        )

    return points(feature["geometry"]["coordinates"])


# /conf/crs/bbox-crs-parameter, /conf/crs/bbox-crs-parameter-default
@pytest.mark.parametrize("crs", ALL_CRS)
def test_a_box_is_read_in_its_crs_and_axis_order(stranger, report, crs):
    near, far = scatter(report["id"], [(20.9313, 52.084269), (20.9413, 52.084269)])
    x, y = EXPECTED[crs][0](20.9313, 52.084269)
    reach = 0.001 if EXPECTED[crs][1] < 1e-5 else 100
    box = f"{x - reach},{y - reach},{x + reach},{y + reach}"

    found = ids(items(stranger, "reports", bbox=box, bbox_crs=crs)["features"])

    assert near in found
    assert far not in found


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_the_same_box_in_another_crs_finds_the_same(everything, collection):
    around = {
        CRS84: "20.90,52.06,20.97,52.11",
        EPSG_4326: "52.06,20.90,52.11,20.97",
        EPSG_3857: ",".join(
            map(str, (*in_web_mercator(20.90, 52.06), *in_web_mercator(20.97, 52.11)))
        ),
    }
    found = {
        crs: ids(items(everything, collection, bbox=box, bbox_crs=crs, limit=1000)["features"])
        for crs, box in around.items()
    }
    assert found[CRS84] == found[EPSG_4326] == found[EPSG_3857] != []


def test_a_box_in_metres_keeps_its_own_straight_edges(stranger, report):
    """In degrees the edges of a box of EPSG:2180 are curves; a wide one rises by kilometres."""
    (north, west), (_, east) = in_pl_1992(14.99, 52.001), in_pl_1992(23.01, 52.001)
    inside, outside = [], []
    for lon in range(15, 24):
        for lat in (51.90 + step * 0.005 for step in range(30)):
            y, x = in_pl_1992(lon, lat)
            fits = west <= x <= east and north - 5000 <= y <= north
            (inside if fits else outside).append((float(lon), lat))
    expected = scatter(report["id"], inside)
    scatter(report["id"], outside)
    box = f"{north - 5000},{west},{north},{east}"

    found = items(stranger, "reports", bbox=box, bbox_crs=EPSG_2180, limit=1000)["features"]

    assert sorted(ids(found)) == sorted(expected)


# /conf/crs/crs-parameter-invalid, /conf/crs/bbox-crs-parameter-invalid
@pytest.mark.parametrize("crs", UNKNOWN, ids=range(len(UNKNOWN)))
def test_an_unknown_crs_is_refused(stranger, db, crs):
    path = "/collections/reports/items"
    assert refusal(stranger, path, crs=crs) == (400, "invalid", ["crs"])
    assert refusal(stranger, f"{path}/14", crs=crs) == (400, "invalid", ["crs"])
    box = {"bbox": "20,52,21,53"}
    assert refusal(stranger, path, **box, bbox_crs=crs) == (400, "invalid", ["bbox-crs"])
    assert refusal(stranger, path, filter_crs=crs) == (400, "invalid", ["filter-crs"])
