"""Files that would make GDAL open something else: another file, an address, endless memory."""

import json
import sqlite3
import threading
import zipfile
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pyogrio
import pytest
import shapely
from django.contrib.gis.gdal import DataSource

from gis_layers.importers import ImportRefused, Mapping, Shape, open_source
from gis_layers.importers.drivers import ALLOWED, confine_gdal
from gis_layers.importers.vetting import vetted
from tests.gis_layers.files import line, square, write_geojson, write_layer

NAMED = Mapping(attributes={"name": ("name",)}, optional=frozenset({"name"}))
MOST = 10_000_000
SECRET = "root-secret"


class Trap:
    """A web server that only counts who came."""

    def __init__(self, url: str, visits: list[str]) -> None:
        self.url, self.visits = url, visits


@pytest.fixture
def trap() -> Iterator[Trap]:
    visits: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            visits.append(self.path)
            self.send_response(404)
            self.end_headers()

        do_HEAD = do_POST = do_GET

        def log_message(self, *arguments: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Trap(f"http://127.0.0.1:{server.server_port}", visits)
        server.shutdown()


def read(path: Path, *, layer: str | None = None, most: int = MOST) -> list[str]:
    """Read a file as an import does; returns the names of its features."""
    with vetted(path, layer=layer, unpacked_max_bytes=most) as file:
        source = open_source(file.path, NAMED, layer=file.layer, srid=4326)
        return [feature.attributes["name"] for feature in source.features(Shape.LINES)]


def virtual(target: str) -> str:
    return (
        f'<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>{target}</SrcDataSource>'
        "<SrcLayer>a</SrcLayer></OGRVRTLayer></OGRVRTDataSource>"
    )


def gml(name: str = "x", *, head: str = "", extra: str = "", srs: str = "EPSG:4326") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<c:all xmlns:c="http://usterka.example/c" '
        'xmlns:gml="http://www.opengis.net/gml" xmlns:xlink="http://www.w3.org/1999/xlink" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f'<gml:featureMember><c:a gml:id="a1"><c:name>{name}</c:name>{extra}<c:place>'
        f'<gml:LineString srsName="{srs}"><gml:coordinates>20,52 21,52</gml:coordinates>'
        "</gml:LineString></c:place></c:a></gml:featureMember></c:all>"
    )


def roads(path: Path, name: str = "ours") -> Path:
    return write_layer(path, [line()], {"name": [name]})


def zipped(path: Path, **members: str | bytes | Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            data = content.read_bytes() if isinstance(content, Path) else content
            archive.writestr(name, data)
    return path


def test_only_the_allowed_drivers_are_left_also_after_all_were_registered_anew(
    tmp_path: Path,
) -> None:
    confine_gdal()
    assert set(pyogrio.list_drivers()) == ALLOWED
    DataSource(roads(tmp_path / "a.gpkg"))
    assert read(roads(tmp_path / "b.gpkg")) == ["ours"]
    assert set(pyogrio.list_drivers()) == ALLOWED


@pytest.mark.parametrize("suffix", [".gpkg", ".shp", ".geojson"])
def test_honest_files_are_read_plain_and_zipped(tmp_path: Path, suffix: str) -> None:
    path = roads(tmp_path / f"roads{suffix}")
    assert read(path) == ["ours"]
    parts = {each.name: each for each in tmp_path.iterdir()}
    bundle = zipped(tmp_path / "b.zip", **{"Katalog ą/readme.txt": "x"}, **parts)
    assert read(bundle) == ["ours"]


def test_an_honest_gml_is_read_plain_and_zipped(tmp_path: Path) -> None:
    (tmp_path / "a.gml").write_text(gml("Żółta"))
    assert read(tmp_path / "a.gml") == ["Żółta"]
    assert read(zipped(tmp_path / "b.zip", **{"a.XML": tmp_path / "a.gml"})) == ["Żółta"]


@pytest.mark.parametrize("suffix", [".geojson", ".json", ".gml", ".gpkg", ".shp", ".vrt", ".csv"])
@pytest.mark.parametrize("target", ["file", "address"])
def test_a_virtual_layer_under_any_name_leads_nowhere(
    tmp_path: Path, trap: Trap, suffix: str, target: str
) -> None:
    own = write_geojson(tmp_path / "own.geojson", (line(), {"name": SECRET}))
    leads = str(own) if target == "file" else f"/vsicurl/{trap.url}/a.geojson"
    path = tmp_path / f"layer{suffix}"
    path.write_text(virtual(leads))
    with pytest.raises(ImportRefused, match="cannot be read as a map layer"):
        read(path)
    with pytest.raises(ImportRefused, match="cannot be read as a map layer"):
        read(zipped(tmp_path / "b.zip", **{f"a{suffix}": path}))
    assert trap.visits == []


@pytest.mark.parametrize(
    "content",
    [
        "root:x:0:0:root:/root:/bin/bash\n",
        "",
        "\x00" * 100,
        '-- SQL GPKG\nATTACH "/etc/passwd" AS a;',
        "WKT,name\n'LINESTRING(1 1,2 2)',x\n",
        "<kml/>",
        "loadGeoJSON({})",
    ],
    ids=["passwd", "empty", "nulls", "sql", "csv", "kml", "jsonp"],
)
def test_what_is_no_layer_is_refused_with_a_sentence(tmp_path: Path, content: str) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(content)
    with pytest.raises(ImportRefused, match="cannot be read as a map layer"):
        read(path)


@pytest.mark.parametrize(
    "document",
    [
        {"type": "Topology", "objects": {"a": {"type": "Point", "coordinates": [1, 2]}}},
        {"geometryType": "esriGeometryPoint", "fields": [], "features": []},
        {"type": "gdal_streamed_alg", "command_line": "gdal vector read /etc/passwd"},
    ],
    ids=["topojson", "esrijson", "gdalg"],
)
def test_other_kinds_of_json_give_nothing(tmp_path: Path, document: dict[str, object]) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps(document))
    with pytest.raises(ImportRefused):
        read(path)


