"""Kilometres of roads: as administrations write them, and along a road of several lines."""

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gis_layers import importers
from gis_layers.importers.kilometres import along, kilometre, span
from gis_layers.models import Road
from tests.gis_layers.files import LAT, LON, identified_roads, line, write_geojson

KILOMETRES = st.integers(0, 9_999)
METRES = st.integers(0, 999)


@given(KILOMETRES, METRES)
def test_chainage_is_kilometres_and_metres(kilometres, metres):
    for text in (
        f"{kilometres}+{metres:03}",
        f"km {kilometres} + {metres}",
        f"KM{kilometres}+{metres}",
    ):
        assert kilometre(text) == pytest.approx(kilometres + metres / 1000)


@given(KILOMETRES, METRES, st.sampled_from(".,"))
def test_a_number_is_kilometres(kilometres, metres, point):
    assert kilometre(f"{kilometres}{point}{metres:03}") == pytest.approx(kilometres + metres / 1000)


@given(st.text(max_size=20))
def test_any_text_is_a_kilometre_or_refused(text):
    try:
        found = kilometre(text)
    except importers.FeatureRefused as refused:
        assert text in str(refused)
    else:
        assert found is None if text == "" else 0 <= found < 10_001


@given(st.lists(st.floats(0.001, 0.1), min_size=1, max_size=8), KILOMETRES, KILOMETRES)
def test_lines_share_the_kilometres_by_their_lengths_without_a_gap(lengths, start, end):
    lines = shapely.MultiLineString([line(length=length) for length in lengths])
    spans = [each for _, each in along(lines, (float(start), float(end)))]
    assert spans[0][0] == pytest.approx(start)
    assert spans[-1][1] == pytest.approx(end)
    assert all(one[1] == other[0] for one, other in zip(spans, spans[1:], strict=False))
    shares = [abs(to - since) for since, to in spans]
    for share, length in zip(shares, lengths, strict=True):
        assert share == pytest.approx(abs(end - start) * length / sum(lengths), abs=1e-6)


def test_lengths_are_those_on_the_ground():
    # As long in degrees, but a degree of longitude is shorter here.
    east = shapely.LineString([(LON, LAT), (LON + 0.1, LAT)])
    north = shapely.LineString([(LON, LAT), (LON, LAT + 0.1)])
    [(_, (_, middle)), _] = along(shapely.MultiLineString([east, north]), (0.0, 1.0))
    assert middle == pytest.approx(0.381, abs=0.001)


@pytest.mark.parametrize(("start", "end"), [("1", ""), ("", "1")])
def test_the_kilometre_of_one_end_only_is_refused(start, end):
    with pytest.raises(importers.FeatureRefused, match="one end only"):
        span(start, end)


@pytest.mark.usefixtures("empty_layers")
def test_a_road_is_imported_with_its_kilometres(tmp_path):
    lines = shapely.MultiLineString([line(length=0.01), line(LON + 0.01, length=0.03)])
    road = {"category": "powiatowa", "number": "2842W", "km_from": "12+000", "km_to": "16,000"}
    bare = {"category": "gminna"}
    file = write_geojson(tmp_path / "r.geojson", (lines, road), (line(), bare))
    importers.import_roads(file, mapping=identified_roads(tmp_path))
    found = Road.objects.order_by("id").values_list("km_from", "km_to")
    assert list(found) == [(12.0, pytest.approx(13.0)), (pytest.approx(13.0), 16.0), (None, None)]


@pytest.mark.usefixtures("empty_layers")
@pytest.mark.parametrize("text", ["12+3456", "-1", "twelve", "1+2+3", "nan"])
def test_a_kilometre_that_is_none_refuses_the_road(tmp_path, text):
    road = {"category": "gminna", "km_from": text, "km_to": "20"}
    file = write_geojson(tmp_path / "r.geojson", (line(), road))
    with pytest.raises(importers.FeaturesRefused) as refused:
        importers.import_roads(file, mapping=identified_roads(tmp_path))
    assert text in refused.value.result.refused[0].reason
