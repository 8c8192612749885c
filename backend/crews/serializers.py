"""The shapes of `/route` and `/services`."""

from typing import Any

from rest_framework import serializers

from backend.core import geo
from backend.core.language import Text
from backend.core.moments import utc_text
from backend.core.serializers import LatField, LonField, MetresField, QuerySerializer
from backend.crews.facts import WorkFound
from backend.crews.routing import Route
from backend.jurisdictions.models import Service, ServiceQuestion
from backend.jurisdictions.questions import max_chars
from backend.jurisdictions.rules import Priority, QuestionKind, TakingPolicy
from gis_layers.rules import WorkKind


class RouteQuery(QuerySerializer):
    lon = LonField()
    lat = LatField()
    service = serializers.SlugField(max_length=40)
    accuracy = MetresField(max_value=geo.ACCURACY_MAX_M, required=False)


class ChoiceOutput(serializers.Serializer[Any]):
    """stop_message: not empty ends the form; it is shown, and no report is sent."""

    key = serializers.CharField()
    name = serializers.CharField()
    stop_message = serializers.CharField(allow_blank=True)


class ConditionOutput(serializers.Serializer[Any]):
    """The answer to `question` is, or contains, one of `is`."""

    def get_fields(self) -> dict[str, Any]:
        return {  # `is` is no name in Python
            "question": serializers.CharField(),
            "is": serializers.ListField(child=serializers.CharField()),
        }


class QuestionOutput(serializers.Serializer[Any]):
    """A question in the language of the request (Open311 *attribute*)."""

    code = serializers.CharField()
    kind = serializers.ChoiceField(QuestionKind.choices)
    order = serializers.IntegerField()
    required = serializers.BooleanField()  # type: ignore[assignment]
    text = serializers.CharField()
    help = serializers.CharField(allow_blank=True)
    max_chars = serializers.IntegerField(allow_null=True)
    choices = ChoiceOutput(many=True)
    shown_when = ConditionOutput(allow_null=True)

    def to_representation(self, instance: ServiceQuestion) -> dict[str, Any]:
        question = instance.definition()
        return {
            "code": question.code,
            "kind": question.kind,
            "order": instance.position,
            "required": question.is_required,
            "text": str(question.text),
            "help": str(Text.of(instance, "help")),
            "max_chars": max_chars(question.kind),
            "choices": [
                {
                    "key": choice.key,
                    "name": str(choice.name),
                    "stop_message": str(choice.stop_message or ""),
                }
                for choice in question.choices
            ],
            "shown_when": instance.shown_when,
        }


class ServiceOutput(serializers.Serializer[Any]):
    """A service in the language of the request."""

    code = serializers.CharField()
    group = serializers.CharField()
    group_name = serializers.CharField()
    name = serializers.CharField()
    description = serializers.CharField()
    keywords = serializers.ListField(child=serializers.CharField())
    icon = serializers.CharField()
    order = serializers.IntegerField()
    wants_photo = serializers.BooleanField()
    response_hours = serializers.IntegerField()
    counts_working_hours = serializers.BooleanField()
    priority = serializers.ChoiceField(Priority.choices)
    private = serializers.BooleanField()
    questions = QuestionOutput(many=True)
    stop_message = serializers.CharField()

    def to_representation(self, instance: Service) -> dict[str, Any]:
        return {
            "code": instance.code,
            "group": instance.group,
            "group_name": str(Text.of(instance, "group")),
            "name": str(Text.of(instance, "name")),
            "description": str(Text.of(instance, "description")),
            "keywords": instance.keywords,
            "icon": instance.icon,
            "order": instance.position,
            "wants_photo": instance.wants_photo,
            "response_hours": instance.response_hours,
            "counts_working_hours": instance.counts_working_hours,
            "priority": instance.default_priority,
            "private": instance.is_private,
            "questions": [
                QuestionOutput().to_representation(question)
                for question in instance.in_order()
                if question.is_active
            ],
            "stop_message": str(Text.of(instance, "stop_message")),
        }


