"""What each address that is read shows of reports, beside what `visible_to` says, in Python."""

import csv
import io
import json
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.contrib.gis.geos import MultiPolygon, Polygon
from django.db.models import Q
from django.test import Client
from django.utils import timezone

from backend.accounts.models import Block, Installation, User
from backend.accounts.viewer import STRANGER, Viewer
from backend.crews.models import Crew, CrewArea
from backend.jurisdictions.models import Jurisdiction, Service
from backend.reports import tiles
from backend.reports.models import Report
from backend.reports.querysets import public_text_of
from backend.reports.rules import RECURRING_MIN, RECURRING_WITHIN
from backend.reports.serializers.statistics import FIGURES
from backend.reports.workflow import CREW_WORK, OPEN, UNASSIGNED, Status
from notifications.models import Broadcast, FollowedPlace
from tests.api.people import AWAY, HIDDEN, HOME, OWNERS, PHOTO, PLACES, Person, World
from tests.conftest import NOON
from tests.mvt import features_in
from tests.ogc.asking import ALL_CRS, EPSG_2180
from tests.reports.makers import COUNTY_CREW, NORTH
from tests.reports.test_tiles import address, tiles_of

Judged = Iterator[tuple[object, object, object]]  # what was asked, what was shown, what is right
Wish = tuple[dict[str, Any], Callable[[Report], bool]]

WEEK_AGO = NOON - timedelta(days=7)
MOMENT = WEEK_AGO.strftime("%Y-%m-%dT%H:%M:%SZ")
DAYS = (timezone.now() - WEEK_AGO).days  # which parts the reports of the world
SOUTH_OF = 52.073  # degrees: the office "away" lies north of it


def numbers(rows: list[Report], wanted: Callable[[Report], bool] = bool) -> Counter[str]:
    return Counter(row.number for row in rows if wanted(row))


def answered(person: Person, path: str, **query: Any) -> Any:
    asked = f"{path}?{urlencode(query)}" if query else path
    answer = person.caller.get(asked)
    assert answer.status_code == 200, (person.name, asked, answer.getvalue())
    return answer


# --- the plain lists --------------------------------------------------------------------------


def is_read(row: Report) -> bool:
    """Whether the viewer reads the report's texts, written here once more."""
    is_published = row.jurisdiction.text_publication == "at_once" or row.is_text_approved
    return row.access != "public" or is_published


def is_worked_on(row: Report) -> bool:
    return row.access != "public"


def is_of_the_office(row: Report) -> bool:
    return row.access == "staff"


def is_work_of(viewer: Viewer, row: Report) -> bool:
    """Whether one's own offices or crews have to do with it, written here once more."""
    is_ours = row.handler_id in viewer.works_for or row.crew_id in viewer.crews
    return viewer.is_operator or is_ours


def _days_ago() -> datetime:
    return timezone.now() - timedelta(days=DAYS)


MAP_WISHES: dict[str, Wish] = {
    "": ({}, lambda row: True),
    "status": ({"status": "fixed,assigned"}, lambda row: row.status in ("fixed", "assigned")),
    "service": ({"service": "manhole"}, lambda row: row.service.code == "manhole"),
    "jurisdiction": ({"jurisdiction": HOME}, lambda row: row.jurisdiction.teryt == HOME),
    "teryt": ({"teryt": HOME[:4]}, lambda row: row.municipality_teryt.startswith(HOME[:4])),
    "created_after": ({"created_after": MOMENT}, lambda row: row.received_at > WEEK_AGO),
    "created_before": ({"created_before": MOMENT}, lambda row: row.received_at < WEEK_AGO),
    "closed_after": (
        {"closed_after": MOMENT},
        lambda row: row.closed_at is None or row.closed_at > WEEK_AGO,
    ),
    "due": ({"due": "overdue"}, lambda row: _is_late(row)),
    "contested": ({"contested": "true"}, lambda row: row.is_contested),
    "updated_after": ({"updated_after": MOMENT}, lambda row: row.updated_at > WEEK_AGO),
    "q": ({"q": HIDDEN.lower()}, is_read),
    "uncertain": ({"uncertain": "true"}, lambda row: not row.is_route_certain),
    "manager": ({"manager": "county,owner"}, lambda row: row.manager_kind in ("county", "owner")),
    "number": ({"number": " home-private-phone "}, lambda row: row.number == "home-private-phone"),
    "min_age_days": ({"min_age_days": DAYS}, lambda row: row.received_at <= _days_ago()),
    "max_age_days": ({"max_age_days": DAYS}, lambda row: row.received_at >= _days_ago()),
}
LIST_WISHES: dict[str, Wish] = MAP_WISHES | {
    "bbox": ({"bbox": "20,51,22,52.073"}, lambda row: row.location.y < SOUTH_OF),
    "all": (
        {"status": "received", "service": "pothole,manhole", "q": HIDDEN, "bbox": "20,51,22,53"},
        lambda row: is_read(row) and row.status == "received",
    ),
}


