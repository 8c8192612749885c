"""What callers send: reports, changes, and what lists are narrowed by."""

from typing import Any
from uuid import UUID

from rest_framework import serializers

from backend.accounts.rules import BLOCK_REASON_MAX_CHARS
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
from backend.jurisdictions.rules import (
    ANSWER_MAX_CHARS,
    CHOICES_MAX,
    KEY_MAX_CHARS,
    QUESTIONS_MAX,
    ManagerKind,
    Priority,
)
from backend.photos.limits import BOXES_MAX, PHOTOS_MAX
from backend.reports import rules
from backend.reports.events import Audience
from backend.reports.media import PhotoKind
from backend.reports.workflow import ReportKind, Source, Status, Visibility


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
    postal_address = TextField(
        max_length=rules.POSTAL_ADDRESS_MAX_CHARS, required=False, allow_blank=True
    )


BAD_ANSWERS = Text(
    pl="Odpowiedź to tekst, liczba albo lista tekstów.",
    en="An answer is a text, a number or a list of texts.",
    uk="Відповідь — це текст, число або список текстів.",
)


class AnswersField(serializers.DictField):
    """Answers to a service's questions: question code to a text, number or list of texts.

    Only what any service could take: the intake holds each answer to its own question.
    """

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        answers = super().to_internal_value(data)
        codes = all(len(code) <= KEY_MAX_CHARS and _is_answer(code) for code in answers)
        known = codes and all(map(_is_answer, answers.values()))
        if len(answers) > QUESTIONS_MAX or not known:
            raise serializers.ValidationError(str(BAD_ANSWERS), code="invalid")
        return answers


def _is_answer(value: Any) -> bool:
    if isinstance(value, list):
        return len(value) <= CHOICES_MAX and all(
            isinstance(each, str) and _is_answer(each) for each in value
        )
    if isinstance(value, str):
        return len(value) <= ANSWER_MAX_CHARS and "\x00" not in value
    return isinstance(value, (int, float, bool)) or value is None


class ReportInput(StrictSerializer):
    """A new report."""

    id = IdField(required=False)
    secret = serializers.RegexField(SECRET_PATTERN, required=False)
    kind = serializers.ChoiceField(ReportKind.choices, required=False)
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
    previous = IdField(required=False)

    def draft_values(self) -> dict[str, Any]:
        """The validated values as the fields of `actions.intake.Draft`."""
        values = dict(self.validated_data)
        return {**values.pop("location"), **values}


class StatusInput(StrictSerializer):
    """reason: words; for `not_fixed` one of the codes of ClosingReason, with a comment."""

    status = serializers.ChoiceField(Status.choices)
    reason = TextField(max_length=rules.REASON_MAX_CHARS, required=False, allow_blank=True)
    comment = TextField(max_length=rules.COMMENT_MAX_CHARS, required=False, allow_blank=True)
    changed_at = MomentField(required=False, allow_null=True)
    planned_for = serializers.DateField(required=False, allow_null=True)
    expected_version = serializers.IntegerField(required=False, min_value=1)

    def validate_status(self, value: str) -> Status:
        return Status(value)


class VerdictInput(StrictSerializer):
    """comment, photo (the id of one of the report's): of the reporter alone."""

    mended = serializers.BooleanField()
    comment = TextField(max_length=rules.COMMENT_MAX_CHARS, required=False, allow_blank=True)
    photo = IdField(required=False)


class AssignmentInput(StrictSerializer):
    crew = serializers.IntegerField(min_value=1, max_value=2**31 - 1)
    comment = TextField(max_length=rules.COMMENT_MAX_CHARS, required=False, allow_blank=True)
    expected_version = serializers.IntegerField(required=False, min_value=1)


class VersionsField(serializers.DictField):
    """The versions that the caller has seen, by the ids of reports: {id: version}."""

    child = serializers.IntegerField(min_value=1)

    def to_internal_value(self, data: Any) -> dict[UUID, int]:
        versions = super().to_internal_value(data)
        if len(versions) > max(rules.ASSIGNMENTS_MAX, rules.STATUSES_MAX):
            self.fail("not_a_dict", input_type="list")
        key = IdField()
        return {key.run_validation(report): version for report, version in versions.items()}


