"""The public pages in a browser: with a phone, at a desk, by keyboard alone, without scripts."""

import io
import random
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.pages.conftest import PHONE, PLACES, Site, Visit, visiting

MAP = "/?office=1418032"
HERE = {"longitude": 20.9313, "latitude": 52.084269, "accuracy": 12}
DRAWN = ".map[data-state=drawn]"
CODE = re.compile(r"^[0-9a-z]{4}( [0-9a-z]{4}){7}$")


@pytest.fixture
def walker(browser: Browser, site: Site) -> Iterator[Visit]:
    """Somebody beside a pothole, with a phone that knows where it is."""
    told = {"geolocation": HERE, "permissions": ["geolocation"], "has_touch": True}
    with visiting(browser, site, viewport=PHONE, **told) as visit:
        yield visit


def known(site: Site) -> dict[str, Any]:
    """A public report that is there already."""
    answer = httpx.get(f"{site.url}/api/v1/reports?limit=1", trust_env=False)
    return dict(answer.json()["results"][0])


def count(site: Site) -> int:
    return int(site.database.rows("SELECT count(*) FROM reports_report")[0][0])


def at_details(page: Page) -> None:
    """From the first step, with the place chosen, to the last one."""
    page.get_by_role("button", name="Dalej").click()
    page.get_by_role("button", name="Dziura w jezdni").click()
    expect(page.locator("form[data-step=details]")).to_be_visible()


def sent(page: Page) -> tuple[str, str]:
    """The number and the code that the last page tells."""
    expect(page.locator("#sent")).to_be_visible()
    return page.locator("#number").inner_text(), page.locator("#code").inner_text()


# --- map and list ---------------------------------------------------------------------------------


def test_a_click_on_the_map_leads_to_the_report(visit: Visit) -> None:
    report = known(visit.site)
    place = report["location"]
    page = visit.open(f"{MAP}&order=nearest&lon={place['lon']}&lat={place['lat']}")
    expect(page.locator(f"#map{DRAWN.removeprefix('.map')}")).to_be_visible()
    box = page.locator("#map").bounding_box()
    assert box
    for _ in range(8):  # a click on a cluster goes nearer
        if page.locator("#chosen a").count():
            break
        page.locator("#map").focus()
        page.keyboard.press("+")
        page.wait_for_timeout(300)
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.wait_for_timeout(300)
    expect(page.locator(".report").first).to_be_visible()


def test_a_filter_renews_list_and_map_in_their_place(visit: Visit) -> None:
    page = visit.open(MAP)
    expect(page.locator(".report").first).to_be_visible()
    chosen = page.get_by_label("Rodzaj usterki")
    chosen.focus()
    chosen.select_option("street_light")
    expect(page.locator(".report")).to_have_count(0)
    expect(page.locator("#list")).to_contain_text("Nie ma tu takich zgłoszeń")
    expect(page.locator("#announce")).to_have_text("Zgłoszeń na liście: 0.")
    expect(chosen).to_be_focused()
    assert "service=street_light" in page.url
    chosen.select_option("")
    expect(page.locator(".report").first).to_be_visible()


def test_the_list_follows_the_map_when_the_nearest_go_first(visit: Visit) -> None:
    page = visit.open(MAP)
    page.get_by_label("Kolejność").select_option("nearest")
    page.wait_for_url("**order=nearest**")
    before = page.url
    page.locator("#map").focus()
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    expect(page).not_to_have_url(before)
    assert page.locator(".report").count() >= len(PLACES)


def test_without_the_map_the_list_holds_everything(visit: Visit) -> None:
    visit.page.route("**/vendor/ol/ol.js", lambda route: route.fulfill(body=""))
    page = visit.open(MAP)
    expect(page.locator("#map")).to_contain_text("na liście")
    assert page.locator(".report").count() >= len(PLACES)


def test_one_report_has_a_page_with_a_map(visit: Visit) -> None:
    page = visit.open(f"/reports/{known(visit.site)['id']}")
    expect(page.locator(f"#map{DRAWN.removeprefix('.map')}")).to_be_visible()
    expect(page.get_by_role("button", name="Udostępnij")).to_be_visible()


# --- reporting ------------------------------------------------------------------------------------


def test_somebody_beside_a_pothole_reports_it_with_a_phone(walker: Visit) -> None:
    before = count(walker.site)
    page = walker.open("/report")
    page.get_by_role("button", name="Tu, gdzie jestem").click()
    expect(page.locator("#place-status")).to_contain_text("12 m")
    at_details(page)
    expect(page.locator("#similar")).to_contain_text("podobne zgłoszenia")
    page.get_by_label("Opis", exact=True).fill("Głęboka dziura")
    page.get_by_role("button", name="Wyślij zgłoszenie").click()
    number, code = sent(page)
    assert CODE.match(code) and count(walker.site) == before + 1
    expect(page.locator("#sent h1")).to_be_focused()
    assert page.evaluate("localStorage.length") == 0
    page.get_by_role("button", name="Otwórz zgłoszenie").click()
    page.wait_for_url("**/follow/*")
    expect(page.locator("main")).to_contain_text("Głęboka dziura")
    expect(page.locator("main")).to_contain_text(number)