# Of staff too.
OFFICE_WISHES: dict[str, Wish] = {
    "to_pass_on": (
        {"to_pass_on": "true"},
        lambda row: is_of_the_office(row) and row.is_managed_elsewhere and row.status == "received",
    ),
}


def staff_wishes(world: World, viewer: Viewer = STRANGER) -> dict[str, Wish]:
    """Crew and priority: only among the reports whose crew and priority the caller reads."""
    crews = {world.crews[NORTH], world.crews[COUNTY_CREW]}
    areas = list(CrewArea.objects.filter(crew__in=crews))
    return {
        "work": ({"work": "true"}, lambda row: is_work_of(viewer, row)),
        "area": (
            {"area": ",".join(str(area.pk) for area in areas)},
            lambda row: any(area.area.covers(row.location) for area in areas),
        ),
        "unassigned": (
            {"unassigned": "true"},
            lambda row: is_worked_on(row) and not row.crew_id and row.status in UNASSIGNED,
        ),
        "repeated": (
            {"repeated": "true"},
            lambda row: is_worked_on(row) and row.is_repeated,
        ),
        "crew": (
            {"crew": ",".join(map(str, crews))},
            lambda row: is_worked_on(row) and row.crew_id in crews,
        ),
        "priority": (
            {"priority": "danger"},
            lambda row: is_worked_on(row) and row.priority == "danger",
        ),
        "priority and status": (
            {"priority": "normal,high", "status": "fixed"},
            lambda row: is_worked_on(row) and row.priority != "danger" and row.status == "fixed",
        ),
    }


def wishes_of(world: World, person: Person, wishes: dict[str, Wish]) -> list[Wish]:
    own = staff_wishes(world, person.viewer) | OFFICE_WISHES if person.viewer.is_staff else {}
    return list((wishes | own).values())


def paged(person: Person, path: str, rows: str, **query: Any) -> list[dict[str, Any]]:
    page = answered(person, path, **query).json()
    found = page[rows]
    while page["next"]:
        page = person.caller.get(re.sub("^https?://[^/]+", "", page["next"])).json()
        found += page[rows]
    return found


def judge_list(world: World, person: Person) -> Judged:
    visible = person.visible()
    for query, wanted in wishes_of(world, person, LIST_WISHES):
        limit = 100 if query else 7
        found = paged(person, "/api/v1/reports", "results", limit=limit, **query)
        yield query, Counter(each["number"] for each in found), numbers(visible, wanted)
        yield (query, "links"), _linked(found), _links(visible, wanted)


def _linked(found: list[dict[str, Any]]) -> Counter[str]:
    """The numbers of earlier reports that are shown, each as the previous one and as a repeat."""
    earlier = [each["previous"] for each in found if each["previous"]]
    repeats = [link for each in found for link in each["repeats"]]
    assert all(each["repeated"] == bool(each["repeats"]) for each in found)
    return Counter(each["number"] for each in earlier + repeats)


def _links(visible: list[Report], wanted: Callable[[Report], bool]) -> Counter[str]:
    known = {row.pk: row.number for row in visible}
    rows = [row for row in visible if wanted(row) and row.previous_id in known]
    return Counter(known[row.previous_id] for row in rows for _ in range(2))  # type: ignore[index]


def judge_features(world: World, person: Person) -> Judged:
    visible = person.visible()
    for query, wanted in wishes_of(world, person, LIST_WISHES):
        limit = 100 if query else 11
        found = paged(person, "/api/v1/reports.geojson", "features", limit=limit, **query)
        shown = Counter(each["properties"]["number"] for each in found)
        yield query, shown, numbers(visible, wanted)


def judge_own(world: World, person: Person) -> Judged:
    answer = person.caller.get("/api/v1/me/reports?limit=100")
    if person.viewer.user is None and person.viewer.installation is None:
        yield "own", answer.status_code, 401
        return
    shown = Counter(each["number"] for each in answer.json()["results"])
    yield "own", shown, numbers(person.visible(), lambda row: row.is_own)


