"""The desk by mouse and by keys alone: filters, the list, one report, and what others do."""

import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import httpx
import psycopg
import pytest
from playwright.sync_api import Browser, Locator, expect

from backend.dispatch.live.hub import LISTENING
from tests.pages.conftest import PATIENCE_MS, Site, Visit, session_of, visiting

LANGUAGES = ("pl", "en", "uk")
_serial = count(1)
expect.set_options(timeout=PATIENCE_MS)


def take_in(site: Site, **fields: Any) -> dict[str, Any]:
    """A resident's report along ul. Boczna, each a little further."""
    place = {"lon": 20.9313 + 0.0004 * (next(_serial) % 40), "lat": 52.084269}
    body = {"service": "pothole", "location": place, **fields}
    answer = httpx.post(f"{site.url}/api/v1/reports", json=body, trust_env=False)
    assert answer.status_code == 201, answer.text
    return answer.json()


def cut_streams(site: Site) -> None:
    """End whoever serves the live stream; another one takes its place."""
    main = site.live()
    for pid in site.processes():
        if _parent_of(pid) == main:
            os.kill(pid, signal.SIGKILL)


def stop_listening(site: Site) -> int:
    """End the connections on which the stream hears of changes. Returns how many there were."""
    ended = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
    listening = " WHERE datname = current_database() AND application_name = %s"
    with psycopg.connect(site.database.url) as database:
        row = database.execute(ended + listening, [LISTENING]).fetchone()
    return row[0] if row else 0


def _parent_of(pid: int) -> int:
    with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
        return int(file.read().rpartition(")")[2].split()[1])


