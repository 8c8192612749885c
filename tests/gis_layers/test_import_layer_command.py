import io

import pytest
from django.core.management import CommandError, call_command

from backend.crews.models import Crew
from backend.management.commands.import_layer import Command
from gis_layers.models import Layer, Road
from tests.gis_layers.files import line, roads, square, write_geojson

pytestmark = pytest.mark.usefixtures("empty_layers")


def _run(*arguments: object) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("import_layer", *map(str, arguments), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_an_import_is_summed_up(tmp_path):
    high = {"type": "LineString", "coordinates": [[20, 52, 1], [20.1, 52, 1]]}
    file = write_geojson(
        tmp_path / "a.geojson",
        (line(), {"category": "gminna"}),
        (high, {"category": "gminna"}),
        (None, {"category": "gminna"}),
    )
    out, err = _run("roads", file, "--mapping", roads(tmp_path), "--skip-invalid")
    assert "refused feature 3: it has no geometry" in err
    assert "repaired 1: dropped heights" in out
    assert "roads, edition 1: 3 features read, 2 rows added, 0 passed over, 1 refused" in out


def test_every_option_reaches_the_layer(tmp_path):
    file = write_geojson(tmp_path / "a.geojson", (square(), {"code": "1418032", "name": "x"}))
    mapping = tmp_path / "m.toml"
    mapping.write_text('[attributes]\ncode = "code"\nname = "name"\n')
    _run(
        *("boundaries", file, "--mapping", mapping, "--name", "ours", "--level", "municipality"),
        *("--srid", 4326, "--source-layer", "a", "--valid-from", "2026-01-01"),
        *("--source", "PRG", "--licence", "free"),
    )
    layer = Layer.objects.get()
    assert (layer.name, layer.source, layer.licence) == ("ours", "PRG", "free")
    assert str(layer.valid_from) == "2026-01-01"


def test_a_dry_run_says_that_it_was_one(tmp_path):
    file = write_geojson(tmp_path / "a.geojson", (line(), {"category": "gminna"}))
    out, _ = _run("roads", file, "--mapping", roads(tmp_path), "--dry-run")
    assert "nothing is changed" in out
    assert not Road.objects.exists()


def test_a_refused_file_lists_its_features_and_fails(tmp_path):
    bad = [(None, {"category": "gminna"})] * 25
    file = write_geojson(tmp_path / "a.geojson", *bad)
    err = io.StringIO()
    with pytest.raises(CommandError, match="25 of 25 features cannot be used"):
        call_command(
            "import_layer", "roads", str(file), "--mapping", str(roads(tmp_path)), stderr=err
        )
    assert "refused feature 1: it has no geometry" in err.getvalue()
    assert "refused 5 more" in err.getvalue()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["roads", "none.geojson", "--mapping", "osm"], "There is no file none.geojson"),
        (["roads", "none.geojson"], "--mapping"),
        (["roads", "none.geojson", "--mapping", "tiger"], 'There is no mapping "tiger"'),
        (["roads", __file__, "--mapping", "osm"], "cannot be read as a map layer"),
        (["crew_areas", "none.geojson"], "There is no file none.geojson"),
    ],
)
def test_a_refusal_is_a_sentence_and_no_traceback(arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        _run(*arguments)


def test_the_help_has_examples():
    text = Command().create_parser("manage.py", "import_layer").format_help()
    assert "manage.py import_layer roads" in text
    assert "[attributes]" in text


def test_a_difference_to_the_edition_before_is_told(tmp_path):
    mapping = roads(tmp_path)
    first = write_geojson(tmp_path / "a.geojson", (line(), {"category": "gminna", "name": "A"}))
    out, _ = _run("roads", first, "--mapping", mapping)
    assert "There is no edition before it to compare with." in out
    second = write_geojson(
        tmp_path / "b.geojson",
        (line(), {"category": "powiatowa", "name": "A"}),
        (line(lat=52.3), {"category": "gminna", "name": "B"}),
    )
    options = ("--dry-run", "--moved-by", "12.5", "--imported-by", "Ada")
    out, _ = _run("roads", second, "--mapping", mapping, *options)
    assert "Against the edition before: 1 added, 0 removed, 1 changed, 0 moved" in out
    assert "by more than 12.5 m." in out and "added: " in out
    assert Layer.objects.count() == 1


def test_a_wrong_mapping_is_told_before_the_file_is_looked_at(tmp_path):
    bomb = tmp_path / "a.zip"
    bomb.write_bytes(b"PK nothing")
    with pytest.raises(CommandError, match='There is no mapping "tiger"'):
        _run("roads", bomb, "--mapping", "tiger")


def test_a_hostile_file_is_refused_from_the_command_too(tmp_path):
    file = tmp_path / "a.geojson"
    file.write_text("<OGRVRTDataSource><OGRVRTLayer name='x'/></OGRVRTDataSource>")
    with pytest.raises(CommandError, match=r"a\.geojson cannot be read as a map layer"):
        _run("roads", file, "--mapping", "osm")


def test_crew_areas_need_no_mapping_and_show_their_difference(tmp_path):
    crew = Crew.objects.filter(jurisdiction__teryt="1418032")[0]
    for name in ("north", "south"):
        file = write_geojson(tmp_path / "a.geojson", (square(), {"crew": crew.name, "name": name}))
        out, _ = _run("crew_areas", file, "--jurisdiction", "1418032")
    assert "1 added, 1 removed, 0 changed, 0 moved" in out
    assert f"removed: {crew.name}, north" in out