def judge_tasks(world: World, person: Person) -> Judged:
    answer = person.caller.get("/api/v1/crew/tasks")
    if not person.viewer.crews:
        yield "tasks", answer.status_code, 403 if person.viewer.user else 401
        return
    shown = Counter(each["number"] for each in answer.json()["results"])
    yield (
        "tasks",
        shown,
        numbers(
            person.visible(),
            lambda row: row.crew_id in person.viewer.crews and row.status in CREW_WORK,
        ),
    )


def judge_figures(world: World, person: Person) -> Judged:
    """Statistics: of public reports for everybody, of all of one's own offices for their staff."""
    public = list(Report.objects.filter(visibility="public").select_related("service"))
    yield from _judged_figures(person, "public", public, ("service", "area", "month"))
    refused = person.caller.get("/api/v1/stats?group_by=crew").status_code
    yield "crews in public", refused, 403
    own = [row for row in person.visible() if row.access == "staff"]
    if person.viewer.works_for or person.viewer.is_operator:
        yield from _judged_figures(person, "own", own, ("service", "area", "crew"))
    else:
        answer = person.caller.get("/api/v1/stats?scope=own").status_code
        yield "own", answer, 403 if person.viewer.user else 401


def _judged_figures(
    person: Person, scope: str, rows: list[Report], dimensions: tuple[str, ...]
) -> Judged:
    (whole,) = answered(person, "/api/v1/stats", scope=scope).json()["results"]
    expected = {
        "received": len(rows),
        "open": sum(row.status in OPEN for row in rows),
        "overdue": sum(_is_late(row) for row in rows),
    }
    yield scope, {name: whole[name] for name in expected}, expected
    ways: dict[str, Callable[[Report], object]] = {
        "service": lambda row: row.service.code,
        "area": lambda row: row.municipality_teryt,
        "crew": lambda row: row.crew_id,
        "month": lambda row: f"{row.received_at:%Y-%m}",
    }
    for name in dimensions:
        found = answered(person, "/api/v1/stats", scope=scope, group_by=name).json()["results"]
        shown = {row[name]: row["received"] for row in found}
        yield (scope, name), shown, dict(Counter(ways[name](row) for row in rows))


def judge_similar(world: World, person: Person) -> Judged:
    """Public ones alone, the same for everybody: open, or fixed not long ago, and near."""
    Report.objects.filter(status="fixed").update(closed_at=timezone.now())
    Service.objects.update(similar_radius_m=40)  # all of one office, and no other
    texts = {}
    for office, (lon, lat) in PLACES.items():
        for service in ("pothole", "manhole"):
            query = {"lon": lon, "lat": lat, "service": service, "text": HIDDEN}
            found = answered(person, "/api/v1/reports/similar", **query).json()["results"]
            rows = Report.objects.filter(visibility="public", service__code=service)
            right = [row for row in rows if row.status in (*OPEN, "fixed")]
            there = numbers(right, lambda row: row.number.startswith(office))  # noqa: B023
            yield query, Counter(each["number"] for each in found), there
            texts |= {each["number"]: each["description"] for each in found}
    public = Report.objects.filter(visibility="public").select_related("jurisdiction")
    readable = {row.number for row in public if public_text_of(row)}
    yield "texts", {number for number, text in texts.items() if text}, readable & set(texts)


def judge_due_counts(world: World, person: Person) -> Judged:
    answer = person.caller.get("/api/v1/reports/due")
    if not person.viewer.is_staff:
        yield "due", answer.status_code, 403 if person.viewer.user else 401
        return
    late = [row for row in person.visible() if _is_theirs(row, person) and _is_late(row)]
    yield "overdue", answer.json()["overdue"], len(late)
    foreign = [row for row in person.visible() if _is_theirs(row, person)]
    foreign = [row for row in foreign if row.is_managed_elsewhere and row.status == "received"]
    yield "to pass on", answer.json()["to_pass_on"], len(foreign)


