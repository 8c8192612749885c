"""A crew's day: what it has to do, for those who may know, in an order that saves petrol."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backend.accounts.models import User
from backend.management import demo_file
from backend.reports.models import Report
from tests.reports.makers import change, crew_id, send_report

DAY = "/dispatch/day"
NORTH = "Brygada drogowa Północ"


@pytest.fixture
def come(db):
    """Let somebody of the demo come with a browser."""

    def come(key: str) -> Client:
        browser = Client()
        browser.force_login(User.objects.get(email=demo_file.email_of(key)))
        return browser

    return come


def numbers(answer) -> list[str]:
    """The reports of the page, in its order."""
    return re.findall(r'<a href="/dispatch/\?report=[^"]+">([^<]+)</a>', answer.content.decode())


def day_of(crew_name: str, day: str = "") -> str:
    return f"{DAY}?crew={crew_id(crew_name)}&date={day}"


def test_a_dispatcher_sees_what_a_crew_has_to_do(come, report):
    answer = come("dispatcher").get(day_of(report["crew"]["name"]))

    assert answer.status_code == 200
    assert numbers(answer) == [report["number"]]


def test_a_member_sees_the_own_crews_day_and_no_other(come, report):
    answer = come("crew").get(DAY)

    assert numbers(answer) == [report["number"]]
    page = answer.content.decode()
    assert page.count("<option value=") == 1


@pytest.mark.parametrize("key", ["resident"])
def test_somebody_else_is_told_kindly_that_it_is_not_for_them(come, key):
    assert come(key).get(DAY).status_code == 403


def test_a_stranger_logs_in_first(db):
    answer = Client().get(DAY)

    assert (answer.status_code, answer.headers["Location"]) == (302, f"/login?next={DAY}")


def test_another_offices_crew_cannot_be_asked_for(come, report):
    answer = come("county_dispatcher").get(day_of(report["crew"]["name"]))

    assert numbers(answer) == []


def test_danger_comes_first_wherever_it_is(come, dispatcher, phone, place):
    spots = [{**place, "lon": place["lon"] + 0.0004 * step} for step in (0, 1, 2)]
    near, middle, far = (send_report(phone, spot) for spot in spots)
    dispatcher.patch(f"/api/v1/reports/{far['id']}", {"priority": "danger"})

    answer = come("dispatcher").get(day_of(near["crew"]["name"]))

    assert numbers(answer) == [far["number"], middle["number"], near["number"]]


def test_what_is_planned_for_later_is_not_todays_work(come, dispatcher, report):
    friday = (timezone.localdate() + timedelta(days=4)).isoformat()
    assert change(dispatcher, report, "planned", planned_for=friday).status_code == 200

    browser = come("dispatcher")

    assert numbers(browser.get(day_of(report["crew"]["name"]))) == []
    assert numbers(browser.get(day_of(report["crew"]["name"], friday))) == [report["number"]]


def test_what_waits_for_somebody_stands_apart(come, dispatcher, report):
    change(dispatcher, report, "waiting")

    page = come("dispatcher").get(f"{day_of(report['crew']['name'])}&lang=en").content.decode()

    assert "Waiting for somebody" in page
    assert 'id="map"' not in page


@pytest.mark.parametrize(
    "query", ["?date=2026-13-45", "?date=x&crew=x", "?crew=99999999999999999999"]
)
def test_nonsense_shows_the_usual_day(come, query):
    assert come("dispatcher").get(DAY + query).status_code == 200


def test_the_number_of_queries_does_not_grow_with_the_work(come, phone, place):
    browser = come("dispatcher")

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            browser.get(day_of(NORTH))
        return len(queries)

    send_report(phone, place)
    before = asked()
    for step in range(4):
        send_report(phone, {**place, "lon": place["lon"] + 0.0003 * step})
    assert Report.objects.filter(crew=crew_id(NORTH)).count() == 5
    assert asked() == before
