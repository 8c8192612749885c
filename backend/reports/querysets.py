"""Reads of reports: what a viewer may see, and how lists are narrowed."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.gis.db.models.functions import Transform
from django.contrib.gis.geos import Point
from django.contrib.gis.measure import D
from django.contrib.postgres.search import TrigramSimilarity
from django.db import models
from django.db.models import Case, Q, Value, When
from django.db.models.functions import Coalesce

from backend.accounts.models import Installation, User
from backend.accounts.viewer import Viewer
from backend.core.geo import Box
from backend.core.sql import OnTheGround, UpperWords
from backend.crews.models import CrewArea
from backend.jurisdictions.models import Service
from backend.jurisdictions.rules import MUNICIPALITY_DIGITS, Publication
from backend.reports.events import OWN_EVENTS, PUBLIC_EVENTS, Audience, EventKind
from backend.reports.rules import DUE_SOON, REPEAT_RADIUS_M, REPEAT_WITHIN, SIMILAR_FIXED_WITHIN
from backend.reports.workflow import OPEN, UNASSIGNED, Status, Visibility

if TYPE_CHECKING:
    from backend.reports.models import Report

# One text for the search index; `search` must use the very same expression.
SEARCHED = UpperWords("number", "address", "description")
# What strangers read where the office lets them, as `public_text_of`; of the few that differ.
PUBLIC_ADDRESS = Coalesce("public_address", "address")
PUBLIC_DESCRIPTION = Coalesce("public_description", "description")
REDACTED = Q(public_address__isnull=False) | Q(public_description__isnull=False)
# Words that nobody has decided about; an address that we found is none.
TEXTS_WAITING = Q(visibility=Visibility.PUBLIC, is_text_approved=False, is_text_hidden=False) & (
    ~Q(description="") | Q(is_address_found=False) & ~Q(address="")
)
SEARCHED_IN_PUBLIC = UpperWords("number", PUBLIC_ADDRESS, PUBLIC_DESCRIPTION)

# What everybody may narrow by: the column of each value, and of each flag with the word that
# makes it true.
LOOKUPS = {
    "status": "status__in",
    "service": "service__code__in",
    "manager": "manager_kind__in",
    "jurisdiction": "jurisdiction__teryt",
    "created_after": "received_at__gt",
    "created_before": "received_at__lt",
    "updated_after": "updated_at__gt",
}
FLAGS = {"contested": ("is_contested", "true"), "uncertain": ("is_route_certain", "false")}


class Access(models.TextChoices):
    """How much of a report a viewer reads."""

    STAFF = "staff"  # the office: the jurisdiction's and the handler's people
    CREW = "crew"  # the crew that it is assigned to
    OWN = "own"  # the reporter
    PUBLIC = "public"


# Whose texts a viewer with this access reads.
READABLE = {
    Access.STAFF: frozenset(Audience),
    Access.CREW: frozenset(Audience),
    Access.OWN: frozenset({Audience.REPORTER, Audience.PUBLIC}),
    Access.PUBLIC: frozenset({Audience.PUBLIC}),
}


class ReportQuerySet(models.QuerySet["Report"]):
    """The one gate is `visible_to`: every read of reports for somebody passes it."""

    def visible_to(self, viewer: Viewer) -> "ReportQuerySet":
        """Keep what the viewer may know of, and annotate `access` and `is_own`."""
        known = _staff(viewer) | _crew(viewer) | _own(viewer) | Q(visibility=Visibility.PUBLIC)
        return self.filter(known).with_access(viewer)

    def with_access(self, viewer: Viewer) -> "ReportQuerySet":
        """Annotate `access`, how much the viewer reads of each, and `is_own`. Hides nothing."""
        own = _own(viewer)
        return self.annotate(
            access=Case(
                When(_staff(viewer), then=Value(Access.STAFF)),
                When(_crew(viewer), then=Value(Access.CREW)),
                When(own, then=Value(Access.OWN)),
                default=Value(Access.PUBLIC),
                output_field=models.CharField(),
            ),
            is_own=Case(When(own, then=True), default=False, output_field=models.BooleanField()),
        )

    def own(self, viewer: Viewer) -> "ReportQuerySet":
        """Keep the viewer's own reports."""
        return self.filter(_own(viewer))

    def inside(self, box: Box) -> "ReportQuerySet":
        # The constant is transformed, not the column: so the index serves.
        return self.filter(location_3857__bboverlaps=Transform(Value(box.polygon()), 3857)).filter(
            location__bboverlaps=box.polygon()
        )

    def with_values(self, wanted: dict[str, Any]) -> "ReportQuerySet":
        """Narrow by what everybody reads of the reports that they may see."""
        conditions = {lookup: wanted[name] for name, lookup in LOOKUPS.items() if name in wanted}
        for name, (lookup, yes) in FLAGS.items():
            if name in wanted:
                conditions[lookup] = wanted[name] == yes
        if "teryt" in wanted:
            conditions["municipality_teryt__range"] = codes_from(wanted["teryt"])
        if "number" in wanted:
            number = wanted["number"].strip()
            conditions["number__in"] = {number, number.upper()}
        return self.filter(**conditions)

    def of_staff(self, viewer: Viewer, wanted: dict[str, Any]) -> "ReportQuerySet":
        """Narrow by what is read of one's own work alone, such as crew and priority."""
        conditions = {
            f"{name}__in": wanted[name] for name in ("crew", "priority") if name in wanted
        }
        if "repeated" in wanted:
            conditions["is_repeated"] = wanted["repeated"] == "true"
        if "unassigned" in wanted:
            conditions |= {"crew": None, "status__in": UNASSIGNED}
        return self.exclude(access=Access.PUBLIC).filter(**conditions) if conditions else self

    def of_age(
        self, min_days: int | None, max_days: int | None, *, now: datetime
    ) -> "ReportQuerySet":
        """Keep those that came at least, or at most, so many days ago."""
        reports = self
        if min_days is not None:
            reports = reports.filter(received_at__lte=now - timedelta(days=min_days))
        if max_days is not None:
            reports = reports.filter(received_at__gte=now - timedelta(days=max_days))
        return reports

    def open_or_closed_after(self, moment: datetime) -> "ReportQuerySet":
        return self.filter(Q(closed_at__isnull=True) | Q(closed_at__gt=moment))

    def closed_after(self, moment: datetime) -> "ReportQuerySet":
        return self.filter(closed_at__gt=moment)

    def in_areas(self, areas: list[int]) -> "ReportQuerySet":
        """Keep what lies in one of these areas of crews; everything where none is named."""
        covering = CrewArea.objects.filter(pk__in=areas, area__covers=models.OuterRef("location"))
        return self.filter(models.Exists(covering)) if areas else self

    def handled_by(self, viewer: Viewer) -> "ReportQuerySet":
        """Keep the work of the viewer's offices and crews; all of it for the operator."""
        if viewer.is_operator:
            return self
        return self.filter(Q(handler__in=list(viewer.works_for)) | Q(crew__in=list(viewer.crews)))

    def due(self, how: str, *, now: datetime) -> "ReportQuerySet":
        """Keep open ones that are "overdue", or whose promised time is over "soon"."""
        if how == "overdue":
            return self.filter(status__in=OPEN, due_at__lt=now)
        return self.filter(status__in=OPEN, due_at__gte=now, due_at__lt=now + DUE_SOON)

    def of_office(self) -> "ReportQuerySet":
        """Keep those that the viewer of `visible_to` reads as the office."""
        return self.filter(access=Access.STAFF)

    def of_work(self) -> "ReportQuerySet":
        """Keep those that are the work of the viewer of `visible_to`, office or crew."""
        return self.filter(access__in=(Access.STAFF, Access.CREW))

    def worked_on(self) -> "ReportQuerySet":
        """Keep those that the viewer of `visible_to` reads as the office or the crew."""
        return self.filter(access__in=(Access.STAFF, Access.CREW))

    def to_pass_on(self) -> "ReportQuerySet":
        """Keep those that nobody has begun with, and that another manager should have."""
        return self.filter(is_managed_elsewhere=True, status=Status.RECEIVED)

    def matching(self, text: str) -> "ReportQuerySet":
        """Search the texts that the viewer of `visible_to` would be shown."""
        upper, public = text.strip().upper(), _text_is_public()
        whole = Q(searched__contains=upper) & (~Q(access=Access.PUBLIC) | (public & ~REDACTED))
        redacted = Q(searched_in_public__contains=upper) & public & REDACTED
        return self.annotate(searched=SEARCHED, searched_in_public=SEARCHED_IN_PUBLIC).filter(
            Q(number__iexact=text.strip()) | whole | redacted
        )

    def near(self, place: Point, *, metres: float) -> "ReportQuerySet":
        """Keep those no farther away than so many metres on the ground, by an index."""
        ground = self.alias(ground=OnTheGround("location"))
        return ground.filter(ground__dwithin=(place, D(m=metres)))

    def alike(self, service: Service, *, now: datetime) -> "ReportQuerySet":
        """Keep what everybody may know of a defect that is there, or lately was.

        What is private is not among it for anybody, nor a duplicate, which another stands for.
        """
        is_recent = Q(status=Status.FIXED, closed_at__gte=now - SIMILAR_FIXED_WITHIN)
        return self.filter(
            Q(status__in=OPEN) | is_recent, visibility=Visibility.PUBLIC, service=service
        )

    def with_likeness(self, text: str) -> "ReportQuerySet":
        """Annotate how alike a text and the description are that strangers read, from 0 to 1."""
        if not text:
            return self.annotate(likeness=Value(0.0))
        public = When(_text_is_public(), then=TrigramSimilarity(PUBLIC_DESCRIPTION, text))
        return self.annotate(likeness=Case(public, default=Value(0.0)))

    def mended_before(self, report: "Report", *, now: datetime) -> "ReportQuerySet":
        """Keep those whose defect a new report has found again: lately fixed, there, the same.

        A private report is no sign of anything for a public one, whose marks everybody sees.
        """
        public = Q() if report.visibility == Visibility.PRIVATE else Q(visibility=Visibility.PUBLIC)
        return self.near(report.location, metres=REPEAT_RADIUS_M).filter(
            public,
            status=Status.FIXED,
            closed_at__gte=now - REPEAT_WITHIN,
            service=report.service_id,
            road_category=report.road_category,
            road_number=report.road_number,
            road_name=report.road_name,
        )

    def older_than(self, received_at: datetime, pk: UUID) -> "ReportQuerySet":
        """Continue a newest-first list after the report with this moment and id."""
        return self.filter(
            Q(received_at__lt=received_at) | Q(received_at=received_at, id__lt=pk),
            received_at__lte=received_at,
        )

    def newer_than(self, received_at: datetime, pk: UUID) -> "ReportQuerySet":
        """Continue an oldest-first list after the report with this moment and id."""
        return self.filter(
            Q(received_at__gt=received_at) | Q(received_at=received_at, id__gt=pk),
            received_at__gte=received_at,
        )

    def newest_first(self) -> "ReportQuerySet":
        return self.order_by("-received_at", "-id")

    def for_display(self) -> "ReportQuerySet":
        """Fetch what a report's representation shows: two queries, however many reports."""
        return self.select_related(
            *("service", "jurisdiction", "handler", "manager", "crew", "taken_by"),
            "forwarding__answer",
        ).prefetch_related(models.Prefetch("photos", to_attr="shown_photos"))


