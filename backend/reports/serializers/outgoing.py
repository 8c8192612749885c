"""What callers read of reports, as far as they may."""

from dataclasses import asdict
from typing import Any

from rest_framework import serializers

from backend.accounts.secrets import in_groups
from backend.core.language import Language, current_language
from backend.core.moments import utc_text
from backend.crews.serializers import (
    CrewOutput,
    ManagerOutput,
    ReasonOutput,
    RoadOutput,
    UnitOutput,
)
from backend.jurisdictions.rules import Priority
from backend.reports.links import report_page_url
from backend.reports.media import PhotoState
from backend.reports.models import Report
from backend.reports.querysets import Access, public_text_of
from backend.reports.routes import reasons_of
from backend.reports.serializers.forwarding import ForwardedOutput, forwarded, passed_on_by
from backend.reports.serializers.photos import PhotoOutput, PublicPhotoOutput
from backend.reports.wording import READ_OUT
from backend.reports.workflow import (
    ClosingReason,
    ReportKind,
    Source,
    Status,
    Visibility,
    paused_in,
)
from gis_layers.serializers import PointOutput


class LocationOutput(PointOutput):
    accuracy_m = serializers.FloatField(allow_null=True)


class ContactOutput(serializers.Serializer[Any]):
    name = serializers.CharField()
    email = serializers.CharField()
    phone = serializers.CharField()
    postal_address = serializers.CharField()


CONTACT_FIELDS = ("name", "email", "phone", "postal_address")


class AnsweredOutput(serializers.Serializer[Any]):
    """A question and its answer in words, in the language of the request."""

    code = serializers.CharField()
    question = serializers.CharField()
    answer = serializers.CharField()


class PublicTextOutput(serializers.Serializer[Any]):
    """What strangers read of a report's text, as the office shows it."""

    address = serializers.CharField(allow_blank=True)
    description = serializers.CharField(allow_blank=True)


class PersonOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField(allow_blank=True)


class VerdictsOutput(serializers.Serializer[Any]):
    """How many people say of the last closing that it is mended, or not; each counts once."""

    mended = serializers.IntegerField()
    not_mended = serializers.IntegerField()


class EarlierOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    number = serializers.CharField()


class RepeatedOutput(EarlierOutput):
    closed_at = serializers.DateTimeField(allow_null=True)


class JoinedOutput(EarlierOutput):
    status = serializers.ChoiceField(Status.choices)


class ReportOutput(serializers.Serializer[Any]):
    """A report, as far as its reader may read it: the rest is null.

    The instance comes from `visible_to(...).for_display()`, which says how far that is, and has
    been through `earlier.relate`.
    """

    id = serializers.UUIDField()
    number = serializers.CharField()
    kind = serializers.ChoiceField(ReportKind.choices)
    status = serializers.ChoiceField(Status.choices)
    version = serializers.IntegerField()
    service = serializers.CharField()
    location = LocationOutput()
    address = serializers.CharField(allow_null=True)
    description = serializers.CharField(allow_null=True)
    public_text = PublicTextOutput(allow_null=True)
    answers = serializers.DictField(allow_null=True)
    answered = AnsweredOutput(many=True, allow_null=True)
    priority = serializers.ChoiceField(Priority.choices, allow_null=True)
    visibility = serializers.ChoiceField(Visibility.choices)
    jurisdiction = UnitOutput()
    handler = UnitOutput()
    road = RoadOutput(allow_null=True)
    manager = ManagerOutput(allow_null=True)
    crew = CrewOutput(allow_null=True)
    taken_by = PersonOutput(allow_null=True)
    certain = serializers.BooleanField()
    reasons = ReasonOutput(many=True)
    source = serializers.ChoiceField(Source.choices, allow_null=True)  # type: ignore[assignment]
    observed_at = serializers.DateTimeField(allow_null=True)
    received_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)
    due_paused = serializers.BooleanField()
    planned_for = serializers.DateField(allow_null=True)
    forwarded = ForwardedOutput(allow_null=True)
    passed_on_by = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    closing_reason = serializers.ChoiceField(ClosingReason.choices, allow_null=True)
    verdict_until = serializers.DateTimeField(allow_null=True)
    verdicts = VerdictsOutput()
    contested = serializers.BooleanField()
    previous = EarlierOutput(allow_null=True)
    repeated = serializers.BooleanField()
    repeats = RepeatedOutput(many=True)
    duplicate_of = JoinedOutput(allow_null=True)
    weight = serializers.IntegerField(allow_null=True)
    photos = PhotoOutput(many=True)

    def to_representation(self, instance: Report) -> dict[str, Any]:
        shown = _public_part(instance)
        if instance.access == Access.PUBLIC:
            return shown
        return {**shown, **_private_part(instance)}


