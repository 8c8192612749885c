"""Who manages a road by law: the Public Roads Act, art. 8 and 19, walked whole."""

import pytest

from backend.crews.facts import RoadFound
from backend.crews.routing import law
from gis_layers.rules import RoadCategory

VILLAGE, CITY = "1418032", "1465011"

# (category, is an expressway) -> manager's kind and the digits of its TERYT code: in a
# municipality of a county, and in a city with county rights.
TABLE = {
    ("krajowa", False): ("gddkia", 2, "city", 7),
    ("krajowa", True): ("gddkia", 2, "gddkia", 2),
    ("wojewodzka", False): ("voivodeship", 2, "city", 7),
    ("wojewodzka", True): ("voivodeship", 2, "gddkia", 2),
    ("powiatowa", False): ("county", 4, "city", 7),
    ("powiatowa", True): ("county", 4, "gddkia", 2),
    ("gminna", False): ("municipality", 7, "city", 7),
    ("gminna", True): ("municipality", 7, "gddkia", 2),
    ("wewnetrzna", False): ("owner", 7, "owner", 7),
    ("wewnetrzna", True): ("owner", 7, "owner", 7),
    (None, False): ("municipality", 7, "city", 7),
}


def road(category: str, is_expressway: bool) -> RoadFound:
    return RoadFound(
        category=category,
        number="",
        name="",
        is_expressway=is_expressway,
        distance_m=1.0,
        layer="roads 1",
    )


def test_the_table_speaks_of_every_category():
    assert {category for category, _ in TABLE} == {None, *RoadCategory.values}


@pytest.mark.parametrize("key", TABLE)
@pytest.mark.parametrize("teryt", [VILLAGE, CITY])
def test_each_road_is_managed_by_whom_the_law_names(key, teryt):
    category, is_expressway = key
    found = law(road(category, is_expressway) if category else None, teryt)

    kind, digits = TABLE[key][2:] if teryt == CITY else TABLE[key][:2]
    assert found[:2] == (kind, teryt[:digits])


@pytest.mark.parametrize(
    ("teryt", "is_city"),
    [
        ("1460011", False),
        ("1461011", True),
        ("1499011", True),
        ("1418032", False),
        ("6101011", False),
    ],
)
def test_cities_with_county_rights_are_told_by_their_county_number(teryt, is_city):
    assert (law(road("powiatowa", False), teryt)[0] == "city") == is_city
