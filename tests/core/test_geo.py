"""Places that come in: checked numbers, or a refusal that names them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core import errors, geo


@given(st.text(max_size=60))
def test_any_text_is_a_box_or_a_refusal_that_names_bbox(text):
    try:
        box = geo.parse_bbox(text)
    except errors.InvalidInput as refusal:
        assert refusal.field == "bbox"
    else:
        assert -180 <= box.west <= box.east <= 180
        assert -90 <= box.south <= box.north <= 90


@given(st.floats(), st.floats())
def test_any_two_numbers_are_a_point_or_a_refusal(lon, lat):
    fits = math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90
    try:
        point = geo.point(lon, lat)
    except errors.InvalidInput as refusal:
        assert not fits
        assert refusal.field in ("lon", "lat")
    else:
        assert fits
        assert point.srid == 4326
        assert (point.x, point.y) == (round(lon, 7), round(lat, 7))


def test_a_box_carries_its_srid():
    assert geo.parse_bbox("20,52,21,53").polygon().srid == 4326


@pytest.mark.parametrize("edge", ["-180,-90,180,90", "20,52,20,52"])
def test_edges_belong_to_the_globe(edge):
    assert geo.parse_bbox(edge)
