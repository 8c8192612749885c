"""Addresses from the State Register of Borders, from OpenStreetMap and from own files."""

import pytest
import shapely

from gis_layers import importers
from gis_layers.models import Address
from tests.gis_layers.files import (
    LAT,
    LON,
    PALACE_EPSG_2180,
    PALACE_LON_LAT,
    addresses,
    line,
    point,
    write_geojson,
    write_layer,
)

pytestmark = pytest.mark.usefixtures("empty_layers")

EAST, NORTH = PALACE_EPSG_2180
# As the register was written before 2021: names beside the point, northing first.
GML_2012 = f"""<?xml version="1.0" encoding="UTF-8"?>
<gml:FeatureCollection gml:id="x" xmlns:gml="http://www.opengis.net/gml/3.2"
 xmlns:prg-ad="urn:gugik:specyfikacje:gmlas:panstwowyRejestrGranicAdresy:1.0">
<gml:featureMembers><prg-ad:PRG_PunktAdresowy gml:id="p1">
<prg-ad:jednostkaAdmnistracyjna>Polska</prg-ad:jednostkaAdmnistracyjna>
<prg-ad:jednostkaAdmnistracyjna>Lesznowola</prg-ad:jednostkaAdmnistracyjna>
<prg-ad:miejscowosc>Nowa Iwiczna</prg-ad:miejscowosc>
<prg-ad:ulica>Lipowa</prg-ad:ulica>
<prg-ad:numerPorzadkowy>5/7</prg-ad:numerPorzadkowy>
<prg-ad:kodPocztowy>05-515</prg-ad:kodPocztowy>
<prg-ad:pozycja><gml:Point srsName="urn:ogc:def:crs:EPSG::2180" gml:id="g1">
<gml:pos>{NORTH} {EAST}</gml:pos></gml:Point></prg-ad:pozycja>
</prg-ad:PRG_PunktAdresowy></gml:featureMembers></gml:FeatureCollection>"""
# As it is written since: places and streets are features of their own, and the point, whose CRS is
# named the short way, is easting first.
GML_2021 = f"""<?xml version="1.0" encoding="UTF-8"?>
<gml:FeatureCollection gml:id="x" xmlns:gml="http://www.opengis.net/gml/3.2"
 xmlns:xlink="http://www.w3.org/1999/xlink"
 xmlns:prgad="https://geoportal.gov.pl/schemas/prgad/1.0">
<gml:featureMember><prgad:AD_Miejscowosc gml:id="M1"><prgad:nazwa>Nowa Iwiczna</prgad:nazwa>
</prgad:AD_Miejscowosc></gml:featureMember>
<gml:featureMember><prgad:AD_UlicaPlac gml:id="U1"><prgad:nazwaPelna>Lipowa</prgad:nazwaPelna>
</prgad:AD_UlicaPlac></gml:featureMember>
<gml:featureMember><prgad:AD_PunktAdresowy gml:id="P1">
<prgad:numerPorzadkowy>5/7</prgad:numerPorzadkowy>
<prgad:georeferencja><gml:Point srsName="EPSG:2180"><gml:pos>{EAST} {NORTH}</gml:pos></gml:Point>
</prgad:georeferencja><prgad:kodPocztowy>05-515</prgad:kodPocztowy>
<prgad:miejscowosc xlink:href="#M1"/><prgad:ulica2 xlink:href="#U1"/>
</prgad:AD_PunktAdresowy></gml:featureMember>
<gml:featureMember><prgad:AD_PunktAdresowy gml:id="P2">
<prgad:numerPorzadkowy>9</prgad:numerPorzadkowy>
<prgad:georeferencja><gml:Point srsName="EPSG:2180"><gml:pos>{EAST} {NORTH}</gml:pos></gml:Point>
</prgad:georeferencja><prgad:miejscowosc xlink:href="#M1"/>
</prgad:AD_PunktAdresowy></gml:featureMember></gml:FeatureCollection>"""


def _import(path, *rows, **options):
    """Write addresses (street, number, place, postcode, lat) and import them."""
    features = [
        (point(lat=lat), {"street": street, "number": number, "place": place, "postcode": code})
        for street, number, place, code, lat in rows
    ]
    file = write_geojson(path / "a.geojson", *features)
    return importers.import_addresses(file, mapping=addresses(path), **options)


def _rows() -> set[tuple[str, str, str, str]]:
    return set(Address.objects.values_list("place", "street", "house_number", "postcode"))


