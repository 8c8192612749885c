"""The shapes of the benchmarks' made-up country: its municipalities and its roads."""

from dataclasses import dataclass
from typing import Any

import numpy
import shapely

VOIVODESHIPS = [f"{number:02}" for number in range(2, 33, 2)]
WEST, SOUTH, EAST, NORTH = 14.2, 49.1, 24.1, 54.8
CITIES, COUNTIES = 66, 314  # of Poland's 2,479 municipalities
OCTAVES = (1.5, 0.4, 0.1)  # wavelengths of the winding of borders, in degrees
BEND = 0.2  # how far each octave bends: together under 1, so that borders never cross


@dataclass(frozen=True)
class Land:
    """Municipalities, straight and winding, with their codes and the codes of their counties."""

    cells: Any
    outlines: Any
    towns: Any
    codes: list[str]
    spacing: float

    @property
    def counties(self) -> list[str]:
        return sorted({code[:4] for code in self.codes})


def draw_land(random: Any, count: int, vertices: int) -> Land:
    points = shapely.points(random.uniform((WEST, SOUTH), (EAST, NORTH), (count, 2)))
    box = shapely.box(WEST, SOUTH, EAST, NORTH)
    cells = shapely.get_parts(
        shapely.voronoi_polygons(shapely.multipoints(points), extend_to=box, ordered=True)
    )
    cells = shapely.intersection(cells, box)
    spacing = float(numpy.mean(shapely.length(cells))) / vertices
    return Land(
        cells=cells,
        outlines=winding(cells, spacing),
        towns=_bent(shapely.get_coordinates(points)),
        codes=_codes(random, points),
        spacing=spacing,
    )


def winding(shapes: Any, spacing: float) -> Any:
    """Make straight borders wind; shapes that touch still do."""
    fine = shapely.segmentize(shapes, spacing)
    bent = shapely.transform(fine, lambda coordinates: _bent(numpy.round(coordinates, 9)))
    if not shapely.is_valid(bent).all():
        raise SystemExit("A border crosses itself: ask for more vertices.")
    return bent


def _bent(coordinates: Any) -> Any:
    x, y = coordinates[:, 0], coordinates[:, 1]
    east, north = numpy.zeros_like(x), numpy.zeros_like(y)
    for serial, wavelength in enumerate(OCTAVES):
        turns = 2 * numpy.pi / wavelength
        east += BEND / turns * numpy.sin(turns * y + serial)
        north += BEND / turns * numpy.sin(turns * x + 2 * serial)
    return numpy.round(numpy.column_stack([x + east, y + north]), 7)


def _codes(random: Any, points: Any) -> list[str]:
    """Give each municipality its TERYT code: the nearest county seat's, or a city's own."""
    count = len(points)
    cities = max(1, count * CITIES // 2479)
    seats = random.permutation(count)[: cities + max(1, count * COUNTIES // 2479)]
    seat_of = shapely.STRtree(points[seats[cities:]]).nearest(points) + cities
    seat_of[seats[:cities]] = numpy.arange(cities)
    numbers: dict[str, int] = {}
    counties = []
    for serial, seat in enumerate(points[seats]):
        voivodeship = _voivodeship(seat)
        kind = "city" if serial < cities else "county"
        first = 61 if kind == "city" else 1
        key = voivodeship + kind
        numbers[key] = numbers.get(key, first - 1) + 1
        counties.append(f"{voivodeship}{numbers[key]:02}")
    members: dict[str, int] = {}
    codes = []
    for index, seat in enumerate(seat_of):
        county = counties[seat]
        members[county] = members.get(county, 0) + 1
        kind = 1 if seat < cities else 2 + index % 2
        codes.append(f"{county}{members[county]:02}{kind}")
    return codes


def _voivodeship(point: Any) -> str:
    column = int((point.x - WEST) / (EAST - WEST) * 4)
    row = int((point.y - SOUTH) / (NORTH - SOUTH) * 4)
    return VOIVODESHIPS[4 * row + column]


def draw_lines(random: Any, land: Land, count: int) -> tuple[Any, Any, Any]:
    """Draw the roads: three quarters short ones in towns, the others long ones across the land."""
    sizes = random.integers(4, 12, count)
    in_town = random.random(count) < 0.75
    weights = random.pareto(1.5, len(land.codes)) + 0.3
    owners = random.choice(len(land.codes), count, p=weights / weights.sum())
    spread = numpy.where(in_town, 0.012, 0.1)[:, None]
    starts = land.towns[owners] + random.normal(0, 1, (count, 2)) * spread * (1, 0.6)
    steps = numpy.where(in_town, random.uniform(25, 120, count), random.uniform(150, 900, count))
    road = numpy.repeat(numpy.arange(count), sizes)
    first = numpy.concatenate([[0], numpy.cumsum(sizes)[:-1]])
    quarter = numpy.where(in_town, random.integers(0, 4, count) * numpy.pi / 2 + owners, 0)
    heading = numpy.where(in_town, quarter, random.uniform(0, 2 * numpy.pi, count))
    turns = random.normal(0, 0.15, len(road))
    angle = heading[road] + _sums(turns, first, sizes)
    metres = numpy.column_stack([numpy.cos(angle), numpy.sin(angle)]) * steps[road][:, None]
    metres[first] = 0
    along = numpy.column_stack([_sums(metres[:, axis], first, sizes) for axis in (0, 1)])
    coordinates = numpy.round(starts[road] + along / (68_000, 111_000), 7)
    return shapely.linestrings(coordinates, indices=road), in_town, owners


def _sums(values: Any, first: Any, sizes: Any) -> Any:
    """Sum along each road from its first vertex on."""
    total = numpy.cumsum(values)
    return total - numpy.repeat(total[first] - values[first], sizes)