def codes_from(beginning: str) -> tuple[str, str]:
    """The first and the last TERYT code of a municipality that begins so."""
    return beginning.ljust(MUNICIPALITY_DIGITS, "0"), beginning.ljust(MUNICIPALITY_DIGITS, "9")


class EventQuerySet(models.QuerySet):
    def visible_in(self, access: Access) -> "EventQuerySet":
        """Keep the events that somebody with this access to the report may see."""
        if access in (Access.STAFF, Access.CREW):
            return self
        comments = Q(kind=EventKind.COMMENTED, texts__audience__in=READABLE[access])
        kinds = PUBLIC_EVENTS if access == Access.PUBLIC else OWN_EVENTS
        return self.filter(comments | Q(kind__in=kinds)).distinct()  # an event may have two texts


def text_is_public(report: "Report") -> bool:
    """Tell whether strangers may read the text and address of a report."""
    if report.visibility != Visibility.PUBLIC or report.is_text_hidden:
        return False
    publication = report.jurisdiction.text_publication
    return publication == Publication.AT_ONCE or (
        publication == Publication.AFTER_APPROVAL and report.is_text_approved
    )


def public_text_of(report: "Report") -> tuple[str, str] | None:
    """The address and the description as strangers read them; None where they read neither."""
    if not text_is_public(report):
        return None
    address, description = report.public_address, report.public_description
    return (
        report.address if address is None else address,
        report.description if description is None else description,
    )


def _text_is_public() -> Q:
    publication = Q(jurisdiction__text_publication=Publication.AT_ONCE) | Q(
        jurisdiction__text_publication=Publication.AFTER_APPROVAL, is_text_approved=True
    )
    return publication & Q(is_text_hidden=False)


def _staff(viewer: Viewer) -> Q:
    if viewer.is_operator:
        return Q(pk__isnull=False)
    ids = list(viewer.works_for)
    return Q(jurisdiction__in=ids) | Q(handler__in=ids) if ids else Q(pk__in=[])


def _crew(viewer: Viewer) -> Q:
    return Q(crew__in=list(viewer.crews)) if viewer.crews else Q(pk__in=[])


def _own(viewer: Viewer) -> Q:
    if viewer.user:
        return Q(reporter=viewer.user) | _owns(viewer.user)
    if viewer.installation:
        installation = Installation(id=viewer.installation.id)
        return Q(installation=installation) | _owns(installation)
    return Q(secret_hash=viewer.report) if viewer.report else Q(pk__in=[])


def _owns(follower: User | Installation) -> Q:
    return Q(pk__in=follower.follows.filter(is_owner=True).values("report"))