class Desk(Visit):
    """Somebody before the desk. Its scripts run when `html` says so."""

    def begin(self, query: str = "") -> "Desk":
        self.open(f"/dispatch/{query}")
        expect(self.page.locator("html.scripted")).to_be_attached()
        is_there = re.compile("connected|healed")
        expect(self.page.locator("#connection")).to_have_attribute("data-state", is_there)
        return self

    @property
    def links(self) -> Locator:
        return self.page.locator("#reports a.open")

    @property
    def detail(self) -> Locator:
        return self.page.locator("#detail article")

    def row(self, report: dict[str, Any]) -> Locator:
        return self.page.locator(f"#r-{report['id']}")

    def keys(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def pick(self, facet: str, *values: str) -> None:
        self.page.locator(f".pick[data-facet={facet}] summary").click()
        for value in values:
            self.page.locator(f"#filters input[name={facet}][value={value}]").click()
        self.page.keyboard.press("Escape")

    def give_by_mouse(self, command: str, choice: str) -> None:
        """Give a command by its button, choose, and save."""
        self.page.locator(f"#detail [data-command={command}]").click()
        dialog = self.page.locator("dialog.work[open]")
        dialog.get_by_text(choice).click()
        dialog.locator(".work-end button.main").click()
        expect(dialog).to_have_count(0)

    def call(self, method: str, path: str, body: Any = None) -> Any:
        script = """async ([method, path, body]) => {
            const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
            const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
            body = body && JSON.stringify(body);
            const answer = await fetch(path, { method, headers, body });
            if (!answer.ok) throw new Error(await answer.text());
        }"""
        return self.page.evaluate(script, [method, path, body])


@contextmanager
def sitting(browser: Browser, site: Site, session: Any = None, **options: Any) -> Iterator[Desk]:
    options = {"storage_state": session, "reduced_motion": "reduce", **options}
    with visiting(browser, site, **options) as visit:
        desk = Desk(visit.page, site)
        yield desk
        # A stream that is cut, or that a page is left with, is told in the console.
        visit.faults = [fault for fault in desk.faults if "/live" not in fault]


@pytest.fixture
def desk(browser: Browser, site: Site, sessions: dict[str, Any]) -> Iterator[Desk]:
    with sitting(browser, site, sessions["dispatcher"]) as desk:
        yield desk


@pytest.fixture
def colleague(browser: Browser, site: Site, sessions: dict[str, Any]) -> Iterator[Desk]:
    with sitting(browser, site, sessions["administrator"]) as desk:
        yield desk


# --- filters ----------------------------------------------------------------------------------


def test_filters_chosen_by_mouse_stand_in_the_address_and_survive_a_reload(desk, site):
    take_in(site, service="manhole")
    desk.begin()
    whole = desk.links.count()

    desk.pick("service", "manhole")
    expect(desk.links).not_to_have_count(whole)
    assert "service=manhole" in desk.page.url
    count = desk.links.count()
    desk.page.reload()
    expect(desk.links).to_have_count(count)
    expect(desk.page.locator("#filters input[value=manhole]")).to_be_checked()
    desk.page.go_back()
    expect(desk.links).to_have_count(whole)
    expect(desk.page.locator("#filters input[value=manhole]")).not_to_be_checked()


def test_a_figure_leads_to_what_it_counts(desk):
    desk.begin()

    desk.page.locator("[data-count=unassigned] a").click()
    desk.page.wait_for_url("**unassigned=true**")
    expect(desk.page.locator("#empty")).to_be_visible()
    desk.page.locator("#clear").click()
    expect(desk.links.first).to_be_visible()


def test_the_search_by_keys_alone(desk, site):
    report = take_in(site, description="Studzienka przy szkole")
    desk.begin()

    desk.keys("/")
    expect(desk.page.locator("#search")).to_be_focused()
    desk.page.keyboard.type("przy szkole")
    expect(desk.links).to_have_count(1)
    desk.keys("Escape", "Enter")
    expect(desk.detail).to_have_attribute("data-number", report["number"])
    assert "q=przy+szkole" in desk.page.url and f"report={report['id']}" in desk.page.url


def test_filters_are_stored_under_a_name_and_forgotten(desk):
    desk.begin("?status=fixed&priority=danger")

    desk.page.locator(".pick[data-facet=stored] summary").click()
    desk.page.locator("#store-name").fill("Groźne naprawione")
    desk.page.locator("#store").click()
    stored = desk.page.locator("#stored a")
    expect(stored).to_have_text("Groźne naprawione")

    desk.begin()
    desk.page.locator(".pick[data-facet=stored] summary").click()
    stored.click()
    desk.page.wait_for_url("**priority=danger**")
    desk.page.locator(".pick[data-facet=stored] summary").click()
    desk.page.locator("#stored button").click()
    expect(stored).to_have_count(0)


def test_a_filter_that_nobody_understands_is_told_kindly(desk):
    desk.page.goto(f"{desk.site.url}/dispatch/?status=mended")
    expect(desk.page.locator("#mistake")).to_be_visible()
    desk.faults = []  # the answer is a 400, which the console tells


# --- the list and one report ------------------------------------------------------------------


def test_a_report_is_opened_by_mouse_and_closed_by_going_back(desk):
    desk.begin()

    desk.links.nth(1).click()
    expect(desk.detail).to_be_visible()
    expect(desk.links.nth(1)).to_have_attribute("aria-current", "true")
    expect(desk.page.locator(".reasons li").first).to_be_visible()
    desk.page.go_back()
    expect(desk.detail).to_have_count(0)


def test_the_list_is_walked_and_reports_are_opened_by_keys_alone(desk):
    desk.begin()

    desk.keys("j", "j")
    expect(desk.links.nth(1)).to_be_focused()
    desk.keys("k")
    expect(desk.links.nth(0)).to_be_focused()
    desk.keys("x")
    expect(desk.page.locator("#reports .choose").first).to_be_checked()
    desk.keys("Enter")
    expect(desk.detail).to_be_visible()
    desk.keys("Escape")
    expect(desk.detail).to_have_count(0)
    expect(desk.links.nth(0)).to_be_focused()


def test_single_keys_are_listed_and_can_be_switched_off(desk):
    desk.begin()

    desk.keys("?")
    expect(desk.page.locator("#help")).to_be_visible()
    expect(desk.page.locator("#help kbd", has_text="j")).to_be_visible()
    desk.page.locator("#single-keys").focus()
    desk.keys("Space", "Escape")
    expect(desk.page.locator("#help")).to_be_hidden()
    desk.keys("/")
    expect(desk.page.locator("#search")).not_to_be_focused()
    desk.page.reload()
    desk.keys("?")
    expect(desk.page.locator("#help")).to_be_hidden()
    desk.page.evaluate("localStorage.clear()")


def test_contact_data_are_shown_on_demand(desk, site):
    report = take_in(site, contact={"name": "Jan Kowalski", "phone": "+48 22 555 01 99"})
    desk.begin(f"?report={report['id']}")

    expect(desk.page.locator("#contact")).to_be_hidden()
    desk.page.locator("[data-command=contact]").click()
    expect(desk.page.locator("#contact")).to_contain_text("Jan Kowalski")


def test_what_was_seen_is_new_no_more(desk, site):
    take_in(site)
    desk.begin()

    expect(desk.page.locator("#reports .new:visible").first).to_be_visible()
    desk.page.locator("#seen").click()
    expect(desk.page.locator("#reports .new:visible")).to_have_count(0)
    desk.page.reload()
    expect(desk.page.locator("#reports .new:visible")).to_have_count(0)


# --- with others ------------------------------------------------------------------------------


def test_one_sees_what_the_other_changes_and_has_open(desk, colleague, site):
    report = take_in(site)
    desk.begin()
    colleague.begin(f"?report={report['id']}")

    expect(desk.row(report).locator(".presence")).to_be_visible()
    desk.call("POST", f"/api/v1/reports/{report['id']}/comments", {"text": "Jadę tam."})
    expect(colleague.detail.locator(".history")).to_contain_text("Jadę tam.")
    desk.call("POST", f"/api/v1/reports/{report['id']}/status", {"status": "in_progress"})
    expect(colleague.row(report)).to_have_attribute("data-status", "in_progress")
    expect(colleague.detail).to_have_attribute("data-status", "in_progress")
    ending = {"status": "not_fixed", "reason": "no_defect", "comment": "Jezdnia jest równa."}
    desk.call("POST", f"/api/v1/reports/{report['id']}/status", ending)
    expect(colleague.row(report)).to_have_count(0)
    expect(colleague.detail).to_have_attribute("data-status", "not_fixed")


def test_what_one_does_by_mouse_is_in_the_others_list_map_and_details(desk, colleague, site):
    lon, lat = 20.950278, 52.069389
    place = {"lon": lon, "lat": lat}
    report, other = (take_in(site, service="dead_animal", location=place) for _ in range(2))
    filters = "?status=received,assigned&service=dead_animal"
    colleague.begin(f"{filters}&report={report['id']}#map=17/{lat}/{lon}")
    drawn = colleague.page.locator("#map")
    expect(drawn).to_have_attribute("data-reports", "2")
    desk.begin(f"?report={report['id']}")
    told_of = desk.detail.locator(".presence")
    expect(told_of).to_contain_text("Otwarte u: ")
    expect(colleague.detail.locator(".presence")).to_be_visible()

    desk.give_by_mouse("assign", "Brygada drogowa Południe")
    expect(colleague.row(report).locator(".crew")).to_have_text("Brygada drogowa Południe")
    expect(colleague.detail).to_contain_text("Brygada drogowa Południe")
    desk.give_by_mouse("status", "W naprawie")
    expect(colleague.row(report)).to_have_count(0)
    expect(colleague.row(other)).to_be_visible()
    expect(colleague.detail).to_have_attribute("data-status", "in_progress")
    expect(drawn).to_have_attribute("data-reports", "1")
    colleague.keys("Escape")
    expect(told_of).to_be_hidden()


def test_a_new_report_is_told_of_and_shown_when_one_wants_it(desk, site):
    desk.begin()

    report = take_in(site)
    expect(desk.page.locator("#news")).to_be_visible()
    expect(desk.row(report)).to_have_count(0)
    desk.page.locator("#news").click()
    expect(desk.row(report)).to_be_visible()
    expect(desk.page.locator("#news")).to_be_hidden()


def test_a_new_report_that_does_not_belong_to_the_filters_is_not_told_of(desk, site):
    desk.begin("?service=manhole&status=assigned,received")

    take_in(site, service="pothole")
    wanted = take_in(site, service="manhole")
    desk.page.locator("#news[data-count='1']").click()
    expect(desk.row(wanted)).to_be_visible()


def test_a_connection_that_is_cut_is_told_and_heals_and_nothing_is_missed(desk, site):
    desk.begin()

    cut_streams(site)
    missed = take_in(site)
    expect(desk.page.locator("#connection")).to_have_attribute("data-state", "healed")
    later = take_in(site)
    desk.page.locator("#news[data-count='2']").click()
    expect(desk.row(missed)).to_be_visible()
    expect(desk.row(later)).to_be_visible()


def test_a_stream_that_hears_the_database_no_more_listens_again(desk, site):
    desk.begin()

    assert stop_listening(site)
    report = take_in(site)
    desk.page.locator("#news").click()
    expect(desk.row(report)).to_be_visible()


# --- everybody --------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_keeps_anybody_out(desk, site, language):
    report = take_in(site, description="Dziura", contact={"name": "Jan"})
    desk.begin(f"?lang={language}&report={report['id']}")
    assert desk.barriers() == []

    desk.page.locator(".pick[data-facet=status] summary").click()
    assert desk.barriers("#filters") == []
    desk.page.keyboard.press("Escape")
    desk.page.locator("main").focus()
    desk.keys("?")
    assert desk.barriers("#help") == []


def test_a_small_dark_screen_has_everything_too(browser, site, sessions):
    report = take_in(site)
    options = {"viewport": {"width": 720, "height": 450}, "color_scheme": "dark"}
    with sitting(browser, site, sessions["dispatcher"], **options) as desk:
        desk.begin(f"?report={report['id']}")
        assert desk.barriers() == []
        overflow = "document.documentElement.scrollWidth - innerWidth"
        assert desk.page.evaluate(overflow) <= 0
        desk.page.locator("#detail .back").click()
        expect(desk.row(report).locator("a.open")).to_be_focused()


def test_without_scripts_reports_are_found_and_read(browser, site, sessions):
    take_in(site, description="Wyrwa w asfalcie")
    with sitting(browser, site, sessions["dispatcher"], java_script_enabled=False) as desk:
        page = desk.open("/dispatch/")
        page.locator("#search").fill("wyrwa")
        page.locator("#filters button.main").click()
        expect(desk.links).to_have_count(1)
        desk.links.first.click()
        expect(desk.detail).to_contain_text("Wyrwa w asfalcie")


def test_a_crew_reads_kindly_that_the_desk_is_not_theirs(browser, site):
    session = session_of(browser, site, "crew")
    with sitting(browser, site, session) as desk:
        answer = desk.page.goto(f"{site.url}/dispatch/")
        assert answer and answer.status == 403
        expect(desk.page.locator("h1")).to_be_visible()
        assert desk.barriers() == []
        desk.faults = []  # the console tells of the 403
