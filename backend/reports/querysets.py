"""Reads of reports: what a viewer may see, and how lists are narrowed."""

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.gis.db.models.functions import Transform
from django.db import models
from django.db.models import Case, Q, Value, When

from backend.accounts.models import Installation, User
from backend.accounts.viewer import Viewer
from backend.core.geo import Box
from backend.core.sql import UpperWords
from backend.jurisdictions.rules import Publication
from backend.reports.events import OWN_EVENTS, PUBLIC_EVENTS, Audience, EventKind
from backend.reports.workflow import Visibility

if TYPE_CHECKING:
    from backend.reports.models import Report

# One text for the search index; `search` must use the very same expression.
SEARCHED = UpperWords("number", "address", "description")


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

    def of_staff(self, viewer: Viewer, wanted: dict[str, Any]) -> "ReportQuerySet":
        """Narrow by crew and priority, among the reports whose crew and priority are readable."""
        conditions = {
            f"{name}__in": wanted[name] for name in ("crew", "priority") if name in wanted
        }
        return self.exclude(access=Access.PUBLIC).filter(**conditions) if conditions else self

    def matching(self, text: str) -> "ReportQuerySet":
        """Search the texts that the viewer of `visible_to` would be shown."""
        readable = ~Q(access=Access.PUBLIC) | _text_is_public()
        number = Q(number__iexact=text.strip())
        found = Q(searched__contains=text.strip().upper())
        return self.annotate(searched=SEARCHED).filter(number | (readable & found))

    def older_than(self, received_at: datetime, pk: UUID) -> "ReportQuerySet":
        """Continue a newest-first list after the report with this moment and id."""
        return self.filter(
            Q(received_at__lt=received_at) | Q(received_at=received_at, id__lt=pk),
            received_at__lte=received_at,
        )

    def newest_first(self) -> "ReportQuerySet":
        return self.order_by("-received_at", "-id")

    def for_display(self) -> "ReportQuerySet":
        """Fetch what a report's representation shows: two queries, however many reports."""
        return self.select_related(
            "service", "jurisdiction", "handler", "manager", "crew"
        ).prefetch_related(models.Prefetch("photos", to_attr="shown_photos"))


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
    if report.visibility != Visibility.PUBLIC:
        return False
    publication = report.jurisdiction.text_publication
    return publication == Publication.AT_ONCE or (
        publication == Publication.AFTER_APPROVAL and report.is_text_approved
    )


def _text_is_public() -> Q:
    return Q(jurisdiction__text_publication=Publication.AT_ONCE) | Q(
        jurisdiction__text_publication=Publication.AFTER_APPROVAL, is_text_approved=True
    )


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
