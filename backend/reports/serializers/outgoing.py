"""What callers read of reports, as far as they may."""

from typing import Any

from rest_framework import serializers

from backend.core.serializers import utc_text
from backend.crews.serializers import (
    CrewOutput,
    ManagerOutput,
    ReasonOutput,
    RoadOutput,
    UnitOutput,
)
from backend.jurisdictions.rules import Priority
from backend.reports.events import Audience, EventKind
from backend.reports.links import signed_photo_url
from backend.reports.media import PhotoKind, PhotoState
from backend.reports.models import Photo, Report, ReportEvent
from backend.reports.querysets import READABLE, Access, text_is_public
from backend.reports.routes import reasons_of
from backend.reports.wording import EVENT_SENTENCES
from backend.reports.workflow import Actor, Source, Status, Visibility


class LocationOutput(serializers.Serializer[Any]):
    lon = serializers.FloatField()
    lat = serializers.FloatField()
    accuracy_m = serializers.FloatField(allow_null=True)


class ContactOutput(serializers.Serializer[Any]):
    name = serializers.CharField()
    email = serializers.CharField()
    phone = serializers.CharField()


class PhotoOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    kind = serializers.ChoiceField(PhotoKind.choices)
    state = serializers.ChoiceField(PhotoState.choices)
    code = serializers.CharField(required=False)
    published = serializers.BooleanField()
    display_url = serializers.URLField(allow_null=True)
    thumbnail_url = serializers.URLField(allow_null=True)
    width = serializers.IntegerField(allow_null=True)
    height = serializers.IntegerField(allow_null=True)
    captured_at = serializers.DateTimeField(allow_null=True)

    def to_representation(self, instance: Photo) -> dict[str, Any]:
        ready = instance.state == PhotoState.READY
        shown = {
            "id": instance.uid,
            "kind": instance.kind,
            "state": instance.state,
            "published": instance.is_published,
            "display_url": signed_photo_url(instance, "display") if ready else None,
            "thumbnail_url": signed_photo_url(instance, "thumbnail") if ready else None,
            "width": instance.width,
            "height": instance.height,
            "captured_at": utc_text(instance.captured_at),
        }
        return {**shown, "code": instance.code} if instance.code else shown


class ReportOutput(serializers.Serializer[Any]):
    """A report, as far as its reader may read it: the rest is null.

    The instance comes from `visible_to(...).for_display()`, which says how far that is.
    """

    id = serializers.UUIDField()
    number = serializers.CharField()
    status = serializers.ChoiceField(Status.choices)
    version = serializers.IntegerField()
    service = serializers.CharField()
    location = LocationOutput()
    address = serializers.CharField(allow_null=True)
    description = serializers.CharField(allow_null=True)
    answers = serializers.DictField(allow_null=True)
    priority = serializers.ChoiceField(Priority.choices, allow_null=True)
    visibility = serializers.ChoiceField(Visibility.choices)
    jurisdiction = UnitOutput()
    handler = UnitOutput()
    road = RoadOutput(allow_null=True)
    manager = ManagerOutput(allow_null=True)
    crew = CrewOutput(allow_null=True)
    certain = serializers.BooleanField()
    reasons = ReasonOutput(many=True)
    source = serializers.ChoiceField(Source.choices, allow_null=True)  # type: ignore[assignment]
    observed_at = serializers.DateTimeField(allow_null=True)
    received_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)
    planned_for = serializers.DateField(allow_null=True)
    photos = PhotoOutput(many=True)

    def to_representation(self, instance: Report) -> dict[str, Any]:
        shown = _public_part(instance)
        if instance.access == Access.PUBLIC:
            return shown
        return {**shown, **_private_part(instance)}


class ReportDetailOutput(ReportOutput):
    """contact: for the handler's dispatchers, the reporter, and a crew that may call them."""

    contact = ContactOutput(allow_null=True)

    def to_representation(self, instance: Report) -> dict[str, Any]:
        contact = self.context["contact"]
        shown = contact and {name: getattr(contact, name) for name in ("name", "email", "phone")}
        return {**super().to_representation(instance), "contact": shown}


class CreatedReportOutput(ReportOutput):
    secret = serializers.CharField(required=False)


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


class AssignmentsOutput(serializers.Serializer[Any]):
    assigned = serializers.ListField(child=serializers.UUIDField())


class EventTextOutput(serializers.Serializer[Any]):
    kind = serializers.ChoiceField([("reason", "reason"), ("comment", "comment")])
    text = serializers.CharField()
    audience = serializers.ChoiceField(Audience.choices)


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
            "sentence": str(EVENT_SENTENCES[EventKind(instance.kind)]),
            "at": utc_text(instance.at),
            "changed_at": utc_text(instance.changed_at) if access != Access.PUBLIC else None,
            "by": instance.actor_role,
            "actor": person,
            "status_before": instance.status_before,
            "status": instance.status,
            "version": instance.version,
            "crew": {"id": crew.pk, "name": crew.name} if crew else None,
            "data": instance.data if office else {},
            "texts": [
                {"kind": text.kind, "text": text.text, "audience": text.audience}
                for text in instance.texts.all()
                if text.text and text.audience in READABLE[access]
            ],
        }


class EventsOutput(serializers.Serializer[Any]):
    results = EventOutput(many=True)


def _public_part(report: Report) -> dict[str, Any]:
    readable = report.access == Access.PUBLIC and text_is_public(report)
    return {
        "id": report.id,
        "number": report.number,
        "status": report.status,
        "version": report.version,
        "service": report.service.code,
        "location": {
            "lon": report.location.x,
            "lat": report.location.y,
            "accuracy_m": report.accuracy_m,
        },
        "address": report.address if readable else None,
        "description": report.description if readable else None,
        "answers": None,
        "priority": None,
        "visibility": report.visibility,
        "jurisdiction": _unit(report.jurisdiction),
        "handler": _unit(report.handler),
        "road": _road(report),
        "manager": _manager(report),
        "crew": None,
        "certain": report.is_route_certain,
        "reasons": reasons_of(report, with_crew=False),
        "source": None,
        "observed_at": None,
        "received_at": utc_text(report.received_at),
        "updated_at": utc_text(report.updated_at),
        "due_at": utc_text(report.due_at),
        "planned_for": report.planned_for,
        "photos": _photos(report, only_published=True),
    }


def _private_part(report: Report) -> dict[str, Any]:
    crew = report.crew
    return {
        "address": report.address,
        "description": report.description,
        "answers": report.answers,
        "priority": report.priority,
        "crew": {"id": crew.pk, "name": crew.name} if crew else None,
        "reasons": reasons_of(report, with_crew=True),
        "source": report.source,
        "observed_at": utc_text(report.observed_at),
        "photos": _photos(report, only_published=False),
    }


def _photos(report: Report, *, only_published: bool) -> list[dict[str, Any]]:
    shown = [photo for photo in report.shown_photos if photo.is_published or not only_published]
    return [PhotoOutput().to_representation(photo) for photo in shown]


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