def judge_recurring(world: World, person: Person) -> Judged:
    """Of the roads that one's own offices look after, and of nobody else's."""
    answer = person.caller.get("/api/v1/reports/recurring")
    viewer = person.viewer
    if not (viewer.works_for or viewer.is_operator):
        yield "recurring", answer.status_code, 403 if viewer.user else 401
        return
    oldest = timezone.now() - RECURRING_WITHIN
    theirs = Counter(
        (row.service.code, row.road_category, round(row.location.y, 3))
        for row in person.visible()
        if row.is_repeated and row.received_at >= oldest
        if viewer.is_operator or row.handler_id in viewer.works_for
    )
    shown = {
        (row["service"], row["road"]["category"], round(row["location"]["lat"], 3)): row["count"]
        for row in answer.json()["results"]
    }
    yield "recurring", shown, {key: n for key, n in theirs.items() if n >= RECURRING_MIN}


def _is_theirs(row: Report, person: Person) -> bool:
    viewer = person.viewer
    return viewer.is_operator or row.handler_id in viewer.works_for or row.crew_id in viewer.crews


def _is_late(row: Report) -> bool:
    return row.status in OPEN and row.due_at is not None and row.due_at < timezone.now()


def judge_inbox(world: World, person: Person) -> Judged:
    """Everybody was told of every report, once."""
    answer = person.caller.get("/api/v1/me/notifications?limit=100")
    if person.viewer.user is None and person.viewer.installation is None:
        yield "inbox", answer.status_code, 401
        return
    shown = Counter(each["number"] for each in answer.json()["results"])
    is_told = bool(person.viewer.user or person.viewer.installation)
    yield "inbox", shown, numbers(person.visible(), lambda row: is_told)


def judge_places(world: World, person: Person) -> Judged:
    """Where somebody wants to hear of is theirs alone."""
    answer = person.caller.get("/api/v1/me/places")
    viewer = person.viewer
    if viewer.user is None and viewer.installation is None:
        yield "places", answer.status_code, 401
        return
    area = MultiPolygon(Polygon.from_bbox((20, 52, 21, 53)), srid=4326)
    owners = [{"user": each} for each in User.objects.all()]
    owners += [{"installation": each} for each in Installation.objects.all()]
    FollowedPlace.objects.bulk_create(
        FollowedPlace(uid=uuid4(), teryt="14", area=area, created_at=NOON, **owner)
        for owner in owners
    )
    mine = {"user": viewer.user} if viewer.user else {"installation": viewer.installation.id}
    theirs = FollowedPlace.objects.filter(**mine).values_list("uid", flat=True)
    answer = person.caller.get("/api/v1/me/places")
    shown = {each["id"] for each in answer.json()["results"]}
    yield "places", shown, {str(uid) for uid in theirs}


def judge_broadcasts(path: str) -> Callable[[World, Person], Judged]:
    """What an office writes is the office's until it is sent."""

    def judge(world: World, person: Person) -> Judged:
        viewer = person.viewer
        for office in Jurisdiction.objects.filter(teryt__in=(HOME, AWAY)):
            row = Broadcast.objects.create(
                jurisdiction=office,
                title_pl=office.name,
                body_pl="x",
                created_by=User.objects.all()[0],
                created_at=NOON,
                expires_at=NOON,
            )
            may = viewer.is_operator or office.pk in viewer.works_for
            is_office = viewer.works_for or viewer.is_operator
            answer = person.caller.get(f"/api/v1/broadcasts/{path.format(id=row.uid)}".rstrip("/"))
            if not is_office:
                yield path, answer.status_code, 401 if viewer.user is None else 403
            elif path:
                yield path, answer.status_code, 200 if may else 404
            else:
                shown = str(row.uid) in {each["id"] for each in answer.json()["results"]}
                yield office.name, shown, may

    return judge


def judge_blocks(world: World, person: Person) -> Judged:
    """Whom an office has blocked, by a report of theirs, is for that office alone."""
    _block_senders()
    answer = person.caller.get("/api/v1/blocks")
    viewer = person.viewer
    if not (viewer.works_for or viewer.is_operator):
        yield "blocks", answer.status_code, 401 if viewer.user is None else 403
        return
    shown = Counter(each["number"] for each in answer.json()["results"])
    blocked = Block.objects.all()
    ours = (each for each in blocked if each.jurisdiction_id in viewer.works_for)
    expected = blocked if viewer.is_operator else ours
    yield "blocks", shown, Counter(each.number for each in expected)


