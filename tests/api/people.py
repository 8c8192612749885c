"""A small world of public and private reports, and everybody who may ask for them."""

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import product
from typing import Any
from uuid import uuid4

from django.contrib.gis.geos import Point
from django.core.files.base import ContentFile
from django.utils import timezone

from backend.accounts.actions import make_access_token
from backend.accounts.models import Installation, Role, User
from backend.accounts.people import issue_token
from backend.accounts.secrets import hash_secret
from backend.accounts.viewer import STRANGER, InstallationProof, Viewer, viewer_of
from backend.crews.models import Crew, Membership
from backend.jurisdictions.models import Jurisdiction, Service
from backend.management import demo_file
from backend.reports.models import Report
from backend.reports.photo_models import Photo
from backend.reports.workflow import CLOSED, Status
from notifications.models import Notification
from tests.conftest import NOON, Caller
from tests.notifications.makers import make_comment, make_event, make_follow, owned_by
from tests.reports.makers import COUNTY_CREW, NORTH

SECRET = "s" * 40
NOTHING = ""
HIDDEN = "TAJNY-OPIS"
HOME, AWAY = "1418032", "1421062"
# In one tile of zoom 13: which tile a report is in is no matter of who sees it.
PLACES = {"home": (20.930, 52.070), "county": (20.935, 52.071), "away": (20.940, 52.075)}
OWNERS = ("phone", "resident", "secret", "nobody")
STATUSES = (Status.RECEIVED, Status.ASSIGNED, Status.FIXED, Status.IN_PROGRESS, Status.NOT_FIXED)
PRIORITIES = ("normal", "high", "danger")
PHOTO = "11111111-2222-4333-8444-555555555555"


@dataclass
class Person:
    """Somebody who asks.

    private: the numbers of what they see that is not for everybody, as a pattern.
    """

    name: str
    caller: Caller
    viewer: Viewer
    private: str

    @property
    def is_known(self) -> bool:
        return bool(self.viewer.key)

    def sees(self, number: str) -> bool:
        return "-public-" in number or bool(re.fullmatch(self.private, number))

    def visible(self) -> list[Report]:
        """The rows, each with its `access` and `is_own`, for narrowing in Python."""
        rows = Report.objects.visible_to(self.viewer).select_related("service", "jurisdiction")
        return list(rows)


@dataclass
class World:
    """people: by name. crews: ids by name. missing: an id that no report has."""

    people: dict[str, Person] = field(default_factory=dict)
    crews: dict[str, int] = field(default_factory=dict)
    missing: str = ""

    def __iter__(self) -> Iterator[Person]:
        return iter(self.people.values())

    def __getitem__(self, name: str) -> Person:
        return self.people[name]


def make_world() -> World:
    """Twelve public and twelve private reports of three offices and four kinds of owners."""
    world = World(missing=str(uuid4()))
    away = Jurisdiction.objects.create(
        teryt=AWAY, name="Raszyn", number_prefix="RAS", text_publication="at_once"
    )
    Crew.objects.create(jurisdiction=away, name="Raszyn")
    world.crews = dict(Crew.objects.values_list("name", "pk"))
    phones = {name: _phone() for name in ("phone", "follower", "claimer")}
    resident = User.objects.get(email=demo_file.email_of("resident"))
    _make_reports(world, away, phones["phone"][1], resident)
    _add_people(world, phones, away)
    _tell_everybody(world, [phone for _, phone in phones.values()])
    return world


def _phone() -> tuple[Caller, Installation]:
    secret = uuid4().hex
    row = Installation.objects.create(secret_hash=hash_secret(secret))
    return Caller(f"Installation {row.pk}:{secret}"), row


def _make_reports(world: World, away: Jurisdiction, phone: Installation, resident: User) -> None:
    home = Jurisdiction.objects.get(teryt=HOME)
    county = Jurisdiction.objects.get(teryt="1418")
    offices: dict[str, dict[str, Any]] = {
        "home": {"jurisdiction": home, "handler": home, "crew_id": world.crews[NORTH]},
        "county": {"jurisdiction": home, "handler": county, "crew_id": world.crews[COUNTY_CREW]},
        "away": {"jurisdiction": away, "handler": away, "crew_id": world.crews["Raszyn"]},
    }
    owners: dict[str, dict[str, Any]] = {
        "phone": {"installation": phone},
        "resident": {"reporter": resident},
        "secret": {"secret_hash": hash_secret(SECRET)},
        "nobody": {},
    }
    services = list(Service.objects.filter(code__in=["pothole", "manhole"]).order_by("code"))
    kinds = product(offices, ("public", "private"), OWNERS)
    rows = []
    for serial, (office, visibility, owner) in enumerate(kinds):
        lon, lat = PLACES[office]
        status = STATUSES[serial % len(STATUSES)]
        received_at = NOON - timedelta(days=serial)
        rows.append(
            Report(
                number=f"{office}-{visibility}-{owner}",
                visibility=visibility,
                service=services[serial % 2],
                status=status,
                closed_at=NOON if status in CLOSED else None,
                is_contested=status == Status.FIXED,
                is_managed_elsewhere=serial % 2 == 0,
                is_repeated=bool(serial % 4),
                priority=PRIORITIES[serial % len(PRIORITIES)],
                location=Point(lon + serial / 50_000, lat, srid=4326),
                description=f"{HIDDEN} {office}",
                is_text_approved=owner == "phone",
                municipality_teryt=AWAY if office == "away" else HOME,
                road_category="municipal" if serial % 3 else "county",
                received_at=received_at,
                updated_at=received_at + timedelta(hours=1),
                due_at=received_at + timedelta(days=3),
                **offices[office],
                **owners[owner],
            )
        )
    for public, private in zip(rows, rows[len(OWNERS) :], strict=False):
        if public.visibility == "public":  # each points to a private one of the same office
            public.previous, public.repeats = private, [private.pk]
    Report.objects.bulk_create(rows)


