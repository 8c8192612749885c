"""The real firebase-admin against the loopback FCM, over TLS."""

import json
import logging
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from firebase_admin import exceptions, messaging
from requests import Response

from notifications.channels import Message, fcm
from notifications.loopback import answers, prepare
from tests.fcm import Loopback, free_port

COLLAPSE_KEY = "report-0190c2a4-7b7e-7c3e-9d55-5b1f2f0d9c11"
OUTCOMES = {
    "OK": ("sent", ""),
    "UNREGISTERED": ("gone", "UNREGISTERED"),
    "SENDER_ID_MISMATCH": ("wrong_sender", "SENDER_ID_MISMATCH"),
    "INVALID_ARGUMENT": ("rejected", "INVALID_ARGUMENT"),
    "THIRD_PARTY_AUTH_ERROR": ("stop", "THIRD_PARTY_AUTH_ERROR"),
    "QUOTA_EXCEEDED": ("retry", "QUOTA_EXCEEDED"),
    "UNAVAILABLE": ("retry", "UNAVAILABLE"),
    "INTERNAL": ("retry", "INTERNAL"),
    "UNSPECIFIED_ERROR": ("retry", "UNKNOWN"),
    "BAD_GATEWAY": ("retry", "UNKNOWN"),
    "RESET": ("retry", "UNKNOWN"),
}


def a_push(value: str = "phone", **changes: Any) -> Message:
    values = {
        "kind": "token",
        "platform": "android",
        "title": "Zgłoszenie 12",
        "body": "Naprawione.",
        "data": {"type": "status", "url": "https://usterka.example/r/12"},
        "collapse_key": COLLAPSE_KEY,
        "ttl": timedelta(days=2),
        "urgent": True,
        "language": "pl",
    }
    return Message(value=value, **{**values, **changes})


def test_the_table_of_outcomes_names_every_answer() -> None:
    assert OUTCOMES.keys() == answers.CHOICES


@pytest.mark.parametrize("answer", OUTCOMES)
def test_every_answer_has_its_outcome(loopback_fcm: Loopback, answer: str) -> None:
    loopback_fcm.answer("phone", answer)
    [outcome] = fcm.send([a_push()])
    assert (outcome.state, outcome.code) == OUTCOMES[answer]
    assert {entry["answer"] for entry in loopback_fcm.received("phone")} == {answer}


def test_each_push_of_a_batch_gets_its_own_outcome_in_order(loopback_fcm: Loopback) -> None:
    for answer in OUTCOMES:
        loopback_fcm.answer(answer, answer)
    outcomes = fcm.send([a_push(answer) for answer in OUTCOMES])
    assert [(outcome.state, outcome.code) for outcome in outcomes] == list(OUTCOMES.values())


def test_a_sent_push_has_the_name_that_fcm_gave_it(loopback_fcm: Loopback) -> None:
    first, second = fcm.send([a_push("one"), a_push("two")])
    assert first.message_id.startswith("projects/usterka-loopback/messages/")
    assert first.message_id != second.message_id


@pytest.mark.parametrize("answer", ["QUOTA_EXCEEDED", "UNAVAILABLE", "INTERNAL", "BAD_GATEWAY"])
def test_retry_after_is_handed_back_and_not_slept_through(
    loopback_fcm: Loopback, answer: str
) -> None:
    loopback_fcm.answer("phone", answer, retry_after=60)
    started = time.monotonic()
    [outcome] = fcm.send([a_push()])
    assert time.monotonic() - started < 30
    assert outcome.retry_after == timedelta(seconds=60)
    assert len(loopback_fcm.received("phone")) == 1


@pytest.mark.parametrize(
    ("header", "wait"),
    [("0", timedelta()), ("soon", None), ("", None), ("999999999999", timedelta(days=1))],
)
def test_retry_after_is_read_or_left_out(header: str, wait: timedelta | None) -> None:
    assert fcm._retry_after(_unavailable(header)) == wait


def test_retry_after_may_be_a_date() -> None:
    header = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    wait = fcm._retry_after(_unavailable(header))
    assert wait is not None
    assert timedelta(minutes=59) < wait <= timedelta(hours=1)


