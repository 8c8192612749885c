"""What waits until the office lets the public see it: texts and photos, the oldest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from backend.accounts.viewer import Viewer
from backend.core import cursors
from backend.jurisdictions.models import Jurisdiction, ServiceOffer
from backend.jurisdictions.rules import Publication
from backend.reports import rules
from backend.reports.models import Report
from backend.reports.photo_models import PHOTOS_WAITING, Photo
from backend.reports.querysets import TEXTS_WAITING
from backend.reports.workflow import Visibility

TEXT, PHOTO = "text", "photo"  # in this order at the same moment: photos come first
MAX_ID = 2**63 - 1
COUNTED_MAX = 1000  # our choice: a figure beside others must not cost more than they do
Place = tuple[datetime, str, int | UUID]  # of an item in the list: when, what, which


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A text (photo is None) or a photo of a report that nobody has decided about."""

    at: datetime
    report: Report
    photo: Photo | None = None

    @property
    def place(self) -> Place:
        if self.photo:
            return self.at, PHOTO, self.photo.pk
        return self.at, TEXT, self.report.pk


@dataclass(frozen=True, kw_only=True)
class Page:
    items: list[Waiting]
    next: str | None  # a cursor


def waiting_for(viewer: Viewer, *, cursor: str = "") -> Page:
    """One page for the offices that the viewer works for; for the operator, of all.

    Comments are not among them: who wrote one chose its readers, and it is shown at once.
    Three queries. Raises InvalidInput (cursor).
    """
    after = _place_in(cursor) if cursor else None
    most = rules.APPROVALS_PAGE + 1
    found = [*_texts(viewer, after)[:most], *_photos(viewer, after)[:most]]
    items = sorted(map(_item, found), key=lambda each: each.place)
    shown = items[: rules.APPROVALS_PAGE]
    is_more = len(items) > len(shown)
    return Page(items=shown, next=_cursor(shown) if is_more else None)


def how_many(viewer: Viewer) -> int:
    """How many wait, as far as COUNTED_MAX of texts and of photos. Three queries."""
    return sum(rows(viewer, None)[:COUNTED_MAX].count() for rows in (_texts, _photos))


def _texts(viewer: Viewer, after: Place | None) -> Any:
    """Words of reports whose place wants them approved."""
    asking = Jurisdiction.objects.filter(text_publication=Publication.AFTER_APPROVAL)
    offices = list(asking.values_list("pk", flat=True))
    waiting = Report.objects.filter(TEXTS_WAITING, jurisdiction__in=offices)
    if not viewer.is_operator:
        waiting = waiting.filter(handler__in=list(viewer.works_for))
    if after:
        at, what, which = after
        at_once = Q(received_at=at, pk__gt=which) if what == TEXT else Q(received_at=at)
        waiting = waiting.filter(Q(received_at__gt=at) | at_once, received_at__gte=at)
    rows = waiting.select_related("service", "jurisdiction", "handler")
    return rows.order_by("received_at", "pk")


def _photos(viewer: Viewer, after: Place | None) -> Any:
    never = ServiceOffer.objects.filter(
        jurisdiction=OuterRef("report__jurisdiction"),
        service=OuterRef("report__service"),
        photo_publication=Publication.NEVER,
    )
    waiting = Photo.objects.filter(
        ~Exists(never), PHOTOS_WAITING, report__visibility=Visibility.PUBLIC
    )
    if not viewer.is_operator:
        waiting = waiting.filter(report__handler__in=list(viewer.works_for))
    if after:
        at, what, which = after
        at_once = Q(uploaded_at=at, pk__gt=which) if what == PHOTO else Q(pk__in=[])
        waiting = waiting.filter(Q(uploaded_at__gt=at) | at_once, uploaded_at__gte=at)
    rows = waiting.select_related("report__service", "report__jurisdiction", "report__handler")
    return rows.order_by("uploaded_at", "pk")


def _item(row: Report | Photo) -> Waiting:
    if isinstance(row, Photo):
        return Waiting(at=row.uploaded_at, report=row.report, photo=row)
    return Waiting(at=row.received_at, report=row)


def _cursor(shown: Sequence[Waiting]) -> str:
    at, what, which = shown[-1].place
    return cursors.encode(at.isoformat(), [what, str(which)])


def _place_in(cursor: str) -> Place:
    at, (what, which) = cursors.decode(cursor, cursors.moment, _which)
    return at, what, which


def _which(value: list[Any]) -> tuple[str, int | UUID]:
    what, which = value
    if what == PHOTO:
        return what, min(int(which), MAX_ID)
    if what == TEXT:
        return what, UUID(which)
    raise ValueError(value)
