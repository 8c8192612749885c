"""E-mail by Django's mail backend, plain values in and out; one connection for a batch."""

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from smtplib import (
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string

from notifications.channels import Message, Outcome
from notifications.channels.letter_wording import OPEN, STOP, WHY

REFUSED_FOR_GOOD = 500  # RFC 5321, section 4.2.1: replies from here on are permanent
# Our choice: with the last letter's time-outs a batch ends before its claim does (CLAIM_LIFE).
BATCH_MAX_S = 25
# All mail waits so long for a server that does not answer, and is not tried batch by batch.
UNREACHABLE = Outcome(state="retry", code="UNREACHABLE", retry_after=timedelta(minutes=1))
CONNECTION_LOST = Outcome(state="retry", code="CONNECTION_LOST")
NO_TIME_LEFT = Outcome(state="retry", code="NO_TIME_LEFT")
UNWRITABLE = Outcome(state="rejected", code="UNWRITABLE")


def send(messages: Sequence[Message]) -> list[Outcome]:
    """Send letters one after the other; one outcome for each, in their order.

    What does not fit into BATCH_MAX_S is to be tried again, and so is all that follows a lost
    connection. A letter whose outcome is `retry` may have arrived: it has its Message-ID again.
    """
    if not messages:
        return []
    mailer = get_connection()
    try:
        mailer.open()
    except SMTPAuthenticationError:
        return [Outcome(state="stop", code="CREDENTIALS_REFUSED")] * len(messages)
    except OSError:  # every SMTPException is one
        return [UNREACHABLE] * len(messages)
    try:
        return _send_each(mailer, messages)
    finally:
        with suppress(OSError):
            mailer.close()


def _send_each(mailer: Any, messages: Sequence[Message]) -> list[Outcome]:
    outcomes: list[Outcome] = []
    until = monotonic() + BATCH_MAX_S
    for message in messages:
        if CONNECTION_LOST in outcomes[-1:]:
            outcomes.append(CONNECTION_LOST)
        elif monotonic() > until:
            outcomes.append(NO_TIME_LEFT)
        else:
            outcomes.append(_send_one(mailer, message))
    return outcomes


def _send_one(mailer: Any, message: Message) -> Outcome:
    try:
        mailer.send_messages([letter_of(message, mailer)])
    except (SMTPNotSupportedError, ValueError):  # a header or an address that cannot be written
        return UNWRITABLE
    except OSError as failure:
        return _outcome_of(failure)
    return Outcome(state="sent", message_id=message_id(message))


def _outcome_of(failure: OSError) -> Outcome:
    if isinstance(failure, SMTPRecipientsRefused):
        code = min(code for code, _ in failure.recipients.values())
        return Outcome(state="gone" if code >= REFUSED_FOR_GOOD else "retry", code=f"RCPT_{code}")
    if not isinstance(failure, SMTPResponseException):
        return CONNECTION_LOST
    code = failure.smtp_code
    if code < REFUSED_FOR_GOOD:
        return Outcome(state="retry", code=f"SMTP_{code}")
    if isinstance(failure, SMTPSenderRefused):  # whatever the letter
        return Outcome(state="stop", code=f"MAIL_{code}")
    is_letter = isinstance(failure, SMTPDataError)
    return Outcome(state="rejected", code=f"DATA_{code}" if is_letter else f"SMTP_{code}")


def message_id(message: Message) -> str:
    """Name a letter, the same for every attempt (RFC 5322, section 3.6.4)."""
    to = hashlib.sha256(message.value.encode()).hexdigest()[:16]
    host = urlsplit(settings.PUBLIC_URL).hostname
    return f"<news.{message.data['notification_id']}.{to}@{host}>"


def letter_of(message: Message, mailer: Any = None) -> EmailMultiAlternatives:
    title = " ".join(message.title.split())
    words = {
        "open": OPEN.in_language(message.language),
        "why": WHY.in_language(message.language),
        "stop": STOP.in_language(message.language),
    }
    letter = EmailMultiAlternatives(
        subject=title,
        body=_plain(message, title, words),
        # The envelope's sender, to which mail servers return what they cannot deliver.
        from_email=settings.MAIL_BOUNCE_ADDRESS or settings.DEFAULT_FROM_EMAIL,
        to=[message.value],
        headers=_headers(message),
        connection=mailer,
    )
    values = {"message": message, "title": title, "body": message.body, "url": message.url}
    about = {"language": message.language, "office": message.office, "stop_url": message.stop_url}
    page = render_to_string("notifications/letter.html", {**values, **about, **words})
    letter.attach_alternative(page, "text/html")
    return letter


def _plain(message: Message, title: str, words: dict[str, str]) -> str:
    foot = f"{message.office}. {words['why']}" if message.office else words["why"]
    return (
        f"{title}\n\n{message.body}\n\n{words['open']}:\n{message.url}\n\n"
        f"-- \n{foot}\n{words['stop']}:\n{message.stop_url}\n"
    )


def _headers(message: Message) -> dict[str, str]:
    return {
        "From": settings.DEFAULT_FROM_EMAIL,
        "Message-ID": message_id(message),
        "Content-Language": message.language,
        "Auto-Submitted": "auto-generated",  # RFC 3834: nobody's machine answers this
        "List-Unsubscribe": f"<{message.stop_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",  # RFC 8058
    }
