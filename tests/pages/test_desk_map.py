"""The desk's map, by mouse and by the keyboard: seen, opened, chosen, joined, moved."""

import json
import math
import re
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.pages.conftest import Site, Visit, visiting

EAST, NORTH = 20.922272, 52.069389  # Wilcza Góra, a municipal road in the area of the demo crew
ALONE = iter([(20.881181, 52.083643), (20.992435, 52.095073), (20.996581, 52.10491)])  # such too
METRE = 1 / (111_320 * math.cos(math.radians(NORTH)))  # degrees of longitude
_serial = count(1)


class Map(Visit):
    """A dispatcher before the map of the desk."""

    def __init__(self, page: Page, site: Site) -> None:
        super().__init__(page, site)
        number = next(_serial)
        self.word = f"słowo{number:04}"  # of this test's reports alone
        self.lon, self.lat = EAST, NORTH

    def call(self, method: str, path: str, body: Any = None) -> Any:
        script = """async ([method, path, body]) => {
            const { call } = await import("/static/dispatch/calls.js");
            return call(method, path, body ?? undefined);
        }"""
        return self.page.evaluate(script, [method, path, body])

    def take_in(self, *metres: float) -> list[dict[str, Any]]:
        """Reports so many metres east of a place, as if phoned in."""
        return [
            self.call(
                "POST",
                "/api/v1/reports",
                {
                    "service": "verge",
                    "description": self.word,
                    "location": {"lon": self.lon + each * METRE, "lat": self.lat},
                    "source": "phone",
                },
            )
            for each in metres
        ]

    def show(self, *, zoom: float = 17, query: str = "") -> Locator:
        """Open the desk with this test's reports, that place in the middle of the map."""
        self.open(f"/dispatch/?q={self.word}{query}#map={zoom}/{self.lat}/{self.lon}")
        expect(self.map).to_have_attribute("data-whole", "true")
        return self.map

    @property
    def map(self) -> Locator:
        return self.page.locator("#map[data-state=drawn]")

    @property
    def zoom(self) -> float:
        return float(self.page.url.split("#map=")[1].split("/")[0])

    def at(self, metres: float, north: float = 0) -> tuple[float, float]:
        """Where on the screen a place is, so many metres from the place of this test."""
        box = self.map.bounding_box()
        assert box
        covered = int(self.map.get_attribute("data-covered") or 0)
        zoom, lat, lon = map(float, self.page.url.split("#map=")[1].split("/"))
        pixel = 40_075_016.69 * math.cos(math.radians(lat)) / 256 / 2**zoom
        east, up = (self.lon - lon) / METRE + metres, (self.lat - lat) * 111_320 + north
        x, y = box["x"] + (box["width"] - covered) / 2, box["y"] + box["height"] / 2
        return x + east / pixel, y - up / pixel

    def click(self, metres: float) -> None:
        self.page.mouse.click(*self.at(metres))

    def drag(self, *places: tuple[float, float]) -> None:
        """Press at the first place and let go at the last."""
        self.page.mouse.move(*self.at(*places[0]))
        self.page.mouse.down()
        for place in places[1:]:
            self.page.mouse.move(*self.at(*place), steps=5)
        self.page.mouse.up()

    def is_selected(self, report: dict[str, Any]) -> None:
        expect(self.page.locator("#detail")).to_contain_text(report["number"])
        expect(self.map).to_have_attribute("data-selected", report["id"])

    def chosen(self) -> set[str]:
        return set(
            self.page.evaluate(
                "import('/static/dispatch/state.js').then((m) => [...m.desk.chosen])"
            )
        )

    def read(self, report: dict[str, Any]) -> dict[str, Any]:
        return self.call("GET", f"/api/v1/reports/{report['id']}")


