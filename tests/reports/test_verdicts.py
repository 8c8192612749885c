"""POST /reports/{id}/verdict: an end is what those say who see the place."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.accounts.viewer import Viewer
from backend.crews.models import Crew
from backend.jurisdictions.models import Service
from backend.reports.actions.verdicts import Said, give_verdict
from backend.reports.models import EventText, Report, ReportEvent
from backend.reports.people_models import Verdict
from backend.reports.rules import VERDICT_LIFE
from backend.reports.workflow import CLOSED, Status
from notifications.fanout import fan_out
from notifications.models import Notification
from tests.conftest import NOON, Caller
from tests.reports.decisions import make_photo
from tests.reports.makers import (
    NORTH,
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

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(report, crew):
    """The report of `phone`, closed by its crew as fixed."""
    Service.objects.filter(code="pothole").update(needs_after_photo=False)
    close(crew, report)
    return report


def close(caller, report):
    assert change(caller, report, "fixed").status_code == 200


def judge(caller, report, mended, **fields):
    return caller.post(f"{REPORTS}/{report['id']}/verdict", {"mended": mended, **fields})


def follow(caller, report):
    assert caller.put(f"{REPORTS}/{report['id']}/follow").status_code == 204
    return caller


def verdicts(caller, report):
    shown = read(caller, report)["verdicts"]
    return shown["mended"], shown["not_mended"]


# --- the reporter ---------------------------------------------------------------------------------


def test_mended_is_kept_and_everybody_reads_it(phone, stranger, closed):
    answer = judge(phone, closed, True)

    assert (answer.status_code, answer.json()["status"]) == (200, "fixed")
    assert verdicts(stranger, closed) == (1, 0)
    assert read(stranger, closed)["contested"] is False
    told = events(stranger, closed)[-1]
    assert (told["kind"], told["by"], told["actor"], told["data"]) == (
        "judged",
        "reporter",
        None,
        {},
    )


def test_the_first_no_opens_the_report_again_with_its_crew(phone, crew, stranger, closed):
    due_at = Report.objects.get().due_at

    answer = judge(phone, closed, False, comment="Woda znowu stoi")

    body = answer.json()
    assert answer.status_code == 200
    assert (body["status"], body["crew"]["name"]) == ("assigned", NORTH)
    assert (body["closed_at"], body["verdict_until"], body["contested"]) == (None, None, False)
    assert body["verdicts"] == {"mended": 0, "not_mended": 1}
    assert kinds(phone, closed)[-4:] == ["judged", "status_changed", "assigned", "due_changed"]
    assert Report.objects.get().due_at > due_at
    assert Report.objects.get().contested_closings == 1
    assert [task["id"] for task in crew.get("/api/v1/crew/tasks").json()["results"]] == [
        closed["id"]
    ]
    reopened = ReportEvent.objects.get(kind="status_changed", status="received")
    assert (reopened.actor_role, reopened.status_before) == ("reporter", "fixed")
    assert "again" in events_in(stranger, closed, "en")[-3]["sentence"]


def events_in(caller, report, language):
    answer = caller.get(f"{REPORTS}/{report['id']}/events?lang={language}")
    return answer.json()["results"]


def test_the_second_no_is_for_the_dispatcher(phone, crew, dispatcher, stranger, closed):
    judge(phone, closed, False)
    close(crew, closed)
    assert verdicts(phone, closed) == (0, 0), "of the closing in force"

    answer = judge(phone, closed, False)

    assert (answer.json()["status"], answer.json()["contested"]) == ("fixed", True)
    assert read(stranger, closed)["contested"] is True
    for caller in (dispatcher, stranger):
        (listed,) = caller.get(f"{REPORTS}?contested=true").json()["results"]
        assert listed["id"] == closed["id"]
        assert caller.get(f"{REPORTS}?contested=false").json()["results"] == []
    assert Report.objects.get().contested_closings == 2
    change(dispatcher, closed, "received")
    assert read(dispatcher, closed)["contested"] is False
    assert Report.objects.get().contested_closings == 2


@pytest.mark.parametrize("second", [True, False])
def test_the_last_word_counts(phone, crew, closed, second):
    judge(phone, closed, False)
    close(crew, closed)
    judge(phone, closed, not second)

    assert judge(phone, closed, second).json()["contested"] is (not second)
    assert verdicts(phone, closed) == ((1, 0) if second else (0, 1))
    assert Report.objects.get().contested_closings == (1 if second else 2)


def test_yes_and_then_no_opens_it_too(phone, closed):
    judge(phone, closed, True)

    assert judge(phone, closed, False).json()["status"] == "assigned"


@pytest.mark.parametrize(
    "said", [{"mended": True}, {"mended": False}, {"mended": False, "comment": "Stoi"}]
)
def test_the_same_word_again_changes_nothing(phone, closed, said):
    first = judge(phone, closed, **said)
    count = ReportEvent.objects.count()

    again = judge(phone, closed, **said)

    assert (again.status_code, again.json()) == (200, first.json())
    assert ReportEvent.objects.count() == count


def test_another_comment_is_another_word(phone, closed):
    judge(phone, closed, True)
    judge(phone, closed, True, comment="Ładnie zrobione")

    assert kinds(phone, closed).count("judged") == 2
    assert Verdict.objects.count() == 1


def test_a_report_without_its_crew_goes_where_a_new_one_would(phone, dispatcher, closed):
    Crew.objects.filter(name=NORTH).update(is_active=False)

    body = judge(phone, closed, False).json()

    assert (body["status"], body["crew"]) == ("received", None)
    assert kinds(phone, closed)[-3:] == ["judged", "status_changed", "due_changed"]
    Crew.objects.filter(name=NORTH).update(is_active=True)


def test_a_report_that_had_no_crew_is_routed_when_it_opens_again(phone, dispatcher, report):
    change(dispatcher, report, "received")
    change(dispatcher, report, "not_fixed", **NOT_FIXED)

    body = judge(phone, report, False).json()

    assert (body["status"], body["crew"]["name"]) == ("assigned", NORTH)


def test_a_service_that_is_not_offered_any_more_waits_for_the_dispatcher(phone, dispatcher, report):
    change(dispatcher, report, "received")
    change(dispatcher, report, "not_fixed", **NOT_FIXED)
    Service.objects.filter(code="pothole").update(is_active=False)

    body = judge(phone, report, False).json()

    assert (body["status"], body["crew"]) == ("received", None)


def test_an_opened_report_wants_a_new_after_photo(phone, crew, report, photo):
    crew.put_photo(report["id"], photo, query="?kind=after")
    close(crew, report)
    judge(phone, report, False)

    assert code_of(change(crew, report, "fixed")) == (409, "after_photo_required")


def test_the_comment_is_for_the_office_and_the_photo_is_one_of_the_report(
    phone, dispatcher, stranger, closed
):
    picture = make_photo(closed)

    answer = judge(phone, closed, False, comment="Nadal jest", photo=str(picture.uid))

    assert answer.status_code == 200
    event = next(each for each in events(dispatcher, closed) if each["kind"] == "judged")
    assert event["data"] == {"mended": False, "photo": str(picture.uid)}
    assert [text["text"] for text in event["texts"]] == ["Nadal jest"]
    assert "Nadal jest" in str(events(phone, closed))
    assert "Nadal" not in str(events(stranger, closed))
    assert EventText.objects.get().audience == "reporter"


def test_a_photo_of_another_report_is_refused(phone, place, closed):
    other = make_photo(send_report(phone, place))

    answer = judge(phone, closed, False, photo=str(other.uid))

    assert (code_of(answer), fields_of(answer)) == ((400, "invalid"), ["photo"])
    assert not Verdict.objects.exists()


def test_all_phones_and_accounts_of_the_reporter_are_one_voice(stranger, resident, place, crew):
    Service.objects.filter(code="pothole").update(needs_after_photo=False)
    report = send_report(stranger, place)
    resident.post("/api/v1/me/claims", {"report": report["id"], "secret": report["secret"]})
    close(crew, report)

    judge(resident, report, True)
    judge(Caller(f"Report {report['secret']}"), report, True, comment="Ja też")

    assert verdicts(stranger, report) == (1, 0)


# --- when -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", Status)
def test_fixed_and_not_fixed_alone_are_judged(phone, report, status):
    put_into(status)
    Report.objects.filter(status__in=CLOSED).update(closed_at=timezone.now())

    answer = judge(phone, report, True)

    if status in (Status.FIXED, Status.NOT_FIXED):
        assert answer.status_code == 200
    else:
        assert code_of(answer) == (409, "verdict_not_asked")
        assert answer.json()["status_now"] == status


@pytest.mark.parametrize(("age", "expected"), [(13.9, 200), (14.1, 409)])
def test_after_fourteen_days_one_reports_again(phone, closed, age, expected):
    Report.objects.update(closed_at=timezone.now() - timedelta(days=age))

    answer = judge(phone, closed, True)

    assert answer.status_code == expected
    if expected == 409:
        assert code_of(answer) == (409, "verdict_too_late")
        assert answer.json()["previous"] == closed["id"]
        assert answer.json()["until"].endswith("Z")


@pytest.mark.parametrize(("after", "is_heard"), [(0, True), (1, False)])
def test_the_last_moment_counts(closed, phone, after, is_heard):
    report = Report.objects.select_related("installation").get()
    viewer = Viewer(report="x" * 64)
    Report.objects.update(secret_hash=viewer.report)
    now = report.closed_at + VERDICT_LIFE + timedelta(microseconds=after)
    values = {"report_id": report.pk, "viewer": viewer, "said": Said(mended=True), "now": now}

    if is_heard:
        assert give_verdict(**values).mended_voices == 1
    else:
        with pytest.raises(Exception, match="verdict_too_late"):
            give_verdict(**values)


def test_the_report_says_until_when(phone, closed):
    body = read(phone, closed)
    until = Report.objects.get().closed_at + timedelta(days=14)

    assert body["verdict_until"] == until.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    assert body["closed_at"] < body["verdict_until"]


# --- others ---------------------------------------------------------------------------------------


def test_followers_are_counted_and_open_nothing(other_phone, resident, stranger, closed):
    follow(other_phone, closed)
    follow(resident, closed)
    count = ReportEvent.objects.count()

    for caller in (other_phone, resident, resident):
        assert judge(caller, closed, False).status_code == 200

    assert verdicts(stranger, closed) == (0, 2)
    assert read(stranger, closed)["status"] == "fixed"
    assert read(stranger, closed)["contested"] is False
    judge(resident, closed, True)
    assert verdicts(stranger, closed) == (1, 1)
    assert ReportEvent.objects.count() == count


@pytest.mark.parametrize("field", ["comment", "photo"])
def test_a_follower_adds_nothing_to_the_word(other_phone, closed, field):
    follow(other_phone, closed)
    value = str(uuid4()) if field == "photo" else "Nadal jest"

    refused = judge(other_phone, closed, False, **{field: value})

    assert code_of(refused) == (403, "not_allowed")
    assert fields_of(refused) == [field]
    assert not Verdict.objects.exists()


@pytest.mark.parametrize("who", ["resident", "other_phone", "dispatcher", "crew", "superuser"])
def test_bystanders_have_no_voice(request, closed, who):
    assert code_of(judge(request.getfixturevalue(who), closed, True)) == (403, "not_allowed")
    assert not Verdict.objects.exists()


@pytest.mark.parametrize("who", ["dispatcher", "crew"])
def test_whoever_mends_it_does_not_judge_it(request, closed, who):
    caller = follow(request.getfixturevalue(who), closed)

    assert code_of(judge(caller, closed, True)) == (403, "not_allowed")


def test_a_stranger_logs_in_and_a_private_report_is_not_there(stranger, other_phone, closed):
    assert code_of(judge(stranger, closed, True)) == (401, "login_required")
    follow(other_phone, closed)
    Report.objects.update(visibility="private")
    assert code_of(judge(other_phone, closed, True)) == (404, "not_found")


@pytest.mark.parametrize(
    ("field", "bad"),
    [
        ("mended", None),
        ("mended", "perhaps"),
        ("comment", "x" * 4001),
        ("photo", "x"),
        ("photo", 7),
        ("why", "x"),
    ],
)
def test_fields_of_a_verdict_have_limits(phone, closed, field, bad):
    answer = judge(phone, closed, **{"mended": True, field: bad})

    assert (code_of(answer), fields_of(answer)) == ((400, "invalid"), [field])


def test_a_key_makes_one_word_of_two_taps(phone, closed):
    path, key = f"{REPORTS}/{closed['id']}/verdict", str(uuid4())
    first, again = (phone.post(path, {"mended": False}, idempotency_key=key) for _ in "12")

    assert (first.status_code, again.json()) == (200, first.json())
    assert ReportEvent.objects.filter(kind="judged").count() == 1


def test_followers_hear_that_it_is_open_again_and_the_reporters_phone_does_not(
    phone, other_phone, closed
):
    follow(other_phone, closed)
    judge(phone, closed, False)
    event = ReportEvent.objects.get(kind="status_changed", status="received")

    fan_out(event_id=event.pk, now=NOON)

    told = Notification.objects.get()
    assert told.installation_id != Report.objects.get().installation_id
    (row,) = other_phone.get("/api/v1/me/notifications?lang=en").json()["results"]
    assert row["title"].endswith("open again")


def test_a_voice_costs_the_same_however_many_there_are(
    other_phone, closed, django_assert_max_num_queries
):
    follow(other_phone, closed)
    for _ in range(5):
        judge(follow(make_account(), closed), closed, True)

    with django_assert_max_num_queries(19):
        answer = judge(other_phone, closed, True)

    assert answer.json()["verdicts"] == {"mended": 6, "not_mended": 0}


def test_one_report_has_one_word_of_everybody_in_the_database(closed, phone):
    judge(phone, closed, True)
    row = Verdict.objects.get()

    assert (row.user, row.installation, row.report_id) == (None, None, UUID(closed["id"]))


MOVES = st.one_of(
    st.tuples(st.just("close"), st.sampled_from(["fixed", "not_fixed"])),
    st.tuples(st.just("reopen"), st.none()),
    st.tuples(st.sampled_from(["reporter", "first", "second"]), st.booleans()),
)


class Model:
    """What each said of the closing in force, and of which closings the reporter said no."""

    def __init__(self) -> None:
        self.said: dict[str, bool] = {}
        self.denied: set[int] = set()
        self.closings, self.is_closed = 0, False

    def expect(self, who: str, mended: bool) -> int:
        repeats_the_no = who == "reporter" and self.said.get(who) is mended is False
        return 200 if self.is_closed or repeats_the_no else 409

    def close(self) -> None:
        self.said, self.is_closed = {}, True
        self.closings += 1

    def hear(self, who: str, mended: bool) -> None:
        if self.is_closed:
            self.said[who] = mended
            if who == "reporter":
                (self.denied.discard if mended else self.denied.add)(self.closings)
                self.is_closed = mended or self.denied != {self.closings}

    def shown(self) -> tuple[int, int, bool, bool]:
        voices = list(self.said.values())
        is_contested = self.is_closed and self.said.get("reporter") is False
        return voices.count(True), voices.count(False), is_contested, self.is_closed


@given(moves=st.lists(MOVES, max_size=12))
@settings(max_examples=25)
def test_after_any_moves_the_report_is_as_a_simple_model_says(
    moves, phone, crew, dispatcher, place, other_phone, resident
):
    with transaction.atomic():
        Service.objects.filter(code="pothole").update(needs_after_photo=False)
        report, model = send_report(phone, place), Model()
        people = {"reporter": phone, "first": other_phone, "second": resident}
        follow(other_phone, report)
        follow(resident, report)
        for move, what in moves:
            if move == "close" and not model.is_closed:
                why = NOT_FIXED if what == "not_fixed" else {}
                assert change(dispatcher, report, what, **why).status_code == 200
                model.close()
            elif move == "reopen" and model.is_closed:
                assert change(dispatcher, report, "received").status_code == 200
                model.is_closed = False
            elif move in people:
                answer = judge(people[move], report, what)
                assert answer.status_code == model.expect(move, what)
                model.hear(move, what)
            assert _shown(phone, report) == model.shown()
        row = Report.objects.get(pk=report["id"])
        assert row.contested_closings == len(model.denied)
        transaction.set_rollback(True)


def _shown(caller, report):
    body = read(caller, report)
    return (*body["verdicts"].values(), body["contested"], body["closed_at"] is not None)


# --- who reported the same ------------------------------------------------------------------------


def join(dispatcher, report, survivor):
    answer = dispatcher.put(f"{REPORTS}/{report['id']}/duplicate", {"of": survivor["id"]})
    assert answer.status_code == 200
    return report


def claim(caller, report):
    claimed = {"report": report["id"], "secret": report["secret"]}
    assert caller.post("/api/v1/me/claims", claimed).status_code == 200


def as_sent(report):
    """Whoever holds the report's secret."""
    return Caller(f"Report {report['secret']}")


