"""Not ours: passed on to whoever manages the road, told to everybody, and answered."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.core.moments import utc_text
from backend.jurisdictions.models import RoadManager
from backend.reports.forwarding_models import Forwarding
from backend.reports.models import EventText, Report, ReportEvent
from backend.reports.workflow import ALLOWED_CHANGES, Actor, PassingOn, Status
from notifications.fanout import fan_out
from notifications.messages import news_of
from notifications.models import Notification
from tests.conftest import NOON
from tests.reports.elsewhere import GDDKIA, NOTE, answer, forward, place_of
from tests.reports.makers import (
    NOT_FIXED,
    REPORTS,
    change,
    code_of,
    events,
    fields_of,
    make_account,
    put_into,
    read,
    send_report,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def highway(phone, spots) -> dict[str, Any]:
    """A report about a national road: the municipality takes it, and must pass it on."""
    return send_report(phone, place_of(spots), description="Koleiny")


def manager(**values: Any) -> RoadManager:
    row = RoadManager.objects.get(name=GDDKIA)
    RoadManager.objects.filter(pk=row.pk).update(**values)
    return row


# --- passing it on ----------------------------------------------------------------------------


def test_the_routes_manager_gets_it_and_everybody_reads_who_has_it_and_why(
    dispatcher, stranger, highway
):
    sent = forward(dispatcher, highway)

    assert sent.status_code == 200, sent.content
    shown = read(stranger, highway)
    told = shown["forwarded"]
    assert (shown["status"], told["manager"], told["manager_kind"]) == (
        "forwarded",
        GDDKIA,
        "gddkia",
    )
    assert (told["phone"], told["email"]) == ("19 111", "warszawa@gddkia.example")
    assert told["form_url"] == "https://gddkia.example/zglos"
    codes = [reason["code"] for reason in told["reasons"]]
    assert codes == ["inside_municipality", "served", "nearest_road", "national_road"]
    assert (told["how"], told["answer"], told["reference"]) == ("email", None, "")
    assert told["at"] == shown["updated_at"]


def test_what_is_shown_is_as_it_was_then(dispatcher, stranger, highway):
    forward(dispatcher, highway)
    before = read(stranger, highway)["forwarded"]

    manager(name="Inny oddział", phone="1", email="inny@gddkia.example")
    Report.objects.update(reasons=[])

    assert read(stranger, highway)["forwarded"] == before


def test_it_is_an_event_that_names_the_office_and_the_reporter_is_told(
    dispatcher, phone, stranger, highway
):
    forward(dispatcher, highway, comment="Droga krajowa nr 7.")

    event = ReportEvent.objects.get(status="forwarded", kind="status_changed")
    assert event.data == {"manager_kind": "gddkia", "manager": GDDKIA, "how": "email"}
    assert event.actor_role == Actor.DISPATCHER
    fan_out(event_id=event.pk, now=NOON)
    assert Notification.objects.filter(installation__isnull=False).count() == 1
    assert GDDKIA in news_of(event).body.pl
    public = [each for each in events(stranger, highway) if each["status"] == "forwarded"]
    assert [text["text"] for text in public[0]["texts"]] == ["Droga krajowa nr 7."]
    assert {each["actor"] for each in public} == {None}
    assert GDDKIA in public[0]["sentence"]


def test_the_note_is_for_the_manager_and_the_office_alone(dispatcher, phone, highway):
    forward(dispatcher, highway, note=NOTE)

    def texts(caller: Any) -> list[str]:
        return [text["text"] for event in events(caller, highway) for text in event["texts"]]

    assert NOTE in texts(dispatcher)
    assert NOTE not in texts(phone)
    assert NOTE not in str(ReportEvent.objects.values_list("data", flat=True))


def test_the_promise_stands_still_meanwhile(dispatcher, phone, highway):
    forward(dispatcher, highway)

    shown = read(phone, highway)
    assert (shown["due_at"], shown["due_paused"]) == (None, True)
    assert [event["kind"] for event in events(phone, highway)][-1] == "due_changed"


@pytest.mark.parametrize("to", ["Burmistrz Tarczyna", "Zarząd Powiatu Pruszkowskiego"])
def test_the_dispatcher_may_know_better_who_it_is(dispatcher, stranger, highway, to):
    row = RoadManager.objects.get(name=to)

    assert forward(dispatcher, highway, to=row.pk).status_code == 200

    told = read(stranger, highway)["forwarded"]
    assert (told["manager"], told["email"], told["reasons"]) == (row.name, row.email, [])


def test_a_report_of_ours_may_turn_out_to_be_anothers(dispatcher, crew, report):
    assert code_of(forward(dispatcher, report)) == (422, "manager_not_suitable")
    other = RoadManager.objects.get(name=GDDKIA)

    assert forward(dispatcher, report, to=other.pk).status_code == 200
    assert Report.objects.get().taken_by is None


def test_nobody_passes_it_on_to_themselves_or_to_nobody(dispatcher, report):
    own = RoadManager.objects.get(name="Wójt Gminy Lesznowola")

    for to in (own.pk, 10**9):
        refused = forward(dispatcher, report, to=to)
        assert code_of(refused) == (422, "manager_not_suitable")
        assert fields_of(refused) == ["to"]
    assert not Forwarding.objects.exists()
    assert Report.objects.get().status == "assigned"


def test_without_an_address_it_goes_by_hand(dispatcher, highway):
    manager(email="")

    refused = forward(dispatcher, highway)
    assert code_of(refused) == (422, "manager_has_no_email")
    assert fields_of(refused) == ["how"]
    assert forward(dispatcher, highway, how="by_hand").status_code == 200


def test_a_manager_that_only_the_law_names_is_reached_by_hand(dispatcher, stranger, highway):
    Report.objects.update(manager=None)
    RoadManager.objects.filter(name=GDDKIA).delete()

    assert code_of(forward(dispatcher, highway)) == (422, "manager_has_no_email")
    assert forward(dispatcher, highway, how="by_hand").status_code == 200
    told = read(stranger, highway)["forwarded"]
    assert (told["manager"], told["phone"], told["email"]) == (GDDKIA, "", "")


@pytest.mark.parametrize("how", PassingOn)
def test_only_a_letter_is_sent_by_us(dispatcher, highway, how):
    with CaptureQueriesContext(connection) as queries:
        forward(dispatcher, highway, how=how)

    asked = [query for query in queries if "reports.send_packet" in query["sql"]]
    assert len(asked) == (1 if how == PassingOn.EMAIL else 0)


@pytest.mark.parametrize("old", Status)
def test_it_is_passed_on_from_where_the_table_allows_it(dispatcher, report, old):
    put_into(old)
    may = Actor.DISPATCHER in ALLOWED_CHANGES[old].get(Status.FORWARDED, ())

    refused = forward(dispatcher, report, to=RoadManager.objects.get(name=GDDKIA).pk)

    assert code_of(refused) == ((200, "") if may else (409, "change_not_allowed"))
    assert Forwarding.objects.exists() is may


@pytest.mark.parametrize(
    ("who", "status"),
    [("stranger", 401), ("phone", 401), ("resident", 403), ("crew", 403), ("county", 403)],
)
def test_only_its_dispatcher_passes_it_on(request, highway, county_dispatcher, who, status):
    caller = county_dispatcher if who == "county" else request.getfixturevalue(who)

    assert forward(caller, highway).status_code == status
    assert answer(caller, highway).status_code == status
    assert not Forwarding.objects.exists()


def test_the_crew_of_ours_does_not_pass_on(crew, report):
    assert code_of(forward(crew, report)) == (409, "change_not_allowed")


def test_a_private_report_is_not_there_for_others(resident, phone, spots):
    report = send_report(phone, place_of(spots), visibility="private")

    assert forward(resident, report).status_code == 404
    assert answer(resident, report).status_code == 404


def test_a_stale_version_is_refused(dispatcher, highway):
    assert code_of(forward(dispatcher, highway, expected_version=99)) == (409, "version_conflict")


def test_a_bare_change_of_status_is_refused(dispatcher, highway):
    refused = change(dispatcher, highway, "forwarded")

    assert code_of(refused) == (409, "forwarding_required")
    assert Report.objects.get().status == "received"


def test_the_same_key_passes_it_on_once(dispatcher, highway):
    key = {"idempotency_key": "1d7b0b1e-54d1-4b2f-8a34-6f1f0c2f9a10"}
    path = f"{REPORTS}/{highway['id']}/forwarding"

    first = dispatcher.post(path, {"how": "email"}, **key)
    again = dispatcher.post(path, {"how": "email"}, **key)

    assert first.json() == again.json()
    assert Forwarding.objects.count() == 1


def test_to_yet_another_manager(dispatcher, stranger, highway):
    forward(dispatcher, highway)
    other = RoadManager.objects.get(name="Burmistrz Tarczyna")

    assert forward(dispatcher, highway, to=other.pk).status_code == 200

    assert read(stranger, highway)["forwarded"]["manager"] == other.name
    assert Forwarding.objects.count() == 2


# --- its answer, and its coming back ----------------------------------------------------------


def test_an_answer_is_told_to_the_reporter_and_kept_from_strangers(
    dispatcher, phone, stranger, highway
):
    forward(dispatcher, highway)

    said = answer(dispatcher, highway, reference="O.WA.1234.2026")

    assert said.status_code == 200, said.content
    mine, public = (read(caller, highway)["forwarded"] for caller in (phone, stranger))
    assert (mine["answer"], mine["reference"]) == ("Naprawimy w maju.", "O.WA.1234.2026")
    assert (public["answer"], public["reference"]) == (None, "O.WA.1234.2026")
    assert mine["answered_at"] == public["answered_at"] is not None
    for caller, texts in ((phone, ["Naprawimy w maju."]), (stranger, [])):
        last = events(caller, highway)[-1]
        assert (last["kind"], [text["text"] for text in last["texts"]]) == ("answered", texts)
    event = ReportEvent.objects.latest("id")
    fan_out(event_id=event.pk, now=NOON)
    told = Notification.objects.filter(event=event)
    assert [notification.type for notification in told] == ["comment"]


def test_an_answer_may_be_for_everybody(dispatcher, stranger, highway):
    forward(dispatcher, highway)

    answer(dispatcher, highway, audience="public")

    assert read(stranger, highway)["forwarded"]["answer"] == "Naprawimy w maju."


def test_a_hidden_answer_is_hidden_here_too(dispatcher, phone, stranger, highway):
    forward(dispatcher, highway)
    answer(dispatcher, highway, audience="public")
    text = EventText.objects.filter(event__kind="answered")

    text.update(public_text="Naprawimy.")
    assert read(stranger, highway)["forwarded"]["answer"] == "Naprawimy."
    text.update(is_hidden=True)
    assert read(phone, highway)["forwarded"]["answer"] is None
    assert read(dispatcher, highway)["forwarded"]["answer"] == "Naprawimy w maju."


def test_the_last_answer_is_shown_and_none_is_lost(dispatcher, phone, highway):
    forward(dispatcher, highway)
    answer(dispatcher, highway, reference="A-1")
    answer(dispatcher, highway, text="Jednak w czerwcu.")

    told = read(phone, highway)["forwarded"]
    assert (told["answer"], told["reference"]) == ("Jednak w czerwcu.", "A-1")
    assert [event["kind"] for event in events(phone, highway)].count("answered") == 2


def test_nobody_answers_what_was_not_asked(dispatcher, highway):
    assert code_of(answer(dispatcher, highway)) == (409, "not_forwarded")
    forward(dispatcher, highway)
    assert code_of(answer(dispatcher, highway, audience="internal")) == (400, "invalid")
    assert code_of(answer(dispatcher, highway, text="")) == (400, "invalid")
    change(dispatcher, highway, "received")
    assert code_of(answer(dispatcher, highway)) == (409, "not_forwarded")


def test_it_can_come_back(dispatcher, phone, highway):
    forward(dispatcher, highway)

    assert change(dispatcher, highway, "received", reason="To nie ich droga").status_code == 200

    shown = read(phone, highway)
    assert (shown["status"], shown["forwarded"]) == ("received", None)
    assert shown["due_at"] is not None
    assert Forwarding.objects.count() == 1


def test_when_the_other_one_has_mended_it_their_part_stays_to_be_read(dispatcher, phone, highway):
    forward(dispatcher, highway)
    assert change(dispatcher, highway, "not_fixed", **NOT_FIXED).status_code == 200
    assert read(phone, highway)["forwarded"]["manager"] == GDDKIA

    assert change(dispatcher, highway, "received").status_code == 200
    assert read(phone, highway)["forwarded"] is None


# --- until when -------------------------------------------------------------------------------


def test_within_seven_days_it_must_be_passed_on_and_the_office_reads_by_when(
    dispatcher, phone, stranger, highway
):
    Report.objects.update(received_at=NOON)  # 2 November, noon in Warsaw

    assert read(dispatcher, highway)["passed_on_by"] == "2026-11-09T22:59:59.000Z"
    assert read(phone, highway)["passed_on_by"] is read(stranger, highway)["passed_on_by"] is None
    forward(dispatcher, highway)
    assert read(dispatcher, highway)["passed_on_by"] is None


def test_what_must_be_passed_on_can_be_listed_and_counted(
    dispatcher, phone, highway, report, county_dispatcher
):
    def listed(caller: Any) -> list[str]:
        page = caller.get(f"{REPORTS}?to_pass_on=true")
        return [each["number"] for each in page.json()["results"]]

    assert listed(dispatcher) == [highway["number"]]
    assert listed(county_dispatcher) == []
    assert dispatcher.get(f"{REPORTS}/due").json()["to_pass_on"] == 1
    assert code_of(phone.get(f"{REPORTS}?to_pass_on=true")) == (403, "filter_not_allowed")
    forward(dispatcher, highway)
    assert listed(dispatcher) == []
    assert dispatcher.get(f"{REPORTS}/due").json()["to_pass_on"] == 0


def test_a_report_moved_onto_a_road_of_ours_need_not_be_passed_on(dispatcher, highway, place):
    assert Report.objects.get().is_managed_elsewhere

    dispatcher.patch(f"{REPORTS}/{highway['id']}", {"location": place})

    assert not Report.objects.get().is_managed_elsewhere
    assert read(dispatcher, highway)["passed_on_by"] is None


def test_what_must_be_passed_on_is_found_by_its_index(dispatcher, highway):
    office = Report.objects.get().handler_id
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT id FROM reports_report WHERE handler_id = %s AND is_managed_elsewhere"
            " AND status = 'received' ORDER BY received_at DESC, id DESC LIMIT 50",
            [office],
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "reports_to_pass_on" in plan


def test_a_list_asks_no_more_for_more_of_them(dispatcher, phone, spots):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert dispatcher.get(f"{REPORTS}?limit=100").status_code == 200
        return len(queries)

    for serial in range(2):
        forward(dispatcher, send_report(phone, place_of(spots)))
        if not serial:
            few = count()
    for _ in range(3):
        report = send_report(phone, place_of(spots))
        forward(dispatcher, report)
        answer(dispatcher, report)
    assert count() == few


def test_the_history_alone_says_who_had_it(dispatcher, highway):
    forward(dispatcher, highway)
    change(dispatcher, highway, "received")
    other = RoadManager.objects.get(name="Burmistrz Tarczyna")
    forward(dispatcher, highway, to=other.pk, how="by_hand")

    told = ReportEvent.objects.filter(status="forwarded", kind="status_changed").order_by("id")
    assert [event.data["manager"] for event in told] == [GDDKIA, other.name]
    assert [utc_text(each.at) for each in Forwarding.objects.all()] == [
        utc_text(event.at) for event in told
    ]


def test_somebody_who_works_elsewhere_reads_no_packet(highway, dispatcher, crew, phone):
    forward(dispatcher, highway)

    assert read(dispatcher, highway)["forwarded"]["packet"]["state"] == "waiting"
    for caller in (phone, crew, make_account()):
        assert read(caller, highway)["forwarded"]["packet"] is None
