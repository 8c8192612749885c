from typing import Any
from uuid import uuid4

import pytest
from django.contrib.gis.geos import Point
from django.db import connection

from notifications.hearers import hearers_of
from notifications.models import FollowedPlace, Notification
from notifications.rules import PLACE_RADIUS_MAX_M, PLACES_MAX
from tests.conftest import Caller
from tests.notifications.makers import (
    NOON,
    make_device,
    make_event,
    make_follow,
    make_installation,
    make_report,
    make_user,
    told,
)
from tests.reports.makers import code_of

pytestmark = pytest.mark.django_db
PLACES = "/api/v1/me/places"
CIRCLE = {"lon": 20.93, "lat": 52.07, "radius_m": 500}


def follow(caller: Caller, **values: Any) -> Any:
    return caller.post(PLACES, {"circle": CIRCLE, **values})


def test_a_phone_follows_a_circle(phone: Caller) -> None:
    answer = follow(phone, name="Dom", services=["pothole"])

    assert answer.status_code == 201
    place = answer.json()
    assert place == {
        "id": place["id"], "name": "Dom", "circle": CIRCLE, "area": None, "services": ["pothole"],
    }  # fmt: skip
    assert phone.get(PLACES).json() == {"results": [place]}


def test_a_circle_is_one_of_metres_on_the_ground(phone: Caller) -> None:
    follow(phone)
    area = FollowedPlace.objects.get().area
    with connection.cursor() as cursor:
        cursor.execute("SELECT ST_Area(area::geography) FROM notifications_followedplace")
        [square_metres] = cursor.fetchone()
    assert square_metres == pytest.approx(3.14159 * 500**2, rel=0.01)
    assert area.contains(Point(20.93, 52.07 + 490 / 111_200, srid=4326))
    assert not area.contains(Point(20.93, 52.07 + 510 / 111_200, srid=4326))


def test_an_account_follows_a_municipality(resident: Caller) -> None:
    answer = resident.post(PLACES, {"area": "1418032"})
    assert (answer.status_code, answer.json()["area"], answer.json()["circle"]) == (
        201, "1418032", None,
    )  # fmt: skip
    assert FollowedPlace.objects.get().area.contains(Point(20.93, 52.07, srid=4326))


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "circle"),
        ({"circle": CIRCLE, "area": "1418032"}, "area"),
        ({"area": "9999999"}, "area"),
        ({"area": "1418032'; --"}, "area"),
        ({"circle": {**CIRCLE, "radius_m": PLACE_RADIUS_MAX_M + 1}}, "circle"),
        ({"circle": {**CIRCLE, "radius_m": 0}}, "circle"),
        ({"circle": {**CIRCLE, "lat": 91}}, "circle"),
        ({"circle": {**CIRCLE, "lon": "20"}}, "circle"),
        ({"circle": CIRCLE, "services": ["no_such_service"]}, "services"),
        ({"circle": CIRCLE, "polygon": []}, "polygon"),
    ],
)
def test_what_is_no_place_is_refused(phone: Caller, body: Any, field: str) -> None:
    answer = phone.post(PLACES, body)
    assert answer.status_code == 400
    problem = answer.json()
    named = [problem.get("field", ""), *(each["field"] for each in problem.get("errors", []))]
    assert any(name.startswith(field) for name in named), problem
    assert not FollowedPlace.objects.exists()


@pytest.mark.parametrize("lat", [90.0, -90.0, 0.0])
@pytest.mark.parametrize("lon", [180.0, -180.0, 0.0])
def test_a_circle_anywhere_on_the_globe_is_no_fault_of_ours(
    phone: Caller, lon: float, lat: float
) -> None:
    circle = {"lon": lon, "lat": lat, "radius_m": PLACE_RADIUS_MAX_M}
    assert phone.post(PLACES, {"circle": circle}).status_code == 201


def test_a_place_is_changed_and_left(phone: Caller) -> None:
    path = f"{PLACES}/{follow(phone).json()['id']}"
    changed = phone.put(path, {"area": "1418032", "name": "Gmina"})
    assert (changed.status_code, changed.json()["name"]) == (200, "Gmina")
    assert [phone.delete(path).status_code for _ in range(2)] == [204, 204]
    assert phone.put(path, {"area": "1418032"}).status_code == 404


