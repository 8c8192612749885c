"""What is asked of statistics, and how they are shown."""

from typing import Any

from rest_framework import serializers

from backend.core.language import Text
from backend.core.serializers import CommaSeparated, QuerySerializer
from backend.reports.statistics import Dimension, Figures, Question, Scope, month_of

GROUPED_BY_MAX = 2  # dimensions
MANAGER_MAX_CHARS = 200

_TWICE = Text(
    pl="Każda rzecz może tu stać raz.",
    en="Each may stand here once.",
    uk="Кожна ознака може тут стояти один раз.",
)
_BACKWARDS = Text(
    pl="Ten miesiąc jest przed pierwszym.",
    en="This month is before the first one.",
    uk="Цей місяць передує першому.",
)
_FIRST, _LAST = "0000-01", "9999-12"


class MonthField(serializers.RegexField):
    """A month as `2026-10`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(r"^[0-9]{4}-(0[1-9]|1[0-2])$", **kwargs)


class StatisticsFilter(QuerySerializer):
    """What reports are grouped and narrowed by.

    area: a TERYT code or its beginning: a voivodeship, a county, a municipality.
    """

    scope = serializers.ChoiceField([each.value for each in Scope], default=Scope.PUBLIC.value)
    group_by = CommaSeparated(
        child=serializers.ChoiceField([each.value for each in Dimension]),
        max_length=GROUPED_BY_MAX,
        required=False,
    )
    service = CommaSeparated(child=serializers.SlugField(max_length=40), required=False)
    area = serializers.RegexField(r"^([0-9]{2}|[0-9]{4}|[0-9]{7})$", required=False)
    manager = serializers.CharField(
        max_length=MANAGER_MAX_CHARS, trim_whitespace=False, required=False
    )
    crew = CommaSeparated(
        child=serializers.IntegerField(min_value=1, max_value=2**31 - 1), required=False
    )
    month_from = MonthField(required=False)
    month_to = MonthField(required=False)
    f = serializers.ChoiceField(["json", "csv"], default="json")

    def validate_group_by(self, value: list[str]) -> list[str]:
        if len(set(value)) < len(value):
            raise serializers.ValidationError(str(_TWICE), code="invalid")
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs.get("month_from", _FIRST) > attrs.get("month_to", _LAST):
            raise serializers.ValidationError({"month_to": [str(_BACKWARDS)]}, code="invalid")
        return attrs

    @classmethod
    def question(cls, wanted: dict[str, Any]) -> Question:
        """What the checked parameters ask."""
        narrowed = {
            Dimension(name): wanted[name]
            for name in ("service", "area", "manager", "crew")
            if name in wanted
        }
        if "month_from" in wanted or "month_to" in wanted:
            months = wanted.get("month_from", _FIRST), wanted.get("month_to", _LAST)
            narrowed[Dimension.MONTH] = tuple(_number(month) for month in months)
        return Question(
            scope=Scope(wanted["scope"]),
            group_by=tuple(Dimension(name) for name in wanted.get("group_by", ())),
            narrowed=narrowed,
        )


def _number(month: str) -> int:
    return month_of(int(month[:4]), int(month[5:]))


class FiguresOutput(serializers.Serializer[Any]):
    """One group; the words of what it is grouped by are there when it is.

    days are whole ones from receipt to the closing as fixed, null where nothing was.
    """

    service = serializers.CharField(required=False)
    area = serializers.CharField(required=False)
    area_name = serializers.CharField(required=False)
    manager_kind = serializers.CharField(required=False)
    manager = serializers.CharField(required=False)
    crew = serializers.IntegerField(required=False, allow_null=True)
    crew_name = serializers.CharField(required=False)
    month = serializers.CharField(required=False)
    received = serializers.IntegerField()
    closed = serializers.IntegerField()
    open = serializers.IntegerField()
    overdue = serializers.IntegerField()
    contested = serializers.IntegerField()
    repeated = serializers.IntegerField()
    fixed = serializers.IntegerField()
    median_days = serializers.FloatField(allow_null=True)
    p90_days = serializers.FloatField(allow_null=True)

    def to_representation(self, instance: Figures) -> dict[str, Any]:
        return {**instance.key, **{name: getattr(instance, name) for name in FIGURES}}


class StatisticsOutput(serializers.Serializer[Any]):
    results = FiguresOutput(many=True)


FIGURES = (
    *("received", "closed", "open", "overdue", "contested", "repeated", "fixed"),
    *("median_days", "p90_days"),
)
KEYS = {
    Dimension.SERVICE: ("service",),
    Dimension.AREA: ("area", "area_name"),
    Dimension.MANAGER: ("manager_kind", "manager"),
    Dimension.CREW: ("crew", "crew_name"),
    Dimension.MONTH: ("month",),
}
