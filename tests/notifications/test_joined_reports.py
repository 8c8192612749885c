"""Those whose report was joined to another hear what becomes of that, in words of their own."""

from collections.abc import Sequence
from typing import Any

import pytest

from backend.accounts.models import Installation, User
from backend.core.language import Language
from backend.reports.events import EventKind
from backend.reports.models import Report, ReportEvent
from backend.reports.workflow import CLOSED, Actor, Status, Visibility
from notifications.channels import Message, Outcome
from notifications.messages import data_of, news_for
from notifications.models import Delivery, Notification
from notifications.sending import send_batch
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
from tests.reports.makers import REPORTS, change, send_report
from tests.reports.test_merging import merge, unmerge

pytestmark = pytest.mark.django_db

Heard = dict[User | Installation, Report]


def duplicate_of(survivor: Report, **values: Any) -> Report:
    closed: dict[str, Any] = {"status": Status.DUPLICATE, "closed_at": NOON}
    return make_report(duplicate_of=survivor, **closed, **values)


def heard(event: ReportEvent) -> Heard:
    """Who hears of an event, and by which report."""
    told(event)
    rows = Notification.objects.filter(event=event).select_related("user", "installation", "report")
    return {row.user or row.installation: row.report for row in rows}


def test_the_people_of_a_duplicate_hear_by_their_own_report() -> None:
    phone, sender, follower, other = make_installation(), make_user(), make_user(), make_user()
    survivor = make_report(installation=phone)
    mine = duplicate_of(survivor, reporter=sender)
    make_follow(mine, follower)
    make_follow(make_report(), other)
    assert heard(make_event(survivor)) == {phone: survivor, sender: mine, follower: mine}
    assert heard(make_event(mine, Status.DUPLICATE)) == {sender: mine, follower: mine}


def test_whoever_has_to_do_with_both_hears_once_by_the_report_itself() -> None:
    person, sender = make_user(), make_user()
    survivor = make_report(reporter=person)
    mine, other = duplicate_of(survivor, reporter=sender), duplicate_of(survivor)
    make_follow(mine, person)
    make_follow(other, sender)
    assert heard(make_event(survivor)) == {person: survivor, sender: mine}


def test_whoever_did_it_does_not_hear_of_it() -> None:
    dispatcher, sender, both = make_user(), make_user(), make_user()
    survivor = make_report(reporter=both)
    duplicate_of(survivor, reporter=dispatcher)
    mine = duplicate_of(survivor, reporter=sender)
    make_follow(mine, both)
    assert heard(make_event(survivor, actor=dispatcher)) == {both: survivor, sender: mine}
    of_reporter = make_event(survivor, actor_role=Actor.REPORTER)
    assert set(heard(of_reporter)) == {dispatcher, sender}


@pytest.mark.parametrize(("audience", "count"), [("internal", 0), ("reporter", 1), ("public", 3)])
def test_they_hear_of_a_comment_as_followers_do(audience: str, count: int) -> None:
    survivor = make_report(reporter=make_user())
    make_follow(duplicate_of(survivor, reporter=make_user()), make_user())
    assert len(heard(make_comment(survivor, audience))) == count


def test_of_a_private_duplicate_only_its_owners_hear() -> None:
    sender, phone = make_user(), make_installation()
    survivor = make_report()
    mine = duplicate_of(survivor, reporter=sender, visibility=Visibility.PRIVATE)
    make_follow(mine, make_user())
    make_follow(mine, phone, is_owner=True)
    assert heard(make_event(survivor)) == {sender: mine, phone: mine}


@pytest.mark.parametrize("status", Status)
def test_of_a_private_survivor_the_senders_learn_the_end_and_nothing_else(status: Status) -> None:
    owner, sender = make_user(), make_user()
    survivor = make_report(reporter=owner, visibility=Visibility.PRIVATE)
    mine = duplicate_of(survivor, reporter=sender)
    make_follow(mine, make_user())
    expected: Heard = {owner: survivor} | ({sender: mine} if status in CLOSED else {})
    assert heard(make_event(survivor, status)) == expected
    for row in Notification.objects.exclude(report=survivor):
        assert survivor.number not in str((news_for(row), data_of(row)))
        assert str(survivor.pk) not in str(data_of(row))
    assert set(heard(make_comment(survivor, "public"))) == {owner}


def test_the_words_are_of_their_report_and_name_the_other() -> None:
    survivor = make_report()
    mine = duplicate_of(survivor, reporter=make_user())
    event = make_event(survivor)
    told(event)
    row = Notification.objects.get()
    news = news_for(row)
    for language in Language.values:
        assert news.title.in_language(language).startswith(f"{mine.number}: ")
        assert news.body.in_language(language).endswith(f" {survivor.number}.")
    data = data_of(row)
    assert (data["report_id"], data["number"]) == (str(mine.pk), mine.number)
    assert (data["status"], data["event_id"]) == ("fixed", str(event.pk))
    assert data["url"].endswith(f"/reports/{mine.pk}")


