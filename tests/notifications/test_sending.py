from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from backend.core.language import Language
from backend.reports.models import Report
from backend.reports.workflow import Status
from notifications.channels import Message, Outcome
from notifications.models import Delivery, Device
from notifications.rules import (
    ATTEMPTS_MAX,
    CLAIM_LIFE,
    PUSH_LIFE,
    RETRY_AFTER,
    RETRY_AFTER_MAX,
    SEND_CHUNK,
    STOPPED_FOR,
    Urgency,
)
from notifications.sending import NEWS, send_all, send_batch
from tests.notifications.makers import (
    NOON,
    make_comment,
    make_device,
    make_event,
    make_follow,
    make_report,
    make_user,
    told,
)

pytestmark = pytest.mark.django_db
SENT = Outcome(state="sent", message_id="projects/p/messages/1")
BUSY = Outcome(state="retry", code="UNAVAILABLE")
QUERIES = 16  # four of them open and close savepoints; what many messages share is read once


class Sender:
    """Stands in for FCM: gives every push the same outcome, and keeps what it was given."""

    def __init__(self, outcome: Outcome = SENT) -> None:
        self.outcome = outcome
        self.pushes: list[Message] = []

    def __call__(self, pushes: Sequence[Message]) -> list[Outcome]:
        self.pushes += pushes
        return [self.outcome] * len(pushes)


def fail_if_called(pushes: Sequence[Message]) -> list[Outcome]:
    raise AssertionError(f"{len(pushes)} pushes")


def make_delivery(**device: Any) -> Delivery:
    reporter = make_user()
    make_device(reporter, **device)
    told(make_event(make_report(reporter=reporter)))
    return Delivery.objects.latest("pk")


def test_a_due_delivery_is_sent_and_marked() -> None:
    delivery, sender = make_delivery(), Sender()
    assert send_batch(now=NOON, send=sender) == 1
    delivery.refresh_from_db()
    assert (delivery.state, delivery.message_id) == ("sent", SENT.message_id)
    assert (delivery.sent_at, delivery.next_attempt_at) == (NOON, None)
    assert send_batch(now=NOON, send=fail_if_called) == 0


@pytest.mark.parametrize("language", Language)
def test_a_push_speaks_the_language_of_its_device(language: Language) -> None:
    delivery, sender = make_delivery(language=language, kind="fid", platform="ios"), Sender()
    send_batch(now=NOON + timedelta(hours=1), send=sender)
    [push] = sender.pushes
    assert push.title.endswith({"pl": "naprawione", "en": "fixed", "uk": "виправлено"}[language])
    assert (push.kind, push.value, push.platform) == ("fid", delivery.device.value, "ios")
    assert push.data["notification_id"] == str(delivery.notification_id)
    assert push.ttl == PUSH_LIFE - timedelta(hours=1)


@pytest.mark.parametrize(
    ("outcome", "state", "is_active"),
    [
        (SENT, "sent", True),
        (Outcome(state="gone", code="UNREGISTERED"), "failed", False),
        (Outcome(state="wrong_sender", code="SENDER_ID_MISMATCH"), "failed", False),
        (Outcome(state="rejected", code="INVALID_ARGUMENT"), "failed", True),
        (Outcome(state="stop", code="THIRD_PARTY_AUTH_ERROR"), "waiting", True),
        (BUSY, "waiting", True),
    ],
)
def test_every_outcome_has_its_consequence(outcome: Outcome, state: str, is_active: bool) -> None:
    delivery = make_delivery()
    send_batch(now=NOON, send=Sender(outcome))
    delivery.refresh_from_db()
    assert (delivery.state, delivery.code) == (state, outcome.code)
    assert delivery.device.is_active is is_active
    assert delivery.device.off_reason == ("" if is_active else outcome.state)


