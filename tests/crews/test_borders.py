"""Routing where it could go wrong: on borders, at crossings, in enclaves, and nowhere."""

import pytest
from django.contrib.gis.geos import Point, Polygon

from backend.jurisdictions.models import (
    Jurisdiction,
    ManagementAgreement,
    RoadManager,
)
from tests.crews.ground import (
    FIRST_DAY,
    LAT_M,
    LON_M,
    clear,
    make_road,
    make_unit,
    route,
    square,
)

pytestmark = pytest.mark.django_db

VILLAGE, TOWN = "2601022", "2601033"


@pytest.fixture(autouse=True)
def _no_map():
    clear()


@pytest.fixture
def neighbours():
    """Two municipalities with a common edge at 20.5 degrees east; the town is the smaller."""
    make_unit(VILLAGE, "Wieś", square(20.0, 52.0, 20.5, 52.4))
    make_unit(TOWN, "Miasto", square(20.5, 52.0, 20.8, 52.4))


def serve(teryt: str) -> Jurisdiction:
    return Jurisdiction.objects.create(teryt=teryt, name=f"Urząd {teryt}", number_prefix="BORDER")


def codes(found) -> list[str]:
    return [reason.code for reason in found.reasons]


# --- a point exactly on the common edge of two municipalities


def test_on_a_common_edge_the_smaller_has_it_and_the_route_says_so(neighbours):
    found = route(20.5, 52.2)

    assert found.municipality.teryt == TOWN
    assert not found.is_certain
    assert codes(found)[:2] == ["inside_municipality", "on_border"]
    assert found.reasons[1].values == {"others": "Wieś"}
    assert route(20.4999999, 52.2).municipality.teryt == VILLAGE
    assert route(20.4999999, 52.2).is_certain


def test_on_a_common_edge_the_one_that_is_served_has_it(neighbours):
    office = serve(VILLAGE)

    found = route(20.5, 52.2)

    assert (found.municipality.teryt, found.jurisdiction.id) == (VILLAGE, office.id)


def test_where_three_of_one_size_meet_the_lowest_code_has_it_whatever_came_first():
    for code, west in (("2601042", 20.1), ("2601012", 20.0), ("2601032", 20.2)):
        make_unit(code, code, square(west, 52.0, west + 0.1, 52.1))
    make_unit("2601002", "2601002", square(20.1, 52.1, 20.2, 52.3))

    assert route(20.1, 52.05).municipality.teryt in ("2601012", "2601042")
    assert len({route(20.1, 52.05).municipality.teryt for _ in range(5)}) == 1
    assert route(20.1, 52.1).municipality.teryt in ("2601012", "2601042")


# --- an accuracy circle over two managers


@pytest.mark.parametrize(("accuracy_m", "is_certain"), [(0, True), (15, True), (25, False)])
def test_a_circle_over_two_managers_is_uncertain(neighbours, accuracy_m, is_certain):
    north = 52.2 + 20 / LAT_M
    make_road("gminna", (20.2, 52.2), (20.3, 52.2), number="100001K")
    make_road("powiatowa", (20.2, north), (20.3, north), number="1001K")

    found = route(20.25, 52.2, accuracy_m=accuracy_m)

    assert found.manager.kind == "municipality"
    assert found.is_certain == is_certain
    assert ("uncertain" in codes(found)) != is_certain


@pytest.mark.parametrize("category", ["gminna", "wojewodzka"])
def test_a_circle_over_a_border_matters_where_the_manager_changes_there(neighbours, category):
    make_road(category, (20.4, 52.2), (20.6, 52.2), number="700")

    found = route(20.5 - 10 / LON_M, 52.2, accuracy_m=20)

    assert found.is_certain == (category == "wojewodzka")
    assert route(20.5 - 30 / LON_M, 52.2, accuracy_m=20).is_certain


# --- a bridge


@pytest.fixture
def bridge(neighbours):
    """A municipal road under a voivodeship's, entered first; they cross at 20.2 E 52.2 N."""
    make_road("gminna", (20.199, 52.2), (20.2, 52.2), (20.201, 52.2), number="100001K")
    make_road("wojewodzka", (20.2, 52.199), (20.2, 52.201), number="700")


