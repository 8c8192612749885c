"""Works on roads and closures, and which are in force where."""

from datetime import UTC, datetime

import numpy as np
import pytest
import shapely
from django.contrib.gis.geos import Point

from gis_layers import importers
from gis_layers.models import RoadWork
from tests.conftest import NOON
from tests.gis_layers.files import LAT, LON, line, point, square, write_geojson, write_layer

pytestmark = pytest.mark.usefixtures("empty_layers")

HERE = Point(LON, LAT, srid=4326)
WORK = {"opis": "Nowa nawierzchnia", "od": "2026-11-01", "do": "2026-11-30"}


def _import(path, *features, mapping="works"):
    return importers.import_works(write_geojson(path / "w.geojson", *features), mapping=mapping)


def _one(path, **properties):
    _import(path, (line(), WORK | properties))
    return RoadWork.objects.get()


def test_works_are_imported_with_all_that_is_said_of_them(tmp_path):
    work = _one(tmp_path, rodzaj="Zamknięcie", zarzadca="Powiat", id="R/7")
    assert (work.kind, work.description) == ("closure", "Nowa nawierzchnia")
    assert (work.manager, work.source_id) == ("Powiat", "R/7")


@pytest.mark.parametrize("shape", [point(), line(), square(), shapely.MultiPoint([point()])])
def test_works_lie_at_a_point_along_a_line_or_in_an_area(tmp_path, shape):
    _import(tmp_path, (shape, WORK))
    assert RoadWork.objects.active().filter(geometry__dwithin=(HERE, 1e-5)).exists()


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("2026-11-02", datetime(2026, 11, 1, 23, tzinfo=UTC)),
        ("2026-07-02", datetime(2026, 7, 1, 22, tzinfo=UTC)),
        ("2.11.2026", datetime(2026, 11, 1, 23, tzinfo=UTC)),
        ("02.11.2026 08:00", datetime(2026, 11, 2, 7, tzinfo=UTC)),
        ("2026/11/02 08:00", datetime(2026, 11, 2, 7, tzinfo=UTC)),
        ("2026-11-02T08:00", datetime(2026, 11, 2, 7, tzinfo=UTC)),
        ("2026-11-02T08:00:00Z", datetime(2026, 11, 2, 8, tzinfo=UTC)),
        ("2026-11-02 08:00:00+02:00", datetime(2026, 11, 2, 6, tzinfo=UTC)),
    ],
)
def test_days_and_times_are_those_of_poland_unless_they_name_a_zone(tmp_path, text, start):
    assert _one(tmp_path, od=text, do=None).starts_at == start


def test_the_last_day_is_a_whole_day(tmp_path):
    assert _one(tmp_path).ends_at == datetime(2026, 11, 30, 23, tzinfo=UTC)


def test_dates_of_a_geopackage_and_a_shapefile_are_days_too(tmp_path):
    first, last = (np.array([day], dtype="datetime64[D]") for day in ("2026-11-01", "2026-11-30"))
    days = {"opis": ["x"], "od": first, "do": last}
    for ending in ("gpkg", "shp"):
        file = write_layer(tmp_path / f"w.{ending}", [line()], days)
        importers.import_works(file, mapping="works", name=ending)
    ends = set(RoadWork.objects.values_list("ends_at", flat=True))
    assert ends == {datetime(2026, 11, 30, 23, tzinfo=UTC)}


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ({"opis": ""}, "no description"),
        ({"opis": "x" * 501}, "over 500 characters"),
        ({"od": None}, "when it starts"),
        ({"od": "soon"}, '"soon" is no date'),
        ({"od": "30.02.2026"}, '"30.02.2026" is no date'),
        ({"do": "2026-10-31T00:00"}, "before it starts"),
        ({"rodzaj": "festyn"}, 'its kind "festyn" is not in the mapping'),
    ],
)
def test_what_is_not_understood_is_refused(tmp_path, properties, reason):
    with pytest.raises(importers.FeaturesRefused) as refused:
        _import(tmp_path, (line(), WORK | properties))
    assert reason in refused.value.result.refused[0].reason


def test_a_day_that_gdal_cannot_read_is_refused_with_a_sentence(tmp_path):
    with pytest.raises(importers.ImportRefused, match="cannot be read as a map layer"):
        _import(tmp_path, (line(), WORK | {"od": "2026-02-30"}))


@pytest.mark.parametrize(
    ("start", "end", "is_over"),
    [
        ("2026-11-02T12:01", None, False),
        ("2026-11-01", "2026-11-02", False),
        ("2026-11-01", "2026-11-01", True),
        ("2026-11-01", "2026-11-02T12:00", True),  # noon in Warsaw is NOON
        ("2026-11-01", "2026-11-02T12:01", False),
    ],
)
def test_works_are_over_at_their_end(tmp_path, start, end, is_over):
    _one(tmp_path, od=start, do=end)
    assert RoadWork.objects.active().not_over(NOON).exists() is not is_over


def test_a_mapping_may_name_kinds_of_its_own(tmp_path):
    mapping = tmp_path / "m.toml"
    mapping.write_text(
        'default_kind = "closure"\noptional = ["kind"]\n'
        '[attributes]\ndescription = "opis"\nstarts_at = "od"\nkind = "typ"\n'
        '[kinds]\nR = "works"\n'
    )
    _import(tmp_path, (line(), WORK | {"typ": "r"}), (line(), WORK), mapping=mapping)
    assert set(RoadWork.objects.values_list("kind", flat=True)) == {"works", "closure"}
