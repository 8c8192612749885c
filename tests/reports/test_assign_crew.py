"""Dispatchers give reports to crews, one by one or many at once."""

from datetime import datetime, timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from backend.crews.models import Crew
from backend.jurisdictions.models import Service
from backend.reports.models import Report, ReportEvent
from tests.reports.makers import (
    COUNTY_CREW,
    NORTH,
    NOT_FIXED,
    REPORTS,
    SOUTH,
    change,
    code_of,
    crew_id,
    events,
    fields_of,
    kinds,
    put_into,
    read,
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


def test_many_are_told_of_each_on_its_own(dispatcher, crew, phone, place):
    """One goes on from a pause, one is with the crew already: each has the history of its own."""
    moved, paused, there, planned = (send_report(phone, place) for _ in range(4))
    for each in (moved, planned):
        assert crew.post(f"{REPORTS}/{each['id']}/taking", {}).status_code == 200
    assert assign(dispatcher, moved, SOUTH).status_code == 200
    assert change(crew, paused, "waiting").status_code == 200
    assert change(crew, planned, "planned").status_code == 200
    before = {each["id"]: kinds(dispatcher, each) for each in (moved, paused, there, planned)}

    answer = dispatcher.post(MANY, {"reports": list(before), "crew": crew_id(NORTH)})

    assert answer.json()["assigned"] == sorted(before)
    added = {pk: kinds(dispatcher, {"id": pk})[len(known) :] for pk, known in before.items()}
    assert added == {
        moved["id"]: ["assigned"],
        paused["id"]: ["assigned", "due_changed"],
        there["id"]: [],
        planned["id"]: ["assigned"],
    }
    assert events(dispatcher, planned)[-1]["status_before"] == "planned"
    assert read(crew, planned)["taken_by"] is not None
    assert read(crew, moved)["taken_by"] is None
    assert read(phone, paused)["due_at"] is not None
    jobs = ProcrastinateJob.objects.filter(task_name="notifications.fan_out")
    told = jobs.values_list("args", flat=True)
    assigned = ReportEvent.objects.filter(kind="assigned").values_list("id", flat=True)
    assert {args["event_id"] for args in told} >= set(assigned)
    call_command("verify_history", stdout=StringIO())


def test_what_many_wait_for_is_promised_as_if_each_were_assigned_alone(
    dispatcher, crew, phone, place
):
    Service.objects.filter(code="snow").update(counts_working_hours=True)
    pairs = [
        [send_report(phone, place, service=code) for _ in range(2)] for code in ("pothole", "snow")
    ]
    reports = [each for pair in pairs for each in pair]
    for each in reports:
        assert change(crew, each, "waiting").status_code == 200

    for alone, _ in pairs:
        assert assign(dispatcher, alone, SOUTH).status_code == 200
    many = {"reports": [other["id"] for _, other in pairs], "crew": crew_id(SOUTH)}
    assert dispatcher.post(MANY, many).status_code == 200

    for alone, other in pairs:
        due = [datetime.fromisoformat(read(phone, each)["due_at"]) for each in (alone, other)]
        assert abs(due[0] - due[1]) < timedelta(minutes=1)


@pytest.mark.parametrize("status", ["assigned", "waiting"])
def test_many_take_as_many_statements_as_one(dispatcher, phone, place, status):
    Service.objects.update(counts_working_hours=True)
    used, crew = [], crew_id(SOUTH)
    for count in (1, 6):
        reports = [send_report(phone, place)["id"] for _ in range(count)]
        Report.objects.filter(pk__in=reports).update(status=status)
        with CaptureQueriesContext(connection) as queries:
            answer = dispatcher.post(MANY, {"reports": reports, "crew": crew})
        assert len(answer.json()["assigned"]) == count
        used.append(len(queries))
    assert used[0] == used[1]


def test_one_that_fails_leaves_all_as_they_were(dispatcher, phone, place, county_place):
    good, closed = send_report(phone, place), send_report(phone, place)
    change(dispatcher, closed, "not_fixed", **NOT_FIXED)
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