@pytest.mark.parametrize(
    ("east_m", "north_m", "number"),
    [(6, 3, "100001K"), (3, 6, "700"), (-20, 1, "100001K"), (1, -20, "700")],
)
def test_at_a_bridge_the_nearer_road_counts(bridge, east_m, north_m, number):
    assert route(20.2 + east_m / LON_M, 52.2 + north_m / LAT_M).road.number == number


def test_where_both_are_as_near_the_higher_category_counts(bridge):
    assert route(20.2, 52.2).road.number == "700"


def test_of_the_same_category_the_lower_number_counts_whatever_was_entered_first(neighbours):
    make_road("gminna", (20.2, 52.199), (20.2, 52.201), number="100002K")
    make_road("gminna", (20.199, 52.2), (20.2, 52.2), (20.201, 52.2), number="100001K")

    assert route(20.2, 52.2).road.number == "100001K"


# --- an enclave


@pytest.fixture
def enclave():
    """A town inside the ring of a rural municipality of the same name."""
    inner, outer = square(20.2, 52.1, 20.3, 52.2), square(20.0, 52.0, 20.5, 52.3)
    make_unit(VILLAGE, "Obwarzanek", Polygon(outer.exterior_ring, inner.exterior_ring))
    make_unit(TOWN, "Obwarzanek", inner)


def test_an_enclave_is_not_the_ring_around_it(enclave):
    assert route(20.25, 52.15).municipality.teryt == TOWN
    assert route(20.1, 52.15).municipality.teryt == VILLAGE
    assert route(20.25, 52.15).is_certain


def test_an_outline_without_its_hole_gives_way_to_the_enclave():
    make_unit(VILLAGE, "Pierścień", square(20.0, 52.0, 20.5, 52.3))
    make_unit(TOWN, "Miasto", square(20.2, 52.1, 20.3, 52.2))

    assert route(20.25, 52.15).municipality.teryt == TOWN


# --- a pin in no municipality


@pytest.mark.parametrize("place", [(18.9, 55.3), (-0.1, 51.5), (20.9, 52.0)])
def test_a_pin_in_no_municipality_belongs_to_nobody(neighbours, place):
    found = route(*place)

    assert (found.municipality, found.jurisdiction, found.handler, found.manager) == (None,) * 4
    assert codes(found) == ["outside_municipalities", "not_served", "no_road_near"]


def test_a_road_that_leaves_the_country_has_the_managers_that_need_no_unit(neighbours):
    make_road("krajowa", (20.7, 51.9), (20.9, 51.9), number="7")
    make_road("powiatowa", (20.7, 51.8), (20.9, 51.8), number="1001K")

    assert route(20.85, 51.9).manager.kind == "gddkia"
    assert route(20.85, 51.8).manager is None


def test_a_pin_at_sea_is_refused_and_leaves_no_row(phone):
    sent = {"service": "pothole", "location": {"lon": 18.9, "lat": 55.3}}
    answer = phone.post("/api/v1/reports", sent)

    assert (answer.status_code, answer.json()["code"]) == (422, "outside_jurisdiction")


# --- a city with county rights


@pytest.mark.parametrize(
    ("category", "is_expressway", "kind", "teryt"),
    [
        ("krajowa", True, "gddkia", "26"),
        ("krajowa", False, "city", "2661011"),
        ("wojewodzka", False, "city", "2661011"),
        ("powiatowa", False, "city", "2661011"),
        ("gminna", False, "city", "2661011"),
    ],
)
def test_in_a_city_with_county_rights_only_motorways_are_not_the_presidents(
    category, is_expressway, kind, teryt
):
    make_unit("2661011", "Kielce", square(20.5, 50.8, 20.7, 50.95))
    make_road(category, (20.5, 50.9), (20.7, 50.9), number="9", is_expressway=is_expressway)
    RoadManager.objects.filter(kind="gddkia").delete()

    found = route(20.6, 50.9)

    assert (found.manager.kind, found.manager.teryt) == (kind, teryt)


