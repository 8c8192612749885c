"""The history of a report, as far as its reader may read it."""

from typing import Any

from rest_framework import serializers

from backend.core.language import Text
from backend.core.moments import utc_text
from backend.crews.serializers import CrewOutput
from backend.reports.events import MERGERS, TOLD_WHOLE, Audience, DueReason, EventKind
from backend.reports.models import EventText, ReportEvent, has_reopened
from backend.reports.querysets import READABLE, Access
from backend.reports.wording import (
    DUE_SENTENCES,
    EVENT_SENTENCES,
    FORWARDED_SENTENCE,
    JUDGED_SENTENCES,
    NOT_FIXED_SENTENCE,
    NOT_FIXED_WHY,
    REOPENED_SENTENCE,
    WRITTEN_DOWN_SENTENCE,
)
from backend.reports.workflow import Actor, ClosingReason, Status


class EventTextOutput(serializers.Serializer[Any]):
    """text: empty for those from whom it is `hidden`.

    public_text: for the office, what the others read in its place; null for the text itself.
    """

    kind = serializers.ChoiceField([("reason", "reason"), ("comment", "comment")])
    text = serializers.CharField(allow_blank=True)
    audience = serializers.ChoiceField(Audience.choices)
    hidden = serializers.BooleanField()
    public_text = serializers.CharField(allow_null=True)


class EventOutput(serializers.Serializer[Any]):
    """One line of a report's history; for the public it names the office, never a person."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(EventKind.choices)
    sentence = serializers.CharField()
    at = serializers.DateTimeField()
    changed_at = serializers.DateTimeField(allow_null=True)
    by = serializers.CharField()
    actor = serializers.CharField(allow_null=True)
    status_before = serializers.CharField(allow_blank=True)
    status = serializers.ChoiceField(Status.choices)
    version = serializers.IntegerField()
    crew = CrewOutput(allow_null=True)
    data = serializers.DictField()  # type: ignore[assignment]
    texts = EventTextOutput(many=True)

    def to_representation(self, instance: ReportEvent) -> dict[str, Any]:
        access: Access = self.context["access"]
        office = access in (Access.STAFF, Access.CREW)
        crew = instance.crew if access != Access.PUBLIC else None
        colleague = instance.actor_role in (Actor.DISPATCHER, Actor.CREW)
        person = instance.actor.name if office and colleague and instance.actor else None
        return {
            "id": instance.pk,
            "kind": instance.kind,
            "sentence": str(_sentence(instance)),
            "at": utc_text(instance.at),
            "changed_at": utc_text(instance.changed_at) if access != Access.PUBLIC else None,
            "by": instance.actor_role,
            "actor": person,
            "status_before": instance.status_before,
            "status": instance.status,
            "version": instance.version,
            "crew": {"id": crew.pk, "name": crew.name} if crew else None,
            "data": _data(instance, office=office),
            "texts": [
                _text_of(text, instance, access)
                for text in instance.texts.all()
                if text.text and text.audience in READABLE[access]
            ],
        }


class EventsOutput(serializers.Serializer[Any]):
    results = EventOutput(many=True)


def _text_of(text: EventText, event: ReportEvent, access: Access) -> dict[str, Any]:
    """A text as its reader may read it: the office, the crew and who wrote it read it whole."""
    is_office = access in (Access.STAFF, Access.CREW)
    is_writer = access == Access.OWN and event.actor_role == Actor.REPORTER
    return {
        "kind": text.kind,
        "text": text.text if is_office or is_writer else text.words_outside,
        "audience": text.audience,
        "hidden": text.is_hidden,
        "public_text": text.public_text if is_office else None,
    }


def _data(event: ReportEvent, *, office: bool) -> dict[str, Any]:
    is_told = office and event.kind not in MERGERS
    return event.data if is_told or event.kind in TOLD_WHOLE else {}


def _sentence(event: ReportEvent) -> Text:
    if event.kind == EventKind.RECEIVED and event.actor_role == Actor.DISPATCHER:
        return WRITTEN_DOWN_SENTENCE
    if event.kind == EventKind.DUE_CHANGED:
        return DUE_SENTENCES[DueReason(event.data["reason"])]
    if event.kind == EventKind.JUDGED:
        return JUDGED_SENTENCES[event.data["mended"]]
    if event.kind == EventKind.STATUS_CHANGED and "manager" in event.data:
        return FORWARDED_SENTENCE.format(manager=event.data["manager"])
    if event.data.get("closing_reason"):
        why = NOT_FIXED_WHY[ClosingReason(event.data["closing_reason"])]
        return NOT_FIXED_SENTENCE.format(why=why)
    if has_reopened(event):
        return REOPENED_SENTENCE
    return EVENT_SENTENCES[EventKind(event.kind)]
