import numpy as np
import pyogrio.raw
import pytest
import shapely
from django.contrib.gis.gdal import OGRGeometry

from gis_layers import importers
from gis_layers.models import Layer, Road
from tests.gis_layers.files import (
    PALACE_EPSG_2180,
    PALACE_LON_LAT,
    line,
    roads,
    write_geojson,
    write_layer,
    write_mapping,
)

pytestmark = pytest.mark.usefixtures("empty_layers")

EAST, NORTH = PALACE_EPSG_2180
METRIC_LINE = shapely.LineString([(EAST, NORTH), (EAST + 100, NORTH)])
ESRI_2180 = (
    'PROJCS["ETRS_1989_UWPP_1992",GEOGCS["GCS_ETRS_1989",DATUM["D_ETRS_1989",SPHEROID['
    '"GRS_1980",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",'
    '0.0174532925199433]],PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",500000.0],'
    'PARAMETER["False_Northing",-5300000.0],PARAMETER["Central_Meridian",19.0],'
    'PARAMETER["Scale_Factor",0.9993],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
)
# GML follows the authority: EPSG:2180 is northing first.
GML_2180 = f"""<?xml version="1.0" encoding="UTF-8"?>
<ogr:FeatureCollection xmlns:ogr="http://ogr.maptools.org/" xmlns:gml="http://www.opengis.net/gml/3.2">
<ogr:featureMember><ogr:roads gml:id="r.0"><ogr:geometryProperty>
<gml:LineString srsName="urn:ogc:def:crs:EPSG::2180" gml:id="g.0">
<gml:posList>{NORTH} {EAST} {NORTH} {EAST + 100}</gml:posList></gml:LineString>
</ogr:geometryProperty><ogr:category>gminna</ogr:category></ogr:roads></ogr:featureMember>
</ogr:FeatureCollection>"""


def _start() -> tuple[float, float]:
    return Road.objects.active().get().geometry[0]


def test_a_geopackage_in_metres_lands_where_it_belongs(tmp_path):
    file = write_layer(
        tmp_path / "a.gpkg", [METRIC_LINE], {"category": ["gminna"]}, crs="EPSG:2180"
    )
    importers.import_roads(file, mapping=roads(tmp_path))
    assert _start() == pytest.approx(PALACE_LON_LAT, abs=1e-7)
    assert Layer.objects.get().srid == 2180


def test_a_shapefile_is_transformed_by_its_definition_and_not_by_a_number(tmp_path):
    file = write_layer(tmp_path / "a.shp", [METRIC_LINE], {"category": ["gminna"]})
    file.with_suffix(".prj").write_text(ESRI_2180)
    importers.import_roads(file, mapping=roads(tmp_path))
    assert _start() == pytest.approx(PALACE_LON_LAT, abs=1e-7)
    assert Layer.objects.get().srid is None  # its only number is one of ESRI


def test_gml_with_northing_first_is_understood(tmp_path):
    file = tmp_path / "a.gml"
    file.write_text(GML_2180)
    importers.import_roads(file, mapping=roads(tmp_path))
    assert _start() == pytest.approx(PALACE_LON_LAT, abs=1e-7)


def test_geojson_in_an_older_crs_is_easting_first(tmp_path):
    file = write_geojson(
        tmp_path / "a.geojson",
        (METRIC_LINE, {"category": "gminna"}),
        crs="urn:ogc:def:crs:EPSG::2180",
    )
    importers.import_roads(file, mapping=roads(tmp_path))
    assert _start() == pytest.approx(PALACE_LON_LAT, abs=1e-7)


def test_a_file_that_does_not_say_its_crs_is_refused_until_srid_says_it(tmp_path):
    file = write_layer(tmp_path / "a.shp", [METRIC_LINE], {"category": ["gminna"]})
    file.with_suffix(".prj").unlink()
    with pytest.raises(importers.ImportRefused, match="--srid"):
        importers.import_roads(file, mapping=roads(tmp_path))
    importers.import_roads(file, mapping=roads(tmp_path), srid=2180)
    assert _start() == pytest.approx(PALACE_LON_LAT, abs=1e-7)


def test_srid_overrides_what_the_file_says(tmp_path):
    file = write_geojson(tmp_path / "a.geojson", (METRIC_LINE, {"category": "gminna"}))
    with pytest.raises(importers.FeaturesRefused) as refused:
        importers.import_roads(file, mapping=roads(tmp_path))
    assert "is the CRS right" in refused.value.result.refused[0].reason
    importers.import_roads(file, mapping=roads(tmp_path), srid=2180)
    assert _start() == pytest.approx(PALACE_LON_LAT, abs=1e-7)


