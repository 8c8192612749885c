"""The promised time: it stands still at somebody else's turn, and never passes in silence."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from backend.accounts.models import User
from backend.accounts.viewer import viewer_of
from backend.core.moments import utc_text
from backend.jurisdictions.models import Jurisdiction, RoadManager, Service
from backend.management import demo_file
from backend.reports.actions import changes, deadlines
from backend.reports.actions.deadlines import announce_overdue, promise_of
from backend.reports.actions.forwarding import forward_report
from backend.reports.models import Report, ReportEvent
from backend.reports.rules import OVERDUE_STEPS
from backend.reports.workflow import CLOSED, PAUSED, PassingOn, Status
from notifications.fanout import fan_out
from notifications.messages import news_of
from notifications.models import Notification
from tests.conftest import NOON
from tests.reports.elsewhere import GDDKIA
from tests.reports.makers import (
    NOT_FIXED,
    REPORTS,
    change,
    code_of,
    events,
    kinds,
    read,
    send_report,
)

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def office():
    return viewer_of(User.objects.get(email=demo_file.email_of("dispatcher")))


def turn(new: str, now: datetime) -> Report:
    """The dispatcher gives the only report a status at a moment of the test's choice."""
    pk = Report.objects.get().pk
    if new == "forwarded":
        to = RoadManager.objects.get(name=GDDKIA).pk
        return forward_report(report_id=pk, viewer=office(), how=PassingOn.BY_HAND, to=to, now=now)
    why = NOT_FIXED if new == "not_fixed" else {}
    return changes.change_status(report_id=pk, viewer=office(), new=Status(new), now=now, **why)


@pytest.fixture
def came(report) -> datetime:
    """When the report came; its events are as old."""
    return Report.objects.get().received_at


@pytest.fixture
def promised(report) -> timedelta:
    return timedelta(hours=Service.objects.get(code="pothole").response_hours)


def test_a_new_report_is_promised_in_the_hours_of_its_service(phone, report, came, promised):
    shown = read(phone, report)

    assert Report.objects.get().due_at == came + promised
    assert shown["due_at"] == utc_text(came + promised)
    assert shown["due_paused"] is False


def test_only_working_hours_count_where_the_service_says_so(phone, place):
    Service.objects.filter(code="pothole").update(response_hours=8, counts_working_hours=True)
    Jurisdiction.objects.update(working_hours=["8:00-12:00"] * 5 + ["", ""])

    send_report(phone, place)

    row = Report.objects.get()
    week = Jurisdiction.objects.get(pk=row.handler_id).week
    opened = list(zip(range(60), week.from_moment(row.received_at), strict=False))
    worked = sum(
        (min(end, row.due_at) - begin for _, (begin, end) in opened if begin < row.due_at),
        start=timedelta(),
    )
    assert worked == timedelta(hours=8)


@pytest.mark.parametrize("status", PAUSED)
def test_the_time_stands_still_while_it_is_somebody_elses_turn(phone, report, came, status):
    turn(status, came + HOUR)

    shown = read(phone, report)
    assert (shown["due_at"], shown["due_paused"]) == (None, True)
    changed, told = events(phone, report)[-2:]
    assert (told["kind"], told["data"]) == ("due_changed", {"due_at": None, "reason": "paused"})
    assert told["version"] == changed["version"] == shown["version"]


def test_it_runs_again_later_by_as_long_as_was_waited(phone, report, came, promised):
    turn("waiting", came + HOUR)
    turn("planned", came + 4 * DAY)

    assert Report.objects.get().due_at == came + promised + 4 * DAY - HOUR
    told = events(phone, report)[-1]
    assert told["data"]["reason"] == "resumed"
    assert told["data"]["due_at"] == utc_text(Report.objects.get().due_at)
    assert "wait" in told["sentence"] or "czek" in told["sentence"]


def test_from_one_pause_into_the_other_nothing_moves(phone, report, came, promised):
    turn("waiting", came + HOUR)
    turn("forwarded", came + DAY)
    assert kinds(phone, report).count("due_changed") == 1

    turn("received", came + 3 * DAY)
    assert Report.objects.get().due_at == came + promised + 3 * DAY - HOUR


def test_a_report_opened_again_is_promised_anew(report, came, promised):
    kept = Report.objects.get().due_at
    turn("not_fixed", came + 30 * DAY)
    assert Report.objects.get().due_at == kept

    turn("received", came + 40 * DAY)

    assert Report.objects.get().due_at == came + 40 * DAY + promised
    assert ReportEvent.objects.latest("id").data["reason"] == "reopened"


def test_another_service_is_another_promise(dispatcher, phone, report, came):
    hours = Service.objects.get(code="snow").response_hours

    dispatcher.patch(f"{REPORTS}/{report['id']}", {"service": "snow"})

    assert Report.objects.get().due_at == came + timedelta(hours=hours)
    told = [event for event in events(phone, report) if event["kind"] == "due_changed"]
    assert [event["data"]["reason"] for event in told] == ["service"]


def test_what_was_waited_counts_under_the_new_service_too(dispatcher, report, came):
    hours = Service.objects.get(code="snow").response_hours
    turn("waiting", came + HOUR)
    turn("planned", came + 5 * HOUR)

    dispatcher.patch(f"{REPORTS}/{report['id']}", {"service": "snow"})

    assert Report.objects.get().due_at == came + timedelta(hours=hours) + 4 * HOUR


def test_strangers_read_why_the_time_has_moved(stranger, report, came):
    turn("waiting", came + HOUR)

    told = events(stranger, report)[-1]
    assert (told["kind"], told["data"]["reason"]) == ("due_changed", "paused")


