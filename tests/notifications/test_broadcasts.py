"""A message of an office to everybody who has to do with an area."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.gis.geos import MultiPolygon, Point, Polygon
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from backend.accounts.models import User
from backend.jurisdictions.models import Jurisdiction
from backend.management import demo_file
from notifications import broadcasting
from notifications.broadcasting import carry_on, progress_of
from notifications.models import Broadcast, Delivery, Device, FollowedPlace, Notification
from notifications.rules import BROADCAST_LIFE_MAX, BROADCASTS_A_DAY
from notifications.sending import BROADCASTS, send_batch
from tests.conftest import Caller
from tests.notifications.crowd import make_phones
from tests.notifications.makers import (
    NOON,
    make_device,
    make_follow,
    make_installation,
    make_report,
    make_user,
)
from tests.notifications.test_sending import Sender
from tests.reports.makers import code_of

pytestmark = pytest.mark.django_db
PATH = "/api/v1/broadcasts"
OFFICE = "1418032"
HERE, ELSEWHERE = (20.93, 52.07), (20.86, 52.09)


def square(lon: float, lat: float, side: float = 0.01) -> dict[str, Any]:
    west, south = lon - side / 2, lat - side / 2
    ring = [[west, south], [west + side, south], [west + side, south + side], [west, south + side]]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


def in_an_hour() -> str:
    return (timezone.now() + timedelta(hours=1)).isoformat()


def body(**values: Any) -> dict[str, Any]:
    return {
        "office": OFFICE,
        "title": {"pl": "Zamknięta ulica Słoneczna"},
        "body": {"pl": "Objazd ulicą Polną.", "uk": "Об’їзд вулицею Полевою."},
        "url": "https://gmina.example.pl/objazd",
        "area": square(*HERE),
        "expires_at": in_an_hour(),
        **values,
    }


def write(caller: Caller, **values: Any) -> dict[str, Any]:
    answer = caller.post(PATH, body(**values))
    assert answer.status_code == 201, answer.json()
    return answer.json()


def step(caller: Caller, broadcast: dict[str, Any], verb: str) -> Any:
    return caller.post(f"{PATH}/{broadcast['id']}/{verb}")


def run_jobs() -> None:
    """Do what the worker does of broadcasts."""
    jobs = ProcrastinateJob.objects.filter(task_name="notifications.carry_on", status="todo")
    ids = {job.args["broadcast_id"] for job in jobs}
    connection.cursor().execute(
        "DELETE FROM procrastinate_jobs WHERE task_name = 'notifications.carry_on'"
    )
    for each in sorted(ids):
        carry_on(each, timezone.now)


def progress(caller: Caller, broadcast: dict[str, Any]) -> Any:
    return caller.get(f"{PATH}/{broadcast['id']}").json()["progress"]


def following(owner: Any, lon: float, lat: float) -> None:
    area = MultiPolygon(Polygon.from_bbox((lon, lat, lon + 0.001, lat + 0.001)), srid=4326)
    FollowedPlace.objects.create(uid=uuid4(), user=owner, area=area, radius_m=50, created_at=NOON)


def reported(lon: float, lat: float, **values: Any) -> Any:
    office = Jurisdiction.objects.get(teryt=OFFICE)
    return make_report(
        **{
            "jurisdiction": office,
            "handler": office,
            "crew": None,
            "location": Point(lon, lat, srid=4326),
            "received_at": timezone.now() - timedelta(days=30),
            **values,
        }
    )


def reached() -> set[Device]:
    return {each.device for each in Delivery.objects.select_related("device")}


# --- writing one --------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["dispatcher", "administrator"])
def test_an_office_writes_a_broadcast_and_nobody_hears_of_it(
    who: str, request: pytest.FixtureRequest
) -> None:
    caller = request.getfixturevalue(who)
    broadcast = write(caller)
    assert broadcast["state"] == "draft"
    assert broadcast["title"] == {"pl": "Zamknięta ulica Słoneczna", "en": "", "uk": ""}
    assert caller.get(PATH).json()["results"] == [broadcast]
    watched = caller.get(f"{PATH}/{broadcast['id']}").json()
    assert watched == {
        **broadcast, "progress": {"waiting": 0, "sent": 0, "expired": 0, "failed": {}},
    }  # fmt: skip
    assert not ProcrastinateJob.objects.filter(task_name="notifications.carry_on").exists()


def test_only_the_office_itself_may(
    phone: Caller, stranger: Caller, resident: Caller, crew: Caller, county_dispatcher: Caller,
    dispatcher: Caller,
) -> None:  # fmt: skip
    mine = write(dispatcher)
    for caller, code in ((stranger, 401), (phone, 401), (resident, 403), (crew, 403)):
        assert caller.get(PATH).status_code == code
        assert caller.post(PATH, body()).status_code == code
        assert caller.get(f"{PATH}/{mine['id']}").status_code == code
    assert code_of(county_dispatcher.post(PATH, body())) == (403, "not_allowed")
    assert county_dispatcher.get(PATH).json() == {"results": []}
    assert county_dispatcher.get(f"{PATH}/{mine['id']}").status_code == 404
    assert step(county_dispatcher, mine, "start").status_code == 404
    for caller, code in ((stranger, 401), (phone, 401), (resident, 404)):
        assert step(caller, mine, "start").status_code == code
    assert Broadcast.objects.get().state == "draft"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": {"en": "Road closed"}}, "title"),
        ({"title": {"pl": "x" * 81}}, "title"),
        ({"body": {"pl": "x", "de": "x"}}, "body"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "https://"}, "url"),
        ({"area": {"type": "Point", "coordinates": [20.9, 52.0]}}, "area"),
        ({"area": "POLYGON((0 0,1 0,1 1,0 0))"}, "area"),
        ({"area": square(19.0, 50.0)}, "area"),
        ({"area": square(1000.0, 50.0)}, "area"),
        ({"expires_at": "2020-01-01T00:00:00Z"}, "expires_at"),
        ({"expires_at": "tomorrow"}, "expires_at"),
    ],
)
def test_what_is_no_broadcast_is_refused(
    dispatcher: Caller, values: dict[str, Any], field: str
) -> None:
    answer = dispatcher.post(PATH, body(**values))
    assert answer.status_code == 400
    problem = answer.json()
    named = [problem.get("field", ""), *(each["field"] for each in problem.get("errors", []))]
    assert any(str(name).startswith(field) for name in named), problem
    assert not Broadcast.objects.exists()


def test_one_that_lives_too_long_is_refused(dispatcher: Caller) -> None:
    late = (timezone.now() + BROADCAST_LIFE_MAX + timedelta(hours=1)).isoformat()
    assert dispatcher.post(PATH, body(expires_at=late)).status_code == 400


def test_of_an_area_the_part_in_the_offices_own_territory_is_kept(dispatcher: Caller) -> None:
    write(dispatcher, area=square(*HERE, side=3.0))
    area = Broadcast.objects.get().area
    assert area.contains(Point(*HERE)) and not area.contains(Point(21.9, 52.5))


# --- who hears ----------------------------------------------------------------------------------


def test_whoever_has_to_do_with_the_area_hears_once_on_each_phone(dispatcher: Caller) -> None:
    by_place, reporter, follower = make_user(), make_user(), make_user()
    sender = make_installation()
    following(by_place, *HERE)
    following(by_place, *HERE)
    reported(*HERE, reporter=reporter)
    make_follow(reported(*HERE, installation=sender), follower)
    expected = {make_device(each) for each in (by_place, by_place, reporter, follower, sender)}
    for owner, report in ((make_user(), {}), (make_user(), {"received_at": NOON.replace(2024)})):
        make_device(owner)
        reported(*(HERE if report else ELSEWHERE), reporter=owner, **report)
    make_device(by_place, kinds=["status"])
    make_device(by_place, is_active=False)
    make_device(make_user())

    broadcast = write(dispatcher)
    assert step(dispatcher, broadcast, "start").json()["state"] == "preparing"
    run_jobs()

    assert reached() == expected
    assert Delivery.objects.count() == len(expected)
    assert Notification.objects.filter(type="notice").count() == 4
    row = Delivery.objects.first()
    assert (row.urgency, row.topic) == (2, f"broadcast-{Broadcast.objects.get().pk}")
    assert row.expires_at == Broadcast.objects.get().expires_at
    assert progress(dispatcher, broadcast)["waiting"] == len(expected)


def test_one_without_an_area_is_for_all_who_reported_to_the_office(dispatcher: Caller) -> None:
    near, long_ago, other = make_user(), make_user(), make_user()
    reported(*HERE, reporter=near)
    reported(*ELSEWHERE, reporter=long_ago, received_at=NOON.replace(2024))
    make_report(reporter=other)
    expected = {make_device(near), make_device(long_ago)}
    make_device(other)
    step(dispatcher, write(dispatcher, area=None), "start")
    run_jobs()
    assert reached() == expected


# --- steering -----------------------------------------------------------------------------------


@pytest.fixture
def crowd(monkeypatch: pytest.MonkeyPatch) -> list[Device]:
    """250 phones that follow the place, in chunks of 100."""
    monkeypatch.setattr(broadcasting, "BROADCAST_CHUNK", 100)
    phones = make_phones(250, timezone.now())
    area = MultiPolygon(Polygon.from_bbox((*HERE, HERE[0] + 0.001, HERE[1] + 0.001)), srid=4326)
    FollowedPlace.objects.bulk_create(
        FollowedPlace(
            uid=uuid4(), installation_id=each.installation_id, area=area, radius_m=50,
            created_at=NOON,
        )
        for each in phones
    )  # fmt: skip
    return phones


def send(sender: Sender) -> None:
    while send_batch(now=timezone.now() + timedelta(seconds=1), send=sender, lane=BROADCASTS):
        pass


def test_a_broadcast_is_sent_and_done(dispatcher: Caller, crowd: list[Device]) -> None:
    broadcast = write(dispatcher)
    step(dispatcher, broadcast, "start")
    run_jobs()
    assert progress(dispatcher, broadcast)["waiting"] == 250
    sender = Sender()
    send(sender)
    assert progress(dispatcher, broadcast) == {
        "waiting": 0, "sent": 250, "expired": 0, "failed": {},
    }  # fmt: skip
    [pk] = broadcasting.under_way(timezone.now())
    carry_on(pk, timezone.now)
    done = dispatcher.get(f"{PATH}/{broadcast['id']}").json()
    assert done["state"] == "done" and done["ended_at"]
    assert broadcasting.under_way(timezone.now()) == []


def test_after_a_crash_it_goes_on_where_it_was_without_doubles(
    dispatcher: Caller, crowd: list[Device], monkeypatch: pytest.MonkeyPatch
) -> None:
    step(dispatcher, write(dispatcher), "start")
    [pk] = broadcasting.under_way(timezone.now())
    assert broadcasting._write_chunk(pk, timezone.now())  # and the worker was killed
    assert Delivery.objects.count() == 100
    for _ in range(2):
        carry_on(pk, timezone.now)
    assert Delivery.objects.count() == 250
    assert Notification.objects.count() == 250
    assert Broadcast.objects.get().prepared_at


def test_paused_it_stops_at_the_next_batch_and_resumed_it_goes_on(
    dispatcher: Caller, crowd: list[Device]
) -> None:
    broadcast = write(dispatcher)
    step(dispatcher, broadcast, "start")
    run_jobs()
    sender = Sender()
    later = timezone.now() + timedelta(seconds=1)
    send_batch(now=later, send=sender, lane=BROADCASTS)
    first = progress(dispatcher, broadcast)["sent"]
    assert step(dispatcher, broadcast, "pause").json()["state"] == "paused"
    send(sender)
    assert progress(dispatcher, broadcast)["sent"] == first == 100
    assert step(dispatcher, broadcast, "resume").json()["state"] == "sending"
    run_jobs()
    send(sender)
    assert progress(dispatcher, broadcast)["sent"] == 250


def test_paused_while_it_is_written_it_is_written_on_when_resumed(
    dispatcher: Caller, crowd: list[Device]
) -> None:
    broadcast = write(dispatcher)
    step(dispatcher, broadcast, "start")
    [pk] = broadcasting.under_way(timezone.now())
    broadcasting._write_chunk(pk, timezone.now())
    step(dispatcher, broadcast, "pause")
    run_jobs()
    assert Delivery.objects.count() == 100
    assert step(dispatcher, broadcast, "resume").json()["state"] == "preparing"
    run_jobs()
    assert Delivery.objects.count() == 250


def test_cancelled_nothing_more_is_sent(dispatcher: Caller, crowd: list[Device]) -> None:
    broadcast = write(dispatcher)
    step(dispatcher, broadcast, "start")
    run_jobs()
    sender = Sender()
    send_batch(now=timezone.now() + timedelta(seconds=1), send=sender, lane=BROADCASTS)
    assert step(dispatcher, broadcast, "cancel").json()["state"] == "cancelled"
    run_jobs()
    send(sender)
    assert progress(dispatcher, broadcast) == {
        "waiting": 0, "sent": 100, "expired": 150, "failed": {},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("done", "refused"),
    [
        ([], ["pause", "resume"]),
        (["start"], ["start", "resume"]),
        (["start", "pause"], ["start", "pause"]),
        (["cancel"], ["start", "pause", "resume", "cancel"]),
    ],
)
def test_a_step_that_its_state_does_not_allow_is_refused(
    dispatcher: Caller, done: list[str], refused: list[str]
) -> None:
    broadcast = write(dispatcher)
    for verb in done:
        assert step(dispatcher, broadcast, verb).status_code == 200
    for verb in refused:
        assert code_of(step(dispatcher, broadcast, verb)) == (409, "broadcast_moved")


def test_it_is_kept_who_started_it(dispatcher: Caller, administrator: Caller) -> None:
    broadcast = write(dispatcher)
    started = step(administrator, broadcast, "start").json()
    row = Broadcast.objects.get()
    assert row.started_by == User.objects.get(email=demo_file.email_of("administrator"))
    assert (started["started_by"], started["created_by"]) == (
        row.started_by.name, row.created_by.name,
    )  # fmt: skip


def test_an_office_starts_so_many_a_day(dispatcher: Caller) -> None:
    for _ in range(BROADCASTS_A_DAY):
        assert step(dispatcher, write(dispatcher), "start").status_code == 200
    late = write(dispatcher)
    assert code_of(step(dispatcher, late, "start")) == (409, "too_many_broadcasts")
    Broadcast.objects.update(started_at=timezone.now() - timedelta(days=1, minutes=1))
    assert step(dispatcher, late, "start").status_code == 200


def test_one_that_is_over_is_not_started_nor_written(
    dispatcher: Caller, crowd: list[Device]
) -> None:
    late, running = write(dispatcher), write(dispatcher)
    step(dispatcher, running, "start")
    Broadcast.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert code_of(step(dispatcher, late, "start")) == (400, "invalid")
    run_jobs()
    assert not Delivery.objects.exists()
    assert Broadcast.objects.get(uid=running["id"]).state == "done"


def test_failures_are_told_by_reason(dispatcher: Caller, crowd: list[Device]) -> None:
    broadcast = write(dispatcher)
    step(dispatcher, broadcast, "start")
    run_jobs()
    first, second, *_ = Delivery.objects.order_by("pk").values_list("pk", flat=True)
    Delivery.objects.filter(pk=first).update(state="failed", code="UNREGISTERED")
    Delivery.objects.filter(pk=second).update(state="overtaken")
    found = progress_of(Broadcast.objects.get())
    assert (found.waiting, found.expired, found.failed) == (248, 1, {"UNREGISTERED": 1})


def test_the_inbox_has_it_in_the_readers_language(phone: Caller, dispatcher: Caller) -> None:
    app = uuid4()
    phone.put(
        f"/api/v1/me/devices/{app}",
        {"kind": "token", "value": "t", "platform": "android", "language": "uk"},
    )
    phone.post("/api/v1/me/places", {"circle": {"lon": HERE[0], "lat": HERE[1], "radius_m": 99}})
    broadcast = write(dispatcher)
    step(dispatcher, broadcast, "start")
    run_jobs()
    [news] = phone.get("/api/v1/me/notifications?lang=uk").json()["results"]
    assert (news["type"], news["title"]) == ("notice", "Zamknięta ulica Słoneczna")
    assert news["body"] == "Об’їзд вулицею Полевою."
    assert (news["broadcast_id"], news["report_id"]) == (broadcast["id"], None)
    assert news["url"] == "https://gmina.example.pl/objazd"
