"""Loading the demo municipality of fixtures/: layers, office, people, and played reports."""

import json
import tomllib
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon
from django.db import transaction

from backend.accounts.models import Role, User
from backend.accounts.people import make_person
from backend.accounts.secrets import new_secret
from backend.accounts.viewer import STRANGER, Viewer, viewer_of
from backend.crews.models import Crew, CrewArea, Duty, Membership
from backend.jurisdictions.models import Jurisdiction, ManagementAgreement, RoadManager, Service
from backend.jurisdictions.rules import Priority
from backend.management.catalogue import load_catalogue, load_replies, offer
from backend.reports.actions import changes, follows, forwarding, intake, merging, photos, verdicts
from backend.reports.actions.waiting import Sender
from backend.reports.media import PhotoKind
from backend.reports.models import Report
from backend.reports.workflow import PassingOn, Status
from fixtures.photos import draw_photo
from gis_layers.importers import import_addresses, import_boundaries, import_roads, import_works

FIXTURES = Path(settings.BASE_DIR) / "fixtures"
SOURCE, LICENCE = "fixtures/README.md", "CC0 1.0"
BOUNDARIES = ("municipalities", "counties", "voivodeships")

Progress = Callable[[Iterable[Any]], Iterable[Any]]


def is_loaded() -> bool:
    return Jurisdiction.objects.filter(teryt=_demo()["jurisdiction"][0]["teryt"]).exists()


@transaction.atomic
def load_office(passwords: dict[str, str]) -> None:
    """Load everything but the reports. passwords: by account key."""
    for name in BOUNDARIES:
        mapping = FIXTURES / "mappings" / f"{name}.toml"
        file = FIXTURES / f"boundaries_{name}.geojson"
        import_boundaries(file, mapping=mapping, source=SOURCE, licence=LICENCE)
    roads, mapping = FIXTURES / "roads.geojson", FIXTURES / "mappings" / "roads.toml"
    import_roads(roads, mapping=mapping, source=SOURCE, licence=LICENCE)
    addresses, mapping = FIXTURES / "addresses.geojson", FIXTURES / "mappings" / "addresses.toml"
    import_addresses(addresses, mapping=mapping, source=SOURCE, licence=LICENCE)
    works = FIXTURES / "works.geojson"
    import_works(works, mapping="works", source=SOURCE, licence=LICENCE)
    demo, services = _demo(), load_catalogue()
    for row in demo["jurisdiction"]:
        office = Jurisdiction.objects.create(**row)
        offer(office, services)
        load_replies(office)
    _load_managers(demo)
    _load_crews(demo, services)
    for row in demo["account"]:
        _load_account(row, passwords[row["key"]])


def load_reports(*, now: datetime, progress: Progress = iter) -> None:
    """Play the demo reports through the real actions, in the order in which they came."""
    people = _people()
    rows = tomllib.loads((FIXTURES / "reports.toml").read_text(encoding="utf-8"))["report"]
    known: dict[str, UUID] = {}
    for seed, row in enumerate(progress(rows)):
        _Play(row, people, known, seed, now).run()


def _demo() -> dict[str, Any]:
    return tomllib.loads((FIXTURES / "demo.toml").read_text(encoding="utf-8"))


def _load_managers(demo: dict[str, Any]) -> None:
    offices = {office.teryt: office for office in Jurisdiction.objects.all()}
    managers = {}
    for row in demo["road_manager"]:
        tenant = offices.get(row.pop("tenant", ""))
        manager = RoadManager.objects.create(**row, jurisdiction=tenant)
        managers[manager.kind, manager.teryt] = manager
    areas = _polygons("agreement_areas.geojson", "reference")
    for row in demo["agreement"]:
        giver, taker = row.pop("from"), row.pop("to")
        ManagementAgreement.objects.create(
            **row,
            from_manager=managers[giver["kind"], giver["teryt"]],
            to_manager=managers[taker["kind"], taker["teryt"]],
            area=areas.get(row["reference"], [(None, None)])[0][1],
        )


def _load_crews(demo: dict[str, Any], services: list[Service]) -> None:
    areas = _polygons("crew_areas.geojson", "crew")
    made: dict[str, Crew] = {}
    for row in demo["crew"]:
        office = Jurisdiction.objects.get(teryt=row["jurisdiction"])
        crew = made[row["key"]] = Crew.objects.create(
            jurisdiction=office,
            name=row["name"],
            is_contractor=row["is_contractor"],
            phone=row["phone"],
        )
        Duty.objects.bulk_create(
            Duty(crew=crew, service=service)
            for service in services
            if row["duties"] == ["*"] or service.code in row["duties"]
        )
        for properties, area in areas[row["key"]]:
            CrewArea.objects.create(
                crew=crew, name=properties["name"], priority=properties["priority"], area=area
            )
    for row in demo["crew"]:
        if "stand_in" in row:
            Crew.objects.filter(pk=made[row["key"]].pk).update(stand_in=made[row["stand_in"]])


def _polygons(file: str, key: str) -> dict[str, list[tuple[dict[str, Any], MultiPolygon]]]:
    found: dict[str, list[tuple[dict[str, Any], MultiPolygon]]] = {}
    for feature in json.loads((FIXTURES / file).read_text(encoding="utf-8"))["features"]:
        shape = GEOSGeometry(json.dumps(feature["geometry"]), srid=4326)
        area = shape if isinstance(shape, MultiPolygon) else MultiPolygon(shape, srid=4326)
        found.setdefault(feature["properties"][key], []).append((feature["properties"], area))
    return found


