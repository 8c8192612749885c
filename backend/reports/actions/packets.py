"""Letters that take a report to another manager: sent until the mail server has them."""

import logging
from datetime import datetime
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage

from backend.core.connections import give_connection_back
from backend.reports.documents.packet import Packet, packet_of
from backend.reports.forwarding_models import Forwarding
from backend.reports.models import EventText, Report

logger = logging.getLogger(__name__)

REFUSED_FOR_GOOD = 500  # RFC 5321, section 4.2.1: replies from here on are permanent


def send_packet(*, forwarding_id: int, now: datetime) -> None:
    """Send a report to the manager that it was passed on to, unless it went out already.

    A letter may go out twice, when the machine stops after the server has taken it: it has the same
    Message-ID then. Raises OSError and SMTPException when it should be tried again, Unavailable
    when the paper could not be made.
    """
    forwarding = (
        Forwarding.objects.filter(pk=forwarding_id, sent_at=None).select_related("event").first()
    )
    if forwarding is None:
        return
    report = Report.objects.for_display().get(pk=forwarding.report_id)
    notes = forwarding.event.texts.filter(kind=EventText.Kind.REASON)
    note = notes.values_list("text", flat=True).first() or ""
    give_connection_back()  # making the paper and talking to the mail server take a while
    packet = packet_of(report, forwarding, note=note, now=now)
    try:
        _letter(report, forwarding, packet).send()
    except (OSError, SMTPException) as failure:
        is_refused = _is_refused(failure)
        _note(forwarding, failure="refused" if is_refused else "unreachable")
        logger.warning("packet not sent", extra={"forwarding": forwarding.pk, "why": repr(failure)})
        if not is_refused:
            raise
        return
    _note(forwarding, failure="", sent_at=now)


def _note(forwarding: Forwarding, **values: object) -> None:
    Forwarding.objects.filter(pk=forwarding.pk, sent_at=None).update(**values)


def _letter(report: Report, forwarding: Forwarding, packet: Packet) -> EmailMessage:
    office = report.handler
    letter = EmailMessage(
        subject=packet.subject,
        body=packet.body,
        to=[forwarding.email],
        reply_to=[office.contact_email] if office.contact_email else None,
        headers={"Message-ID": _message_id(forwarding)},
    )
    for name, content, media_type in packet.files:
        letter.attach(name, content, media_type)
    return letter


def _message_id(forwarding: Forwarding) -> str:
    """The same for every attempt (RFC 5322, section 3.6.4)."""
    return f"<{forwarding.uid}@{urlsplit(settings.PUBLIC_URL).hostname}>"


def _is_refused(failure: Exception) -> bool:
    """Tell whether trying again would come to the same."""
    if isinstance(failure, SMTPRecipientsRefused):
        return all(code >= REFUSED_FOR_GOOD for code, _ in failure.recipients.values())
    return isinstance(failure, SMTPDataError) and failure.smtp_code >= REFUSED_FOR_GOOD
