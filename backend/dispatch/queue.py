"""The dispatchers' list: danger first, then what is overdue, then the oldest; closed ones last."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from backend.accounts.viewer import Viewer
from backend.core import cursors
from backend.jurisdictions.rules import Priority
from backend.reports.models import Report
from backend.reports.querysets import ReportQuerySet
from backend.reports.workflow import CLOSED, OPEN, UNASSIGNED

Key = tuple[datetime, UUID]


@dataclass(frozen=True)
class Place:
    """Where a page of the list ended: the moment it was made for, the group, its last row."""

    now: datetime
    group: int
    key: Key

    def __str__(self) -> str:
        received_at, pk = self.key
        return cursors.encode(self.now.isoformat(), self.group, received_at.isoformat(), str(pk))

    @classmethod
    def parse(cls, text: str) -> "Place":
        """Raises InvalidInput."""
        moment = cursors.moment
        now, group, received_at, pk = cursors.decode(text, moment, int, moment, UUID)
        return cls(now, group, (received_at, pk))


@dataclass(frozen=True)
class Group:
    """Reports that stand together in the list, by when they came."""

    condition: Q
    statuses: tuple[str, ...]
    is_newest_first: bool = False

    def of(self, reports: ReportQuerySet, after: Key | None) -> ReportQuerySet:
        reports = reports.filter(self.condition, status__in=self.statuses)
        if self.is_newest_first:
            return (reports.older_than(*after) if after else reports).newest_first()
        return (reports.newer_than(*after) if after else reports).order_by("received_at", "id")


def page_of_queue(
    reports: ReportQuerySet,
    statuses: Iterable[str],
    *,
    after: Place | None,
    now: datetime,
    size: int,
) -> tuple[list[UUID], Place | None]:
    """The ids of a page's reports in the list's order, and where the next page begins.

    statuses: those that `reports` are narrowed to. One query for each group that is begun.
    """
    made_for, first = (after.now, after.group) if after else (now, 0)
    found: list[tuple[int, Key]] = []
    for number, group in list(enumerate(_groups(made_for)))[max(0, first) :]:
        if len(found) <= size and set(group.statuses) & set(statuses):
            key = after.key if after and number == first else None
            rows = group.of(reports, key).values_list("received_at", "id")
            found += [(number, row) for row in rows[: size + 1 - len(found)]]
    shown = found[:size]
    following = Place(made_for, *shown[-1]) if len(found) > size else None
    return [pk for _, (_, pk) in shown], following


def counts(viewer: Viewer, *, now: datetime) -> dict[str, int]:
    """How much of the viewer's work is open, late, and waits for a crew: one query."""
    is_waiting = Q(crew=None, status__in=UNASSIGNED)
    work = Report.objects.visible_to(viewer).handled_by(viewer).filter(status__in=OPEN)
    return work.aggregate(
        open=Count("pk"),
        overdue=Count("pk", filter=Q(due_at__lt=now)),
        unassigned=Count("pk", filter=is_waiting),
    )


def _groups(now: datetime) -> tuple[Group, ...]:
    danger, late = Q(priority=Priority.DANGER), Q(due_at__lt=now)
    in_time = Q(due_at__gte=now) | Q(due_at__isnull=True)
    return (
        Group(danger & late, OPEN),
        Group(danger & in_time, OPEN),
        Group(~danger & late, OPEN),
        Group(~danger & in_time, OPEN),
        Group(Q(), CLOSED, is_newest_first=True),
    )