def test_a_motorway_is_nobodys_but_the_states_on_both_sides_of_a_citys_border():
    make_unit("2661011", "Kielce", square(20.5, 50.8, 20.7, 50.95))
    make_unit("2604032", "Daleszyce", square(20.7, 50.8, 20.9, 50.95))
    make_road("krajowa", (20.5, 50.9), (20.9, 50.9), number="S7", is_expressway=True)

    sides = [route(20.7 + metres / LON_M, 50.9, accuracy_m=30) for metres in (-10, 10)]

    assert [found.manager.kind for found in sides] == ["gddkia", "gddkia"]
    assert all(found.is_certain for found in sides)


# --- parts of municipalities: districts of cities, towns of urban-rural municipalities


def test_a_district_with_an_office_of_its_own_is_the_smallest_unit():
    make_unit("1465011", "Warszawa", square(20.9, 52.1, 21.2, 52.4))
    make_unit("1465138", "Ursynów", square(21.0, 52.1, 21.1, 52.2))
    city, district = (
        serve("1465011"),
        Jurisdiction.objects.create(teryt="1465138", name="Ursynów", number_prefix="URS"),
    )

    assert route(21.05, 52.15).jurisdiction.id == district.id
    here = Jurisdiction.objects.serving(Point(21.05, 52.15, srid=4326))
    assert list(here) == [district, city]
    assert route(21.15, 52.15).jurisdiction.id == city.id


def test_a_town_in_an_urban_rural_municipality_is_served_by_the_whole():
    make_unit("2601034", "Miasto", square(20.0, 52.0, 20.5, 52.4))
    office = serve(TOWN)

    assert route(20.2, 52.2).jurisdiction.id == office.id
    assert route(20.2, 52.2).manager.tenant.id == office.id


# --- agreements


@pytest.fixture
def managers(neighbours):
    rows = [("county", "2601"), ("municipality", VILLAGE), ("municipality", TOWN)]
    return [
        RoadManager.objects.create(kind=kind, teryt=teryt, name=f"{kind} {teryt}")
        for kind, teryt in rows
    ]


def hand_over(giver, taker, **values) -> ManagementAgreement:
    return ManagementAgreement.objects.create(
        reference=f"{giver.pk}-{taker.pk}",
        from_manager=giver,
        to_manager=taker,
        **{"valid_from": FIRST_DAY, **values},
    )


def multi(*box: float):
    return f"SRID=4326;MULTI{square(*box).wkt.replace('((', '(((').replace('))', ')))')}"


def test_an_agreement_on_a_road_in_an_area_wants_both(managers):
    county, village, _ = managers
    for serial, lat in enumerate((52.1, 52.3)):
        make_road("powiatowa", (20.1, lat), (20.4, lat), number=f"100{serial}K")
    hand_over(county, village, road_number="1000K", area=multi(20.1, 52.0, 20.2, 52.4))

    assert route(20.15, 52.1).manager.id == village.pk
    assert route(20.3, 52.1).manager.id == county.pk, "outside the area"
    assert route(20.15, 52.3).manager.id == county.pk, "another road"


def test_what_speaks_of_road_and_area_goes_before_the_road_alone(managers):
    county, village, town = managers
    make_road("powiatowa", (20.1, 52.1), (20.4, 52.1), number="1000K")
    hand_over(county, town, road_number="1000K", valid_from="2026-06-01")
    hand_over(county, village, road_number="1000K", area=multi(20.1, 52.0, 20.2, 52.4))

    assert route(20.15, 52.1).manager.id == village.pk
    assert route(20.3, 52.1).manager.id == town.pk


def test_agreements_pass_a_road_on_from_hand_to_hand(managers):
    county, village, town = managers
    make_road("powiatowa", (20.1, 52.1), (20.4, 52.1), number="1000K")
    hand_over(county, village, road_number="1000K")
    hand_over(village, town, area=multi(20.1, 52.0, 20.2, 52.4))

    assert route(20.15, 52.1).manager.id == town.pk
    assert route(20.3, 52.1).manager.id == village.pk
    assert codes(route(20.15, 52.1)).count("agreement") == 2


def test_an_agreement_on_an_area_has_its_edge_in_it(managers):
    county, village, _ = managers
    make_road("powiatowa", (20.1, 52.1), (20.4, 52.1), number="1000K")
    hand_over(county, village, area=multi(20.1, 52.0, 20.2, 52.4))

    assert route(20.2, 52.1).manager.id == village.pk
    assert route(20.2000001, 52.1).manager.id == county.pk
