import pytest

from gis_layers import importers
from gis_layers.mapping import load_mapping
from gis_layers.rules import LayerKind
from tests.gis_layers.files import square, write_geojson, write_mapping

GOOD = '[attributes]\ncategory = "k"\n'


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[attributes", "is not valid TOML"),
        pytest.param("a = " + "[" * 40_000, "it is nested too deeply", id="nested"),
        ("", "the table [attributes] is missing"),
        ('[attributes]\nnumber = "n"\n', 'lacks "category"'),
        (GOOD + 'colour = "c"\n', 'there is no attribute "colour"'),
        ("colour = 1\n" + GOOD, 'there is no setting "colour"'),
        ("[attributes]\ncategory = 7\n", "must be a text or a list of texts"),
        ('optional = ["category"]\n' + GOOD, 'there is no optional attribute "category"'),
        ('encoding = "cp9999"\n' + GOOD, 'there is no encoding "cp9999"'),
        ('default_category = "leśna"\n' + GOOD, '"leśna" is not one of'),
        (GOOD + '[categories]\nL = "leśna"\n', '"leśna" is not one of'),
        ("categories = 7\n" + GOOD, "must be a table"),
        ("references = 7\n" + GOOD, "must be a table"),
        (GOOD + '[references]\nk = { layer = "x" }\n', "must have a layer and a name"),
        (GOOD + '[references]\nk = { layer = "x", name = 7 }\n', "must be a text"),
        ("source_layers = 7\n" + GOOD, "must be a text"),
        ('default_kind = "works"\n' + GOOD, 'there is no setting "default_kind"'),
    ],
)
def test_a_wrong_mapping_is_refused_with_a_sentence(tmp_path, text, sentence):
    path = write_mapping(tmp_path / "m.toml", text)
    with pytest.raises(importers.ImportRefused) as refused:
        load_mapping(path, LayerKind.ROADS)
    assert sentence in str(refused.value)


@pytest.mark.parametrize("kind", LayerKind)
def test_an_unknown_name_lists_the_mappings_there_are(kind):
    with pytest.raises(
        importers.ImportRefused, match="bdot10k, osm, osm_addresses, prg, prg_addresses, works"
    ):
        load_mapping("tiger", kind)


def test_a_missing_mapping_file_is_refused(tmp_path):
    with pytest.raises(importers.ImportRefused, match="No such file"):
        load_mapping(tmp_path / "none.toml", LayerKind.ROADS)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("prg", "roads"),
        ("bdot10k", "boundaries"),
        ("prg_addresses", "roads"),
        ("osm", "addresses"),
        ("works", "addresses"),
        ("prg", "works"),
    ],
)
def test_a_mapping_of_the_other_kind_is_refused(name, kind):
    with pytest.raises(importers.ImportRefused):
        load_mapping(name, LayerKind(kind))


def test_a_wrong_kind_of_works_is_refused(tmp_path):
    text = '[attributes]\ndescription = "d"\nstarts_at = "s"\n[kinds]\nR = "festival"\n'
    with pytest.raises(importers.ImportRefused, match='"festival" is not one of'):
        load_mapping(write_mapping(tmp_path / "m.toml", text), LayerKind.WORKS)


@pytest.mark.usefixtures("empty_layers")
def test_a_missing_column_is_refused_and_the_columns_are_named(tmp_path):
    file = write_geojson(tmp_path / "a.geojson", (square(), {"kod": "1418032", "nazwa": "x"}))
    with pytest.raises(importers.ImportRefused) as refused:
        importers.import_boundaries(file, mapping="prg")
    assert "no column JPT_KOD_JE" in str(refused.value)
    assert "kod, nazwa" in str(refused.value)


@pytest.mark.usefixtures("empty_layers")
def test_columns_are_found_in_any_case_of_letters(tmp_path):
    properties = {"jpt_kod_je": "1418032", "Jpt_Nazwa_": "Lesznowola"}
    file = write_geojson(tmp_path / "a.geojson", (square(), properties))
    assert importers.import_boundaries(file, mapping="prg").added == 1