def _block_senders() -> None:
    """One for each office, said by the operator."""
    if Block.objects.exists():
        return
    for row in Report.objects.filter(number__endswith="private-phone"):
        Block.objects.create(
            jurisdiction=row.handler,
            installation=row.installation,
            report=row.pk,
            number=row.number,
            reason="?",
            made_by=User.objects.get(is_superuser=True),
            made_at=NOON,
            until=timezone.now() + timedelta(days=1),
        )


# --- one report -------------------------------------------------------------------------------


ASKED_FOR = [
    *(f"home-private-{owner}" for owner in OWNERS),
    *("county-private-nobody", "away-private-nobody", "home-public-nobody"),
]


def judge_each(path: str) -> Callable[[World, Person], Judged]:
    """Every report at its own address: there, or not there like one that never was."""

    def _judge(world: World, person: Person) -> Judged:
        missing = person.caller.get(path.format(id=world.missing))
        assert missing.status_code == 404
        visible = {row.pk for row in person.visible()}
        for row in Report.objects.filter(number__in=ASKED_FOR):
            answer = person.caller.get(path.format(id=row.pk))
            if row.pk in visible:
                yield row.number, answer.status_code, 200
            else:
                # Word for word, header by header.
                shown = (answer.status_code, answer.content, dict(answer.headers))
                yield row.number, shown, (404, missing.content, dict(missing.headers))

    return _judge


def judge_confirmation(world: World, person: Person) -> Judged:
    """A paper for the reporter and the office: strangers log in first, others hear no more."""
    path = "/api/v1/reports/{id}/confirmation.pdf"
    missing = person.caller.get(path.format(id=world.missing))
    yield "missing", missing.status_code, 404 if person.is_known else 401
    visible = {row.pk: row for row in person.visible()}
    for row in Report.objects.filter(number__in=ASKED_FOR):
        answer = person.caller.get(path.format(id=row.pk))
        if row.pk in visible and person.is_known:
            is_theirs = visible[row.pk].access != "public"
            yield row.number, answer.status_code, 200 if is_theirs else 403
        else:
            shown = (answer.status_code, answer.content, dict(answer.headers))
            yield row.number, shown, (missing.status_code, missing.content, dict(missing.headers))


def judge_photo(
    path: str, readers: Callable[[Report], bool], *, refused: int = 404
) -> Callable[[World, Person], Judged]:
    """What belongs to a published photo, for those who see its report and are its readers.

    refused: what the others are told who see the report.
    """

    def _judge(world: World, person: Person) -> Judged:
        visible = {row.number: row for row in person.visible()}
        for report in Report.objects.filter(photos__isnull=False):
            answer = person.caller.get(f"/api/v1/reports/{report.pk}/photos/{PHOTO}/{path}")
            row = visible.get(report.number)
            expected = 404 if row is None else 200 if readers(row) else refused
            needs_account = path == "review" and person.viewer.user is None
            yield report.number, answer.status_code, 401 if needs_account else expected
            assert answer.getvalue()

    return _judge


# --- tiles ------------------------------------------------------------------------------------


def judge_tiles(world: World, person: Person) -> Judged:
    visible = person.visible()
    for zoom in (0, 12, 13, 17):
        wishes = wishes_of(world, person, MAP_WISHES)
        for query, wanted in wishes if zoom in (12, 13) else wishes[:1]:
            found = [
                feature.attributes
                for tile in tiles_of(zoom)
                for feature in features_in(
                    person.caller.get(address(tile, **query)).content, tiles.LAYER
                )
            ]
            rows = [row for row in visible if wanted(row)]
            counts = tuple(sum(each[name] for each in found) for name in ("count", "open"))
            is_open = sum(row.status in OPEN for row in rows)
            yield (zoom, query), counts, (len(rows), is_open)
            if zoom >= tiles.POINTS_FROM_ZOOM:
                yield (zoom, query), Counter(each["number"] for each in found), numbers(rows)


# --- the desk -----------------------------------------------------------------------------------


def _at_the_desk(person: Person, path: str) -> Any:
    """Ask for a page as somebody who has logged in on the pages."""
    browser = Client()
    if person.viewer.user:
        browser.force_login(person.viewer.user)
    return browser.get(path)


def _is_dispatcher(person: Person) -> bool:
    return bool(person.viewer.works_for) or person.viewer.is_operator


def _refusal(person: Person) -> int:
    return 403 if person.viewer.user else 302