class ServicesOutput(serializers.Serializer[Any]):
    results = ServiceOutput(many=True)


class ServedUnitOutput(serializers.Serializer[Any]):
    teryt = serializers.CharField()
    name = serializers.CharField()
    served = serializers.BooleanField()


class UnitOutput(serializers.Serializer[Any]):
    teryt = serializers.CharField()
    name = serializers.CharField()


class RoadOutput(serializers.Serializer[Any]):
    category = serializers.CharField()
    number = serializers.CharField()
    name = serializers.CharField()
    distance_m = serializers.FloatField()
    km = serializers.FloatField(allow_null=True)


class WorkOutput(serializers.Serializer[Any]):
    """Works or a closure near the place, in force now or soon, as an office announced it."""

    kind = serializers.ChoiceField(WorkKind.choices)
    description = serializers.CharField()
    manager = serializers.CharField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField(allow_null=True)
    in_force = serializers.BooleanField()

    def to_representation(self, instance: WorkFound) -> dict[str, Any]:
        return {
            **(_fields(instance, "kind", "description", "manager") or {}),
            "starts_at": utc_text(instance.starts_at),
            "ends_at": utc_text(instance.ends_at),
            "in_force": instance.is_now,
        }


class ManagerOutput(serializers.Serializer[Any]):
    kind = serializers.CharField()
    name = serializers.CharField()
    phone = serializers.CharField()
    email = serializers.CharField()
    form_url = serializers.CharField()


class ManagerQuery(QuerySerializer):
    q = serializers.CharField(min_length=2, max_length=100)


class NamedManagerOutput(ManagerOutput):
    """A manager that reports can be passed on to. teryt: of its unit; empty for the country's."""

    id = serializers.IntegerField()
    teryt = serializers.CharField()


class ManagersOutput(serializers.Serializer[Any]):
    results = NamedManagerOutput(many=True)


class CrewOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()


class ReasonOutput(serializers.Serializer[Any]):
    code = serializers.CharField()
    text = serializers.CharField()


class RouteOutput(serializers.Serializer[Any]):
    """Who must mend, and why. jurisdiction: the unit of the place, served here or not.

    policy: `direct` means that reports go to the manager itself, and are refused here.
    """

    jurisdiction = ServedUnitOutput(allow_null=True)
    handler = UnitOutput(allow_null=True)
    road = RoadOutput(allow_null=True)
    manager = ManagerOutput(allow_null=True)
    crew = CrewOutput(allow_null=True)
    policy = serializers.ChoiceField(TakingPolicy.choices)
    certain = serializers.BooleanField()
    reasons = ReasonOutput(many=True)
    address = serializers.CharField(allow_blank=True)
    works = WorkOutput(many=True)

    def to_representation(self, instance: Route) -> dict[str, Any]:
        unit = instance.jurisdiction or instance.municipality
        road, crew = instance.road, instance.crew
        return {
            "jurisdiction": unit
            and {
                "teryt": unit.teryt,
                "name": unit.name,
                "served": instance.jurisdiction is not None,
            },
            "handler": _fields(instance.handler, "teryt", "name"),
            "road": road
            and {
                **(_fields(road, "category", "number", "name") or {}),
                "distance_m": round(road.distance_m, 1),
                "km": road.km,
            },
            "manager": _fields(instance.manager, "kind", "name", "phone", "email", "form_url"),
            "crew": _fields(crew, "id", "name"),
            "policy": instance.policy,
            "certain": instance.is_certain,
            "reasons": [{"code": reason.code, "text": reason.text} for reason in instance.reasons],
            "address": instance.address,
            "works": [WorkOutput().to_representation(work) for work in instance.works],
        }


def _fields(value: Any, *names: str) -> dict[str, Any] | None:
    return {name: getattr(value, name) for name in names} if value else None