@pytest.mark.parametrize("kind", ["link", "URL", "url", "name"])
def test_a_crs_in_geojson_that_is_an_address_is_not_fetched(
    tmp_path: Path, trap: Trap, kind: str
) -> None:
    path = write_geojson(tmp_path / "a.geojson", (line(), {"name": "x"}))
    document = json.loads(path.read_text())
    where = dict.fromkeys(("href", "url", "name"), f"{trap.url}/crs")
    path.write_text(json.dumps({**document, "crs": {"type": kind, "properties": where}}))
    assert read(path) == ["x"]
    assert trap.visits == []


def test_a_schema_and_a_link_in_gml_are_not_fetched(tmp_path: Path, trap: Trap) -> None:
    other = tmp_path / "other.gml"
    other.write_text(gml(SECRET))
    for target in (f"{trap.url}/x.gml#a1", f"file://{other}#a1", f"{other}#a1"):
        link = f'<c:part xlink:href="{target}"/>'
        schema = f"{trap.url}/wfs?SERVICE=WFS&amp;REQUEST=DescribeFeatureType&amp;TYPENAME=a"
        content = gml("x", extra=link).replace(
            "<gml:featureMember>",
            f'<c:s xsi:schemaLocation="http://usterka.example/c {schema}"/><gml:featureMember>',
        )
        content = content.replace("<c:all ", f'<c:all xsi:schemaLocation="{trap.url} {schema}" ')
        path = tmp_path / "a.gml"
        path.write_text(content)
        names = read(path)
        assert names == ["x"] and SECRET not in names
    assert trap.visits == []


def test_a_crs_in_gml_that_is_an_address_is_not_fetched(tmp_path: Path, trap: Trap) -> None:
    path = tmp_path / "a.gml"
    path.write_text(gml("x", srs=f"{trap.url}/crs"))
    with pytest.raises(ImportRefused, match="ALLOW_NETWORK_ACCESS=NO"):
        read(path)
    assert trap.visits == []


LAUGHS = "".join(f'<!ENTITY l{number} "{f"&l{number - 1};" * 10}">' for number in range(1, 10))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "head",
    [
        f'<!DOCTYPE a [<!ENTITY l0 "ha">{LAUGHS}]>',
        '<!DOCTYPE a [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">',
    ],
    ids=["laughs", "file", "address"],
)
def test_entities_in_gml_are_refused(tmp_path: Path, head: str, encoding: str) -> None:
    path = tmp_path / "a.gml"
    content = gml("&l9;", head="<!-- " + " " * 3_000_000 + "-->" + head)
    path.write_text(content.replace("UTF-8", encoding), encoding=encoding)
    with pytest.raises(ImportRefused, match="document type"):
        read(path)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE VIEW b AS SELECT load_extension('/tmp/x.so') AS name",
        "CREATE VIRTUAL TABLE b USING fts4(name)",
        "create  virtual table b using FTS3(x)",
    ],
)
def test_a_geopackage_that_would_run_something_is_refused(tmp_path: Path, statement: str) -> None:
    path = roads(tmp_path / "a.gpkg")
    assert read(path) == ["ours"]
    with sqlite3.connect(path) as database:
        database.execute(statement)
    database.close()
    with pytest.raises(ImportRefused, match='view or virtual table "b'):
        read(path)
    with pytest.raises(ImportRefused, match='view or virtual table "b'):
        read(zipped(tmp_path / "b.zip", **{"a.gpkg": path}))