def test_retries_wait_longer_and_longer() -> None:
    delivery, now, waits = make_delivery(), NOON, []
    for _ in range(12):
        send_batch(now=now, send=Sender(BUSY))
        delivery.refresh_from_db()
        waits.append(delivery.next_attempt_at - now)
        now = delivery.next_attempt_at
    assert waits[:3] == [RETRY_AFTER, 2 * RETRY_AFTER, 4 * RETRY_AFTER]
    assert waits[-1] == RETRY_AFTER_MAX


@pytest.mark.parametrize(("asked", "given"), [(1, RETRY_AFTER), (900, timedelta(minutes=15))])
def test_a_longer_wait_that_fcm_asks_for_is_honoured(asked: int, given: timedelta) -> None:
    delivery = make_delivery()
    busy = Outcome(state="retry", code="QUOTA_EXCEEDED", retry_after=timedelta(seconds=asked))
    send_batch(now=NOON, send=Sender(busy))
    delivery.refresh_from_db()
    assert delivery.next_attempt_at == NOON + given


@pytest.mark.parametrize(("before", "state"), [(2, "waiting"), (1, "failed")])
def test_the_last_attempt_is_the_end(before: int, state: str) -> None:
    delivery = make_delivery()
    Delivery.objects.update(attempts=ATTEMPTS_MAX - before)
    send_batch(now=NOON, send=Sender(BUSY))
    delivery.refresh_from_db()
    assert delivery.state == state


def test_bad_credentials_cost_the_message_no_attempt() -> None:
    delivery = make_delivery()
    send_batch(now=NOON, send=Sender(Outcome(state="stop", code="CREDENTIALS_REFUSED")))
    delivery.refresh_from_db()
    assert (delivery.attempts, delivery.next_attempt_at) == (0, NOON + STOPPED_FOR)


def test_old_news_expire_unsent() -> None:
    delivery = make_delivery()
    assert send_batch(now=NOON + PUSH_LIFE, send=fail_if_called) == 1
    delivery.refresh_from_db()
    assert delivery.state == "expired"


def test_nothing_is_sent_to_a_device_that_was_switched_off() -> None:
    delivery = make_delivery()
    Device.objects.update(is_active=False, off_reason="token_moved")
    send_batch(now=NOON, send=fail_if_called)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.code) == ("failed", "token_moved")


def test_a_device_with_a_new_token_outlives_its_old_one() -> None:
    delivery = make_delivery()

    def app_brings_a_new_token(pushes: Sequence[Message]) -> list[Outcome]:
        Device.objects.update(value="new")
        return [Outcome(state="gone", code="UNREGISTERED")]

    send_batch(now=NOON, send=app_brings_a_new_token)
    delivery.device.refresh_from_db()
    assert delivery.device.is_active
    sender = Sender()
    send_batch(now=NOON + RETRY_AFTER, send=sender)
    assert [push.value for push in sender.pushes] == ["new"]


def test_what_a_killed_worker_had_claimed_is_due_again() -> None:
    make_delivery()
    with pytest.raises(KeyboardInterrupt):
        send_batch(now=NOON, send=_killed)
    assert send_batch(now=NOON + CLAIM_LIFE / 2, send=fail_if_called) == 0
    assert send_batch(now=NOON + CLAIM_LIFE, send=Sender()) == 1


def test_a_worker_whose_claim_expired_changes_nothing() -> None:
    delivery = make_delivery()

    def slow(pushes: Sequence[Message]) -> list[Outcome]:
        send_batch(now=NOON + CLAIM_LIFE, send=Sender())
        return [BUSY]

    send_batch(now=NOON, send=slow)
    delivery.refresh_from_db()
    assert delivery.state == "sent"


def test_a_batch_is_no_larger_than_a_chunk() -> None:
    reporter = make_user()
    for _ in range(SEND_CHUNK + 1):
        make_device(reporter)
    told(make_event(make_report(reporter=reporter)))
    sender = Sender()
    assert [send_batch(now=NOON, send=sender) for _ in range(3)] == [SEND_CHUNK, 1, 0]
    assert len({push.value for push in sender.pushes}) == SEND_CHUNK + 1


