"""Reports, and the history that nobody can change."""

from datetime import datetime
from uuid import UUID, uuid4

from django.contrib.gis.db import models as gis
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, GistIndex, OpClass
from django.db import models
from django.db.models import F, Q, Value

from backend.accounts.models import Installation, User
from backend.core.sql import MapCell, OnTheGround, WebMercator
from backend.crews.models import Crew
from backend.jurisdictions.models import Jurisdiction, RoadManager, Service
from backend.jurisdictions.questions import Answered, answered
from backend.jurisdictions.rules import ManagerKind, Priority
from backend.reports import (
    case_models,  # noqa: F401  Django finds models by this
    forwarding_models,  # noqa: F401
    map_models,  # noqa: F401
    news_models,  # noqa: F401
    people_models,  # noqa: F401
    photo_models,
    querysets,
    reply_models,  # noqa: F401
    rules,
)
from backend.reports.events import Audience, EventKind
from backend.reports.workflow import (
    CLOSED,
    CREW_WORK,
    JUDGED,
    OPEN,
    Actor,
    ClosingReason,
    ReportKind,
    Source,
    Status,
    Visibility,
)


class Report(models.Model):
    """A defect that somebody reported.

    jurisdiction: the smallest served unit that covers the place.
    handler: the tenant of the road's manager, else the jurisdiction; only it changes the report.
    version: moves with status, crew, handler, service, place, priority and visibility.
    taken_by: the person of the crew who has taken the task on, for the others to see.
    access, is_own, shown_photos: given by `visible_to(viewer).for_display()`.
    is_text_hidden: taken back by the office, whatever the jurisdiction says of texts.
    public_*: what the office shows in the place of what was written; null for that itself.
    earlier: what the report points to, as far as its reader may know of it; see `earlier.relate`.
    mended_voices, not_mended_voices: people, of the last closing, each once.
    is_contested: its reporter says that it is not mended, and it is closed all the same.
    contested_closings: how many of its closings its reporter has called untrue.
    is_managed_elsewhere: the road's manager has no office here that handles the report.
    forwarding: to whom it was passed on last, until it comes back.
    previous: the closed report that its sender named as the same defect.
    duplicate_of: the report of the same defect that it was joined to, which is no duplicate itself.
    weight: how many people wait for it; given by `groups.weigh` to those who work on it.
    likeness: of its public text and another one, from 0 to 1; given by `with_likeness(text)`.
    repeats: reports of the same defect that were fixed not long before it came.
    """

    access: querysets.Access
    is_own: bool
    shown_photos: "list[photo_models.Photo]"
    earlier: "dict[UUID, Report]"
    weight: int | None
    likeness: float

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
    taken_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="taken_reports", db_index=False
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
    # The words of the questions answered, as they were then: see `questions.wording_of`.
    questions = models.JSONField(default=list, db_default=Value([], models.JSONField()))
    is_text_approved = models.BooleanField(default=False)
    is_text_hidden = models.BooleanField(default=False, db_default=False)
    public_description = models.TextField(max_length=rules.DESCRIPTION_MAX_CHARS, null=True)
    public_address = models.CharField(max_length=rules.ADDRESS_MAX_CHARS, null=True)

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
    is_managed_elsewhere = models.BooleanField(default=False, db_default=False)
    reasons = models.JSONField(default=list)

    source = models.CharField(max_length=20, choices=Source, default=Source.APP)
    kind = models.CharField(
        max_length=10,
        choices=ReportKind,
        default=ReportKind.REPORT,
        db_default=ReportKind.REPORT.value,
    )
    reporter = models.ForeignKey(User, models.PROTECT, null=True, related_name="reports")
    installation = models.ForeignKey(
        Installation, models.PROTECT, null=True, related_name="reports"
    )
    secret_hash = models.CharField(max_length=64, blank=True)
    intake_hash = models.CharField(max_length=64)

    observed_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    # Null while nobody promises anything: it waits for an answer, or is somebody else's.
    due_at = models.DateTimeField(null=True)
    overdue_steps = models.PositiveSmallIntegerField(default=0, db_default=0)  # told already
    closed_at = models.DateTimeField(null=True)
    closing_reason = models.CharField(
        max_length=20, choices=ClosingReason, blank=True, default="", db_default=""
    )
    mended_voices = models.PositiveIntegerField(default=0, db_default=0)
    not_mended_voices = models.PositiveIntegerField(default=0, db_default=0)
    is_contested = models.BooleanField(default=False, db_default=False)
    contested_closings = models.PositiveSmallIntegerField(default=0, db_default=0)
    previous = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="later", db_index=False
    )
    duplicate_of = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="duplicates", db_index=False
    )
    repeats = ArrayField(models.UUIDField(), default=list, db_default=[])
    is_repeated = models.BooleanField(default=False, db_default=False)
    planned_for = models.DateField(null=True)
    forwarding = models.ForeignKey(
        "reports.Forwarding", models.PROTECT, null=True, related_name="+", db_index=False
    )

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
                fields=["taken_by"],
                condition=Q(taken_by__isnull=False),
                name="taken_reports_by_person",
            ),
            models.Index(
                fields=["handler", "due_at"],
                condition=Q(status__in=OPEN),
                name="open_reports_by_due_time",
            ),
            models.Index(
                fields=["overdue_steps", "due_at"],
                condition=Q(status__in=OPEN),
                name="open_reports_by_overdue_step",
            ),
            # The dispatchers' list: dangers apart, both by age; what is late shows in the index.
            models.Index(
                fields=["handler", "received_at", "id"],
                include=["due_at", "priority", "status", "crew"],
                condition=Q(status__in=OPEN),
                name="open_reports_by_age",
            ),
            models.Index(
                fields=["handler", "received_at", "id"],
                include=["due_at", "status"],
                condition=Q(status__in=OPEN, priority=Priority.DANGER),
                name="open_dangers_by_age",
            ),
            models.Index(fields=["updated_at"], name="reports_by_last_change"),
            models.Index(
                fields=["handler", "received_at", "id"],
                include=["jurisdiction"],
                condition=querysets.TEXTS_WAITING,
                name="texts_waiting_for_approval",
            ),
            models.Index(
                fields=["handler", "-received_at", "-id"],
                condition=Q(is_contested=True),
                name="contested_reports",
            ),
            models.Index(
                fields=["handler", "-received_at"],
                condition=Q(is_repeated=True),
                name="repeated_reports",
            ),
            models.Index(
                fields=["handler", "-received_at", "-id"],
                condition=Q(is_managed_elsewhere=True, status=Status.RECEIVED),
                name="reports_to_pass_on",
            ),
            # What a new report repeats: the last ones come first, and five of them suffice.
            models.Index(
                fields=[
                    *("service", "road_category", "road_number", "road_name"),
                    *("-closed_at", "-id"),
                ],
                condition=Q(status=Status.FIXED),
                name="fixed_reports_by_road",
            ),
            models.Index(
                fields=["previous"],
                condition=Q(previous__isnull=False),
                name="reports_by_previous",
            ),
            models.Index(
                fields=["duplicate_of"],
                condition=Q(duplicate_of__isnull=False),
                name="duplicates_by_survivor",
            ),
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
            # The public map of an office and its list: what is open, and what was lately mended.
            models.Index(
                fields=["municipality_teryt", "received_at", "id"],
                include=["map_cell", "location_3857", "status", "service", "number"],
                condition=Q(visibility=Visibility.PUBLIC, status__in=OPEN),
                name="open_public_reports_by_place",
            ),
            models.Index(
                fields=["municipality_teryt", "closed_at", "id"],
                include=[
                    *("map_cell", "location_3857", "status", "service", "number"),
                    "received_at",
                ],
                condition=Q(visibility=Visibility.PUBLIC, status=Status.FIXED),
                name="fixed_public_reports_by_place",
            ),
            GistIndex("location_3857", name="reports_on_the_map"),
            # What similar reports are chosen by, so that the others need not be fetched.
            GistIndex(
                OnTheGround("location"),
                include=(
                    *("location", "id", "service", "status", "visibility"),
                    *("closed_at", "received_at"),
                ),
                name="reports_near_the_place",
            ),
            GinIndex(OpClass(querysets.SEARCHED, name="gin_trgm_ops"), name="reports_by_text"),
            GinIndex(
                OpClass(querysets.SEARCHED_IN_PUBLIC, name="gin_trgm_ops"),
                condition=querysets.REDACTED,
                name="redacted_reports_by_text",
            ),
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
                condition=Q(taken_by__isnull=True) | Q(status__in=CREW_WORK, crew__isnull=False),
                name="taken_report_is_a_crews_work",
            ),
            models.CheckConstraint(
                condition=Q(status__in=CLOSED, closed_at__isnull=False)
                | (~Q(status__in=CLOSED) & Q(closed_at__isnull=True)),
                name="closed_report_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(closing_reason="") | Q(status=Status.NOT_FIXED),
                name="closing_reason_is_of_a_report_not_fixed",
            ),
            models.CheckConstraint(
                condition=Q(duplicate_of__isnull=True)
                | (Q(status=Status.DUPLICATE) & ~Q(duplicate_of=F("id"))),
                name="joined_report_is_a_duplicate_of_another",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def verdict_until(self) -> datetime | None:
        """Until when people may say whether it is mended; None where nobody is asked."""
        if self.status not in JUDGED or self.closed_at is None:
            return None
        return self.closed_at + rules.VERDICT_LIFE

    def answered(self, language: str) -> list[Answered]:
        """The answers in words, in local time."""
        time_zone = self.jurisdiction.time_zone
        return answered(self.answers, self.questions, language=language, time_zone=time_zone)


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


def has_reopened(event: ReportEvent) -> bool:
    """Tell whether an event has opened a closed report again."""
    is_anew = event.status_before in CLOSED and event.status in OPEN
    return is_anew and event.kind != EventKind.UNMERGED  # which only restores


class EventText(models.Model):
    """What a person wrote at an event: emptied when that person is forgotten.

    is_hidden: outside the office nobody reads it any more but who wrote it. public_text: what they
    read in its place, null for the text itself.
    """

    class Kind(models.TextChoices):
        REASON = "reason"
        COMMENT = "comment"

    event = models.ForeignKey(ReportEvent, models.PROTECT, related_name="texts")
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.TextField(max_length=rules.COMMENT_MAX_CHARS, blank=True)
    is_hidden = models.BooleanField(default=False, db_default=False)
    public_text = models.TextField(max_length=rules.COMMENT_MAX_CHARS, null=True)
    audience = models.CharField(max_length=10, choices=Audience)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "kind"], name="one_text_per_event_and_kind")
        ]

    def __str__(self) -> str:
        return f"{self.kind} at {self.event_id}"

    @property
    def words_outside(self) -> str:
        """What is read of it outside the office, the crew, and by others than its writer."""
        if self.is_hidden:
            return ""
        return self.text if self.public_text is None else self.public_text
