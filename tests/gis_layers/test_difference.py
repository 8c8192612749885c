"""What an import changes against the edition in force, in exact numbers."""

import pytest
import shapely

from gis_layers import importers
from tests.gis_layers.files import (
    LAT,
    LON,
    addresses,
    boundaries,
    identified_roads,
    line,
    point,
    roads,
    square,
    write_geojson,
)

pytestmark = pytest.mark.usefixtures("empty_layers")

METRE = 1 / 111_200  # of latitude, in degrees
# Four squares whose codes are those of municipalities.
UNITS = {f"141803{digit}": (square(LON + digit), f"unit {digit}") for digit in range(1, 5)}


def _boundaries(path, units, **options):
    features = [(area, {"code": code, "name": name}) for code, (area, name) in units.items()]
    file = write_geojson(path / "b.geojson", *features)
    return importers.import_boundaries(file, mapping=boundaries(path), **options).difference


def _counts(difference):
    return (difference.added, difference.removed, difference.changed, difference.moved)


def _shifted(geometry, metres):
    return shapely.transform(geometry, lambda places: places + [0, metres * METRE])


def test_a_first_edition_differs_from_nothing(tmp_path):
    assert _boundaries(tmp_path, UNITS) is None


def test_the_same_boundaries_again_make_no_difference(tmp_path):
    _boundaries(tmp_path, UNITS)
    difference = _boundaries(tmp_path, UNITS)
    assert (_counts(difference), difference.examples) == ((0, 0, 0, 0), [])


def test_boundaries_are_compared_by_their_codes(tmp_path):
    _boundaries(tmp_path, UNITS)
    new = UNITS | {
        "1418032": (UNITS["1418032"][0], "renamed"),
        "1418033": (_shifted(UNITS["1418033"][0], 40), "unit 3"),
        "1418039": (square(LON + 9), "unit 9"),
    }
    del new["1418031"]
    difference = _boundaries(tmp_path, new)
    assert _counts(difference) == (1, 1, 1, 1)
    assert difference.examples == [
        "added: 1418039 unit 9",
        "changed: 1418032 renamed, before: unit 2",
        "moved: 1418033 unit 3, its outline by 40 m",
        "removed: 1418031 unit 1",
    ]


@pytest.mark.parametrize(("metres", "moved"), [(4, 0), (6, 1)])
@pytest.mark.parametrize("corners", [4, 2_000])
def test_an_outline_has_moved_when_a_vertex_lies_too_far_off(tmp_path, metres, moved, corners):
    area = shapely.segmentize(square(), 0.4 / corners)
    _boundaries(tmp_path, {"1418031": (area, "x")})
    difference = _boundaries(tmp_path, {"1418031": (_shifted(area, metres), "x")})
    assert _counts(difference) == (0, 0, 0, moved)


def test_an_outline_that_lost_a_spike_has_moved(tmp_path):
    spike = shapely.Polygon([(LON, LAT + 0.1), (LON + 0.001, LAT + 0.1), (LON, LAT + 0.11)])
    _boundaries(tmp_path, {"1418031": (square().union(spike), "x")})
    assert _counts(_boundaries(tmp_path, {"1418031": (square(), "x")})) == (0, 0, 0, 1)


def test_how_far_counts_as_moved_is_a_choice(tmp_path):
    _boundaries(tmp_path, UNITS)
    shifted = {code: (_shifted(area, 3), name) for code, (area, name) in UNITS.items()}
    strict = _boundaries(tmp_path, shifted, moved_by_m=1, dry_run=True)
    assert (strict.moved, strict.moved_by_m) == (4, 1)
    assert _boundaries(tmp_path, shifted, moved_by_m=100).moved == 0


@pytest.mark.parametrize("metres", [-1, float("nan"), float("inf")])
def test_a_distance_that_is_none_is_refused(tmp_path, metres):
    with pytest.raises(importers.ImportRefused, match="metres"):
        _boundaries(tmp_path, UNITS, moved_by_m=metres)


def test_at_most_twenty_examples_are_told_some_of_each(tmp_path):
    many = {f"14180{number}": (square(), "x") for number in range(40, 80)}
    _boundaries(tmp_path, many | UNITS)
    difference = _boundaries(tmp_path, UNITS | {"1418090": (square(), "new")})
    assert _counts(difference) == (1, 40, 0, 0)
    assert len(difference.examples) == 20
    assert {example.partition(":")[0] for example in difference.examples} == {"added", "removed"}


def _roads(path, *features, mapping=identified_roads, **options):
    file = write_geojson(path / "r.geojson", *features)
    return importers.import_roads(file, mapping=mapping(path), **options).difference


def _road(number, lat=0.0, name="", category="gminna", **properties):
    return line(lat=LAT + lat), {"number": number, "name": name, "category": category, **properties}


def test_roads_with_identifiers_are_compared_by_them(tmp_path):
    old = [_road("440501W", id="a"), _road("440502W", 0.01, id="b"), _road("440503W", 0.02, id="c")]
    new = [
        _road("440501W", category="powiatowa", id="a"),
        _road("440502W", 0.01 + 30 * METRE, id="b"),
        _road("440504W", 0.03, id="d"),
    ]
    _roads(tmp_path, *old)
    difference = _roads(tmp_path, *new)
    assert _counts(difference) == (1, 1, 1, 1)
    assert difference.examples == [
        "added: gminna 440504W [d]",
        "changed: powiatowa 440501W [a], before: category gminna",
        "moved: gminna 440502W [b], by 30 m",
        "removed: gminna 440503W [c]",
    ]


