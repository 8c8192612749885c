"""What others published, read from the folder USTERKA_TEST_DATA (by default ../shared/data)."""

import os
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from django.contrib.gis.geos import Point
from django.contrib.gis.measure import D

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
    near = list(Road.objects.active().nearest(Point(18.5831, 53.0266, srid=4326), within=D(m=75)))
    assert near[0].distance.m == pytest.approx(3.8, abs=0.1)
    assert all(one.distance <= other.distance for one, other in pairwise(near))


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
