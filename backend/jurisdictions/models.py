"""Tenants, what they offer, and who manages the roads in them."""

from django.contrib.gis.db import models as gis
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models

from backend.core.language import Language, Text
from backend.jurisdictions import querysets
from backend.jurisdictions.rules import ManagerKind, Priority, Publication
from gis_layers.rules import Level, level_of

TERYT_PATTERN = r"^([0-9]{2}|[0-9]{4}|[0-9]{7})$"


def all_languages() -> list[str]:
    return list(Language.values)


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