class AssignmentsInput(StrictSerializer):
    crew = serializers.IntegerField(min_value=1, max_value=2**31 - 1)
    reports = serializers.ListField(child=IdField(), min_length=1, max_length=rules.ASSIGNMENTS_MAX)
    versions = VersionsField(required=False)


class StatusesInput(StatusInput):
    """One change of many reports; see StatusInput."""

    expected_version = None  # type: ignore[assignment]
    reports = serializers.ListField(child=IdField(), min_length=1, max_length=rules.STATUSES_MAX)
    versions = VersionsField(required=False)


class PreviewInput(StrictSerializer):
    """A change of status, or without one a comment, before it is made; see StatusInput."""

    status = serializers.ChoiceField(Status.choices, required=False)
    reason = TextField(max_length=rules.REASON_MAX_CHARS, required=False, allow_blank=True)
    comment = TextField(max_length=rules.COMMENT_MAX_CHARS, required=False, allow_blank=True)
    planned_for = serializers.DateField(required=False, allow_null=True)


class ReplyQuery(QuerySerializer):
    """planned_for: the day that a reply names, if it names one."""

    report = IdField()
    planned_for = serializers.DateField(required=False)


class DuplicateInput(StrictSerializer):
    """of: the report of the same defect that is dealt with."""

    of = IdField()
    expected_version = serializers.IntegerField(required=False, min_value=1)


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


