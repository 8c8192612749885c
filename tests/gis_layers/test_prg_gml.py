"""The State Register of Borders as GML, where the northing goes first."""

import pytest
import shapely
from django.contrib.gis.geos import Point

from gis_layers import importers
from gis_layers.models import Boundary, Layer
from tests.gis_layers.files import PALACE_EPSG_2180, PALACE_LON_LAT, write_layer

pytestmark = pytest.mark.usefixtures("empty_layers")

EAST, NORTH = PALACE_EPSG_2180
CORNERS = [(0, 0), (0, 1000), (2000, 1000), (2000, 0), (0, 0)]  # 2 km to the east, 1 to the north


def _ring(east: float, north: float, *, northing_first: bool) -> str:
    pairs = [(east + x, north + y) for x, y in CORNERS]
    return " ".join(f"{y} {x}" if northing_first else f"{x} {y}" for x, y in pairs)


def _gml(srs: str, *, northing_first: bool) -> str:
    """As the register's own download service answers: MapServer, WFS 2.0."""
    units = [("1465011", "Warszawa", EAST, NORTH), ("1418032", "Lesznowola", EAST + 2000, NORTH)]
    members = "".join(
        f"""<wfs:member><ms:A03_Granice_gmin gml:id="g.{code}">
        <ms:msGeometry><gml:MultiSurface gml:id="s.{code}" srsName="{srs}"><gml:surfaceMember>
        <gml:Polygon gml:id="p.{code}"><gml:exterior><gml:LinearRing><gml:posList>
        {_ring(east, north, northing_first=northing_first)}
        </gml:posList></gml:LinearRing></gml:exterior></gml:Polygon>
        </gml:surfaceMember></gml:MultiSurface></ms:msGeometry>
        <ms:JPT_SJR_KO>GMI</ms:JPT_SJR_KO><ms:JPT_KOD_JE>{code}</ms:JPT_KOD_JE>
        <ms:JPT_NAZWA_>{name}</ms:JPT_NAZWA_></ms:A03_Granice_gmin></wfs:member>"""
        for code, name, east, north in units
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
    <wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs/2.0"
    xmlns:gml="http://www.opengis.net/gml/3.2"
    xmlns:ms="http://mapserver.gis.umn.edu/mapserver">{members}</wfs:FeatureCollection>""".strip()


def _name_at(east: float, north: float) -> str:
    """The unit this many metres from the palace."""
    metres = Point(EAST + east, NORTH + north, srid=2180)
    place = metres.transform(4326, clone=True)
    return Boundary.objects.active().covering(place).get().name


@pytest.mark.parametrize(
    ("srs", "northing_first"),
    [
        ("urn:ogc:def:crs:EPSG::2180", True),
        ("http://www.opengis.net/def/crs/EPSG/0/2180", True),
        ("EPSG:2180", False),
    ],
)
def test_gml_lands_where_it_belongs_however_it_names_its_crs(tmp_path, srs, northing_first):
    file = tmp_path / "gminy.gml"
    file.write_text(_gml(srs, northing_first=northing_first), encoding="utf-8")
    result = importers.import_boundaries(file, mapping="prg")
    assert (result.name, result.added) == ("municipalities", 2)
    assert _name_at(1500, 500) == "Warszawa"
    assert _name_at(2500, 500) == "Lesznowola"
    assert Layer.objects.get().srid == 2180
    west, south, *_ = Boundary.objects.get(code="1465011").geometry.extent
    assert (west, south) == pytest.approx(PALACE_LON_LAT, abs=0.001)


def test_gml_and_shapefile_of_the_register_make_no_difference(tmp_path):
    file = tmp_path / "gminy.gml"
    text = _gml("urn:ogc:def:crs:EPSG::2180", northing_first=True)
    file.write_text(text, encoding="utf-8")
    importers.import_boundaries(file, mapping="prg")
    rings = [[(EAST + x + shift, NORTH + y) for x, y in CORNERS] for shift in (0, 2000)]
    columns = {"JPT_KOD_JE": ["1465011", "1418032"], "JPT_NAZWA_": ["Warszawa", "Lesznowola"]}
    shapefile = write_layer(
        tmp_path / "A03_Granice_gmin.shp",
        [shapely.Polygon(ring) for ring in rings],
        columns,
        crs="EPSG:2180",
    )
    difference = importers.import_boundaries(shapefile, mapping="prg").difference
    assert (difference.added, difference.removed, difference.changed) == (0, 0, 0)
    assert difference.moved == 0
