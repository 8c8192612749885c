"""The desk as a person meets it: who may come, what the list shows and in which order."""

import json
import re
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from backend.accounts.models import User
from backend.dispatch import queue
from backend.dispatch.facets import OPEN_ONES
from backend.management import demo_file
from backend.reports.models import Report
from backend.reports.people_models import ContactReading
from backend.reports.workflow import CLOSED, OPEN, Status
from tests.reports.makers import CONTACT, NORTH, crew_id, send_report

pytestmark = pytest.mark.django_db

LIST, DETAIL, GLANCE = "/dispatch/list", "/dispatch/reports", "/api/v1/me/glance"
PART = {"X-Requested-With": "fetch"}


def at_the_desk(key: str) -> Client:
    """Somebody of the demo municipality, logged in on the pages."""
    client = Client()
    client.force_login(User.objects.get(email=demo_file.email_of(key)))
    return client


@pytest.fixture
def desk(db: None) -> Client:
    return at_the_desk("dispatcher")


def shown(answer: Any) -> list[str]:
    """The numbers in the list, in its order."""
    return re.findall(r'<span class="code">([^<]+)</span>', answer.content.decode())


def rows(answer: Any) -> list[dict[str, Any]]:
    found = re.findall(r'data-row="([^"]*)"', answer.content.decode())
    return [json.loads(each.replace("&quot;", '"').replace("&amp;", "&")) for each in found]


def make(number: int, place: dict[str, float], phone: Any, **values: Any) -> str:
    """A report; its columns as they are told. Returns its number."""
    report = send_report(phone, {**place, "lon": place["lon"] + number / 10_000})
    Report.objects.filter(pk=report["id"]).update(**values)
    return report["number"]


# --- who may come -----------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/dispatch/", LIST, "/dispatch/counts"])
def test_a_stranger_logs_in_first_and_comes_back(client, path):
    page = client.get(f"{path}?status=fixed")

    assert (page.status_code, page["Location"]) == (302, f"/login?next={path}%3Fstatus%3Dfixed")
    assert client.get(path, headers=PART).status_code == 401


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("dispatcher", 200),
        ("administrator", 200),
        ("county_dispatcher", 200),
        ("crew", 403),
        ("resident", 403),
    ],
)
def test_the_desk_is_for_an_office(who, status):
    assert at_the_desk(who).get(f"/dispatch/?{OPEN_ONES}").status_code == status
    assert at_the_desk(who).get(LIST).status_code == status


def test_the_operator_sees_the_work_of_all(phone, place):
    number = make(0, place, phone)
    operator = User.objects.create_superuser("operator@example.org", "x" * 12)
    client = Client()
    client.force_login(operator)

    assert shown(client.get(LIST)) == [number]


def test_only_work_of_the_own_office_is_in_the_list(desk, phone, place):
    number = make(0, place, phone)

    assert shown(desk.get(LIST)) == [number]
    assert shown(at_the_desk("county_dispatcher").get(LIST)) == []


def test_no_cache_keeps_a_page_of_the_desk(desk):
    assert desk.get(LIST)["Cache-Control"] == "private, no-store"
    assert desk.get(f"/dispatch/?{OPEN_ONES}")["Cache-Control"] == "private, no-store"


# --- the list ---------------------------------------------------------------------------------


@pytest.fixture
def eight(phone, place) -> list[str]:
    """Reports in the order of the list."""
    now = timezone.now()
    late, soon = now - timedelta(hours=1), now + timedelta(hours=1)
    kinds: list[dict[str, Any]] = [
        {"priority": "danger", "due_at": late},
        {"priority": "danger", "due_at": soon},
        {"due_at": late},
        {"due_at": late, "priority": "high"},
        {"due_at": soon},
        {"due_at": None},
        {"status": "fixed", "closed_at": now, "due_at": late, "priority": "danger"},
        {"status": "withdrawn", "closed_at": now},
    ]
    numbers = []
    for serial, values in enumerate(kinds):
        sooner = -serial if values.get("status") in CLOSED else serial
        received_at = now - timedelta(days=20) + timedelta(minutes=sooner)
        values = {"priority": "normal", **values, "received_at": received_at}
        numbers.append(make(serial, place, phone, **values))
    return numbers


def test_danger_comes_first_then_what_is_late_then_the_oldest_and_closed_ones_last(desk, eight):
    assert shown(desk.get(LIST)) == eight


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_pages_add_up_to_the_whole_list_whatever_their_size(desk, eight, monkeypatch, size):
    monkeypatch.setattr("backend.dispatch.views.desk.PAGE_SIZE", size)
    answer, found = desk.get(LIST), []
    while True:
        found += shown(answer)
        more = re.search(r'id="more" href="([^"]+)"', answer.content.decode())
        if not more:
            break
        answer = desk.get(more[1].replace("&amp;", "&").replace("/dispatch/?", f"{LIST}?"))
    assert found == eight