@pytest.mark.parametrize(("status", "is_closed"), [("assigned", False), ("fixed", True)])
def test_news_of_the_joining_name_a_survivor_that_is_public_and_how_it_ended(
    status: str, is_closed: bool
) -> None:
    survivor = make_report(status=status, closed_at=NOON if is_closed else None)
    mine = duplicate_of(survivor, reporter=make_user())
    told(make_event(mine, Status.DUPLICATE, kind=EventKind.MERGED))
    body = news_for(Notification.objects.get()).body.en
    assert survivor.number in body
    assert body.endswith(": Fixed.") == is_closed

    Report.objects.filter(pk=survivor.pk).update(visibility=Visibility.PRIVATE)
    assert survivor.number not in news_for(Notification.objects.get()).body.en


def test_undoing_reads_differently_from_all_else() -> None:
    told(make_event(make_report(reporter=make_user()), Status.ASSIGNED, kind=EventKind.UNMERGED))
    news = news_for(Notification.objects.get())
    assert "by itself" in news.title.en
    assert "another defect" in news.body.en


@pytest.mark.parametrize("duplicates", [1, 20])
def test_many_duplicates_cost_as_many_queries_as_one(
    duplicates: int, django_assert_num_queries: Any
) -> None:
    survivor = make_report()
    for _ in range(duplicates):
        sender = make_user()
        make_follow(duplicate_of(survivor, reporter=sender), make_user())
        make_device(sender)
    event = make_event(survivor)
    with django_assert_num_queries(15):  # two of them open and close a savepoint
        told(event)
    assert (Notification.objects.count(), Delivery.objects.count()) == (2 * duplicates, duplicates)


@pytest.mark.parametrize(
    ("status", "hidden", "sent"),
    [
        (Status.ASSIGNED, "", 1),
        (Status.ASSIGNED, "survivor", 0),
        (Status.FIXED, "survivor", 1),
        (Status.FIXED, "duplicate", 1),
        (Status.ASSIGNED, "duplicate", 1),
    ],
)
def test_a_push_on_its_way_says_no_more_than_may_be_known_by_then(
    status: Status, hidden: str, sent: int
) -> None:
    sender, follower = make_user(), make_user()
    survivor = make_report()
    mine = duplicate_of(survivor, reporter=sender)
    make_follow(mine, follower)
    for person in (sender, follower):
        make_device(person)
    told(make_event(survivor, status))
    private = {"survivor": survivor.pk, "duplicate": mine.pk}.get(hidden)
    Report.objects.filter(pk=private).update(visibility=Visibility.PRIVATE)

    pushes: list[Any] = []

    def send(batch: Any) -> list[Any]:
        pushes.extend(batch)
        return [Outcome(state="sent") for _ in batch]

    send_batch(now=NOON, send=send)

    assert len(pushes) == (2 if not hidden else sent)
    assert all(push.title.startswith(f"{mine.number}: ") for push in pushes)
    named = [survivor.number in push.body for push in pushes]
    assert named == [hidden != "survivor"] * len(pushes)


def test_what_may_be_told_no_more_takes_the_place_of_nothing() -> None:
    sender, survivor, pushes = make_user(), make_report(), list[Message]()
    make_device(sender)
    mine = duplicate_of(survivor, reporter=sender)
    told(make_event(mine, Status.DUPLICATE, kind=EventKind.MERGED))
    told(make_event(survivor, Status.IN_PROGRESS))
    Report.objects.filter(pk=survivor.pk).update(visibility=Visibility.PRIVATE)

    def send(batch: Sequence[Message]) -> list[Outcome]:
        pushes.extend(batch)
        return [Outcome(state="sent") for _ in batch]

    send_batch(now=NOON, send=send)

    assert [push.data["status"] for push in pushes] == ["duplicate"]
    assert [push.merged for push in pushes] == [0]


def test_through_the_api_everybody_knows_the_end_and_undoing_ends_the_news(
    dispatcher: Any, phone: Any, other_phone: Any, place: Any
) -> None:
    survivor, mine = send_report(other_phone, place), send_report(phone, place)
    _deliver_all()
    merge(dispatcher, mine, survivor)
    change(dispatcher, survivor, "in_progress")
    _deliver_all()
    inbox = phone.get("/api/v1/me/notifications?lang=en").json()["results"]
    assert [each["status"] for each in inbox] == ["in_progress", "duplicate", "assigned"]
    assert {each["report_id"] for each in inbox} == {mine["id"]}
    assert (
        phone.get(f"{REPORTS}/{inbox[0]['report_id']}").json()["duplicate_of"]["id"]
        == (survivor["id"])
    )

    unmerge(dispatcher, mine)
    change(dispatcher, survivor, "waiting")
    _deliver_all()
    inbox = phone.get("/api/v1/me/notifications?lang=en").json()["results"]
    assert [each["status"] for each in inbox[:2]] == ["assigned", "in_progress"]
    assert len(inbox) == 4


def _deliver_all() -> None:
    for event in ReportEvent.objects.filter(notifications=None).order_by("id"):
        told(event)