# --- lists and counts ---------------------------------------------------------------------------


def numbers(caller, due: str) -> list[str]:
    answer = caller.get(f"{REPORTS}?due={due}")
    assert answer.status_code == 200, answer.content
    return [row["number"] for row in answer.json()["results"]]


def due_in(report, distance: timedelta) -> None:
    Report.objects.filter(pk=report["id"]).update(due_at=timezone.now() + distance)


def test_what_is_late_and_what_soon_will_be_is_listed_and_counted(dispatcher, crew, phone, place):
    late, soon, later, closed, waiting = (send_report(phone, place) for _ in range(5))
    for row, distance in [(late, -HOUR), (soon, HOUR), (later, 2 * DAY), (closed, -HOUR)]:
        due_in(row, distance)
    change(dispatcher, closed, "not_fixed", **NOT_FIXED)
    change(dispatcher, waiting, "waiting")

    for caller in (dispatcher, crew, phone):
        assert numbers(caller, "overdue") == [late["number"]]
        assert numbers(caller, "soon") == [soon["number"]]
    for caller in (dispatcher, crew):
        assert caller.get(f"{REPORTS}/due").json() == {"overdue": 1, "soon": 1, "to_pass_on": 0}


def test_the_counts_are_for_those_whose_work_it_is(
    county_dispatcher, resident, stranger, phone, place
):
    due_in(send_report(phone, place), -HOUR)

    assert county_dispatcher.get(f"{REPORTS}/due").json() == {
        "overdue": 0,
        "soon": 0,
        "to_pass_on": 0,
    }
    assert code_of(resident.get(f"{REPORTS}/due")) == (403, "not_allowed")
    assert code_of(stranger.get(f"{REPORTS}/due")) == (401, "login_required")


def test_an_unknown_kind_of_due_is_refused(dispatcher):
    answer = dispatcher.get(f"{REPORTS}?due=never")

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "due")


# --- what is late is told -----------------------------------------------------------------------


def told_steps() -> list[int]:
    return [event.data["step"] for event in ReportEvent.objects.filter(kind="overdue")]


def test_the_office_hears_once_at_each_step_of_being_late(report):
    due_at = Report.objects.get().due_at
    seen = []
    for after in [-HOUR, *OVERDUE_STEPS, 30 * DAY]:
        for _ in range(2):
            announce_overdue(now=due_at + after)
        seen.append(told_steps())

    assert seen == [[], [1], [1, 2], [1, 2, 3], [1, 2, 3]]


def test_a_step_that_nobody_told_in_time_is_passed_over(report):
    announce_overdue(now=Report.objects.get().due_at + 3 * DAY)

    assert told_steps() == [2]


def test_a_promise_that_moves_is_told_anew(report):
    due_at = Report.objects.get().due_at
    announce_overdue(now=due_at + 8 * DAY)
    turn("waiting", due_at + 9 * DAY)
    turn("planned", due_at + 10 * DAY)

    assert Report.objects.get().due_at == due_at, "what was late stays as late"
    announce_overdue(now=due_at + 10 * DAY)
    assert told_steps() == [3, 3]


def test_a_closed_or_waiting_report_is_never_late(report, came):
    turn("waiting", came + HOUR)
    assert announce_overdue(now=came + 100 * DAY) == 0
    turn("not_fixed", came + 2 * HOUR)
    assert announce_overdue(now=came + 100 * DAY) == 0


def test_one_call_takes_a_bounded_number(report, phone, place, monkeypatch):
    send_report(phone, place)
    monkeypatch.setattr(deadlines, "TOLD_AT_ONCE", 1)
    now = timezone.now() + 100 * DAY

    assert [announce_overdue(now=now) for _ in range(3)] == [1, 1, 0]


def test_only_the_handlers_dispatchers_are_told(report):
    announce_overdue(now=Report.objects.get().due_at)
    event = ReportEvent.objects.get(kind="overdue")

    fan_out(event_id=event.pk, now=NOON)
    fan_out(event_id=event.pk, now=NOON)

    told = Notification.objects.filter(event=event)
    assert {row.user.email for row in told} == {demo_file.email_of("dispatcher")}
    assert told.get().type == "overdue"
    words = news_of(event)
    assert event.report.number in words.title.pl and "termin" in words.title.pl


def test_being_late_is_the_offices_own_affair(stranger, phone, dispatcher, report):
    announce_overdue(now=Report.objects.get().due_at)

    assert "overdue" not in kinds(stranger, report) + kinds(phone, report)
    assert kinds(dispatcher, report)[-1] == "overdue"


# --- the rule itself ----------------------------------------------------------------------------

walks = st.lists(
    st.tuples(st.integers(1, 1000), st.sampled_from([*Status])), min_size=1, max_size=12
)


@given(walks)
def test_a_promise_counts_since_the_last_opening_without_its_pauses(walk):
    """Beside a minute-by-minute walk over what the status was."""
    changes, at, before = [], NOON, Status.RECEIVED
    for minutes, after in walk:
        at += timedelta(minutes=minutes)
        changes.append((at, before, after))
        before = after
    opened = [at for at, old, new in changes if old in CLOSED and new not in CLOSED]

    start, pauses = promise_of(NOON, changes)

    assert start == (opened[-1] if opened else NOON)
    edges = [at for at, _, _ in changes]
    for (begin, _, status), end in zip(changes, edges[1:], strict=False):
        inside = any(a <= begin and end <= b for a, b in pauses)
        runs_out = status in PAUSED and not any(
            old in PAUSED and new not in PAUSED for at, old, new in changes if at >= end
        )
        if begin >= start and not runs_out:
            assert inside == (status in PAUSED)
