"""Editions of a layer: since when they hold, what is kept with them, and the way back."""

from datetime import date
from functools import partial

import pytest

from gis_layers import editions, importers
from gis_layers.models import Boundary, Layer
from tests.gis_layers.files import (
    addresses,
    boundaries,
    line,
    point,
    roads,
    square,
    write_geojson,
)

pytestmark = pytest.mark.usefixtures("empty_layers")

NEW_YEAR, SPRING, SUMMER = date(2026, 1, 1), date(2026, 4, 1), date(2026, 7, 1)


def _import(path, name="Lesznowola", **options):
    file = write_geojson(path / "b.geojson", (square(), {"code": "1418032", "name": name}))
    return importers.import_boundaries(file, mapping=boundaries(path), **options)


def _held() -> list[tuple[str, bool, date, date | None]]:
    rows = Boundary.objects.order_by("layer__edition")
    return list(rows.values_list("name", "is_active", "valid_from", "valid_to"))


def test_an_edition_ends_on_the_day_from_which_the_next_one_holds(tmp_path):
    _import(tmp_path, "old", valid_from=NEW_YEAR)
    _import(tmp_path, "new", valid_from=SPRING)
    assert _held() == [("old", False, NEW_YEAR, SPRING), ("new", True, SPRING, None)]


def test_without_a_date_of_the_data_an_edition_holds_from_the_day_of_its_import(tmp_path):
    _import(tmp_path)
    [(_, _, valid_from, valid_to)] = _held()
    assert (valid_from, valid_to) == (Layer.objects.get().imported_at.date(), None)


def test_data_older_than_those_in_force_end_them_no_earlier_than_they_began(tmp_path):
    _import(tmp_path, "old", valid_from=SPRING)
    _import(tmp_path, "older", valid_from=NEW_YEAR)
    assert _held() == [("old", False, SPRING, SPRING), ("older", True, NEW_YEAR, None)]


def test_a_layer_keeps_what_its_import_did_and_who_did_it(tmp_path):
    file = write_geojson(
        tmp_path / "b.geojson",
        (square(), {"code": "1418032", "name": "Lesznowola"}),
        (square(), {"code": "14180", "name": "x"}),
    )
    importers.import_boundaries(
        file, mapping=boundaries(tmp_path), skip_invalid=True, imported_by="Adam Sikora"
    )
    layer = Layer.objects.get()
    assert layer.imported_by == "Adam Sikora"
    assert layer.counts == {"read": 2, "added": 1, "passed_over": 0, "refused": 1, "repaired": {}}
    assert layer.refused[0]["number"] == 2
    assert layer.difference == {}


def test_a_layer_keeps_what_it_changed(tmp_path):
    _import(tmp_path, "old")
    result = _import(tmp_path, "new")
    assert Layer.objects.active().get().difference == {
        "added": 0,
        "removed": 0,
        "changed": 1,
        "moved": 0,
        "moved_by_m": 5.0,
        "examples": ["changed: 1418032 new, before: old"],
    }
    assert result.difference.changed == 1


def test_going_back_puts_the_edition_before_in_force(tmp_path):
    _import(tmp_path, "good", valid_from=NEW_YEAR)
    _import(tmp_path, "bad", valid_from=SPRING)
    layer = importers.rollback_layer("boundaries", "municipalities")
    assert (layer.edition, layer.is_active) == (1, True)
    assert _held() == [("good", True, NEW_YEAR, None), ("bad", False, SPRING, SPRING)]
    assert list(Layer.objects.active()) == [layer]


def test_the_edition_gone_back_to_outlives_the_next_import_and_not_the_bad_one(tmp_path):
    _import(tmp_path, "good", valid_from=NEW_YEAR)
    _import(tmp_path, "bad", valid_from=SPRING)
    importers.rollback_layer("boundaries", "municipalities")
    _import(tmp_path, "better", valid_from=SUMMER)
    assert _held() == [("good", False, NEW_YEAR, SUMMER), ("better", True, SUMMER, None)]
    assert importers.rollback_layer("boundaries", "municipalities").edition == 1


@pytest.mark.parametrize("times", [1, 2])
def test_without_an_edition_before_going_back_is_refused(tmp_path, times):
    for name in range(times):
        _import(tmp_path, str(name))
    for _ in range(times - 1):
        importers.rollback_layer("boundaries", "municipalities")
    with pytest.raises(importers.ImportRefused, match="no edition before it"):
        importers.rollback_layer("boundaries", "municipalities")
    assert Boundary.objects.active().get().name == "0"


def test_a_layer_that_is_not_there_cannot_go_back():
    with pytest.raises(importers.ImportRefused, match='no layer of roads named "municipalities"'):
        importers.rollback_layer("roads", "municipalities")


def _road(path, edition):
    file = write_geojson(path / "r.geojson", (line(), {"category": "gminna", "name": edition}))
    importers.import_roads(file, mapping=roads(path))


def _address(path, edition):
    properties = {"place": "Magdalenka", "street": edition, "number": "1"}
    file = write_geojson(path / "a.geojson", (point(), properties))
    importers.import_addresses(file, mapping=addresses(path))


def _work(path, edition):
    properties = {"opis": edition, "od": "2026-01-01"}
    file = write_geojson(path / "w.geojson", (line(), properties))
    importers.import_works(file, mapping="works")


@pytest.mark.parametrize(
    ("kind", "name", "import_one", "attribute"),
    [
        ("boundaries", "municipalities", _import, "name"),
        ("roads", "roads", _road, "name"),
        ("addresses", "addresses", _address, "street"),
        ("works", "works", _work, "description"),
    ],
)
def test_every_kind_of_layer_goes_back(tmp_path, kind, name, import_one, attribute):
    import_one(tmp_path, "old")
    import_one(tmp_path, "new")
    rows = editions.TABLES[kind].model.objects
    assert "new" in set(rows.active().values_list(attribute, flat=True))
    importers.rollback_layer(kind, name)
    held = set(rows.active().values_list(attribute, flat=True)) - {""}
    assert held == {"old"}
    assert not rows.active().filter(valid_to__isnull=False).exists()


def test_a_dry_run_tells_the_difference_and_leaves_everything_as_it_was(tmp_path):
    _import(tmp_path, "old", valid_from=NEW_YEAR)
    before = list(Layer.objects.values()), list(Boundary.objects.values())
    result = _import(tmp_path, "new", valid_from=SPRING, dry_run=True)
    assert result.difference.examples == ["changed: 1418032 new, before: old"]
    assert (list(Layer.objects.values()), list(Boundary.objects.values())) == before


@pytest.mark.parametrize("dry_run", [False, True])
def test_what_follows_the_switch_sees_the_new_edition_in_a_dry_run_too(tmp_path, dry_run):
    _import(tmp_path, "old")
    seen = []
    look = partial(Boundary.objects.active().values_list, "name", flat=True)
    _import(tmp_path, "new", dry_run=dry_run, after_switch=lambda: seen.extend(look()))
    assert seen == ["new"]


def test_what_fails_after_the_switch_takes_the_import_back(tmp_path):
    _import(tmp_path, "old")

    def fail() -> None:
        raise importers.ImportRefused("no")

    with pytest.raises(importers.ImportRefused, match="no"):
        _import(tmp_path, "new", after_switch=fail)
    assert Boundary.objects.get().name == "old"
