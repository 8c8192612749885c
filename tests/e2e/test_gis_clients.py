"""GDAL (two generations of it) and OWSLib read the OGC collections of a running system."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from owslib.ogcapi.features import Features

from tests.e2e.system import System
from tests.ogc.projections import in_pl_1992

COLLECTIONS = ["reports", "statistics", "crew_areas", "boundaries", "roads", "works"]
PL_1992 = "EPSG:2180"
METRE = 1.0
needs_gdal = pytest.mark.skipif(
    not shutil.which("ogr2ogr"), reason="no ogr2ogr here (apt-get install gdal-bin)"
)
# pyogrio in a process of its own: this one's GDAL opens files only.
READ = """
import json, sys, pyogrio, shapely
source, layer, options = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
options |= {"bbox": tuple(options["bbox"])} if "bbox" in options else {}
meta, _, shapes, columns = pyogrio.raw.read(source, layer=layer, **options)
print(json.dumps({
    "crs": meta["crs"], "fields": list(meta["fields"]),
    "types": [str(each.dtype) for each in columns], "ids": [str(each) for each in columns[0]],
    "points": [shapely.get_coordinates(shapely.from_wkb(each))[0].tolist() for each in shapes],
}))
"""

MAKE_TOKEN = """
from django.utils import timezone
from backend.accounts.actions import make_access_token
from backend.accounts.models import User
from backend.management.demo_file import email_of
user = User.objects.get(email=email_of("dispatcher"))
print(make_access_token(user=user, name="QGIS", now=timezone.now()).text)
"""


def run(*command: str | Path, **settings: str) -> str:
    """Run a program that must neither fail nor complain; return what it printed."""
    done = subprocess.run(
        list(map(str, command)), env=settings or None, capture_output=True, text=True, timeout=120
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
    return done.stdout


def read(system: System, layer: str, **options: Any) -> dict[str, Any]:
    source = f"OAPIF:{system.url}/ogc"
    return json.loads(run(sys.executable, "-c", READ, source, layer, json.dumps(options)))


def features(system: System, collection: str, **query: object) -> list[dict[str, Any]]:
    address = f"{system.url}/ogc/collections/{collection}/items"
    answer = httpx.get(address, params={"limit": 10_000, **query}, trust_env=False, timeout=60)
    assert answer.status_code == 200, answer.text
    return answer.json()["features"]


@needs_gdal
def test_ogrinfo_lists_every_collection(system):
    listed = run("ogrinfo", "-ro", "-q", f"OAPIF:{system.url}/ogc")
    assert [line.split()[1] for line in listed.splitlines()] == COLLECTIONS


@needs_gdal
@pytest.mark.parametrize("page_size", [7, 1000])
def test_ogr2ogr_loads_all_collections_into_a_geopackage(system, tmp_path, page_size):
    file = tmp_path / "all.gpkg"
    full = [each for each in COLLECTIONS if features(system, each)]
    run("ogr2ogr", "-f", "GPKG", "-oo", f"PAGE_SIZE={page_size}", file, f"OAPIF:{system.url}/ogc",
        *full)  # fmt: skip

    assert {"reports", "statistics", "crew_areas", "boundaries", "roads"} <= set(full)
    with closing(sqlite3.connect(file)) as stored:
        for each in full:
            (number,) = stored.execute(f'SELECT count(*) FROM "{each}"').fetchone()
            assert number == len(features(system, each)), each
        ids = {row[0] for row in stored.execute("SELECT id FROM reports")}
    assert ids == {each["id"] for each in features(system, "reports")}


@needs_gdal
def test_ogr2ogr_writes_metres_of_poland(system, tmp_path):
    file = tmp_path / "reports.gpkg"
    run("ogr2ogr", "-f", "GPKG", "-t_srs", PL_1992, file, f"OAPIF:{system.url}/ogc", "reports")

    described = run("ogrinfo", "-so", file, "reports")
    assert 'ID["EPSG",2180]' in described


@needs_gdal
def test_ogrinfo_narrows_by_place_and_by_attribute(system):
    west, south = features(system, "reports")[0]["geometry"]["coordinates"]
    spot = [str(each) for each in (west, south, west, south)]
    found = run(
        "ogrinfo", "-ro", "-al", "-so", "-spat", *spot, f"OAPIF:{system.url}/ogc", "reports"
    )
    same = features(system, "reports", bbox=",".join(spot))
    assert f"Feature Count: {len(same)}" in found

    narrowed = run(
        "ogrinfo", "-ro", "-al", "-so", "-where", "status = 'received'",
        f"OAPIF:{system.url}/ogc", "reports",
    )  # fmt: skip
    assert f"Feature Count: {len(features(system, 'reports', status='received'))}" in narrowed


@pytest.mark.parametrize("collection", ["reports", "statistics", "crew_areas", "roads"])
def test_the_newest_gdal_reads_every_kind_in_metres_too(system, collection):
    plain = read(system, collection)
    metres = read(system, collection, CRS=PL_1992)

    assert metres["crs"] == PL_1992
    assert (metres["ids"], metres["types"]) == (plain["ids"], plain["types"])
    for place, (east, north) in zip(plain["points"], metres["points"], strict=True):
        expected_north, expected_east = in_pl_1992(*place)
        assert abs(north - expected_north) < METRE
        assert abs(east - expected_east) < METRE


def test_columns_have_the_types_of_the_schema_whatever_the_first_page_holds(system):
    reports, statistics = read(system, "reports"), read(system, "statistics")
    kinds = dict(zip(reports["fields"], reports["types"], strict=True))
    assert kinds["road_km"] == "float64"
    assert kinds["closed_at"].startswith("datetime64")
    assert kinds["is_open"] == "bool"
    assert dict(zip(statistics["fields"], statistics["types"], strict=True))["median_days"] == (
        "float64"
    )


def test_gdal_pages_in_metres_within_a_box(system):
    (north, east) = in_pl_1992(*features(system, "reports")[0]["geometry"]["coordinates"])
    box = (east - 3000, north - 3000, east + 3000, north + 3000)
    found = read(system, "reports", CRS=PL_1992, bbox=box, PAGE_SIZE="3")

    same = features(
        system,
        "reports",
        bbox=f"{box[1]},{box[0]},{box[3]},{box[2]}",
        **{"bbox-crs": "http://www.opengis.net/def/crs/EPSG/0/2180"},
    )
    assert sorted(found["ids"]) == sorted(each["id"] for each in same)
    assert len(same) > 3


@needs_gdal
def test_staff_see_their_reports_with_a_token_as_password(system):
    """As in QGIS: HTTP Basic."""
    token = system.manage("shell", "--no-imports", "-c", MAKE_TOKEN).split()[-1]
    email = system.accounts["dispatcher"]["email"]
    described = run(
        "ogrinfo", "-ro", "-al", "-so", f"OAPIF:{system.url}/ogc", "reports",
        **os.environ, GDAL_HTTP_USERPWD=f"{email}:{token}",
    )  # fmt: skip
    (total,) = system.database.rows("SELECT count(*) FROM reports_report")[0]
    assert total > len(features(system, "reports"))
    assert f"Feature Count: {total}" in described


def test_owslib_reads_conformance_collections_items_and_queryables(system):
    client = Features(f"{system.url}/ogc")

    core = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core"
    assert core in client.conformance()["conformsTo"]
    assert client.feature_collections() == COLLECTIONS
    west, south = features(system, "reports")[0]["geometry"]["coordinates"]
    box = [west - 0.01, south - 0.01, west + 0.01, south + 0.01]
    page = client.collection_items("reports", bbox=box, limit=5)
    assert page["numberReturned"] == len(page["features"]) > 0
    one = client.collection_item("reports", page["features"][0]["id"])
    assert one["properties"] == page["features"][0]["properties"]
    filtered = client.collection_items("reports", filter="status = 'received'", limit=5)
    assert {each["properties"]["status"] for each in filtered["features"]} <= {"received"}
    assert "status" in client.collection_queryables("reports")["properties"]
    assert "paths" in client.api()
