"""The page of figures says what the API says, in charts and in tables."""

import pytest
from django.test import Client

from backend.accounts.models import User
from backend.management import demo_file

FIGURES = "/dispatch/statistics"


@pytest.fixture
def come(db):
    def come(key: str) -> Client:
        browser = Client()
        browser.force_login(User.objects.get(email=demo_file.email_of(key)))
        return browser

    return come


def test_the_page_counts_what_the_api_counts(come, dispatcher, report):
    found = dispatcher.get("/api/v1/stats?scope=own&group_by=service").json()["results"]

    page = come("dispatcher").get(f"{FIGURES}?lang=en")

    [pothole] = [row for row in found if row["service"] == "pothole"]
    [by_service] = [each for each in page.context["charts"] if each["id"] == "service"]
    [row] = [row for row in by_service["rows"] if row["name"] == "Pothole"]
    assert (row["received"], row["open"]) == (pothole["received"], pothole["open"]) == (1, 1)
    assert "Same figures" in page.content.decode() or "same figures" in page.content.decode()


def test_each_chart_has_its_csv_of_the_same_figures(come, report):
    browser = come("dispatcher")

    for chart in browser.get(FIGURES).context["charts"]:
        answer = browser.get(chart["csv"])
        assert answer.status_code == 200, chart["id"]
        assert answer.content.decode().count("\n") == 1 + len(chart["rows"])


def test_an_office_reads_its_own_figures_alone(come, report):
    tiles = come("county_dispatcher").get(f"{FIGURES}?lang=en").context["tiles"]

    assert {"name": "Received", "value": 0} in tiles


@pytest.mark.parametrize("key", ["resident", "crew"])
def test_figures_are_for_the_office(come, key):
    assert come(key).get(FIGURES).status_code == 403


@pytest.mark.parametrize(
    "query", ["?month_from=2026-13", "?month_from=2026-05&month_to=2026-04", "?month_to=x"]
)
def test_months_that_are_none_are_said_to_be(come, query):
    answer = come("dispatcher").get(f"{FIGURES}{query}&lang=en")

    assert answer.status_code == 400
    assert "Give months as 2026-01" in answer.content.decode()


def test_without_reports_the_page_is_kind(come):
    answer = come("dispatcher").get(f"{FIGURES}?month_from=2001-01&month_to=2001-02&lang=en")

    assert answer.status_code == 200
    assert "There were no reports in these months." in answer.content.decode()
