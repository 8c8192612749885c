"""What the live stream reads: which reports changed, and what of it whom concerns."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from backend.accounts.viewer import Viewer
from backend.dispatch.models import Presence
from backend.dispatch.rows import rows_of
from backend.jurisdictions.models import Jurisdiction
from backend.reports.models import Report, ReportEvent

# Events of before that a page reads again when it begins to listen: so many may be committed while
# the page is made, with smaller ids than the last one that it could see. Our choice.
OVERLAP_EVENTS = 100

_CHANGED = (Path(__file__).parents[1] / "sql" / "changed.sql").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Group:
    """Those who see the same in the same language.

    viewer: their roles and crews, without a person, but for an operator.
    """

    viewer: Viewer
    language: str

    @classmethod
    def of(cls, viewer: Viewer, language: str) -> "Group":
        if viewer.is_operator:
            return cls(viewer, language)
        return cls(Viewer(dispatches=viewer.works_for, crews=viewer.crews), language)

    def works_for(self, office: int) -> bool:
        return self.viewer.is_operator or office in self.viewer.works_for


@dataclass(frozen=True)
class Change:
    """A report that has changed, with the offices and crews whose work it was before."""

    report: UUID
    offices: frozenset[int]
    crews: frozenset[int]

    def has_left(self, viewer: Viewer) -> bool:
        """Tell, of a report that is not the viewer's work, whether it was."""
        return bool(self.offices & viewer.works_for or self.crews & viewer.crews)


@dataclass(frozen=True)
class Person:
    id: int
    name: str


@dataclass(frozen=True)
class Attendance:
    """The people who have a report open, as those of its handler may know."""

    handler: int
    people: tuple[Person, ...]


def position() -> int:
    """From where a page made now has to listen, so that nothing is missed: `?since=`."""
    return max(0, newest_event() - OVERLAP_EVENTS)


def newest_event() -> int:
    return ReportEvent.objects.order_by("-id").values_list("id", flat=True).first() or 0


def events_after(position: int, *, limit: int) -> list[int]:
    """The ids of the next events, in their order."""
    ids = ReportEvent.objects.filter(id__gt=position).order_by("id").values_list("id", flat=True)
    return list(ids[:limit])


def changes_in(event_ids: Iterable[int]) -> list[Change]:
    """What these events have changed: two queries at most."""
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED, {"ids": list(event_ids)})
        rows = cursor.fetchall()
    codes = {code for _, offices, _ in rows for code in offices or () if code}
    known = Jurisdiction.objects.filter(teryt__in=codes).values_list("teryt", "id")
    ids = dict(known) if codes else {}
    return [
        Change(
            report,
            frozenset(ids[code] for code in offices or () if code in ids),
            frozenset(crew for crew in crews if crew),
        )
        for report, offices, crews in rows
    ]


def news_for(group: Group, changes: Sequence[Change], *, now: datetime) -> dict[str, Any] | None:
    """The rows of the group's work that changed, and what is no longer its work: one query."""
    work = Report.objects.visible_to(group.viewer).of_work()
    changed = work.filter(pk__in=[change.report for change in changes])
    rows = rows_of(changed, group.language, now=now)
    shown = {row["id"] for row in rows}
    gone = [
        str(change.report)
        for change in changes
        if str(change.report) not in shown and change.has_left(group.viewer)
    ]
    return {"reports": rows, "gone": gone} if rows or gone else None


def attendances(*, now: datetime) -> dict[UUID, Attendance]:
    """Who has which report open: one query, after what is over has been removed."""
    Presence.objects.over(now).delete()
    found = Presence.objects.current(now).of_colleagues().order_by("report", "user")
    rows = found.values_list("report", "report__handler", "user", "user__name", "user__email")
    return {report: _attendance(list(people)) for report, people in groupby(rows, itemgetter(0))}


def _attendance(rows: list[tuple[UUID, int, int, str, str]]) -> Attendance:
    people = tuple(Person(user, name or email) for _, _, user, name, email in rows)
    return Attendance(rows[0][1], people)


def attendance_of(report: UUID, people: Sequence[Person]) -> dict[str, Any]:
    return {"report": str(report), "people": people}


def frame(event: str, data: Any, position: int | None = None) -> bytes:
    """One event of the stream (HTML Standard, section 9.2), after which a client stands there."""
    mark = b"" if position is None else b"id: %d\n" % position
    return b"event: %s\n%sdata: %s\n\n" % (event.encode(), mark, orjson.dumps(data))
