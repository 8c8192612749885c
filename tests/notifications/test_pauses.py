"""When the provider asks to wait, or refuses us: nothing is burnt, and one alarm is raised."""

import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from notifications.channels import Message, Outcome
from notifications.keeping import end_the_old
from notifications.models import ChannelPause, Delivery, Device
from notifications.rules import PUSH_LIFE, SEND_CHUNK, STOPPED_FOR
from notifications.sending import BROADCASTS, NEWS, send_all, send_batch
from tests.notifications.makers import (
    NOON,
    make_device,
    make_event,
    make_report,
    make_user,
    told,
)
from tests.notifications.test_sending import SENT, Sender, fail_if_called

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
REFUSED = Outcome(state="stop", code="CREDENTIALS_REFUSED")
BAD_KEY = Outcome(state="stop", code="THIRD_PARTY_AUTH_ERROR", of_platform=True)
GONE = Outcome(state="gone", code="UNREGISTERED")
BUSY = Outcome(state="retry", code="UNAVAILABLE", retry_after=MINUTE)


class Fcm:
    """Answers each platform in its own way, and keeps what it was given, call by call."""

    def __init__(self, **answers: Outcome) -> None:
        self.answers = answers
        self.calls: list[list[Message]] = []

    def __call__(self, messages: Sequence[Message]) -> list[Outcome]:
        self.calls.append(list(messages))
        return [self.answers.get(message.platform, SENT) for message in messages]


def news_for_phones(*platforms: str) -> None:
    reporter = make_user()
    for platform in platforms:
        make_device(reporter, platform=platform)
    told(make_event(make_report(reporter=reporter)))


def ledger() -> dict[str, int]:
    states: dict[str, int] = {}
    for state in Delivery.objects.values_list("state", flat=True):
        states[state] = states.get(state, 0) + 1
    return states


@pytest.fixture
def alarms(caplog: pytest.LogCaptureFixture) -> Any:
    def count() -> int:
        return len([record for record in caplog.records if record.levelno == logging.CRITICAL])

    return count


def test_a_wait_that_the_provider_asks_for_holds_for_all(alarms: Any) -> None:
    news_for_phones("android")
    send_batch(now=NOON, send=Sender(BUSY))
    news_for_phones("android")
    assert send_batch(now=NOON + MINUTE - timedelta(seconds=1), send=fail_if_called) == 0
    assert ChannelPause.objects.get().until == NOON + MINUTE
    send_batch(now=NOON + MINUTE, send=Sender())
    assert ledger() == {"sent": 2}
    assert not ChannelPause.objects.exists()
    assert alarms() == 0


def test_the_longest_wait_of_a_batch_counts() -> None:
    news_for_phones("android", "ios", "web")
    hour = Outcome(state="retry", code="QUOTA_EXCEEDED", retry_after=timedelta(hours=1))
    send_batch(now=NOON, send=Fcm(android=BUSY, ios=hour, web=SENT))
    assert ChannelPause.objects.get().until == NOON + timedelta(hours=1)


def test_refused_credentials_stop_the_channel_with_one_alarm(alarms: Any) -> None:
    news_for_phones(*["android"] * (SEND_CHUNK + 20))
    fcm = Fcm(android=REFUSED)
    send_all(lane=NEWS, clock=lambda: NOON, send=fcm)
    assert send_batch(now=NOON + MINUTE, send=fail_if_called) == 0
    assert (ledger(), alarms()) == ({"waiting": SEND_CHUNK + 20}, 1)
    assert not Delivery.objects.filter(attempts__gt=0).exists()


def test_while_stopped_one_delivery_in_ten_minutes_tries(alarms: Any) -> None:
    news_for_phones(*["android"] * 5)
    fcm = Fcm(android=REFUSED)
    for minute in range(60):
        send_all(lane=NEWS, clock=lambda: NOON + minute * MINUTE, send=fcm)  # noqa: B023
    assert [len(call) for call in fcm.calls] == [5, 1, 1, 1, 1, 1]
    assert alarms() == 1


def test_when_the_try_succeeds_all_is_sent_at_once() -> None:
    news_for_phones(*["android"] * 5)
    send_batch(now=NOON, send=Fcm(android=REFUSED))
    mended = Fcm()
    send_all(lane=NEWS, clock=lambda: NOON + STOPPED_FOR, send=mended)
    assert [len(call) for call in mended.calls] == [1, 4]
    assert ledger() == {"sent": 5}
    assert not ChannelPause.objects.exists()


