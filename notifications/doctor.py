"""What keeps pushes from going out, in words: for `manage.py push_doctor`."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import requests
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Count, Min

from backend.core.jobs import HEARD_KEY
from backend.core.metrics import WORKER_SILENT_AFTER
from notifications.channels import Outcome, fcm
from notifications.models import ChannelPause, Delivery
from notifications.rules import Channel, DeliveryState

ACCOUNT_MEMBERS = ("project_id", "client_email", "private_key", "token_uri")
SKEW_MAX = timedelta(minutes=2)  # Google refuses keys signed some minutes beside its own time
LATE = timedelta(minutes=5)
TIMEOUT_S = 10

Clock = Callable[[], datetime]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing looked at. advice: what to do when it is not well."""

    about: str
    is_well: bool
    says: str
    advice: str = ""


def examine(clock: Clock) -> Iterator[Finding]:
    """Look at everything between an event and a phone; what cannot be looked at is left out."""
    account, finding = _account()
    yield finding
    if account:
        answer, finding = _reach("token endpoint", account["token_uri"])
        yield finding
        if answer is not None:
            yield _clock(answer, clock())
        _, finding = _reach("FCM", fcm.FCM_ORIGIN)
        yield finding
        if finding.is_well:
            yield _trial()
    yield from _pauses()
    yield _queue(clock())
    yield _worker(clock())


def _account() -> tuple[dict[str, Any] | None, Finding]:
    path = settings.FIREBASE_CREDENTIALS
    trouble = _trouble_of(path)
    if trouble:
        advice = (
            "Download a key in the Firebase console (Project settings, Service accounts), store it "
            "where the worker may read it, and name it in FIREBASE_CREDENTIALS."
        )
        return None, Finding(about="credentials", is_well=False, says=trouble, advice=advice)
    account = json.loads(Path(path).read_text(encoding="utf-8"))
    says = f"{path} is the key of {account['client_email']}, project {account['project_id']}."
    return account, Finding(about="credentials", is_well=True, says=says)


def _trouble_of(path: str) -> str:
    if not path:
        return "FIREBASE_CREDENTIALS is empty."
    try:
        account = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        return f"{path} cannot be read: {error.strerror}."
    except ValueError:
        return f"{path} is no JSON."
    if not isinstance(account, dict) or account.get("type") != "service_account":
        return f"{path} is no key of a service account."
    missing = [name for name in ACCOUNT_MEMBERS if not account.get(name)]
    return f"{path} lacks {', '.join(missing)}." if missing else ""


def _reach(name: str, url: str) -> tuple[requests.Response | None, Finding]:
    """Any answer will do: it is the way there that counts."""
    try:
        answer = requests.get(url, timeout=TIMEOUT_S, allow_redirects=False)
    except requests.exceptions.RequestException as error:
        says, advice = _way_lost(url, error)
        return None, Finding(about=name, is_well=False, says=says, advice=advice)
    return answer, Finding(about=name, is_well=True, says=f"{url} answers.")


def _way_lost(url: str, error: requests.exceptions.RequestException) -> tuple[str, str]:
    if isinstance(error, requests.exceptions.ProxyError):
        return f"{url}: the proxy refuses or is away.", "Look at HTTPS_PROXY and NO_PROXY."
    if isinstance(error, requests.exceptions.SSLError):
        return (
            f"{url}: its certificate is not trusted here.",
            "If a proxy opens TLS, name its CA in REQUESTS_CA_BUNDLE.",
        )
    if isinstance(error, requests.exceptions.Timeout):
        return f"{url}: no answer within {TIMEOUT_S} seconds.", "Look at the firewall."
    return (
        f"{url} cannot be reached.",
        "Open the firewall to this host on its port, or name a proxy in HTTPS_PROXY.",
    )


