"""Areas of crews, drawn with the mouse in the administration, or typed."""

import json
import math
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.pages.conftest import Site, Visit, log_in

ADD = "/admin/crews/crewarea/add/"
AREAS = "SELECT id, ST_AsGeoJSON(area) FROM crews_crewarea WHERE name = %s"
INSERT = """
    INSERT INTO crews_crewarea (crew_id, name, area, priority)
    SELECT id, %s, ST_GeomFromGeoJSON(%s), 0 FROM crews_crew ORDER BY id LIMIT 1
"""
PADDING_PX = 30  # core/base-map.js
SQUARE = [[20.90, 52.05], [20.94, 52.05], [20.94, 52.08], [20.90, 52.08], [20.90, 52.05]]


def geojson(*rings: list[list[float]]) -> str:
    return json.dumps({"type": "MultiPolygon", "coordinates": [rings]})


HOLE = [[20.91, 52.06], [20.92, 52.06], [20.92, 52.07], [20.91, 52.06]]


def form(visit: Visit, name: str) -> Page:
    page = visit.open(ADD)
    page.locator("#id_crew").select_option(index=1)
    page.locator("#id_name").fill(name)
    return page


def the_map(page: Page) -> Locator:
    found = page.locator(".area-editor-map[data-state=drawn]")
    found.scroll_into_view_if_needed()
    return found


def draw(page: Page, *corners: tuple[float, float]) -> None:
    """Click the corners, given as parts of the map's width and height, and end the polygon."""
    box = the_map(page).bounding_box()
    places = [(box["x"] + box["width"] * x, box["y"] + box["height"] * y) for x, y in corners]
    for x, y in [*places, places[0]]:
        page.mouse.move(x, y, steps=4)
        page.mouse.click(x, y)


def place_of(page: Page, lon: float, lat: float) -> tuple[float, float]:
    """Where a position is on the screen while the map shows all of SQUARE."""
    box = the_map(page).bounding_box()
    west, south, east, north = *mercator(*SQUARE[0]), *mercator(*SQUARE[2])
    scale = min(
        (box["width"] - 2 * PADDING_PX) / (east - west),
        (box["height"] - 2 * PADDING_PX) / (north - south),
    )
    x, y = mercator(lon, lat)
    return (
        box["x"] + box["width"] / 2 + (x - (west + east) / 2) * scale,
        box["y"] + box["height"] / 2 - (y - (south + north) / 2) * scale,
    )


def mercator(lon: float, lat: float) -> tuple[float, float]:
    return math.radians(lon), math.asinh(math.tan(math.radians(lat)))


def opened(visit: Visit, name: str, area: str) -> Page:
    """The form of an area that is in the database already."""
    visit.site.database.change(INSERT, name, area)
    [(area_id, _)] = visit.site.database.rows(AREAS, name)
    return visit.open(f"/admin/crews/crewarea/{area_id}/change/")


def save(page: Page) -> None:
    page.locator("input[name=_save]").click()
    page.wait_for_load_state()


def saved(site: Site, name: str) -> list[Any]:
    return [json.loads(area)["coordinates"] for _, area in site.database.rows(AREAS, name)]


def text(page: Page) -> dict[str, Any]:
    return json.loads(page.locator("#id_area").input_value())


def type_area(page: Page, area: str) -> None:
    page.get_by_text("Obszar jako tekst (GeoJSON)").click()
    page.locator("#id_area").fill(area)
    page.locator("#id_area").blur()


def test_a_polygon_drawn_with_the_mouse_is_saved(office: Visit) -> None:
    page = form(office, "Narysowany")
    draw(page, (0.3, 0.3), (0.6, 0.3), (0.6, 0.6))
    expect(the_map(page)).to_have_attribute("data-polygons", "1")
    assert office.barriers(".area-editor") == []
    save(page)
    [[[ring]]] = saved(office.site, "Narysowany")
    assert len(ring) == 4 and ring[0] == ring[-1]
    assert all(20 < lon < 22 and 51 < lat < 53 for lon, lat in ring)  # the map showed the gmina