def _load_account(row: dict[str, Any], password: str) -> None:
    kinds = {role["kind"] for role in row["roles"]}
    user = make_person(
        email=row["email"],
        password=password,
        name=row["name"],
        language=row["language"],
        is_staff=Role.Kind.ADMINISTRATOR in kinds,
    )
    for role in row["roles"]:
        office = Jurisdiction.objects.get(teryt=role["jurisdiction"])
        Role.objects.create(user=user, jurisdiction=office, kind=role["kind"])
    names = {crew["key"]: crew["name"] for crew in _demo()["crew"]}
    for key in row["crews"]:
        Membership.objects.create(user=user, crew=Crew.objects.get(name=names[key]))


def _people() -> dict[str, Viewer]:
    emails = {row["key"]: row["email"] for row in _demo()["account"]}
    return {key: viewer_of(User.objects.get(email=email)) for key, email in emails.items()}


class _Play:
    """One demo report on its way. known: the ids of all so far, by key."""

    def __init__(
        self,
        row: dict[str, Any],
        people: dict[str, Viewer],
        known: dict[str, UUID],
        seed: int,
        now: datetime,
    ) -> None:
        self.row, self.people, self.known, self.seed = row, people, known, seed
        self.start = now - timedelta(days=row["days_ago"])

    def run(self) -> None:
        report = self._take_in()
        self.known[self.row["key"]] = report.pk
        for kind in self.row.get("photos", []):
            self._photo(report, kind, PhotoKind.BEFORE, self.reporter, self.start)
        if "priority" in self.row:
            changes.edit_report(
                report_id=report.pk,
                viewer=self._dispatcher(report),
                now=self._at(1),
                priority=Priority(self.row["priority"]),
            )
        for step in self.row["steps"]:
            if step["by"] != "system":
                self._step(report, step)
        for comment in self.row.get("comments", []):
            follows.add_comment(
                report_id=report.pk,
                viewer=self._who(comment["by"]),
                text=comment["text"],
                audience=None,
                now=self._at(comment["hours"]),
            )
        if "verdict" in self.row:
            self._judge(report, **self.row["verdict"])

    def _judge(self, report: Report, *, mended: bool, hours: float, comment: str = "") -> None:
        verdicts.give_verdict(
            report_id=report.pk,
            viewer=self.reporter,
            said=verdicts.Said(mended=mended, comment=comment),
            now=self._at(hours),
        )

    def _take_in(self) -> Report:
        row, anonymous = self.row, self.row["reporter"] == "anonymous"
        secret = new_secret() if anonymous else ""
        taken = intake.take_in(
            draft=intake.Draft(
                id=uuid4(),
                secret=secret,
                service=row["service"],
                lon=row["lon"],
                lat=row["lat"],
                description=row["description"],
                answers=row.get("answers"),
                contact=row.get("contact"),
            ),
            viewer=STRANGER if anonymous else self.people[row["reporter"]],
            counted_as=f"demo {row['key']}",
            received_at=self.start,
        )
        self.reporter = (
            Viewer(report=taken.report.secret_hash) if anonymous else self.people[row["reporter"]]
        )
        return taken.report

    def _step(self, report: Report, step: dict[str, Any]) -> None:
        viewer, at = self._who(step["by"]), self._at(step["hours"])
        if "photo" in step:
            self._photo(report, step["photo"], PhotoKind.AFTER, viewer, at)
        if step["status"] == Status.ASSIGNED:
            crew = self._crew_for(report)
            changes.assign_crew(report_id=report.pk, viewer=viewer, crew_id=crew.pk, now=at)
            return
        if step["status"] == Status.DUPLICATE:
            survivor = self.known[step["duplicate_of"]]
            merging.merge_report(report_id=report.pk, viewer=viewer, survivor_id=survivor, now=at)
            return
        if step["status"] == Status.FORWARDED:
            self._forward(report, step, viewer, at)
            return
        planned = step.get("planned_in_days")
        changes.change_status(
            report_id=report.pk,
            viewer=viewer,
            new=Status(step["status"]),
            now=at,
            reason=step.get("reason", ""),
            comment=step.get("comment", ""),
            planned_for=self._day(planned) if planned else None,
        )

    def _forward(self, report: Report, step: dict[str, Any], viewer: Viewer, at: datetime) -> None:
        """As if the office had seen to it itself: nobody gets a letter from a demo."""
        forwarding.forward_report(
            report_id=report.pk,
            viewer=viewer,
            how=PassingOn.BY_HAND,
            to=RoadManager.objects.get(**step["forwarded_to"]).pk,
            note=step.get("reason", ""),
            comment=step.get("comment", ""),
            now=at,
        )

    def _photo(
        self, report: Report, drawing: str, kind: PhotoKind, viewer: Viewer, at: datetime
    ) -> None:
        sender = Sender(owner=viewer.key, address="")
        sent = photos.Sent(report=report.pk, uid=uuid4(), kind=kind, sender=sender)
        file = BytesIO(draw_photo(drawing, self.seed))
        photos.put_photo(viewer=viewer, sent=sent, file=file, now=at)

    def _who(self, by: str) -> Viewer:
        return self.reporter if by == "reporter" else self.people[by]

    def _dispatcher(self, report: Report) -> Viewer:
        for viewer in self.people.values():
            if report.handler_id in viewer.dispatches:
                return viewer
        raise LookupError(report.number)

    def _crew_for(self, report: Report) -> Crew:
        return report.crew or Crew.objects.filter(jurisdiction=report.handler_id).earliest("id")

    def _at(self, hours: float) -> datetime:
        return self.start + timedelta(hours=hours)

    def _day(self, days: int) -> date:
        return (self.start + timedelta(days=days)).date()
