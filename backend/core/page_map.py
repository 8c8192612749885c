"""What lies under the maps of our own pages (static/core/base-map.js draws it)."""

from pathlib import Path
from typing import Any

from django.conf import settings

from backend.core import basemap

WMTS_NAMES = {"{TileMatrix}": "{z}", "{TileCol}": "{x}", "{TileRow}": "{y}"}


def base_layer() -> dict[str, Any]:
    """The operator's base map; without one, the pages draw our own boundaries and roads."""
    layer = {"url": settings.BASE_MAP_URL, "attribution": settings.BASE_MAP_ATTRIBUTION}
    for name, ours in WMTS_NAMES.items():
        layer["url"] = layer["url"].replace(name, ours)
    if not settings.BASE_MAP_PMTILES:
        return layer
    archive = basemap.open_archive(Path(settings.BASE_MAP_PMTILES))
    return {
        **layer,
        "url": "/api/v1/tiles/base/{z}/{x}/{y}",
        "isVector": archive.is_vector,
        "maxZoom": archive.zooms[1],
    }