def judge_desk(path: str) -> Callable[[World, Person], Judged]:
    """The page with its list, or the list alone: what one's office and crews have to do with."""

    def judge(world: World, person: Person) -> Judged:
        everything = {"status": ",".join(Status)}
        for query, wanted in wishes_of(world, person, MAP_WISHES):
            answer = _at_the_desk(person, f"{path}?{urlencode(query or everything)}")
            if not _is_dispatcher(person):
                yield query, answer.status_code, _refusal(person)
                continue
            shown = re.findall(r'<span class="code">([^<]+)</span>', answer.content.decode())
            rows = [row for row in person.visible() if is_work_of(person.viewer, row)]
            yield query, Counter(shown), numbers(rows, wanted)

    return judge


def judge_desk_counts(world: World, person: Person) -> Judged:
    answer = _at_the_desk(person, "/dispatch/counts")
    if not _is_dispatcher(person):
        yield "counts", answer.status_code, _refusal(person)
        return
    work = [row for row in person.visible() if is_work_of(person.viewer, row)]
    is_open = [row for row in work if row.status in OPEN]
    waits = [row for row in is_open if not row.crew_id and row.status in UNASSIGNED]
    shown = [int(count) for count in re.findall(r"<strong>(\d+)</strong>", answer.content.decode())]
    yield "counts", shown[:3], [len(is_open), sum(map(_is_late, is_open)), len(waits)]


def judge_desk_report(world: World, person: Person) -> Judged:
    """One report beside the list; its texts for those who read them, contact data for nobody."""
    visible = {row.pk: row for row in person.visible()}
    for pk in Report.objects.values_list("pk", flat=True):
        answer = _at_the_desk(person, f"/dispatch/reports/{pk}")
        if not _is_dispatcher(person):
            yield pk, answer.status_code, _refusal(person)
            continue
        yield pk, answer.status_code, 200 if pk in visible else 404
        is_told = pk in visible and is_read(visible[pk])
        yield (pk, "text"), HIDDEN in answer.content.decode(), is_told


def judge_work(name: str) -> Callable[[World, Person], Judged]:
    """A window of the desk: for those alone who work on the report."""

    def judge(world: World, person: Person) -> Judged:
        works_on = {row.pk for row in person.visible() if row.access in ("staff", "crew")}
        for pk in Report.objects.values_list("pk", flat=True):
            answer = _at_the_desk(person, f"/dispatch/work/{name}?report={pk}")
            if not _is_dispatcher(person):
                yield pk, answer.status_code, _refusal(person)
                continue
            yield pk, answer.status_code, 200 if pk in works_on else 404
            yield (pk, "text"), HIDDEN in answer.content.decode(), pk in works_on

    return judge


def judge_day(world: World, person: Person) -> Judged:
    """A crew's day: of one's own crews, and of those of one's own offices."""
    viewer = person.viewer
    is_own = Q(jurisdiction__in=viewer.works_for) | Q(pk__in=viewer.crews)
    own = Crew.objects.filter(is_active=True).filter(Q() if viewer.is_operator else is_own)
    for crew in Crew.objects.filter(is_active=True):
        answer = _at_the_desk(person, f"/dispatch/day?crew={crew.pk}&date=2099-01-01")
        if not viewer.is_staff:
            yield crew.name, answer.status_code, _refusal(person)
            continue
        shown = re.findall(r"report=[0-9a-f-]+\">([^<]+)</a>", answer.content.decode())
        of = crew if crew in own else own.order_by("name").first()
        rows = [row for row in person.visible() if of and row.crew_id == of.pk]
        yield crew.name, Counter(shown), numbers(rows, lambda row: row.status in CREW_WORK)


def judge_desk_figures(world: World, person: Person) -> Judged:
    """The page of figures counts what the API counts of one's own offices."""
    path = "/dispatch/statistics?month_from=2020-01&month_to=2030-12"
    answer = _at_the_desk(person, path)
    if not _is_dispatcher(person):
        yield "figures", answer.status_code, _refusal(person)
        return
    shown = [int(each) for each in re.findall(r"<strong>(\d+)</strong>", answer.content.decode())]
    own = [row for row in person.visible() if row.access == "staff"]
    is_open = sum(row.status in OPEN for row in own)
    told = [shown[FIGURES.index(name)] for name in ("received", "open", "overdue")]
    yield "figures", told, [len(own), is_open, sum(map(_is_late, own))]