def test_who_reported_or_follows_a_duplicate_is_counted(
    phone, other_phone, resident, stranger, dispatcher, place, crew, closed
):
    nobodys, others = send_report(stranger, place), send_report(other_phone, place)
    follow(resident, others)
    people = (as_sent(nobodys), other_phone, resident)
    for caller in people:
        assert code_of(judge(caller, closed, False)) == (403, "not_allowed")
    for report in (nobodys, others):
        join(dispatcher, report, closed)

    for caller in (*people, *people):
        assert judge(caller, closed, False).status_code == 200

    assert verdicts(stranger, closed) == (0, 3)
    assert read(stranger, closed)["status"] == "fixed"
    assert code_of(judge(other_phone, others, False)) == (409, "verdict_not_asked")
    for field, value in (("comment", "Jest"), ("photo", str(uuid4()))):
        refused = judge(other_phone, closed, True, **{field: value})
        assert (code_of(refused), fields_of(refused)) == ((403, "not_allowed"), [field])


def test_all_phones_of_who_reported_a_duplicate_are_one_voice(
    other_phone, resident, stranger, dispatcher, place, closed
):
    nobodys = join(dispatcher, send_report(stranger, place), closed)
    claim(other_phone, nobodys)
    claim(resident, nobodys)

    for caller in (other_phone, resident, as_sent(nobodys)):
        judge(caller, closed, True)

    assert verdicts(stranger, closed) == (1, 0)
    assert Verdict.objects.get().duplicate_id == UUID(nobodys["id"])


