"""What a report gets from the layers beside its route: the nearest address, and the kilometre."""

import pytest

from backend.reports.models import Report
from gis_layers.models import Address, Road
from tests.crews.ground import LON_M, make_house
from tests.reports.makers import REPORTS, change, read, send_report

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_other_houses(db):
    Address.objects.all().delete()


@pytest.fixture
def house(place):
    return make_house(place["lon"] + 20 / LON_M, place["lat"], "5", street="Boczna")


@pytest.fixture
def south_place(spots):
    spot = spots["Zgorzała, ul. Saneczkowa"]
    return {"lon": spot["lon"], "lat": spot["lat"]}


def move(caller, report, place):
    answer = caller.patch(f"{REPORTS}/{report['id']}", {"location": place})
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_a_report_without_an_address_gets_the_nearest_one(phone, place, house):
    assert send_report(phone, place)["address"] == "Boczna 5, Osada"
    assert Report.objects.get().is_address_found


@pytest.mark.parametrize("written", ["za sklepem", "Boczna 5, Osada"])
def test_the_residents_own_words_stay(phone, place, house, written):
    assert send_report(phone, place, address=written)["address"] == written
    assert not Report.objects.get().is_address_found


def test_where_no_house_is_near_there_is_no_address(phone, place):
    assert send_report(phone, place)["address"] == ""
    assert not Report.objects.get().is_address_found


def test_a_found_address_follows_the_pin(phone, dispatcher, place, south_place, house):
    report = send_report(phone, place)
    make_house(south_place["lon"], south_place["lat"], "8", street="Saneczkowa")

    assert move(dispatcher, report, south_place)["address"] == "Saneczkowa 8, Osada"
    assert move(dispatcher, report, place)["address"] == "Boczna 5, Osada"


def test_a_found_address_does_not_stay_where_there_is_none(
    phone, dispatcher, place, south_place, house
):
    report = send_report(phone, place)

    assert move(dispatcher, report, south_place)["address"] == ""


def test_a_written_address_does_not_follow_the_pin(phone, dispatcher, place, south_place, house):
    report = send_report(phone, place, address="za sklepem")
    make_house(south_place["lon"], south_place["lat"], "8")

    assert move(dispatcher, report, south_place)["address"] == "za sklepem"


def test_a_found_address_is_as_private_as_a_written_one(phone, stranger, dispatcher, place, house):
    report = send_report(phone, place)

    assert read(stranger, report)["address"] is None
    assert read(dispatcher, report)["address"] == "Boczna 5, Osada"


def test_sending_again_is_harmless_with_a_found_address(phone, place, house):
    draft = {
        "id": "0b6f3f6e-8f0c-4c55-9a39-6a0a2f6f1d01",
        "service": "pothole",
        "location": place,
    }
    first, again = phone.post(REPORTS, draft), phone.post(REPORTS, draft)

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["address"] == "Boczna 5, Osada"
    assert phone.post(REPORTS, {**draft, "address": "Boczna 5, Osada"}).status_code == 409


def test_a_report_keeps_the_kilometre_of_its_road(phone, stranger, dispatcher, place, spots):
    Road.objects.filter(number="280002W").update(km_from=2.0, km_to=2.0)
    report = send_report(phone, place)

    assert report["road"]["km"] == 2.0
    assert read(stranger, report)["road"]["km"] == 2.0
    Road.objects.filter(number="280002W").update(km_from=None, km_to=None)
    assert change(dispatcher, report, "waiting").json()["road"]["km"] == 2.0
