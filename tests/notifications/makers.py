"""Rows for the tests of notifications: a report, who hears of it, and their phones."""

from datetime import UTC, datetime
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from django.contrib.gis.geos import Point

from backend.accounts.models import Installation, User
from backend.accounts.secrets import hash_secret
from backend.accounts.viewer import InstallationProof, Viewer
from backend.core.language import Language
from backend.crews.models import Crew
from backend.jurisdictions.models import Jurisdiction, Service
from backend.reports.events import EventKind
from backend.reports.models import EventText, Report, ReportEvent
from backend.reports.people_models import Follow
from backend.reports.workflow import Actor, Status
from notifications.fanout import fan_out
from notifications.models import Device
from notifications.rules import DeviceKind, Platform

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
PLACE = Point(18.6, 53.01, srid=4326)
SECRET = "s" * 40

_serial = count(1)


def make_user(**values: Any) -> User:
    return User.objects.create_user(f"user{next(_serial)}@example.org", **values)


def make_installation() -> Installation:
    return Installation.objects.create(secret_hash=hash_secret(SECRET))


def make_report(**values: Any) -> Report:
    unit, _ = Jurisdiction.objects.get_or_create(
        teryt="0463011", defaults={"name": "A", "office_name": "Office A", "number_prefix": "AAA"}
    )
    service, _ = Service.objects.get_or_create(
        code="pothole-of-the-tests",
        defaults={"name_pl": "Dziura w jezdni", "name_en": "Pothole", "name_uk": "Яма на дорозі"},
    )
    crew, _ = Crew.objects.get_or_create(jurisdiction=unit, name="Ekipa Nowak")
    defaults = {
        "number": f"AAA-2026-{next(_serial)}",
        "service": service,
        "jurisdiction": unit,
        "handler": unit,
        "crew": crew,
        "location": PLACE,
        "address": "Secret Street 7",
        "description": "In front of my house",
        "intake_hash": "",
        "received_at": NOON,
        "updated_at": NOON,
    }
    return Report.objects.create(**{**defaults, **values})


def make_event(report: Report, status: Status = Status.FIXED, **values: Any) -> ReportEvent:
    defaults = {
        "kind": EventKind.STATUS_CHANGED,
        "at": NOON,
        "actor_role": Actor.DISPATCHER,
        "status": status,
        "version": 2,
    }
    return ReportEvent.objects.create(report=report, **{**defaults, **values})


def make_comment(report: Report, audience: str, **values: Any) -> ReportEvent:
    event = make_event(report, Status.RECEIVED, kind=EventKind.COMMENTED, **values)
    EventText.objects.create(
        event=event, kind=EventText.Kind.COMMENT, text="Call me, Jan", audience=audience
    )
    return event


def make_follow(report: Report, owner: User | Installation, is_owner: bool = False) -> Follow:
    return Follow.objects.create(report=report, is_owner=is_owner, since=NOON, **owned_by(owner))


def make_device(owner: User | Installation, **values: Any) -> Device:
    defaults = {
        "installation_uid": uuid4(),
        "kind": DeviceKind.TOKEN,
        "value": f"token-{next(_serial)}",
        "platform": Platform.ANDROID,
        "language": Language.POLISH,
        "updated_at": NOON,
    }
    return Device.objects.create(**{**defaults, **owned_by(owner), **values})


def told(event: ReportEvent) -> None:
    fan_out(event_id=event.pk, now=event.at)


def owned_by(owner: User | Installation) -> dict[str, Any]:
    return {"user" if isinstance(owner, User) else "installation": owner}


def anonymous(uid: UUID | None = None, *, is_known: bool = False) -> Viewer:
    proof = InstallationProof(id=uid or uuid4(), secret_hash=hash_secret(SECRET), is_known=is_known)
    return Viewer(installation=proof)
