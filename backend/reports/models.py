"""Reports, their photos, and the history that nobody can change."""

from uuid import uuid4

from django.contrib.gis.db import models as gis
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, GistIndex, OpClass
from django.db import models
from django.db.models import Q

from backend.accounts.models import Installation, User
from backend.core.sql import MapCell, OnTheGround, WebMercator
from backend.crews.models import Crew
from backend.jurisdictions.models import Jurisdiction, RoadManager, Service
from backend.jurisdictions.rules import ManagerKind, Priority
from backend.reports import map_models, querysets, rules, upload_models  # noqa: F401  Django finds models by this
from backend.reports.events import Audience, EventKind
from backend.reports.media import PhotoKind, PhotoPublication, PhotoState
from backend.reports.workflow import CLOSED, OPEN, Actor, Source, Status, Visibility


class Report(models.Model):
    """A defect that somebody reported.

    jurisdiction: the smallest served unit that covers the place.
    handler: the tenant of the road's manager, else the jurisdiction; only it changes the report.
    version: moves with status, crew, handler, service, place, priority and visibility.
    access, is_own, shown_photos: given by `visible_to(viewer).for_display()`.
    """

    access: querysets.Access
    is_own: bool
    shown_photos: "list[Photo]"

    id = models.UUIDField(primary_key=True, default=uuid4)
    number = models.CharField(max_length=30, unique=True)
    service = models.ForeignKey(Service, models.PROTECT, related_name="reports")
    # The indexes of Meta that begin with these serve their foreign keys too.
    jurisdiction = models.ForeignKey(
        Jurisdiction, models.PROTECT, related_name="reports", db_index=False
    )
    handler = models.ForeignKey(
        Jurisdiction, models.PROTECT, related_name="handled_reports", db_index=False
    )
    status = models.CharField(max_length=20, choices=Status, default=Status.RECEIVED)
    priority = models.CharField(max_length=10, choices=Priority, default=Priority.NORMAL)
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.PUBLIC)
    version = models.PositiveIntegerField(default=1)
    crew = models.ForeignKey(
        Crew, models.PROTECT, null=True, related_name="reports", db_index=False
    )

    location = gis.PointField(srid=4326, spatial_index=False)  # see the indexes of Meta
    location_3857 = models.GeneratedField(
        expression=WebMercator("location"),
        output_field=gis.PointField(srid=3857, spatial_index=False),
        db_persist=True,
    )
    map_cell = models.GeneratedField(
        expression=MapCell("location"), output_field=models.BigIntegerField(), db_persist=True
    )
    accuracy_m = models.FloatField(null=True)
    address = models.CharField(max_length=rules.ADDRESS_MAX_CHARS, blank=True)
    # Ours, the nearest one: it follows the pin. What a person wrote stays.
    is_address_found = models.BooleanField(default=False, db_default=False)
    description = models.TextField(max_length=rules.DESCRIPTION_MAX_CHARS, blank=True)
    answers = models.JSONField(default=dict)
    is_text_approved = models.BooleanField(default=False)

    # What routing found, as copies: layers are replaced, reports keep what they had.
    municipality_teryt = models.CharField(max_length=7, blank=True)
    municipality_name = models.CharField(max_length=200, blank=True)
    road_category = models.CharField(max_length=20, blank=True)
    road_number = models.CharField(max_length=20, blank=True)
    road_name = models.CharField(max_length=200, blank=True)
    road_distance_m = models.FloatField(null=True)
    road_km = models.FloatField(null=True)
    road_layer = models.CharField(max_length=120, blank=True)
    boundary_layer = models.CharField(max_length=120, blank=True)
    manager = models.ForeignKey(RoadManager, models.PROTECT, null=True, related_name="reports")
    manager_kind = models.CharField(max_length=20, choices=ManagerKind, blank=True)
    manager_name = models.CharField(max_length=200, blank=True)
    is_route_certain = models.BooleanField(default=True)
    reasons = models.JSONField(default=list)

    source = models.CharField(max_length=20, choices=Source, default=Source.APP)
    reporter = models.ForeignKey(User, models.PROTECT, null=True, related_name="reports")
    installation = models.ForeignKey(
        Installation, models.PROTECT, null=True, related_name="reports"
    )
    secret_hash = models.CharField(max_length=64, blank=True)
    intake_hash = models.CharField(max_length=64)

    observed_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    planned_for = models.DateField(null=True)

    objects = querysets.ReportQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["-received_at", "-id"],
                include=["map_cell", "location_3857", "status", "visibility"],  # tiles by age
                name="reports_newest_first",
            ),
            models.Index(fields=["handler", "-received_at", "-id"], name="reports_by_handler"),
            models.Index(
                fields=["jurisdiction", "-received_at", "-id"], name="reports_by_jurisdiction"
            ),
            models.Index(fields=["crew", "status"], name="reports_by_crew"),
            models.Index(
                fields=["due_at"], condition=Q(status__in=OPEN), name="open_reports_by_due_time"
            ),
            models.Index(fields=["updated_at"], name="reports_by_last_change"),
            models.Index(
                fields=["secret_hash"], condition=~Q(secret_hash=""), name="reports_by_secret"
            ),
            # All that a tile or a page of a box asks for, so that it need not touch the rows.
            models.Index(
                fields=["map_cell", "id"],
                include=[
                    *("location_3857", "status", "service", "crew", "received_at"),
                    *("visibility", "jurisdiction", "handler", "number"),
                ],
                name="reports_by_map_cell",
            ),
            models.Index(
                fields=["map_cell", "id"],
                include=[
                    *("location_3857", "status", "service", "crew", "received_at"),
                    *("visibility", "jurisdiction", "handler", "number"),
                    *("reporter", "installation", "secret_hash"),
                ],
                condition=Q(visibility=Visibility.PRIVATE),
                name="private_reports_by_map_cell",
            ),
            GistIndex("location_3857", name="reports_on_the_map"),
            GistIndex(OnTheGround("location"), name="reports_on_the_ground"),
            GinIndex(OpClass(querysets.SEARCHED, name="gin_trgm_ops"), name="reports_by_text"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="report_status_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.ASSIGNED) | Q(crew__isnull=False),
                name="assigned_report_has_a_crew",
            ),
            models.CheckConstraint(
                condition=Q(status__in=CLOSED, closed_at__isnull=False)
                | (~Q(status__in=CLOSED) & Q(closed_at__isnull=True)),
                name="closed_report_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class ReportContact(models.Model):
    """How to reach the reporter; readable for the handler's dispatchers, each reading logged."""

    report = models.OneToOneField(Report, models.CASCADE, related_name="contact")
    name = models.CharField(max_length=rules.CONTACT_NAME_MAX_CHARS, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=rules.PHONE_MAX_CHARS, blank=True)

    def __str__(self) -> str:
        return f"contact of {self.report_id}"


class ContactReading(models.Model):
    """One reading of a report's contact data by somebody of the staff."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="contact_readings")
    user = models.ForeignKey(User, models.PROTECT, related_name="contact_readings")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id} read the contact of {self.report_id}"


class ReportEvent(models.Model):
    """One thing that happened. Rows are only ever added; the database refuses all else.

    hash: SHA-256 over the row and the report's previous hash, set by a trigger, so that a row
    changed behind the application's back shows. Personal text lives in EventText, beside it.
    """

    id = models.BigAutoField(primary_key=True)
    report = models.ForeignKey(Report, models.PROTECT, related_name="events", db_index=False)
    kind = models.CharField(max_length=30, choices=EventKind)
    at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True)  # as the sender's clock had it
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="events")
    actor_role = models.CharField(max_length=20, choices=Actor)
    status_before = models.CharField(max_length=20, choices=Status, blank=True)
    status = models.CharField(max_length=20, choices=Status)
    crew = models.ForeignKey(Crew, models.PROTECT, null=True, related_name="events")
    version = models.PositiveIntegerField()
    data = models.JSONField(default=dict)
    hash = models.BinaryField(default=b"", editable=False)

    objects = querysets.EventQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["report", "id"], name="events_by_report")]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.kind}"


class EventText(models.Model):
    """What a person wrote at an event: emptied when that person is forgotten."""

    class Kind(models.TextChoices):
        REASON = "reason"
        COMMENT = "comment"

    event = models.ForeignKey(ReportEvent, models.PROTECT, related_name="texts")
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.TextField(max_length=rules.COMMENT_MAX_CHARS, blank=True)
    audience = models.CharField(max_length=10, choices=Audience)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "kind"], name="one_text_per_event_and_kind")
        ]

    def __str__(self) -> str:
        return f"{self.kind} at {self.event_id}"


class Photo(models.Model):
    """A photo of a report: the private original, and the renditions that the worker makes.

    captured_*: as the sender told. exif_*: as the file told; both are claims, never trusted.
    edition: moves with every decision about its publication, and tells its public files apart.
    hidden, proposed: regions as [x, y, width, height], fractions of the upright picture.
    likeness: pieces of its perceptual hash; similar pictures share some (see photos/likeness.py).
    original: private, and removed after a while; then its name is empty.
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="photos")
    uid = models.UUIDField()
    kind = models.CharField(max_length=10, choices=PhotoKind, default=PhotoKind.BEFORE)
    state = models.CharField(max_length=10, choices=PhotoState, default=PhotoState.WAITING)
    code = models.CharField(max_length=40, blank=True)  # why it was refused
    publication = models.CharField(
        max_length=10, choices=PhotoPublication, default=PhotoPublication.PRIVATE
    )
    edition = models.PositiveIntegerField(default=0)
    hidden = models.JSONField(default=list)
    proposed = models.JSONField(default=list)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    media_type = models.CharField(max_length=20)
    original = models.FileField(max_length=200, blank=True)
    display = models.FileField(max_length=200, blank=True)
    thumbnail = models.FileField(max_length=200, blank=True)
    public_display = models.FileField(max_length=200, blank=True)
    public_thumbnail = models.FileField(max_length=200, blank=True)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    color = models.CharField(max_length=7, blank=True)
    likeness = ArrayField(models.IntegerField(), default=list)
    captured_at = models.DateTimeField(null=True)
    captured_location = gis.PointField(srid=4326, null=True, spatial_index=False)
    exif_at = models.DateTimeField(null=True)
    exif_location = gis.PointField(srid=4326, null=True, spatial_index=False)
    exif_accuracy_m = models.FloatField(null=True)
    uploaded_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="photos")
    uploaded_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "uid"], name="one_photo_per_report_and_photo_id"
            )
        ]
        indexes = [
            GinIndex("likeness", name="photos_by_likeness"),
            models.Index(
                fields=["uploaded_at"], condition=~Q(original=""), name="photos_with_originals"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uid}"

    @property
    def is_published(self) -> bool:
        return self.publication == PhotoPublication.PUBLISHED


class Follow(models.Model):
    """Somebody who hears what becomes of a report.

    is_owner: proved the report's secret and reads it like the reporter (a second phone, or an
    account that took the report in).
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="follows")
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="follows")
    installation = models.ForeignKey(
        Installation, models.CASCADE, null=True, related_name="follows"
    )
    is_owner = models.BooleanField(default=False)
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "user"], name="one_follow_per_user"),
            models.UniqueConstraint(
                fields=["report", "installation"], name="one_follow_per_installation"
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False) ^ Q(installation__isnull=False),
                name="follow_is_of_a_user_or_an_installation",
            ),
        ]

    def __str__(self) -> str:
        return f"follow of {self.report_id}"
