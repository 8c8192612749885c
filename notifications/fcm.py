"""Firebase Cloud Messaging, plain values in and out: nothing else imports firebase_admin."""

import threading
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import partial
from hashlib import sha256
from typing import Literal

import firebase_admin
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from firebase_admin import credentials, exceptions, messaging
from google.auth.exceptions import GoogleAuthError, RefreshError
from google.auth.transport.requests import Request
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

BATCH_MAX = 100  # the SDK's pool has 100 connections, and one thread per message
HTTP_TIMEOUT_S = 10  # our choice; the SDK's default is 120
APP_NAME = "usterka"
FCM_ORIGIN = "https://fcm.googleapis.com"
WEB_PUSH_TOPIC_CHARS = 32  # RFC 8030 section 5.4

State = Literal["sent", "gone", "wrong_sender", "retry", "stop", "rejected"]

_ERRORS: tuple[tuple[type[exceptions.FirebaseError], State, str], ...] = (
    # The first that fits. FCM's own errors come first: they are special cases of those below.
    (messaging.UnregisteredError, "gone", "UNREGISTERED"),
    (messaging.SenderIdMismatchError, "wrong_sender", "SENDER_ID_MISMATCH"),
    (messaging.ThirdPartyAuthError, "stop", "THIRD_PARTY_AUTH_ERROR"),
    (messaging.QuotaExceededError, "retry", "QUOTA_EXCEEDED"),
    # A wrong payload is likelier than a wrong token, so the device stays.
    (exceptions.InvalidArgumentError, "rejected", ""),
    # Without FCM's own code these speak of the project or its key, not of one device.
    (exceptions.UnauthenticatedError, "stop", ""),
    (exceptions.PermissionDeniedError, "stop", ""),
    (exceptions.NotFoundError, "stop", ""),
    (exceptions.FirebaseError, "retry", ""),
)
_starting = threading.Lock()


@dataclass(frozen=True, kw_only=True)
class Push:
    kind: Literal["token", "fid"]
    value: str
    platform: str
    title: str
    body: str
    data: dict[str, str]
    collapse_key: str
    ttl: timedelta
    urgent: bool


@dataclass(frozen=True, kw_only=True)
class Outcome:
    state: State
    message_id: str = ""
    code: str = ""
    retry_after: timedelta | None = None


def send(pushes: Sequence[Push]) -> list[Outcome]:
    """Send at most BATCH_MAX pushes at once; one outcome for each, in their order.

    Blocks for the slowest answer, and for no Retry-After. A push whose outcome is `retry` may have
    arrived all the same: its collapse key lets the phone show it once.
    Raises ImproperlyConfigured when FIREBASE_CREDENTIALS names no usable service account.
    """
    if not pushes:
        return []
    if len(pushes) > BATCH_MAX:
        raise ValueError(f"At most {BATCH_MAX} pushes at once, not {len(pushes)}.")
    app = _app()
    refused = _refused_bearer(app)
    if refused:
        return [refused] * len(pushes)
    try:
        batch = messaging.send_each([_message(push) for push in pushes], app=app)
    except exceptions.FirebaseError as error:
        return [_outcome_of_error(error)] * len(pushes)
    return [_outcome(response) for response in batch.responses]


def close() -> None:
    """Forget the app and its connections; the next `send` reads the settings again."""
    with _starting:
        try:
            app = firebase_admin.get_app(APP_NAME)
        except ValueError:
            return
        _session(app).close()
        firebase_admin.delete_app(app)


def _app() -> firebase_admin.App:
    with _starting:
        try:
            return firebase_admin.get_app(APP_NAME)
        except ValueError:
            return _start_app()


def _start_app() -> firebase_admin.App:
    path = settings.FIREBASE_CREDENTIALS
    if not path:
        raise ImproperlyConfigured("FIREBASE_CREDENTIALS is empty: nothing can be pushed.")
    try:
        certificate = credentials.Certificate(path)
    except (OSError, ValueError) as error:
        raise ImproperlyConfigured(
            f"FIREBASE_CREDENTIALS: {path} is no service account: {error}"
        ) from error
    app = firebase_admin.initialize_app(certificate, {"httpTimeout": HTTP_TIMEOUT_S}, APP_NAME)
    # The SDK sleeps through Retry-After and retries by itself, and offers no option for either.
    no_retries = Retry(0, read=False, respect_retry_after_header=False)
    adapter = HTTPAdapter(pool_connections=1, pool_maxsize=BATCH_MAX, max_retries=no_retries)
    _session(app).mount(FCM_ORIGIN, adapter)
    return app


