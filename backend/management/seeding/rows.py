"""A made-up report as rows for COPY: the report itself and its history."""

import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from backend.jurisdictions.models import Service
from backend.jurisdictions.rules import Priority
from backend.management.seeding.catalogue import Catalogue
from backend.management.seeding.lives import Life, live
from backend.management.seeding.places import Choice, Place
from backend.reports.events import EventKind
from backend.reports.rules import OVERDUE_STEPS
from backend.reports.workflow import (
    CREW_WORK,
    PAUSED,
    STAFF_SOURCES,
    Actor,
    ClosingReason,
    Source,
    Status,
    Visibility,
)

PRIVATE = 0.03  # of reports whose sender wants them so
OTHER_PRIORITY = 0.08  # of reports whose answers changed it
APPROVED = 0.7  # of texts
SOURCES = {
    Source.APP: 70,
    Source.WEB: 14,
    Source.PHONE: 8,
    Source.OPEN311: 4,
    Source.INSPECTION: 3,
    Source.DESK: 1,
}
EWKB_POINT, WGS84 = 0x20000001, 4326

REPORT_COLUMNS = (
    "id", "number", "service_id", "jurisdiction_id", "handler_id", "status", "priority",
    "visibility", "version", "crew_id", "location", "accuracy_m", "address", "description",
    "answers", "is_text_approved", "municipality_teryt", "municipality_name", "road_category",
    "road_number", "road_name", "road_distance_m", "road_km", "road_layer", "boundary_layer",
    "manager_id", "manager_kind", "manager_name", "is_managed_elsewhere", "is_route_certain",
    "reasons", "source",
    "secret_hash", "intake_hash", "received_at", "updated_at", "due_at", "overdue_steps",
    "closed_at", "closing_reason", "planned_for", "duplicate_of_id",
)  # fmt: skip
EVENT_COLUMNS = (
    "report_id", "kind", "at", "actor_role", "status_before", "status", "crew_id", "version",
    "data",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class MadeUp:
    """One report, but for its text and its number."""

    id: UUID
    place: Place
    service: Service
    priority: str
    source: Source
    received_at: datetime
    due_at: datetime
    overdue_steps: int
    crew: Choice | None
    life: Life
    duplicate_of: UUID | None = None

    @property
    def began_as(self) -> Status:
        return Status.ASSIGNED if self.crew else Status.RECEIVED

    @property
    def version(self) -> int:
        return 1 + (self.crew is not None) + (self.life.status != self.began_as)

    @property
    def closing_reason(self) -> str:
        reasons = list(ClosingReason)
        is_closed_so = self.life.status == Status.NOT_FIXED
        return reasons[self.id.int % len(reasons)].value if is_closed_so else ""


def make_up(
    random: Random, *, id: UUID, place: Place, catalogue: Catalogue, received_at: datetime,
    until: datetime,
) -> MadeUp:  # fmt: skip
    service = catalogue.service(random, place.jurisdiction, received_at.month)
    crew = place.crew_for(service)
    due_at = received_at + timedelta(hours=service.response_hours)
    priority = service.default_priority
    if random.random() < OTHER_PRIORITY:
        priority = random.choice(list(Priority))
    return MadeUp(
        id=id,
        place=place,
        service=service,
        priority=priority,
        source=random.choices(list(SOURCES), list(SOURCES.values()))[0],
        received_at=received_at,
        due_at=due_at,
        overdue_steps=sum(until - due_at >= after for after in OVERDUE_STEPS),
        crew=crew,
        life=live(random, place, crew, received_at, due_at=due_at, until=until),
    )


def report_row(
    random: Random, made: MadeUp, *, number: str, mark: str, catalogue: Catalogue
) -> tuple[Any, ...]:
    """The columns of REPORT_COLUMNS. mark: stands where the hash of what was sent would."""
    place, life, route = made.place, made.life, made.place.route
    road, unit, manager = route.road, route.municipality, route.manager
    lon, lat, aside_m = place.draw(random)
    private = made.service.is_private or random.random() < PRIVATE
    description = catalogue.description(random, made.service)
    address = f"{road.name} {random.randrange(1, 120)}" if road and road.name else ""
    return (
        made.id, number, made.service.pk, place.jurisdiction, place.handler, life.status.value,
        made.priority, Visibility.PRIVATE if private else Visibility.PUBLIC, made.version,
        life.crew, _ewkb(lon, lat), round(random.lognormvariate(2.2, 0.6), 1), address,
        description, "{}", not private and random.random() < APPROVED,
        unit.teryt if unit else "", unit.name if unit else "",
        road.category if road else "", road.number if road else "", road.name if road else "",
        round(aside_m, 1) if road else None, road.km if road else None,
        road.layer if road else "", route.boundary_layer,
        manager.id if manager else None, manager.kind if manager else "",
        manager.name if manager else "", route.is_managed_elsewhere, route.is_certain,
        made.crew.reasons if made.crew and life.crew else place.reasons, made.source, "", mark,
        made.received_at, life.changed_at, None if life.status in PAUSED else made.due_at,
        made.overdue_steps, life.closed_at, made.closing_reason, life.planned_for,
        made.duplicate_of,
    )  # fmt: skip


def event_rows(made: MadeUp) -> Iterator[tuple[Any, ...]]:
    """The history that leads to the report as it is: columns of EVENT_COLUMNS."""
    life, crew = made.life, made.crew.crew if made.crew else None
    sender = Actor.DISPATCHER if made.source in STAFF_SOURCES else Actor.REPORTER
    data = {"service": made.service.code, "priority": made.priority}
    told = json.dumps(data | ({"source": made.source} if made.source in STAFF_SOURCES else {}))
    came, received = made.received_at, Status.RECEIVED
    yield made.id, EventKind.RECEIVED, came, sender, "", received, None, 1, told
    if crew:
        kind, assigned = EventKind.ASSIGNED, Status.ASSIGNED
        yield made.id, kind, came, Actor.SYSTEM, received, assigned, crew, 2, "{}"
    if made.duplicate_of:
        yield (
            made.id, EventKind.MERGED, life.changed_at, Actor.DISPATCHER, made.began_as,
            life.status, life.crew, made.version, json.dumps(_merger(made)),
        )  # fmt: skip
    elif life.status != made.began_as:
        plan = {"planned_for": life.planned_for.isoformat()} if life.planned_for else {}
        why = {"closing_reason": made.closing_reason} if made.closing_reason else {}
        yield (
            made.id, EventKind.STATUS_CHANGED, life.changed_at, _who(life), made.began_as,
            life.status, life.crew, made.version, json.dumps(plan | why),
        )  # fmt: skip


def local_year(moment: datetime, time_zone: str) -> int:
    return moment.astimezone(ZoneInfo(time_zone)).year


class Survivors:
    """The report that a duplicate repeats: the last one of its service there, or in its office."""

    def __init__(self) -> None:
        self._last: dict[tuple[Any, ...], UUID] = {}

    def joined(self, made: MadeUp) -> MadeUp:
        """Give a duplicate its survivor, or a better end where there is none yet."""
        there = (made.service.pk, made.place.lon, made.place.lat)
        in_office = (made.service.pk, made.place.jurisdiction, made.place.handler)
        if made.life.status is Status.DUPLICATE:
            survivor = self._last.get(there) or self._last.get(in_office)
            if survivor:
                return replace(made, duplicate_of=survivor)
            made = replace(made, life=replace(made.life, status=Status.FIXED))
        if made.life.status is not Status.WITHDRAWN:
            self._last[there] = self._last[in_office] = made.id
        return made


def _merger(made: MadeUp) -> dict[str, Any]:
    """What the history keeps of a joining; see `reports.actions.merging`."""
    kept = {
        "planned_for": None,
        "taken_by": None,
        "crew": made.life.crew,
        "handler": made.place.handler,
        "service": made.service.code,
    }
    return {"of": str(made.duplicate_of), "kept": kept}


def _who(life: Life) -> Actor:
    if life.status is Status.WITHDRAWN:
        return Actor.REPORTER
    mends = (*CREW_WORK, Status.FIXED, Status.NOT_FIXED)
    return Actor.CREW if life.crew and life.status in mends else Actor.DISPATCHER


def _ewkb(lon: float, lat: float) -> str:
    return struct.pack("<BIIdd", 1, EWKB_POINT, WGS84, lon, lat).hex()