def test_a_retry_after_in_the_past_means_now() -> None:
    assert fcm._retry_after(_unavailable("Fri, 31 Dec 1999 23:59:59 GMT")) == timedelta()


def test_nothing_is_lost_in_an_outage(loopback_fcm: Loopback) -> None:
    fcm.send([a_push("before")])  # keeps a connection that the outage resets
    loopback_fcm.outage(True)
    assert [outcome.state for outcome in fcm.send([a_push(), a_push()])] == ["retry", "retry"]
    loopback_fcm.outage(False)
    assert fcm.send([a_push()])[0].state == "sent"
    assert len(loopback_fcm.received("phone")) == 1


def test_a_server_that_is_gone_means_retry(loopback_fcm: Loopback, monkeypatch: Any) -> None:
    monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{free_port()}")
    [outcome] = fcm.send([a_push()])
    assert (outcome.state, outcome.code) == ("retry", "UNAVAILABLE")


def test_a_slow_answer_means_retry(loopback_fcm: Loopback, monkeypatch: Any) -> None:
    monkeypatch.setattr(fcm, "HTTP_TIMEOUT_S", 1)
    loopback_fcm.control(delay_ms=30_000)
    [outcome] = fcm.send([a_push()])
    assert (outcome.state, outcome.code) == ("retry", "DEADLINE_EXCEEDED")


def test_a_revoked_bearer_is_renewed_unseen(loopback_fcm: Loopback) -> None:
    fcm.send([a_push("before")])
    loopback_fcm.control(expire_bearers=True)
    assert fcm.send([a_push()])[0].state == "sent"


def test_the_background_lookup_of_google_auth_is_quiet(
    loopback_fcm: Loopback, caplog: pytest.LogCaptureFixture
) -> None:
    fcm.send([a_push()])
    lookups = [thread for thread in threading.enumerate() if "RegionalAccess" in repr(thread)]
    for lookup in lookups:
        lookup.join(30)
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_a_key_that_is_not_ours_stops_the_queue(
    loopback_fcm: Loopback, settings: Any, tmp_path: Path
) -> None:
    stranger = prepare(tmp_path, free_port()).service_account
    settings.FIREBASE_CREDENTIALS = with_token_uri(stranger, f"{loopback_fcm.url}/token")
    outcomes = fcm.send([a_push(), a_push()])
    assert [(o.state, o.code) for o in outcomes] == [("stop", "CREDENTIALS_REFUSED")] * 2
    assert loopback_fcm.received() == []


def test_a_token_endpoint_out_of_reach_means_retry(
    loopback_fcm: Loopback, settings: Any, tmp_path: Path
) -> None:
    account = prepare(tmp_path, free_port()).service_account
    settings.FIREBASE_CREDENTIALS = str(account)
    [outcome] = fcm.send([a_push()])
    assert (outcome.state, outcome.code) == ("retry", "NO_BEARER")


def test_another_project_stops_the_queue_and_keeps_the_device(
    loopback_fcm: Loopback, settings: Any, tmp_path: Path
) -> None:
    account = json.loads(loopback_fcm.credentials.service_account.read_text())
    path = tmp_path / "account.json"
    path.write_text(json.dumps({**account, "project_id": "another"}))
    settings.FIREBASE_CREDENTIALS = str(path)
    [outcome] = fcm.send([a_push()])
    assert (outcome.state, outcome.code) == ("stop", "PERMISSION_DENIED")


def test_a_not_found_without_fcms_code_is_no_word_on_the_device() -> None:
    outcome = fcm._outcome_of_error(exceptions.NotFoundError("no such project"))
    assert (outcome.state, outcome.code) == ("stop", "NOT_FOUND")


def test_no_pushes_are_no_work() -> None:
    assert fcm.send([]) == []


def test_more_than_a_batch_is_refused(loopback_fcm: Loopback) -> None:
    with pytest.raises(ValueError, match="At most 100"):
        fcm.send([a_push()] * 101)
    assert loopback_fcm.received() == []


def test_a_whole_batch_arrives_once_each(loopback_fcm: Loopback) -> None:
    outcomes = fcm.send([a_push(f"phone-{number}") for number in range(100)])
    assert {outcome.state for outcome in outcomes} == {"sent"}
    arrived = [entry["message"]["token"] for entry in loopback_fcm.received()]
    assert sorted(arrived) == sorted(f"phone-{number}" for number in range(100))