def test_who_reported_twice_and_follows_besides_is_one_voice(
    other_phone, stranger, dispatcher, place, closed
):
    follow(other_phone, closed)
    nobodys = send_report(stranger, place)
    claim(other_phone, nobodys)
    judge(other_phone, closed, False)
    join(dispatcher, nobodys, closed)
    judge(other_phone, closed, True)
    assert verdicts(stranger, closed) == (1, 0)

    for _ in "12":
        join(dispatcher, send_report(other_phone, place), closed)
    judge(other_phone, closed, False)
    assert verdicts(stranger, closed) == (0, 1)


def test_the_reporter_of_both_speaks_by_the_survivor(
    phone, other_phone, stranger, dispatcher, place, closed
):
    secret = uuid4().hex
    again = send_report(phone, place, id=str(uuid4()), secret=secret) | {"secret": secret}
    claim(other_phone, again)
    join(dispatcher, again, closed)

    assert code_of(judge(other_phone, closed, True)) == (403, "not_allowed")
    assert judge(phone, closed, False).json()["status"] == "assigned"
    assert verdicts(stranger, closed) == (0, 1)


def test_who_reported_a_duplicate_and_mends_it_has_no_voice(
    crew, other_crew, dispatcher, place, closed
):
    for caller in (dispatcher, crew, other_crew):
        join(dispatcher, send_report(caller, place), closed)

    for caller in (dispatcher, crew):
        assert code_of(judge(caller, closed, True)) == (403, "not_allowed")
    assert judge(other_crew, closed, True).status_code == 200


