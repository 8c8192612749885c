"""Whole collections as GeoPackage, GeoJSON and CSV."""

import csv
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyogrio
import pytest
import shapely
from django.contrib.gis.geos import Point
from django.core.signals import request_finished
from django.db import close_old_connections, connection

from backend.reports.models import Report
from gis_layers.models import Layer
from gis_layers.ogc import export_places, exports
from tests.ogc.asking import EPSG_2180, EPSG_3857, refusal, scatter, url
from tests.ogc.asking import items as items_of

pytestmark = pytest.mark.django_db

COMMITTED = "roads of a committed test"
FORMATS = ("gpkg", "geojson", "csv")
EVERY_COLLECTION = ("reports", "statistics", "crew_areas", "boundaries", "roads", "works")


def export(caller: Any, collection: str, f: str, **query: object) -> bytes:
    answer = caller.get(url(f"/collections/{collection}/export", f=f, **query))
    assert answer.status_code == 200, answer.getvalue()
    return answer.getvalue()


def works_of(caller: Any) -> list[dict[str, str]]:
    return as_rows(export(caller, "works", "csv"))


def close(answer: Any) -> None:
    """Close it as a server does, but keep the connection that holds the test's transaction."""
    request_finished.disconnect(close_old_connections)
    answer.close()
    request_finished.connect(close_old_connections)


