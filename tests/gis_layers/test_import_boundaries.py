import pytest
import shapely
from shapely import affinity

from gis_layers import importers
from gis_layers.models import Boundary, Layer
from tests.gis_layers.files import LAT, LON, boundaries, square, write_geojson

pytestmark = pytest.mark.usefixtures("empty_layers")

LESZNOWOLA = {"code": "1418032", "name": "Lesznowola"}
PIASECZNO = {"code": "1418042", "name": "Piaseczno"}
BOW_TIE = {
    "type": "Polygon",
    "coordinates": [[[LON, LAT], [LON + 1, LAT + 1], [LON + 1, LAT], [LON, LAT + 1], [LON, LAT]]],
}


def test_a_file_becomes_the_active_layer_of_its_level(tmp_path):
    file = write_geojson(tmp_path / "gminy.geojson", (square(), LESZNOWOLA))
    result = importers.import_boundaries(
        file, mapping=boundaries(tmp_path), source="PRG", licence="free"
    )
    boundary = Boundary.objects.active().get()
    assert (boundary.level, boundary.code, boundary.name) == (
        "municipality",
        "1418032",
        "Lesznowola",
    )
    assert 75e6 < boundary.area_m2 < 77e6  # 0.1 degree by 0.1 degree at 52 N
    layer = Layer.objects.active().get()
    assert (layer.name, layer.edition, layer.srid) == ("municipalities", 1, 4326)
    assert (layer.source, layer.licence, layer.feature_count) == ("PRG", "free", 1)
    assert (result.read, result.added, result.refused) == (1, 1, [])


@pytest.mark.parametrize(
    ("code", "name"),
    [("1418032", "municipalities"), ("1418", "counties"), ("14", "voivodeships")],
)
def test_the_digits_of_the_codes_name_the_layer(tmp_path, code, name):
    file = write_geojson(tmp_path / "a.geojson", (square(), {"code": code, "name": "x"}))
    importers.import_boundaries(file, mapping=boundaries(tmp_path))
    assert Layer.objects.get().name == name


def test_a_code_with_an_underscore_is_understood(tmp_path):
    file = write_geojson(tmp_path / "a.geojson", (square(), {"code": "141803_2", "name": "x"}))
    importers.import_boundaries(file, mapping=boundaries(tmp_path))
    assert Boundary.objects.get().code == "1418032"


@pytest.mark.parametrize(
    ("geometry", "properties", "reason"),
    [
        (None, PIASECZNO, "no geometry"),
        (shapely.Point(LON, LAT), PIASECZNO, "is a point where a polygon is needed"),
        ({"type": "Polygon", "coordinates": []}, PIASECZNO, "empty"),
        (BOW_TIE, PIASECZNO, "crosses itself"),
        (affinity.translate(square(), 300), PIASECZNO, "outside the world"),
        (square(), {"code": "141804", "name": "x"}, "no TERYT code"),
        (square(), {"code": "1418", "name": "x"}, "that of a county, not of a municipality"),
        (square(), {"code": "", "name": "x"}, "no TERYT code"),
        (square(), {"code": "1418042", "name": " "}, "no name"),
        (square(), LESZNOWOLA, "feature 1 has its code"),
        (square(), {"code": "1418042", "name": "x" * 201}, "over 200 characters"),
    ],
)
def test_a_feature_that_cannot_be_used_refuses_the_file(tmp_path, geometry, properties, reason):
    file = write_geojson(tmp_path / "a.geojson", (square(), LESZNOWOLA), (geometry, properties))
    with pytest.raises(importers.FeaturesRefused) as refused:
        importers.import_boundaries(file, mapping=boundaries(tmp_path))
    [refusal] = refused.value.result.refused
    assert refusal.number == 2
    assert reason in refusal.reason
    assert not Layer.objects.exists()
    assert not Boundary.objects.exists()


def test_skip_invalid_imports_the_others_and_lists_the_refused(tmp_path):
    file = write_geojson(tmp_path / "a.geojson", (None, PIASECZNO), (square(), LESZNOWOLA))
    result = importers.import_boundaries(file, mapping=boundaries(tmp_path), skip_invalid=True)
    assert [boundary.code for boundary in Boundary.objects.active()] == ["1418032"]
    assert Layer.objects.get().refused == [{"number": 1, "reason": "it has no geometry"}]
    assert (result.read, result.added, len(result.refused)) == (2, 1, 1)


def test_skip_invalid_with_nothing_left_keeps_the_old_layer(tmp_path):
    good = write_geojson(tmp_path / "good.geojson", (square(), LESZNOWOLA))
    importers.import_boundaries(good, mapping=boundaries(tmp_path))
    bad = write_geojson(tmp_path / "bad.geojson", (None, LESZNOWOLA))
    with pytest.raises(importers.ImportRefused, match="None of the 1 features"):
        importers.import_boundaries(bad, mapping=boundaries(tmp_path), skip_invalid=True)
    assert Boundary.objects.active().get().code == "1418032"


def _ring(*points: tuple[float, float]) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": [[[LON + x, LAT + y] for x, y in points]]}


@pytest.mark.parametrize(
    ("geometry", "repair"),
    [
        (_ring((0, 0), (0.1, 0), (0.1, 0.1), (0, 0.1)), "closed a ring"),
        (
            _ring((0, 0), (0.1, 0), (0.1, 0), (0.1, 0.1), (0, 0.1), (0, 0)),
            "removed repeated points",
        ),
        (
            # The corner has a spike without width: a ring that touches itself.
            _ring((0, 0), (0.1, 0), (0.1, 0.2), (0.1, 0.1), (0, 0.1), (0, 0)),
            "rebuilt an outline that touched or crossed itself",
        ),
        (
            {
                "type": "Polygon",
                "coordinates": [
                    [
                        [LON, LAT, 7],
                        [LON + 0.1, LAT, 7],
                        [LON + 0.1, LAT + 0.1, 7],
                        [LON, LAT + 0.1, 7],
                        [LON, LAT, 7],
                    ]
                ],
            },
            "dropped heights",
        ),
    ],
)
def test_what_can_be_mended_in_place_is_mended_and_counted(tmp_path, geometry, repair):
    file = write_geojson(tmp_path / "a.geojson", (geometry, LESZNOWOLA))
    result = importers.import_boundaries(file, mapping=boundaries(tmp_path))
    assert dict(result.repaired) == {repair: 1}
    stored = shapely.from_wkb(bytes(Boundary.objects.get().geometry.wkb))
    assert stored.is_valid
    assert shapely.equals(stored, square())


def test_a_sliver_that_crosses_itself_is_mended(tmp_path):
    outline = _ring(
        (0, 0), (0.1, 0), (0.1, 0.1), (0.0001, 0.1), (-0.0001, 0.0999), (0, 0.1), (0, 0)
    )
    file = write_geojson(tmp_path / "a.geojson", (outline, LESZNOWOLA))
    result = importers.import_boundaries(file, mapping=boundaries(tmp_path))
    assert result.added == 1


def test_a_boundary_of_several_parts_and_holes_keeps_them(tmp_path):
    holed = square().difference(square(LON + 0.02, LAT + 0.02, 0.02))
    parts = shapely.MultiPolygon([holed, square(LON + 0.5)])
    file = write_geojson(tmp_path / "a.geojson", (parts, LESZNOWOLA))
    importers.import_boundaries(file, mapping=boundaries(tmp_path))
    stored = shapely.from_wkb(bytes(Boundary.objects.get().geometry.wkb))
    assert shapely.equals(stored, parts)
