"""One change of status of many reports at once: all of them, or none and why."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.jurisdictions.models import Service
from backend.reports.models import Report, ReportEvent
from backend.reports.workflow import Status
from tests.reports.makers import (
    NORTH,
    NOT_FIXED,
    REPORTS,
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
MANY = "/api/v1/statuses"
PLAN = {"status": "planned", "planned_for": "2100-01-15", "comment": "W styczniu."}


def change_many(caller, reports, **body):
    return caller.post(MANY, {"reports": [each["id"] for each in reports], **body})


@pytest.fixture
def reports(phone, place):
    return [send_report(phone, place) for _ in range(3)]


def test_many_are_planned_with_one_date_and_text(dispatcher, phone, reports):
    answer = change_many(dispatcher, reports, **PLAN)

    assert answer.status_code == 200
    assert answer.json()["changed"] == sorted(each["id"] for each in reports)
    assert answer.json()["versions"] == {each["id"]: each["version"] + 1 for each in reports}
    for each in reports:
        assert read(phone, each)["planned_for"] == "2100-01-15"
        last = events(phone, each)[-1]
        assert (last["kind"], last["status_before"]) == ("status_changed", "assigned")
        assert "W styczniu." in str(last)


def test_each_has_the_very_event_that_it_would_have_alone(dispatcher, phone, reports):
    alone, *many = reports
    assert change(dispatcher, alone, **PLAN).status_code == 200
    assert change_many(dispatcher, many, **PLAN).status_code == 200
    rows = [
        ReportEvent.objects.filter(report=each["id"]).order_by("-id").first() for each in reports
    ]
    told = [
        (row.kind, row.status_before, row.status, row.version, row.data, row.actor_role, row.actor)
        for row in rows
    ]
    assert told[1:] == told[:1] * 2


@pytest.mark.parametrize("new", Status)
@pytest.mark.parametrize("old", Status)
def test_many_obey_the_table_as_one_does(dispatcher, phone, place, old, new):
    alone, other = (send_report(phone, place) for _ in range(2))
    put_into(old)
    reason = NOT_FIXED if new == Status.NOT_FIXED else {}
    one = change(dispatcher, alone, new, **reason)
    many = change_many(dispatcher, [other], status=new, **reason)

    if one.status_code == 200:
        assert many.status_code == 200, many.content
        assert read(dispatcher, other)["status"] == new
    else:
        assert code_of(many) == (409, "changes_failed")
        assert many.json()["failed"] == [{"report": other["id"], "code": one.json()["code"]}]


def test_one_that_fails_leaves_all_as_they_were(dispatcher, reports, phone, county_place):
    foreign, unknown = send_report(phone, county_place), {"id": str(uuid4())}
    before = ReportEvent.objects.count()

    answer = change_many(dispatcher, [*reports, foreign, unknown], status="waiting")

    assert code_of(answer) == (409, "changes_failed")
    assert {row["report"]: row["code"] for row in answer.json()["failed"]} == {
        foreign["id"]: "not_allowed",
        unknown["id"]: "not_found",
    }
    assert ReportEvent.objects.count() == before


def test_what_another_has_changed_meanwhile_is_not_overwritten(dispatcher, reports):
    seen = {each["id"]: each["version"] for each in reports}
    change(dispatcher, reports[0], "waiting")

    stale = change_many(dispatcher, reports, status="in_progress", versions=seen)
    fresh = change_many(dispatcher, reports[1:], status="in_progress", versions=seen)

    assert stale.json()["failed"] == [{"report": reports[0]["id"], "code": "version_conflict"}]
    assert fresh.status_code == 200


def test_assignments_hold_to_versions_too(dispatcher, reports):
    seen = {each["id"]: each["version"] for each in reports}
    change(dispatcher, reports[0], "waiting")
    body = {"reports": [*seen], "crew": crew_id(NORTH)}

    stale = dispatcher.post("/api/v1/assignments", {**body, "versions": seen})
    fresh = dispatcher.post("/api/v1/assignments", body)

    assert stale.json()["failed"] == [{"report": reports[0]["id"], "code": "version_conflict"}]
    assert fresh.json()["versions"][reports[0]["id"]] == seen[reports[0]["id"]] + 2


def test_an_after_photo_is_wanted_of_each(dispatcher, reports, photo):
    Service.objects.update(needs_after_photo=True)
    shown = reports[0]["id"]
    assert dispatcher.put_photo(shown, photo, query="?kind=after").status_code in (200, 201, 202)

    answer = change_many(dispatcher, reports, status="fixed")

    assert {row["report"]: row["code"] for row in answer.json()["failed"]} == {
        each["id"]: "after_photo_required" for each in reports[1:]
    }
    assert change_many(dispatcher, reports[:1], status="fixed").status_code == 200


@pytest.mark.parametrize("status", ["planned", "waiting", "fixed"])
def test_many_take_as_many_statements_as_one(dispatcher, phone, place, photo, status):
    Service.objects.update(counts_working_hours=True, needs_after_photo=True)
    used = []
    for count in (1, 5):
        sent = [send_report(phone, place) for _ in range(count)]
        for each in sent:
            dispatcher.put_photo(each["id"], photo, query="?kind=after")
        with CaptureQueriesContext(connection) as queries:
            answer = change_many(dispatcher, sent, status=status, comment="Wspólny tekst")
        assert len(answer.json()["changed"]) == count
        used.append(len(queries))
    assert used[0] == used[1]


def test_a_repeat_with_the_same_key_changes_nothing_more(dispatcher, reports):
    ids, key = [each["id"] for each in reports], str(uuid4())
    first, again = (
        dispatcher.post(MANY, {"reports": ids, **PLAN}, Idempotency_Key=key) for _ in range(2)
    )
    assert first.json() == again.json()
    assert kinds(dispatcher, reports[0]) == ["received", "assigned", "status_changed"]


@pytest.mark.parametrize(
    ("body", "code", "named"),
    [
        ({"reports": []}, "invalid", "reports"),
        ({"reports": [str(uuid4())] * 501}, "invalid", "reports"),
        ({"status": "lost"}, "invalid", "status"),
        ({"versions": {"x": 1}}, "invalid", "versions"),
        ({"versions": {str(uuid4()): 0}}, "invalid", None),
        ({"expected_version": 1}, "invalid", "expected_version"),
        ({"planned_for": "2020-01-01"}, "invalid", "planned_for"),
        ({"status": "not_fixed"}, "reason_required", "reason"),
    ],
)
def test_a_list_has_limits(dispatcher, report, body, code, named):
    answer = dispatcher.post(MANY, {"reports": [report["id"]], "status": "planned", **body})
    assert (answer.status_code, answer.json()["code"]) in [(400, code), (422, code)]
    assert named is None or fields_of(answer)[0].startswith(named)


@pytest.mark.parametrize(
    ("who", "expected"),
    [("stranger", 401), ("phone", 401), ("resident", 409), ("county_dispatcher", 409)],
)
def test_others_change_none_of_many(request, report, who, expected):
    assert change_many(request.getfixturevalue(who), [report], **PLAN).status_code == expected
    assert Report.objects.get().status == "assigned"


def test_a_crew_changes_its_own(crew, report):
    assert change_many(crew, [report], status="in_progress").status_code == 200
    assert read(crew, report)["status"] == "in_progress"
    assert code_of(change_many(crew, [report], status="forwarded")) == (409, "changes_failed")


def test_the_one_address_stays_for_one(dispatcher, report):
    body = {"status": "planned", "versions": {}}
    assert code_of(dispatcher.post(f"{REPORTS}/{report['id']}/status", body)) == (400, "invalid")
