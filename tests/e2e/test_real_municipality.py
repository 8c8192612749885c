"""From an empty database to Toruń taking reports: real boundaries, real roads, real photos."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from backend.photos.limits import PHOTOS_MAX
from tests.e2e.callers import Caller, Phone
from tests.e2e.system import ROOT, System
from tests.waiting import until

DATA = Path(os.environ.get("USTERKA_TEST_DATA") or ROOT.parent / "shared/data")
TORUN = "0463011"
BYDGOSZCZ = {"lon": 18.0076, "lat": 53.1235}
CATEGORIES = {"G": "gminna", "P": "powiatowa", "W": "wojewodzka"}
PHOTOS_READY_WITHIN_S = 60

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason=f"no real data in {DATA} (set USTERKA_TEST_DATA)"
)


@pytest.fixture(scope="module")
def torun() -> Iterator[System]:
    system = System("web", "worker")
    try:
        system.database.create()
        system.manage("migrate", "--verbosity", "0")
        _import_layers(system)
        _set_up_office(system)
        system.start()
        yield system
    finally:
        system.remove()


def _import_layers(system: System) -> None:
    mapping, roads = system.var / "gminy.toml", DATA / "roads"
    mapping.write_text('[attributes]\ncode = "teryt"\nname = "name"\n')
    municipalities = DATA / "boundaries/gminy_pl_2018_clean.geojson"
    told = system.manage("import_layer", "boundaries", municipalities, "--mapping", mapping)
    assert "2,478 rows added, 0 passed over, 0 refused" in told
    for file in ("bdot10k_torun_sample.geojson", "bdot10k_torun_sample/directedRoadsSample.shp"):
        told = system.manage("import_layer", "roads", roads / file, "--mapping", "bdot10k")
        assert "1,199 rows added, 0 passed over, 0 refused" in told


def _set_up_office(system: System) -> None:
    answers = {
        "--teryt": TORUN,
        "--name": "Gmina Miasta Toruń",
        "--prefix": "TOR",
        "--admin-email": "administrator@torun.example",
    }
    options = [text for pair in answers.items() for text in pair]
    password = {"USTERKA_ADMIN_PASSWORD": uuid4().hex}
    for _ in range(2):  # it is safe to repeat
        system.manage("setup_jurisdiction", "--no-input", *options, **password)


@pytest.fixture
def phone(torun: System) -> Phone:
    return Phone(torun)


def on_a_road(category: str) -> dict[str, float]:
    """A point in the middle of the road with the most points of this category."""
    sample = json.loads((DATA / "roads/bdot10k_torun_sample.geojson").read_text())
    lines: list[list[list[float]]] = [
        feature["geometry"]["coordinates"]
        for feature in sample["features"]
        if feature["properties"]["katZarzadz"] == category
    ]
    line = max(lines, key=len)
    lon, lat = line[len(line) // 2]
    return {"lon": lon, "lat": lat}


@pytest.mark.parametrize(("letter", "category"), CATEGORIES.items())
def test_a_public_road_of_torun_is_the_citys_whatever_its_category(phone, letter, category):
    report = phone.report(location=on_a_road(letter))
    assert report["jurisdiction"]["teryt"] == report["handler"]["teryt"] == TORUN
    assert report["road"]["category"] == category
    assert report["manager"]["kind"] == "city"
    assert report["number"].startswith("TOR-")
    assert "city_with_county_rights" in [reason["code"] for reason in report["reasons"]]


def test_an_internal_road_of_torun_is_its_owners(phone):
    report = phone.report(location=on_a_road("I"))
    assert report["road"]["category"] == "wewnetrzna"
    assert report["manager"]["kind"] == "owner"


def test_a_place_that_nobody_here_serves_is_refused_by_name(phone):
    refused = phone.post("/reports", {"service": "pothole", "location": BYDGOSZCZ})
    assert (refused.status_code, refused.json()["code"]) == (422, "outside_jurisdiction")
    assert refused.json()["municipality"] == {"teryt": "0461011", "name": "Bydgoszcz"}


def test_photos_of_real_phones_are_made_ready(phone):
    """HEIC among them: its decoder is installed where tests run."""
    reports = {}
    for number, file in enumerate(sorted((DATA / "photos/exif").iterdir())):
        if number % PHOTOS_MAX == 0:
            report = phone.report(location=on_a_road("G"))["id"]
        uid = str(uuid4())
        assert phone.put_photo(report, uid, file.read_bytes()).status_code == 201, file.name
        reports[uid] = (report, file.name)
    states = until(lambda: _settled(phone, reports), within=PHOTOS_READY_WITHIN_S)
    assert {name: state for name, state in states.items() if state != "ready"} == {}


def _settled(caller: Caller, reports: dict[str, tuple[str, str]]) -> dict[str, Any]:
    """The states of all photos by file name, once none waits."""
    shown: dict[str, str] = {}
    for report in {report for report, _ in reports.values()}:
        for photo in caller.get(f"/reports/{report}")["photos"]:
            shown[reports[photo["id"]][1]] = photo.get("code") or photo["state"]
    return {} if "waiting" in shown.values() else shown
