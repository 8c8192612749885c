"""The operator's own base map: a PMTiles file, or the address of somebody's tiles."""

import gzip
import os
import subprocess
import sys
from ast import literal_eval
from pathlib import Path

import pytest
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from backend.core import basemap
from tests.conftest import Caller
from tests.reports.makers import code_of

TILE = gzip.compress(b"a vector tile", mtime=0)
ROOT = Path(__file__).parents[2]


def write_archive(path: Path, kind: TileType, compression: Compression, tile: bytes) -> Path:
    with path.open("wb") as file:
        writer = Writer(file)
        writer.write_tile(zxy_to_tileid(0, 0, 0), tile)
        writer.write_tile(zxy_to_tileid(1, 1, 0), tile)
        writer.finalize(
            {
                "tile_type": kind,
                "tile_compression": compression,
                "min_lon_e7": 140000000,
                "min_lat_e7": 490000000,
                "max_lon_e7": 240000000,
                "max_lat_e7": 550000000,
            },
            {"name": "Polska", "vector_layers": [{"id": "water", "fields": {}}]},
        )
    return path


@pytest.fixture
def vector_map(tmp_path: Path, settings) -> Path:
    path = write_archive(tmp_path / "map.pmtiles", TileType.MVT, Compression.GZIP, TILE)
    settings.BASE_MAP_PMTILES = str(path)
    settings.BASE_MAP_ATTRIBUTION = "© OpenStreetMap"
    return path


@pytest.mark.django_db
def test_tiles_of_the_file_are_handed_out_as_they_are(vector_map, stranger):
    answer = stranger.get("/api/v1/tiles/base/1/1/0", **{"Accept-Encoding": "gzip, br"})
    assert (answer.status_code, answer.content) == (200, TILE)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Content-Type"] == "application/vnd.mapbox-vector-tile"
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    assert "Accept-Encoding" in answer.headers["Vary"]

    known = {"Accept-Encoding": "gzip", "If-None-Match": answer.headers["ETag"]}
    assert stranger.get("/api/v1/tiles/base/1/1/0", **known).status_code == 304

    other = stranger.get("/api/v1/tiles/base/1/1/0")
    assert other.content == b"a vector tile"
    assert "Content-Encoding" not in other.headers
    assert other.headers["ETag"] != answer.headers["ETag"]


@pytest.mark.django_db
def test_a_picture_map_is_handed_out_too(tmp_path, settings, stranger):
    path = write_archive(tmp_path / "p.pmtiles", TileType.PNG, Compression.NONE, b"\x89PNG")
    settings.BASE_MAP_PMTILES = str(path)
    answer = stranger.get("/api/v1/tiles/base/0/0/0", **{"Accept-Encoding": "gzip"})
    assert (answer.headers["Content-Type"], answer.content) == ("image/png", b"\x89PNG")
    assert "Content-Encoding" not in answer.headers
    assert stranger.get("/api/v1/config").json()["base_map_is_vector"] is False


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "expected"),
    [("1/0/0", 204), ("5/0/0", 204), ("22/0/0", 204), ("1/2/0", 404), ("23/0/0", 404)],
)
def test_what_the_file_does_not_have_is_empty(vector_map, stranger, path, expected):
    assert stranger.get(f"/api/v1/tiles/base/{path}").status_code == expected


@pytest.mark.django_db
def test_config_and_tilejson_tell_of_the_map(vector_map, stranger):
    config = stranger.get("/api/v1/config").json()
    assert config["base_map_url"].endswith("/api/v1/tiles/base/{z}/{x}/{y}")
    assert config["base_map_is_vector"] is True
    assert config["base_map_attribution"] == "© OpenStreetMap"

    document = stranger.get("/api/v1/tiles/base.json").json()
    assert document["tiles"] == [config["base_map_url"]]
    assert (document["minzoom"], document["maxzoom"]) == (0, 1)
    assert document["bounds"] == [14.0, 49.0, 24.0, 55.0]
    assert document["vector_layers"] == [{"id": "water", "fields": {}}]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["base/0/0/0", "base.json"])
def test_without_a_file_there_is_no_base_map(path, stranger: Caller, settings):
    settings.BASE_MAP_PMTILES = ""
    assert code_of(stranger.get(f"/api/v1/tiles/{path}")) == (404, "not_found")
    config = stranger.get("/api/v1/config").json()
    assert (config["base_map_url"], config["base_map_is_vector"]) == (None, False)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"PMTiles\x03" + b"\xff" * 200, None])
def test_a_file_that_is_no_base_map_is_refused(tmp_path, content):
    path = tmp_path / "wrong.pmtiles"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(basemap.WrongBaseMap):
        basemap.open_archive(path)


def test_compressions_that_cannot_be_undone_are_refused(tmp_path):
    path = write_archive(tmp_path / "br.pmtiles", TileType.MVT, Compression.BROTLI, b"tile")
    with pytest.raises(basemap.WrongBaseMap, match="gzip"):
        basemap.open_archive(path)


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://tile.example.pl/{z}/{x}/{y}.png", "https://tile.example.pl"),
        ("http://127.0.0.1:9000/{z}/{x}/{y}", "http://127.0.0.1:9000"),
        (
            "https://mapy.geoportal.gov.pl/wmts?TILEMATRIX={TileMatrix}&R={TileRow}&C={TileCol}",
            "https://mapy.geoportal.gov.pl",
        ),
    ],
)
def test_the_origin_of_a_foreign_base_map_is_known(url, origin):
    assert basemap.origin_of(url) == origin


@pytest.mark.parametrize(
    "url",
    [
        "tile.example.pl/{z}/{x}/{y}",
        "https://{s}.tile.example.pl/{z}/{x}/{y}",
        "https://tile.example.pl/",
        "javascript:alert(1)//{z}{x}{y}",
        "https://a.pl; script-src *//{z}/{x}/{y}",
    ],
)
def test_an_address_that_is_no_template_is_refused(url):
    with pytest.raises(basemap.WrongBaseMap):
        basemap.origin_of(url)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"BASE_MAP_PMTILES": "/nowhere.pmtiles"}, "BASE_MAP_PMTILES cannot be read"),
        ({"BASE_MAP_PMTILES": str(ROOT / "README.md")}, "BASE_MAP_PMTILES is not a PMTiles file"),
        ({"BASE_MAP_URL": "nonsense"}, "BASE_MAP_URL must begin with"),
        (
            {"BASE_MAP_URL": "https://a.pl/{z}/{x}/{y}", "BASE_MAP_PMTILES": "a"},
            "BASE_MAP_URL or BASE_MAP_PMTILES, not both",
        ),
    ],
)
def test_a_wrong_base_map_stops_the_start(values, sentence):
    run = start(values, "print('started')")
    assert sentence in run.stderr
    assert "started" not in run.stdout


def test_the_policy_lets_a_foreign_base_map_in():
    values = {"BASE_MAP_URL": "https://tile.example.pl/{z}/{x}/{y}.png"}
    run = start(values, "d = s.CONTENT_SECURITY_POLICY['DIRECTIVES']; print(d)")
    directives = literal_eval(run.stdout)
    for name in ("img-src", "connect-src"):
        assert "https://tile.example.pl" in directives[name]
    assert "https://tile.example.pl" not in directives["script-src"]


def start(values: dict[str, str], code: str) -> subprocess.CompletedProcess[str]:
    """Read the settings in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", f"import backend.settings as s; {code}"],
        env={**os.environ, **values},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