def judge_approvals(world: World, person: Person) -> Judged:
    """What waits for the offices that one works for, page by page."""
    answer = _at_the_desk(person, "/dispatch/approvals")
    if not _is_dispatcher(person):
        yield "approvals", answer.status_code, _refusal(person)
        return
    shown: Counter[str] = Counter()
    while answer is not None:
        page = answer.content.decode()
        shown.update(re.findall(r'data-number="([^"]+)"', page))
        more = re.search(r'data-more="([^"]+)"', page)
        answer = more and _at_the_desk(person, f"/dispatch/approvals?after={more[1]}")
    yield "approvals", shown, _waiting(person)


def _waiting(person: Person) -> Counter[str]:
    own = [
        row
        for row in person.visible()
        if row.visibility == "public"
        and (person.viewer.is_operator or row.handler_id in person.viewer.works_for)
    ]
    texts = [
        row.number
        for row in own
        if row.jurisdiction.text_publication == "after_approval"
        and not (row.is_text_approved or row.is_text_hidden)
        and (row.description or (row.address and not row.is_address_found))
    ]
    undecided = {"state": "ready", "publication": "private", "edition": 0}
    photos = [row.number for row in own for _ in row.photos.filter(**undecided)]
    return Counter(texts + photos)


def judge_replies(world: World, person: Person) -> Judged:
    visible = {row.pk: row.access for row in person.visible()}
    right = {"staff": 200, "crew": 200, "own": 403, "public": 403, None: 404}
    for pk in Report.objects.values_list("pk", flat=True):
        answer = person.caller.get(f"/api/v1/replies?report={pk}")
        yield pk, answer.status_code, right[visible.get(pk)] if person.viewer.user else 401


# --- OGC --------------------------------------------------------------------------------------

ITEM_WISHES: list[Wish] = [
    ({}, lambda row: True),
    ({"bbox": "20,51,22,52.073"}, lambda row: row.location.y < SOUTH_OF),
    (
        {"bbox": "400000,600000,500000,700000", "bbox-crs": EPSG_2180},
        lambda row: True,
    ),
    ({"datetime": f"{MOMENT}/.."}, lambda row: row.received_at >= WEEK_AGO),
    ({"datetime": f"../{MOMENT}"}, lambda row: row.received_at <= WEEK_AGO),
    ({"service": "manhole"}, lambda row: row.service.code == "manhole"),
    ({"is_open": "false"}, lambda row: row.status not in OPEN),
    ({"jurisdiction": AWAY}, lambda row: row.jurisdiction.teryt == AWAY),
    ({"number": "home-private-phone"}, lambda row: row.number == "home-private-phone"),
    ({"filter": "number LIKE '%private%'"}, lambda row: "private" in row.number),
    ({"filter": "NOT (status = 'fixed' AND is_open)"}, lambda row: True),
    (
        {"filter": "road_category = 'county' OR closed_at IS NOT NULL"},
        lambda row: row.road_category == "county" or row.closed_at is not None,
    ),
    (
        {"filter": "S_INTERSECTS(geometry, BBOX(20,51,22,52.073))"},
        lambda r: r.location.y < SOUTH_OF,
    ),
    (
        {"filter-lang": "cql2-json", "filter": '{"op":"<>","args":[{"property":"status"},"x"]}'},
        lambda row: True,
    ),
    *(({"crs": crs}, lambda row: True) for crs in ALL_CRS[1:]),
]
ITEMS = "/ogc/collections/{}/items"


def judge_items(world: World, person: Person) -> Judged:
    visible = person.visible()
    for query, wanted in ITEM_WISHES:
        page = answered(person, ITEMS.format("reports"), **query, limit=100).json()
        expected = numbers(visible, wanted)
        shown = Counter(each["properties"]["number"] for each in page["features"])
        yield query, shown, expected
        counts = (page["numberReturned"], page["numberMatched"])
        yield query, counts, (expected.total(),) * 2
    yield "walked", *_walked(person, visible)
    yield "page", *_on_the_page(person, visible)
    yield from judge_statistics(person)


def _walked(person: Person, visible: list[Report]) -> tuple[object, object]:
    found, path = [], f"{ITEMS.format('reports')}?limit=5&bbox=20,51,22,53"
    while path:
        page = person.caller.get(path).json()
        assert page["numberReturned"] == len(page["features"])
        found += page["features"]
        links = [each["href"] for each in page["links"] if each["rel"] == "next"]
        path = re.sub("^https?://[^/]+", "", links[0]) if links else ""
    return Counter(each["properties"]["number"] for each in found), numbers(visible)


