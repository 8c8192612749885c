"""Firebase Cloud Messaging, plain values in and out: nothing else imports firebase_admin."""

import threading
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import partial
from hashlib import sha256

import firebase_admin
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from firebase_admin import credentials, exceptions, messaging
from google.auth.exceptions import GoogleAuthError, RefreshError
from google.auth.transport.requests import Request
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from notifications.channels import Message, Outcome, State

BATCH_MAX = 100  # one thread per message
BATCHES_AT_ONCE = 2  # one of news, one of a broadcast (tasks.LANES)
CONNECTIONS = BATCH_MAX * BATCHES_AT_ONCE
HTTP_TIMEOUT_S = 10  # our choice; the SDK's default is 120
APP_NAME = "usterka"
FCM_ORIGIN = "https://fcm.googleapis.com"
RETRY_AFTER_MAX = timedelta(days=1)  # our choice: a mistyped year must not silence us
TRIAL_TOPIC = "usterka-trial"
WEB_PUSH_TOPIC_CHARS = 32  # RFC 8030 section 5.4

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


def send(messages: Sequence[Message]) -> list[Outcome]:
    """Send at most BATCH_MAX pushes at once; one outcome for each, in their order.

    Blocks for the slowest answer, and for no Retry-After. A push whose outcome is `retry` may have
    arrived all the same: its collapse key lets the phone show it once.
    Raises ImproperlyConfigured when FIREBASE_CREDENTIALS names no usable service account.
    """
    if not messages:
        return []
    if len(messages) > BATCH_MAX:
        raise ValueError(f"At most {BATCH_MAX} pushes at once, not {len(messages)}.")
    app = _app()
    refused = _refused_bearer(app)
    if refused:
        if refused.state == "stop":
            close()  # the next try reads the file anew: somebody may have mended it
        return [refused] * len(messages)
    try:
        batch = messaging.send_each([_message(message) for message in messages], app=app)
    except exceptions.FirebaseError as error:
        return [_outcome_of_error(error)] * len(messages)
    except ValueError:  # before the first was sent: the SDK refuses to write one of them
        return _without_the_refused(messages)
    return [_outcome(response) for response in batch.responses]


def try_out() -> Outcome:
    """Have FCM check a message to nobody, as if it were sent (`validate_only`).

    Raises ImproperlyConfigured as `send` does.
    """
    app = _app()
    refused = _refused_bearer(app)
    if refused:
        close()
        return refused
    message = messaging.Message(
        topic=TRIAL_TOPIC, notification=messaging.Notification(title="Usterka")
    )
    try:
        batch = messaging.send_each([message], dry_run=True, app=app)
    except exceptions.FirebaseError as error:
        return _outcome_of_error(error)
    return _outcome(batch.responses[0])


def _without_the_refused(messages: Sequence[Message]) -> list[Outcome]:
    """Find what the SDK will not write by halves, so that one message never stops the others."""
    if len(messages) == 1:
        return [Outcome(state="rejected", code="UNWRITABLE")]
    middle = len(messages) // 2
    return send(messages[:middle]) + send(messages[middle:])


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
    adapter = HTTPAdapter(pool_connections=1, pool_maxsize=CONNECTIONS, max_retries=no_retries)
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
    return Outcome(
        state=state,
        code=code or error.code,
        retry_after=_retry_after(error),
        of_platform=isinstance(error, messaging.ThirdPartyAuthError),
    )


def _retry_after(error: exceptions.FirebaseError) -> timedelta | None:
    """Read Retry-After: seconds or an HTTP date (RFC 9110 section 10.2.3)."""
    response = error.http_response
    header = "" if response is None else response.headers.get("Retry-After", "").strip()
    if header.isdecimal():
        return timedelta(seconds=min(int(header), RETRY_AFTER_MAX.total_seconds()))
    try:
        wait = parsedate_to_datetime(header) - datetime.now(UTC)
    except (ValueError, TypeError):
        return None
    return min(max(wait, timedelta()), RETRY_AFTER_MAX)


def _message(message: Message) -> messaging.Message:
    platform = {"android": _android, "ios": _apns, "web": _webpush}[message.platform](message)
    written = messaging.Message(
        data=message.data,
        notification=messaging.Notification(title=message.title, body=message.body),
        **platform,
    )
    # Not in the constructor, which warns of `token`; no Flutter app can get a `fid` as yet.
    setattr(written, message.kind, message.value)
    return written


def _android(message: Message) -> dict[str, messaging.AndroidConfig]:
    config = messaging.AndroidConfig(
        collapse_key=message.collapse_key,
        priority="high" if message.urgent else "normal",
        ttl=message.ttl,
        notification=messaging.AndroidNotification(tag=message.collapse_key),
    )
    return {"android": config}


def _apns(message: Message) -> dict[str, messaging.APNSConfig]:
    expires_at = datetime.now(UTC) + message.ttl
    headers = {
        "apns-collapse-id": message.collapse_key,
        "apns-expiration": str(int(expires_at.timestamp())) if message.ttl else "0",
        "apns-priority": "10" if message.urgent else "5",
        "apns-push-type": "alert",
    }
    alert = messaging.ApsAlert(title=message.title, body=message.body)
    aps = messaging.Aps(alert=alert, thread_id=message.collapse_key)
    return {"apns": messaging.APNSConfig(headers=headers, payload=messaging.APNSPayload(aps=aps))}


def _webpush(message: Message) -> dict[str, messaging.WebpushConfig]:
    topic = urlsafe_b64encode(sha256(message.collapse_key.encode()).digest()).decode()
    headers = {
        "TTL": str(int(message.ttl.total_seconds())),
        "Urgency": "high" if message.urgent else "normal",
        "Topic": topic[:WEB_PUSH_TOPIC_CHARS],
    }
    url = message.data.get("url", "")
    # The SDK takes an https link only; a page on plain http (the demo) opens by `data.url`.
    link = messaging.WebpushFCMOptions(link=url) if url.startswith("https://") else None
    notification = messaging.WebpushNotification(tag=message.collapse_key)
    return {
        "webpush": messaging.WebpushConfig(
            headers=headers, notification=notification, fcm_options=link
        )
    }
