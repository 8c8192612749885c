"""The windows of the desk: filled for one report, for those alone who work on it."""

from typing import Any

import pytest
from django.test import Client

from backend.accounts.models import User
from backend.dispatch.views.dialogs import ABOUT_MANY, ABOUT_ONE
from backend.jurisdictions.models import RoadManager
from backend.management import demo_file
from backend.reports.workflow import Status
from tests.reports.makers import change, put_into, send_report

pytestmark = pytest.mark.django_db


def browser(key: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(email=demo_file.email_of(key)))
    return client


def window(client: Client, name: str, report: dict[str, Any] | None = None) -> Any:
    asked = f"?report={report['id']}" if report else ""
    return client.get(f"/dispatch/work/{name}{asked}", headers={"X-Requested-With": "fetch"})


@pytest.mark.parametrize("name", ABOUT_ONE)
@pytest.mark.parametrize("status", Status)
def test_every_window_opens_in_every_status(report, name, status):
    put_into(status)
    answer = window(browser("dispatcher"), name, report)
    assert answer.status_code == 200
    assert report["number"] in answer.content.decode()


@pytest.mark.parametrize("name", ABOUT_MANY)
def test_windows_for_many_open_without_a_report(report, name):
    client = browser("dispatcher")
    assert window(client, name).status_code == 200
    assert window(client, name, report).status_code == 404
    assert window(client, "assign").status_code == 404


def test_a_forwarded_report_can_be_answered_and_looked_at(dispatcher, report):
    body = {"how": "by_hand", "to": _other_manager()}
    path = f"/api/v1/reports/{report['id']}"
    assert dispatcher.post(f"{path}/forwarding", body).status_code == 200
    client = browser("dispatcher")
    assert window(client, "answer", report).status_code == 200
    assert client.get(f"/dispatch/reports/{report['id']}").status_code == 200
    assert dispatcher.post(f"{path}/forwarding/answer", {"text": "Tak."}).status_code == 200
    assert client.get(f"/dispatch/reports/{report['id']}").status_code == 200
    assert client.get(f"/dispatch/list?ids={report['id']}").status_code == 200


def _other_manager() -> int:
    return RoadManager.objects.get(kind="county", teryt="1418").pk


def test_the_crew_that_the_route_names_stands_first(dispatcher, report):
    page = window(browser("dispatcher"), "assign", report).content.decode()
    first = page.index('name="crew"')
    assert page.index("Brygada drogowa Północ") - first < 200


def test_what_is_not_allowed_is_not_offered(dispatcher, report):
    change(dispatcher, report, "planned")
    page = window(browser("dispatcher"), "status", report).content.decode()
    assert 'value="in_progress"' in page
    for missing in ("forwarded", "duplicate", "withdrawn"):
        assert f'name="status" value="{missing}"' not in page


@pytest.mark.parametrize("name", ABOUT_ONE)
def test_a_public_report_of_another_office_has_no_windows(phone, spots, report, name):
    spot = spots["Nowa Wola, ul. Krasickiego"]  # in the gmina, on a road of the county
    both = send_report(phone, {"lon": spot["lon"], "lat": spot["lat"]})
    county = browser("county_dispatcher")
    assert window(county, name, report).status_code == 404
    assert window(county, name, both).status_code == 200


@pytest.mark.parametrize(("who", "expected"), [("resident", 403), ("crew", 403)])
def test_windows_are_for_the_office(report, who, expected):
    assert window(browser(who), "status", report).status_code == expected
    assert window(Client(), "status", report).status_code == 401


@pytest.mark.parametrize("given", ["x", "00000000-0000-4000-8000-000000000000", "%00"])
def test_a_report_that_is_not_there_has_no_window(given):
    client = browser("dispatcher")
    assert client.get(f"/dispatch/work/status?report={given}").status_code == 404
    assert client.get("/dispatch/work/nothing?report=x").status_code == 404
    assert client.get("/dispatch/approvals?after=x").status_code == 400
