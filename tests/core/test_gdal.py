"""GDAL and GEOS of the wheels, see docs/decisions/2026-11-21-gdal-from-wheels.md."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy
import pyogrio.raw
import pytest
import shapely
from django.contrib.gis.checks import check_gdal_39
from django.contrib.gis.gdal import GDAL_VERSION, DataSource
from django.contrib.gis.geos import Point

from backend.core import gdal

WARSAW_2180 = (637000.0, 486000.0)
WARSAW_4326 = (21.006298787638407, 52.22298962959674)
GML = """<?xml version="1.0" encoding="UTF-8"?>
<ogr:FeatureCollection gml:id="all" xmlns:ogr="http://ogr.maptools.org/"
  xmlns:gml="http://www.opengis.net/gml/3.2">
<ogr:featureMember><ogr:streets gml:id="streets.0"><ogr:geometryProperty>
<gml:Point srsName="urn:ogc:def:crs:EPSG::2180" gml:id="point.0">
<gml:pos>486000 637000</gml:pos></gml:Point></ogr:geometryProperty>
<ogr:name>Żółta</ogr:name></ogr:streets></ogr:featureMember></ogr:FeatureCollection>"""


def _write(path: Path) -> Path:
    if path.suffix == ".gml":
        path.write_text(GML)
        return path
    pyogrio.raw.write(
        path,
        shapely.to_wkb(shapely.points([WARSAW_2180])),
        [numpy.array(["Żółta"], dtype=object)],
        ["name"],
        geometry_type="Point",
        crs="EPSG:2180",
        encoding="UTF-8",
    )
    return path


@pytest.mark.parametrize("suffix", [".gpkg", ".shp", ".gml"])
def test_a_file_is_read_with_its_crs_and_polish_letters(tmp_path: Path, suffix: str) -> None:
    layer = DataSource(_write(tmp_path / f"streets{suffix}"), encoding="utf-8")[0]
    (feature,) = layer
    assert layer.srs.srid == 2180
    assert feature.get("name") == "Żółta"
    assert feature.geom.coords == pytest.approx(WARSAW_2180)


def test_geojson_is_read_as_wgs84(tmp_path: Path) -> None:
    path = tmp_path / "streets.geojson"
    geometry = {"type": "Point", "coordinates": WARSAW_4326}
    feature = {"type": "Feature", "properties": {"name": "Żółta"}, "geometry": geometry}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    layer = DataSource(path)[0]
    assert layer.srs.srid == 4326
    assert next(iter(layer)).geom.coords == pytest.approx(WARSAW_4326)


def test_a_known_point_is_transformed_to_wgs84() -> None:
    point = Point(*WARSAW_2180, srid=2180)
    point.transform(4326)
    assert point.coords == pytest.approx(WARSAW_4326, abs=1e-9)


def test_gdal_is_new_enough_to_keep_a_crs_from_files_and_network() -> None:
    assert GDAL_VERSION >= (3, 9)
    assert check_gdal_39(None) == []


def test_pyogrio_can_be_imported_after_django_has_used_its_library(tmp_path: Path) -> None:
    path = _write(tmp_path / "streets.gpkg")
    program = (
        "import sys, django; django.setup()\n"
        "from django.contrib.gis.gdal import DataSource\n"
        "assert len(DataSource(sys.argv[1])[0]) == 1 and 'pyogrio' not in sys.modules\n"
        "import pyogrio; print(pyogrio.read_info(sys.argv[1])['features'])"
    )
    result = subprocess.run(
        [sys.executable, "-c", program, path],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "backend.settings"},
        capture_output=True,
        text=True,
    )
    assert result.stdout.strip() == "1", result.stderr


def test_libraries_are_those_of_the_wheels() -> None:
    found = gdal.library_paths()
    assert [Path(path).parent.name for path in found if path] == ["pyogrio.libs", "shapely.libs"]
    assert Path(os.environ["GDAL_DATA"]).is_dir()
