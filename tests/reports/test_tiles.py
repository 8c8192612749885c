"""Tiles of reports: who sees how many, where they are drawn, and what they cost."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from backend.accounts.models import User
from backend.accounts.viewer import STRANGER, InstallationProof, Viewer, viewer_of
from backend.crews.models import Crew
from backend.jurisdictions.models import Jurisdiction
from backend.management import demo_file
from backend.reports import tiles
from backend.reports.actions.counting import fold_changes
from backend.reports.models import Report
from backend.reports.querysets import ReportQuerySet
from backend.reports.workflow import OPEN, Visibility
from gis_layers.tiles import CELL_ZOOM, Tile
from tests.conftest import NOON, Caller
from tests.mvt import Feature, features_in
from tests.reports.makers import NORTH, code_of, make_account, send_report
from tests.reports.map_makers import make_reports

pytestmark = pytest.mark.django_db

TILES = "/api/v1/tiles/reports"
ZOOMS = (0, 7, 12, 13, 18)
SECRET = "s" * 40


def address(tile: Tile, **filters: Any) -> str:
    query = f"?{urlencode(filters, safe=',:')}" if filters else ""
    return f"{TILES}/{tile.z}/{tile.x}/{tile.y}.mvt{query}"


def tiles_of(zoom: int) -> list[Tile]:
    """All tiles of a zoom that hold reports, whoever may see them."""
    codes = {
        code >> 2 * (CELL_ZOOM - zoom) for code in Report.objects.values_list("map_cell", flat=True)
    }
    return [Tile(zoom, every_other_bit(code), every_other_bit(code >> 1)) for code in sorted(codes)]


def every_other_bit(code: int) -> int:
    return int(f"{code:b}"[::-1][::2][::-1] or "0", 2)


def drawn(caller: Caller, zoom: int, **filters: Any) -> list[Feature]:
    """What the caller's map of this zoom shows, all tiles together."""
    found = []
    for tile in tiles_of(zoom):
        answer = caller.get(address(tile, **filters))
        assert answer.status_code == (200 if answer.content else 204), answer.content
        found += features_in(answer.content, "reports")
    assert all(0 <= each.point[0] < 4096 and 0 <= each.point[1] < 4096 for each in found)
    return found


def total(features: list[Feature], name: str = "count") -> int:
    return sum(feature.attributes[name] for feature in features)


@pytest.fixture
def scene(phone: Caller, place: dict[str, float]) -> dict[str, Any]:
    """Many reports, some of them private, half of them folded; the callers and who they are."""
    make_reports(40)
    fold_changes(most=20)
    mine = send_report(phone, place, visibility="private", secret=SECRET)
    row = Report.objects.get(pk=mine["id"])
    proof = InstallationProof(id=row.installation_id, secret_hash="", is_known=True)
    holder = Viewer(report=row.secret_hash)
    operator = make_account(is_superuser=True)
    people = {
        "stranger": (Caller(), STRANGER),
        "another phone": (Caller(f"Installation {uuid4()}:{uuid4().hex}"), STRANGER),
        "reporter": (phone, Viewer(installation=proof)),
        "holder of the secret": (Caller(f"Report {SECRET}"), holder),
        "operator": (operator, viewer_of(User.objects.latest("id"))),
    }
    return {"mine": row, "people": people}


def member(key: str, caller: Caller) -> tuple[Caller, Viewer]:
    return caller, viewer_of(User.objects.get(email=demo_file.email_of(key)))


@pytest.mark.parametrize("zoom", ZOOMS)
def test_everybody_gets_exactly_what_is_visible_to_them(
    zoom, scene, resident, crew, dispatcher, administrator, county_dispatcher
):
    people = scene["people"] | {
        "resident": member("resident", resident),
        "crew": member("crew", crew),
        "dispatcher": member("dispatcher", dispatcher),
        "administrator": member("administrator", administrator),
        "county dispatcher": member("county_dispatcher", county_dispatcher),
    }
    numbers = set()
    for name, (caller, viewer) in people.items():
        seen, visible = drawn(caller, zoom), Report.objects.visible_to(viewer)
        assert total(seen) == visible.count(), name
        assert total(seen, "open") == visible.filter(status__in=OPEN).count(), name
        numbers.add(visible.count())
        if zoom >= tiles.POINTS_FROM_ZOOM:
            ids = {feature.attributes["id"] for feature in seen}
            assert ids == {str(pk) for pk in visible.values_list("pk", flat=True)}, name
    assert len(numbers) > 3


def test_a_crowd_is_drawn_as_spots_that_count_everybody(scene, monkeypatch):
    monkeypatch.setattr(tiles, "CROWD", 3)
    make_reports(5, prefix="SPOT", location=scene["mine"].location)
    for caller, viewer in scene["people"].values():
        seen, visible = drawn(caller, 13), Report.objects.visible_to(viewer)
        assert total(seen) == visible.count()
        assert total(seen, "open") == visible.filter(status__in=OPEN).count()
        numbers = {each.attributes["number"] for each in seen if each.attributes["count"] == 1}
        assert numbers < set(visible.values_list("number", flat=True))
        assert not any(number.startswith("SPOT") for number in numbers)