def test_a_place_is_chosen_by_a_click_on_the_map(visit: Visit) -> None:
    page = visit.open(MAP)
    page.goto(f"{visit.site.url}/report")
    expect(page.locator(f"#map{DRAWN.removeprefix('.map')}")).to_be_visible()
    page.locator("#map").click(position={"x": 320, "y": 180})
    expect(page.locator("#place-status")).to_contain_text("Wskazane miejsce")
    assert float(page.locator("input[name=lon]").input_value()) > 20
    at_details(page)


def test_everything_is_done_by_keyboard_alone(visit: Visit) -> None:
    page = visit.open("/report")
    field = page.get_by_role("combobox", name="Adres, ulica lub miejscowość")
    field.focus()
    page.keyboard.type("Boczna 1, Lesznowola")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(field).to_have_value(re.compile("Boczna 1"))
    expect(page.locator("#place-status")).to_contain_text("Wskazane miejsce: Boczna 1")
    tab_to(page, page.get_by_role("button", name="Dalej"))
    page.keyboard.press("Enter")
    expect(page.locator("form[data-step=service]")).to_be_visible()
    tab_to(page, page.get_by_role("button", name="Dziura w jezdni"))
    page.keyboard.press("Enter")
    expect(page.locator("form[data-step=details]")).to_be_visible()
    tab_to(page, page.get_by_label("Opis", exact=True))
    page.keyboard.type("Z klawiatury")
    tab_to(page, page.get_by_role("button", name="Wyślij zgłoszenie"))
    page.keyboard.press("Enter")
    sent(page)


