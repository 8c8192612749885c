"""POST /reports/{id}/status: who may, what it does, and what a refusal says."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from backend.jurisdictions.models import Service
from backend.reports.models import EventText, Report, ReportEvent
from tests.conftest import Caller
from tests.reports.makers import (
    NOT_FIXED,
    REPORTS,
    change,
    code_of,
    events,
    fields_of,
    kinds,
    make_account,
    put_into,
    read,
    send_report,
)
from tests.reports.photo_makers import encoded

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("who", "old", "new", "expected"),
    [
        ("dispatcher", "received", "planned", 200),
        ("crew", "assigned", "in_progress", 200),
        ("dispatcher", "assigned", "in_progress", 200),
        ("phone", "assigned", "in_progress", 409),
        ("crew", "assigned", "forwarded", 409),
        ("phone", "assigned", "withdrawn", 200),
        ("crew", "assigned", "withdrawn", 409),
        ("dispatcher", "assigned", "withdrawn", 409),
        ("phone", "in_progress", "withdrawn", 409),
        ("crew", "waiting", "received", 409),
        ("dispatcher", "waiting", "received", 200),
        ("crew", "not_fixed", "received", 409),
        ("dispatcher", "not_fixed", "received", 200),
        ("phone", "not_fixed", "received", 409),
        ("dispatcher", "not_fixed", "in_progress", 409),
        ("crew", "planned", "planned", 200),
        ("crew", "in_progress", "assigned", 200),
    ],
)
def test_each_actor_may_what_the_table_says(request, report, who, old, new, expected):
    put_into(old)

    answer = change(request.getfixturevalue(who), report, new)

    assert answer.status_code == expected, answer.content
    assert Report.objects.get().status == (new if expected == 200 else old)


def test_a_change_is_an_event_and_moves_the_version(crew, report):
    answer = change(crew, report, "in_progress", comment="Jedziemy")

    assert answer.json()["version"] == report["version"] + 1
    event = ReportEvent.objects.get(kind="status_changed")
    assert (event.status_before, event.status) == ("assigned", "in_progress")
    assert (event.actor.name, event.actor_role) == ("Marek Jasiński", "crew")
    assert event.version == report["version"] + 1


@pytest.mark.parametrize(
    ("who", "allowed"),
    [
        (
            "dispatcher",
            {
                *("received", "assigned", "planned", "in_progress", "waiting"),
                *("fixed", "not_fixed", "forwarded", "duplicate"),
            },
        ),
        (
            "crew",
            {"received", "assigned", "planned", "in_progress", "waiting", "fixed", "not_fixed"},
        ),
        ("phone", {"withdrawn"}),
    ],
)
def test_a_refused_change_lists_the_allowed_ones(request, report, who, allowed):
    caller = request.getfixturevalue(who)
    Report.objects.update(status="planned")
    impossible = "duplicate" if who == "phone" else "withdrawn"

    answer = change(caller, report, impossible)

    assert code_of(answer) == (409, "change_not_allowed")
    assert set(answer.json()["allowed"]) == allowed
    assert answer.json()["status_now"] == "planned"
    assert answer.json()["version"] == report["version"]


def test_a_crew_gives_back_with_a_reason_and_is_taken_off(crew, dispatcher, report):
    silent = change(crew, report, "received")
    blank = change(crew, report, "received", reason="  ")
    said = change(crew, report, "received", reason="Brak asfaltu")

    assert code_of(silent) == code_of(blank) == (400, "reason_required")
    assert fields_of(silent) == ["reason"]
    assert said.status_code == 200
    assert (read(dispatcher, report)["status"], read(dispatcher, report)["crew"]) == (
        "received",
        None,
    )
    assert EventText.objects.get().text == "Brak asfaltu"


@pytest.mark.parametrize("key", [None, "1d7b0b1e-54d1-4b2f-8a34-6f1f0c2f9a10"])
def test_a_crew_can_give_back_a_private_report_that_it_then_no_longer_sees(phone, crew, place, key):
    report = send_report(phone, place, visibility="private", description="Pod oknem")
    headers = {"idempotency_key": key} if key else {}

    answer = crew.post(
        f"{REPORTS}/{report['id']}/status", {"status": "received", "reason": "Nie nasze"}, **headers
    )

    assert (answer.status_code, answer.json()["status"]) == (200, "received")
    assert answer.json()["description"] is None
    assert Report.objects.get().status == "received"
    assert crew.get(f"{REPORTS}/{report['id']}").status_code == 404


def test_a_dispatcher_takes_back_without_a_reason(dispatcher, report):
    assert change(dispatcher, report, "received").status_code == 200
    assert Report.objects.get().crew is None


def test_without_a_crew_nothing_is_assigned_by_status(dispatcher, report):
    Report.objects.update(status="received", crew=None)

    assert code_of(change(dispatcher, report, "assigned")) == (409, "crew_required")


def test_fixed_wants_an_after_photo_that_has_arrived(crew, report, photo):
    refused = change(crew, report, "fixed")
    crew.put_photo(report["id"], photo, query="?kind=before")
    still = change(crew, report, "fixed")
    crew.put_photo(report["id"], encoded("PNG"), query="?kind=after")
    closed = change(crew, report, "fixed")

    assert code_of(refused) == code_of(still) == (409, "after_photo_required")
    assert (closed.status_code, closed.json()["status"]) == (200, "fixed")


def test_a_refused_photo_is_no_evidence(crew, report, photo):
    crew.put_photo(report["id"], photo, query="?kind=after")
    Report.objects.get().photos.update(state="refused")

    assert code_of(change(crew, report, "fixed")) == (409, "after_photo_required")


def test_a_service_may_waive_the_evidence(crew, report):
    Service.objects.filter(code="pothole").update(needs_after_photo=False)

    assert change(crew, report, "fixed").status_code == 200


def test_closing_without_repair_wants_no_evidence(crew, report):
    assert change(crew, report, "not_fixed", **NOT_FIXED).status_code == 200


@pytest.mark.parametrize(
    ("who", "before", "after"),
    [
        ("dispatcher", 200, 409),
        ("crew", 200, 409),
    ],
)
def test_a_stale_version_changes_nothing(request, report, who, before, after):
    caller = request.getfixturevalue(who)

    first = change(caller, report, "in_progress", expected_version=report["version"])
    stale = change(caller, report, "waiting", expected_version=report["version"])

    assert first.status_code == before
    assert code_of(stale) == (after, "version_conflict")
    assert stale.json()["version"] == report["version"] + 1
    assert stale.json()["status_now"] == "in_progress"
    assert Report.objects.get().status == "in_progress"


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (timedelta(hours=30), 200),
        (timedelta(days=31), 400),
        (timedelta(minutes=-4), 200),
        (timedelta(minutes=-6), 400),
    ],
)
def test_work_done_without_signal_keeps_its_own_time(crew, report, age, expected):
    moment = timezone.now() - age

    answer = change(crew, report, "in_progress", changed_at=moment.isoformat())

    assert answer.status_code == expected
    if expected == 400:
        assert fields_of(answer) == ["changed_at"]
    else:
        event = ReportEvent.objects.get(kind="status_changed")
        assert event.changed_at == moment
        assert event.at > moment or age < timedelta(0)


def test_a_planned_day_is_shown_until_the_plan_changes(crew, phone, report):
    change(crew, report, "planned", planned_for="2026-12-01")
    planned = read(phone, report)["planned_for"]
    change(crew, report, "planned", planned_for="2026-12-08")
    moved = read(phone, report)["planned_for"]
    change(crew, report, "in_progress")

    assert (planned, moved, read(phone, report)["planned_for"]) == (
        "2026-12-01",
        "2026-12-08",
        None,
    )


def test_reporters_withdraw_by_installation_account_and_secret(phone, resident, stranger, place):
    by_phone, by_account = send_report(phone, place), send_report(resident, place)
    by_secret = send_report(stranger, place)
    secret = Caller(f"Report {by_secret['secret']}")

    for caller, report in ((phone, by_phone), (resident, by_account), (secret, by_secret)):
        assert change(caller, report, "withdrawn").json()["status"] == "withdrawn"
    roles = ReportEvent.objects.filter(kind="status_changed").values_list("actor_role", flat=True)
    assert set(roles) == {"reporter"}


@pytest.mark.parametrize("visibility", ["public", "private"])
def test_bystanders_learn_no_more_than_they_may_know(
    request, phone, stranger, place, superuser, visibility
):
    report = send_report(phone, place, visibility=visibility)
    unknown = {"id": str(uuid4())}
    known = 403 if visibility == "public" else 404

    for who in ("other_phone", "resident", "other_crew", "county_dispatcher"):
        caller = request.getfixturevalue(who)
        assert change(caller, report, "in_progress").status_code == known
        assert code_of(change(caller, unknown, "in_progress")) == (404, "not_found")
    for who in ("administrator", "superuser"):
        caller = request.getfixturevalue(who)
        assert code_of(change(caller, report, "in_progress")) == (403, "not_allowed")
    for thing in (report, unknown):
        assert code_of(change(stranger, thing, "in_progress")) == (401, "login_required")
        assert code_of(stranger.post(f"{REPORTS}/{thing['id']}/status", {})) == (
            401,
            "login_required",
        )
    assert ReportEvent.objects.filter(kind="status_changed").count() == 0


def test_the_places_own_dispatcher_does_not_change_what_the_county_handles(
    phone, dispatcher, county_dispatcher, county_place
):
    report = send_report(phone, county_place)

    assert code_of(change(dispatcher, report, "waiting")) == (403, "not_allowed")
    assert change(county_dispatcher, report, "waiting").status_code == 200


def test_a_crew_that_was_taken_off_may_change_nothing_more(dispatcher, crew, report):
    change(dispatcher, report, "received")

    assert code_of(change(crew, report, "in_progress")) == (403, "not_allowed")


def test_a_follower_is_no_reporter(other_phone, report):
    other_phone.put(f"{REPORTS}/{report['id']}/follow")

    assert code_of(change(other_phone, report, "withdrawn")) == (403, "not_allowed")


@pytest.mark.parametrize(
    ("field", "bad"),
    [
        ("status", "mended"),
        ("status", None),
        ("reason", "x" * 1001),
        ("comment", "x" * 4001),
        ("comment", "a\x00b"),
        ("expected_version", 0),
        ("expected_version", "x"),
        ("changed_at", "noon"),
        ("planned_for", "2026-02-30"),
        ("colour", "red"),
    ],
)
def test_fields_of_a_change_have_limits(crew, report, field, bad):
    answer = crew.post(f"{REPORTS}/{report['id']}/status", {"status": "in_progress", field: bad})

    assert code_of(answer) == (400, "invalid")
    assert fields_of(answer) == [field]
    assert Report.objects.get().status == "assigned"


def test_the_offices_words_are_public_and_its_reasons_are_not(
    crew, phone, stranger, dispatcher, report
):
    change(crew, report, "received", reason="Spór o granicę", comment="Sprawdzamy, czyja to droga")

    (text,) = events(stranger, report)[-1]["texts"]
    assert (text["kind"], text["audience"]) == ("comment", "public")
    assert text["text"] == "Sprawdzamy, czyja to droga"
    assert "Spór" not in str(events(phone, report))
    for caller in (stranger, phone, dispatcher):
        assert kinds(caller, report) == ["received", "assigned", "status_changed"]


def test_a_reporters_reason_for_withdrawing_is_for_the_office(phone, dispatcher, stranger, report):
    change(phone, report, "withdrawn", reason="Sąsiad prosił", comment="Przepraszam")

    assert "Sąsiad" in str(events(dispatcher, report))
    assert "Przepraszam" in str(events(phone, report))
    assert "Sąsiad" not in str(events(stranger, report))
    assert "Przepraszam" not in str(events(stranger, report))


def test_one_person_in_two_capacities_acts_as_the_office(place, db):
    member = make_account(crew="Brygada drogowa Północ")
    report = send_report(member, place)

    assert change(member, report, "in_progress").status_code == 200
    assert kinds(member, report)[-1] == "status_changed"
    assert ReportEvent.objects.latest("id").actor_role == "crew"


@pytest.mark.parametrize("status", ["waiting", "in_progress"])
def test_a_date_belongs_to_a_plan_alone(crew, report, status):
    planned = change(crew, report, "planned", planned_for="2099-12-24")
    other = change(crew, report, status, planned_for="2099-12-24")

    assert planned.json()["planned_for"] == "2099-12-24"
    assert code_of(other) == (400, "invalid")


def test_a_plan_is_not_for_the_past(crew, report):
    assert code_of(change(crew, report, "planned", planned_for="2020-01-01")) == (400, "invalid")


def test_a_report_closed_before_wants_a_new_after_photo(crew, dispatcher, report, photo):
    crew.put_photo(report["id"], photo, query="?kind=after")
    assert change(crew, report, "fixed").status_code == 200
    assert change(dispatcher, report, "received").status_code == 200

    assert code_of(change(dispatcher, report, "fixed")) == (409, "after_photo_required")
    dispatcher.put_photo(report["id"], encoded("PNG"), query="?kind=after")
    assert change(dispatcher, report, "fixed").status_code == 200


def test_the_crew_reads_who_works_there_but_not_who_reported(crew, dispatcher, resident, place):
    report = resident.post(REPORTS, {"service": "pothole", "location": place}).json()
    change(crew, report, "in_progress")

    people = {event["by"]: event["actor"] for event in events(crew, report)}

    assert people == {"reporter": None, "system": None, "crew": "Marek Jasiński"}