def test_the_page_without_a_filter_shows_what_is_open(desk, eight):
    answer = desk.get("/dispatch/")

    assert answer["Location"] == f"/dispatch/?{OPEN_ONES}"
    assert shown(desk.get(answer["Location"])) == eight[:6]


def test_a_shared_link_to_a_report_keeps_it(desk):
    answer = desk.get("/dispatch/?report=11111111-2222-4333-8444-555555555555")

    assert answer["Location"].endswith("&report=11111111-2222-4333-8444-555555555555")
    assert desk.get(answer["Location"]).status_code == 200


def test_a_field_of_the_form_left_empty_is_no_filter(desk, phone, place):
    number = make(0, place, phone)
    form = {"q": "", "number": "", "min_age_days": "", "status": ["received", "assigned"]}

    assert shown(desk.get(f"{LIST}?{urlencode(form, doseq=True)}")) == [number]


@pytest.mark.parametrize("query", ["status=mended", "colour=red", "q=x", "after=abc", "area=x"])
def test_a_filter_that_is_wrong_is_told_kindly(desk, query):
    part, page = desk.get(f"{LIST}?{query}"), desk.get(f"/dispatch/?{query}&status=fixed")

    assert (part.status_code, page.status_code) == (400, 400)
    assert 'id="mistake"' in part.content.decode()
    assert 'id="filters"' in page.content.decode()


def test_only_the_ids_asked_for_that_belong_to_the_filters_are_told(desk, phone, place):
    one, two = (
        make(0, place, phone),
        make(1, place, phone, status="fixed", closed_at=timezone.now()),
    )
    ids = ",".join(str(pk) for pk in Report.objects.values_list("pk", flat=True))

    assert set(shown(desk.get(f"{LIST}?ids={ids}"))) == {one, two}
    assert shown(desk.get(f"{LIST}?ids={ids}&status=fixed")) == [two]


def test_a_row_tells_what_the_live_stream_tells(desk, phone, place):
    make(0, place, phone)

    (row,) = rows(desk.get(LIST))
    assert row["service"]["code"] == "pothole"
    assert row["crew"]["id"] == crew_id(NORTH)
    assert row["status"] == "assigned"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("manager=municipality", True),
        ("manager=county,owner", False),
        ("unassigned=true", False),
        ("uncertain=true", False),
        ("uncertain=false", True),
        ("repeated=true", False),
        ("repeated=false", True),
        ("min_age_days=1", False),
        ("min_age_days=0", True),
        ("max_age_days=1", True),
        ("area=1000000", False),
        ("work=true", True),
        ("number=NONE-1", False),
    ],
)
def test_the_list_and_the_api_are_narrowed_alike(desk, dispatcher, phone, place, query, expected):
    number = make(0, place, phone)
    of_api = dispatcher.get(f"/api/v1/reports?{query}").json()["results"]

    assert shown(desk.get(f"{LIST}?{query}")) == ([number] if expected else [])
    assert [each["number"] for each in of_api] == ([number] if expected else [])


def test_a_report_without_a_crew_is_unassigned_until_it_is_passed_on(desk, phone, place):
    number = make(0, place, phone, crew=None, status="received")

    assert shown(desk.get(f"{LIST}?unassigned=true")) == [number]
    Report.objects.update(status="forwarded")
    assert shown(desk.get(f"{LIST}?unassigned=true")) == []


def test_a_report_is_found_by_its_number_in_any_case(desk, phone, place):
    number = make(0, place, phone)

    assert shown(desk.get(f"{LIST}?number=+{number.lower()}+")) == [number]


def test_as_many_statements_for_many_reports_as_for_one(
    desk, phone, place, django_assert_max_num_queries
):
    make(0, place, phone)
    desk.get(LIST)
    with django_assert_max_num_queries(16) as one:
        desk.get(LIST)
    count = len(one)
    for serial in range(1, 12):
        make(serial, place, phone)
    with django_assert_max_num_queries(count):
        assert len(shown(desk.get(LIST))) == 12


def test_every_status_has_its_group_in_the_list():
    groups = {status for group in queue._groups(timezone.now()) for status in group.statuses}

    assert groups == set(Status)
    assert set(OPEN) | set(CLOSED) == set(Status)


# --- figures, and what is new -----------------------------------------------------------------


def test_the_figures_count_open_late_and_unassigned_work(desk, eight):
    figures = re.findall(r"<strong>(\d+)</strong>", desk.get("/dispatch/counts").content.decode())

    assert [int(each) for each in figures[:3]] == [6, 3, 0]


def new_ones(answer: Any) -> int:
    return len(re.findall(r'<span class="new" >', answer.content.decode()))


def test_what_came_since_the_last_glance_is_new(desk, dispatcher, phone, place):
    make(0, place, phone)
    assert new_ones(desk.get(LIST)) == 1
    before = timezone.now()
    assert dispatcher.put(GLANCE, {"at": before.isoformat()}).status_code == 204
    assert new_ones(desk.get(LIST)) == 0
    make(1, place, phone)
    assert new_ones(desk.get(LIST)) == 1
    assert new_ones(at_the_desk("administrator").get(LIST)) == 2