def test_each_street_and_each_place_gets_a_row_of_its_own(tmp_path):
    result = _import(
        tmp_path,
        ("Lipowa", "1", "Magdalenka", "05-506", LAT),
        ("Lipowa", "2 A", "Magdalenka", "05-506", LAT + 0.001),
        ("Lipowa", "3", "Magdalenka", "05-507", LAT + 0.002),
        ("", "7", "Jabłonowo", "", LAT + 0.01),
    )
    assert result.added == 4
    assert _rows() == {
        ("Magdalenka", "Lipowa", "1", "05-506"),
        ("Magdalenka", "Lipowa", "2 A", "05-506"),
        ("Magdalenka", "Lipowa", "3", "05-507"),
        ("Magdalenka", "Lipowa", "", "05-506"),
        ("Magdalenka", "", "", "05-506"),
        ("Jabłonowo", "", "7", ""),
        ("Jabłonowo", "", "", ""),
    }
    street = Address.objects.get(street="Lipowa", house_number="")
    assert street.geometry.y == pytest.approx(LAT + 0.001)
    assert street.searched == "lipowa magdalenka 05 506"
    assert Address.objects.get(house_number="2 A").searched == "2a"


def test_a_street_of_the_same_name_in_a_place_of_the_same_name_far_away_is_another(tmp_path):
    _import(
        tmp_path, ("Leśna", "1", "Nowa Wieś", "", LAT), ("Leśna", "1", "Nowa Wieś", "", LAT + 0.5)
    )
    assert Address.objects.filter(street="Leśna", house_number="").count() == 2


def test_an_old_and_a_new_gml_of_the_register_say_the_same(tmp_path):
    for year, content in (("2012", GML_2012), ("2021", GML_2021)):
        file = tmp_path / f"{year}.gml"
        file.write_text(content, encoding="utf-8")
        importers.import_addresses(file, mapping="prg_addresses", name=year)
        address = Address.objects.get(layer__name=year, house_number="5/7")
        assert (address.street, address.place) == ("Lipowa", "Nowa Iwiczna")
        assert address.postcode == "05-515"
        assert (address.geometry.x, address.geometry.y) == pytest.approx(PALACE_LON_LAT, abs=1e-7)
    assert Address.objects.get(house_number="9").street == ""


def test_a_shapefile_of_the_register_is_read_in_both_its_forms(tmp_path):
    today = {"NUMER_PORZ": ["5"], "KOD_POCZT": ["05-515"], "NAZWA_ULC": ["Lipowa"],
             "NAZWA_GMI": ["Lesznowola"], "NAZWA_MSC": ["Łazy"]}  # fmt: skip
    before = {"TERYT": ["1418032"], "PNA": ["05-515"], "SIMC_nazwa": ["Łazy"],
              "ULIC_nazwa": ["Lipowa"], "Numer": ["5"]}  # fmt: skip
    for name, columns in (("today", today), ("before", before)):
        there = shapely.Point(PALACE_EPSG_2180)
        file = write_layer(tmp_path / f"{name}.shp", [there], columns, crs="EPSG:2180")
        importers.import_addresses(file, mapping="prg_addresses", name=name)
        address = Address.objects.get(layer__name=name, house_number="5")
        assert str(address) == "Lipowa 5, Łazy"
        assert (address.geometry.x, address.geometry.y) == pytest.approx(PALACE_LON_LAT, abs=1e-7)


def test_openstreetmap_names_streets_and_places_and_other_points_are_passed_over(tmp_path):
    file = write_geojson(
        tmp_path / "osm.geojson",
        (point(), {"addr:city": "Łazy", "addr:street": "Lipowa", "addr:housenumber": "5",
                   "addr:postcode": "05-552"}),
        (point(), {"addr:place": "Garbatka", "addr:housenumber": "7"}),
        (point(), {"amenity": "bench"}),
    )  # fmt: skip
    result = importers.import_addresses(file, mapping="osm_addresses")
    assert (result.read, result.added, result.passed_over) == (3, 2, 1)
    assert ("Garbatka", "", "7", "") in _rows()


@pytest.mark.parametrize(
    ("geometry", "properties", "reason"),
    [
        (point(), {"place": ""}, "names no place"),
        (point(), {"number": "1" * 21}, "house number has over 20"),
        (line(), {}, "a linestring where a point is needed"),
        (shapely.Point(LON, 95), {}, "outside the world"),
        (None, {}, "no geometry"),
    ],
)
def test_an_address_that_cannot_be_used_refuses_the_file(tmp_path, geometry, properties, reason):
    good = {"place": "Łazy", "street": "Lipowa", "number": "5", "postcode": ""}
    file = write_geojson(tmp_path / "a.geojson", (point(), good), (geometry, good | properties))
    with pytest.raises(importers.FeaturesRefused) as refused:
        importers.import_addresses(file, mapping=addresses(tmp_path))
    assert reason in refused.value.result.refused[0].reason
    assert not Address.objects.exists()
