"""Who gets a letter: those who gave an address and have no phone that takes the news."""

from datetime import timedelta
from typing import Any

import pytest

from backend.accounts.models import User
from backend.accounts.people import trust_address
from backend.reports.models import Report, ReportEvent
from backend.reports.people_models import ReportContact
from backend.reports.workflow import Actor
from notifications.mailing import mail_instead
from notifications.models import Delivery, MailStop, Notification
from notifications.rules import MAIL_LIFE
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


def with_address(**values: Any) -> User:
    user = make_user(**values)
    trust_address(user)
    return user


def with_contact(email: str = "Anna@example.org", **values: Any) -> Report:
    report = make_report(**values)
    ReportContact.objects.create(report=report, name="Anna", email=email)
    return report


def mailed(event: ReportEvent) -> set[str]:
    told(event)
    return letters(event)


def letters(event: ReportEvent) -> set[str]:
    rows = Delivery.objects.filter(notification__event=event, channel="email")
    found = list(rows.values_list("address", flat=True))
    assert len(found) == len(set(found))
    return set(found)


def test_an_account_without_a_phone_gets_a_letter() -> None:
    reporter, follower, unproved = with_address(), with_address(), make_user()
    report = make_report(reporter=reporter)
    make_follow(report, follower)
    make_follow(report, unproved)
    event = make_event(report)
    assert mailed(event) == {reporter.email, follower.email}
    letter = Delivery.objects.first()
    assert (letter.state, letter.topic) == ("waiting", f"report-{report.pk}")
    assert letter.expires_at == NOON + MAIL_LIFE


@pytest.mark.parametrize(("wants", "expected"), [(["status"], 0), (["comment"], 1)])
def test_whoever_has_a_phone_that_takes_the_news_gets_none(wants: Any, expected: int) -> None:
    reporter = with_address()
    make_device(reporter, kinds=wants)
    make_device(reporter, is_active=False)
    assert len(mailed(make_event(make_report(reporter=reporter)))) == expected


def test_the_address_left_with_the_report_serves_its_sender_alone() -> None:
    phone, second_phone, follower = (make_installation() for _ in range(3))
    report = with_contact(installation=phone)
    make_follow(report, follower)
    make_follow(report, second_phone, is_owner=True)
    event = make_event(report)
    assert mailed(event) == {"anna@example.org"}
    assert Delivery.objects.get().notification.installation == phone


def test_whoever_left_nothing_but_an_address_is_told_at_it() -> None:
    report = with_contact(source="phone")
    assert mailed(make_event(report)) == {"anna@example.org"}
    note = Notification.objects.get()
    assert note.contact == report.contact and note.user is None
    assert mailed(make_comment(report, "reporter")) == {"anna@example.org"}
    assert mailed(make_comment(report, "internal")) == set()


def test_a_report_that_an_account_took_over_is_told_there() -> None:
    owner = with_address()
    report = with_contact()
    make_follow(report, owner, is_owner=True)
    assert mailed(make_event(report)) == {owner.email}


def test_one_address_gets_one_letter_of_an_event() -> None:
    sender = make_installation()
    report = with_contact("both@example.org", installation=sender)
    user = with_address()
    User.objects.filter(pk=user.pk).update(email="both@example.org")
    user.emailaddress_set.update(email="both@example.org")
    make_follow(report, user)
    assert mailed(make_event(report)) == {"both@example.org"}


def test_what_the_sender_did_is_no_letter() -> None:
    event = make_event(with_contact(), "withdrawn", actor_role=Actor.REPORTER)
    assert mailed(event) == set()


def test_an_address_that_asked_for_no_more_gets_no_more() -> None:
    report, other = with_contact(), with_contact()
    MailStop.objects.create(address="anna@example.org", report=report, at=NOON)
    assert mailed(make_event(report)) == set()
    assert mailed(make_event(other)) == {"anna@example.org"}
    MailStop.objects.create(address="anna@example.org", report=None, at=NOON)
    assert mailed(make_event(other)) == set()


def test_crews_dispatchers_and_neighbours_get_no_letters() -> None:
    member = with_address()
    report = make_report()
    report.crew.memberships.create(user=member)
    told(make_event(report, "assigned", kind="assigned", crew=report.crew))
    told(make_comment(report, "reporter", actor_role=Actor.REPORTER))
    assert Notification.objects.filter(user=member, type="work").count() == 2
    assert not Delivery.objects.exists()


# --- when every push has failed -----------------------------------------------------------------


def pushed_twice() -> tuple[ReportEvent, list[Delivery]]:
    reporter = with_address()
    make_device(reporter)
    make_device(reporter)
    event = make_event(make_report(reporter=reporter))
    told(event)
    return event, list(Delivery.objects.order_by("pk"))


def fail(delivery: Delivery, state: str = "failed") -> None:
    Delivery.objects.filter(pk=delivery.pk).update(state=state, next_attempt_at=None)
    mail_instead([delivery.pk], NOON + timedelta(hours=1))


def test_when_the_last_push_has_failed_a_letter_follows_once() -> None:
    event, (first, second) = pushed_twice()
    fail(first)
    assert letters(event) == set()
    fail(second)
    fail(second)
    assert len(letters(event)) == 1


@pytest.mark.parametrize("state", ["sent", "waiting", "overtaken"])
def test_no_letter_follows_while_a_phone_has_it_or_may_have_it(state: str) -> None:
    event, (first, second) = pushed_twice()
    fail(first, state)
    fail(second)
    assert letters(event) == set()
