"""What the operator's two commands say, against the loopback FCM over TLS."""

import io
import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.utils import timezone

from backend.core.jobs import HEARD_KEY
from notifications.channels import fcm
from notifications.doctor import Finding, examine
from notifications.models import ChannelPause, Delivery
from tests.fcm import Loopback, free_port
from tests.notifications.makers import make_device, make_event, make_report, make_user, told

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _a_worker_lives() -> Any:
    cache.set(HEARD_KEY, timezone.now(), 600)
    yield
    cache.delete(HEARD_KEY)


def found(offset: timedelta = timedelta()) -> dict[str, Finding]:
    return {each.about: each for each in examine(lambda: timezone.now() + offset)}


def troubles(offset: timedelta = timedelta()) -> set[str]:
    findings = found(offset).values()
    assert all(each.says and (each.is_well or each.advice) for each in findings)
    return {each.about for each in findings if not each.is_well}


def rewritten(settings: Any, tmp_path: Path, **changes: Any) -> None:
    """Use a key that differs from the right one."""
    account = json.loads(Path(settings.FIREBASE_CREDENTIALS).read_text())
    path = tmp_path / "key.json"
    path.write_text(json.dumps({**account, **changes}))
    settings.FIREBASE_CREDENTIALS = str(path)


def other_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


def test_when_all_is_well_it_says_so(loopback_fcm: Loopback) -> None:
    out = io.StringIO()
    call_command("push_doctor", stdout=out)
    lines = out.getvalue().splitlines()
    assert len(lines) == 8 and all(line.startswith("OK ") for line in lines), lines
    assert loopback_fcm.received() == []


def test_troubles_are_told_with_what_to_do_and_by_the_exit_status(settings: Any) -> None:
    settings.FIREBASE_CREDENTIALS = ""
    out = io.StringIO()
    with pytest.raises(CommandError, match=r"^1 of these"):
        call_command("push_doctor", stdout=out)
    assert "TROUBLE credentials: FIREBASE_CREDENTIALS is empty." in out.getvalue()
    assert "Firebase console" in out.getvalue()


@pytest.mark.parametrize("text", ["", "[]", '{"type": "authorized_user"}', "{"])
def test_what_is_no_service_account_is_named(settings: Any, tmp_path: Path, text: str) -> None:
    path = tmp_path / "key.json"
    path.write_text(text)
    settings.FIREBASE_CREDENTIALS = str(path)
    assert troubles() == {"credentials"}
    settings.FIREBASE_CREDENTIALS = str(tmp_path / "none.json")
    assert "cannot be read" in found()["credentials"].says


def test_a_key_that_is_not_googles_is_told(
    loopback_fcm: Loopback, settings: Any, tmp_path: Path
) -> None:
    rewritten(settings, tmp_path, private_key=other_key())
    fcm.close()
    assert troubles() == {"trial message"}
    assert "new key" in found()["trial message"].advice


def test_a_revoked_account_is_told(loopback_fcm: Loopback, settings: Any, tmp_path: Path) -> None:
    rewritten(settings, tmp_path, client_email="gone@usterka-loopback.iam.gserviceaccount.com")
    fcm.close()
    assert troubles() == {"trial message"}
    assert "revoked" in found()["trial message"].advice


@pytest.mark.parametrize("offset", [HOUR, -HOUR])
def test_a_clock_that_is_wrong_is_told(loopback_fcm: Loopback, offset: timedelta) -> None:
    assert "clock" in troubles(offset)
    says = found(offset)["clock"].says
    assert ("ahead of" if offset > timedelta() else "behind") in says
    seconds = int(re.search(r"(\d+) s", says)[1])
    assert abs(seconds - HOUR.total_seconds()) < 60


def test_a_token_endpoint_that_is_away_is_told(
    loopback_fcm: Loopback, settings: Any, tmp_path: Path
) -> None:
    rewritten(settings, tmp_path, token_uri=f"http://127.0.0.1:{free_port()}/token")
    fcm.close()
    assert troubles() == {"token endpoint", "trial message"}


def test_a_proxy_that_is_away_is_told(
    loopback_fcm: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    assert troubles() == {"FCM"}
    assert "HTTPS_PROXY" in found()["FCM"].advice


def test_a_ca_that_is_not_trusted_is_told(
    loopback_fcm: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    assert troubles() == {"FCM"}
    assert "REQUESTS_CA_BUNDLE" in found()["FCM"].advice


def test_an_outage_is_told(loopback_fcm: Loopback) -> None:
    loopback_fcm.outage(True)
    assert troubles() == {"FCM"}  # an outage hangs up on whoever comes


def test_a_stopped_channel_is_told(loopback_fcm: Loopback) -> None:
    ChannelPause.objects.create(
        channel="fcm", platform="ios", code="THIRD_PARTY_AUTH_ERROR", since=timezone.now()
    )
    assert troubles() == {"pauses"}
    assert "APNs key" in found()["pauses"].advice


def test_a_queue_that_stands_and_a_worker_that_is_silent_are_told(loopback_fcm: Loopback) -> None:
    reporter = make_user()
    make_device(reporter)
    told(make_event(make_report(reporter=reporter), at=timezone.now() - HOUR))
    assert Delivery.objects.count() == 1
    cache.delete(HEARD_KEY)
    assert troubles() == {"queue", "worker"}


# --- one message to one phone -------------------------------------------------------------------


def tried(*arguments: str) -> str:
    out = io.StringIO()
    call_command("push_test", *arguments, stdout=out)
    return out.getvalue()


def test_a_device_gets_a_test_message_in_its_language(loopback_fcm: Loopback) -> None:
    device = make_device(make_user(), language="uk", platform="ios")
    assert "FCM took the message: projects/" in tried(str(device.pk))
    [message] = loopback_fcm.received(device.value)
    assert message["message"]["notification"]["title"] == "Пробне повідомлення"
    assert not Delivery.objects.exists()


def test_a_token_itself_gets_one(loopback_fcm: Loopback) -> None:
    tried("some-token", "--platform", "web", "--language", "en")
    assert loopback_fcm.received("some-token")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("UNREGISTERED", "removed from this phone"),
        ("SENDER_ID_MISMATCH", "another Firebase project"),
        ("INVALID_ARGUMENT", "no token of FCM"),
        ("UNAVAILABLE", "busy or away"),
        ("THIRD_PARTY_AUTH_ERROR", "APNs key"),
    ],
)
def test_what_came_back_is_told_in_words_and_no_phone_is_switched_off(
    loopback_fcm: Loopback, code: str, words: str
) -> None:
    device = make_device(make_user(), platform="ios")
    loopback_fcm.answer(device.value, code)
    with pytest.raises(CommandError, match=words):
        tried(str(device.pk))
    device.refresh_from_db()
    assert device.is_active


def test_a_device_that_is_not_there_is_named(loopback_fcm: Loopback) -> None:
    with pytest.raises(CommandError, match="no device 999999"):
        tried("999999")


def test_without_credentials_the_doctor_is_recommended(settings: Any) -> None:
    settings.FIREBASE_CREDENTIALS = ""
    fcm.close()
    with pytest.raises(CommandError, match="push_doctor"):
        tried("some-token")