@pytest.fixture
def desk(browser: Browser, site: Site, sessions: dict[str, Any]) -> Iterator[Map]:
    options = {"storage_state": sessions["dispatcher"], "reduced_motion": "reduce"}
    with visiting(browser, site, **options) as visit:
        desk = Map(visit.page, site)
        desk.open("/dispatch/approvals")  # a page from which the API can be called
        yield desk
        # A stream that a page is left with is told in the console.
        visit.faults = [fault for fault in desk.faults if "/live" not in fault]


# --- drawn ------------------------------------------------------------------------------------


def test_the_map_draws_the_reports_of_the_list(desk: Map) -> None:
    desk.take_in(-60, 0, 60)
    expect(desk.show()).to_have_attribute("data-reports", "3")
    expect(desk.map).to_have_attribute("data-marks", "3")
    assert desk.barriers("#map-side") == []


def test_the_map_says_in_words_what_it_is_and_that_the_list_has_it_all(desk: Map) -> None:
    desk.show()
    expect(desk.map).to_have_accessible_name("Mapa zgłoszeń")
    expect(desk.map).to_have_accessible_description(re.compile("jest też na liście"))


def test_without_the_map_the_list_still_works(desk: Map) -> None:
    [report] = desk.take_in(0)
    desk.page.route("**/vendor/ol/ol.js", lambda route: route.fulfill(body="", status=200))
    desk.open(f"/dispatch/?number={report['number']}")
    expect(desk.page.locator("#map")).to_contain_text("Nie udało się wczytać mapy")
    desk.page.locator(f"#r-{report['id']} a").click()
    expect(desk.page.locator("#detail")).to_contain_text(report["number"])


def test_another_filter_draws_anew_and_never_an_empty_map(desk: Map) -> None:
    reports = desk.take_in(-60, 0, 60)
    expect(desk.show()).to_have_attribute("data-reports", "3")
    desk.page.evaluate("""() => {
        const map = document.getElementById("map");
        window.drawn = [];
        new MutationObserver(() => drawn.push(map.dataset.reports)).observe(map, {
            attributeFilter: ["data-reports"],
        });
    }""")
    desk.page.locator("#search").fill(reports[0]["number"])
    desk.page.locator("#search").press("Enter")
    expect(desk.map).to_have_attribute("data-reports", "1")
    assert "0" not in desk.page.evaluate("drawn")


def test_the_view_is_in_the_address_and_comes_back(desk: Map) -> None:
    desk.show(zoom=16.5)
    desk.map.focus()
    before = desk.page.url
    desk.page.keyboard.press("ArrowRight")
    expect(desk.page).not_to_have_url(before)
    moved = desk.page.url
    desk.page.reload()
    expect(desk.map).to_have_attribute("data-whole", "true")
    assert desk.page.url == moved


def test_the_list_and_the_office_are_brought_into_view(desk: Map) -> None:
    [report] = desk.take_in(0)
    desk.open(f"/dispatch/?number={report['number']}#map=9/50/16")
    expect(desk.map).to_have_attribute("data-reports", "0")
    desk.page.get_by_role("button", name="Pokaż na mapie całą listę").click()
    expect(desk.map).to_have_attribute("data-reports", "1")
    desk.page.get_by_role("button", name="Pokaż teren urzędu").click()
    expect(desk.page).to_have_url(re.compile(r"#map=1[0-3]\."))


def test_layers_and_the_legend_are_switched_by_keys(desk: Map) -> None:
    desk.show()
    layers = desk.page.locator(".map-layers summary")
    layers.focus()
    desk.page.keyboard.press("Enter")
    desk.page.get_by_label("Obszary ekip").focus()
    with desk.page.expect_response(re.compile("tiles/crew_areas/")):
        desk.page.keyboard.press("Space")
    desk.page.keyboard.press("Escape")
    expect(layers).to_be_focused()
    desk.page.locator(".map-legend summary").press("Enter")
    expect(desk.page.locator(".map-legend li")).to_have_count(12)
    assert desk.barriers("#map-side") == []


# --- opened -----------------------------------------------------------------------------------


