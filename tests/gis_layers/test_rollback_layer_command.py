import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from gis_layers.importers import import_roads
from gis_layers.models import Road
from tests.gis_layers.files import line, roads, write_geojson

pytestmark = pytest.mark.usefixtures("empty_layers")


def _run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("rollback_layer", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def two_editions(tmp_path: Path) -> None:
    mapping = roads(tmp_path)
    for name in ("first", "second"):
        file = write_geojson(tmp_path / "a.geojson", (line(), {"category": "gminna", "name": name}))
        import_roads(file, mapping=mapping, name="ours")


def test_the_edition_before_is_in_force_again(two_editions: None) -> None:
    assert "In force again: edition 1 of " in _run("roads", "ours")
    assert Road.objects.active().get().name == "first"


def test_without_a_name_the_layers_and_their_way_back_are_listed(two_editions: None) -> None:
    out = _run("roads")
    assert "ours: in force is edition 2" in out and "back to edition 1" in out
    assert "There are no addresses." in _run("addresses")
    _run("roads", "ours")
    assert "no edition before it is kept" in _run("roads")


def test_what_cannot_be_rolled_back_is_told(two_editions: None) -> None:
    _run("roads", "ours")
    with pytest.raises(CommandError, match="no edition before it"):
        _run("roads", "ours")
    with pytest.raises(CommandError, match='no layer of roads named "theirs"'):
        _run("roads", "theirs")