def test_nobody_touches_or_sees_the_places_of_others(
    phone: Caller, other_phone: Caller, stranger: Caller
) -> None:
    path = f"{PLACES}/{follow(phone).json()['id']}"
    follow(other_phone)
    assert other_phone.put(path, {"area": "1418032"}).status_code == 404
    other_phone.delete(path)
    assert FollowedPlace.objects.count() == 2
    assert len(other_phone.get(PLACES).json()["results"]) == 1
    for answer in (stranger.get(PLACES), follow(stranger), stranger.delete(path)):
        assert answer.status_code == 401


def test_there_is_a_limit_of_places(phone: Caller, other_phone: Caller) -> None:
    for _ in range(PLACES_MAX):
        assert follow(phone).status_code == 201
    assert code_of(follow(phone)) == (409, "too_many_places")
    assert follow(other_phone).status_code == 201


# --- what is told of it -------------------------------------------------------------------------

LON, LAT = 18.6, 53.01  # where the reports of the makers lie


def following(owner: Any, *, metres: int = 100, **values: Any) -> FollowedPlace:
    from notifications.actions.places import Place, _circle

    area = _circle(Place(lon=LON, lat=LAT + values.pop("north", 0), radius_m=metres))
    key = "installation" if hasattr(owner, "secret_hash") else "user"
    return FollowedPlace.objects.create(
        **{"uid": uuid4(), "area": area, "radius_m": metres, "created_at": NOON, key: owner},
        **values,
    )


def kinds_told(event: Any) -> dict[Any, str]:
    told(event)
    rows = Notification.objects.filter(event=event).select_related("user", "installation")
    return {row.user or row.installation: row.type for row in rows}


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("received", "received"),
        ("status_changed", "planned"),
        ("status_changed", "fixed"),
        ("status_changed", "not_fixed"),
    ],
)
def test_whoever_follows_the_place_hears_of_a_report_there(kind: str, status: str) -> None:
    near, far, by_phone = make_user(), make_user(), make_installation()
    following(near)
    following(near, metres=5000)  # twice the same place, one message
    following(by_phone, services=["pothole-of-the-tests"])
    following(far, north=0.01)
    following(make_user(), services=["street_light"])
    for owner in (near, far, by_phone):
        make_device(owner)
    event = make_event(make_report(), status, kind=kind)
    assert kinds_told(event) == {near: "nearby", by_phone: "nearby"}


@pytest.mark.parametrize("status", ["in_progress", "waiting", "withdrawn", "duplicate", "assigned"])
def test_the_steps_between_are_no_news_nearby(status: str) -> None:
    following(make_user())
    assert kinds_told(make_event(make_report(), status)) == {}


def test_a_private_report_is_no_news_nearby() -> None:
    following(make_user())
    report = make_report(visibility="private")
    assert kinds_told(make_event(report)) == {}
    assert kinds_told(make_event(report, "received", kind="received")) == {}


def test_whoever_hears_of_it_anyhow_hears_once() -> None:
    reporter, follower, member = make_user(), make_user(), make_user()
    report = make_report(reporter=reporter)
    make_follow(report, follower)
    report.crew.memberships.create(user=member)
    for owner in (reporter, follower, member):
        following(owner)
    assert kinds_told(make_event(report, "received", kind="received")) == {}
    assert kinds_told(make_event(report)) == {reporter: "status", follower: "status"}


def test_looking_for_those_who_follow_the_place_reads_an_index(
    django_assert_num_queries: Any,
) -> None:
    event = make_event(make_report(), "received", kind="received")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO notifications_followedplace"
            " (uid, installation_id, name, radius_m, teryt, services, area, created_at)"
            " SELECT gen_random_uuid(), %s, '', 1, '', '{}', ST_Multi(ST_Expand(ST_SetSRID("
            "ST_MakePoint(14 + n %% 1000 / 100.0, 49 + n / 5000.0), 4326), 0.001)), now()"
            " FROM generate_series(1, 20000) AS n",
            [make_installation().pk],
        )
        cursor.execute("ANALYZE notifications_followedplace")
    queries: list[str] = []

    def noted(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "followedplace" in sql:
            with connection.cursor() as cursor:
                cursor.cursor.execute("EXPLAIN " + sql, params)
                queries.append("\n".join(row[0] for row in cursor.fetchall()))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(noted):
        hearers_of(event)
    [plan] = queries
    assert "Index Scan" in plan and "Seq Scan" not in plan, plan
