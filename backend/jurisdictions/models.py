"""Tenants, what they offer, and who manages the roads in them."""

from zoneinfo import ZoneInfo

from django.contrib.gis.db import models as gis
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models

from backend.core.language import Language, Text
from backend.jurisdictions import definitions, querysets, rules, worktime
from backend.jurisdictions.questions import Question
from backend.jurisdictions.rules import (
    ManagerKind,
    Priority,
    Publication,
    QuestionKind,
    TakingPolicy,
)
from gis_layers.rules import Level, level_of

TERYT_PATTERN = r"^([0-9]{2}|[0-9]{4}|[0-9]{7})$"
DAYS_OF_A_WEEK = 7
LEGAL_MAX_CHARS = 8000
CONTACTS = ("contact_phone", "contact_email")
NOTICE_FACTS = ("postal_address", "inspector_email", "retention_pl", "notice_agreed_on")
STATEMENT_FACTS = (
    *("postal_address", "accessibility_contact", "accessibility_email", "accessibility_phone"),
    *("site_published_on", "site_changed_on", "statement_made_on", "statement_reviewed_on"),
    *("conformity", "assessment", "building_pl"),
)
BAD_HOURS = Text(
    pl="„{text}” to nie godziny; wpisz na przykład 7:30-15:30, a w dniu wolnym nic.",
    en="“{text}” are no hours; write 7:30-15:30, say, and nothing on a free day.",
    uk="«{text}» — це не години; впишіть, наприклад, 7:30-15:30, а у вихідний нічого.",
)
NO_HOURS = Text(
    pl="Podaj godziny pracy siedmiu dni, od poniedziałku, w tym co najmniej jednego otwartego.",
    en="Give the hours of seven days from Monday on, at least one of them open.",
    uk="Вкажіть години семи днів, від понеділка, принаймні одного робочого.",
)


def all_languages() -> list[str]:
    return list(Language.values)


def usual_hours() -> list[str]:
    return ["7:30-15:30"] * 5 + ["", ""]


def require_week(days: list[str]) -> None:
    """Seven days from Monday on, one of them open at least. Raises ValidationError."""
    try:
        hours = [worktime.read_hours(day) for day in days]
    except ValueError as error:
        raise ValidationError(str(BAD_HOURS.format(text=str(error))), code="hours") from None
    if len(hours) != DAYS_OF_A_WEEK or not any(hours):
        raise ValidationError(str(NO_HOURS), code="hours")


