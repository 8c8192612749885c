"""Which features are given: bbox, datetime, and the properties' own parameters."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core import errors
from backend.reports.models import Report
from gis_layers.models import Road
from gis_layers.ogc import items as ogc_items
from gis_layers.ogc.crs import SUPPORTED
from gis_layers.ogc.layers import ROADS
from gis_layers.ogc.parameters import parse_box, parse_period
from tests.conftest import NOON
from tests.ogc.asking import EPSG_2180, EPSG_3857, EPSG_4326, get, ids, items, refusal, scatter

pytestmark = pytest.mark.django_db

ITEMS = "/collections/reports/items"
NO_BOX = [
    "", ",", "1,2,3", "1,2,3,4,5", "a,b,c,d", "1,2,3,", "NaN,1,2,3", "1,2,nan,3", "inf,1,2,3",
    "-inf,-inf,inf,inf", "1e999,1,2,3", "1_0,1,20,3", "１,1,2,3", " 1,1,2,3", "0x1,1,2,3",
    "21,52,20,53", "20,53,21,52", "-181,0,0,0", "0,-91,0,0", "0,0,181,0", "0,0,0,90.1",
    "20,52,0,21,53,100", "1,2,3,4,5,6,7,8", "1;2;3;4", "1,2,3,4)", "20,52,21,53'--",
    "ST_MakeEnvelope(1,2,3,4)", "POINT(20 52)", "1," * 50_000, "%00", "9" * 400 + ",1,2,3",
]  # fmt: skip
NO_TIME = [
    "", "/", "../..", "/..", "../", "..", "now", "2026", "2026-13-01", "2026-02-30",
    "2026-01-01T00:00:00", "2026-01-01 00:00:00Z", "2026-01-01T25:00:00Z", "20260101T000000Z",
    "2026-01-02/2026-01-01", "2026-01-01/2026-01-02/2026-01-03", "2026-01-01/x", "x/2026-01-01",
    "0000-01-01", "99999-01-01", "9999-12-31T23:59:59.9999-23:59", "0001-01-01T00:00:00+23:59",
    "２０２６-01-01", "2026-01-01'--", "1" * 50_000, "2026-01-01T00:00:00Z\x00", "P1D", "2026-W01",
]  # fmt: skip
NO_LIMIT = ["", "0", "-1", "1.5", "x", "1e3", "NaN", "inf", "٣", "1_0", " 1", "0x10", "9" * 5000,
            str(2**31), "1;DROP TABLE reports_report", "null"]  # fmt: skip
NO_CURSOR = ["x", "WzFd", "e30", "W10", "é", "A" * 10_000, "WzEsMl0", "'--", "\x00",
             "WzFlOTk5LCJ4Il0", "Wzk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OSwieCJd"]  # fmt: skip


# /conf/core/fc-bbox-definition, /conf/core/fc-bbox-response
def test_a_box_finds_what_it_meets_and_no_more(stranger, report):
    west, edge, middle, east = scatter(
        report["id"], [(20.8, 52.0), (20.9, 52.05), (20.95, 52.1), (21.1, 52.0)]
    )

    found = ids(items(stranger, "reports", bbox="20.9,52.05,21,52.2")["features"])

    assert {edge, middle} <= set(found)
    assert not {west, east} & set(found)


def test_a_box_may_be_a_line_or_a_point(stranger, report):
    (pk,) = scatter(report["id"], [(22.5, 51.5)])
    for box in ("22.5,51.5,22.5,51.5", "22.5,51,22.5,52", "22,51.5,23,51.5"):
        assert ids(items(stranger, "reports", bbox=box)["features"]) == [pk]


def test_a_line_that_only_its_box_meets_is_not_found(stranger, db):
    road = Road.objects.active().first()
    Road.objects.filter(pk=road.pk).update(geometry="SRID=4326;LINESTRING(15 50, 16 51)")

    assert ids(items(stranger, "roads", bbox="15.8,50.1,15.9,50.2")["features"]) == []
    assert ids(items(stranger, "roads", bbox="15.4,50.4,15.6,50.6")["features"]) == [road.pk]


@given(st.data())
def test_a_box_finds_what_a_plain_comparison_finds(stranger, report, data):
    lons, lats = st.floats(20.6, 21.2), st.floats(51.9, 52.3)
    places = data.draw(st.lists(st.tuples(lons, lats), max_size=12))
    (west, east), (south, north) = (
        sorted(data.draw(st.tuples(each, each))) for each in (lons, lats)
    )
    Report.objects.filter(number__startswith="KOP").delete()
    made = dict(zip(scatter(report["id"], places), places, strict=True))

    found = items(stranger, "reports", bbox=f"{west!r},{south!r},{east!r},{north!r}")["features"]

    expected = {
        pk for pk, (lon, lat) in made.items() if west <= lon <= east and south <= lat <= north
    }
    assert set(ids(found)) - {report["id"]} == expected


# /conf/core/fc-time-definition, /conf/core/fc-time-response
@pytest.mark.parametrize(
    ("period", "days"),
    [
        ("2026-11-02T11:00:00Z", [2]),
        ("2026-11-02T12:00:00+01:00", [2]),
        ("2026-11-02T11:00:00.000Z", [2]),
        ("2026-11-02t11:00:00z", [2]),
        ("2026-11-02", [2]),
        ("2026-11-02T10:00:00Z/2026-11-03T11:00:00Z", [2, 3]),
        ("2026-11-02/2026-11-03", [2, 3]),
        ("2026-11-03T11:00:00Z/..", [3, 4]),
        ("2026-11-03T11:00:00Z/", [3, 4]),
        ("../2026-11-02T11:00:00Z", [1, 2]),
        ("/2026-11-02T11:00:00Z", [1, 2]),
        ("2026-11-02T11:00:01Z", []),
    ],
)
def test_a_period_finds_what_lies_in_it(stranger, report, period, days):
    Report.objects.update(received_at=NOON - timedelta(days=900))
    made = {
        scatter(report["id"], [(20.9, 52)], received_at=NOON.replace(day=day))[0]: day
        for day in (1, 2, 3, 4)
    }
    found = items(stranger, "reports", datetime=period)["features"]
    assert sorted(made[pk] for pk in ids(found) if pk in made) == days


@pytest.mark.parametrize(
    ("period", "is_found"),
    [
        ("2026-11-03", True),
        ("2026-10-30/2026-11-01T11:00:00Z", True),
        ("2026-11-07T11:00:00Z/..", True),
        ("2026-11-07T11:00:01Z/..", False),
        ("../2026-11-01T10:59:59Z", False),
        ("2026-10-01/2026-12-01", True),
    ],
)
def test_works_are_found_by_any_moment_of_their_time(stranger, road_work, period, is_found):
    found = items(stranger, "works", datetime=period)["features"]
    assert ids(found) == ([road_work.pk] if is_found else [])


def test_works_without_an_end_last(stranger, road_work):
    road_work.ends_at = None
    road_work.save()
    assert ids(items(stranger, "works", datetime="2030-01-01")["features"]) == [road_work.pk]


def test_what_has_no_time_is_found_at_every_time(stranger, db):
    assert (
        items(stranger, "roads", datetime="1990-01-01")["features"]
        == (items(stranger, "roads")["features"])
    )


# /req/queryables-query-parameters/parameters
@pytest.mark.parametrize("collection", ["reports", "roads", "boundaries", "works", "crew_areas"])
def test_every_property_is_a_parameter_that_finds_its_value(everything, collection):
    features = items(everything, collection)["features"]
    for name, value in features[0]["properties"].items():
        if value is None:
            continue
        text = str(value).lower() if isinstance(value, bool) else str(value)
        found = items(everything, collection, **{name: text}, limit=1000)["features"]
        assert features[0]["id"] in ids(found), (name, value)
        assert {each["properties"][name] for each in found} == {value}


def test_several_parameters_must_all_hold(stranger, report):
    (pk,) = scatter(report["id"], [(20.93, 52.08)], status="waiting", road_name="Inna")

    assert ids(items(stranger, "reports", status="waiting")["features"]) == [pk]
    assert ids(items(stranger, "reports", status="waiting", road_name="Inna")["features"]) == [pk]
    assert items(stranger, "reports", status="waiting", road_name="x")["features"] == []
    assert items(stranger, "reports", is_open="false")["features"] == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("status", "nonsense"),
        ("status", "fixed,waiting"),
        ("is_open", "1"),
        ("is_open", "True"),
        ("road_km", "x"),
        ("road_km", "nan"),
        ("road_km", "1e999"),
        ("road_km", ""),
        ("received_at", "2026-01-01"),
        ("received_at", "9999-12-31T23:59:59.9999Z"),
        ("closed_at", "null"),
        ("road_name", "a\x00b"),
        ("number", "\x00"),
    ],
)
def test_a_value_that_its_property_cannot_have_is_refused(stranger, db, name, value):
    assert refusal(stranger, ITEMS, **{name: value}) == (400, "invalid", [name])


@pytest.mark.parametrize("collection", ["roads", "statistics", "crew_areas"])
def test_dates_and_whole_numbers_are_read_strictly(stranger, db, collection):
    name = {"roads": "valid_from", "statistics": "open", "crew_areas": "priority"}[collection]
    path = f"/collections/{collection}/items"
    for value in ("", "x", "2026-1-1", "1.5", "9" * 30, "1_0", "2026-02-30"):
        assert refusal(stranger, path, **{name: value}) == (400, "invalid", [name])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("bbox", each) for each in NO_BOX),
        *(("datetime", each) for each in NO_TIME),
        *(("limit", each) for each in NO_LIMIT),
        *(("cursor", each) for each in NO_CURSOR),
        ("filter_lang", ""),
        ("filter_lang", "cql2"),
        ("filter_lang", "sql"),
    ],
    ids=range(len(NO_BOX) + len(NO_TIME) + len(NO_LIMIT) + len(NO_CURSOR) + 3),
)
def test_nonsense_is_refused_by_the_name_of_its_parameter(stranger, db, name, value):
    named = name.replace("_", "-")
    assert refusal(stranger, ITEMS, **{name: value}) == (400, "invalid", [named])


@pytest.mark.parametrize("crs", [EPSG_4326, EPSG_3857, EPSG_2180])
def test_a_box_outside_its_crs_is_refused(stranger, db, crs):
    for box in (
        "1e7,1e7,3e7,3e7",
        "-3e7,-3e7,3e7,3e7",
        "100,50,200,60" if crs == EPSG_4326 else "5,5,4,4",
    ):
        assert refusal(stranger, ITEMS, bbox=box, bbox_crs=crs) == (400, "invalid", ["bbox"])


def test_any_box_that_is_not_refused_is_answered(stranger, db):
    """The bounds are those within which PostGIS can transform."""
    for uri, crs in SUPPORTED.items():
        (x0, y0), (x1, y1) = (
            (each[::-1] if crs.is_flipped else each) for each in (crs.least, crs.most)
        )
        for box in ((x0, y0, x1, y1), (x0, y0, x0, y0), (x1, y1, x1, y1), (x0, y1, x1, y1)):
            items(stranger, "reports", bbox=",".join(map(repr, box)), bbox_crs=uri)
            items(stranger, "roads", bbox=",".join(map(repr, box)), bbox_crs=uri, limit=1)


@pytest.mark.parametrize(
    "name", ["bbox", "datetime", "limit", "crs", "bbox-crs", "filter", "cursor", "f", "status"]
)
def test_a_parameter_that_is_given_twice_is_refused(stranger, db, name):
    good = {"bbox": "20,52,21,53", "datetime": "2026-01-01", "limit": "5", "filter": "1=1",
            "cursor": "x", "f": "json", "status": "fixed"}.get(name, EPSG_2180)  # fmt: skip
    answer = stranger.get(f"/ogc{ITEMS}?{name}={quote(good)}&{name}={quote(good)}")
    assert answer.status_code == 400
    assert [each["field"] for each in answer.json()["errors"]] == [name]


@given(st.text(max_size=60), st.sampled_from(list(SUPPORTED.values())))
def test_any_text_is_a_box_or_a_refusal(text, crs):
    try:
        box = parse_box(text, crs)
    except errors.InvalidInput as refused:
        assert refused.field == "bbox"
    else:
        assert box.x_min <= box.x_max and box.y_min <= box.y_max


@given(st.text(alphabet="0123456789-:./TZ+", max_size=45) | st.text(max_size=30))
def test_any_text_is_a_period_or_a_refusal(text):
    try:
        period = parse_period(text)
    except errors.InvalidInput as refused:
        assert refused.field == "datetime"
    else:
        assert period.first or period.last


def test_refusals_say_what_would_be_right(stranger, db):
    answer = stranger.get("/ogc/collections/roads/items?limit=0&lang=en").json()
    assert str(ROADS.limit_max) in answer["errors"][0]["message"]
    assert "limit" in answer["errors"][0]["message"]


# /conf/filter/filter-param, /conf/filter/filter-lang-default, /conf/filter/expression-construction
@pytest.mark.parametrize(
    "collection", ["reports", "statistics", "crew_areas", "boundaries", "roads", "works"]
)
def test_a_filter_narrows_every_collection(everything, collection):
    names = set(get(everything, f"/collections/{collection}/queryables")["properties"])
    for name in names - {"geometry"}:
        for lang in ({}, {"filter_lang": "cql2-text"}):
            nothing = items(everything, collection, filter=f"{name} IS NULL", **lang)["features"]
            assert [each["properties"][name] for each in nothing] == [None] * len(nothing)
            rest = items(everything, collection, filter=f"{name} IS NOT NULL")["features"]
            assert None not in [each["properties"][name] for each in rest]
    path = f"/collections/{collection}/items"
    for text in ("THIS IS NOT A FILTER", "this_is_not_a_queryable IS NULL"):
        assert refusal(everything, path, filter=text)[::2] == (400, ["filter"])


def test_a_filter_in_json_says_the_same(stranger, report):
    (pk,) = scatter(report["id"], [(20.93, 52.08)], status="waiting")
    tree = '{"op":"=","args":[{"property":"status"},"waiting"]}'
    found = items(stranger, "reports", filter=tree, filter_lang="cql2-json")["features"]
    assert ids(found) == [pk]


# /conf/filter/filter-crs-wgs84, /conf/filter/filter-crs-param
def test_geometries_in_a_filter_are_read_in_its_crs(stranger, report):
    (pk,) = scatter(report["id"], [(22.5, 51.5)])
    for crs, box in (
        ({}, "22.4,51.4,22.6,51.6"),
        ({"filter_crs": EPSG_4326}, "51.4,22.4,51.6,22.6"),
        ({"filter_crs": EPSG_2180}, "395000,735000,420000,760000"),
    ):
        found = items(stranger, "reports", filter=f"S_INTERSECTS(geometry,BBOX({box}))", **crs)
        assert ids(found["features"]) == [pk]
    outside = "S_INTERSECTS(geometry,BBOX(1000000,1000000,2000000,2000000))"
    assert refusal(stranger, ITEMS, filter=outside)[::2] == (400, ["filter"])


def test_a_filter_that_takes_too_long_is_refused(stranger, report, monkeypatch):
    scatter(report["id"], [(20.9, 52.0)] * 500)
    slow = " OR ".join([f"road_name LIKE '%{n}%x'" for n in range(60)])
    assert items(stranger, "reports", filter=slow)["features"] == []

    monkeypatch.setattr(ogc_items, "QUERY_MAX_MS", 1)

    assert refusal(stranger, ITEMS, filter=slow) == (400, "invalid", ["filter"])


# /req/filter/mixing-expressions
def test_a_filter_and_the_other_parameters_must_all_hold(stranger, report):
    here, there = scatter(report["id"], [(22.5, 51.5), (23.5, 51.5)], status="waiting")
    wanted = {"filter": "status = 'waiting'", "bbox": "22,51,23,52"}
    assert ids(items(stranger, "reports", **wanted)["features"]) == [here]
    assert items(stranger, "reports", **wanted, is_open="false")["features"] == []
    assert there not in ids(items(stranger, "reports", **wanted)["features"])


# /conf/queryables/get-queryables-op, /conf/queryables/get-queryables-response
@pytest.mark.parametrize("collection", ["reports", "roads", "statistics"])
def test_queryables_are_a_closed_json_schema(stranger, collection):
    answer = stranger.get(f"/ogc/collections/{collection}/queryables?lang=en")
    schema = answer.json()

    assert answer.headers["Content-Type"] == "application/schema+json"
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"].endswith(f"/ogc/collections/{collection}/queryables")
    assert (schema["type"], schema["additionalProperties"]) == ("object", False)
    assert schema["properties"]["geometry"]["format"].startswith("geometry-")
    links = get(stranger, f"/collections/{collection}")["links"]
    rel = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
    assert [each["href"] for each in links if each["rel"] == rel] == [schema["$id"]]
