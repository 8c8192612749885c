"""Lists of reports: paged without a gap, narrowed by what the caller may read."""

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.reports.models import Report
from backend.reports.photo_models import Photo
from tests.reports.makers import (
    NORTH,
    NOT_FIXED,
    REPORTS,
    SOUTH,
    change,
    code_of,
    crew_id,
    send_report,
)

pytestmark = pytest.mark.django_db
FEATURES = f"{REPORTS}.geojson"


def copies(number: int) -> list[Report]:
    """Rows like the only report there is, all received at the same moment."""
    report = Report.objects.get()
    rows = []
    for serial in range(number):
        row = Report.objects.get(pk=report.pk)
        row.pk, row.number = None, f"{report.number}-{serial}"
        row.id = Report._meta.pk.get_default()
        rows.append(row)
    return Report.objects.bulk_create(rows)


def ids(answer) -> list[str]:
    """The ids of a page, of the plain list or of the FeatureCollection."""
    assert answer.status_code == 200, answer.content
    body = answer.json()
    shown = body.get("results") or [each["properties"] for each in body.get("features", [])]
    return [report["id"] for report in shown]


def walk(caller, url: str) -> list[str]:
    """Follow `next` to the end."""
    seen: list[str] = []
    while url:
        answer = caller.get(url)
        seen += ids(answer)
        parts = urlsplit(answer.json()["next"] or "")
        url = f"{parts.path}?{parts.query}" if parts.path else ""
    return seen


@pytest.mark.parametrize("path", [REPORTS, FEATURES])
@pytest.mark.parametrize("limit", [1, 4, 11, 12, 100])
def test_pages_have_no_gap_and_no_double_even_at_one_moment(stranger, report, path, limit):
    copies(10)
    Report.objects.filter(number__endswith="-3").update(
        received_at=datetime(2026, 1, 1, tzinfo=UTC)
    )

    seen = walk(stranger, f"{path}?limit={limit}")

    expected = [str(pk) for pk in Report.objects.newest_first().values_list("pk", flat=True)]
    assert seen == expected


def test_a_report_that_comes_between_two_pages_disturbs_neither(stranger, phone, report, place):
    copies(5)
    first = stranger.get(f"{REPORTS}?limit=3").json()
    send_report(phone, place)

    rest = walk(stranger, f"{REPORTS}?{urlsplit(first['next']).query}")

    assert len({each["id"] for each in first["results"]} | set(rest)) == 6
    assert len(rest) == 3


def test_paging_keeps_the_filters(stranger, report):
    copies(4)
    Report.objects.filter(number__endswith="-2").update(status="waiting")

    assert len(walk(stranger, f"{REPORTS}?limit=1&status=assigned")) == 4


@pytest.mark.parametrize("path", [REPORTS, FEATURES])
@pytest.mark.parametrize(
    "bbox",
    [
        "1,2,3",
        "1,2,3,4,5",
        "a,b,c,d",
        "",
        "NaN,52,21,53",
        "20,52,Infinity,53",
        "21,52,20,53",
        "20,53,21,52",
        "-181,52,21,53",
        "20,52,21,91",
        "20;52;21;53",
    ],
)
def test_a_bad_bbox_is_named(stranger, db, path, bbox):
    answer = stranger.get(f"{path}?bbox={quote(bbox)}")

    assert code_of(answer) == (400, "invalid")
    assert [error["field"] for error in answer.json()["errors"]] == ["bbox"]


@settings(max_examples=50)
@given(text=st.text(max_size=40))
def test_any_text_is_a_box_or_a_refusal(stranger, db, text):
    assert stranger.get(f"{REPORTS}?bbox={quote(text)}").status_code in (200, 400)