def test_a_road_of_several_lines_is_one_by_its_identifier(tmp_path):
    lines = shapely.MultiLineString([line(), line(lat=LAT + 0.01)])
    kilometres = {"km_from": "1+000", "km_to": "3+000"}
    road = {"category": "gminna", "number": "440501W", "id": "a"}
    _roads(tmp_path, (lines, road))
    difference = _roads(tmp_path, (lines, road | kilometres))
    assert _counts(difference) == (0, 0, 1, 0)
    assert difference.examples == ["changed: gminna 440501W [a], before: no kilometres"]


def test_roads_without_identifiers_are_compared_by_course_then_by_number_and_name(tmp_path):
    old = [
        _road("440501W", name="ul. Stara"),
        _road("440502W", 0.01, name="ul. Lipowa"),
        _road("", 0.02, category="wewnetrzna"),
        _road("440503W", 0.03),
        _road("440503W", 0.04),
    ]
    new = [
        _road("440501W", name="ul. Nowa"),
        _road("440502W", 0.01 + 30 * METRE, name="ul. Lipowa"),
        _road("", 0.02, category="wewnetrzna"),
        _road("440503W", 0.03 + 30 * METRE),
        _road("440503W", 0.04 + 30 * METRE),
    ]
    _roads(tmp_path, *old, mapping=roads)
    difference = _roads(tmp_path, *new, mapping=roads)
    # Which of the two 440503W became which nobody can tell.
    assert _counts(difference) == (2, 2, 1, 1)
    assert 'changed: gminna 440501W ul. Nowa, before: name "ul. Stara"' in difference.examples
    assert "moved: gminna 440502W ul. Lipowa, by 30 m" in difference.examples


def test_an_edition_that_begins_to_name_identifiers_is_compared_without_them(tmp_path):
    _roads(tmp_path, _road("440501W"))
    assert _counts(_roads(tmp_path, _road("440501W", id="a"))) == (0, 0, 0, 0)


def test_a_line_drawn_twice_is_twice_the_same(tmp_path):
    _roads(tmp_path, _road("1"), _road("1"), mapping=roads)
    assert _counts(_roads(tmp_path, _road("1"), _road("1"), mapping=roads)) == (0, 0, 0, 0)
    assert _counts(_roads(tmp_path, _road("1"), mapping=roads)) == (0, 1, 0, 0)


def _addresses(path, *rows, **options):
    features = [
        (point(lat=LAT + lat), {"place": "Magdalenka", "street": street, "number": number}
         | {"postcode": postcode})
        for street, number, postcode, lat in rows
    ]  # fmt: skip
    file = write_geojson(path / "a.geojson", *features)
    return importers.import_addresses(file, mapping=addresses(path), **options).difference


def test_addresses_are_compared_by_place_street_and_number(tmp_path):
    _addresses(
        tmp_path,
        ("Lipowa", "1", "05-506", 0),
        ("Lipowa", "2", "05-506", 0.01),
        ("Lipowa", "3", "05-506", 0.02),
        ("", "4", "", 0.03),
    )
    difference = _addresses(
        tmp_path,
        ("Lipowa", "1", "05-507", 0),
        ("Lipowa", "2", "05-506", 0.01 + 30 * METRE),
        ("", "4", "", 0.03 + 4 * METRE),
        ("", "5", "", 0.04),
    )
    assert difference.examples == [
        "added: 5, Magdalenka",
        "changed: Lipowa 1, Magdalenka, postcode 05-507, before: 05-506",
        "moved: Lipowa 2, Magdalenka, by 30 m",
        "removed: Lipowa 3, Magdalenka",
    ]
    assert _counts(difference) == (1, 1, 1, 1)


def _works(path, *rows, **options):
    features = [
        (point(lat=LAT + lat), {"opis": text, "od": "2026-11-01", **others})
        for text, lat, others in rows
    ]
    file = write_geojson(path / "w.geojson", *features)
    return importers.import_works(file, mapping="works", **options).difference


def test_works_with_identifiers_are_compared_by_them(tmp_path):
    _works(tmp_path, ("x", 0, {"id": "a"}), ("y", 0, {"id": "b"}), ("z", 0, {"id": "c"}))
    difference = _works(
        tmp_path,
        ("new text", 0, {"id": "a", "rodzaj": "zamknięcie"}),
        ("y", 30 * METRE, {"id": "b"}),
        ("w", 0, {"id": "d"}),
    )
    assert _counts(difference) == (1, 1, 1, 1)
    assert difference.examples == [
        "added: w",
        "changed: new text, before: x, works",
        "moved: y, by 30 m",
        "removed: z",
    ]


def test_works_without_identifiers_are_compared_by_what_starts_when(tmp_path):
    _works(tmp_path, ("x", 0, {}), ("y", 0, {}))
    difference = _works(tmp_path, ("x", 0, {"do": "2026-12-31"}), ("z", 0, {}))
    assert _counts(difference) == (1, 1, 1, 0)
    assert "changed: x, before: without an end" in difference.examples


def test_what_lies_on_another_continent_is_compared_too(tmp_path):
    far = {"1418031": (square(-120.0, 40.0), "x")}
    _boundaries(tmp_path, far)
    difference = _boundaries(tmp_path, {"1418031": (_shifted(square(-120.0, 40.0), 500), "x")})
    assert difference.moved == 1