def test_a_cluster_opens_by_a_click(desk: Map) -> None:
    desk.take_in(-20, 0, 20)
    expect(desk.show(zoom=12)).to_have_attribute("data-whole", "true")
    desk.click(0)
    expect(desk.map).to_have_attribute("data-marks", "3")
    assert desk.zoom > 12


def test_a_cluster_in_the_middle_opens_by_enter(desk: Map) -> None:
    desk.take_in(-20, 0, 20)
    desk.show(zoom=12).focus()
    desk.page.keyboard.press("Enter")
    expect(desk.map).to_have_attribute("data-marks", "3")


def test_reports_of_one_spot_are_told_as_a_list(desk: Map) -> None:
    reports = desk.take_in(0, 0)
    expect(desk.show(zoom=19.5)).to_have_attribute("data-marks", "1")
    desk.map.focus()
    desk.page.keyboard.press("Enter")
    spot = desk.page.get_by_role("dialog", name="W tym miejscu: 2")
    expect(spot.get_by_role("button")).to_have_count(2)
    expect(spot.get_by_role("button").first).to_be_focused()
    text = spot.get_by_role("button").first.inner_text()
    desk.page.keyboard.press("Enter")
    desk.is_selected(next(each for each in reports if each["number"] in text))


def test_a_report_is_selected_on_the_map_and_in_the_list(desk: Map) -> None:
    first, second = desk.take_in(-60, 60)
    desk.show()
    desk.click(-60)
    desk.is_selected(first)
    expect(desk.page.locator(f"#r-{first['id']}")).to_be_visible()
    desk.page.locator(f"#r-{second['id']} a").click()
    desk.is_selected(second)


def test_a_report_far_away_is_shown_when_the_list_selects_it(desk: Map) -> None:
    [report] = desk.take_in(0)
    desk.open(f"/dispatch/?number={report['number']}#map=15/52.2/21.2")
    expect(desk.map).to_have_attribute("data-reports", "0")
    desk.page.locator(f"#r-{report['id']} a").click()
    desk.is_selected(report)
    expect(desk.map).to_have_attribute("data-reports", "1")


def test_hovering_a_mark_shows_its_row(desk: Map) -> None:
    [report] = desk.take_in(0)
    desk.show()
    expect(desk.map).to_have_attribute("data-reports", "1")
    desk.page.mouse.move(*desk.at(1), steps=3)
    expect(desk.page.locator(f"#r-{report['id']}.hovered")).to_be_attached()


# --- chosen -----------------------------------------------------------------------------------


def test_a_rectangle_chooses_what_lies_in_it(desk: Map) -> None:
    inside, also, _ = desk.take_in(-60, 0, 90)
    expect(desk.show()).to_have_attribute("data-reports", "3")
    desk.page.keyboard.down("Shift")
    desk.drag((-100, 40), (30, -40))
    desk.page.keyboard.up("Shift")
    expect(desk.map).to_have_attribute("data-chosen", "2")
    assert desk.chosen() == {inside["id"], also["id"]}


def test_a_lasso_leaves_out_what_it_goes_around(desk: Map) -> None:
    left, between, right = desk.take_in(-80, 0, 80)
    expect(desk.show()).to_have_attribute("data-reports", "3")
    tool = desk.page.get_by_role("button", name="Zaznacz zgłoszenia lassem")
    tool.click()
    expect(tool).to_have_attribute("aria-pressed", "true")
    corners = [(-110, -40), (110, -40), (110, 40), (50, 40), (50, -20), (-50, -20), (-50, 40)]
    desk.drag(*corners, (-110, 40), (-110, -38))
    expect(desk.map).to_have_attribute("data-chosen", "2")
    assert desk.chosen() == {left["id"], right["id"]} != {between["id"]}
    expect(tool).to_have_attribute("aria-pressed", "false")