@pytest.mark.parametrize("path", [REPORTS, FEATURES])
@pytest.mark.parametrize(
    ("query", "code", "field"),
    [
        ("colour=red", "unknown_parameter", "colour"),
        ("limit=0", "invalid", "limit"),
        ("limit=1001", "invalid", "limit"),
        ("limit=x", "invalid", "limit"),
        ("status=mended", "invalid", "status.0"),
        ("status=", "invalid", "status"),
        ("status=,", "invalid", "status"),
        ("service=a%20b", "invalid", "service.0"),
        ("created_after=yesterday", "invalid", "created_after"),
        ("cursor=abc", "invalid", "cursor"),
        ("cursor=W10", "invalid", "cursor"),
        ("cursor=%C5%BC", "invalid", "cursor"),
        ("q=x", "invalid", "q"),
        ("q=a%00b", "invalid", "q"),
        ("jurisdiction=abc", "invalid", "jurisdiction"),
        ("manager=nobody", "invalid", "manager.0"),
        ("min_age_days=-1", "invalid", "min_age_days"),
        ("max_age_days=99999999", "invalid", "max_age_days"),
        ("uncertain=yes", "invalid", "uncertain"),
    ],
)
def test_a_bad_parameter_is_named(stranger, report, path, query, code, field):
    answer = stranger.get(f"{path}?{query}")

    assert code_of(answer) == (400, code)
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_a_page_never_exceeds_its_maximum(stranger, report):
    assert stranger.get(f"{REPORTS}?limit=100").status_code == 200
    assert stranger.get(f"{REPORTS}?limit=101").status_code == 400
    assert stranger.get(f"{FEATURES}?limit=1000").status_code == 200


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("bbox=20.93,52.08,20.94,52.09", True),
        ("bbox=20.94,52.08,20.95,52.09", False),
        ("bbox=-180,-90,180,90", True),
        ("bbox=20.9313,52.084269,20.9313,52.084269", True),
        ("status=assigned", True),
        ("status=received,waiting", False),
        ("status=received,,assigned", True),
        ("service=pothole,manhole", True),
        ("service=manhole", False),
        ("jurisdiction=1418032", True),
        ("jurisdiction=1418", False),
        ("created_after=2020-01-01T00:00:00Z", True),
        ("created_before=2020-01-01T00:00:00Z", False),
        ("updated_after=2020-01-01T00:00:00%2B02:00", True),
        ("manager=municipality", True),
        ("manager=county,gddkia", False),
        ("uncertain=false", True),
        ("uncertain=true", False),
        ("min_age_days=1", False),
        ("max_age_days=1", True),
        ("min_age_days=36500", False),
        ("number=NONE", False),
        ("lang=uk", True),
    ],
)
def test_a_list_is_narrowed(stranger, report, query, expected):
    assert ids(stranger.get(f"{REPORTS}?{query}")) == ([report["id"]] if expected else [])
    features = stranger.get(f"{FEATURES}?{query}").json()["features"]
    assert len(features) == int(expected)


@pytest.mark.parametrize("path", [REPORTS, FEATURES])
@pytest.mark.parametrize(
    "query",
    ["crew=1", "priority=danger", "work=true", "area=1", "unassigned=true", "repeated=false"],
)
@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("stranger", 403),
        ("phone", 403),
        ("resident", 403),
        ("crew", 200),
        ("dispatcher", 200),
        ("administrator", 200),
        ("superuser", 200),
    ],
)
def test_one_filters_only_by_what_one_may_read(request, report, path, query, who, expected):
    answer = request.getfixturevalue(who).get(f"{path}?{query}")

    assert answer.status_code == expected
    if expected == 403:
        assert answer.json()["code"] == "filter_not_allowed"


def test_staff_filters_reach_no_report_whose_crew_one_may_not_read(
    dispatcher, crew, county_dispatcher, other_crew, report
):
    query = f"{REPORTS}?crew={crew_id(NORTH)}"

    assert ids(dispatcher.get(query)) == ids(crew.get(query)) == [report["id"]]
    assert ids(county_dispatcher.get(query)) == ids(other_crew.get(query)) == []
    assert ids(dispatcher.get(f"{REPORTS}?crew={crew_id(SOUTH)}")) == []
    assert ids(dispatcher.get(f"{REPORTS}?priority=high,{report['priority']}")) == [report["id"]]
    assert ids(county_dispatcher.get(f"{REPORTS}?priority={report['priority']}")) == []


@pytest.mark.parametrize(
    ("q", "finders"),
    [
        ("głęboka", {"phone", "dispatcher", "crew"}),
        ("GŁĘBOKA DZIURA", {"phone", "dispatcher", "crew"}),
        ("boczna", {"phone", "dispatcher", "crew"}),
        ("100%", {"phone", "dispatcher", "crew"}),
        ("100_", set()),
        ("płytka", set()),
    ],
)
def test_a_search_finds_what_the_caller_would_be_shown(request, phone, place, q, finders):
    send_report(phone, place, description="Głęboka dziura na 100%", address="ul. Boczna 7")
    people = ("stranger", "other_phone", "phone", "dispatcher", "crew", "county_dispatcher")

    found = {
        who for who in people if ids(request.getfixturevalue(who).get(f"{REPORTS}?q={quote(q)}"))
    }

    assert found == finders