def _add_people(
    world: World, phones: dict[str, tuple[Caller, Installation]], away: Jurisdiction
) -> None:
    nobodys = Report.objects.get(number="home-private-nobody")
    make_follow(nobodys, phones["claimer"][1], is_owner=True)
    make_follow(nobodys, phones["follower"][1])
    own = {"phone": ".*-phone", "claimer": nobodys.number}
    _add(world, "stranger", Caller(), STRANGER, NOTHING)
    for name, (caller, row) in phones.items():
        proof = InstallationProof(id=row.pk, secret_hash=row.secret_hash, is_known=True)
        _add(world, name, caller, Viewer(installation=proof), own.get(name, NOTHING))
    holder = Viewer(report=hash_secret(SECRET))
    _add(world, "secret holder", Caller(f"Report {SECRET}"), holder, ".*-secret")

    users = {key: User.objects.get(email=demo_file.email_of(key)) for key in _DEMO}
    for name, values in _OTHERS.items():
        users[name] = User.objects.create_user(f"{name.replace(' ', '.')}@example.org", **values)
    county_crew = Crew.objects.get(name=COUNTY_CREW)
    Membership.objects.create(user=users["county crew"], crew=county_crew)
    kind = Role.Kind.DISPATCHER
    Role.objects.create(user=users["away dispatcher"], jurisdiction=away, kind=kind)
    for name, user in users.items():
        private = (_DEMO | _STAFF)[name]
        _add(world, name, Caller(f"Bearer {issue_token(user)}"), viewer_of(user), private)
    program = _program(users["crew"])
    _add(world, "crew's program", program, viewer_of(users["crew"]), _DEMO["crew"])
    browser = Caller()
    browser.client.force_login(users["dispatcher"])
    viewer = viewer_of(users["dispatcher"])
    _add(world, "dispatcher's browser", browser, viewer, _DEMO["dispatcher"])
    app = Caller()
    app.headers = {"X-Session-Token": issue_token(users["county_dispatcher"])}
    viewer = viewer_of(users["county_dispatcher"])
    _add(world, "county dispatcher's app", app, viewer, _DEMO["county_dispatcher"])


def _add(world: World, name: str, caller: Caller, viewer: Viewer, private: str) -> None:
    world.people[name] = Person(name, caller, viewer, private)


def _program(user: User) -> Caller:
    """Somebody's QGIS, say, which knows a personal access token."""
    token = make_access_token(user=user, name="QGIS", now=timezone.now()).text
    proof = base64.b64encode(f"{user.email}:{token}".encode()).decode()
    return Caller(f"Basic {proof}")


def _tell_everybody(world: World, phones: list[Installation]) -> None:
    """Send news of every report to everybody with an inbox, as if they had seen it once."""
    readers: list[User | Installation] = [*phones, *User.objects.all()]
    notifications = []
    for report in Report.objects.all():
        make_comment(report, "internal")
        event = make_event(report, Status(report.status))
        for reader in readers:
            values = {"type": "status", "at": NOON, **owned_by(reader)}
            notifications.append(Notification(report=report, event=event, **values))
    Notification.objects.bulk_create(notifications)


def add_photos() -> None:
    """Give a published photo to one public and one private report."""
    for report in Report.objects.filter(number__in=["home-public-nobody", "home-private-nobody"]):
        photo = Photo(report=report, uid=PHOTO, state="ready", publication="published", size=2)
        photo.uploaded_at, photo.media_type, photo.edition = NOON, "image/jpeg", 1
        for rendition in (photo.original, photo.display, photo.thumbnail):
            rendition.save(f"{report.pk}.jpg", ContentFile(b"\xff\xd8"), save=False)
        for rendition in (photo.public_display, photo.public_thumbnail):
            rendition.save(f"{report.pk}.jpg", ContentFile(b"\xff\xd8\xff"), save=False)
        photo.save()


_DEMO = {
    "resident": ".*-resident",
    "crew": "home-.*",
    "dispatcher": "(home|county)-.*",
    "administrator": "(home|county)-.*",
    "county_dispatcher": "county-.*",
}
_STAFF = {
    "other resident": NOTHING,
    "county crew": "county-.*",
    "away dispatcher": "away-.*",
    "operator": ".*",
}
_OTHERS: dict[str, dict[str, Any]] = {name: {} for name in _STAFF}
_OTHERS["operator"] = {"is_superuser": True, "is_staff": True}
