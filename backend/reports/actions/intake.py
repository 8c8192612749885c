"""Taking in a new report: harmless to repeat, whole or not at all."""

import hashlib
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import orjson
from django.contrib.gis.geos import Point
from django.contrib.postgres.expressions import ArraySubquery
from django.db import IntegrityError, transaction
from django.db.models import BigIntegerField, Func, TextField, Value
from django.db.models.functions import Concat

from backend.accounts.actions import make_known, require_unblocked
from backend.accounts.secrets import hash_secret, new_secret, new_spoken_secret, same_hash
from backend.accounts.viewer import Viewer
from backend.core import errors, geo, throttling
from backend.core.language import current_language
from backend.core.moments import utc_text
from backend.crews import routing
from backend.jurisdictions import questions
from backend.jurisdictions.models import Jurisdiction, Service
from backend.jurisdictions.rules import Priority, TakingPolicy
from backend.reports.actions.deadlines import first_due_at
from backend.reports.actions.photos import attach_waiting
from backend.reports.actions.steps import event_of, record, require_possible_time
from backend.reports.events import EventKind
from backend.reports.models import Report, ReportEvent
from backend.reports.people_models import ReportContact
from backend.reports.querysets import Access
from backend.reports.routes import apply_route, outside
from backend.reports.rules import REPEATS_MAX, REPORT_AGAIN_MAX_M
from backend.reports.workflow import (
    CLOSED,
    STAFF_SOURCES,
    Actor,
    ReportKind,
    Source,
    Status,
    Visibility,
)

MANAGER_FIELDS = ("kind", "name", "phone", "email", "form_url")


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
    previous: UUID | None = None
    kind: ReportKind = ReportKind.REPORT
    language: str = field(default_factory=current_language)  # of the request that brings it

    @property
    def is_of_office(self) -> bool:
        """Whether somebody of the staff wrote it down for whoever called, came or wrote."""
        return self.source in STAFF_SOURCES

    @property
    def fingerprint(self) -> str:
        """SHA-256 of all that was sent: two drafts are the same when these are."""
        content = asdict(self)
        del content["secret"], content["language"]
        if self.previous is None:  # drafts have had this field only lately
            del content["previous"]
        if self.kind == ReportKind.REPORT:  # this one too
            del content["kind"]
        return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Intake:
    """secret: given away once, when the server made it.

    to_read_out: the secret for whoever called or came to the office, which sent this.
    """

    report: Report
    is_new: bool
    secret: str = ""
    to_read_out: str = ""


def take_in(*, draft: Draft, viewer: Viewer, counted_as: str, received_at: datetime) -> Intake:
    """Store a new report, its route and its first events, or find it stored already.

    counted_as: the caller's name for the throttle.
    What an office has written down for somebody is nobody's of the staff: only its secret opens it.
    Raises SecretRequired, IdConflict, TooManyRequests, InvalidInput (observed_at, answers,
    contact, previous), StopMessage, OutsideJurisdiction, DirectedElsewhere, ServiceNotOffered,
    Blocked, NotAllowed (a source that only staff may name).
    """
    proof = hash_secret(draft.secret) if draft.secret else ""
    if draft.id:
        if not (proof or viewer.user or viewer.installation):
            raise errors.SecretRequired(field="secret")
        known = _known(draft, viewer, proof)
        if known:
            return known
    throttling.count("intake", counted_as, now=received_at)
    _require_motion(draft)
    require_possible_time("observed_at", draft.observed_at, now=received_at)
    secret = "" if proof else _made_secret(draft, viewer)
    report = _new_report(draft, viewer, hash_secret(secret) if secret else proof, received_at)
    try:
        _store(report, draft, viewer)
    except IntegrityError:  # the same id, sent twice at once: the other one was first
        known = _known(draft, viewer, proof)
        if known is None:
            raise
        return known
    to_read_out = secret or draft.secret if draft.is_of_office else ""
    return Intake(report=report, is_new=True, secret=secret, to_read_out=to_read_out)


def _made_secret(draft: Draft, viewer: Viewer) -> str:
    """A secret for whoever could not prove otherwise that the report is theirs, else none."""
    if draft.is_of_office:
        return new_spoken_secret()
    return "" if viewer.user or viewer.installation else new_secret()


def _known(draft: Draft, viewer: Viewer, proof: str) -> Intake | None:
    """Find the report that this draft has become already. Raises IdConflict."""
    if draft.id is None or not Report.objects.filter(pk=draft.id).exists():
        return None
    # Not only what is visible: a conflict with any id is one.
    report = Report.objects.with_access(viewer).for_display().get(pk=draft.id)
    proved = report.is_own or (proof and same_hash(report.secret_hash, proof))
    is_writer = _wrote_down(report, viewer)
    if not (proved or is_writer) or report.intake_hash != draft.fingerprint:
        raise errors.IdConflict(field="id")
    report.access = Access.STAFF if is_writer else Access.OWN
    to_read_out = draft.secret if draft.is_of_office else ""
    return Intake(report=report, is_new=False, to_read_out=to_read_out)


def _wrote_down(report: Report, viewer: Viewer) -> bool:
    """Tell whether it was this colleague who took the report down, and still may read it."""
    if report.source not in STAFF_SOURCES or report.access != Access.STAFF:
        return False
    return report.events.filter(kind=EventKind.RECEIVED, actor=viewer.user).exists()