def test_one_point_without_a_place_does_not_spoil_the_others(tmp_path):
    far = shapely.LineString([(1e12, 1e12), (2e12, 1e12)])
    file = write_layer(
        tmp_path / "a.gpkg", [far, METRIC_LINE], {"category": ["gminna"] * 2}, crs="EPSG:2180"
    )
    result = importers.import_roads(file, mapping=roads(tmp_path), skip_invalid=True)
    assert [refusal.number for refusal in result.refused] == [1]
    assert _start() == pytest.approx(PALACE_LON_LAT, abs=1e-7)


@pytest.mark.parametrize("srid", [1, 99999, -5])
def test_an_unknown_srid_is_refused(tmp_path, srid):
    file = write_geojson(tmp_path / "a.geojson", (line(), {"category": "gminna"}))
    with pytest.raises(importers.ImportRefused, match="is not known"):
        importers.import_roads(file, mapping=roads(tmp_path), srid=srid)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(importers.ImportRefused, match="There is no file"):
        importers.import_roads(tmp_path / "none.geojson", mapping="osm")


@pytest.mark.parametrize("content", ["", "hello", "{", '{"type": "FeatureCollection"'])
def test_a_file_that_is_no_map_is_refused(tmp_path, content):
    file = tmp_path / "a.geojson"
    file.write_text(content)
    with pytest.raises(importers.ImportRefused):
        importers.import_roads(file, mapping="osm")


def test_measures_and_curves_are_read_and_what_is_no_number_is_refused(tmp_path):
    file = tmp_path / "a.gpkg"
    with np.errstate(invalid="ignore"):
        nowhere = shapely.LineString([(float("nan"), 52), (20.1, 52)])
    texts = ["LINESTRING M (20 52 1,20.1 52 2)", "CIRCULARSTRING (20 52,20.1 52.1,20.2 52)"]
    wkb = [*(bytes(OGRGeometry(text).wkb) for text in texts), shapely.to_wkb(nowhere)]
    pyogrio.raw.write(
        file,
        np.array(wkb, dtype=object),
        [np.array(["gminna"] * 3, dtype=object)],
        fields=["category"],
        geometry_type="Unknown",
        crs="EPSG:4326",
    )
    result = importers.import_roads(file, mapping=roads(tmp_path), skip_invalid=True)
    assert result.added == 2
    assert [refusal.number for refusal in result.refused] == [3]


def test_a_table_without_geometry_is_refused(tmp_path):
    file = tmp_path / "a.gpkg"
    columns = [np.array([text], dtype=object) for text in ("gminna", "1")]
    pyogrio.raw.write(file, None, columns, fields=["category", "number"])
    with pytest.raises(importers.ImportRefused, match="has no geometries"):
        importers.import_roads(file, mapping=roads(tmp_path), srid=4326)


def test_an_empty_file_is_refused(tmp_path):
    file = write_geojson(tmp_path / "a.geojson")
    with pytest.raises(importers.ImportRefused):
        importers.import_roads(file, mapping=roads(tmp_path))


def test_of_several_layers_one_must_be_chosen(tmp_path):
    file = tmp_path / "a.gpkg"
    write_layer(file, [line()], {"category": ["gminna"]}, layer="old")
    write_layer(file, [line()], {"category": ["krajowa"]}, layer="new", append=False)
    with pytest.raises(importers.ImportRefused, match="old, new"):
        importers.import_roads(file, mapping=roads(tmp_path))
    with pytest.raises(importers.ImportRefused, match='no layer "none"'):
        importers.import_roads(file, mapping=roads(tmp_path), source_layer="none")
    importers.import_roads(file, mapping=roads(tmp_path), source_layer="new")
    assert Road.objects.get().category == "krajowa"


def test_texts_are_read_in_the_encoding_that_the_mapping_names(tmp_path):
    file = write_layer(
        tmp_path / "a.shp",
        [line()],
        {"category": ["gminna"], "name": ["Żółwia"]},
        encoding="cp1250",
    )
    file.with_suffix(".cpg").unlink()
    mapping = write_mapping(
        tmp_path / "m.toml",
        'encoding = "cp1250"\n[attributes]\ncategory = "category"\nname = "name"\n',
    )
    importers.import_roads(file, mapping=mapping)
    assert Road.objects.get().name == "Żółwia"


def test_more_features_than_are_read_at_once_are_all_read(tmp_path, monkeypatch):
    monkeypatch.setattr("gis_layers.importers.reading.READ_AT_ONCE", 3)
    monkeypatch.setattr("gis_layers.importers.reading.MENDED_AT_ONCE", 2)
    names = [f"street {number}" for number in range(8)]
    file = write_layer(
        tmp_path / "a.gpkg", [line()] * 8, {"category": ["gminna"] * 8, "name": names}
    )
    importers.import_roads(file, mapping=roads(tmp_path))
    assert [road.name for road in Road.objects.order_by("id")] == names
