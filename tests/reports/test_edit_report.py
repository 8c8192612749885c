"""PATCH /reports/{id}: the handler's dispatcher corrects a report's facts."""

from datetime import timedelta
from uuid import uuid4

import pytest

from backend.jurisdictions.models import Service
from backend.reports.models import Report, ReportEvent
from tests.reports.makers import (
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
    send_report,
)

pytestmark = pytest.mark.django_db


def edit(caller, report, **fields):
    return caller.patch(f"{REPORTS}/{report['id']}", fields)


@pytest.fixture
def south_place(spots):
    spot = spots["Zgorzała, ul. Saneczkowa"]
    return {"lon": spot["lon"], "lat": spot["lat"]}


def test_moving_the_pin_routes_again(dispatcher, report, south_place):
    answer = edit(dispatcher, report, location=south_place)

    body = answer.json()
    assert answer.status_code == 200
    assert body["road"]["number"] == "280144W"
    assert (body["crew"]["name"], body["status"]) == ("Brygada drogowa Południe", "assigned")
    assert kinds(dispatcher, report)[2:] == ["pin_moved", "rerouted", "assigned"]
    assert body["number"] == report["number"]


def test_moving_the_pin_onto_a_county_road_changes_the_handler(
    dispatcher, county_dispatcher, phone, report, county_place
):
    answer = edit(dispatcher, report, location=county_place)

    assert answer.json()["handler"]["teryt"] == "1418"
    assert answer.json()["manager"]["kind"] == "county"
    assert answer.json()["crew"]["name"] == "Obwód Drogowy Powiatu"
    assert kinds(phone, report)[2:] == ["pin_moved", "rerouted", "assigned"]
    assert code_of(change(dispatcher, report, "waiting")) == (403, "not_allowed")
    assert change(county_dispatcher, report, "waiting").status_code == 200


def test_moving_the_pin_where_no_crew_works_puts_the_report_into_the_queue(
    dispatcher, report, spots
):
    spot = spots["Warszawianka, Aleja Krakowska"]

    body = edit(dispatcher, report, location={"lon": spot["lon"], "lat": spot["lat"]}).json()

    assert (body["status"], body["crew"]) == ("received", None)
    assert kinds(dispatcher, report)[2:] == ["pin_moved", "rerouted", "status_changed"]


def test_a_pin_outside_the_served_area_stays(dispatcher, report, unserved_place):
    answer = edit(dispatcher, report, location=unserved_place)

    assert code_of(answer) == (422, "outside_jurisdiction")
    row = Report.objects.get()
    assert (row.location.x, row.version) == (report["location"]["lon"], report["version"])
    assert len(kinds(dispatcher, report)) == 2


def test_a_county_may_move_a_private_report_out_of_its_own_sight(
    phone, county_dispatcher, dispatcher, spots, place
):
    spot = spots["Jazgarzewszczyzna, ul. Millenium"]
    there = {"lon": spot["lon"], "lat": spot["lat"]}
    report = send_report(phone, there, visibility="private", description="Pod oknem")

    answer = edit(county_dispatcher, report, location=place)

    assert (answer.status_code, answer.json()["jurisdiction"]["teryt"]) == (200, "1418032")
    assert county_dispatcher.get(f"{REPORTS}/{report['id']}").status_code == 404
    assert dispatcher.get(f"{REPORTS}/{report['id']}").status_code == 200


def test_another_service_routes_again_and_sets_another_due_time(dispatcher, report, south_place):
    edit(dispatcher, report, location=south_place)
    answer = edit(dispatcher, report, service="street_light")

    body, row = answer.json(), Report.objects.get()
    hours = Service.objects.get(code="street_light").response_hours
    assert body["service"] == "street_light"
    assert body["crew"]["name"].startswith("Lumen")
    assert row.due_at == row.received_at + timedelta(hours=hours)
    assert kinds(dispatcher, report)[5:] == ["service_changed", "assigned", "due_changed"]


def test_a_service_that_is_not_offered_there_is_refused(dispatcher, report):
    answer = edit(dispatcher, report, service="volcano")

    assert code_of(answer) == (422, "service_not_offered")
    assert Report.objects.get().service.code == "pothole"


def test_a_private_service_makes_the_report_private(dispatcher, stranger, report):
    Service.objects.filter(code="manhole").update(is_private=True)

    body = edit(dispatcher, report, service="manhole").json()

    assert body["visibility"] == "private"
    assert "visibility_changed" in kinds(dispatcher, report)
    assert stranger.get(f"{REPORTS}/{report['id']}").status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "kind"),
    [
        ("priority", "danger", "priority_changed"),
        ("visibility", "private", "visibility_changed"),
    ],
)
def test_a_fact_is_set_by_an_event(dispatcher, report, field, value, kind):
    first = edit(dispatcher, report, **{field: value}).json()
    again = edit(dispatcher, report, **{field: value}).json()

    assert first[field] == again[field] == value
    assert first["version"] == again["version"] == report["version"] + 1
    assert kinds(dispatcher, report)[2:] == [kind]
    assert events(dispatcher, report)[-1]["data"] == {"before": report[field], "after": value}