def test_what_was_said_stays_when_the_reports_are_taken_apart(
    other_phone, stranger, dispatcher, place, closed
):
    other = join(dispatcher, send_report(other_phone, place), closed)
    judge(other_phone, closed, True)
    assert dispatcher.delete(f"{REPORTS}/{other['id']}/duplicate").status_code == 200

    assert code_of(judge(other_phone, closed, False)) == (403, "not_allowed")
    assert verdicts(stranger, closed) == (1, 0)


def test_of_a_private_survivor_who_reported_a_duplicate_learns_nothing(
    other_phone, dispatcher, place, report, crew
):
    Report.objects.update(visibility="private")
    join(dispatcher, send_report(other_phone, place), report)
    Service.objects.filter(code="pothole").update(needs_after_photo=False)
    close(crew, report)

    assert code_of(judge(other_phone, report, True)) == (404, "not_found")


def test_a_follower_of_a_duplicate_that_is_private_now_has_no_voice(
    other_phone, resident, dispatcher, place, closed
):
    other = send_report(other_phone, place)
    follow(resident, other)
    join(dispatcher, other, closed)
    Report.objects.filter(pk=other["id"]).update(visibility="private")

    assert code_of(judge(resident, closed, True)) == (403, "not_allowed")
    assert judge(other_phone, closed, True).status_code == 200
