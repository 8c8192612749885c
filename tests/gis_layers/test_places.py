"""`/places` and `/places/reverse`: what is typed is found, and what is near."""

from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis_layers import importers
from tests.gis_layers.files import LAT, LON, addresses, point, write_geojson

METRE = 1 / 111_200
ROWS = [
    # street, number, place, postcode, metres to the north
    ("Słowackiego", "12", "Lesznowola", "05-506", 0),
    ("Słowackiego", "12A", "Lesznowola", "05-506", 30),
    ("Słowackiego", "14", "Lesznowola", "05-506", 60),
    ("Słowackiego", "12", "Piaseczno", "05-500", 7_000),
    ("Lipowa", "5/7", "Nowa Iwiczna", "05-515", 3_000),
    ("Lipowa", "5", "Nowa Iwiczna", "05-515", 3_030),
    ("3 Maja", "3", "Nowa Iwiczna", "05-515", 3_500),
    ("Plac Wolności", "1", "Piaseczno", "05-500", 7_100),
    ("Wolności", "1", "Piaseczno", "05-500", 7_300),
    ("gen. Władysława Sikorskiego", "8", "Piaseczno", "05-500", 7_400),
    ("", "9", "Żółwin", "05-807", 9_000),
    ("Żółwia", "2", "Lesznowola", "05-506", 200),
]


@pytest.fixture
def town(tmp_path, empty_layers) -> None:
    features = [
        (
            point(lat=LAT + metres * METRE),
            {"street": street, "number": number, "place": place, "postcode": postcode},
        )
        for street, number, place, postcode, metres in ROWS
    ]
    file = write_geojson(tmp_path / "a.geojson", *features)
    importers.import_addresses(file, mapping=addresses(tmp_path))


@pytest.fixture
def find(town, stranger):
    def find(query: str, **place: float) -> list[dict]:
        answer = stranger.get(f"/api/v1/places?{urlencode({'q': query} | place)}")
        assert answer.status_code == 200, answer.content
        return answer.json()["results"]

    return find


def _labels(results) -> list[str]:
    return [result["label"] for result in results]


def test_an_address_is_found_with_everything_about_it(find):
    assert find("Słowackiego 12A, Lesznowola")[0] == {
        "kind": "address",
        "label": "Słowackiego 12A, 05-506 Lesznowola",
        "place": "Lesznowola",
        "street": "Słowackiego",
        "house_number": "12A",
        "postcode": "05-506",
        "location": {"lon": LON, "lat": pytest.approx(LAT + 30 * METRE, abs=1e-6)},
        "distance_m": None,
    }


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("Slowackiego 12a Lesznowola", "Słowackiego 12A, 05-506 Lesznowola"),
        ("12A Slowackiego, Lesznowola", "Słowackiego 12A, 05-506 Lesznowola"),
        ("ul. Słowackiego 12 a lesznowola", "Słowackiego 12A, 05-506 Lesznowola"),
        ("slowckiego 12 lesznowla", "Słowackiego 12, 05-506 Lesznowola"),
        ("SLOWACKIEGO 14", "Słowackiego 14, 05-506 Lesznowola"),
        ("Lipowa 5/7 Nowa Iwiczna", "Lipowa 5/7, 05-515 Nowa Iwiczna"),
        ("Nowa Iwiczna Lipowa 5", "Lipowa 5, 05-515 Nowa Iwiczna"),
        ("lipowa 5 m. 3", "Lipowa 5, 05-515 Nowa Iwiczna"),
        ("Lipowa 5/99", "Lipowa 5, 05-515 Nowa Iwiczna"),
        ("3 maja nowa iwiczna", "3 Maja, 05-515 Nowa Iwiczna"),
        ("3 maja 3", "3 Maja 3, 05-515 Nowa Iwiczna"),
        ("plac wolnosci 1", "Plac Wolności 1, 05-500 Piaseczno"),
        ("pl. Wolności", "Plac Wolności, 05-500 Piaseczno"),
        ("sikorskiego 8", "gen. Władysława Sikorskiego 8, 05-500 Piaseczno"),
        ("Generała Sikorskiego 8", "gen. Władysława Sikorskiego 8, 05-500 Piaseczno"),
        ("zolwin 9", "Żółwin 9"),
        ("zolwia", "Żółwia, 05-506 Lesznowola"),
        ("slowackiego 05-500", "Słowackiego, 05-500 Piaseczno"),
        ("piaseczno", "Piaseczno"),
    ],
)
def test_what_people_type_finds_what_they_mean(find, query, first):
    assert _labels(find(query))[0] == first


@pytest.mark.parametrize(
    ("query", "kind"), [("Lipowa 5", "address"), ("Lipowa", "street"), ("Nowa Iwiczna", "place")]
)
def test_addresses_streets_and_places_are_told_apart(find, query, kind):
    assert find(query)[0]["kind"] == kind


def test_a_house_that_is_not_there_gives_its_street(find):
    [first, *_] = find("Lipowa 99 Nowa Iwiczna")
    assert (first["kind"], first["street"]) == ("street", "Lipowa")


