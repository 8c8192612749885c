"""What others published, read from the folder USTERKA_TEST_DATA (by default ../shared/data)."""

import json
import os
import time
from collections import Counter
from pathlib import Path

import pytest
import shapely
from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point
from shapely.geometry import mapping, shape

from backend.core.sql import OnTheGround
from gis_layers import importers
from gis_layers.models import Boundary, Layer, Road
from tests.gis_layers.files import write_mapping

DATA = Path(
    os.environ.get("USTERKA_TEST_DATA")
    or Path(__file__).resolve().parents[2].parent / "shared/data"
)
ALL_MUNICIPALITIES_WITHIN_S = 30  # it takes half a second; the machine may be busy
TEN_NANODEGREES_OF_SOURCE = 1.1e-7  # the GeoJSON is rounded to seven decimals: a centimetre

pytestmark = [
    pytest.mark.usefixtures("empty_layers"),
    pytest.mark.skipif(not DATA.is_dir(), reason=f"no real data in {DATA} (set USTERKA_TEST_DATA)"),
]


@pytest.fixture
def teryt_and_name(tmp_path) -> Path:
    return write_mapping(tmp_path / "m.toml", '[attributes]\ncode = "teryt"\nname = "name"\n')


def test_all_municipalities_of_poland_are_imported(teryt_and_name):
    started = time.monotonic()
    result = importers.import_boundaries(
        DATA / "boundaries/gminy_pl_2018_clean.geojson", mapping=teryt_and_name
    )
    assert time.monotonic() - started < ALL_MUNICIPALITIES_WITHIN_S
    assert (result.read, result.added, result.refused) == (2478, 2478, [])
    area_km2 = sum(Boundary.objects.active().values_list("area_m2", flat=True)) / 1e6
    assert area_km2 == pytest.approx(312_482, rel=0.001)
    warsaw = Boundary.objects.active().covering(Point(21.0067, 52.232, srid=4326))
    assert [boundary.name for boundary in warsaw] == ["Warszawa"]


@pytest.mark.parametrize(
    ("file", "count"), [("powiaty_pl_2018_clean", 380), ("wojewodztwa_pl_2018_clean", 16)]
)
def test_counties_and_voivodeships_are_imported(teryt_and_name, file, count):
    result = importers.import_boundaries(
        DATA / f"boundaries/{file}.geojson", mapping=teryt_and_name
    )
    assert (result.added, result.refused) == (count, [])


def test_the_register_of_borders_is_read_with_its_own_mapping():
    result = importers.import_boundaries(
        DATA / "boundaries/prg_gminy_powiat_poznanski_full.geojson", mapping="prg"
    )
    assert (result.name, result.added, result.refused) == ("municipalities", 17, [])


def test_the_roads_of_torun_are_the_same_from_both_formats():
    folder = DATA / "roads"
    both = {
        "geojson": folder / "bdot10k_torun_sample.geojson",
        "shapefile": folder / "bdot10k_torun_sample/directedRoadsSample.shp",
    }
    for name, path in both.items():
        importers.import_roads(path, mapping="bdot10k", name=name)
    rows = [list(Layer.objects.get(name=name).roads.order_by("id")) for name in both]
    for one, other in zip(*rows, strict=True):
        assert one.category == other.category
        assert len(one.geometry) == len(other.geometry)
        for here, there in zip(one.geometry.coords, other.geometry.coords, strict=True):
            assert here == pytest.approx(there, abs=TEN_NANODEGREES_OF_SOURCE)
    assert Counter(road.category for road in rows[0]) == {
        "wewnetrzna": 632,
        "gminna": 393,
        "powiatowa": 130,
        "wojewodzka": 44,
    }


def test_the_nearest_road_of_torun_is_found_in_metres():
    importers.import_roads(DATA / "roads/bdot10k_torun_sample.geojson", mapping="bdot10k")
    here = Point(18.5831, 53.0266, srid=4326)
    near = Road.objects.active().annotate(distance=Distance(OnTheGround("geometry"), here))
    assert near.earliest("distance").distance.m == pytest.approx(3.8, abs=0.1)


def test_raw_attributes_of_bdot10k_give_numbers_and_blanks_give_none():
    importers.import_roads(DATA / "roads/bdot10k_torun_rawattrs_mini.geojson", mapping="bdot10k")
    roads = list(Road.objects.active())
    assert len(roads) == 25
    assert {road.category for road in roads} == {"gminna"}
    assert all(road.number.endswith("C") and road.name == "" for road in roads)
    assert roads[0].source_id.startswith("PL.PZGIK.BDOT10k.SKJZL")


def test_openstreetmap_of_another_country_is_read_without_a_refusal():
    result = importers.import_roads(DATA / "roads/north-bayreuth_roads.geojson", mapping="osm")
    assert (result.read, result.refused) == (2056, [])
    assert result.added + result.passed_over == 2056
    assert Road.objects.filter(is_expressway=True).exists()


def test_a_list_of_names_without_outlines_is_refused(tmp_path):
    mapping = write_mapping(tmp_path / "m.toml", '[attributes]\ncode = "TERYT"\nname = "Nazwa"\n')
    with pytest.raises(importers.FeaturesRefused, match="2479 of 2479"):
        importers.import_boundaries(
            DATA / "boundaries/gugik_gminy_teryt_names_2026_nogeometry.geojson", mapping=mapping
        )


def test_a_changed_copy_of_all_municipalities_differs_by_exactly_what_was_changed(
    teryt_and_name, tmp_path
):
    source = DATA / "boundaries/gminy_pl_2018_clean.geojson"
    units = json.loads(source.read_text(encoding="utf-8"))
    features = units["features"]
    importers.import_boundaries(source, mapping=teryt_and_name)
    for feature in features[:5]:
        feature["properties"]["name"] += " Nowa"
    for feature, metres in zip(features[5:9], (1, 4, 40, 400), strict=True):
        feature["geometry"] = _to_the_north(feature["geometry"], metres)
    for feature in features[20:]:  # written anew, a centimetre or so off
        feature["geometry"] = _to_the_north(feature["geometry"], 0.02)
    gone = [feature["properties"]["teryt"] for feature in features[10:13]]
    del features[10:13]
    copy = tmp_path / "copy.geojson"
    copy.write_text(json.dumps(units), encoding="utf-8")
    started = time.monotonic()
    result = importers.import_boundaries(copy, mapping=teryt_and_name, dry_run=True)
    assert time.monotonic() - started < ALL_MUNICIPALITIES_WITHIN_S
    difference = result.difference
    assert (difference.added, difference.removed) == (0, 3)
    assert (difference.changed, difference.moved) == (5, 2)
    told = [example.split() for example in difference.examples]
    assert [words[1] for words in told if words[0] == "removed:"] == gone
    assert [words[-2] for words in told if words[0] == "moved:"] == ["40", "400"]


def test_the_roads_of_torun_differ_from_themselves_in_nothing():
    file = DATA / "roads/bdot10k_torun_sample.geojson"
    importers.import_roads(file, mapping="bdot10k")
    difference = importers.import_roads(file, mapping="bdot10k").difference
    assert (difference.added, difference.removed) == (0, 0)
    assert (difference.changed, difference.moved) == (0, 0)


def _to_the_north(geometry, metres):
    moved = shapely.transform(shape(geometry), lambda places: places + [0, metres / 111_200])
    return mapping(moved)
