"""What a route tells beside whom: the nearest address, the road's kilometre, works and closures."""

import random
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import LineString, Point
from django.contrib.gis.measure import D
from django.db import connection
from django.utils import timezone

from backend.core.sql import OnTheGround
from gis_layers.models import Address, Road, RoadWork
from tests.conftest import NOON
from tests.crews.ground import (
    LAT_M,
    LON_M,
    clear,
    make_house,
    make_road,
    make_work,
    route,
)

pytestmark = pytest.mark.django_db

LON, LAT = 20.2, 52.0
FUNCTION = Path(__file__).parents[2] / "backend/crews/sql/route.sql"


@pytest.fixture(autouse=True)
def _no_map():
    clear()


def east(metres: float) -> float:
    return LON + metres / LON_M


def north(metres: float) -> float:
    return LAT + metres / LAT_M


# --- the nearest address


def test_the_nearest_house_is_the_one_that_is_nearest_in_metres_not_in_degrees():
    make_house(east(60), LAT, "1")
    make_house(LON, north(70), "2")  # nearer in degrees

    assert route(LON, LAT).address == "Polna 1, Osada"


@pytest.mark.parametrize(("metres", "address"), [(198, "Polna 7, Osada"), (202, "")])
def test_a_house_too_far_away_says_nothing(metres, address):
    make_house(east(metres), LAT, "7")

    assert route(LON, LAT).address == address


def test_a_village_without_streets_is_named_once():
    make_house(LON, LAT, "12", street="")

    assert route(LON, LAT).address == "Osada 12"


def test_streets_and_old_editions_are_no_houses():
    make_house(LON, LAT, "")
    make_house(LON, LAT, "9", is_active=False)
    assert route(LON, LAT).address == ""

    make_house(east(30), LAT, "3")
    assert route(LON, LAT).address == "Polna 3, Osada"


def test_of_two_at_the_same_place_the_first_by_name_is_taken():
    for number in ("5", "4"):
        make_house(LON, LAT, number)

    assert route(LON, LAT).address == "Polna 4, Osada"


# --- the road's kilometre


@pytest.mark.parametrize(
    ("metres", "km"), [(0, 10.0), (500, 10.5), (1000, 11.0), (-10, 10.0), (1010, 11.0)]
)
def test_the_kilometre_follows_the_line(metres, km):
    make_road("krajowa", (LON, LAT), (east(1000), LAT), km_from=10.0, km_to=11.0)

    assert route(east(metres), LAT).road.km == pytest.approx(km, abs=0.001)


def test_a_line_may_be_drawn_against_its_kilometres():
    make_road("krajowa", (east(1000), LAT), (LON, LAT), km_from=11.0, km_to=10.0)

    assert route(east(250), LAT).road.km == pytest.approx(10.25, abs=0.001)


def test_the_kilometre_is_measured_on_the_ground_not_in_degrees():
    corner = (east(500), LAT)
    make_road("krajowa", (LON, LAT), corner, (corner[0], north(500)), km_from=0.0, km_to=1.0)

    assert route(*corner).road.km == pytest.approx(0.5, abs=0.001)


def test_a_road_without_kilometres_has_none():
    make_road("gminna", (LON, LAT), (east(100), LAT))
    assert route(LON, LAT).road.km is None


def test_distances_are_those_on_the_ellipsoid():
    draw = random.Random(4)
    for _ in range(40):
        Road.objects.all().delete()
        lon, lat = draw.uniform(14, 24), draw.uniform(49, 55)
        ends = [
            (lon + draw.uniform(-9e-4, 9e-4), lat + draw.uniform(-6e-4, 6e-4)) for _ in range(3)
        ]
        make_road("gminna", *ends)
        here = Point(lon, lat, srid=4326)
        every = Road.objects.annotate(distance=Distance(OnTheGround("geometry"), here))
        near = every.filter(distance__lte=D(m=75)).first()

        found = route(lon, lat, accuracy_m=50).road

        assert (found is None) == (near is None)
        if found:
            assert found.distance_m == pytest.approx(near.distance.m, abs=0.002)


# --- works and closures


def test_works_in_force_or_soon_are_told_and_no_others():
    line = LineString((LON, LAT), (east(100), LAT), srid=4326)
    for description, days, lasting in (
        ("now", -1, 2),
        ("soon", 13, 2),
        ("later", 15, 2),
        ("over", -5, 4),
        ("for good", -5, None),
    ):
        start = NOON + timedelta(days=days)
        end = start + timedelta(days=lasting) if lasting else None
        make_work("works", line, start, description=description, ends_at=end)

    works = route(east(50), LAT).works

    assert [work.description for work in works] == ["for good", "now", "soon"]
    assert [work.is_now for work in works] == [True, True, False]


@pytest.mark.parametrize(
    ("metres", "accuracy_m", "is_told"), [(24, None, True), (26, None, False), (60, 40, True)]
)
def test_works_are_looked_for_as_far_as_roads(metres, accuracy_m, is_told):
    make_work("works", Point(east(metres), LAT, srid=4326), NOON)

    assert bool(route(LON, LAT, accuracy_m=accuracy_m).works) == is_told


def test_a_place_inside_the_area_of_works_is_near_them():
    area = Point(LON, LAT, srid=4326).buffer(0.01)
    make_work("works", area, NOON)

    assert len(route(LON, LAT).works) == 1


# --- over HTTP


def test_the_api_tells_kilometre_address_and_works(stranger):
    start, end = timezone.now() - timedelta(days=1), timezone.now() + timedelta(days=1)
    make_road("krajowa", (LON, LAT), (east(1000), LAT), km_from=1.0, km_to=2.0, number="7")
    make_house(LON, LAT, "1")
    make_work("closure", Point(LON, LAT, srid=4326), start, ends_at=end, description="Wykop")

    answers = {
        lang: stranger.get(f"/api/v1/route?lon={LON}&lat={LAT}&service=pothole&lang={lang}").json()
        for lang in ("pl", "en", "uk")
    }

    body = answers["en"]
    assert (body["road"]["km"], body["address"]) == (1.0, "Polna 1, Osada")
    (work,) = body["works"]
    assert {name: work[name] for name in ("kind", "description", "manager", "in_force")} == {
        "kind": "closure",
        "description": "Wykop",
        "manager": "Powiat",
        "in_force": True,
    }
    assert work["starts_at"].endswith("Z")
    told = {answer["reasons"][-1]["text"] for answer in answers.values()}
    assert len(told) == 3
    assert all(reason["code"] == "road_closed_until" for reason in [body["reasons"][-1]])


def test_all_of_it_is_still_one_round_trip(django_assert_num_queries):
    make_house(LON, LAT, "1")
    with django_assert_num_queries(1):
        route(LON, LAT, accuracy_m=40)


# --- the function in the database


def test_the_database_has_the_function_of_the_file():
    body = FUNCTION.read_text(encoding="utf-8").split("$function$")[1]
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'route_facts'")
        assert cursor.fetchall() == [(body,)], "a migration must put sql/route.sql in again"


@pytest.mark.parametrize("name", ["pothole", "'; DROP TABLE gis_layers_road; --", "ż%s{}", ""])
def test_a_service_of_any_name_is_a_value(name):
    assert route(LON, LAT, service=name).crew is None
    assert Road.objects.count() == Address.objects.count() == RoadWork.objects.count() == 0