def test_a_phone_that_is_gone_proves_nothing_and_the_next_tries_at_once() -> None:
    news_for_phones("android", "android", "android")
    send_batch(now=NOON, send=Fcm(android=REFUSED))
    answers = iter([GONE, SENT, SENT])

    def send(messages: Sequence[Message]) -> list[Outcome]:
        return [next(answers) for _ in messages]

    send_all(lane=NEWS, clock=lambda: NOON + STOPPED_FOR, send=send)
    assert ledger() == {"failed": 1, "sent": 2}


def test_a_bad_key_for_one_platform_stops_that_one_alone(alarms: Any) -> None:
    news_for_phones("android", "ios", "ios", "web")
    fcm = Fcm(ios=BAD_KEY)
    send_batch(now=NOON, send=fcm)
    news_for_phones("android", "ios")
    send_all(lane=NEWS, clock=lambda: NOON + MINUTE, send=fcm)
    assert [message.platform for message in fcm.calls[-1]] == ["android"]
    assert (ledger(), alarms()) == ({"sent": 3, "waiting": 3}, 1)
    pause = ChannelPause.objects.get()
    assert (pause.platform, pause.code, pause.until) == ("ios", "THIRD_PARTY_AUTH_ERROR", None)


def test_a_stopped_platform_tries_one_and_goes_on_when_it_works() -> None:
    news_for_phones("ios", "ios", "ios")
    fcm = Fcm(ios=BAD_KEY)
    send_batch(now=NOON, send=fcm)
    send_all(lane=NEWS, clock=lambda: NOON + STOPPED_FOR, send=fcm)
    mended = Fcm()
    send_all(lane=NEWS, clock=lambda: NOON + 2 * STOPPED_FOR, send=mended)
    send_all(lane=NEWS, clock=lambda: NOON + 2 * STOPPED_FOR + MINUTE, send=mended)
    assert [len(call) for call in fcm.calls] == [3, 1]
    assert [len(call) for call in mended.calls][0] == 1
    assert ledger() == {"sent": 3}


def test_a_phone_with_a_bad_key_of_its_own_does_not_try_for_all_for_ever() -> None:
    news_for_phones("ios", "ios")
    bad = Delivery.objects.earliest("pk").device.value

    def send(messages: Sequence[Message]) -> list[Outcome]:
        return [BAD_KEY if message.value == bad else SENT for message in messages]

    for round_ in range(4):
        send_all(lane=NEWS, clock=lambda: NOON + round_ * STOPPED_FOR, send=send)  # noqa: B023
    assert ledger() == {"sent": 1, "waiting": 1}


def test_missing_settings_stop_the_channel_and_burn_nothing(alarms: Any) -> None:
    news_for_phones("android")

    def send(messages: Sequence[Message]) -> list[Outcome]:
        raise ImproperlyConfigured("FIREBASE_CREDENTIALS is empty")

    send_batch(now=NOON, send=send)
    assert (ledger(), alarms()) == ({"waiting": 1}, 1)
    assert Delivery.objects.get().attempts == 0


def test_a_stop_is_not_forgotten_for_a_wait(alarms: Any) -> None:
    news_for_phones("android", "android")
    send_batch(now=NOON, send=Sender(REFUSED))
    send_batch(now=NOON + STOPPED_FOR, send=Sender(BUSY))
    assert ChannelPause.objects.get().until is None
    assert send_batch(now=NOON + STOPPED_FOR + MINUTE, send=fail_if_called) == 0


def test_what_waits_in_a_stop_expires_as_everywhere() -> None:
    news_for_phones("android")
    send_batch(now=NOON, send=Sender(REFUSED))
    end_the_old(NOON + PUSH_LIFE - MINUTE)
    assert ledger() == {"waiting": 1}
    end_the_old(NOON + PUSH_LIFE)
    assert Delivery.objects.values_list("state", "code").get() == ("expired", "too_old")


def test_a_lane_with_nothing_to_send_leaves_the_trying_to_another() -> None:
    news_for_phones("android")
    send_batch(now=NOON, send=Sender(REFUSED))
    later = NOON + STOPPED_FOR
    send_batch(now=later, send=fail_if_called, lane=BROADCASTS)
    assert send_batch(now=later, send=Sender()) == 1
    assert ledger() == {"sent": 1}


def test_a_sleeping_phone_does_not_keep_the_channel_stopped() -> None:
    news_for_phones("android")
    send_batch(now=NOON, send=Sender(REFUSED))
    Device.objects.update(quiet_from="00:00", quiet_to="23:59")
    news_for_phones("android")
    later = NOON + STOPPED_FOR
    send_all(lane=NEWS, clock=lambda: later, send=Sender())
    assert ledger() == {"waiting": 1, "sent": 1}
    assert not ChannelPause.objects.exists()