def test_a_glance_never_goes_back_nor_ahead(desk, dispatcher, stranger, phone, place):
    make(0, place, phone)
    now = timezone.now()
    dispatcher.put(GLANCE, {"at": now.isoformat()})
    dispatcher.put(GLANCE, {"at": (now - timedelta(days=9)).isoformat()})
    assert new_ones(desk.get(LIST)) == 0

    ahead = dispatcher.put(GLANCE, {"at": (now + timedelta(days=1)).isoformat()})
    assert (ahead.status_code, ahead.json()["code"]) == (400, "invalid")
    assert stranger.put(GLANCE, {"at": now.isoformat()}).status_code == 401
    assert dispatcher.put(GLANCE, {}).status_code == 400


# --- one report -------------------------------------------------------------------------------


def test_a_report_tells_its_reasons_history_and_deadline(desk, phone, place):
    report = send_report(phone, place, description="Głęboka dziura", address="Boczna 7")

    page = desk.get(f"{DETAIL}/{report['id']}").content.decode()
    assert "Głęboka dziura" in page
    assert all(each["text"] in page for each in report["reasons"])
    assert 'data-event="' in page and report["number"] in page
    assert f'data-version="{report["version"]}"' in page


def test_what_one_may_do_is_offered_and_nothing_else(desk, phone, place):
    report = send_report(phone, place)

    def offered(who: Client) -> set[str]:
        page = who.get(f"{DETAIL}/{report['id']}").content.decode()
        return set(re.findall(r'<button[^>]* data-command="([a-z_]+)"', page))

    everything = {"assign", "status", "comment", "priority", "merge", "forward", "move_pin"}
    assert everything <= offered(desk)
    assert offered(at_the_desk("county_dispatcher")) == set()
    assert not {"answer", "take_back", "boxes"} & offered(desk)
    Report.objects.update(status="forwarded")
    assert {"answer", "take_back"} <= offered(desk)
    Report.objects.update(status="fixed", closed_at=timezone.now())
    assert not {"assign", "merge", "forward", "answer", "take_back"} & offered(desk)


def test_a_report_around_is_opened_with_the_filters_of_the_list(desk, phone, place):
    report, other = (send_report(phone, place) for _ in range(2))

    page = desk.get(f"/dispatch/?{OPEN_ONES}&report={report['id']}").content.decode()
    [link] = re.findall(rf'<a href="([^"]+)" data-report="{other["id"]}"', page)
    address = urlsplit(unescape(link))
    wanted = parse_qs(address.query)
    assert wanted["report"] == [other["id"]] and "received" in wanted["status"][0]


def test_contact_data_are_behind_a_call_that_records_who_reads_them(desk, phone, place):
    report = send_report(phone, place, contact=CONTACT)

    page = desk.get(f"{DETAIL}/{report['id']}").content.decode()
    assert 'data-command="contact"' in page
    assert CONTACT["phone"] not in page and CONTACT["name"] not in page
    assert not ContactReading.objects.exists()

    assert desk.get(f"/api/v1/reports/{report['id']}").json()["contact"]["name"] == CONTACT["name"]
    assert ContactReading.objects.count() == 1


def test_reports_around_are_named_the_nearest_first(desk, phone, place):
    report = send_report(phone, place)
    near = [
        send_report(phone, {**place, "lon": place["lon"] + shift}, service=service)["number"]
        for shift, service in ((0.0001, "pothole"), (0.0006, "manhole"), (0.0009, "manhole"))
    ]

    page = desk.get(f"{DETAIL}/{report['id']}").content.decode()
    assert re.findall(r'data-near="[^"]+"[^>]* data-number="([^"]+)"', page) == near


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_the_page_speaks_every_language(desk, phone, place, language):
    report = send_report(phone, place)

    answer = desk.get(f"/dispatch/?{OPEN_ONES}&report={report['id']}&lang={language}")
    page = answer.content.decode()
    assert f'<html lang="{language}">' in page
    assert "words." not in page


def test_a_report_that_is_not_there_is_told_kindly(desk):
    answer = desk.get(f"{DETAIL}/11111111-2222-4333-8444-555555555555")

    assert answer.status_code == 404
    assert "empty" in answer.content.decode()


def test_a_detail_asks_as_much_however_long_its_history(
    desk, dispatcher, phone, place, django_assert_max_num_queries
):
    report = send_report(phone, place)
    path = f"{DETAIL}/{report['id']}"
    desk.get(path)
    with django_assert_max_num_queries(24) as short:
        desk.get(path)
    count = len(short) + 1  # the thumbnails of similar ones
    for serial in range(5):
        comment = {"text": f"Uwaga {serial}", "audience": "internal"}
        dispatcher.post(f"/api/v1/reports/{report['id']}/comments", comment)
        send_report(phone, {**place, "lon": place["lon"] + 0.0001 * serial})
    with django_assert_max_num_queries(count):
        assert "Uwaga 4" in desk.get(path).content.decode()
