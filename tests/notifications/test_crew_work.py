"""What crews hear: what is newly theirs or taken away, and not what they did themselves."""

from datetime import timedelta
from typing import Any

import pytest

from backend.accounts.models import User
from backend.crews.models import Crew, Membership
from backend.reports.events import EventKind
from backend.reports.models import Report, ReportEvent
from backend.reports.workflow import Actor, Status
from notifications.models import Delivery, Notification
from notifications.rules import Urgency
from tests.notifications.makers import (
    NOON,
    make_device,
    make_event,
    make_report,
    make_user,
    told,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def report() -> Report:
    return make_report()


@pytest.fixture
def ours(report: Report) -> User:
    return member_of(report.crew)


@pytest.fixture
def theirs(report: Report) -> User:
    return member_of(Crew.objects.create(jurisdiction=report.jurisdiction, name="Ekipa Maj"))


def member_of(crew: Any) -> User:
    user = make_user()
    Membership.objects.create(user=user, crew=crew)
    make_device(user)
    return user


def crew_of(user: User) -> Crew:
    return user.memberships.get().crew


def happened(report: Report, status: str, crew: Crew | None, **values: Any) -> ReportEvent:
    kind = EventKind.ASSIGNED if status == Status.ASSIGNED else EventKind.STATUS_CHANGED
    return make_event(report, status, **{"kind": kind, "crew": crew, **values})


def heard(event: ReportEvent) -> dict[User | None, str]:
    told(event)
    work = Notification.objects.filter(event=event, type="work").select_related("user")
    return {row.user: row.work for row in work}


def test_a_crew_hears_of_a_report_that_comes_to_it(report: Report, ours: User) -> None:
    make_event(report, Status.ASSIGNED, kind=EventKind.RECEIVED, crew=report.crew)
    assert heard(happened(report, "assigned", report.crew)) == {ours: "given"}


def test_both_crews_hear_when_one_takes_over_from_the_other(
    report: Report, ours: User, theirs: User
) -> None:
    happened(report, "assigned", report.crew)
    make_event(report, "assigned", kind=EventKind.REROUTED, crew=crew_of(theirs))
    event = happened(report, "assigned", crew_of(theirs))
    assert heard(event) == {ours: "taken", theirs: "given"}


def test_somebody_of_both_crews_hears_that_it_is_theirs(
    report: Report, ours: User, theirs: User
) -> None:
    Membership.objects.create(user=ours, crew=crew_of(theirs))
    happened(report, "assigned", report.crew)
    assert heard(happened(report, "planned", theirs.memberships.get().crew)) == {
        ours: "given", theirs: "given",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("status", "kind", "work"),
    [
        ("received", EventKind.STATUS_CHANGED, "taken"),
        ("forwarded", EventKind.STATUS_CHANGED, "taken"),
        ("duplicate", EventKind.MERGED, "taken"),
        ("fixed", EventKind.STATUS_CHANGED, "closed"),
        ("not_fixed", EventKind.STATUS_CHANGED, "closed"),
        ("withdrawn", EventKind.STATUS_CHANGED, "closed"),
    ],
)
def test_a_crew_hears_of_what_it_loses(
    report: Report, ours: User, status: str, kind: EventKind, work: str
) -> None:
    happened(report, "in_progress", report.crew)
    crew = report.crew if status in ("fixed", "not_fixed") else None
    assert heard(happened(report, status, crew, kind=kind)) == {ours: work}


@pytest.mark.parametrize("status", ["in_progress", "fixed", "received"])
def test_what_the_crew_did_itself_is_no_news_to_it(report: Report, ours: User, status: str) -> None:
    happened(report, "assigned", report.crew)
    crew = None if status == "received" else report.crew
    event = happened(report, status, crew, actor_role=Actor.CREW, actor=member_of(report.crew))
    assert heard(event) == {}


@pytest.mark.parametrize("status", ["planned", "waiting", "in_progress"])
def test_a_step_of_the_work_they_have_is_no_new_work(
    report: Report, ours: User, status: str
) -> None:
    happened(report, "assigned", report.crew)
    assert heard(happened(report, status, report.crew)) == {}


def test_a_reopened_report_is_theirs_anew(report: Report, ours: User) -> None:
    happened(report, "fixed", report.crew)
    assert heard(happened(report, "assigned", report.crew)) == {ours: "given"}


def test_a_dispatcher_who_is_of_the_crew_does_not_tell_themself(report: Report, ours: User) -> None:
    other = member_of(report.crew)
    assert heard(happened(report, "assigned", report.crew, actor=ours)) == {other: "given"}


def test_a_private_report_is_work_as_well(ours: User) -> None:
    report = make_report(visibility="private")
    assert heard(happened(report, "assigned", report.crew)) == {ours: "given"}


def test_danger_is_told_at_once_and_at_any_hour(settings: Any, ours: User) -> None:
    settings.PUSH_MERGE_SECONDS = 60
    device = ours.devices.get()
    device.quiet_from, device.quiet_to = "00:00", "23:59"
    device.save()
    usual, danger = make_report(), make_report(priority="danger")
    for report in (usual, danger):
        told(happened(report, "assigned", report.crew))
    rows = Delivery.objects.values_list("notification__report", "urgency", "next_attempt_at")
    found = {report: (urgency, at) for report, urgency, at in rows}
    assert found[danger.pk] == (Urgency.URGENT, NOON)
    assert found[usual.pk][0] == Urgency.NEWS and found[usual.pk][1] > NOON + HOUR


def test_danger_is_no_reason_to_wake_a_neighbour(report: Report) -> None:
    reporter = make_user()
    make_device(reporter)
    told(make_event(make_report(priority="danger", reporter=reporter)))
    assert Delivery.objects.get().urgency == Urgency.NEWS


def test_a_phone_that_wants_no_crew_work_gets_none(report: Report, ours: User) -> None:
    ours.devices.update(kinds=["status"])
    assert heard(happened(report, "assigned", report.crew)) == {ours: "given"}  # in the inbox
    assert not Delivery.objects.exists()