def test_a_database_that_is_no_geopackage_or_broken_is_refused(tmp_path: Path) -> None:
    plain, broken = tmp_path / "a.sqlite", tmp_path / "b.gpkg"
    with sqlite3.connect(plain) as database:
        database.execute("CREATE TABLE a (name TEXT)")
    database.close()
    content = bytearray(roads(broken).read_bytes())
    content[100:4096] = b"\xff" * 3996
    broken.write_bytes(content)
    for path in (plain, broken):
        with pytest.raises(ImportRefused, match="cannot be read as a map layer"):
            read(path)


@pytest.mark.parametrize("name", ["../a.gpkg", "/etc/a.gpkg", "b/../../a.gpkg", "..\\a.gpkg"])
def test_a_zip_with_a_way_out_is_refused(tmp_path: Path, name: str) -> None:
    path = roads(tmp_path / "a.gpkg")
    with pytest.raises(ImportRefused, match="outside itself"):
        read(zipped(tmp_path / "b.zip", **{name: path}))


def test_odd_names_in_a_zip_never_become_paths(tmp_path: Path) -> None:
    path = roads(tmp_path / "a.gpkg")
    for name in ("$(id)\n;'\".gpkg", "-rf.gpkg", "CON.gpkg", "/vsicurl", "ż" * 80 + ".gpkg"):
        if name.endswith(".gpkg"):
            assert read(zipped(tmp_path / "b.zip", **{name: path})) == ["ours"]


def test_a_zip_of_several_layers_must_be_told_apart(tmp_path: Path) -> None:
    one, two = roads(tmp_path / "one.geojson", "1"), roads(tmp_path / "two.geojson", "2")
    bundle = zipped(tmp_path / "b.zip", **{"x/one.geojson": one, "x/two.geojson": two})
    with pytest.raises(ImportRefused, match=r"several layers \(one, two\)"):
        read(bundle)
    assert read(bundle, layer="Two") == ["2"]


def bomb(archive: zipfile.ZipFile) -> None:
    archive.writestr("a.geojson", b" " * (MOST + 1))


def crowd(archive: zipfile.ZipFile) -> None:
    for number in range(5_001):
        archive.writestr(f"{number}.txt", b"")


def nested(archive: zipfile.ZipFile) -> None:
    archive.writestr("a.zip", b"PK\x05\x06" + b"\0" * 18)


@pytest.mark.parametrize(
    ("fill", "sentence"),
    [(bomb, "larger than"), (crowd, "over 5,000"), (nested, "no GeoJSON")],
    ids=["bomb", "crowd", "nested"],
)
def test_a_zip_that_is_too_much_is_refused(
    tmp_path: Path, fill: Callable[[zipfile.ZipFile], None], sentence: str
) -> None:
    path = tmp_path / "b.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        fill(archive)
    with pytest.raises(ImportRefused, match=sentence):
        read(path)


def test_a_zip_that_lies_about_its_size_or_is_broken_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "b.zip", **{"a.geojson": b"{" + b" " * 1_000_000})
    content = path.read_bytes()
    for broken in (content[:-30], content.replace(b"PK\x03\x04", b"PK\x03\x05"), b"PK" + b"x" * 99):
        path.write_bytes(broken)
        with pytest.raises(ImportRefused, match="broken or encrypted"):
            read(path)


def test_coordinates_nested_without_end_are_refused(tmp_path: Path) -> None:
    deep = "[" * 5_000 + "]" * 5_000
    path = tmp_path / "a.geojson"
    path.write_text(
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"x"},'
        '"geometry":{"type":"LineString","coordinates":' + deep + "}}]}"
    )
    with pytest.raises(ImportRefused):
        read(path)


def test_the_outline_of_an_honest_area_is_kept(tmp_path: Path) -> None:
    path = write_geojson(tmp_path / "a.geojson", (square(), {"name": "x"}))
    with vetted(path, layer=None, unpacked_max_bytes=MOST) as file:
        (feature,) = open_source(file.path, NAMED).features(Shape.AREAS)
    assert feature.geometry is not None
    assert shapely.equals(feature.geometry, shapely.multipolygons([square()]))