def test_a_corner_that_is_dragged_moves_alone(office: Visit) -> None:
    page = opened(office, "Przesuwany", geojson(SQUARE))
    page.mouse.move(*place_of(page, *SQUARE[2]))
    page.mouse.down()
    page.mouse.move(*place_of(page, 20.93, 52.07), steps=8)
    page.mouse.up()
    save(page)
    [[[ring]]] = saved(office.site, "Przesuwany")
    assert [position for position in SQUARE if position not in ring] == [SQUARE[2]]
    [(lon, lat)] = [(lon, lat) for lon, lat in ring if [lon, lat] not in SQUARE]
    assert abs(lon - 20.93) < 0.001 and abs(lat - 52.07) < 0.001


def test_a_second_polygon_leaves_the_first_and_its_hole_alone(office: Visit) -> None:
    page = opened(office, "Z dziurą", geojson(SQUARE, HOLE))
    page.get_by_role("button", name="Rysuj wielokąt").click()
    draw(page, (0.05, 0.5), (0.12, 0.5), (0.12, 0.7))
    expect(the_map(page)).to_have_attribute("data-polygons", "2")
    save(page)
    [polygons] = saved(office.site, "Z dziurą")
    assert len(polygons) == 2 and [SQUARE, HOLE] in polygons


def test_a_polygon_can_be_deleted_and_brought_back(office: Visit) -> None:
    page = opened(office, "Usuwany", geojson(SQUARE))
    page.mouse.click(*place_of(page, 20.92, 52.065))
    page.get_by_role("button", name="Usuń zaznaczony wielokąt").click()
    expect(the_map(page)).to_have_attribute("data-polygons", "0")
    assert page.locator("#id_area").input_value() == ""
    page.get_by_role("button", name="Cofnij").click()
    expect(the_map(page)).to_have_attribute("data-polygons", "1")
    save(page)
    assert saved(office.site, "Usuwany") == [[[SQUARE]]]


def test_an_area_that_is_only_looked_at_stays_as_it_was(office: Visit) -> None:
    page = opened(office, "Oglądany", geojson(SQUARE))
    page.mouse.click(*place_of(page, 20.92, 52.065))
    page.locator("#id_name").fill("Oglądany i nazwany")
    save(page)
    assert saved(office.site, "Oglądany i nazwany") == [[[SQUARE]]]


def test_a_border_that_crosses_itself_is_refused_and_stays_on_the_map(office: Visit) -> None:
    page = form(office, "Kokarda")
    draw(page, (0.3, 0.3), (0.6, 0.6), (0.6, 0.3), (0.3, 0.6))
    expect(the_map(page)).to_have_attribute("data-polygons", "1")
    drawn = text(page)
    save(page)
    expect(page.locator("#id_area_error")).to_contain_text("przecina samą siebie")
    assert text(page) == drawn
    expect(the_map(page)).to_have_attribute("data-polygons", "1")
    assert saved(office.site, "Kokarda") == []


def test_an_area_that_is_typed_shows_on_the_map_and_is_saved(office: Visit) -> None:
    page = form(office, "Wpisany")
    type_area(page, geojson(SQUARE))
    expect(the_map(page)).to_have_attribute("data-polygons", "1")
    save(page)
    assert saved(office.site, "Wpisany") == [[[SQUARE]]]


def test_text_that_is_no_area_is_refused_and_kept(office: Visit) -> None:
    page = form(office, "Bez sensu")
    type_area(page, "POLYGON((20 52, 21 52, 21 53, 20 52))")
    expect(page.get_by_role("status")).to_contain_text("nie da się pokazać")
    save(page)
    expect(page.locator("#id_area_error")).to_contain_text("GeoJSON")
    expect(page.locator("#id_area")).to_be_visible()
    assert page.locator("#id_area").input_value().startswith("POLYGON")


def test_without_scripts_the_text_remains(visit_without_scripts: Visit) -> None:
    visit = log_in(visit_without_scripts)
    page = form(visit, "Bez skryptów")
    page.locator("#id_area").fill(geojson(SQUARE))
    save(page)
    assert saved(visit.site, "Bez skryptów") == [[[SQUARE]]]


def test_the_area_of_an_agreement_is_drawn_too(office: Visit) -> None:
    page = office.open("/admin/jurisdictions/managementagreement/add/")
    expect(the_map(page)).to_have_attribute("data-polygons", "0")