def test_what_the_map_shows_is_chosen_by_the_keyboard(desk: Map) -> None:
    reports = desk.take_in(-60, 60)
    expect(desk.show()).to_have_attribute("data-reports", "2")
    desk.page.get_by_role("button", name="Zaznacz wszystko, co widać").press("Enter")
    expect(desk.map).to_have_attribute("data-chosen", "2")
    assert desk.chosen() == {each["id"] for each in reports}


def test_more_than_can_be_chosen_are_counted(desk: Map) -> None:
    desk.show()
    found = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [desk.lon, desk.lat]},
            "properties": {"id": f"00000000-0000-4000-8000-{number:012}"},
        }
        for number in range(600)
    ]
    body = json.dumps({"type": "FeatureCollection", "features": found, "next": None})
    desk.page.route("**/reports.geojson?*", lambda route: route.fulfill(body=body))
    desk.page.get_by_role("button", name="Zaznacz wszystko, co widać").click()
    expect(desk.page.locator("#toasts")).to_contain_text("Zaznaczono: 500. Pominięto 100")
    assert len(desk.chosen()) == 500


def test_escape_puts_a_tool_down(desk: Map) -> None:
    desk.show()
    tool = desk.page.get_by_role("button", name="Zaznacz zgłoszenia prostokątem")
    tool.click()
    desk.page.keyboard.press("Escape")
    expect(tool).to_have_attribute("aria-pressed", "false")


# --- joined -----------------------------------------------------------------------------------


def joined(desk: Map, report: dict[str, Any], survivor: dict[str, Any]) -> None:
    question = desk.page.get_by_role("dialog", name="Połączyć te zgłoszenia?")
    expect(question).to_contain_text(survivor["number"])
    question.get_by_role("button", name="Połącz").press("Enter")
    expect(desk.page.locator("#toasts")).to_contain_text(f"{report['number']} połączono")
    assert desk.read(report)["duplicate_of"]["id"] == survivor["id"]


def test_a_report_is_joined_to_one_that_is_clicked_on_the_map(desk: Map) -> None:
    desk.lon, desk.lat = next(ALONE)  # nobody else is near
    report, survivor = desk.take_in(-25, 25)
    desk.show(query=f"&report={report['id']}")
    desk.is_selected(report)
    desk.page.locator('#detail [data-command="merge"]').click()
    expect(desk.page.locator(".map-banner")).to_contain_text("wskaż zgłoszenie, które zostaje")
    desk.click(25)
    joined(desk, report, survivor)


def test_a_report_is_joined_by_the_keyboard_and_that_is_undone(desk: Map) -> None:
    desk.lon, desk.lat = next(ALONE)  # nobody else is near
    report, survivor = desk.take_in(-25, 25)
    desk.show(query=f"&report={report['id']}")
    desk.is_selected(report)
    desk.page.locator("#detail").focus()
    desk.page.keyboard.press("m")
    first = desk.page.locator(".map-banner button").first
    expect(first).to_contain_text(survivor["number"])
    expect(first).to_be_focused()
    desk.page.keyboard.press("Enter")
    joined(desk, report, survivor)
    desk.page.locator("#toasts").get_by_role("button", name="Cofnij").click()
    expect(desk.page.locator("#toasts")).to_contain_text("Cofnięto")
    assert desk.read(report)["duplicate_of"] is None


def test_joining_is_given_up_by_escape(desk: Map) -> None:
    [report] = desk.take_in(0)
    desk.show(query=f"&report={report['id']}")
    desk.is_selected(report)
    desk.page.locator('#detail [data-command="merge"]').click()
    expect(desk.page.locator(".map-banner").get_by_role("button").first).to_be_focused()
    desk.page.keyboard.press("Escape")
    expect(desk.page.locator(".map-banner")).to_be_hidden()
    desk.is_selected(report)


# --- moved ------------------------------------------------------------------------------------