def test_of_two_news_of_one_report_the_newer_is_sent_and_tells_of_the_other() -> None:
    report = _report_with_device()
    for status in (Status.IN_PROGRESS, Status.FIXED):
        told(make_event(report, status))
    sender = Sender()
    send_all(lane=NEWS, clock=lambda: NOON, send=sender)
    assert [(push.data["status"], push.merged) for push in sender.pushes] == [("fixed", 1)]
    assert _states() == ["overtaken", "sent"]


def test_news_that_failed_neither_hold_up_newer_nor_come_after_them() -> None:
    report = _report_with_device()
    told(make_event(report, Status.IN_PROGRESS))
    send_batch(now=NOON, send=Sender(BUSY))
    told(make_event(report, Status.FIXED))
    sender = Sender()
    send_batch(now=NOON, send=sender)
    assert [push.data["status"] for push in sender.pushes] == ["fixed"]
    assert send_batch(now=NOON + RETRY_AFTER, send=fail_if_called) == 0
    assert _states() == ["overtaken", "sent"]


def test_news_that_are_written_late_are_overtaken_by_what_was_sent_before() -> None:
    report = _report_with_device()
    late, event = make_event(report, Status.IN_PROGRESS), make_event(report, Status.FIXED)
    told(event)
    send_batch(now=NOON, send=Sender())
    told(late)
    send_batch(now=NOON, send=fail_if_called)
    assert _states() == ["overtaken", "sent"]


def test_newer_news_wait_for_what_becomes_of_those_under_way() -> None:
    report = _report_with_device()
    told(make_event(report, Status.IN_PROGRESS))
    sender = Sender()

    def slow(pushes: Sequence[Message]) -> list[Outcome]:
        told(make_event(report, Status.FIXED))
        assert send_batch(now=NOON, send=fail_if_called) == 0
        return [SENT]

    send_batch(now=NOON, send=slow)
    send_batch(now=NOON, send=sender)
    assert [(push.data["status"], push.merged) for push in sender.pushes] == [("fixed", 0)]


def test_changes_within_the_merging_window_are_one_message(settings: Any) -> None:
    settings.PUSH_MERGE_SECONDS = 60
    report = _report_with_device()
    told(make_event(report, Status.PLANNED))
    for seconds, status in ((20, Status.IN_PROGRESS), (50, Status.FIXED)):
        told(make_event(report, status, at=NOON + timedelta(seconds=seconds)))
    sender = Sender()
    assert send_batch(now=NOON + timedelta(seconds=59), send=fail_if_called) == 0
    send_batch(now=NOON + timedelta(seconds=60), send=sender)
    assert [(push.data["status"], push.merged) for push in sender.pushes] == [("fixed", 2)]
    assert send_batch(now=NOON + timedelta(hours=1), send=fail_if_called) == 0


def test_what_was_merged_is_still_told_after_a_failed_attempt(settings: Any) -> None:
    report = _report_with_device()
    for status in (Status.IN_PROGRESS, Status.FIXED):
        told(make_event(report, status))
    send_batch(now=NOON, send=Sender(BUSY))
    sender = Sender()
    send_batch(now=NOON + RETRY_AFTER, send=sender)
    assert [push.merged for push in sender.pushes] == [1]


def test_news_of_two_reports_are_two_messages() -> None:
    reporter = make_user()
    make_device(reporter)
    for _ in range(2):
        told(make_event(make_report(reporter=reporter)))
    sender = Sender()
    send_batch(now=NOON, send=sender)
    assert [push.merged for push in sender.pushes] == [0, 0]


def test_what_overtakes_something_urgent_is_urgent() -> None:
    report = _report_with_device(quiet_from=time(13), quiet_to=time(15))  # it is 14 in Warsaw
    told(make_event(report, Status.IN_PROGRESS))
    Delivery.objects.update(urgency=Urgency.URGENT, next_attempt_at=NOON)
    told(make_event(report, Status.FIXED))
    sender = Sender()
    send_batch(now=NOON, send=sender)
    assert [push.data["status"] for push in sender.pushes] == ["fixed"]


