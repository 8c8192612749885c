"""What a change of a report's status needs before it may happen."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from backend.accounts.viewer import Viewer
from backend.core import errors
from backend.reports.actions.steps import (
    actors,
    require_change,
    require_possible_time,
    require_version,
)
from backend.reports.events import EventKind
from backend.reports.media import PhotoKind, PhotoState
from backend.reports.models import Report, ReportEvent
from backend.reports.photo_models import Photo
from backend.reports.workflow import CLOSED, Actor, ClosingReason, Status, needs_reason


@dataclass(frozen=True, kw_only=True)
class Change:
    """A change of status as somebody asks for it; see `change_status`."""

    new: Status
    reason: str = ""
    comment: str = ""
    changed_at: datetime | None = None
    planned_for: date | None = None

    @property
    def closing_reason(self) -> str:
        """Why nothing was mended; "" for every other change."""
        return self.reason if self.new is Status.NOT_FIXED else ""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a change needs to know beside the reports' own rows: by id."""

    joined: frozenset[UUID] = frozenset()  # other reports are their duplicates
    proved: frozenset[UUID] = frozenset()  # an after-photo shows the repair


def facts_of(reports: list[Report], new: Status) -> Facts:
    """Read them for the statuses that want them, with as many statements as for one report."""
    if new is Status.WITHDRAWN:
        joined = Report.objects.filter(duplicate_of__in=reports).values_list("duplicate_of")
        return Facts(joined=frozenset(pk for (pk,) in joined if pk))
    wanting = [report for report in reports if report.service.needs_after_photo]
    if new is Status.FIXED and wanting:
        return Facts(proved=_with_evidence(wanting))
    return Facts()


def _with_evidence(reports: list[Report]) -> frozenset[UUID]:
    """Those with an after-photo; when closed before, with one taken since they were reopened."""
    reopened = ReportEvent.objects.filter(
        report__in=reports, status=Status.RECEIVED, status_before__in=CLOSED
    ).exclude(kind=EventKind.UNMERGED)
    since = dict(reopened.order_by("id").values_list("report", "at"))  # the last one stays
    after = Photo.objects.filter(report__in=reports, kind=PhotoKind.AFTER).exclude(
        state=PhotoState.REFUSED
    )
    return frozenset(
        pk
        for pk, uploaded_at in after.values_list("report", "uploaded_at")
        if pk not in since or uploaded_at > since[pk]
    )


def require_changeable(
    report: Report | None,
    change: Change,
    viewer: Viewer,
    facts: Facts,
    expected_version: int | None,
) -> tuple[Report, Actor]:
    """Check all that a change needs of one report; return who makes it.

    report: None for what is not there.
    """
    if report is None:
        raise errors.NotFound()
    acting = actors(report, viewer)
    if acting:
        require_version(report, expected_version)
    actor = require_change(report, change.new, acting)
    _require_sense(report, change, actor, facts)
    return report, actor


def _require_sense(report: Report, change: Change, actor: Actor, facts: Facts) -> None:
    old, new = Status(report.status), change.new
    if new is Status.ASSIGNED and old is Status.ASSIGNED:  # to another crew: /assignment
        raise errors.ChangeNotAllowed(status_now=old, version=report.version, allowed=[])
    if new is Status.ASSIGNED and report.crew_id is None:
        raise errors.CrewRequired(field="status")
    if needs_reason(old, new, actor) and not change.reason.strip():
        raise errors.ReasonRequired(field="reason")
    if new is Status.DUPLICATE:  # of which one: /duplicate
        raise errors.SurvivorRequired(field="status")
    if new is Status.FORWARDED:  # to whom, and how: /forwarding
        raise errors.ForwardingRequired(field="status")
    if report.pk in facts.joined:
        raise errors.HasDuplicates(field="status")
    wants_photo = new is Status.FIXED and report.service.needs_after_photo
    if wants_photo and report.pk not in facts.proved:
        raise errors.EvidenceRequired(field="status")


def require_complete(change: Change, now: datetime) -> None:
    """Check what a change says by itself, whichever report it is of.

    A closing without repair has a known reason and explains it; a date belongs to a plan, and is
    not past anywhere in the world.
    """
    if change.new is Status.NOT_FIXED:
        if not change.reason.strip():
            raise errors.ReasonRequired(field="reason")
        if change.reason not in ClosingReason.values:
            raise errors.InvalidInput(field="reason", reasons=ClosingReason.values)
        if not change.comment.strip():
            raise errors.ExplanationRequired(field="comment")
    require_possible_time("changed_at", change.changed_at, now=now)
    day = change.planned_for
    if day and (change.new is not Status.PLANNED or day < now.date() - timedelta(days=1)):
        raise errors.InvalidInput(field="planned_for")