def _on_the_page(person: Person, visible: list[Report]) -> tuple[object, object]:
    page = answered(person, ITEMS.format("reports"), f="html", limit=100).content.decode()
    shown = set(re.findall(r"\b\w+-(?:public|private)-\w+", page))
    return shown, {row.number for row in visible}


def judge_statistics(person: Person) -> Judged:
    """They are of public reports alone, whoever asks."""
    public = list(Report.objects.filter(visibility="public"))
    features = answered(person, ITEMS.format("statistics"), limit=1000).json()["features"]
    shown = {each["id"]: each["properties"] for each in features}
    for teryt in (HOME, AWAY):
        rows = [row for row in public if row.municipality_teryt == teryt]
        days = sorted(
            (row.closed_at - row.received_at).days for row in rows if row.closed_at is not None
        )
        middle = (days[(len(days) - 1) // 2] + days[len(days) // 2]) / 2
        is_open = sum(row.status in OPEN for row in rows)
        expected = (is_open, len(rows) - is_open, middle)
        found = shown[teryt]
        yield teryt, (found["open"], found["closed"], found["median_days"]), expected


def judge_exports(world: World, person: Person) -> Judged:
    visible = person.visible()
    for name, read in EXPORTED.items():
        for query, wanted in (ITEM_WISHES[0], ITEM_WISHES[9]):
            path = "/ogc/collections/reports/export"
            content = answered(person, path, f=name, **query).getvalue()
            yield (name, query), Counter(read(content)), numbers(visible, wanted)


def numbers_in_csv(content: bytes) -> list[str]:
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return [row["number"] for row in rows]


def numbers_in_geojson(content: bytes) -> list[str]:
    return [each["properties"]["number"] for each in json.loads(content)["features"]]


def numbers_in_geopackage(content: bytes) -> list[str]:
    database = sqlite3.connect(":memory:")
    database.deserialize(content)
    found = [number for (number,) in database.execute("SELECT number FROM reports")]
    database.close()
    return found


EXPORTED: dict[str, Callable[[bytes], list[str]]] = {
    "csv": numbers_in_csv,
    "geojson": numbers_in_geojson,
    "gpkg": numbers_in_geopackage,
}


# --- the public pages -------------------------------------------------------------------------

SHOWN_FOR = timedelta(days=30)  # after a repair
NUMBER_IN_A_ROW = re.compile(r'class="quiet number">([^<]+)<')


def judge_public_list(path: str) -> Callable[[World, Person], Judged]:
    """The map's list: the same for everybody, of one office, open or lately mended, no text."""

    def _judge(world: World, person: Person) -> Judged:
        public = Report.objects.visible_to(STRANGER).select_related("jurisdiction")
        for office in (HOME, AWAY):
            answer = person.caller.get(f"{path}?office={office}")
            page = answer.content.decode()
            rows = [row for row in public if row.jurisdiction.teryt == office and _is_told(row)]
            yield office, Counter(NUMBER_IN_A_ROW.findall(page)), numbers(rows)
            yield (office, "texts"), HIDDEN in page, False

    return _judge


def _is_told(row: Report) -> bool:
    lately = row.closed_at is not None and row.closed_at > timezone.now() - SHOWN_FOR
    return row.status in OPEN or (row.status == Status.FIXED and lately)


def judge_public_page(world: World, person: Person) -> Judged:
    """A report's own page: of a public one what strangers read, whoever asks; else nothing."""
    missing = person.caller.get(f"/reports/{world.missing}")
    yield "missing", missing.status_code, 404
    for row in Report.objects.visible_to(STRANGER).select_related("jurisdiction"):
        answer = person.caller.get(f"/reports/{row.pk}")
        text = (public_text_of(row) or ("", ""))[1]
        yield row.number, (answer.status_code, HIDDEN in answer.content.decode()), (200, bool(text))
    for row in Report.objects.filter(visibility="private"):
        answer = person.caller.get(f"/reports/{row.pk}")
        shown = (answer.status_code, answer.content, dict(answer.headers))
        yield row.number, shown, (404, missing.content, dict(missing.headers))


def judge_followed(world: World, person: Person) -> Judged:
    """Only a session that has proved a secret opens it: everybody else is sent to the door."""
    for row in Report.objects.all()[:6]:
        answer = person.caller.get(f"/follow/{row.pk}")
        yield row.number, (answer.status_code, answer.headers["Location"]), (302, "/follow")