class Jurisdiction(models.Model):
    """A tenant: a gmina, powiat or voivodeship whose reports are handled here.

    A database trigger gives each its own sequence `report_number_<id>` for public numbers.
    """

    teryt = models.CharField(max_length=7, unique=True, validators=[RegexValidator(TERYT_PATTERN)])
    name = models.CharField(max_length=100)
    office_name = models.CharField(max_length=200)
    host_names = ArrayField(models.CharField(max_length=253), default=list, blank=True)
    number_prefix = models.CharField(
        max_length=6, unique=True, validators=[RegexValidator(r"^[A-Z]{2,6}$")]
    )
    contact_phone = models.CharField(max_length=30, blank=True)
    contact_email = models.EmailField(blank=True)
    emergency_number = models.CharField(max_length=30, default="112")
    privacy_url = models.URLField(blank=True)
    accessibility_url = models.URLField(blank=True)
    languages = ArrayField(models.CharField(max_length=2), default=all_languages)
    time_zone = models.CharField(max_length=50, default="Europe/Warsaw")
    working_hours = ArrayField(
        models.CharField(max_length=20, blank=True), default=usual_hours, validators=[require_week]
    )
    text_publication = models.CharField(
        max_length=20, choices=Publication, default=Publication.AFTER_APPROVAL
    )
    is_active = models.BooleanField(default=True)

    objects = querysets.JurisdictionQuerySet.as_manager()

    class Meta:
        ordering = ["teryt"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(teryt__regex=TERYT_PATTERN),
                name="jurisdiction_teryt_has_2_4_or_7_digits",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def level(self) -> Level | None:
        return level_of(self.teryt)

    @property
    def week(self) -> worktime.WorkingWeek:
        days = tuple(worktime.read_hours(day) for day in self.working_hours)
        return worktime.WorkingWeek(zone=ZoneInfo(self.time_zone), days=days)

    @property
    def missing(self) -> list[str]:
        """Fields, of this and of its legal facts, to be filled in before residents come."""
        facts = getattr(self, "legal_facts", None) or LegalFacts(jurisdiction=self)
        asked = [] if self.privacy_url else [*NOTICE_FACTS]
        if not self.accessibility_url:
            asked += STATEMENT_FACTS
            asked += [] if facts.conformity == Conformity.FULL else ["barriers_pl"]
        own = [name for name in CONTACTS if not getattr(self, name)]
        return own + [name for name in dict.fromkeys(asked) if not getattr(facts, name)]


class Conformity(models.TextChoices):
    """How far the office found its pages to follow the Act of 4 April 2019, art. 10."""

    FULL = "full"
    PARTIAL = "partial"
    NONE = "none"


class Assessment(models.TextChoices):
    """Who looked whether they do."""

    OWN = "own"
    EXTERNAL = "external"


class LegalFacts(models.Model):
    """What an office has to say in its accessibility statement and its privacy notice.

    Apart from the jurisdiction, which is read with every report. Empty: not said yet.
    site_*, statement_*, accessibility_*, conformity, assessment, barriers_*, building_* are of the
    statement (Act of 4 April 2019, art. 10); inspector_*, retention_*, notice_agreed_on of the
    notice (GDPR, art. 13).
    """

    jurisdiction = models.OneToOneField(Jurisdiction, models.CASCADE, related_name="legal_facts")
    postal_address = models.CharField(max_length=300, blank=True)
    inspector_name = models.CharField(max_length=200, blank=True)
    inspector_email = models.EmailField(blank=True)
    inspector_phone = models.CharField(max_length=30, blank=True)
    retention_pl = models.TextField(max_length=LEGAL_MAX_CHARS, blank=True)
    retention_en = models.TextField(max_length=LEGAL_MAX_CHARS, blank=True)
    retention_uk = models.TextField(max_length=LEGAL_MAX_CHARS, blank=True)
    notice_agreed_on = models.DateField(null=True, blank=True)
    accessibility_contact = models.CharField(max_length=200, blank=True)
    accessibility_email = models.EmailField(blank=True)
    accessibility_phone = models.CharField(max_length=30, blank=True)
    site_published_on = models.DateField(null=True, blank=True)
    site_changed_on = models.DateField(null=True, blank=True)
    statement_made_on = models.DateField(null=True, blank=True)
    statement_reviewed_on = models.DateField(null=True, blank=True)
    conformity = models.CharField(max_length=10, choices=Conformity, blank=True)
    assessment = models.CharField(max_length=10, choices=Assessment, blank=True)
    barriers_pl = models.TextField(max_length=LEGAL_MAX_CHARS, blank=True)
    barriers_en = models.TextField(max_length=LEGAL_MAX_CHARS, blank=True)
    barriers_uk = models.TextField(max_length=LEGAL_MAX_CHARS, blank=True)
    building_pl = models.TextField(max_length=LEGAL_MAX_CHARS, blank=True)
    building_en = models.TextField(max_length=LEGAL_MAX_CHARS, blank=True)
    building_uk = models.TextField(max_length=LEGAL_MAX_CHARS, blank=True)

    class Meta:
        verbose_name_plural = "legal facts"

    def __str__(self) -> str:
        return str(self.jurisdiction_id)

    def text(self, field: str) -> Text:
        return Text.of(self, field)


class Service(models.Model):
    """A kind of request (Open311 *service*), the same for the whole installation."""

    code = models.SlugField(max_length=40, unique=True)
    position = models.PositiveSmallIntegerField(default=0)
    group = models.SlugField(max_length=40)
    group_pl = models.CharField(max_length=80)
    group_en = models.CharField(max_length=80)
    group_uk = models.CharField(max_length=80)
    name_pl = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    name_uk = models.CharField(max_length=80)
    description_pl = models.CharField(max_length=400, blank=True)
    description_en = models.CharField(max_length=400, blank=True)
    description_uk = models.CharField(max_length=400, blank=True)
    stop_message_pl = models.CharField(max_length=400, blank=True)
    stop_message_en = models.CharField(max_length=400, blank=True)
    stop_message_uk = models.CharField(max_length=400, blank=True)
    keywords = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    icon = models.CharField(max_length=60, blank=True)
    response_hours = models.PositiveIntegerField(default=72)
    # Only the office's working hours count, else every hour of the clock.
    counts_working_hours = models.BooleanField(default=False)
    similar_radius_m = models.PositiveSmallIntegerField(
        default=rules.SIMILAR_RADIUS_M,
        db_default=rules.SIMILAR_RADIUS_M,
        validators=[MinValueValidator(1), MaxValueValidator(rules.SIMILAR_RADIUS_MAX_M)],
        help_text="Within so many metres another report may be of the same defect.",
    )
    default_priority = models.CharField(max_length=10, choices=Priority, default=Priority.NORMAL)
    is_private = models.BooleanField(default=False)
    wants_photo = models.BooleanField(default=True)
    needs_after_photo = models.BooleanField(default=True)
    crew_sees_contact = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)

    objects = querysets.ServiceQuerySet.as_manager()

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> Text:
        return Text.of(self, "name")

    def in_order(self) -> "list[ServiceQuestion]":
        """The service's questions as they are asked, withdrawn ones too."""
        return sorted(self.questions.all(), key=lambda question: question.rank)

    def asked(self) -> list[Question]:
        """The same as the rules know them."""
        return [question.definition() for question in self.in_order()]


