"""The unmodified firebase-admin over TLS against the loopback FCM, with the ledger after it.

The table is the whole of FCM's documented errors, and what a network does besides.
"""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from notifications.channels import fcm
from notifications.loopback import answers, prepare
from notifications.models import ChannelPause, Delivery, Device
from notifications.rules import PUSH_LIFE, RETRY_AFTER, STOPPED_FOR
from notifications.sending import NEWS, send_all, send_batch
from tests.fcm import Loopback, free_port
from tests.notifications.makers import (
    NOON,
    make_device,
    make_event,
    make_report,
    make_user,
    told,
)
from tests.notifications.test_fcm import with_token_uri

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class After:
    """What stands in the ledger after one attempt. again: when it is due; attempts: that count."""

    state: str = "waiting"
    code: str = ""
    attempts: int = 1
    again: timedelta | None = None
    is_active: bool = True
    pause: str | None = None  # the platform that is stopped, or "" for all
    log: int = logging.INFO


DOCUMENTED = {  # FCM HTTP v1 reference, ErrorCode
    *("UNSPECIFIED_ERROR", "INVALID_ARGUMENT", "UNREGISTERED", "SENDER_ID_MISMATCH"),
    *("QUOTA_EXCEEDED", "UNAVAILABLE", "INTERNAL", "THIRD_PARTY_AUTH_ERROR"),
}
LEDGER = {
    "OK": After(state="sent"),
    "UNREGISTERED": After(state="failed", code="UNREGISTERED", is_active=False, log=logging.ERROR),
    "SENDER_ID_MISMATCH": After(
        state="failed", code="SENDER_ID_MISMATCH", is_active=False, log=logging.ERROR
    ),
    "INVALID_ARGUMENT": After(state="failed", code="INVALID_ARGUMENT", log=logging.ERROR),
    "QUOTA_EXCEEDED": After(code="QUOTA_EXCEEDED", again=RETRY_AFTER),
    "UNAVAILABLE": After(code="UNAVAILABLE", again=RETRY_AFTER),
    "INTERNAL": After(code="INTERNAL", again=RETRY_AFTER),
    "THIRD_PARTY_AUTH_ERROR": After(
        code="THIRD_PARTY_AUTH_ERROR",
        attempts=0,
        again=STOPPED_FOR,
        pause="ios",
        log=logging.CRITICAL,
    ),
    "UNSPECIFIED_ERROR": After(code="UNKNOWN", again=RETRY_AFTER),
    "BAD_GATEWAY": After(code="UNKNOWN", again=RETRY_AFTER),
    "RESET": After(code="UNKNOWN", again=RETRY_AFTER),
}


@pytest.fixture
def device() -> Device:
    """An iPhone with news waiting for it."""
    reporter = make_user()
    device = make_device(reporter, platform="ios")
    told(make_event(make_report(reporter=reporter)))
    return device


def attempt(now: datetime = NOON) -> Delivery:
    send_batch(now=now, send=fcm.send)
    return Delivery.objects.select_related("device").get()


def test_the_ledger_knows_every_documented_error() -> None:
    assert LEDGER.keys() == answers.CHOICES
    assert DOCUMENTED < LEDGER.keys()


@pytest.mark.parametrize("answer", LEDGER)
def test_the_ledger_after_every_answer(
    loopback_fcm: Loopback, device: Device, caplog: pytest.LogCaptureFixture, answer: str
) -> None:
    caplog.set_level(logging.INFO, "notifications")
    loopback_fcm.answer(device.value, answer)
    expected = LEDGER[answer]
    delivery = attempt()
    again = delivery.next_attempt_at and delivery.next_attempt_at - NOON
    assert (delivery.state, delivery.code) == (expected.state, expected.code)
    assert (delivery.attempts, again) == (expected.attempts, expected.again)
    assert bool(delivery.message_id) == bool(delivery.sent_at) == (answer == "OK")
    assert delivery.device.is_active is expected.is_active
    pauses = list(ChannelPause.objects.values_list("platform", flat=True))
    assert pauses == ([] if expected.pause is None else [expected.pause])
    ours = [record.levelno for record in caplog.records if record.name.startswith("notifications")]
    assert max(ours) == expected.log


@pytest.mark.parametrize("answer", ["QUOTA_EXCEEDED", "UNAVAILABLE", "INTERNAL", "BAD_GATEWAY"])
@pytest.mark.parametrize("is_date", [False, True])
def test_retry_after_pauses_the_channel_between_attempts(
    loopback_fcm: Loopback, device: Device, answer: str, is_date: bool
) -> None:
    now = datetime.now(UTC)
    Delivery.objects.update(expires_at=now + PUSH_LIFE)
    loopback_fcm.control(
        token=device.value, answer=answer, times=1, retry_after=90, retry_after_date=is_date
    )
    delivery = attempt(now)
    wait = ChannelPause.objects.get().until - now
    assert timedelta(seconds=85) < wait <= timedelta(seconds=91)
    assert delivery.next_attempt_at == now + wait
    assert attempt(now + wait - timedelta(seconds=1)).state == "waiting"
    assert len(loopback_fcm.received(device.value)) == 1
    assert attempt(now + wait).state == "sent"