def _session(app: firebase_admin.App):  # type: ignore[no-untyped-def]
    """Return the SDK's own requests session: the one private touch."""
    return messaging._get_messaging_service(app)._client.session


def _refused_bearer(app: firebase_admin.App) -> Outcome | None:
    """Get a bearer once for the batch; its 100 threads would each fetch one of their own."""
    credential = app.credential.get_credential()
    if credential.valid:
        return None
    try:
        credential.refresh(partial(Request(), timeout=HTTP_TIMEOUT_S))
    except RefreshError as error:
        return Outcome(state="retry" if error.retryable else "stop", code="CREDENTIALS_REFUSED")
    except GoogleAuthError:
        return Outcome(state="retry", code="NO_BEARER")
    return None


def _outcome(response: messaging.SendResponse) -> Outcome:
    if response.success:
        return Outcome(state="sent", message_id=response.message_id)
    if response.exception is None:
        return Outcome(state="retry", code="NO_MESSAGE_ID")
    return _outcome_of_error(response.exception)


def _outcome_of_error(error: exceptions.FirebaseError) -> Outcome:
    state, code = next((s, c) for kind, s, c in _ERRORS if isinstance(error, kind))
    return Outcome(state=state, code=code or error.code, retry_after=_retry_after(error))


def _retry_after(error: exceptions.FirebaseError) -> timedelta | None:
    """Read Retry-After: seconds or an HTTP date (RFC 9110 section 10.2.3)."""
    response = error.http_response
    header = "" if response is None else response.headers.get("Retry-After", "").strip()
    if header.isdecimal():
        return timedelta(seconds=min(int(header), 86_400))
    try:
        wait = parsedate_to_datetime(header) - datetime.now(UTC)
    except (ValueError, TypeError):
        return None
    return max(wait, timedelta())


def _message(push: Push) -> messaging.Message:
    platform = {"android": _android, "ios": _apns, "web": _webpush}[push.platform](push)
    message = messaging.Message(
        data=push.data,
        notification=messaging.Notification(title=push.title, body=push.body),
        **platform,
    )
    # Not in the constructor, which warns of `token`; no Flutter app can get a `fid` as yet.
    setattr(message, push.kind, push.value)
    return message


def _android(push: Push) -> dict[str, messaging.AndroidConfig]:
    config = messaging.AndroidConfig(
        collapse_key=push.collapse_key,
        priority="high" if push.urgent else "normal",
        ttl=push.ttl,
        notification=messaging.AndroidNotification(tag=push.collapse_key),
    )
    return {"android": config}


def _apns(push: Push) -> dict[str, messaging.APNSConfig]:
    expires_at = datetime.now(UTC) + push.ttl
    headers = {
        "apns-collapse-id": push.collapse_key,
        "apns-expiration": str(int(expires_at.timestamp())) if push.ttl else "0",
        "apns-priority": "10" if push.urgent else "5",
        "apns-push-type": "alert",
    }
    alert = messaging.ApsAlert(title=push.title, body=push.body)
    aps = messaging.Aps(alert=alert, thread_id=push.collapse_key)
    return {"apns": messaging.APNSConfig(headers=headers, payload=messaging.APNSPayload(aps=aps))}


def _webpush(push: Push) -> dict[str, messaging.WebpushConfig]:
    topic = urlsafe_b64encode(sha256(push.collapse_key.encode()).digest()).decode()
    headers = {
        "TTL": str(int(push.ttl.total_seconds())),
        "Urgency": "high" if push.urgent else "normal",
        "Topic": topic[:WEB_PUSH_TOPIC_CHARS],
    }
    url = push.data.get("url", "")
    # The SDK takes an https link only; a page on plain http (the demo) opens by `data.url`.
    link = messaging.WebpushFCMOptions(link=url) if url.startswith("https://") else None
    notification = messaging.WebpushNotification(tag=push.collapse_key)
    return {
        "webpush": messaging.WebpushConfig(
            headers=headers, notification=notification, fcm_options=link
        )
    }