def _clock(answer: requests.Response, now: datetime) -> Finding:
    try:
        theirs = parsedate_to_datetime(answer.headers.get("Date", ""))
    except ValueError:
        return Finding(about="clock", is_well=True, says="The endpoint does not tell its time.")
    skew = (now - theirs).total_seconds()
    side = "ahead of" if skew > 0 else "behind"
    says = f"This clock is {abs(skew):.0f} s {side} Google's."
    is_well = abs(skew) <= SKEW_MAX.total_seconds()
    return Finding(
        about="clock",
        is_well=is_well,
        says=says,
        advice="Set the clock (timedatectl set-ntp true): Google refuses keys signed at that time.",
    )


def _trial() -> Finding:
    try:
        outcome = fcm.try_out()
    except ImproperlyConfigured as error:
        outcome = Outcome(state="stop", code=str(error))
    if outcome.state == "sent":
        return Finding(about="trial message", is_well=True, says="FCM would take a message.")
    says = f"FCM would not take a message: {outcome.code or outcome.state}."
    return Finding(about="trial message", is_well=False, says=says, advice=advice_on(outcome))


def advice_on(outcome: Outcome) -> str:
    """What to do after an outcome that is none of ours to mend."""
    known = {
        "CREDENTIALS_REFUSED": "The key is revoked, of a closed account, or signed at a wrong "
        "time: look at the clock, then make a new key in the Firebase console.",
        "NO_BEARER": "The token endpoint gives no answer that can be read. Look at the proxy.",
        "PERMISSION_DENIED": "Give the account the role Firebase Cloud Messaging API Admin, and "
        "switch on the Firebase Cloud Messaging API of the project.",
        "THIRD_PARTY_AUTH_ERROR": "Renew the APNs key (or the web push certificate) in the "
        "Firebase console: Project settings, Cloud Messaging.",
        "SENDER_ID_MISMATCH": "The app on this phone belongs to another Firebase project.",
        "UNREGISTERED": "The app was removed from this phone, or has another token by now.",
        "INVALID_ARGUMENT": "This is no token of FCM, or the message is wrong.",
        "QUOTA_EXCEEDED": "Too many messages: wait, or ask Google for more.",
    }
    usual = {"retry": "FCM is busy or away: try again; what waits is sent when it is back."}
    return known.get(outcome.code, usual.get(outcome.state, "See FCM's reference of errors."))


def _pauses() -> Iterator[Finding]:
    pauses = list(ChannelPause.objects.order_by("channel", "platform"))
    if not pauses:
        yield Finding(about="pauses", is_well=True, says="No channel is stopped.")
    for pause in pauses:
        name = f"{pause.channel} {pause.platform}".strip()
        end = f"until {pause.until:%Y-%m-%d %H:%M} UTC" if pause.until else "until it is mended"
        says = f"{name} sends nothing since {pause.since:%Y-%m-%d %H:%M} UTC, {end}: {pause.code}."
        advice = advice_on(
            Outcome(state="stop" if pause.until is None else "retry", code=pause.code)
        )
        yield Finding(about="pauses", is_well=False, says=says, advice=advice)


def _queue(now: datetime) -> Finding:
    waiting = Delivery.objects.filter(state=DeliveryState.WAITING, channel=Channel.FCM)
    facts = waiting.filter(next_attempt_at__lte=now).aggregate(
        count=Count("pk"), oldest=Min("next_attempt_at")
    )
    if facts["oldest"] is None:
        return Finding(about="queue", is_well=True, says="Nothing is due.")
    age = now - facts["oldest"]
    says = f"{facts['count']} messages are due, the oldest for {age.total_seconds():.0f} s."
    advice = "Look at the lines above; if they are well, at the log of the worker."
    return Finding(about="queue", is_well=age <= LATE, says=says, advice=advice)


def _worker(now: datetime) -> Finding:
    heard: datetime | None = cache.get(HEARD_KEY)
    if heard is None:
        says = "No worker has been heard of."
    else:
        says = f"A worker was last heard of {(now - heard).total_seconds():.0f} s ago."
    is_well = heard is not None and now - heard < WORKER_SILENT_AFTER
    advice = "Start it: manage.py worker (its service in docs/deploy.md)."
    return Finding(about="worker", is_well=is_well, says=says, advice=advice)
