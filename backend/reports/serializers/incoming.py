"""What callers send: reports, changes, and what lists are narrowed by."""

from typing import Any

from rest_framework import serializers

from backend.accounts.secrets import SECRET_PATTERN
from backend.core import geo
from backend.core.language import Text
from backend.core.serializers import (
    CommaSeparated,
    IdField,
    LatField,
    LonField,
    MetresField,
    MomentField,
    PlaceQuery,
    QuerySerializer,
    StrictSerializer,
)
from backend.jurisdictions.rules import Priority
from backend.reports import rules
from backend.reports.events import Audience
from backend.reports.media import PhotoKind
from backend.reports.workflow import Source, Status, Visibility


class TextField(serializers.CharField):
    """Text kept exactly as it was sent."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(trim_whitespace=False, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class LocationInput(StrictSerializer):
    lon = LonField()
    lat = LatField()
    accuracy_m = MetresField(max_value=geo.ACCURACY_MAX_M, required=False, allow_null=True)


class ContactInput(StrictSerializer):
    name = TextField(max_length=rules.CONTACT_NAME_MAX_CHARS, required=False, allow_blank=True)
    email = serializers.EmailField(
        max_length=rules.EMAIL_MAX_CHARS, required=False, allow_blank=True
    )
    phone = TextField(max_length=rules.PHONE_MAX_CHARS, required=False, allow_blank=True)


BAD_ANSWERS = Text(
    pl="Odpowiedź to tekst, liczba albo lista tekstów.",
    en="An answer is a text, a number or a list of texts.",
    uk="Відповідь — це текст, число або список текстів.",
)


class AnswersField(serializers.DictField):
    """Answers to a service's questions: question code to a text, number or list of texts."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        answers = super().to_internal_value(data)
        values = [*answers, *answers.values()]
        if len(answers) > rules.ANSWERS_MAX or not all(map(_is_answer, values)):
            raise serializers.ValidationError(str(BAD_ANSWERS), code="invalid")
        return answers


def _is_answer(value: Any) -> bool:
    if isinstance(value, list):
        return len(value) <= rules.ANSWERS_MAX and all(
            isinstance(each, str) and _is_answer(each) for each in value
        )
    if isinstance(value, str):
        return len(value) <= rules.ANSWER_MAX_CHARS and "\x00" not in value
    return isinstance(value, (int, float, bool)) or value is None


class ReportInput(StrictSerializer):
    """A new report."""

    id = IdField(required=False)
    secret = serializers.RegexField(SECRET_PATTERN, required=False)
    service = serializers.SlugField(max_length=40)
    location = LocationInput()
    address = TextField(max_length=rules.ADDRESS_MAX_CHARS, required=False, allow_blank=True)
    description = TextField(
        max_length=rules.DESCRIPTION_MAX_CHARS, required=False, allow_blank=True
    )
    answers = AnswersField(required=False)
    observed_at = MomentField(required=False, allow_null=True)
    contact = ContactInput(required=False)
    visibility = serializers.ChoiceField(Visibility.choices, required=False)
    source = serializers.ChoiceField(Source.choices, required=False)  # type: ignore[assignment]

    def draft_values(self) -> dict[str, Any]:
        """The validated values as the fields of `actions.intake.Draft`."""
        values = dict(self.validated_data)
        return {**values.pop("location"), **values}


class StatusInput(StrictSerializer):
    status = serializers.ChoiceField(Status.choices)
    reason = TextField(max_length=rules.REASON_MAX_CHARS, required=False, allow_blank=True)
    comment = TextField(max_length=rules.COMMENT_MAX_CHARS, required=False, allow_blank=True)
    changed_at = MomentField(required=False, allow_null=True)
    planned_for = serializers.DateField(required=False, allow_null=True)
    expected_version = serializers.IntegerField(required=False, min_value=1)

    def validate_status(self, value: str) -> Status:
        return Status(value)


class AssignmentInput(StrictSerializer):
    crew = serializers.IntegerField(min_value=1, max_value=2**31 - 1)
    comment = TextField(max_length=rules.COMMENT_MAX_CHARS, required=False, allow_blank=True)
    expected_version = serializers.IntegerField(required=False, min_value=1)


class AssignmentsInput(StrictSerializer):
    crew = serializers.IntegerField(min_value=1, max_value=2**31 - 1)
    reports = serializers.ListField(child=IdField(), min_length=1, max_length=rules.ASSIGNMENTS_MAX)


class CommentInput(StrictSerializer):
    text = TextField(max_length=rules.COMMENT_MAX_CHARS)
    audience = serializers.ChoiceField(Audience.choices, required=False)


class EditInput(StrictSerializer):
    location = LocationInput(required=False)
    service = serializers.SlugField(max_length=40, required=False)
    priority = serializers.ChoiceField(Priority.choices, required=False)
    visibility = serializers.ChoiceField(Visibility.choices, required=False)
    expected_version = serializers.IntegerField(required=False, min_value=1)


class ClaimInput(StrictSerializer):
    report = IdField()
    secret = serializers.RegexField(SECRET_PATTERN)


class PhotoQuery(PlaceQuery):
    """lon, lat: where the sender says the photo was taken."""

    kind = serializers.ChoiceField(PhotoKind.choices, default=PhotoKind.BEFORE)
    captured_at = MomentField(required=False)


class MapFilter(QuerySerializer):
    """What reports may be narrowed by on a map; by crew and priority for staff alone."""

    STAFF_ONLY = ("crew", "priority")

    status = CommaSeparated(child=serializers.ChoiceField(Status.choices), required=False)
    service = CommaSeparated(child=serializers.SlugField(max_length=40), required=False)
    jurisdiction = serializers.RegexField(r"^[0-9]{2,7}$", required=False)
    created_after = MomentField(required=False)
    created_before = MomentField(required=False)
    crew = CommaSeparated(
        child=serializers.IntegerField(min_value=1, max_value=2**31 - 1), required=False
    )
    priority = CommaSeparated(child=serializers.ChoiceField(Priority.choices), required=False)


class ReportFilter(MapFilter):
    """What a list of reports may be narrowed by."""

    bbox = serializers.CharField(required=False, max_length=200, allow_blank=True)
    updated_after = MomentField(required=False)
    q = serializers.CharField(required=False, min_length=2, max_length=200)
    cursor = serializers.CharField(required=False, max_length=300)
    limit = serializers.IntegerField(
        required=False, default=rules.LIST_DEFAULT, min_value=1, max_value=rules.LIST_MAX
    )


class FeatureFilter(ReportFilter):
    limit = serializers.IntegerField(
        required=False, default=rules.FEATURES_MAX, min_value=1, max_value=rules.FEATURES_MAX
    )


class PageFilter(QuerySerializer):
    cursor = serializers.CharField(required=False, max_length=300)
    limit = serializers.IntegerField(
        required=False, default=rules.LIST_DEFAULT, min_value=1, max_value=rules.LIST_MAX
    )