def test_everybody_finds_a_public_report_by_its_number(stranger, report):
    assert ids(stranger.get(f"{REPORTS}?q={report['number'].lower()}")) == [report["id"]]
    Report.objects.update(visibility="private")
    assert ids(stranger.get(f"{REPORTS}?q={report['number']}")) == []


@pytest.mark.parametrize("who", ["stranger", "phone", "dispatcher", "crew"])
def test_a_page_takes_at_most_six_queries_however_long_it_is(
    request, report, who, django_assert_max_num_queries
):
    caller = request.getfixturevalue(who)
    rows = copies(49)
    Photo.objects.bulk_create(
        Photo(
            report=row,
            uid=row.pk,
            sha256="",
            size=1,
            media_type="image/jpeg",
            original="x",
            uploaded_at=row.received_at,
        )
        for row in rows
    )

    with django_assert_max_num_queries(6):
        answer = caller.get(REPORTS)

    assert len(answer.json()["results"]) == 50


def test_features_are_geojson_with_public_attributes_only(dispatcher, phone, place):
    report = send_report(phone, place, description="TAJNE", address="TAJNA 7")

    answer = dispatcher.get(FEATURES)

    assert answer.headers["Content-Type"] == "application/geo+json"
    body = answer.json()
    assert (body["type"], len(body["features"])) == ("FeatureCollection", 1)
    feature = body["features"][0]
    assert feature["geometry"] == {"type": "Point", "coordinates": [place["lon"], place["lat"]]}
    assert feature["properties"]["number"] == report["number"]
    assert feature["properties"]["received_at"] == report["received_at"]
    assert "TAJN" not in answer.content.decode()


def test_no_features_are_an_empty_collection(stranger, db):
    answer = stranger.get(FEATURES)

    assert json.loads(answer.content) == {"type": "FeatureCollection", "features": [], "next": None}


def test_my_reports_are_mine_alone_and_paged(phone, other_phone, stranger, place):
    mine = [send_report(phone, place)["id"] for _ in range(3)]
    theirs = send_report(other_phone, place)["id"]

    assert walk(phone, "/api/v1/me/reports?limit=2") == mine[::-1]
    assert walk(other_phone, "/api/v1/me/reports") == [theirs]
    assert code_of(stranger.get("/api/v1/me/reports")) == (401, "login_required")
    assert stranger.get("/api/v1/me/reports?bbox=1").status_code == 401


def test_tasks_are_the_crews_open_work_most_urgent_first(crew, dispatcher, phone, place):
    near = send_report(phone, place)
    danger = send_report(phone, place)
    done = send_report(phone, place)
    dispatcher.patch(f"{REPORTS}/{danger['id']}", {"priority": "danger"})
    change(crew, done, "not_fixed", **NOT_FIXED)
    Report.objects.filter(pk=near["id"]).update(visibility="private")

    there = f"lon={place['lon']}&lat={place['lat'] + 0.001}"
    tasks = crew.get(f"/api/v1/crew/tasks?{there}").json()["results"]

    assert [task["id"] for task in tasks] == [danger["id"], near["id"]]
    assert tasks[0]["distance_m"] == pytest.approx(111.2, abs=0.5)


def test_tasks_that_are_equally_urgent_come_by_their_due_time(crew, phone, place):
    first, second = send_report(phone, place), send_report(phone, place)
    late = Report.objects.get(pk=first["id"])
    Report.objects.filter(pk=first["id"]).update(due_at=late.due_at + timedelta(hours=9))

    tasks = crew.get("/api/v1/crew/tasks").json()["results"]

    assert [task["id"] for task in tasks] == [second["id"], first["id"]]
    assert tasks[0]["distance_m"] is None


@pytest.mark.parametrize(("half", "missing"), [("lon=20.9", "lat"), ("lat=52", "lon")])
def test_half_a_place_is_named(crew, half, missing):
    answer = crew.get(f"/api/v1/crew/tasks?{half}")

    assert [error["field"] for error in answer.json()["errors"]] == [missing]