def tab_to(page: Page, target: Any) -> None:
    for _ in range(60):
        if target.evaluate("each => each === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("the keyboard does not get there")


def test_the_essentials_work_without_scripts(visit_without_scripts: Visit) -> None:
    page = visit_without_scripts.open(MAP)
    assert page.locator(".report").count() >= len(PLACES)
    page.get_by_role("link", name="Zgłoś usterkę").first.click()
    page.get_by_role("searchbox").fill("Boczna 1, Lesznowola")
    page.get_by_role("button", name="Znajdź adres").click()
    expect(page.get_by_role("radio").first).to_be_checked()
    at_details(page)
    page.get_by_label("Opis", exact=True).fill("Bez skryptów")
    page.get_by_role("button", name="Wyślij zgłoszenie").click()
    number, code = sent(page)
    page.get_by_role("link", name="Moje zgłoszenie").click()
    page.get_by_label("Numer zgłoszenia").fill(number)
    page.get_by_label("Kod").fill(code)
    page.get_by_role("button", name="Pokaż zgłoszenie").click()
    expect(page.locator("main")).to_contain_text("Bez skryptów")
    page.get_by_label("Wiadomość do urzędu").fill("Dziura rośnie")
    page.get_by_role("button", name="Wyślij wiadomość").click()
    expect(page.locator("main")).to_contain_text("Dziura rośnie")


def test_a_report_outlives_a_lost_connection_and_is_sent_once(walker: Visit) -> None:
    before = count(walker.site)
    page = walker.open("/report")
    page.get_by_role("button", name="Tu, gdzie jestem").click()
    expect(page.locator("#place-status")).to_contain_text("12 m")
    at_details(page)
    page.get_by_label("Opis", exact=True).fill("W tunelu")
    page.route("**/report", lambda route: route.abort())
    page.get_by_role("button", name="Wyślij zgłoszenie").click()
    expect(page.locator("#progress")).to_contain_text("Brak połączenia")
    page.unroute("**/report")
    walker.faults.clear()  # the lost request is meant
    page.goto(f"{walker.site.url}/report")  # the browser was closed in between
    page.get_by_role("button", name="Dokończ").click()
    expect(page.get_by_label("Opis", exact=True)).to_have_value("W tunelu")
    page.get_by_role("button", name="Wyślij zgłoszenie").click()
    sent(page)
    assert count(walker.site) == before + 1


def test_a_refusal_shows_beside_the_field_and_keeps_the_rest(walker: Visit) -> None:
    page = walker.open("/report")
    page.get_by_role("button", name="Tu, gdzie jestem").click()
    expect(page.locator("#place-status")).to_contain_text("12 m")
    at_details(page)
    page.get_by_label("Opis", exact=True).fill("Zostaje")
    page.get_by_label("E-mail").fill("nie adres")
    page.get_by_role("button", name="Wyślij zgłoszenie").click()
    expect(page.locator("#email-error")).to_be_visible()
    expect(page.get_by_label("Opis", exact=True)).to_have_value("Zostaje")
    expect(page.locator("#refusal")).to_be_focused()
    walker.faults.clear()  # the browser notes the refusal


def test_a_fault_of_the_server_loses_nothing_that_was_typed(walker: Visit) -> None:
    page = walker.open("/report")
    page.get_by_role("button", name="Tu, gdzie jestem").click()
    expect(page.locator("#place-status")).to_contain_text("12 m")
    at_details(page)
    page.get_by_label("Opis", exact=True).fill("Nie zginie")
    told = "<main><h1>Przerwa</h1><p>Strona zaraz wróci.</p></main>"
    page.route("**/report", lambda route: route.fulfill(status=503, body=told))
    page.get_by_role("button", name="Wyślij zgłoszenie").click()
    expect(page.locator("#progress")).to_contain_text("Strona zaraz wróci.")
    expect(page.get_by_label("Opis", exact=True)).to_have_value("Nie zginie")
    page.unroute("**/report")
    walker.faults.clear()  # the browser notes the refusal
    page.locator("#progress button").click()
    sent(page)


def test_photos_over_the_limit_are_made_smaller_before_they_are_sent(walker: Visit) -> None:
    page = walker.open("/report")
    page.get_by_role("button", name="Tu, gdzie jestem").click()
    expect(page.locator("#place-status")).to_contain_text("12 m")
    at_details(page)
    field = page.locator("#photo")
    field.evaluate("each => { each.dataset.maxBytes = 20000; each.dataset.max = 2 }")
    files = [FilePayload(name=f"{n}.png", mimeType="image/png", buffer=noise()) for n in "abc"]
    field.set_input_files(files)
    expect(page.locator("#photos-told")).to_contain_text("Najwyżej 2 zdjęć")
    expect(page.locator("#photos-told")).to_contain_text("zmniejszyliśmy: 2")
    expect(page.locator("#previews img")).to_have_count(2)
    names = field.evaluate("each => [...each.files].map(({ name, type }) => name + type)")
    assert names == ["a.jpgimage/jpeg", "b.jpgimage/jpeg"]


def noise() -> bytes:
    """A picture that no format packs well."""
    picture = Image.frombytes("RGB", (150, 150), random.Random(7).randbytes(150 * 150 * 3))
    content = io.BytesIO()
    picture.save(content, "PNG")
    return content.getvalue()


def test_the_chosen_office_can_be_changed(visit: Visit) -> None:
    page = visit.open(MAP)
    page.get_by_role("link", name="Inny urząd").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Gdzie jest usterka?")
    page.locator("a[href='/?office=1418']").click()
    expect(page.locator("h1 small")).to_contain_text("Powiat")
    assert page.locator(".report").count() >= len(PLACES)


def test_a_link_of_ones_own_opens_the_report_and_leaves_no_secret_in_the_address(
    visit: Visit,
) -> None:
    place = {"lon": PLACES[0][0], "lat": PLACES[0][1]}
    body = {"service": "pothole", "location": place}
    answer = httpx.post(f"{visit.site.url}/api/v1/reports", json=body, trust_env=False).json()
    page = visit.page
    page.goto(f"{visit.site.url}/follow#{answer['number']}.{answer['secret']}")
    page.wait_for_url(f"**/follow/{answer['id']}")
    expect(page.locator("main")).to_contain_text(answer["number"])
    assert not [url for url in visit.requests if answer["secret"] in url.partition("#")[0]]


# --- everybody ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_no_page_has_barriers_in_any_language(walker: Visit, language: str) -> None:
    page = walker.open(f"/?lang={language}")
    found = {"choice": walker.barriers()}
    for path in (MAP, "/reports", f"/reports/{known(walker.site)['id']}", "/follow"):
        walker.open(path)
        page.wait_for_timeout(500)
        found[path] = walker.barriers()
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
    page.goto(f"{walker.site.url}/reports/00000000-0000-4000-8000-000000000000")
    found["missing"] = walker.barriers()
    page.goto(f"{walker.site.url}/nowhere")
    found["nowhere"] = walker.barriers()
    walker.faults.clear()  # the browser notes that there is no such page
    walker.open("/report")
    page.locator("#gps").click()
    expect(page.locator("#place-status")).to_contain_text("12")
    for step, value in (("place", ""), ("service", "traffic_light"), ("details", "")):
        expect(page.locator(f"form[data-step={step}]")).to_be_visible()
        found[step] = walker.barriers()
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], step
        if step == "place":
            page.locator("button.main[value=place]").click()
        if value:
            page.locator(f"button[value={value}]").click()
    page.locator("button.main[value=send]").click()
    expect(page.locator("#sent, #refusal")).to_be_visible()
    found["answered"] = walker.barriers()
    walker.faults.clear()
    assert page.locator("html").get_attribute("lang") == language
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_in_dark_colours_nothing_is_too_pale(phone_visit: Visit) -> None:
    for path in (MAP, f"/reports/{known(phone_visit.site)['id']}", "/report", "/follow"):
        phone_visit.open(path)
        assert phone_visit.barriers() == [], path
