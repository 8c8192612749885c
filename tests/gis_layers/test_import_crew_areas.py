import pytest

from backend.crews.importers import import_crew_areas
from backend.crews.models import Crew, CrewArea
from backend.jurisdictions.models import Jurisdiction
from gis_layers import importers
from tests.gis_layers.files import LON, square, write_geojson

pytestmark = pytest.mark.usefixtures("empty_layers")


@pytest.fixture
def north() -> Crew:
    return _crew("1418032", "LESZ")


def _crew(teryt: str, prefix: str, name: str = "north") -> Crew:
    jurisdiction, _ = Jurisdiction.objects.get_or_create(
        teryt=teryt, defaults={"name": teryt, "office_name": teryt, "number_prefix": prefix}
    )
    return Crew.objects.create(jurisdiction=jurisdiction, name=name)


def test_the_areas_of_a_crew_are_stored(tmp_path, north):
    properties = {"crew": "north", "name": "the north", "priority": 10}
    file = write_geojson(tmp_path / "a.geojson", (square(), properties))
    result = import_crew_areas(file)
    area = CrewArea.objects.get()
    assert (area.crew, area.name, area.priority) == (north, "the north", 10)
    assert area.area_m2 > 75e6
    assert result.added == 1


def test_name_and_priority_may_be_left_out_and_the_crew_may_be_its_id(tmp_path, north):
    file = write_geojson(tmp_path / "a.geojson", (square(), {"crew": north.pk}))
    import_crew_areas(file)
    area = CrewArea.objects.get()
    assert (area.crew, area.name, area.priority) == (north, "north", 0)


def test_the_areas_of_named_crews_are_replaced_and_those_of_others_stay(tmp_path, north):
    south = _crew("1418032", "LESZ", name="south")
    both = write_geojson(
        tmp_path / "both.geojson", (square(), {"crew": "north"}), (square(), {"crew": "south"})
    )
    import_crew_areas(both)
    new = write_geojson(
        tmp_path / "new.geojson",
        (square(), {"crew": "north", "name": "a"}),
        (square(LON + 1), {"crew": "north", "name": "b"}),
    )
    import_crew_areas(new)
    assert sorted(area.name for area in north.areas.all()) == ["a", "b"]
    assert south.areas.count() == 1


def test_a_crew_of_two_jurisdictions_must_be_told_apart(tmp_path, north):
    _crew("1418042", "PIAS")
    file = write_geojson(tmp_path / "a.geojson", (square(), {"crew": "north"}))
    with pytest.raises(importers.FeaturesRefused) as refused:
        import_crew_areas(file)
    assert "1418032, 1418042" in refused.value.result.refused[0].reason
    import_crew_areas(file, jurisdiction="1418032")
    assert CrewArea.objects.get().crew == north


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ({"crew": "nobody"}, 'there is no crew "nobody"'),
        ({"crew": ""}, "it names no crew"),
        ({"crew": "9" * 30}, "there is no crew"),
        ({"crew": "north", "priority": "high"}, "no whole number"),
        ({"crew": "north", "priority": "99999"}, "is not between"),
        ({"crew": "north", "name": "x" * 101}, "over 100 characters"),
    ],
)
def test_a_wrong_area_refuses_the_file_and_the_old_areas_stay(tmp_path, north, properties, reason):
    good = write_geojson(tmp_path / "good.geojson", (square(), {"crew": "north", "name": "old"}))
    import_crew_areas(good)
    bad = write_geojson(tmp_path / "bad.geojson", (square(), properties))
    with pytest.raises(importers.FeaturesRefused) as refused:
        import_crew_areas(bad)
    assert reason in refused.value.result.refused[0].reason
    assert CrewArea.objects.get().name == "old"


def test_a_dry_run_changes_nothing(tmp_path, north):
    file = write_geojson(tmp_path / "a.geojson", (square(), {"crew": "north"}))
    assert import_crew_areas(file, dry_run=True).added == 1
    assert not CrewArea.objects.exists()


def test_areas_of_one_name_are_compared_in_their_order(tmp_path, north):
    other = _crew("1418042", "PIAS")
    crews = (north.pk, north.pk, other.pk)
    shapes = (square(), square(LON + 1), square(LON + 2))
    features = [
        (shape, {"crew": crew, "name": "the same"})
        for crew, shape in zip(crews, shapes, strict=True)
    ]
    import_crew_areas(write_geojson(tmp_path / "a.geojson", *features))
    features[1:] = [(square(LON + 1.01), features[1][1]), (square(LON + 3), features[2][1])]
    found = import_crew_areas(write_geojson(tmp_path / "b.geojson", *features)).difference
    assert (found.added, found.removed, found.changed, found.moved) == (0, 0, 0, 2)


@pytest.mark.parametrize(("moved_by_m", "moved"), [(5.0, 1), (100.0, 0)])
def test_an_area_has_moved_when_it_lies_farther_away_than_said(tmp_path, north, moved_by_m, moved):
    import_crew_areas(write_geojson(tmp_path / "a.geojson", (square(), {"crew": "north"})))
    file = write_geojson(tmp_path / "b.geojson", (square(LON + 0.001), {"crew": "north"}))
    found = import_crew_areas(file, moved_by_m=moved_by_m).difference
    assert (found.moved, found.moved_by_m) == (moved, moved_by_m)
