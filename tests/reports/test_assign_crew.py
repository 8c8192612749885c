"""Dispatchers give reports to crews, one by one or many at once."""

from uuid import uuid4

import pytest

from backend.crews.models import Crew
from backend.reports.models import Report, ReportEvent
from tests.reports.makers import (
    COUNTY_CREW,
    NORTH,
    REPORTS,
    SOUTH,
    change,
    code_of,
    crew_id,
    fields_of,
    kinds,
    put_into,
    send_report,
)

pytestmark = pytest.mark.django_db
MANY = "/api/v1/assignments"


def assign(caller, report, crew_name, **fields):
    body = {"crew": crew_id(crew_name), **fields}
    return caller.post(f"{REPORTS}/{report['id']}/assignment", body)


def test_a_report_goes_to_another_crew_of_the_office(dispatcher, report):
    answer = assign(dispatcher, report, SOUTH, comment="Południe ma bliżej")

    body = answer.json()
    assert answer.status_code == 200
    assert (body["status"], body["crew"]["name"]) == ("assigned", SOUTH)
    assert body["version"] == report["version"] + 1
    assert kinds(dispatcher, report) == ["received", "assigned", "assigned"]


def test_assigning_the_crew_that_has_it_already_changes_nothing(dispatcher, report):
    answer = assign(dispatcher, report, NORTH)

    assert answer.status_code == 200
    assert answer.json()["version"] == report["version"]
    assert kinds(dispatcher, report) == ["received", "assigned"]


def test_the_reasons_say_that_a_dispatcher_chose(dispatcher, report):
    assign(dispatcher, report, SOUTH)
    codes = [reason["code"] for reason in assign(dispatcher, report, NORTH).json()["reasons"]]

    assert codes[-1] == "chosen_by_dispatcher"
    assert codes.count("chosen_by_dispatcher") == 1
    assert "crew_area" not in codes


@pytest.mark.parametrize("why", ["other office", "not at work", "unknown"])
def test_a_crew_that_is_not_the_handlers_is_refused(dispatcher, report, why):
    crew = crew_id(COUNTY_CREW if why == "other office" else SOUTH)
    if why == "not at work":
        Crew.objects.filter(pk=crew).update(is_active=False)
    if why == "unknown":
        crew = 2**31 - 1

    answer = dispatcher.post(f"{REPORTS}/{report['id']}/assignment", {"crew": crew})

    assert code_of(answer) == (422, "crew_not_suitable")
    assert Report.objects.get().crew.name == NORTH


def test_the_countys_report_goes_to_the_countys_crew_by_the_county(
    phone, dispatcher, county_dispatcher, county_place
):
    report = send_report(phone, county_place)

    assert code_of(assign(dispatcher, report, SOUTH)) == (403, "not_allowed")
    assert code_of(assign(county_dispatcher, report, SOUTH)) == (422, "crew_not_suitable")
    assert assign(county_dispatcher, report, COUNTY_CREW).status_code == 200


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("received", 200),
        ("planned", 200),
        ("in_progress", 200),
        ("waiting", 200),
        ("fixed", 409),
        ("forwarded", 409),
        ("withdrawn", 409),
    ],
)
def test_assigning_obeys_the_table(dispatcher, report, status, expected):
    put_into(status)

    assert assign(dispatcher, report, SOUTH).status_code == expected


def test_assigning_a_stale_version_is_refused(dispatcher, report):
    change(dispatcher, report, "planned")

    stale = assign(dispatcher, report, SOUTH, expected_version=report["version"])
    fresh = assign(dispatcher, report, SOUTH, expected_version=report["version"] + 1)

    assert code_of(stale) == (409, "version_conflict")
    assert fresh.status_code == 200


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("stranger", 401),
        ("phone", 401),
        ("resident", 403),
        ("crew", 403),
        ("administrator", 403),
        ("county_dispatcher", 403),
        ("superuser", 403),
        ("dispatcher", 200),
    ],
)
def test_only_the_handlers_dispatcher_assigns(request, report, who, expected):
    assert assign(request.getfixturevalue(who), report, SOUTH).status_code == expected


def test_many_are_assigned_together(dispatcher, phone, place):
    reports = [send_report(phone, place)["id"] for _ in range(3)]

    answer = dispatcher.post(MANY, {"reports": reports, "crew": crew_id(SOUTH)})

    assert answer.status_code == 200
    assert set(answer.json()["assigned"]) == set(reports)
    assert set(Report.objects.values_list("crew__name", flat=True)) == {SOUTH}


def test_one_that_fails_leaves_all_as_they_were(dispatcher, phone, place, county_place):
    good, closed = send_report(phone, place), send_report(phone, place)
    change(dispatcher, closed, "not_fixed")
    foreign = send_report(phone, county_place)
    unknown = str(uuid4())
    events_before = ReportEvent.objects.count()

    answer = dispatcher.post(
        MANY,
        {
            "reports": [good["id"], closed["id"], foreign["id"], unknown],
            "crew": crew_id(SOUTH),
        },
    )

    assert code_of(answer) == (409, "assignments_failed")
    assert {row["report"]: row["code"] for row in answer.json()["failed"]} == {
        closed["id"]: "change_not_allowed",
        foreign["id"]: "not_allowed",
        unknown: "not_found",
    }
    assert Report.objects.get(pk=good["id"]).crew.name == NORTH
    assert ReportEvent.objects.count() == events_before


def test_the_same_report_twice_in_a_list_is_assigned_once(dispatcher, report):
    body = {"reports": [report["id"]] * 2, "crew": crew_id(SOUTH)}

    assert dispatcher.post(MANY, body).json()["assigned"] == [report["id"]]
    assert kinds(dispatcher, report) == ["received", "assigned", "assigned"]


@pytest.mark.parametrize(
    ("field", "bad", "named"),
    [
        ("reports", [], "reports"),
        ("reports", [str(uuid4())] * 501, "reports"),
        ("reports", ["x"], "reports.0"),
        ("crew", 0, "crew"),
        ("crew", 2**31, "crew"),
        ("crew", "north", "crew"),
    ],
)
def test_a_list_has_limits(dispatcher, report, field, bad, named):
    body = {"reports": [report["id"]], "crew": crew_id(SOUTH), field: bad}

    answer = dispatcher.post(MANY, body)

    assert code_of(answer) == (400, "invalid")
    assert fields_of(answer) == [named]


@pytest.mark.parametrize(("who", "expected"), [("stranger", 401), ("phone", 401), ("crew", 409)])
def test_others_assign_none_of_many(request, report, who, expected):
    body = {"reports": [report["id"]], "crew": crew_id(SOUTH)}

    assert request.getfixturevalue(who).post(MANY, body).status_code == expected
    assert Report.objects.get().crew.name == NORTH