def pin_window(desk: Map, report: dict[str, Any]) -> Locator:
    window = desk.page.get_by_role("dialog", name=f"Miejsce i rodzaj: {report['number']}")
    expect(window.locator(".pin-map[data-state=drawn]")).to_be_visible()
    expect(window.get_by_role("status").last).to_contain_text("Trafi do")
    return window


def moved_by(desk: Map, report: dict[str, Any]) -> tuple[float, float]:
    """How many metres east and north of its first place a report is now."""
    before, now = report["location"], desk.read(report)["location"]
    return (now["lon"] - before["lon"]) / METRE, (now["lat"] - before["lat"]) * 111_320


def test_a_pin_is_moved_by_the_keyboard_after_a_look_at_whom_it_goes_to(desk: Map) -> None:
    [report] = desk.take_in(0)
    desk.show(query=f"&report={report['id']}")
    desk.is_selected(report)
    desk.page.locator("#detail").focus()
    desk.page.keyboard.press("v")
    window = pin_window(desk, report)
    expect(window.locator(".pin-map")).to_be_focused()
    assert desk.barriers(".pin-dialog") == []
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowUp"):
        desk.page.keyboard.press(key)
    expect(window).to_contain_text("Przesunięto o 10 m")
    expect(window).to_contain_text("Gmina Lesznowola")
    window.get_by_role("button", name="Zapisz").press("Enter")
    expect(window).to_have_count(0)
    east, north = moved_by(desk, report)
    assert abs(east - 2) < 0.1 and abs(north - 10) < 0.1


def test_a_pin_is_moved_by_the_mouse_and_that_is_undone(desk: Map) -> None:
    [report] = desk.take_in(0)
    desk.show(query=f"&report={report['id']}")
    desk.is_selected(report)
    desk.page.locator('#detail [data-command="move_pin"]').click()
    window = pin_window(desk, report)
    box = window.locator(".pin-map").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    desk.page.mouse.click(x + 100, y)
    expect(window.locator(".pin-moved")).to_contain_text("Przesunięto o 37 m")
    window.get_by_role("button", name="Zapisz").click()
    expect(window).to_have_count(0)
    east, north = moved_by(desk, report)
    assert abs(east - 36.7) < 1 and abs(north) < 1
    desk.page.locator("#toasts").get_by_role("button", name="Cofnij").click()
    expect(desk.page.locator("#toasts")).to_contain_text("Cofnięto")
    assert moved_by(desk, report) == (0, 0)


def test_a_pin_goes_to_an_address_and_nothing_is_saved_unless_wanted(desk: Map) -> None:
    [report] = desk.take_in(0)
    desk.show(query=f"&report={report['id']}")
    desk.is_selected(report)
    desk.page.locator('#detail [data-command="move_pin"]').click()
    window = pin_window(desk, report)
    window.get_by_label("Adres").fill("Boczna 1")
    expect(window.locator(".pin-found button").first).to_contain_text("Boczna 1")
    window.get_by_label("Adres").press("Enter")
    expect(window.locator(".pin-moved")).to_contain_text("Przesunięto o")
    window.get_by_role("button", name="Anuluj").click()
    expect(window).to_have_count(0)
    assert moved_by(desk, report) == (0, 0)


def test_a_place_is_picked_for_a_new_report(desk: Map) -> None:
    desk.show()
    desk.page.evaluate(
        """async ([lon, lat]) => {
        const { pickPlace } = await import("/static/dispatch/pin.js");
        window.picked = pickPlace({ start: { lon, lat } });
    }""",
        [20.9313, 52.084269],
    )
    window = desk.page.get_by_role("dialog", name="Wskaż miejsce")
    expect(window.get_by_role("status").last).to_contain_text("Boczna")
    desk.page.keyboard.press("Shift+ArrowLeft")
    window.get_by_role("button", name="Wybierz to miejsce").click()
    place = desk.page.evaluate("picked")
    assert abs((20.9313 - place["lon"]) / METRE - 10) < 0.2
    assert "Boczna" in place["address"]