def as_rows(content: bytes) -> list[dict[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def opened(content: bytes, folder: Path) -> tuple[dict[str, Any], Any, list[Any]]:
    """What GDAL says of a GeoPackage: its description, geometries and columns."""
    path = folder / "export.gpkg"
    path.write_bytes(content)
    meta, _, shapes, columns = pyogrio.raw.read(path)
    return (
        pyogrio.read_info(path),
        shapely.from_wkb(shapes),
        dict(zip(meta["fields"], columns, strict=True)),
    )


@pytest.mark.parametrize("collection", EVERY_COLLECTION)
def test_every_collection_is_the_same_in_all_formats(everything, collection, tmp_path):
    listed = items_of(everything, collection, limit=10_000)["features"]
    assert listed

    features = json.loads(export(everything, collection, "geojson"))["features"]
    rows = as_rows(export(everything, collection, "csv"))
    info, shapes, columns = opened(export(everything, collection, "gpkg"), tmp_path)

    assert features[: len(listed)] == listed
    ids = [str(feature["id"]) for feature in features]
    assert [row["id"] for row in rows] == ids == list(columns["id"])
    assert info["crs"] == "EPSG:4326"
    assert info["features"] == len(features)
    assert info["layer_name"] == collection
    for feature, shape in zip(features, shapes, strict=True):
        expected = shapely.geometry.shape(feature["geometry"])
        assert shapely.equals_exact(shape, expected, tolerance=1e-6)
    for name, value in features[0]["properties"].items():
        assert columns[name][0] == value or value is None or name.endswith(("_at", "_from", "_to"))


def test_csv_has_degrees_and_the_offices_metres(stranger, report):
    scatter(report["id"], [(21.0, 52.0)])

    [row] = [row for row in as_rows(export(stranger, "reports", "csv")) if row["lon"] == "21.0"]

    assert row["lat"] == "52.0"
    place = Point(21, 52, srid=4326).transform(2180, clone=True)  # by GDAL, x first
    assert float(row["epsg2180_northing"]) == pytest.approx(place.y, abs=0.01)
    assert float(row["epsg2180_easting"]) == pytest.approx(place.x, abs=0.01)


def test_csv_has_lines_as_text_in_metres(everything, road_work):
    [row] = [row for row in works_of(everything) if row["id"] == str(road_work.pk)]

    assert row["epsg2180_wkt"].startswith("LINESTRING(63")
    assert "lon" not in row


@pytest.mark.parametrize(("crs", "code"), [(EPSG_2180, "EPSG:2180"), (EPSG_3857, "EPSG:3857")])
def test_a_geopackage_comes_in_the_crs_that_is_asked_for(everything, crs, code, tmp_path):
    info, shapes, _ = opened(export(everything, "reports", "gpkg", crs=crs), tmp_path)

    assert info["crs"] == code
    place = Report.objects.get().location.transform(int(code[5:]), clone=True)
    assert shapes[0].equals_exact(shapely.Point(place.x, place.y), 0.01)


def test_geojson_comes_in_the_crs_that_is_asked_for(everything):
    [feature] = json.loads(export(everything, "reports", "geojson", crs=EPSG_2180))["features"]

    northing, easting = feature["geometry"]["coordinates"]
    assert 450_000 < northing < 500_000 and 600_000 < easting < 650_000


def test_exports_take_the_filters_of_items(stranger, report):
    [far] = scatter(report["id"], [(15.0, 51.0)], status="waiting")

    for query in (
        {"bbox": "14,50,16,52"},
        {"status": "waiting"},
        {"filter": "status = 'waiting'"},
        {"filter": "S_INTERSECTS(geometry, POINT(15 51))"},
    ):
        assert [row["id"] for row in as_rows(export(stranger, "reports", "csv", **query))] == [far]
    assert as_rows(export(stranger, "reports", "csv", datetime="../2000-01-01")) == []
    empty = json.loads(export(stranger, "reports", "geojson", datetime="../2000-01-01"))
    assert empty["features"] == []


def test_an_empty_geopackage_opens_too(stranger, report, tmp_path):
    content = export(stranger, "reports", "gpkg", datetime="../2000-01-01")

    info, shapes, _ = opened(content, tmp_path)

    assert info["features"] == len(shapes) == 0
    assert info["crs"] == "EPSG:4326"


@pytest.mark.parametrize("f", FORMATS)
def test_a_private_report_is_in_the_export_of_those_who_may_see_it(
    stranger, resident, dispatcher, phone, report, f
):
    [hidden] = scatter(report["id"], [(20.93, 52.08)], visibility="private")

    assert hidden.encode() not in export(stranger, "reports", f)
    assert hidden.encode() not in export(resident, "reports", f)
    assert hidden.encode() in export(dispatcher, "reports", f)
    for query in ({"filter": "status <> ''"}, {"bbox": "20,52,21,53"}):
        assert hidden.encode() not in export(stranger, "reports", f, **query)


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({}, "f"),
        ({"f": "shp"}, "f"),
        ({"f": "html"}, "f"),
        ({"f": "csv", "crs": EPSG_2180}, "crs"),
        ({"f": "gpkg", "crs": "EPSG:2180"}, "crs"),
        ({"f": "gpkg", "bbox": "1,2,3"}, "bbox"),
        ({"f": "gpkg", "datetime": "yesterday"}, "datetime"),
        ({"f": "gpkg", "filter": "x"}, "filter"),
        ({"f": "gpkg", "limit": "5"}, "limit"),
        ({"f": "gpkg", "cursor": "x"}, "cursor"),
        ({"f": "gpkg", "address": "x"}, "address"),
    ],
    ids=str,
)
def test_nonsense_is_refused_by_name(stranger, query, named):
    status, _, fields = refusal(stranger, "/collections/reports/export", **query)

    assert (status, fields) == (400, [named])


def test_an_unknown_collection_is_not_found(stranger, db):
    assert stranger.get("/ogc/collections/people/export?f=csv").status_code == 404


def test_an_export_is_a_download_with_a_name(stranger, report):
    path = url("/collections/reports/export", f="gpkg")
    answer, head = stranger.get(path), stranger.client.head(path)
    content = answer.getvalue()

    assert content.startswith(b"SQLite format 3\x00")
    for each in (answer, head):
        assert each.headers["Content-Type"] == "application/geopackage+sqlite3"
        disposition = each.headers["Content-Disposition"]
        assert disposition.startswith('attachment; filename="usterka-reports-')
        assert disposition.endswith('.gpkg"')
    assert head.content == b""


@pytest.mark.parametrize("text", ["=1+1", "+48 600", "-1", "@x", "\t=1", "\r=1", " =1", "\n=1"])
def test_no_text_is_a_formula_to_a_spreadsheet(everything, road_work, text):
    road_work.description = text
    road_work.save()

    features = json.loads(export(everything, "works", "geojson"))["features"]

    assert f"'{text}" in [row["description"] for row in works_of(everything)]
    assert text in [feature["properties"]["description"] for feature in features]