class ReportDetailOutput(ReportOutput):
    """contact: for the handler's dispatchers, the reporter, and a crew that may call them.

    duplicates: what was joined to the report, for those who work on it.
    """

    contact = ContactOutput(allow_null=True)
    duplicates = JoinedOutput(many=True)

    def to_representation(self, instance: Report) -> dict[str, Any]:
        contact = self.context["contact"]
        shown = contact and {name: getattr(contact, name) for name in CONTACT_FIELDS}
        duplicates = [joined(each) for each in self.context["duplicates"]]
        more = {"contact": shown, "duplicates": duplicates}
        return {**super().to_representation(instance), **more}


class ReadOutOutput(serializers.Serializer[Any]):
    """What the office reads out to the caller, or sends them, in each language."""

    pl = serializers.CharField()
    en = serializers.CharField()
    uk = serializers.CharField()


class KnownReportOutput(ReportOutput):
    read_out = ReadOutOutput(required=False)


class CreatedReportOutput(KnownReportOutput):
    secret = serializers.CharField(required=False)


def read_out(report: Report, secret: str) -> dict[str, str]:
    words = READ_OUT.format(
        number=report.number, secret=in_groups(secret), url=report_page_url(report.pk)
    )
    return asdict(words)


class ReportPageOutput(serializers.Serializer[Any]):
    results = ReportOutput(many=True)
    next = serializers.URLField(allow_null=True)


class TaskOutput(ReportOutput):
    distance_m = serializers.FloatField(allow_null=True)

    def to_representation(self, instance: Report) -> dict[str, Any]:
        distance = getattr(instance, "distance", None)
        metres = round(distance.m, 1) if distance is not None else None
        return {**super().to_representation(instance), "distance_m": metres}


class TasksOutput(serializers.Serializer[Any]):
    results = TaskOutput(many=True)


class DueCountsOutput(serializers.Serializer[Any]):
    """How much of the office's and the crews' own open work is late, or due within a day.

    to_pass_on: what is not theirs, and still is with them.
    """

    overdue = serializers.IntegerField()
    soon = serializers.IntegerField()
    to_pass_on = serializers.IntegerField()


class AssignmentsOutput(serializers.Serializer[Any]):
    """versions: what each report has now, by its id."""

    assigned = serializers.ListField(child=serializers.UUIDField())
    versions = serializers.DictField(child=serializers.IntegerField())


class StatusesOutput(serializers.Serializer[Any]):
    """versions: what each report has now, by its id."""

    changed = serializers.ListField(child=serializers.UUIDField())
    versions = serializers.DictField(child=serializers.IntegerField())


def versions_of(reports: list[Report]) -> dict[str, int]:
    return {str(report.pk): report.version for report in reports}


class PreviewedOutput(serializers.Serializer[Any]):
    """What a resident reads in one language: the push, and what the office wrote beside it."""

    language = serializers.ChoiceField(Language.choices)
    title = serializers.CharField()
    body = serializers.CharField()
    comment = serializers.CharField(allow_blank=True)


class PreviewOutput(serializers.Serializer[Any]):
    results = PreviewedOutput(many=True)


class ReplyOutput(serializers.Serializer[Any]):
    """A ready-made reply with the report's facts in it. status: for which change; null for all.

    needs: placeholders that nothing is known for; in the text they are `…`.
    """

    id = serializers.IntegerField()
    name = serializers.CharField()
    status = serializers.ChoiceField(Status.choices, allow_null=True)
    text = ReadOutOutput()
    needs = serializers.ListField(child=serializers.CharField())


class RepliesOutput(serializers.Serializer[Any]):
    results = ReplyOutput(many=True)


