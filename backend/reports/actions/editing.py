"""Changes of a report's facts, with the route that follows from them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.gis.geos import Point
from django.db import transaction

from backend.accounts.models import User
from backend.core import errors
from backend.crews.routing import Route, find_route
from backend.jurisdictions.models import Service
from backend.reports.actions.deadlines import move_due, settle_due
from backend.reports.actions.steps import event_of, lock_row, record
from backend.reports.events import DueReason, EventKind
from backend.reports.models import Report, ReportEvent
from backend.reports.routes import apply_route, outcome_of, with_kept_crew
from backend.reports.workflow import CLOSED, Actor, Visibility


@transaction.atomic
def reroute_report(*, report_id: UUID, now: datetime) -> bool:
    """Route a report again, as the layers, agreements and crews are by now; not a closed one.

    Tells whether that changed anything.
    A crew that a dispatcher chose keeps the report while it stays with the same office.
    Raises NotFound, OutsideJurisdiction, ServiceNotOffered.
    """
    lock_row(report_id)
    report = Report.objects.for_display().filter(pk=report_id).first()
    if report is None:
        raise errors.NotFound()
    if report.status in CLOSED:
        return False
    editor = Editor(report, now, actor=None, actor_role=Actor.SYSTEM)
    editor.route_again_in_place()
    return editor.store()


class Editor:
    """One editing of one report: the changes made so far and their events."""

    def __init__(
        self, report: Report, now: datetime, *, actor: User | None, actor_role: Actor
    ) -> None:
        self.report, self.now = report, now
        self.actor, self.actor_role = actor, actor_role
        self.events: list[ReportEvent] = []
        self._copied: set[str] = set()
        self._status, self._handler_id = report.status, report.handler_id
        self._service_id = report.service_id

    def set(self, field: str, value: str, kind: EventKind) -> None:
        old = getattr(self.report, field)
        if value != old:
            setattr(self.report, field, value)
            self._happened(kind, before=old, after=value)

    def move(self, location: Point, accuracy_m: float | None) -> None:
        report = self.report
        before, after = (
            [*place.coords, accuracy]
            for place, accuracy in ((report.location, report.accuracy_m), (location, accuracy_m))
        )
        report.location, report.accuracy_m = location, accuracy_m
        if after != before:
            self._happened(EventKind.PIN_MOVED, before=before, after=after)

    def change_service(self, code: str) -> None:
        report, old = self.report, self.report.service.code
        if code != old:
            # Whether it is offered depends on where the report turns out to lie.
            report.service = Service.objects.active().named(code)
            self._happened(EventKind.SERVICE_CHANGED, before=old, after=code)
            if report.service.is_private:
                self.set("visibility", Visibility.PRIVATE, EventKind.VISIBILITY_CHANGED)

    def route_again(self) -> None:
        """Route to where the report is by now."""
        self._apply(self._route())

    def route_again_in_place(self) -> None:
        """The same where nothing has moved: a dispatcher's choice counts, the hour does not."""
        self._apply(with_kept_crew(self._route(), self.report))

    def _route(self) -> Route:
        return find_route(
            location=self.report.location,
            accuracy_m=self.report.accuracy_m,
            service=self.report.service.code,
            at=self.now,
        )

    def _apply(self, route: Route) -> None:
        report = self.report
        before, status, crew_id = outcome_of(report), report.status, report.crew_id
        had = _columns(report)
        apply_route(report, route)
        Service.objects.offered_by(report.jurisdiction_id).named(report.service.code)
        self._copied |= {name for name, value in _columns(report).items() if value != had[name]}
        if outcome_of(report) != before:
            self._happened(EventKind.REROUTED, before=before, after=outcome_of(report))
        if report.crew_id and report.crew_id != crew_id:
            self.events.append(self._event(EventKind.ASSIGNED, status_before=status))
        elif report.status != status:
            self.events.append(self._event(EventKind.STATUS_CHANGED, status_before=status))

    def store(self) -> bool:
        """Save the report and its events; tell whether there was anything to save.

        What a route says beside whose the report is (reasons, certainty, distances, the address)
        is kept too, though it makes no event and no new version.
        """
        if self.events:
            self.events += self._settle_due()
            self.report.updated_at = self.now
            self.report.save()
            record(*self.events)
        elif self._copied:
            self.report.save(update_fields=self._copied)
        return bool(self.events or self._copied)

    def _settle_due(self) -> list[ReportEvent]:
        """What was promised depends on the service, on whose working hours, and on the status."""
        report, now = self.report, self.now
        change = (now, self._status, report.status)
        if report.service_id != self._service_id:
            return move_due(report, DueReason.SERVICE, now=now, change=change)
        if report.handler_id != self._handler_id:
            return move_due(report, DueReason.HANDLER, now=now, change=change)
        return settle_due(report, old=self._status, now=now)

    def _happened(self, kind: EventKind, **data: Any) -> None:
        self.report.version += 1
        self.events.append(self._event(kind, **data))

    def _event(self, kind: EventKind, **data: Any) -> ReportEvent:
        return event_of(
            self.report,
            kind,
            at=self.now,
            actor=self.actor,
            actor_role=self.actor_role,
            **data,
        )


def _columns(report: Report) -> dict[str, Any]:
    fields = (field for field in Report._meta.concrete_fields if not field.generated)
    return {field.attname: getattr(report, field.attname) for field in fields}