def filters_of(scene: Any) -> list[tuple[dict[str, str], ReportQuerySet]]:
    public = Report.objects.filter(visibility=Visibility.PUBLIC)
    month = NOON - timedelta(days=200)
    return [
        ({"status": "fixed"}, public.filter(status="fixed")),
        ({"status": "received,waiting"}, public.filter(status__in=["received", "waiting"])),
        ({"service": "pothole"}, public.filter(service__code="pothole")),
        (
            {"service": "pothole,manhole", "status": "fixed,planned"},
            public.filter(
                service__code__in=["pothole", "manhole"], status__in=["fixed", "planned"]
            ),
        ),
        ({"service": "no_such"}, public.none()),
        ({"jurisdiction": "1418032"}, public.filter(jurisdiction__teryt="1418032")),
        ({"created_after": month.isoformat()}, public.filter(received_at__gt=month)),
        (
            {"created_before": month.isoformat(), "status": "fixed"},
            public.filter(received_at__lt=month, status="fixed"),
        ),
    ]


@pytest.mark.parametrize("zoom", [0, 9, 13])
def test_filters_narrow_what_strangers_see(zoom, scene, stranger):
    for wanted, expected in filters_of(scene):
        asked = {name: value.replace("+00:00", "Z") for name, value in wanted.items()}
        assert total(drawn(stranger, zoom, **asked)) == expected.count(), wanted


@pytest.mark.parametrize("zoom", [0, 9, 13])
def test_staff_narrow_by_crew_among_what_they_may_read(zoom, scene, dispatcher):
    crew = Crew.objects.get(name=NORTH)
    office = Jurisdiction.objects.get(teryt="1418032")
    readable = Report.objects.filter(crew=crew, jurisdiction=office)
    assert total(drawn(dispatcher, zoom, crew=crew.pk)) == readable.count() > 0


@pytest.mark.parametrize("zoom", [5, 14])
@pytest.mark.parametrize("name", ["crew", "priority"])
def test_what_strangers_cannot_read_they_cannot_filter_by(zoom, name, stranger, dispatcher):
    value = {"crew": 1, "priority": "high"}[name]
    path = address(Tile(zoom, 0, 0), **{name: value})
    assert code_of(stranger.get(path)) == (403, "filter_not_allowed")
    assert dispatcher.get(path).status_code == 204


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("status=broken", "status.0"),
        ("status=", "status"),
        ("created_after=yesterday", "created_after"),
        ("created_before=9999-12-31T23:59:59-23:00", "created_before"),
        ("jurisdiction=1'; DROP TABLE", "jurisdiction"),
        ("service=%00", "service.0"),
        ("service=a,b'--", "service.1"),
        ("bbox=1,2,3,4", "bbox"),
        ("limit=5", "limit"),
        ("jurisdiction=1418&jurisdiction=1421", "jurisdiction"),
    ],
)
@pytest.mark.parametrize(
    "path", [f"{TILES}/5/17/10.mvt", f"{TILES}/14/9141/5415.mvt", f"{TILES}.json"]
)
def test_a_bad_parameter_is_named(path, query, field, stranger):
    answer = stranger.get(f"{path}?{query}")
    assert answer.status_code == 400, answer.content
    assert {each["field"] for each in answer.json()["errors"]} == {field}


@pytest.mark.parametrize(
    "path", ["23/0/0", "3/8/0", "3/0/8", "-1/0/0", "1e3/0/0", "1/0/x", f"1/{'9' * 5000}/0", "٣/1/1"]
)
def test_there_is_nothing_outside_the_pyramid(path, stranger):
    assert code_of(stranger.get(f"{TILES}/{path}.mvt")) == (404, "not_found")
    assert stranger.get(f"{TILES}/3/7/7.mvt").status_code == 204


def test_a_tile_is_kept_for_seconds_and_told_apart_by_its_content(scene, stranger, dispatcher):
    (tile,) = tiles_of(0)
    first = stranger.get(address(tile))
    assert first.headers["Content-Type"] == "application/vnd.mapbox-vector-tile"
    assert first.headers["Cache-Control"] == "public, max-age=10"
    assert {"Authorization", "Cookie"} <= set(first.headers["Vary"].split(", "))
    assert "Accept-Language" not in first.headers["Vary"]

    again = stranger.get(address(tile), **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["Vary"] == first.headers["Vary"]

    theirs = dispatcher.get(address(tile), **{"If-None-Match": first.headers["ETag"]})
    assert theirs.status_code == 200
    assert theirs.headers["Cache-Control"] == "private, max-age=10"

    Report.objects.filter(visibility="public").first().delete()
    changed = stranger.get(address(tile), **{"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200


def test_an_empty_tile_has_no_content(stranger):
    answer = stranger.get(address(Tile(9, 0, 0)))
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["Cache-Control"] == "public, max-age=10"


@pytest.mark.parametrize("zoom", [0, 8, 13, 18])
def test_a_stranger_costs_one_statement(zoom, scene, stranger, django_assert_num_queries):
    for wanted in ({}, {"status": "fixed"}, {"created_after": "2026-01-01T00:00:00Z"}):
        with django_assert_num_queries(1):
            stranger.get(address(tiles_of_one(zoom), **wanted))


def tiles_of_one(zoom: int) -> Tile:
    code = Tile(24, 9_000_000, 5_000_000).cells[0] >> 2 * (24 - zoom)
    return Tile(zoom, every_other_bit(code), every_other_bit(code >> 1))


@pytest.mark.parametrize("zoom", [12, 13])
def test_a_report_is_drawn_where_it_lies(zoom, place, phone, stranger):
    report = Report.objects.get(pk=send_report(phone, place)["id"])
    (tile,) = tiles_of(zoom)
    (feature,) = drawn(stranger, zoom)

    west, south, east, north = tile.bounds_3857
    unit = tile.size_m / 4096
    assert west + feature.point[0] * unit == pytest.approx(report.location_3857.x, abs=unit + 1)
    assert north - feature.point[1] * unit == pytest.approx(report.location_3857.y, abs=unit + 1)
