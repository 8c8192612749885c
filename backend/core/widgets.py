"""What forms are filled in with: a map to draw an area on."""

from dataclasses import astuple
from typing import Any

import orjson
from django import forms

from backend.core import page_map
from backend.core.geo import Box
from backend.core.language import Text

WORDS = {
    "map": Text(pl="Mapa obszaru", en="Map of the area", uk="Карта території"),
    "draw": Text(pl="Rysuj wielokąt", en="Draw a polygon", uk="Малювати багатокутник"),
    "delete": Text(
        pl="Usuń zaznaczony wielokąt",
        en="Delete the selected polygon",
        uk="Видалити вибраний багатокутник",
    ),
    "undo": Text(pl="Cofnij", en="Undo", uk="Скасувати"),
    "show": Text(pl="Pokaż cały obszar", en="Show the whole area", uk="Показати всю територію"),
    "text": Text(
        pl="Obszar jako tekst (GeoJSON)",
        en="The area as text (GeoJSON)",
        uk="Територія як текст (GeoJSON)",
    ),
    "help": Text(
        pl="Rysowanie: klikaj kolejne punkty, podwójne kliknięcie kończy, Esc przerywa. Zmiana: "
        "przeciągnij punkt lub bok, Alt i kliknięcie usuwa punkt. Bez myszy: wpisz obszar "
        "jako tekst.",
        en="To draw, click point after point; a double click ends, Esc gives up. To change, drag "
        "a point or an edge; Alt and a click remove a point. Without a mouse: type the area "
        "as text.",
        uk="Малювання: клацайте точку за точкою, подвійне клацання завершує, Esc скасовує. Зміна: "
        "перетягніть точку або сторону, Alt і клацання видаляють точку. Без миші: введіть "
        "територію як текст.",
    ),
    "status": Text(
        pl="Wielokąty: {polygons}. Powierzchnia: {area} km².",
        en="Polygons: {polygons}. Area: {area} km².",
        uk="Багатокутники: {polygons}. Площа: {area} км².",
    ),
    "unreadable": Text(
        pl="Tego tekstu nie da się pokazać na mapie.",
        en="This text cannot be shown on the map.",
        uk="Цей текст не можна показати на карті.",
    ),
    "zoomIn": Text(pl="Przybliż", en="Zoom in", uk="Наблизити"),
    "zoomOut": Text(pl="Oddal", en="Zoom out", uk="Віддалити"),
}


class AreaInput(forms.Textarea):
    """GeoJSON text with a map above it; without the map, or JavaScript, the text remains.

    view: what the map shows at first when there is no area yet; else Poland.
    """

    def __init__(self, *, view: Box | None = None) -> None:
        super().__init__(attrs={"rows": 12, "cols": 90, "spellcheck": "false"})
        self.view = view

    class Media:
        css = {"all": ["vendor/ol/ol.css", "core/area-editor.css"]}
        js = ["vendor/ol/ol.js", forms.Script("core/area-editor.js", type="module")]

    def build_attrs(
        self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        editor = {
            "words": {name: str(text) for name, text in WORDS.items()},
            "baseMap": page_map.base_layer(),
            "view": astuple(self.view) if self.view else None,
        }
        attrs = super().build_attrs(base_attrs, extra_attrs)
        return {**attrs, "data-area-editor": orjson.dumps(editor).decode()}