def _public_part(report: Report) -> dict[str, Any]:
    address, description = _public_words(report)
    return {
        "id": report.id,
        "number": report.number,
        "kind": report.kind,
        "status": report.status,
        "version": report.version,
        "service": report.service.code,
        "location": {
            "lon": report.location.x,
            "lat": report.location.y,
            "accuracy_m": report.accuracy_m,
        },
        "address": address,
        "description": description,
        "public_text": None,
        "answers": None,
        "answered": None,
        "priority": None,
        "visibility": report.visibility,
        "jurisdiction": _unit(report.jurisdiction),
        "handler": _unit(report.handler),
        "road": _road(report),
        "manager": _manager(report),
        "crew": None,
        "taken_by": None,
        "certain": report.is_route_certain,
        "reasons": reasons_of(report, with_crew=False),
        "source": None,
        "observed_at": None,
        "received_at": utc_text(report.received_at),
        "updated_at": utc_text(report.updated_at),
        "due_at": utc_text(report.due_at),
        "due_paused": report.status in paused_in(report.kind),
        "planned_for": report.planned_for,
        "forwarded": forwarded(report),
        "passed_on_by": passed_on_by(report),
        **_ending(report),
        **_earlier(report),
        "photos": _published(report),
    }


def _public_words(report: Report) -> tuple[str | None, str | None]:
    """The address and the description for a stranger; nobody else pays for finding them."""
    words = public_text_of(report) if report.access == Access.PUBLIC else None
    return words or (None, None)


def _published_text(report: Report) -> dict[str, str] | None:
    """What strangers read, for those who read more."""
    words = public_text_of(report)
    return words and dict(zip(("address", "description"), words, strict=True))


def _private_part(report: Report) -> dict[str, Any]:
    crew = report.crew
    return {
        "address": report.address,
        "description": report.description,
        "public_text": _published_text(report),
        "answers": report.answers,
        "answered": [asdict(each) for each in report.answered(current_language())],
        "priority": report.priority,
        "crew": {"id": crew.pk, "name": crew.name} if crew else None,
        "taken_by": _taken_by(report),
        "reasons": reasons_of(report, with_crew=True),
        "source": report.source,
        "observed_at": utc_text(report.observed_at),
        "photos": [PhotoOutput().to_representation(photo) for photo in report.shown_photos],
    }


def _ending(report: Report) -> dict[str, Any]:
    return {
        "closed_at": utc_text(report.closed_at),
        "closing_reason": report.closing_reason or None,
        "verdict_until": utc_text(report.verdict_until),
        "verdicts": {"mended": report.mended_voices, "not_mended": report.not_mended_voices},
        "contested": report.is_contested,
    }


def _earlier(report: Report) -> dict[str, Any]:
    """What the report points to; what its reader may not know of is not there."""
    known = report.earlier
    previous = known.get(report.previous_id) if report.previous_id else None
    repeats = [known[pk] for pk in report.repeats if pk in known]
    return {
        "previous": previous and {"id": previous.pk, "number": previous.number},
        "repeated": bool(repeats),
        "repeats": [
            {"id": each.pk, "number": each.number, "closed_at": utc_text(each.closed_at)}
            for each in repeats
        ],
        "duplicate_of": _survivor(report),
        "weight": report.weight,
    }


def _survivor(report: Report) -> dict[str, Any] | None:
    known = report.earlier
    return joined(known[report.duplicate_of_id]) if report.duplicate_of_id in known else None


def joined(report: Report) -> dict[str, Any]:
    """A report as the other one of the same defect names it."""
    return {"id": report.pk, "number": report.number, "status": report.status}


def _published(report: Report) -> list[dict[str, Any]]:
    photos = [photo for photo in report.shown_photos if photo.is_published]
    ready = [photo for photo in photos if photo.state == PhotoState.READY]
    return [PublicPhotoOutput().to_representation(photo) for photo in ready]


def _taken_by(report: Report) -> dict[str, Any] | None:
    """Who of the crew has taken the task: for the office and the crew alone."""
    person = report.taken_by
    if person is None or report.access not in (Access.STAFF, Access.CREW):
        return None
    return {"id": person.pk, "name": person.name}


def _unit(jurisdiction: Any) -> dict[str, str]:
    return {"teryt": jurisdiction.teryt, "name": jurisdiction.name}


def _road(report: Report) -> dict[str, Any] | None:
    if not report.road_category:
        return None
    return {
        "category": report.road_category,
        "number": report.road_number,
        "name": report.road_name,
        "distance_m": report.road_distance_m,
        "km": report.road_km,
    }


def _manager(report: Report) -> dict[str, str] | None:
    if not report.manager_kind:
        return None
    row = report.manager
    return {
        "kind": report.manager_kind,
        "name": report.manager_name,
        "phone": row.phone if row else "",
        "email": row.email if row else "",
        "form_url": row.form_url if row else "",
    }
