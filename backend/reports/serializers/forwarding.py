"""Passing on: what the office sends, and what people read of it."""

from typing import Any
from zoneinfo import ZoneInfo

from rest_framework import serializers

from backend.core.moments import utc_text
from backend.core.serializers import StrictSerializer
from backend.crews.serializers import ReasonOutput
from backend.jurisdictions.rules import ManagerKind
from backend.jurisdictions.worktime import days_after
from backend.reports import rules
from backend.reports.events import Audience
from backend.reports.forwarding_models import Forwarding
from backend.reports.models import Report
from backend.reports.querysets import READABLE, Access
from backend.reports.routes import reasons_in_words
from backend.reports.serializers.incoming import TextField
from backend.reports.workflow import CLOSED, PassingOn, Status


class ForwardingInput(StrictSerializer):
    """to: a manager's id, the route's manager without it. note: for the manager alone."""

    how = serializers.ChoiceField(PassingOn.choices)
    to = serializers.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    note = TextField(max_length=rules.COMMENT_MAX_CHARS, required=False, allow_blank=True)
    comment = TextField(max_length=rules.COMMENT_MAX_CHARS, required=False, allow_blank=True)
    expected_version = serializers.IntegerField(required=False, min_value=1)

    def validate_how(self, value: str) -> PassingOn:
        return PassingOn(value)


class AnswerInput(StrictSerializer):
    """What the other manager answered. audience: who reads the text, the reporter at least."""

    text = TextField(max_length=rules.COMMENT_MAX_CHARS)
    reference = TextField(max_length=rules.REFERENCE_MAX_CHARS, required=False, allow_blank=True)
    audience = serializers.ChoiceField([Audience.REPORTER, Audience.PUBLIC], required=False)


class PacketOutput(serializers.Serializer[Any]):
    """For the office. state: `waiting` for the mail server, `sent`, or `failed` and why."""

    state = serializers.ChoiceField(["waiting", "sent", "failed"])
    sent_at = serializers.DateTimeField(allow_null=True)
    failure = serializers.ChoiceField(rules.PACKET_FAILURES, allow_null=True)


class ForwardedOutput(serializers.Serializer[Any]):
    """Who has the report now, how to reach them, why, and what they answered, if anything.

    answer: null for whoever may not read it. packet: null for all but the office, and by hand.
    """

    manager_kind = serializers.ChoiceField(ManagerKind.choices)
    manager = serializers.CharField()
    phone = serializers.CharField(allow_blank=True)
    email = serializers.CharField(allow_blank=True)
    form_url = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()
    how = serializers.ChoiceField(PassingOn.choices)
    reasons = ReasonOutput(many=True)
    reference = serializers.CharField(allow_blank=True)
    answer = serializers.CharField(allow_null=True)
    answered_at = serializers.DateTimeField(allow_null=True)
    packet = PacketOutput(allow_null=True)


def forwarded(report: Report) -> dict[str, Any] | None:
    """To whom a report was passed on, as its reader may read it; null once it is back.

    The report comes from `visible_to(...).for_display()`.
    """
    forwarding = report.forwarding
    if forwarding is None or report.status not in (Status.FORWARDED, *CLOSED):
        return None
    return {
        "manager_kind": forwarding.manager_kind,
        "manager": forwarding.manager_name,
        "phone": forwarding.phone,
        "email": forwarding.email,
        "form_url": forwarding.form_url,
        "at": utc_text(forwarding.at),
        "how": forwarding.how,
        "reasons": reasons_in_words(forwarding.reasons, with_crew=False),
        "reference": forwarding.reference,
        "answer": _answer(forwarding, Access(report.access)),
        "answered_at": utc_text(forwarding.answered_at),
        "packet": _packet(forwarding) if report.access == Access.STAFF else None,
    }


def passed_on_by(report: Report) -> str | None:
    """Until when the office must pass the report on; null where it need not, and for others."""
    must = report.is_managed_elsewhere and report.status == Status.RECEIVED
    if not must or report.access != Access.STAFF:
        return None
    zone = ZoneInfo(report.handler.time_zone)
    return utc_text(days_after(report.received_at, rules.PASS_ON_DAYS, zone))


def _answer(forwarding: Forwarding, access: Access) -> str | None:
    """Word for word as in the history."""
    text = forwarding.answer
    if text is None or text.audience not in READABLE[access]:
        return None
    if access in (Access.STAFF, Access.CREW):
        return text.text
    return None if text.is_hidden else text.words_outside


def _packet(forwarding: Forwarding) -> dict[str, Any] | None:
    if forwarding.how != PassingOn.EMAIL:
        return None
    state = "sent" if forwarding.sent_at else "failed" if forwarding.failure else "waiting"
    return {
        "state": state,
        "sent_at": utc_text(forwarding.sent_at),
        "failure": forwarding.failure or None,
    }
