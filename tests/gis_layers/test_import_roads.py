import pytest
import shapely

from gis_layers import importers
from gis_layers.models import Layer, Road
from tests.gis_layers.files import LAT, LON, line, roads, write_geojson, write_mapping

pytestmark = pytest.mark.usefixtures("empty_layers")


def _bdot(path, **properties):
    properties = {"katZarzadz": "G"} | properties
    file = write_geojson(path / "roads.geojson", (line(), properties))
    importers.import_roads(file, mapping="bdot10k")
    return Road.objects.active().get()


@pytest.mark.parametrize(
    ("value", "category"),
    [
        ("K", "krajowa"),
        ("W", "wojewodzka"),
        ("P", "powiatowa"),
        ("G", "gminna"),
        ("Z", "wewnetrzna"),
        ("I", "wewnetrzna"),
    ],
)
def test_letters_of_the_older_bdot10k_are_understood(tmp_path, value, category):
    assert _bdot(tmp_path, katZarzadz=value).category == category


@pytest.mark.parametrize(
    ("value", "category"),
    [
        ("krajowa", "krajowa"),
        ("wojewódzka", "wojewodzka"),
        ("powiatowa", "powiatowa"),
        ("gminna", "gminna"),
        ("wewnętrzna", "wewnetrzna"),
    ],
)
def test_words_of_the_bdot10k_of_2021_are_understood(tmp_path, value, category):
    properties = {"kategoriaZarzadzania": value, "numerDrogi": " ", "klasaDrogi": "zbiorcza"}
    file = write_geojson(tmp_path / "roads.geojson", (line(), properties))
    importers.import_roads(file, mapping="bdot10k")
    assert Road.objects.get().category == category


@pytest.mark.parametrize(
    ("properties", "is_expressway"),
    [
        ({"klasaDrogi": "A"}, True),
        ({"klasaDrogi": "S"}, True),
        ({"klasaDrogi": "GP", "szlakDrogo": "S7"}, True),
        ({"klasaDrogi": "GP", "szlakDrogo": "A2"}, True),
        ({"klasaDrogi": "GP", "szlakDrogo": "7"}, False),
        ({"klasaDrogi": "GP"}, False),
    ],
)
def test_motorways_and_expressways_are_told(tmp_path, properties, is_expressway):
    road = _bdot(tmp_path, katZarzadz="K", **properties)
    assert road.is_expressway is is_expressway


@pytest.mark.parametrize(
    ("text", "number"), [(" ", ""), (None, ""), ("220154C", "220154C"), ("E67;S8", "S8"), (7, "7")]
)
def test_a_number_is_read_and_a_blank_one_is_none(tmp_path, text, number):
    assert _bdot(tmp_path, szlakDrogo=text).number == number


@pytest.mark.parametrize(
    ("highway", "ref", "category", "is_expressway"),
    [
        ("motorway", "A1", "krajowa", True),
        ("motorway", "A 70", "krajowa", True),
        ("trunk", "S7", "krajowa", True),
        ("trunk", "7", "krajowa", False),
        ("primary", "62", "krajowa", False),
        ("primary", "618", "wojewodzka", False),
        ("tertiary", "4403W", "powiatowa", False),
        ("residential", "440501W", "gminna", False),
        ("secondary", None, "wojewodzka", False),
        ("residential", "St 2183", "gminna", False),
        ("service", None, "wewnetrzna", False),
        ("track", None, "wewnetrzna", False),
    ],
)
def test_openstreetmap_tells_the_category(tmp_path, highway, ref, category, is_expressway):
    file = write_geojson(
        tmp_path / "osm.geojson", (line(), {"highway": highway, "ref": ref, "name": None})
    )
    importers.import_roads(file, mapping="osm")
    road = Road.objects.get()
    assert (road.category, road.is_expressway, road.name) == (category, is_expressway, "")


def test_what_is_no_road_is_passed_over_and_not_refused(tmp_path):
    footway = {"type": "LineString", "coordinates": [[LON, LAT]]}
    file = write_geojson(
        tmp_path / "osm.geojson", (footway, {"highway": "footway"}), (line(), {"highway": "track"})
    )
    result = importers.import_roads(file, mapping="osm")
    assert (result.read, result.added, result.passed_over, result.refused) == (2, 1, 1, [])


def test_a_line_of_several_parts_becomes_several_rows(tmp_path):
    parts = shapely.MultiLineString([line(), line(lat=LAT + 0.01)])
    file = write_geojson(
        tmp_path / "a.geojson", (parts, {"category": "gminna", "number": "440501W"})
    )
    result = importers.import_roads(file, mapping=roads(tmp_path))
    assert (result.read, result.added) == (1, 2)
    assert [road.number for road in Road.objects.active()] == ["440501W", "440501W"]
    assert Layer.objects.get().feature_count == 2


@pytest.mark.parametrize(
    ("geometry", "category", "reason"),
    [
        (line(), "leśna", 'its category "leśna" is not in the mapping'),
        (line(), "", "is not in the mapping"),
        (shapely.Point(LON, LAT), "gminna", "a point where a line is needed"),
        (
            {"type": "LineString", "coordinates": [[LON, LAT], [LON, LAT]]},
            "gminna",
            "no length",
        ),
        ({"type": "LineString", "coordinates": [[LON, LAT]]}, "gminna", "cannot be read"),
        (None, "gminna", "no geometry"),
    ],
)
def test_a_road_that_cannot_be_used_refuses_the_file(tmp_path, geometry, category, reason):
    file = write_geojson(
        tmp_path / "a.geojson", (line(), {"category": "gminna"}), (geometry, {"category": category})
    )
    with pytest.raises(importers.FeaturesRefused) as refused:
        importers.import_roads(file, mapping=roads(tmp_path))
    [refusal] = refused.value.result.refused
    assert (refusal.number, Road.objects.count()) == (2, 0)
    assert reason in refusal.reason


def test_a_default_category_takes_what_the_mapping_does_not_name(tmp_path):
    mapping = write_mapping(
        tmp_path / "m.toml",
        'default_category = "wewnetrzna"\n[attributes]\ncategory = "category"\n',
    )
    file = write_geojson(tmp_path / "a.geojson", (line(), {"category": "leśna"}))
    importers.import_roads(file, mapping=mapping)
    assert Road.objects.get().category == "wewnetrzna"
