"""Tiles of the web map (EPSG:3857): where they lie, and which cells of the map they hold.

A cell is a tile at CELL_ZOOM; its number is its Morton code, which the database computes by
`map_cell(lon, lat)`. A tile holds the cells whose codes begin with its own: one range.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from backend.core import errors
from backend.core.geo import Box

MAX_ZOOM = 22
CELL_ZOOM = 24  # a cell measures 2.4 m on the equator
EXTENT = 4096  # units of a tile's edge, as Mapbox Vector Tiles have it
MARGIN = 128 / EXTENT  # what a drawn shape may reach beyond its tile, so that no seam shows
HALF_WORLD_M = math.pi * 6_378_137  # EPSG:3857 reaches as far from its middle to every side
NORTH = 85.0511287798066  # degrees: where the square map of EPSG:3857 ends
SPREAD = (  # each step puts a gap as wide as itself between the halves of what it finds
    (16, 0x0000FFFF0000FFFF),
    (8, 0x00FF00FF00FF00FF),
    (4, 0x0F0F0F0F0F0F0F0F),
    (2, 0x3333333333333333),
    (1, 0x5555555555555555),
)

Statement = tuple[str, dict[str, Any]]  # SQL and its named values
Range = tuple[int, int]  # the first and the last cell


@dataclass(frozen=True)
class Tile:
    """One tile of the pyramid: x grows east, y grows south."""

    z: int
    x: int
    y: int

    @classmethod
    def parse(cls, z: int, x: int, y: int) -> Self:
        """Raises NotFound outside the pyramid."""
        if not (0 <= z <= MAX_ZOOM and 0 <= x < 1 << z and 0 <= y < 1 << z):
            raise errors.NotFound()
        return cls(z, x, y)

    @property
    def cells(self) -> Range:
        below = 2 * (CELL_ZOOM - self.z)
        code = morton(self.x, self.y)
        return code << below, (code + 1 << below) - 1

    @property
    def size_m(self) -> float:
        """The length of an edge in EPSG:3857 (not on the ground)."""
        return 2 * HALF_WORLD_M / (1 << self.z)

    @property
    def bounds_3857(self) -> tuple[float, float, float, float]:
        """xmin, ymin, xmax, ymax."""
        tiles = 1 << self.z  # powers of two: neighbours have the very same edge
        west, east = (HALF_WORLD_M * (2 * x / tiles - 1) for x in (self.x, self.x + 1))
        north, south = (HALF_WORLD_M * (1 - 2 * y / tiles) for y in (self.y, self.y + 1))
        return west, south, east, north

    def box(self, *, margin: float = 0.0) -> Box:
        """The tile in degrees; margin: so much of its size more on every side."""
        first, last = -margin, 1 + margin
        return Box(
            west=self._lon(first),
            south=self._lat(last),
            east=self._lon(last),
            north=self._lat(first),
        )

    def children(self) -> list["Tile"]:
        """The four tiles of the next zoom, in the order of their codes."""
        z, x, y = self.z + 1, 2 * self.x, 2 * self.y
        return [Tile(z, x, y), Tile(z, x + 1, y), Tile(z, x, y + 1), Tile(z, x + 1, y + 1)]

    def _lon(self, across: float) -> float:
        return max(-180.0, min(180.0, (self.x + across) / (1 << self.z) * 360 - 180))

    def _lat(self, down: float) -> float:
        share = max(0.0, min(1.0, (self.y + down) / (1 << self.z)))
        return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * share))))


def morton(x: int, y: int) -> int:
    """Interleave the bits of column and row: x even, y odd."""
    return _spread(x) | _spread(y) << 1


def cell(lon: float, lat: float) -> int:
    """The code of the cell with this place (WGS84), as the database's `map_cell` has it."""
    return morton(_column(lon), _row(lat))


def cell_ranges(box: Box, *, most: int = 16) -> list[Range]:
    """Cover the box by at most so many ranges of cells: sorted, disjoint, and not by much more."""
    # A row more on both sides: another machine's tangent may round a place on the edge elsewhere.
    top, bottom = max(0, _row(box.north) - 1), min((1 << CELL_ZOOM) - 1, _row(box.south) + 1)
    wanted = (_column(box.west), top, _column(box.east), bottom)
    tiles = [Tile(0, 0, 0)]
    while any(not _is_within(tile, wanted) for tile in tiles) and len(tiles) < 8 * most:
        parts = ([tile] if _is_within(tile, wanted) else tile.children() for tile in tiles)
        tiles = [tile for part in parts for tile in part if _meets(tile, wanted)]
    return _bridged([tile.cells for tile in tiles], most)


def _spread(number: int) -> int:
    """Put a zero before every bit."""
    for shift, mask in SPREAD:
        number = (number | number << shift) & mask
    return number


def _column(lon: float) -> int:
    return _inside(math.floor((lon + 180) / 360 * (1 << CELL_ZOOM)))


def _row(lat: float) -> int:
    angle = math.radians(max(-NORTH, min(NORTH, lat)))
    from_north = 0.5 - math.log(math.tan(math.pi / 4 + angle / 2)) / (2 * math.pi)
    return _inside(math.floor(from_north * (1 << CELL_ZOOM)))


def _inside(number: int) -> int:
    return max(0, min((1 << CELL_ZOOM) - 1, number))


def _edges(tile: Tile) -> tuple[int, int, int, int]:
    """The tile's first and last column and row of cells: west, north, east, south."""
    below = CELL_ZOOM - tile.z
    return (
        tile.x << below,
        tile.y << below,
        (tile.x + 1 << below) - 1,
        (tile.y + 1 << below) - 1,
    )


def _meets(tile: Tile, wanted: tuple[int, int, int, int]) -> bool:
    west, north, east, south = _edges(tile)
    return west <= wanted[2] and wanted[0] <= east and north <= wanted[3] and wanted[1] <= south


def _is_within(tile: Tile, wanted: tuple[int, int, int, int]) -> bool:
    west, north, east, south = _edges(tile)
    return wanted[0] <= west and east <= wanted[2] and wanted[1] <= north and south <= wanted[3]


def _bridged(ranges: list[Range], most: int) -> list[Range]:
    """Join sorted ranges over the smallest gaps between them, until at most so many are left."""
    gaps = sorted(
        (after[0] - before[1], index)
        for index, (before, after) in enumerate(zip(ranges, ranges[1:], strict=False))
    )
    kept = {index for gap, index in gaps[max(0, len(gaps) - most + 1) :] if gap > 1}
    joined = [ranges[0]]
    for index, (first, last) in enumerate(ranges[1:]):
        if index in kept:
            joined.append((first, last))
        else:
            joined[-1] = (joined[-1][0], last)
    return joined


def named_values(sql: str, values: Sequence[Any], *, name: str = "value") -> Statement:
    """Name the values of the ORM's select, so that it can stand among text with named values."""
    named = {f"{name}_{number}": value for number, value in enumerate(values)}
    return sql.replace("%%", "%%%%") % tuple(f"%({key})s" for key in named), named
