"""Reports as vector tiles: points from zoom 13 on, below that clusters of 32 x 32 cells.

Tiles part the map by ranges of `map_cell`: a report lies in exactly one tile of a zoom.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.contrib.gis.db.models.functions import GeoFunc
from django.db import connection, models

from backend.reports.map_models import OF_ALL_STATUSES
from backend.reports.querysets import ReportQuerySet
from backend.reports.workflow import OPEN, Status
from gis_layers.tiles import CELL_ZOOM, EXTENT, Statement, Tile, named_values

LAYER = "reports"
POINTS_FROM_ZOOM = 13
CELLS_DEEPER = 5  # zooms: 32 x 32 cells in a tile
CROWD = 2000  # our choice: reports that a tile of points draws one by one
SPOTS_DEEPER = 6  # zooms: in a crowd, those on one of 64 x 64 spots are drawn as one
FIELDS = {
    "count": "Number: how many reports it stands for",
    "open": "Number: how many of them are open",
    "id": "String: from zoom 13 on where count is 1, as all that follows",
    "number": "String",
    "status": "String",
    "service": "String: its code",
}

_SQL = Path(__file__).parent / "sql"
_CLUSTERS, _COUNTED, _CROWD, _FOUND, _LIVE, _POINTS = (
    (_SQL / f"{name}.sql").read_text(encoding="utf-8")
    for name in ("clusters", "counted", "crowd", "found", "live", "points")
)
_ALL, _OPEN = list(Status.values), list(OPEN)
_CHOSEN_SERVICES = (
    "service_id IN (SELECT id FROM jurisdictions_service WHERE code = ANY (%(codes)s))"
)


class X(GeoFunc):
    function = "ST_X"
    output_field = models.FloatField()


class Y(GeoFunc):
    function = "ST_Y"
    output_field = models.FloatField()


PLACE = (X("location_3857"), Y("location_3857"))


def points(tile: Tile, *selects: Statement) -> bytes:
    """Draw each of the selected reports that lies in the tile; in a crowd, each spot."""
    sql, values = _all_of([_put_into(_FOUND, each) for each in selects])
    shift = 2 * max(0, CELL_ZOOM - SPOTS_DEEPER - tile.z)
    values["crowd"] = CROWD
    drawn, is_crowd = _drawn(_POINTS.replace("{reports}", sql), tile, shift, values)
    if is_crowd:
        (drawn,) = _drawn(_CROWD.replace("{reports}", sql), tile, shift, values)
    return bytes(drawn)


def clusters(tile: Tile, *parts: Statement) -> bytes:
    """Draw how many the parts count in each cell of the tile."""
    sql, values = _all_of(parts)
    shift = 2 * (CELL_ZOOM - CELLS_DEEPER - tile.z)
    (drawn,) = _drawn(_CLUSTERS.replace("{counted}", sql), tile, shift, values)
    return bytes(drawn)


def counted(*, statuses: list[str] | None = None, services: list[str] | None = None) -> Statement:
    """The public reports of these statuses and services (codes), as they are counted already."""
    of_counts, of_changes = (_CHOSEN_SERVICES,) * 2 if services else ("service_id = 0", "true")
    return (
        _COUNTED.replace("{counted_service}", of_counts).replace("{changed_service}", of_changes),
        {
            "codes": services,
            "statuses": statuses or (_ALL if services else [OF_ALL_STATUSES]),
            "changed_statuses": statuses or _ALL,
        },
    )


def live(select: Statement) -> Statement:
    """The selected reports, counted now."""
    return _put_into(_LIVE, select)


def select(reports: ReportQuerySet, *, name: str) -> Statement:
    """What a tile needs of these reports, wherever they lie. name: tells selects apart."""
    columns = reports.values_list("id", "map_cell", "status", *PLACE, "number", "service")
    return named_values(*columns.query.sql_with_params(), name=name)


def _put_into(text: str, select: Statement) -> Statement:
    sql, values = select
    return text.replace("{reports}", sql), values


def _all_of(parts: Sequence[Statement]) -> Statement:
    values = {name: value for _, values in parts for name, value in values.items()}
    return "\nUNION ALL\n".join(sql for sql, _ in parts), values


def _drawn(sql: str, tile: Tile, shift: int, values: dict[str, Any]) -> tuple[Any, ...]:
    """Run a statement that draws. shift: so many bits of `map_cell` say where in its cell of the
    tile a place lies.
    """
    west, _, _, north = tile.bounds_3857
    first, last = tile.cells
    place = {"west": west, "north": north, "unit": tile.size_m / EXTENT, "shift": shift}
    cells = {"zoom": tile.z, "first": first, "last": last}
    with connection.cursor() as cursor:
        cursor.execute(sql, {**values, **place, **cells, "open": _OPEN})
        return cursor.fetchone()