def test_text_with_every_sign_comes_through(everything, road_work, tmp_path):
    text = 'Łąka; "cudzysłów", przecinek\nnowy wiersz \u2028 😀 \\ \' <b>'
    road_work.description = text
    road_work.save()

    _, _, columns = opened(export(everything, "works", "gpkg"), tmp_path)

    assert text in [row["description"] for row in works_of(everything)]
    assert text in columns["description"]


def test_numbers_and_moments_keep_their_types(everything, tmp_path):
    _, _, columns = opened(export(everything, "reports", "gpkg"), tmp_path)
    report = Report.objects.get()

    assert columns["received_at"].dtype.kind == "M"
    assert str(columns["received_at"][0])[:19] == report.received_at.isoformat()[:19]
    assert columns["is_open"].dtype == bool


def test_an_export_reads_page_by_page(stranger, report, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(exports, "PAGE_ROWS", 3)
    made = scatter(report["id"], [(20 + number / 10, 52) for number in range(10)])

    with django_assert_max_num_queries(20):  # four pages, each with its time limit
        rows = as_rows(export(stranger, "reports", "csv"))

    assert {row["id"] for row in rows} == {*made, report["id"]}
    assert len(rows) == 11


@pytest.mark.parametrize("f", FORMATS)
def test_a_layer_that_is_replaced_half_way_is_no_file(everything, road_work, monkeypatch, f):
    """The second page comes with another edition, as after an import between the two."""
    monkeypatch.setattr(exports, "PAGE_ROWS", 1)
    for _ in range(2):
        road_work.pk = None
        road_work.save()
    path = url("/collections/works/export", f=f)
    whole = everything.get(path)
    assert int(whole.headers["Content-Length"]) == len(whole.getvalue())

    with an_import_after_each_page(Layer.objects.get(pk=road_work.layer_id)):
        answer = everything.get(path)

    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert answer.headers["Retry-After"]
    assert not export_places._taken


@contextmanager
def an_import_after_each_page(layer: Layer) -> Iterator[None]:
    def switch(execute: Any, sql: str, *rest: Any) -> Any:
        found = execute(sql, *rest)
        if "ST_AsGeoJSON" in sql:
            layer.pk = None
            layer.edition += 1
            layer.name = f"another {layer.edition}"
            layer.save()
        return found

    with connection.execute_wrapper(switch):
        yield


# --- how many at once -------------------------------------------------------------------------


def test_exports_are_counted_as_reads_are_not(stranger, report, settings):
    settings.THROTTLES = {**settings.THROTTLES, "exports": "2/h"}
    path = url("/collections/reports/export", f="csv")

    answers = [stranger.get(path) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    for answer in answers:
        close(answer)
    assert stranger.get(url("/collections/reports/items")).status_code == 200


def test_an_address_has_so_many_exports_at_once_and_all_together_too(stranger, report, monkeypatch):
    path = url("/collections/reports/export", f="csv")

    def begin(address: str) -> Any:
        return stranger.client.get(path, REMOTE_ADDR=address)

    monkeypatch.setattr(export_places, "EXPORTS_OF_ONE_MAX", 2)
    monkeypatch.setattr(export_places, "EXPORTS_MAX", 3)
    held = [begin("192.0.2.1"), begin("192.0.2.1")]
    too_many = begin("192.0.2.1")
    held.append(begin("192.0.2.2"))
    full = begin("192.0.2.3")

    assert [answer.status_code for answer in held] == [200] * 3
    assert (too_many.status_code, full.status_code) == (429, 503)
    assert too_many.headers["Retry-After"] == full.headers["Retry-After"] == "30"
    close(held[0])  # never read
    held[1].getvalue()
    close(held[1])
    again = [begin("192.0.2.1"), begin("192.0.2.1")]
    assert [answer.status_code for answer in again] == [200, 200]
    for answer in [*again, *held]:
        close(answer)
    assert not export_places._taken


def test_a_refused_export_takes_no_place(stranger, report):
    for _ in range(export_places.EXPORTS_MAX + 1):
        assert refusal(stranger, "/collections/reports/export", f="x")[0] == 400
        assert refusal(stranger, "/collections/reports/export", f="csv", filter="x")[0] == 400

    assert not export_places._taken
