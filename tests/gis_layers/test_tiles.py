"""Tiles of the pyramid, and the ranges of cells that cover a box."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from backend.core import errors
from backend.core.geo import Box
from gis_layers.tiles import CELL_ZOOM, MAX_ZOOM, Tile, cell, cell_ranges

# As places come in: `geo.point` rounds them, so that no number is too small for PostgreSQL.
LONS, LATS = (st.floats(-limit, limit).map(lambda value: round(value, 7)) for limit in (180, 90))
SHARES = st.floats(0, 1)


@st.composite
def boxes(draw) -> Box:
    west, east = sorted((draw(LONS), draw(LONS)))
    south, north = sorted((draw(LATS), draw(LATS)))
    return Box(west=west, south=south, east=east, north=north)


@st.composite
def tiles(draw) -> Tile:
    z = draw(st.integers(0, MAX_ZOOM))
    edge = st.integers(0, (1 << z) - 1)
    return Tile(z, draw(edge), draw(edge))


@given(boxes(), SHARES, SHARES, st.integers(1, 40))
def test_every_point_of_a_box_lies_in_one_of_its_ranges(box, right, up, most):
    lon = min(box.east, box.west + right * (box.east - box.west))
    lat = min(box.north, box.south + up * (box.north - box.south))
    code = cell(lon, lat)
    assert sum(first <= code <= last for first, last in cell_ranges(box, most=most)) == 1


@given(boxes(), st.integers(1, 40))
def test_ranges_of_a_box_are_few_sorted_and_apart(box, most):
    ranges = cell_ranges(box, most=most)
    assert 1 <= len(ranges) <= most
    assert all(first <= last for first, last in ranges)
    assert all(before[1] + 1 < after[0] for before, after in zip(ranges, ranges[1:], strict=False))


def test_ranges_of_a_city_hold_little_more_than_the_city():
    city = Box(west=20.85, south=52.10, east=21.27, north=52.37)
    held = sum(last - first + 1 for first, last in cell_ranges(city))
    columns = (city.east - city.west) / 360 * (1 << CELL_ZOOM)
    rows = columns * (city.north - city.south) / (city.east - city.west) / 0.6112  # cos 52.3
    assert columns * rows < held < 1.35 * columns * rows


@given(tiles())
def test_a_tile_holds_exactly_the_cells_of_its_children(tile):
    first, last = tile.cells
    parts = [child.cells for child in tile.children()]
    assert (parts[0][0], parts[-1][1]) == (first, last)
    assert all(before[1] + 1 == after[0] for before, after in zip(parts, parts[1:], strict=False))


@given(tiles())
def test_children_share_the_edges_of_their_parent(tile):
    west, south, east, north = tile.bounds_3857
    inner = [child.bounds_3857 for child in tile.children()]
    assert {box[0] for box in inner} > {west}
    assert {box[1] for box in inner} > {south}
    assert {box[2] for box in inner} > {east}
    assert {box[3] for box in inner} > {north}


@pytest.mark.parametrize(
    ("z", "x", "y"), [(-1, 0, 0), (MAX_ZOOM + 1, 0, 0), (3, 8, 0), (3, 0, 8), (3, -1, 0)]
)
def test_a_tile_outside_the_pyramid_is_not_found(z, x, y):
    assert Tile.parse(3, 7, 7) == Tile(3, 7, 7)
    with pytest.raises(errors.NotFound):
        Tile.parse(z, x, y)


@pytest.mark.django_db
@given(st.lists(st.tuples(LONS, LATS), min_size=1, max_size=50))
def test_the_database_counts_cells_alike(places):
    lons, lats = zip(*places, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT map_cell(lon, lat) FROM unnest(%s::float8[], %s::float8[])"
            " WITH ORDINALITY AS place (lon, lat, n) ORDER BY n",
            [list(lons), list(lats)],
        )
        assert [code for (code,) in cursor.fetchall()] == [cell(*place) for place in places]


@pytest.mark.django_db
@given(tiles())
def test_the_database_draws_tiles_at_the_same_place(tile):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box)"
            " FROM ST_TileEnvelope(%s, %s, %s) AS box",
            [tile.z, tile.x, tile.y],
        )
        assert cursor.fetchone() == pytest.approx(tile.bounds_3857, abs=1e-6)
