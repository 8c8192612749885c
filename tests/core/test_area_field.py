"""Polygons typed into a form: numbers are taken, everything else is refused."""

import orjson
import pytest
from django.contrib.gis.geos import MultiPolygon
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from backend.core.forms import AREA_MAX_CHARS, AreaField, as_geojson, parse_area

RING = [[20.9, 52.0], [21.0, 52.0], [21.0, 52.1], [20.9, 52.1], [20.9, 52.0]]
HOLE = [[20.95, 52.02], [20.96, 52.02], [20.96, 52.03], [20.95, 52.02]]
POLYGON = {"type": "Polygon", "coordinates": [RING]}


def feature(geometry: object) -> dict[str, object]:
    return {"type": "Feature", "properties": {}, "geometry": geometry}


@pytest.mark.parametrize(
    ("value", "polygons"),
    [
        (POLYGON, 1),
        ({"type": "Polygon", "coordinates": [RING, HOLE]}, 1),
        ({"type": "MultiPolygon", "coordinates": [[RING]]}, 1),
        (feature(POLYGON), 1),
        ({"type": "FeatureCollection", "features": [feature(POLYGON)]}, 1),
        ({"type": "Polygon", "coordinates": [[[*position, 110.5] for position in RING]]}, 1),
    ],
)
def test_geojson_becomes_an_area_in_wgs84(value: object, polygons: int) -> None:
    area = AreaField().clean(orjson.dumps(value).decode())
    assert isinstance(area, MultiPolygon) and len(area) == polygons and area.srid == 4326


def test_an_area_is_shown_as_it_is_read() -> None:
    area = parse_area(orjson.dumps(POLYGON).decode())
    assert parse_area(as_geojson(area)).equals_exact(area)
    assert not AreaField().has_changed(area, as_geojson(area))


def test_where_a_border_crosses_itself_is_told() -> None:
    bow_tie = [[20.9, 52.0], [21.0, 52.1], [21.0, 52.0], [20.9, 52.1], [20.9, 52.0]]
    with pytest.raises(ValidationError, match=r"20\.95.*52\.05"):
        AreaField().clean(orjson.dumps({"type": "Polygon", "coordinates": [bow_tie]}).decode())


def ring(*positions: object) -> str:
    return orjson.dumps({"type": "Polygon", "coordinates": [list(positions)]}).decode()


@pytest.mark.parametrize(
    "text",
    [
        "POLYGON((20 52,21 52,21 53,20 52))",
        "SRID=2180;POLYGON((1 1,2 2,3 3,1 1))",
        "/etc/passwd",
        "/vsicurl/http://127.0.0.1/x",
        '{"type":"GTiff","driver":"GTiff","name":"/tmp/x"}',
        "null",
        "[]",
        "1e999",
        '{"type":"Polygon"}',
        '{"type":"Polygon","coordinates":null}',
        '{"type":"Polygon","coordinates":[]}',
        '{"type":"Polygon","coordinates":[[]]}',
        '{"type":"Polygon","coordinates":{"0":1}}',
        '{"type":"Point","coordinates":[20,52]}',
        '{"type":"FeatureCollection","features":[]}',
        '{"type":"FeatureCollection","features":[null]}',
        '{"type":"Feature","geometry":null}',
        '{"type":["Polygon"],"coordinates":[[]]}',
        '{"type":"MultiPolygon","coordinates":[[[1]]]}',
        ring([20, 52], [21, 52], [20, 52]),
        ring([20, 52], [21, 52], [21, 53], [20, 53]),
        ring([20, 52], [21, 52], [20, 52], [20, 52]),
        ring([20, 52], [21, 53], [21, 52], [20, 53], [20, 52]),
        ring([20, 52], [200, 52], [21, 53], [20, 52]),
        ring([637000, 480000], [638000, 480000], [638000, 481000], [637000, 480000]),
        ring([True, False], [True, True], [False, True], [True, False]),
        ring(["20", "52"], ["21", "52"], ["21", "53"], ["20", "52"]),
        ring([20], [21], [22], [20]),
        ring(20, 21, 22, 20),
        '{"type":"Polygon","coordinates":[[[NaN,52],[21,52],[21,53],[NaN,52]]]}',
        '{"type":"Polygon","coordinates":[[[1e400,52],[21,52],[21,53],[1e400,52]]]}',
        '{"type":"Polygon","coordinates":[[[' + "9" * 5000 + ",52]]]}",
        "[" * 100_000 + "]" * 100_000,
        '{"type":"Polygon\x00","coordinates":[]}',
        '{"type":"Polygon\ud800"}',
        " " * (AREA_MAX_CHARS + 1),
        "x" * (AREA_MAX_CHARS + 1),
    ],
    ids=lambda text: text[:40],
)
def test_everything_else_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        AreaField().clean(text)


@given(st.text())
def test_any_text_is_an_area_or_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        parse_area(text)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats(-180, 180) | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=5),
        max_leaves=30,
    ),
    st.sampled_from(["Polygon", "MultiPolygon"]),
)
def test_any_coordinates_are_an_area_or_refused(coordinates: object, kind: str) -> None:
    try:
        area = parse_area(orjson.dumps({"type": kind, "coordinates": coordinates}).decode())
    except ValidationError:
        return
    assert area.valid
