"""Contact data: for those who need it, and no staff reads it unseen."""

import logging

import pytest

from backend.jurisdictions.models import Service
from backend.reports.people_models import ContactReading
from tests.reports.makers import CONTACT, REPORTS, read, send_report

pytestmark = pytest.mark.django_db

READ = {**CONTACT, "postal_address": ""}


@pytest.fixture
def report(phone, place):
    return send_report(phone, place, contact=CONTACT)


def readers() -> list[str]:
    return [reading.user.name for reading in ContactReading.objects.select_related("user")]


def test_the_handlers_dispatcher_reads_it_and_each_reading_is_kept(dispatcher, report, caplog):
    with caplog.at_level(logging.INFO, logger="backend.reports.actions.contacts"):
        assert read(dispatcher, report)["contact"] == READ
        read(dispatcher, report)

    assert readers() == ["Dorota Wysocka"] * 2
    assert [record.message for record in caplog.records] == ["contact read"] * 2
    assert CONTACT["email"] not in caplog.text


def test_the_reporter_reads_it_unlogged(phone, report):
    assert read(phone, report)["contact"] == READ
    assert readers() == []


@pytest.mark.parametrize("sees", [True, False])
def test_the_crew_reads_it_where_the_service_allows(crew, report, sees):
    Service.objects.filter(code="pothole").update(crew_sees_contact=sees)

    assert read(crew, report)["contact"] == (READ if sees else None)
    assert readers() == (["Marek Jasiński"] if sees else [])


@pytest.mark.parametrize(
    "who", ["stranger", "other_phone", "resident", "other_crew", "administrator", "superuser"]
)
def test_nobody_else_reads_it(request, report, who):
    assert read(request.getfixturevalue(who), report)["contact"] is None
    assert readers() == []


def test_the_places_dispatcher_does_not_read_what_the_county_handles(
    phone, dispatcher, county_dispatcher, county_place
):
    report = send_report(phone, county_place, contact=CONTACT)

    assert read(dispatcher, report)["contact"] is None
    assert read(county_dispatcher, report)["contact"] == READ
    assert readers() == ["Paweł Rudnicki"]


def test_a_report_without_contact_is_read_without_a_trace(dispatcher, phone, place):
    assert read(dispatcher, send_report(phone, place))["contact"] is None
    assert readers() == []


@pytest.mark.parametrize("path", [REPORTS, f"{REPORTS}.geojson", "/api/v1/me/reports"])
def test_lists_never_carry_it(dispatcher, phone, report, path):
    for caller in (dispatcher, phone):
        assert CONTACT["email"] not in caller.get(path).content.decode()
    assert readers() == []


def test_part_of_a_contact_is_enough(dispatcher, phone, place):
    report = send_report(phone, place, contact={"phone": "+48 22 555 01 99"})

    assert read(dispatcher, report)["contact"] == {
        "name": "",
        "email": "",
        "phone": "+48 22 555 01 99",
        "postal_address": "",
    }
