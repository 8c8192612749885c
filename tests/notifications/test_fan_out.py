from typing import Any

import pytest

from backend.accounts.models import Installation, Role, User
from backend.crews.models import Membership
from backend.reports.events import EventKind
from backend.reports.models import ReportEvent
from backend.reports.workflow import Actor, Status, Visibility
from notifications.messages import news_of
from notifications.models import Delivery, Notification
from tests.notifications.makers import (
    NOON,
    make_comment,
    make_device,
    make_event,
    make_follow,
    make_installation,
    make_report,
    make_user,
    told,
)

pytestmark = pytest.mark.django_db


def hearers(event: ReportEvent) -> set[User | Installation]:
    told(event)
    rows = Notification.objects.filter(event=event).select_related("user", "installation")
    return {row.user or row.installation for row in rows}


def test_the_reporter_and_the_followers_hear_of_a_change() -> None:
    reporter, follower, phone = make_user(), make_user(), make_installation()
    report = make_report(reporter=reporter)
    make_follow(report, follower)
    make_follow(report, phone)
    make_follow(make_report(), make_user())
    assert hearers(make_event(report)) == {reporter, follower, phone}


def test_an_anonymous_reporter_hears_on_their_phone() -> None:
    phone = make_installation()
    assert hearers(make_event(make_report(installation=phone))) == {phone}


def test_a_reporter_who_follows_too_hears_once() -> None:
    reporter = make_user()
    report = make_report(reporter=reporter)
    make_follow(report, reporter, is_owner=True)
    told(make_event(report))
    assert Notification.objects.count() == 1


def test_whoever_made_the_change_does_not_hear_of_it() -> None:
    dispatcher, follower = make_user(), make_user()
    report = make_report()
    make_follow(report, dispatcher)
    make_follow(report, follower)
    assert hearers(make_event(report, actor=dispatcher)) == {follower}


def test_a_withdrawal_is_no_news_to_the_reporter_on_any_phone() -> None:
    phone, other_phone, follower = make_installation(), make_installation(), make_user()
    report = make_report(installation=phone)
    make_follow(report, phone)
    make_follow(report, other_phone, is_owner=True)
    make_follow(report, follower)
    event = make_event(report, Status.WITHDRAWN, actor_role=Actor.REPORTER)
    assert hearers(event) == {follower}


@pytest.mark.parametrize(("visibility", "count"), [(Visibility.PUBLIC, 3), (Visibility.PRIVATE, 2)])
def test_a_private_report_is_news_to_its_owners_only(visibility: str, count: int) -> None:
    report = make_report(installation=make_installation(), visibility=visibility)
    make_follow(report, make_user(), is_owner=True)
    make_follow(report, make_user())
    assert len(hearers(make_event(report))) == count


@pytest.mark.parametrize(("audience", "count"), [("internal", 0), ("reporter", 1), ("public", 2)])
def test_a_comment_is_news_to_those_who_may_read_it(audience: str, count: int) -> None:
    report = make_report(reporter=make_user())
    make_follow(report, make_user())
    event = make_comment(report, audience)
    assert len(hearers(event)) == count
    assert {row.type for row in Notification.objects.all()} <= {"comment"}


def test_a_public_comment_on_a_private_report_is_news_to_its_owners_only() -> None:
    reporter = make_user()
    report = make_report(reporter=reporter, visibility=Visibility.PRIVATE)
    make_follow(report, make_user())
    assert hearers(make_comment(report, "public")) == {reporter}


def hearers_of_a_resident(**values: Any) -> tuple[set[User | Installation], User, User]:
    """Who hears of a resident's comment; a member of the crew, and a dispatcher."""
    reporter, member, dispatcher, gone = (make_user() for _ in range(4))
    crew = make_report().crew
    report = make_report(reporter=reporter, **values)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    for user in (member, gone):
        Membership.objects.create(user=user, crew=crew)
    for user in (dispatcher, gone):
        Role.objects.create(user=user, jurisdiction=report.handler, kind=Role.Kind.DISPATCHER)
    make_follow(report, make_user())
    event = make_comment(report, "reporter", actor=reporter, actor_role=Actor.REPORTER)
    return hearers(event), member, dispatcher


def test_what_a_resident_says_reaches_the_crew() -> None:
    heard, member, _ = hearers_of_a_resident()
    assert heard == {member}
    words = news_of(ReportEvent.objects.get(kind=EventKind.COMMENTED))
    assert words.title != news_of(make_comment(make_report(), "public")).title


def test_what_a_resident_says_reaches_the_office_while_no_crew_has_the_report() -> None:
    heard, _, dispatcher = hearers_of_a_resident(crew=None)
    assert heard == {dispatcher}


@pytest.mark.parametrize("mended", [True, False])
def test_that_it_is_not_mended_is_news_to_those_who_would_have_to_mend_it(mended: bool) -> None:
    member, follower, phone = make_user(), make_user(), make_installation()
    report = make_report(installation=phone)
    make_follow(report, follower)
    Membership.objects.create(user=member, crew=report.crew)
    event = make_event(
        report, kind=EventKind.JUDGED, actor_role=Actor.REPORTER, data={"mended": mended}
    )

    assert hearers(event) == (set() if mended else {member})
    assert report.number in news_of(event).title.en


def test_what_the_office_says_is_no_news_to_the_crew() -> None:
    report = make_report(reporter=(reporter := make_user()))
    Membership.objects.create(user=make_user(), crew=report.crew)
    assert hearers(make_comment(report, "reporter")) == {reporter}


@pytest.mark.parametrize("kind", [EventKind.PRIORITY_CHANGED, EventKind.PHOTO_ADDED])
def test_events_that_are_no_news_reach_nobody(kind: EventKind) -> None:
    assert hearers(make_event(make_report(reporter=make_user()), kind=kind)) == set()


def test_every_active_device_gets_a_delivery() -> None:
    reporter, phone = make_user(), make_installation()
    report = make_report(reporter=reporter)
    make_follow(report, phone)
    active = {make_device(reporter).pk, make_device(reporter).pk, make_device(phone).pk}
    make_device(reporter, is_active=False)
    make_device(make_user())
    told(make_event(report))
    assert set(Delivery.objects.values_list("device", flat=True)) == active
    assert set(Delivery.objects.values_list("state", "next_attempt_at")) == {("waiting", NOON)}


def test_fanning_out_twice_is_the_same_as_once() -> None:
    reporter = make_user()
    make_device(reporter)
    event = make_event(make_report(reporter=reporter))
    told(event)
    told(event)
    assert (Notification.objects.count(), Delivery.objects.count()) == (1, 1)


@pytest.mark.parametrize("followers", [1, 20])
def test_many_followers_cost_as_many_queries_as_one(
    followers: int, django_assert_num_queries: Any
) -> None:
    report = make_report()
    for _ in range(followers):
        user = make_user()
        make_follow(report, user)
        make_device(user)
    event = make_event(report)
    with django_assert_num_queries(13):  # two of them open and close a savepoint
        told(event)
    assert Delivery.objects.count() == followers