class ServiceQuestion(models.Model):
    """What is asked of whoever reports a defect of a service (Open311 *attribute*).

    choices: `[{key, name: {pl, en, uk}, stop_message?: {pl, en, uk}, priority?}]` of a list.
    shown_when: `{question, is: [key, ...]}`, another question's answers; null is always.
    is_active: a question withdrawn is asked no more, but takes the answers of older drafts.
    """

    service = models.ForeignKey(Service, models.CASCADE, related_name="questions")
    code = models.CharField(
        max_length=rules.KEY_MAX_CHARS, validators=[RegexValidator(definitions.KEY_PATTERN)]
    )
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=20, choices=QuestionKind)
    is_required = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    text_pl = models.CharField(max_length=rules.QUESTION_MAX_CHARS)
    text_en = models.CharField(max_length=rules.QUESTION_MAX_CHARS)
    text_uk = models.CharField(max_length=rules.QUESTION_MAX_CHARS)
    help_pl = models.CharField(max_length=rules.HELP_MAX_CHARS, blank=True)
    help_en = models.CharField(max_length=rules.HELP_MAX_CHARS, blank=True)
    help_uk = models.CharField(max_length=rules.HELP_MAX_CHARS, blank=True)
    choices = models.JSONField(default=list, blank=True)
    shown_when = models.JSONField(null=True, blank=True)

    class Meta:
        verbose_name = "question"
        ordering = ["service_id", "position", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "code"], name="one_question_per_service_and_code"
            )
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def rank(self) -> tuple[int, str]:
        """Its place among the service's; not the database's order, which depends on a locale."""
        return self.position, self.code

    def clean(self) -> None:
        """Refuse choices and conditions that cannot be read; the rest needs the other questions."""
        if self.choices is None:  # a form's empty field
            self.choices = []
        for field, read in (
            ("choices", definitions.choices_of),
            ("shown_when", definitions.condition_of),
        ):
            try:
                read(getattr(self, field))
            except definitions.Malformed as fault:
                raise ValidationError({field: str(fault.sentence)}) from fault

    def definition(self) -> Question:
        """The question as the rules know it. Raises Malformed."""
        return Question(
            code=self.code,
            kind=QuestionKind(self.kind),
            text=Text.of(self, "text"),
            is_required=self.is_required,
            is_active=self.is_active,
            choices=definitions.choices_of(self.choices),
            shown_when=definitions.condition_of(self.shown_when),
        )


class ServiceOffer(models.Model):
    """One service that one jurisdiction offers."""

    jurisdiction = models.ForeignKey(Jurisdiction, models.CASCADE, related_name="offers")
    service = models.ForeignKey(Service, models.CASCADE, related_name="offers")
    photo_publication = models.CharField(
        max_length=20, choices=Publication, default=Publication.AFTER_APPROVAL
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["jurisdiction", "service"], name="one_offer_per_jurisdiction_and_service"
            )
        ]

    def __str__(self) -> str:
        return f"{self.jurisdiction_id}: {self.service_id}"


class RoadManager(models.Model):
    """Who must mend roads of a kind in a unit of territory (*zarządca drogi*).

    jurisdiction: the tenant here that works for this manager, if it has one.
    """

    kind = models.CharField(max_length=20, choices=ManagerKind)
    teryt = models.CharField(max_length=7, blank=True)
    name = models.CharField(max_length=200)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    form_url = models.URLField(blank=True)
    jurisdiction = models.ForeignKey(
        Jurisdiction, models.SET_NULL, null=True, blank=True, related_name="managers"
    )

    class Meta:
        ordering = ["kind", "teryt"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "teryt"],
                condition=~models.Q(kind__in=["owner", "other"]),
                name="one_manager_by_law_per_kind_and_unit",
            )
        ]
        indexes = [models.Index(fields=["teryt"], name="managers_by_unit")]

    def __str__(self) -> str:
        return self.name


class ManagerPolicy(models.Model):
    """What a jurisdiction does with reports about roads of managers of one kind, where the manager
    has no office here. Without a row they are taken and passed on.
    """

    jurisdiction = models.ForeignKey(Jurisdiction, models.CASCADE, related_name="manager_policies")
    kind = models.CharField(max_length=20, choices=ManagerKind)
    policy = models.CharField(max_length=10, choices=TakingPolicy, default=TakingPolicy.TAKE)

    objects = querysets.ManagerPolicyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "manager policies"
        ordering = ["kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["jurisdiction", "kind"], name="one_policy_per_jurisdiction_and_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.jurisdiction_id}: {self.kind}"


class ManagementAgreement(models.Model):
    """An agreement that hands roads from one manager to another (Public Roads Act, art. 19(4)).

    It speaks of the roads with one number, of all roads in an area, or of both together.
    """

    reference = models.CharField(max_length=200)
    from_manager = models.ForeignKey(RoadManager, models.PROTECT, related_name="handed_over")
    to_manager = models.ForeignKey(RoadManager, models.PROTECT, related_name="taken_over")
    road_number = models.CharField(max_length=20, blank=True)
    area = gis.MultiPolygonField(srid=4326, null=True, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(road_number="") | models.Q(area__isnull=False),
                name="agreement_names_a_road_or_an_area",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="agreement_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["from_manager"], name="agreements_by_giver")]

    def __str__(self) -> str:
        return self.reference
