"""What an office does with reports about other managers' roads: takes them, or says where to go."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.jurisdictions.models import ManagerPolicy
from backend.reports.models import Report
from backend.reports.workflow import STAFF_SOURCES
from tests.reports.elsewhere import GDDKIA, MOTION, direct, place_of
from tests.reports.makers import REPORTS, code_of, fields_of, send_report

pytestmark = pytest.mark.django_db


def route(caller: Any, place: dict[str, float]) -> dict[str, Any]:
    answer = caller.get(f"/api/v1/route?lon={place['lon']}&lat={place['lat']}&service=pothole")
    assert answer.status_code == 200, answer.content
    return answer.json()


def send(caller: Any, place: dict[str, float], **fields: Any) -> Any:
    return caller.post(REPORTS, {"service": "pothole", "location": place, **fields})


def test_usually_they_are_taken(stranger, phone, spots):
    assert route(stranger, place_of(spots))["policy"] == "take"
    assert send(phone, place_of(spots)).status_code == 201


def test_an_office_may_only_direct_and_whoever_asks_before_reads_where(stranger, spots):
    direct()

    told = route(stranger, place_of(spots))

    assert told["policy"] == "direct"
    assert (told["manager"]["name"], told["manager"]["phone"]) == (GDDKIA, "19 111")


def test_then_a_report_is_refused_with_the_managers_contact_and_leaves_no_row(phone, spots):
    direct()
    draft = {"id": str(uuid4()), "description": "Koleiny"}

    refused = send(phone, place_of(spots), **draft)

    assert code_of(refused) == (422, "directed_elsewhere")
    assert fields_of(refused) == ["location"]
    assert refused.json()["manager"] == {
        "kind": "gddkia",
        "name": GDDKIA,
        "phone": "19 111",
        "email": "warszawa@gddkia.example",
        "form_url": "https://gddkia.example/zglos",
    }
    assert not Report.objects.exists()
    ManagerPolicy.objects.all().delete()
    assert send(phone, place_of(spots), **draft).status_code == 201  # the draft is as good as new


def test_what_was_taken_before_is_found_again_after(phone, spots):
    draft = {"id": str(uuid4())}
    assert send(phone, place_of(spots), **draft).status_code == 201

    direct()

    assert send(phone, place_of(spots), **draft).status_code == 200


@pytest.mark.parametrize("kind", ["voivodeship", "county", "municipality", "city", "owner"])
def test_the_policy_is_for_one_kind_of_manager(phone, spots, kind):
    direct(kind)

    assert send(phone, place_of(spots)).status_code == 201


def test_the_policy_of_another_jurisdiction_counts_for_nothing_here(phone, spots):
    direct(teryt="1418")

    assert send(phone, place_of(spots)).status_code == 201


def test_reports_of_a_manager_with_an_office_here_are_always_taken(phone, place, county_place):
    for kind in ("municipality", "county"):
        direct(kind)

    assert send(phone, place).status_code == 201
    assert send(phone, county_place).status_code == 201


@pytest.mark.parametrize("source", STAFF_SOURCES)
def test_what_the_office_writes_down_is_taken(dispatcher, spots, source):
    direct()

    assert send(dispatcher, place_of(spots), source=source).status_code == 201


def test_nobody_else_gets_round_it_by_calling_themselves_the_office(phone, resident, spots):
    direct()

    for caller in (phone, resident):
        answer = send(caller, place_of(spots), source="phone")
        assert code_of(answer) == (403, "not_allowed")


def test_a_motion_is_taken_as_the_law_wants_it_passed_on(phone, spots):
    direct()

    assert send(phone, place_of(spots), kind="motion", contact=MOTION).status_code == 201


def test_a_place_of_our_own_costs_no_statement_more(phone, stranger, place, spots):
    def asked(place: dict[str, float]) -> int:
        with CaptureQueriesContext(connection) as queries:
            route(stranger, place)
        return len(queries)

    assert asked(place_of(spots)) == asked(place) + 1


def test_the_report_says_that_another_manager_must_get_it(dispatcher, phone, place, spots):
    send_report(phone, place)
    send_report(phone, place_of(spots))

    told = Report.objects.values_list("road_number", "is_managed_elsewhere")
    assert dict(told) == {"280002W": False, "7": True}