@pytest.mark.parametrize("path", ["", "/nowhere/account.json"])
def test_missing_credentials_are_named(loopback_fcm: Loopback, settings: Any, path: str) -> None:
    settings.FIREBASE_CREDENTIALS = path
    with pytest.raises(ImproperlyConfigured, match="FIREBASE_CREDENTIALS"):
        fcm.send([a_push()])


def test_an_android_push_replaces_the_one_before(loopback_fcm: Loopback) -> None:
    message = _sent(loopback_fcm, a_push(urgent=False))
    assert message["token"] == "phone"
    assert message["notification"] == {"title": "Zgłoszenie 12", "body": "Naprawione."}
    assert message["data"] == {"type": "status", "url": "https://usterka.example/r/12"}
    assert message["android"] == {
        "collapse_key": COLLAPSE_KEY,
        "priority": "normal",
        "ttl": "172800s",
        "notification": {"tag": COLLAPSE_KEY},
    }


def test_an_ios_push_replaces_the_one_before(loopback_fcm: Loopback) -> None:
    message = _sent(loopback_fcm, a_push(platform="ios"))
    headers = message["apns"]["headers"]
    assert headers["apns-collapse-id"] == COLLAPSE_KEY
    assert headers["apns-priority"] == "10"
    expires = datetime.fromtimestamp(int(headers["apns-expiration"]), UTC)
    assert abs(expires - datetime.now(UTC) - timedelta(days=2)) < timedelta(minutes=5)
    assert message["apns"]["payload"]["aps"] == {
        "alert": {"title": "Zgłoszenie 12", "body": "Naprawione."},
        "thread-id": COLLAPSE_KEY,
    }


def test_a_push_for_now_only_is_not_stored_by_apns(loopback_fcm: Loopback) -> None:
    message = _sent(loopback_fcm, a_push(platform="ios", ttl=timedelta()))
    assert message["apns"]["headers"]["apns-expiration"] == "0"


def test_a_web_push_replaces_the_one_before_and_opens_the_page(loopback_fcm: Loopback) -> None:
    webpush = _sent(loopback_fcm, a_push(platform="web"))["webpush"]
    assert webpush["headers"]["TTL"] == "172800"
    assert webpush["headers"]["Urgency"] == "high"
    assert len(webpush["headers"]["Topic"]) == 32
    assert webpush["notification"] == {"tag": COLLAPSE_KEY}
    assert webpush["fcm_options"] == {"link": "https://usterka.example/r/12"}


def test_a_web_push_of_a_plain_http_page_is_sent_without_link(loopback_fcm: Loopback) -> None:
    push = a_push(platform="web", data={"url": "http://127.0.0.1:8000/r/12"})
    assert "fcm_options" not in _sent(loopback_fcm, push)["webpush"]


def test_an_installation_id_is_sent_as_such(loopback_fcm: Loopback) -> None:
    message = _sent(loopback_fcm, a_push(kind="fid"))
    assert message["fid"] == "phone"
    assert "token" not in message


def test_the_sdks_own_session_takes_our_adapter(loopback_fcm: Loopback) -> None:
    """Fails when a new firebase-admin has moved what `fcm._session` reaches for."""
    fcm.send([a_push()])
    url = messaging._MessagingService.FCM_URL.format("project")
    adapter = fcm._session(fcm._app()).get_adapter(url)
    assert adapter.max_retries.total == 0
    assert adapter.max_retries.respect_retry_after_header is False


def _sent(loopback_fcm: Loopback, push: Message) -> dict[str, Any]:
    [outcome] = fcm.send([push])
    assert outcome.state == "sent"
    [entry] = loopback_fcm.received(push.value)
    return entry["message"]


def _unavailable(retry_after: str) -> exceptions.FirebaseError:
    response = Response()
    response.headers["Retry-After"] = retry_after
    return exceptions.UnavailableError("busy", http_response=response)


def with_token_uri(service_account: Path, token_uri: str) -> str:
    account = json.loads(service_account.read_text())
    service_account.write_text(json.dumps({**account, "token_uri": token_uri}))
    return str(service_account)
