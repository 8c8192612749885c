from threading import Event, Thread

import pytest
from django.contrib.gis.geos import Point
from django.db import connection

from gis_layers import importers
from gis_layers.models import Boundary, Layer, Road
from tests.gis_layers.files import LAT, LON, boundaries, line, roads, square, write_geojson

PLACE = Point(LON + 0.05, LAT + 0.05, srid=4326)


def _gmina(path, name):
    return write_geojson(path / f"{name}.geojson", (square(), {"code": "1418032", "name": name}))


@pytest.mark.usefixtures("empty_layers")
def test_a_repeated_import_replaces_the_layer_and_keeps_one_before(tmp_path):
    for name in ("first", "second", "third"):
        importers.import_boundaries(_gmina(tmp_path, name), mapping=boundaries(tmp_path))
    assert Boundary.objects.active().covering(PLACE).get().name == "third"
    assert [(layer.edition, layer.is_active) for layer in Layer.objects.all()] == [
        (3, True),
        (2, False),
    ]
    assert sorted(boundary.name for boundary in Boundary.objects.all()) == ["second", "third"]


@pytest.mark.usefixtures("empty_layers")
def test_layers_of_other_names_and_kinds_stay(tmp_path):
    road = write_geojson(tmp_path / "roads.geojson", (line(), {"category": "gminna"}))
    importers.import_boundaries(_gmina(tmp_path, "x"), mapping=boundaries(tmp_path), name="roads")
    importers.import_roads(road, mapping=roads(tmp_path), name="lesznowola")
    importers.import_roads(road, mapping=roads(tmp_path), name="piaseczno")
    importers.import_roads(road, mapping=roads(tmp_path), name="piaseczno")
    assert Road.objects.active().count() == 2
    assert sorted(Layer.objects.active().values_list("name", "edition")) == [
        ("lesznowola", 1),
        ("piaseczno", 2),
        ("roads", 1),
    ]


@pytest.mark.usefixtures("empty_layers")
def test_a_refused_file_leaves_the_old_layer_as_it_was(tmp_path):
    importers.import_boundaries(_gmina(tmp_path, "old"), mapping=boundaries(tmp_path))
    bad = write_geojson(
        tmp_path / "bad.geojson", (square(), {"code": "1418032", "name": "new"}), (None, {})
    )
    with pytest.raises(importers.FeaturesRefused):
        importers.import_boundaries(bad, mapping=boundaries(tmp_path))
    assert Boundary.objects.active().get().name == "old"
    assert Layer.objects.get().edition == 1


@pytest.mark.usefixtures("empty_layers")
def test_a_dry_run_tells_and_changes_nothing(tmp_path):
    importers.import_boundaries(_gmina(tmp_path, "old"), mapping=boundaries(tmp_path))
    result = importers.import_boundaries(
        _gmina(tmp_path, "new"), mapping=boundaries(tmp_path), dry_run=True
    )
    assert (result.edition, result.added) == (2, 1)
    assert Boundary.objects.get().name == "old"
    assert Layer.objects.get().is_active


def test_readers_see_the_old_layer_until_the_new_one_is_whole(tmp_path, committed):
    _import(tmp_path, "old", committed)
    active = Boundary.objects.active().filter(layer__name=committed)
    is_half_done, may_go_on = Event(), Event()

    def wait_at_the_end(features, count):
        yield from features
        is_half_done.set()
        may_go_on.wait(10)

    other = Thread(target=_import_and_close, args=(tmp_path, "new", committed, wait_at_the_end))
    other.start()
    assert is_half_done.wait(10)
    assert [boundary.name for boundary in active] == ["old"]
    may_go_on.set()
    other.join()
    assert [boundary.name for boundary in active.all()] == ["new"]


def test_imports_of_one_layer_at_the_same_time_come_one_after_the_other(tmp_path, committed):
    imports = [
        Thread(target=_import_and_close, args=(tmp_path, name, committed)) for name in "abcd"
    ]
    for each in imports:
        each.start()
    for each in imports:
        each.join()
    layers = Layer.objects.filter(name=committed)
    assert sorted(layers.values_list("edition", "is_active")) == [(3, False), (4, True)]
    assert Boundary.objects.active().filter(layer__name=committed).count() == 1


@pytest.mark.usefixtures("empty_layers")
def test_a_name_that_is_too_long_is_refused(tmp_path):
    with pytest.raises(importers.ImportRefused, match="at most 100 characters"):
        importers.import_boundaries(
            _gmina(tmp_path, "x"), mapping=boundaries(tmp_path), name="x" * 101
        )


def _import_and_close(*arguments):
    try:
        _import(*arguments)
    finally:
        connection.close()


def _import(folder, name, layer, progress=importers.silently):
    own = folder / name
    own.mkdir()
    importers.import_boundaries(
        _gmina(own, name), mapping=boundaries(own), name=layer, progress=progress
    )