@pytest.mark.parametrize(
    ("metres", "places"),
    [(0, ["Lesznowola", "Piaseczno"]), (7_000, ["Piaseczno", "Lesznowola"])],
)
def test_of_equal_names_the_nearer_goes_first(find, metres, places):
    found = find("Słowackiego 12", lon=LON, lat=LAT + metres * METRE)
    addresses_found = [each for each in found if each["kind"] == "address"]
    assert [each["place"] for each in addresses_found] == places
    assert addresses_found[0]["distance_m"] == pytest.approx(0, abs=1)
    assert addresses_found[1]["distance_m"] == pytest.approx(7_000, rel=0.01)


def test_what_is_called_otherwise_is_not_found(find):
    assert find("Marszałkowska") == []


def test_addresses_of_an_edition_before_are_not_found(find, tmp_path):
    file = write_geojson(
        tmp_path / "b.geojson", (point(), {"street": "Nowa", "number": "1", "place": "Łazy"})
    )
    mapping = tmp_path / "m.toml"
    mapping.write_text(
        '[attributes]\nplace = "place"\nstreet = "street"\nhouse_number = "number"\n'
    )
    importers.import_addresses(file, mapping=mapping)
    assert find("Lipowa 5") == []
    assert _labels(find("nowa 1 lazy"))[0] == "Nowa 1, Łazy"


def test_at_most_ten_are_found(tmp_path, find):
    features = [
        (point(lat=LAT + number / 100), {"street": f"Leśna {number}a", "number": "1"}
         | {"place": "Łazy", "postcode": ""})
        for number in range(30)
    ]  # fmt: skip
    file = write_geojson(tmp_path / "c.geojson", *features)
    importers.import_addresses(file, mapping=addresses(tmp_path), name="more")
    assert len(find("lesna lazy")) == 10


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "q"),
        ("q=", "q"),
        ("q=ab", "q"),
        (f"q={'a' * 101}", "q"),
        ("q=a%00bc", "q"),
        ("q=abc&q=abd", "q"),
        ("q=abc&lon=20", "lat"),
        ("q=abc&lon=nan&lat=52", "lon"),
        ("q=abc&lon=20&lat=91", "lat"),
        ("q=abc&place=Lazy", "place"),
    ],
)
def test_a_search_that_makes_no_sense_is_refused_by_its_parameter(stranger, db, query, field):
    answer = stranger.get(f"/api/v1/places?{query}")
    assert answer.status_code == 400
    assert [each["field"] for each in answer.json()["errors"]] == [field]


@settings(max_examples=60)
@given(st.text(min_size=3, max_size=100))
def test_whatever_is_typed_is_answered(find, query):
    # Refused for control characters and blanks, else found or not; never broken.
    from django.test import Client

    answer = Client().get("/api/v1/places", {"q": query})
    assert answer.status_code in (200, 400)


@pytest.mark.parametrize(
    "query", ["'; DROP TABLE gis_layers_address; --", "%_%_%", "\\\\\\", "ul. al. pl.", "12 34 56"]
)
def test_a_hostile_search_is_a_search(find, query):
    assert isinstance(find(query), list)


@pytest.fixture
def reverse(town, stranger):
    def reverse(lon: float, lat: float) -> list[dict]:
        answer = stranger.get(f"/api/v1/places/reverse?lon={lon}&lat={lat}")
        assert answer.status_code == 200
        return answer.json()["results"]

    return reverse


def test_the_nearest_address_comes_with_its_distance_on_the_ground(reverse):
    [found] = reverse(LON, LAT + 20 * METRE)
    assert (found["label"], found["distance_m"]) == (
        "Słowackiego 12A, 05-506 Lesznowola",
        pytest.approx(10, abs=0.1),
    )


@pytest.mark.parametrize(("metres", "count"), [(199, 1), (201, 0)])
def test_an_address_too_far_away_is_none(reverse, metres, count):
    assert len(reverse(LON, LAT - metres * METRE)) == count


def test_distances_are_metres_and_not_degrees(reverse):
    # 150 m to the east are more degrees than 150 m to the north.
    assert len(reverse(LON + 190 * METRE / 0.6147, LAT)) == 1


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("", {"lon", "lat"}),
        ("lon=20", {"lat"}),
        ("lon=20&lat=x", {"lat"}),
        ("lon=1e400&lat=52", {"lon"}),
        ("lon=20&lat=52&within=1000", {"within"}),
    ],
)
def test_a_place_that_is_none_is_refused_by_its_parameter(stranger, db, query, fields):
    answer = stranger.get(f"/api/v1/places/reverse?{query}")
    assert answer.status_code == 400
    assert {each["field"] for each in answer.json()["errors"]} == fields


def test_a_search_takes_a_bounded_number_of_queries(find, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        find("Słowackiego 12 Lesznowola", lon=LON, lat=LAT)


def test_the_demo_municipality_has_addresses(stranger, db):
    found = stranger.get("/api/v1/places?q=boczna+lesznowola").json()["results"]
    assert found[0]["place"] == "Lesznowola"
    assert found[0]["street"] == "Boczna"
