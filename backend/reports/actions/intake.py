"""Taking in a new report: harmless to repeat, whole or not at all."""

import hashlib
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import orjson
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from backend.accounts.actions import make_known
from backend.accounts.secrets import hash_secret, new_secret, same_hash
from backend.accounts.viewer import Viewer
from backend.core import errors, geo, throttling
from backend.crews import routing
from backend.jurisdictions.models import Service
from backend.reports.actions.steps import event_of, record, require_possible_time
from backend.reports.events import EventKind
from backend.reports.models import Report, ReportContact, ReportEvent
from backend.reports.querysets import Access
from backend.reports.routes import apply_route, outside
from backend.reports.workflow import STAFF_SOURCES, Actor, Source, Status, Visibility


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A new report as its sender describes it. Coordinates are WGS84 degrees."""

    service: str
    lon: float
    lat: float
    accuracy_m: float | None = None
    id: UUID | None = None
    secret: str = ""
    address: str = ""
    description: str = ""
    answers: dict[str, Any] | None = None
    observed_at: datetime | None = None
    contact: dict[str, str] | None = None
    visibility: Visibility | None = None
    source: Source = Source.APP

    @property
    def fingerprint(self) -> str:
        """SHA-256 of all that was sent: two drafts are the same when these are."""
        content = {name: value for name, value in asdict(self).items() if name != "secret"}
        return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Intake:
    """secret: given away once, when the server made it."""

    report: Report
    is_new: bool
    secret: str = ""


def take_in(*, draft: Draft, viewer: Viewer, counted_as: str, received_at: datetime) -> Intake:
    """Store a new report, its route and its first events, or find it stored already.

    counted_as: the caller's name for the throttle.
    Raises SecretRequired, IdConflict, TooManyRequests, InvalidInput (observed_at),
    OutsideJurisdiction, ServiceNotOffered, NotAllowed (a source that only staff may name).
    """
    proof = hash_secret(draft.secret) if draft.secret else ""
    if draft.id:
        if not (proof or viewer.user or viewer.installation):
            raise errors.SecretRequired(field="secret")
        known = _known(draft, viewer, proof)
        if known:
            return known
    throttling.count("intake", counted_as, now=received_at)
    require_possible_time("observed_at", draft.observed_at, now=received_at)
    anonymous = not (proof or viewer.user or viewer.installation)
    secret = new_secret() if anonymous else ""
    report = _new_report(draft, viewer, hash_secret(secret) if secret else proof, received_at)
    try:
        _store(report, draft, viewer)
    except IntegrityError:  # the same id, sent twice at once: the other one was first
        known = _known(draft, viewer, proof)
        if known is None:
            raise
        return known
    return Intake(report=report, is_new=True, secret=secret)


def _known(draft: Draft, viewer: Viewer, proof: str) -> Intake | None:
    """Find the report that this draft has become already. Raises IdConflict."""
    if draft.id is None or not Report.objects.filter(pk=draft.id).exists():
        return None
    # Not only what is visible: a conflict with any id is one.
    report = Report.objects.with_access(viewer).for_display().get(pk=draft.id)
    proved = report.is_own or (proof and same_hash(report.secret_hash, proof))
    if not proved or report.intake_hash != draft.fingerprint:
        raise errors.IdConflict(field="id")
    report.access = Access.OWN
    return Intake(report=report, is_new=False)


def _new_report(draft: Draft, viewer: Viewer, secret_hash: str, received_at: datetime) -> Report:
    location = geo.point(draft.lon, draft.lat)
    route = routing.find_route(
        location=location, accuracy_m=draft.accuracy_m, service=draft.service, at=received_at
    )
    if route.jurisdiction is None:
        raise outside(route)
    service = offered_service(draft.service, route.jurisdiction.id)
    private = service.is_private or draft.visibility == Visibility.PRIVATE
    report = Report(
        id=draft.id or uuid4(),
        service=service,
        priority=service.default_priority,
        visibility=Visibility.PRIVATE if private else Visibility.PUBLIC,
        location=location,
        accuracy_m=draft.accuracy_m,
        address=draft.address,
        description=draft.description,
        answers=draft.answers or {},
        source=draft.source,
        reporter=viewer.user,
        installation_id=viewer.installation.id if viewer.installation else None,
        secret_hash=secret_hash,
        intake_hash=draft.fingerprint,
        observed_at=draft.observed_at,
        received_at=received_at,
        updated_at=received_at,
        due_at=received_at + timedelta(hours=service.response_hours),
    )
    report.access, report.shown_photos = Access.OWN, []
    apply_route(report, route)
    offices = {report.handler_id, report.jurisdiction_id}
    if draft.source in STAFF_SOURCES and not offices & viewer.dispatches:
        raise errors.NotAllowed(field="source")
    return report


@transaction.atomic
def _store(report: Report, draft: Draft, viewer: Viewer) -> None:
    make_known(viewer)
    report.number = _next_number(report.jurisdiction_id, report.received_at)
    report.save(force_insert=True)
    if draft.contact and any(draft.contact.values()):
        ReportContact.objects.create(report=report, **draft.contact)
    record(*_first_events(report, viewer))


def _first_events(report: Report, viewer: Viewer) -> list[ReportEvent]:
    received = ReportEvent(
        report=report,
        kind=EventKind.RECEIVED,
        at=report.received_at,
        changed_at=report.observed_at,
        actor=viewer.user,
        actor_role=Actor.DISPATCHER if report.source in STAFF_SOURCES else Actor.REPORTER,
        status=Status.RECEIVED,
        version=1,
        data={"service": report.service.code, "priority": report.priority},
    )
    if report.crew_id is None:
        return [received]
    assigned = event_of(
        report,
        EventKind.ASSIGNED,
        at=report.received_at,
        actor_role=Actor.SYSTEM,
        status_before=Status.RECEIVED,
    )
    return [received, assigned]


def known_service(code: str) -> Service:
    """Raises ServiceNotOffered."""
    return _among(Service.objects.active(), code)


def offered_service(code: str, jurisdiction_id: int) -> Service:
    """Raises ServiceNotOffered."""
    return _among(Service.objects.offered_by(jurisdiction_id), code)


def _among(services: QuerySet[Service], code: str) -> Service:
    try:
        return services.get(code=code)
    except Service.DoesNotExist:
        raise errors.ServiceNotOffered(field="service") from None


def _next_number(jurisdiction_id: int, received_at: datetime) -> str:
    """Draw the next public number: prefix, local year, a sequence that never starts again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number_prefix, time_zone, nextval('report_number_' || id)"
            " FROM jurisdictions_jurisdiction WHERE id = %s",
            [jurisdiction_id],
        )
        prefix, time_zone, number = cursor.fetchone()
    return f"{prefix}-{received_at.astimezone(ZoneInfo(time_zone)).year}-{number}"