def test_a_key_of_apple_that_was_mended_lets_the_rest_go(
    loopback_fcm: Loopback, device: Device
) -> None:
    loopback_fcm.answer(device.value, "THIRD_PARTY_AUTH_ERROR")
    attempt()
    asked = len(loopback_fcm.received(device.value))  # google-auth renews its bearer after a 401
    assert attempt(NOON + STOPPED_FOR - MINUTE).code == "THIRD_PARTY_AUTH_ERROR"
    assert len(loopback_fcm.received(device.value)) == asked
    assert attempt(NOON + STOPPED_FOR + MINUTE).state == "waiting"
    loopback_fcm.answer(device.value, "OK")
    assert attempt(NOON + 2 * STOPPED_FOR + 2 * MINUTE).state == "sent"
    assert not ChannelPause.objects.exists()


def test_an_outage_costs_an_attempt_and_no_message(loopback_fcm: Loopback, device: Device) -> None:
    loopback_fcm.outage(True)
    delivery = attempt()
    assert (delivery.state, delivery.next_attempt_at) == ("waiting", NOON + RETRY_AFTER)
    loopback_fcm.outage(False)
    assert attempt(NOON + RETRY_AFTER).state == "sent"


def test_a_slow_answer_is_tried_again_under_the_same_key(
    loopback_fcm: Loopback, device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fcm, "HTTP_TIMEOUT_S", 1)
    loopback_fcm.control(delay_ms=20_000)
    assert attempt().code == "DEADLINE_EXCEEDED"
    loopback_fcm.control(delay_ms=0)
    assert attempt(NOON + RETRY_AFTER).state == "sent"
    twice = loopback_fcm.received(device.value)
    assert len({one["message"]["apns"]["headers"]["apns-collapse-id"] for one in twice}) == 1


def test_an_answer_cut_off_in_the_middle_is_asked_for_again(
    loopback_fcm: Loopback, device: Device
) -> None:
    loopback_fcm.answer(device.value, "RESET", times=1)
    assert attempt().state == "waiting"
    assert attempt(NOON + RETRY_AFTER).state == "sent"
    assert len(loopback_fcm.received(device.value)) == 2


def test_a_bearer_that_expires_between_batches_costs_nothing(
    loopback_fcm: Loopback, device: Device
) -> None:
    fcm.send([])
    loopback_fcm.control(expire_bearers=True)
    delivery = attempt()
    assert (delivery.state, delivery.attempts) == ("sent", 1)


def test_a_bearer_that_expires_in_the_middle_of_a_broadcast_costs_nothing(
    loopback_fcm: Loopback,
) -> None:
    reporter = make_user()
    for _ in range(120):
        make_device(reporter)
    told(make_event(make_report(reporter=reporter)))

    def send(messages: Any) -> Any:
        outcomes = fcm.send(messages)
        loopback_fcm.control(expire_bearers=True)
        return outcomes

    send_all(lane=NEWS, clock=lambda: NOON, send=send)
    assert set(Delivery.objects.values_list("state", "attempts")) == {("sent", 1)}


def test_a_token_endpoint_that_is_down_is_waited_for(
    loopback_fcm: Loopback, device: Device
) -> None:
    loopback_fcm.control(token_outage=True)
    delivery = attempt()
    assert (delivery.state, delivery.code) == ("waiting", "NO_BEARER")
    loopback_fcm.control(token_outage=False)
    assert attempt(NOON + RETRY_AFTER).state == "sent"
    assert not ChannelPause.objects.exists()


def test_credentials_that_google_refuses_stop_the_channel(
    loopback_fcm: Loopback, device: Device, settings: Any, tmp_path: Path
) -> None:
    ours = settings.FIREBASE_CREDENTIALS
    stranger = prepare(tmp_path, free_port()).service_account
    settings.FIREBASE_CREDENTIALS = with_token_uri(stranger, f"{loopback_fcm.url}/token")
    delivery = attempt()
    assert (delivery.state, delivery.code) == ("waiting", "CREDENTIALS_REFUSED")
    assert ChannelPause.objects.get().platform == ""
    settings.FIREBASE_CREDENTIALS = ours
    assert attempt(NOON + STOPPED_FOR).state == "sent"


def test_one_message_that_cannot_be_written_does_not_stop_the_others(
    loopback_fcm: Loopback,
) -> None:
    reporter = make_user()
    devices = [make_device(reporter) for _ in range(5)]
    told(make_event(make_report(reporter=reporter)))
    broken = devices[2].value

    def send(messages: Any) -> Any:
        for message in messages:
            if message.value == broken:
                message.data["number"] = 12  # the SDK takes strings only
        return fcm.send(messages)

    send_batch(now=NOON, send=send)
    states = dict(Delivery.objects.values_list("device__value", "state"))
    assert states.pop(broken) == "failed"
    assert set(states.values()) == {"sent"}