def _new_report(draft: Draft, viewer: Viewer, secret_hash: str, received_at: datetime) -> Report:
    location = geo.point(draft.lon, draft.lat)
    route = routing.find_route(
        location=location, accuracy_m=draft.accuracy_m, service=draft.service, at=received_at
    )
    if route.jurisdiction is None:
        raise outside(route)
    _require_taken(draft, route)
    service = Service.objects.offered_by(route.jurisdiction.id).named(draft.service)
    private = service.is_private or draft.visibility == Visibility.PRIVATE
    report = Report(
        id=draft.id or uuid4(),
        service=service,
        visibility=Visibility.PRIVATE if private else Visibility.PUBLIC,
        location=location,
        accuracy_m=draft.accuracy_m,
        address=draft.address,
        description=draft.description,
        source=draft.source,
        kind=draft.kind,
        **({} if draft.is_of_office else _sender(viewer)),
        secret_hash=secret_hash,
        intake_hash=draft.fingerprint,
        observed_at=draft.observed_at,
        received_at=received_at,
        updated_at=received_at,
        **_answered(service, draft.answers or {}),
    )
    report.access = Access.STAFF if draft.is_of_office else Access.OWN
    report.shown_photos = []
    apply_route(report, route)
    report.due_at = first_due_at(report)
    report.previous_id = _previous(draft, viewer, location)
    _require_may_send(report, viewer)
    return report


def _sender(viewer: Viewer) -> dict[str, Any]:
    installation = viewer.installation
    return {"reporter": viewer.user, "installation_id": installation.id if installation else None}


def _require_may_send(report: Report, viewer: Viewer) -> None:
    """Raises NotAllowed, Blocked."""
    if report.source not in STAFF_SOURCES:
        require_unblocked(viewer, report.handler, now=report.received_at)
    elif not {report.handler_id, report.jurisdiction_id} & viewer.dispatches:
        raise errors.NotAllowed(field="source")


def _previous(draft: Draft, viewer: Viewer, location: Point) -> UUID | None:
    """Check the report that this one follows: closed, near, and one that the sender may know of.

    Raises InvalidInput, the same for whatever is amiss: so nothing is told of what is private.
    """
    if draft.previous is None:
        return None
    known = Report.objects.visible_to(viewer).filter(pk=draft.previous, status__in=CLOSED)
    if not known.near(location, metres=REPORT_AGAIN_MAX_M).exists():
        raise errors.InvalidInput(field="previous")
    return draft.previous


def _require_motion(draft: Draft) -> None:
    """A motion names who makes it; else the office must leave it unexamined.

    Regulation of the Council of Ministers of 8 January 2002 on complaints and motions, par. 8(1).
    """
    contact = draft.contact or {}
    for name in ("name", "postal_address"):
        if draft.kind == ReportKind.MOTION and not contact.get(name, "").strip():
            raise errors.InvalidInput(field=f"contact.{name}")


def _require_taken(draft: Draft, route: routing.Route) -> None:
    """Refuse what this office only directs to the manager of the road.

    Not what its own people write down; and not a motion, which the law wants passed on (Code of
    Administrative Procedure, art. 243).
    """
    if draft.is_of_office or draft.kind == ReportKind.MOTION:
        return
    manager = route.manager
    if manager and route.policy == TakingPolicy.DIRECT:
        told = {name: getattr(manager, name) for name in MANAGER_FIELDS}
        raise errors.DirectedElsewhere(field="location", manager=told)


def _answered(service: Service, answers: dict[str, Any]) -> dict[str, Any]:
    """The columns that follow from the answers. Raises StopMessage, InvalidInput."""
    asked = service.asked()
    questions.require_answers(asked, answers)
    usual = Priority(service.default_priority)
    return {
        "answers": answers,
        "questions": questions.wording_of(asked, answers),
        "priority": questions.priority_of(asked, answers, usual),
    }


@transaction.atomic
def _store(report: Report, draft: Draft, viewer: Viewer) -> None:
    make_known(viewer)
    report.number, report.repeats = _number_and_repeats(report)
    report.is_repeated = bool(report.repeats)
    report.save(force_insert=True)
    if draft.contact and any(draft.contact.values()):
        ReportContact.objects.create(report=report, language=draft.language, **draft.contact)
    record(*_first_events(report, viewer))
    if draft.id:  # only then can a photo have come before its report
        report.shown_photos = attach_waiting(report, viewer=viewer, now=report.received_at)


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
        data={
            "service": report.service.code,
            "priority": report.priority,
            "visibility": report.visibility,
            "due_at": utc_text(report.due_at),
            **({"kind": report.kind} if report.kind == ReportKind.MOTION else {}),
            **({"previous": str(report.previous_id)} if report.previous_id else {}),
            **({"source": report.source} if report.source in STAFF_SOURCES else {}),
        },
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


def _number_and_repeats(report: Report) -> tuple[str, list[UUID]]:
    """In one statement: the next public number, and the reports that this one repeats.

    The number: prefix, local year, a sequence that never starts again.
    """
    before = Report.objects.mended_before(report, now=report.received_at)
    last = before.order_by("-closed_at", "-id").values("pk")[:REPEATS_MAX]
    sequence = Concat(Value("report_number_"), "pk", output_field=TextField())
    drawn = Func(sequence, function="nextval", output_field=BigIntegerField())
    office = Jurisdiction.objects.filter(pk=report.jurisdiction_id)
    columns = ("number_prefix", "time_zone", drawn, ArraySubquery(last))
    prefix, time_zone, number, repeats = office.values_list(*columns).get()
    year = report.received_at.astimezone(ZoneInfo(time_zone)).year
    return f"{prefix}-{year}-{number}", repeats