def test_the_version_moves_only_with_what_it_speaks_of(dispatcher, phone, report, photo):
    edit(dispatcher, report)
    edit(dispatcher, report, location=report["location"], service="pothole")
    phone.put_photo(report["id"], photo)
    phone.post(f"{REPORTS}/{report['id']}/comments", {"text": "Halo"})
    phone.put(f"{REPORTS}/{report['id']}/follow")
    assert Report.objects.get().version == report["version"]

    edit(dispatcher, report, priority="low")
    assert Report.objects.get().version == report["version"] + 1


def test_the_last_event_carries_the_reports_version(dispatcher, report, south_place):
    edit(dispatcher, report, location=south_place, service="drain", priority="high")

    assert ReportEvent.objects.latest("id").version == Report.objects.get().version


def test_a_closed_report_keeps_crew_and_status_when_its_pin_moves(dispatcher, report, south_place):
    change(dispatcher, report, "not_fixed", **NOT_FIXED)

    body = edit(dispatcher, report, location=south_place).json()

    assert (body["status"], body["crew"]["name"]) == ("not_fixed", "Brygada drogowa Północ")


def test_a_stale_version_edits_nothing(dispatcher, report):
    stale = edit(dispatcher, report, priority="low", expected_version=report["version"] + 1)
    fresh = edit(dispatcher, report, priority="low", expected_version=report["version"])

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
        ("dispatcher", 200),
    ],
)
def test_only_the_handlers_dispatcher_edits(request, report, who, expected):
    answer = edit(request.getfixturevalue(who), report, priority="danger")

    assert answer.status_code == expected
    changed = Report.objects.get().priority != report["priority"]
    assert changed == (expected == 200)


def test_an_unknown_report_is_not_there_for_staff_and_needs_a_login_for_others(
    stranger, dispatcher, db
):
    unknown = {"id": str(uuid4())}

    assert code_of(edit(stranger, unknown, priority="low")) == (401, "login_required")
    assert code_of(edit(dispatcher, unknown, priority="low")) == (404, "not_found")


@pytest.mark.parametrize(
    ("field", "bad", "named"),
    [
        ("priority", "urgent", "priority"),
        ("visibility", "hidden", "visibility"),
        ("location", {"lon": 20.9}, "location.lat"),
        ("location", {"lon": "20.9", "lat": 52.0}, "location.lon"),
        ("service", "pot hole", "service"),
        ("status", "fixed", "status"),
        ("description", "x", "description"),
    ],
)
def test_fields_of_an_edit_have_limits(dispatcher, report, field, bad, named):
    answer = edit(dispatcher, report, **{field: bad})

    assert code_of(answer) == (400, "invalid")
    assert fields_of(answer) == [named]


def test_the_same_place_again_leaves_the_work_where_it_is(dispatcher, report, place):
    dispatcher.post(f"{REPORTS}/{report['id']}/assignment", {"crew": crew_id(SOUTH)})
    change(dispatcher, report, "in_progress")

    answer = edit(dispatcher, report, location=place)

    assert (answer.json()["crew"]["name"], answer.json()["status"]) == (SOUTH, "in_progress")


def test_work_that_has_begun_stays_with_its_crew_when_the_pin_moves_a_little(
    dispatcher, crew, report, place
):
    change(crew, report, "in_progress")

    answer = edit(dispatcher, report, location={**place, "lat": place["lat"] + 0.00001})

    assert (answer.json()["crew"]["name"], answer.json()["status"]) == (NORTH, "in_progress")


def test_a_report_of_a_private_service_cannot_be_made_public(dispatcher, phone, place):
    Service.objects.filter(code="pothole").update(is_private=True)
    report = send_report(phone, place)

    assert code_of(edit(dispatcher, report, visibility="public")) == (400, "invalid")


def test_a_closed_report_that_moves_to_another_office_is_not_said_to_be_closed_again(
    dispatcher, crew, report, photo, county_place
):
    crew.put_photo(report["id"], photo, query="?kind=after")
    change(crew, report, "fixed")

    answer = edit(dispatcher, report, location=county_place)

    assert (answer.json()["status"], answer.json()["handler"]["teryt"]) == ("fixed", "1418")
    assert Report.objects.get().crew is None
    assert kinds(dispatcher, report)[-3:] == ["status_changed", "pin_moved", "rerouted"]