def test_quiet_hours_are_kept_by_the_clock_of_the_office() -> None:
    delivery = make_delivery(quiet_from=time(22), quiet_to=time(6, 30))
    night = datetime(2026, 6, 16, 1, tzinfo=UTC)  # three in Warsaw
    morning = datetime(2026, 6, 16, 4, 30, tzinfo=UTC)
    send_batch(now=night, send=fail_if_called)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.next_attempt_at) == ("waiting", morning)
    assert (delivery.attempts, delivery.code) == (0, "quiet")
    assert send_batch(now=morning - timedelta(seconds=1), send=fail_if_called) == 0
    assert send_batch(now=morning, send=Sender()) == 1


def test_what_is_urgent_knows_no_quiet_hours() -> None:
    make_delivery(quiet_from=time(0), quiet_to=time(23, 59))
    Delivery.objects.update(urgency=Urgency.URGENT, next_attempt_at=NOON)
    assert send_batch(now=NOON, send=Sender()) == 1
    assert _states() == ["sent"]


def test_a_phone_that_wants_a_kind_no_more_does_not_get_it() -> None:
    delivery = make_delivery()
    Device.objects.update(kinds=["comment"])
    send_batch(now=NOON, send=fail_if_called)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.code) == ("expired", "unwanted")


def test_news_that_the_phone_wants_are_not_overtaken_by_what_it_does_not_want() -> None:
    report = _report_with_device()
    told(make_event(report, Status.FIXED))
    told(make_comment(report, "public"))
    Device.objects.update(kinds=["status"])
    sender = Sender()
    send_batch(now=NOON, send=sender)
    assert [push.data["status"] for push in sender.pushes] == ["fixed"]
    assert _states() == ["sent", "expired"]


def test_the_most_urgent_goes_first() -> None:
    deliveries = [make_delivery() for _ in range(3)]
    for delivery, urgency in zip(
        deliveries, (Urgency.NEWS, Urgency.NEWS, Urgency.URGENT), strict=True
    ):
        Delivery.objects.filter(pk=delivery.pk).update(urgency=urgency)
    sender = Sender()
    send_batch(now=NOON, send=sender)
    values = [push.value for push in sender.pushes]
    assert values == [deliveries[at].device.value for at in (2, 0, 1)]


def test_two_workers_never_send_the_same() -> None:
    for _ in range(3):
        make_delivery()
    second = Sender()

    def slow(pushes: Sequence[Message]) -> list[Outcome]:
        assert send_batch(now=NOON, send=second) == 0
        return [SENT] * len(pushes)

    assert send_batch(now=NOON, send=slow) == 3
    assert second.pushes == []


@pytest.mark.parametrize("devices", [1, 30])
def test_a_batch_costs_the_same_queries_whatever_its_size(
    devices: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    reporter = make_user()
    for _ in range(devices):
        make_device(reporter)
    told(make_event(make_report(reporter=reporter)))
    with django_assert_num_queries(QUERIES):
        assert send_batch(now=NOON, send=Sender()) == devices


def _killed(pushes: Sequence[Message]) -> list[Outcome]:
    raise KeyboardInterrupt


def _states() -> list[str]:
    return list(Delivery.objects.order_by("notification__event").values_list("state", flat=True))


def _report_with_device(**device: Any) -> Report:
    reporter = make_user()
    make_device(reporter, **device)
    return make_report(reporter=reporter)


def test_news_of_a_report_made_private_meanwhile_reach_its_owners_alone():
    reporter, follower = make_user(), make_user()
    report = make_report(reporter=reporter)
    make_follow(report, follower)
    devices = [make_device(reporter), make_device(follower)]
    told(make_event(report))
    Report.objects.filter(pk=report.pk).update(visibility="private")
    sender = Sender()

    send_batch(now=NOON, send=sender)

    states = {delivery.device_id: delivery.code for delivery in Delivery.objects.all()}
    assert [push.value for push in sender.pushes] == [devices[0].value]
    assert states[devices[1].pk] == "hidden"
