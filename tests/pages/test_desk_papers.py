"""A crew's day and the figures in a browser: seen, chosen by keys, printed, and without scripts."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from backend.core.language import Language
from tests.pages.conftest import PATIENCE_MS, Site, Visit, visiting

DAY, FIGURES = "/dispatch/day", "/dispatch/statistics"
NORTH, SOUTH = "Brygada drogowa Północ", "Brygada drogowa Południe"
HAS_INK = """canvas => {
    const { width, height } = canvas;
    return canvas.getContext("2d").getImageData(0, 0, width, height).data.some(Boolean);
}"""
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture
def office(browser: Browser, site: Site, sessions: dict[str, Any]) -> Iterator[Visit]:
    """A dispatcher; the potholes along ul. Boczna are the work of the crew of the north."""
    with visiting(browser, site, storage_state=sessions["dispatcher"]) as visit:
        yield visit


def show_north(office: Visit) -> None:
    page = office.open(DAY)
    page.locator("[name=crew]").select_option(label=NORTH)
    page.locator(".choice button.main").click()
    expect(page.locator("h1")).to_contain_text(NORTH)


@pytest.mark.parametrize("language", Language.values)
@pytest.mark.parametrize("path", [DAY, FIGURES])
def test_nothing_keeps_anybody_out(office: Visit, path: str, language: str) -> None:
    office.open(f"{path}?lang={language}")
    expect(office.page.locator(".drawn canvas, .empty").first).to_be_visible()
    assert office.barriers() == []


@pytest.mark.parametrize("path", [DAY, FIGURES])
def test_nothing_runs_over_on_a_small_dark_screen(
    browser: Browser, site: Site, sessions: dict[str, Any], path: str
) -> None:
    small: dict[str, Any] = {
        "viewport": {"width": 512, "height": 384},  # a tablet at 200 %
        "color_scheme": "dark",
        "storage_state": sessions["dispatcher"],
    }
    with visiting(browser, site, **small) as visit:
        visit.open(path)
        assert visit.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        assert visit.barriers() == []


def test_a_crews_day_is_chosen_by_keys_alone(office: Visit) -> None:
    page = office.open(DAY)
    expect(page.locator("[name=crew] option:checked")).to_have_text(SOUTH)

    page.locator("[name=crew]").focus()
    page.keyboard.type("Brygada drogowa Pół")
    expect(page.locator("[name=crew] option:checked")).to_have_text(NORTH)
    page.keyboard.press("Tab")
    expect(page.locator("[name=date]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text(NORTH)
    expect(page.locator("[name=crew] option:checked")).to_have_text(NORTH)


def test_the_round_is_drawn_and_each_place_leads_to_its_report(office: Visit) -> None:
    show_north(office)
    page = office.page
    expect(page.locator("#map canvas").first).to_be_visible()
    places = page.locator(".stops").first.locator("tbody tr")
    assert places.count() >= 5
    expect(page.locator(".stops .badge").nth(1)).to_have_text("2")

    number = places.first.locator("a").inner_text()
    places.first.locator("a").click()
    expect(page.locator("#detail article")).to_have_attribute("data-number", number)


def test_on_paper_are_the_places_and_a_box_to_tick(office: Visit) -> None:
    show_north(office)
    page = office.page
    expect(page.locator(".stops .box").first).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator(".stops .box").first).to_be_visible()
    expect(page.locator(".choice")).to_be_hidden()
    expect(page.locator(".top")).to_be_hidden()
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_a_day_without_a_map_is_a_list(office: Visit) -> None:
    office.page.route("**/ol.js", lambda route: route.abort())
    show_north(office)
    expect(office.page.locator("#map")).to_be_hidden()
    expect(office.page.locator("#map-state")).not_to_be_empty()
    expect(office.page.locator(".stops tbody tr").first).to_be_visible()
    office.faults = [fault for fault in office.faults if "ERR_FAILED" not in fault]


def test_each_chart_is_drawn_beside_its_table(office: Visit) -> None:
    page = office.open(FIGURES)
    for each in page.locator(".chart").all():
        expect(each.locator(".drawn canvas")).to_be_visible()
        assert each.locator("canvas").evaluate(HAS_INK)
        expect(each.locator("tbody tr").first).to_be_visible()


def test_without_charts_the_tables_say_the_same(office: Visit) -> None:
    office.page.route("**/chart.umd*.js", lambda route: route.abort())
    page = office.open(FIGURES)
    expect(page.locator(".chart canvas").first).to_be_hidden()
    expect(page.locator(".chart tbody tr").first).to_be_visible()
    office.faults = [fault for fault in office.faults if "ERR_FAILED" not in fault]


def test_figures_without_scripts(browser: Browser, site: Site, sessions: dict[str, Any]) -> None:
    options = {"storage_state": sessions["dispatcher"], "java_script_enabled": False}
    with visiting(browser, site, **options) as visit:
        page = visit.open(f"{FIGURES}?month_from=2026-01&month_to=2026-03")
        expect(page.locator("[name=month_from]")).to_have_value("2026-01")
        expect(page.locator(".chart").first).to_be_visible()
        expect(page.locator(".chart canvas")).to_have_count(0)  # nothing came in those months


def test_months_are_chosen_by_keys_and_a_table_is_taken_home(office: Visit) -> None:
    page = office.open(FIGURES)
    page.locator("[name=month_to]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**month_from=**")

    link = page.locator(".chart a[download]").first
    link.focus()
    with page.expect_download() as taken:
        page.keyboard.press("Enter")
    text = taken.value.path().read_text(encoding="utf-8-sig")
    assert text.startswith("month") and len(text.splitlines()) >= 2


def test_months_that_are_none_are_told_kindly(office: Visit) -> None:
    page = office.page
    page.goto(f"{office.site.url}{FIGURES}?month_from=2026-13")
    expect(page.locator("[role=alert]")).to_be_visible()
    office.faults = []  # the answer is a 400, which the console tells


def test_the_figures_on_paper(office: Visit) -> None:
    page = office.open(FIGURES)
    page.emulate_media(media="print")
    expect(page.locator(".choice")).to_be_hidden()
    expect(page.locator(".chart tbody tr").first).to_be_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")
