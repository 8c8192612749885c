"""The pages below /ogc/, in a browser: complete, accessible, with a map that is drawn."""

import re

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.pages.conftest import PHONE, PLACES, Site, Visit

COLLECTIONS = "/ogc/collections"
PAGES = ["/ogc", "/ogc/api", "/ogc/conformance", COLLECTIONS]
PUBLISHED = ["reports", "statistics", "crew_areas", "boundaries", "roads", "works"]
HOSTILE = """"><img src=x onerror=alert(1)><script>alert(2)</script>{{ 7*7 }}'\\u2028"""
NUMBERS = re.compile(r"^[1-9][0-9]*$")


def items(collection: str, query: str = "") -> str:
    return f"{COLLECTIONS}/{collection}/items{query}"


def first_feature(site: Site, collection: str) -> str:
    answer = httpx.get(f"{site.url}{items(collection)}?limit=1&f=json", trust_env=False)
    return str(answer.json()["features"][0]["id"])


def drawn_map(page: Page) -> None:
    """Wait until the map has shown its features."""
    expect(page.locator("[data-map][data-state=drawn]")).to_have_attribute("data-features", NUMBERS)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_about_the_data_has_no_barriers(visit: Visit, path: str) -> None:
    page = visit.open(path)
    expect(page.locator("h1")).not_to_be_empty()
    assert visit.barriers() == []


@pytest.mark.parametrize("collection", PUBLISHED)
def test_a_collection_has_pages_without_barriers(visit: Visit, collection: str) -> None:
    page = visit.open(f"{COLLECTIONS}/{collection}")
    drawn_map(page)
    assert visit.barriers() == []
    visit.open(f"{COLLECTIONS}/{collection}/queryables")
    assert visit.barriers() == []


@pytest.mark.parametrize("collection", ["reports", "crew_areas", "boundaries", "roads"])
def test_features_are_in_the_table_and_on_the_map(visit: Visit, collection: str) -> None:
    page = visit.open(items(collection, "?limit=3"))
    drawn_map(page)
    rows = page.locator("tbody tr").count()
    shown = page.locator("[data-map]").get_attribute("data-features")
    assert 0 < rows <= 3 and shown == str(rows)
    assert visit.barriers() == []


@pytest.mark.parametrize("collection", ["reports", "boundaries"])
def test_one_feature_has_a_page_with_a_map(visit: Visit, collection: str) -> None:
    page = visit.open(items(collection, f"/{first_feature(visit.site, collection)}"))
    drawn_map(page)
    assert visit.barriers() == []


def test_pages_of_results_follow_each_other(visit: Visit) -> None:
    page = visit.open(items("reports", "?limit=2&lang=en"))
    seen = page.locator("tbody tr a").all_inner_texts()
    page.get_by_role("navigation", name="Pages of results").get_by_text("Next page").click()
    page.wait_for_url("**cursor=**")
    following = page.locator("tbody tr a").all_inner_texts()
    assert len(seen) == len(following) == 2 and not set(seen) & set(following)
    assert page.locator("html").get_attribute("lang") == "en"


def test_everything_can_be_downloaded(visit: Visit) -> None:
    page = visit.open(items("reports", "?limit=2&status=assigned"))
    links = page.locator("#downloads a")
    assert links.count() == 3
    for link in links.all():
        answer = httpx.get(visit.site.url + link.get_attribute("href"), trust_env=False)
        assert answer.status_code == 200 and answer.content, answer.text


def test_a_click_on_the_map_leads_to_the_row(visit: Visit) -> None:
    page = visit.open(items("reports", "?limit=1"))
    drawn_map(page)
    page.locator("[data-map]").click()  # in the middle, where the only one is
    link = page.get_by_role("status").get_by_role("link")
    expect(link).to_have_text(page.locator("tbody tr a").inner_text())
    expect(page.locator("tbody tr.chosen")).to_have_count(1)
    link.click()
    drawn_map(page)


def test_on_a_phone_the_page_is_no_wider_than_the_screen(phone_visit: Visit) -> None:
    page = phone_visit.open(items("reports"))
    drawn_map(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.locator("html").get_attribute("lang") == "uk"
    assert phone_visit.barriers() == []  # in dark colours


def test_the_keyboard_skips_to_the_content(visit: Visit) -> None:
    page = visit.open(COLLECTIONS)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_without_scripts_everything_is_in_the_table(visit_without_scripts: Visit) -> None:
    page = visit_without_scripts.open(items("reports"))
    expect(page.locator("tbody tr")).to_have_count(len(PLACES))


def test_without_the_map_the_page_says_so(visit: Visit) -> None:
    visit.page.route("**/vendor/ol/ol.js", lambda route: route.fulfill(body=""))
    page = visit.open(items("reports"))
    expect(page.get_by_role("status")).to_contain_text("w tabeli")
    expect(page.locator("tbody tr")).to_have_count(len(PLACES))


def test_hostile_names_are_only_text(visit: Visit) -> None:
    statement = (
        "UPDATE crews_crewarea SET name = %s WHERE id = (SELECT min(id) FROM crews_crewarea)"
    )
    visit.site.database.change(statement, HOSTILE)
    page = visit.open(items("crew_areas"))
    drawn_map(page)
    expect(page.get_by_text(HOSTILE).first).to_be_visible()
    assert page.locator("tbody img, tbody script").count() == 0
    page.get_by_role("row").filter(has_text=HOSTILE).get_by_role("link").click()
    drawn_map(page)
    expect(page.get_by_text(HOSTILE).first).to_be_visible()


def test_the_address_itself_is_only_text(visit: Visit) -> None:
    page = visit.open(items("reports", "?limit=2&number=%22%3E%3Cimg+src%3Dx%3E"))
    expect(page.locator("main")).to_contain_text("Żaden obiekt")
    assert page.locator("img").count() == 0


def test_parts_of_the_pages_travel_compressed(site: Site) -> None:
    answer = httpx.get(f"{site.url}/static/vendor/ol/ol.js", trust_env=False)
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Content-Encoding"] == "gzip"