class FractionField(serializers.FloatField):
    """A share of the picture's width or height, from 0 to 1."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=1, **kwargs)

    def to_internal_value(self, data: Any) -> float:
        if isinstance(data, bool) or not isinstance(data, (int, float)):
            self.fail("invalid")
        return super().to_internal_value(data)


OUTSIDE_THE_PICTURE = Text(
    pl="Prostokąt musi mieć szerokość i wysokość i leżeć cały na zdjęciu.",
    en="A box needs a width and a height, and must lie wholly in the picture.",
    uk="Прямокутник повинен мати ширину й висоту та повністю лежати на фото.",
)
NOTHING_TO_HIDE = Text(
    pl="Zdjęcie, które ma zniknąć w całości, nie ma nic do zasłonięcia.",
    en="A photo that is taken back as a whole has nothing to hide.",
    uk="У фото, яке прибирають повністю, нема чого приховувати.",
)
ROUNDING = 1e-6  # what sums of fractions may be off by


class BoxInput(StrictSerializer):
    """A rectangle in fractions of the upright picture, from its upper left corner."""

    x = FractionField()
    y = FractionField()
    width = FractionField()
    height = FractionField()

    def validate(self, attrs: dict[str, float]) -> Any:
        x, y, width, height = (attrs[name] for name in ("x", "y", "width", "height"))
        if not (width and height and max(x + width, y + height) <= 1 + ROUNDING):
            raise serializers.ValidationError(str(OUTSIDE_THE_PICTURE), code="invalid")
        return [x, y, width, height]


class PublicationInput(StrictSerializer):
    """hide: what the public must not see, made unrecognisable for good."""

    published = serializers.BooleanField()
    hide = serializers.ListField(
        child=BoxInput(), max_length=BOXES_MAX, required=False, default=list
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["hide"] and not attrs["published"]:
            message = str(NOTHING_TO_HIDE)
            raise serializers.ValidationError({"hide": [message]}, code="invalid")
        return attrs


class TextPublicationInput(StrictSerializer):
    """description, address: shown in the place of what was written; left out for that itself."""

    published = serializers.BooleanField()
    description = TextField(
        max_length=rules.DESCRIPTION_MAX_CHARS, required=False, allow_blank=True, allow_null=True
    )
    address = TextField(
        max_length=rules.ADDRESS_MAX_CHARS, required=False, allow_blank=True, allow_null=True
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return _without_words_for_nobody(attrs)


class CommentPublicationInput(StrictSerializer):
    """text: shown in the place of what was written; left out for that itself."""

    published = serializers.BooleanField()
    text = TextField(max_length=rules.COMMENT_MAX_CHARS, required=False, allow_null=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return _without_words_for_nobody(attrs)


NOTHING_TO_SHOW = Text(
    pl="Tekst, który ma zniknąć, nie ma innego na swoim miejscu.",
    en="A text that is taken back has none in its place.",
    uk="Текст, який прибирають, не має іншого на своєму місці.",
)


def _without_words_for_nobody(attrs: dict[str, Any]) -> dict[str, Any]:
    told = [name for name in attrs if name != "published" and attrs[name] is not None]
    if told and not attrs["published"]:
        message = str(NOTHING_TO_SHOW)
        raise serializers.ValidationError({name: [message] for name in told}, code="invalid")
    return attrs


class BlockInput(StrictSerializer):
    """report: one that they sent. everywhere: at every office, which only the operator may say."""

    report = IdField()
    reason = TextField(max_length=BLOCK_REASON_MAX_CHARS)
    until = MomentField()
    everywhere = serializers.BooleanField(default=False)


class SimilarQuery(QuerySerializer):
    """What somebody is about to report.

    text: as much of their description as is compared. photo: ids of theirs that wait for it.
    """

    lon = LonField()
    lat = LatField()
    service = serializers.SlugField(max_length=40)
    text = serializers.CharField(
        max_length=rules.SIMILAR_TEXT_MAX_CHARS, required=False, allow_blank=True, default=""
    )
    photo = CommaSeparated(child=IdField(), max_length=PHOTOS_MAX, required=False)


class MapFilter(QuerySerializer):
    """What reports may be narrowed by, on a map and in a list. due: by the promised time, of open
    ones. to_pass_on: those of the caller's offices that another manager should get. number: the
    whole of it. work: what the caller's offices and crews have to do with. area: ids of crews'
    areas. unassigned: open ones that wait for a crew. closed_after: open ones, and those closed
    after this moment. teryt: how the code of the municipality begins that they lie in.

    STAFF_ONLY: for staff alone.
    """

    STAFF_ONLY: tuple[str, ...] = (
        *("crew", "priority", "to_pass_on", "work", "area", "unassigned", "repeated"),
    )

    status = CommaSeparated(child=serializers.ChoiceField(Status.choices), required=False)
    service = CommaSeparated(child=serializers.SlugField(max_length=40), required=False)
    jurisdiction = serializers.RegexField(r"^[0-9]{2,7}$", required=False)
    teryt = serializers.RegexField(r"^[0-9]{2,7}$", required=False)
    created_after = MomentField(required=False)
    created_before = MomentField(required=False)
    closed_after = MomentField(required=False)
    updated_after = MomentField(required=False)
    crew = CommaSeparated(
        child=serializers.IntegerField(min_value=1, max_value=2**31 - 1), required=False
    )
    priority = CommaSeparated(child=serializers.ChoiceField(Priority.choices), required=False)
    due = serializers.ChoiceField(["overdue", "soon"], required=False)
    contested = serializers.ChoiceField(["true", "false"], required=False)
    to_pass_on = serializers.ChoiceField(["true"], required=False)
    work = serializers.ChoiceField(["true"], required=False)
    unassigned = serializers.ChoiceField(["true"], required=False)
    uncertain = serializers.ChoiceField(["true", "false"], required=False)
    repeated = serializers.ChoiceField(["true", "false"], required=False)
    manager = CommaSeparated(child=serializers.ChoiceField(ManagerKind.choices), required=False)
    area = CommaSeparated(
        child=serializers.IntegerField(min_value=1, max_value=2**31 - 1), required=False
    )
    min_age_days = serializers.IntegerField(
        required=False, min_value=0, max_value=rules.AGE_MAX_DAYS
    )
    max_age_days = serializers.IntegerField(
        required=False, min_value=0, max_value=rules.AGE_MAX_DAYS
    )
    number = serializers.CharField(required=False, max_length=rules.NUMBER_MAX_CHARS)
    q = serializers.CharField(required=False, min_length=2, max_length=200)


class ReportFilter(MapFilter):
    """What a list of reports may be narrowed by."""

    bbox = serializers.CharField(required=False, max_length=200, allow_blank=True)
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
