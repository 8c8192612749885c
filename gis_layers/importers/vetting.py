"""Files from anywhere, looked at before GDAL opens them: their kind is known, and they are whole.

What a file leads to beside itself (links, entities, views, paths in a zip) is refused or left out.
"""

import re
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from xml.parsers import expat

from gis_layers.refusals import ImportRefused

READ_BYTES = 1024 * 1024
HEAD_BYTES = 1024  # blanks may stand before the first character of a text
MEMBERS_MAX = 5_000  # our choice; the country's address points come as some 2,500 files
SHAPEFILE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
LAYER_SUFFIXES = (".shp", ".gpkg", ".geojson", ".json", ".gml", ".xml")
INDEX_TABLE = re.compile(r"CREATE VIRTUAL TABLE \S+ USING rtree\s*\(", re.IGNORECASE)
BLANKS = b"\xef\xbb\xbf \t\r\n"  # with the mark of UTF-8

NOT_A_LAYER = "it is no GeoJSON, GeoPackage, shapefile or GML, and no zip of one"
BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)


@dataclass(frozen=True, kw_only=True)
class Vetted:
    """A file that GDAL may open. layer: which one in it is meant, if it was said."""

    path: Path
    layer: str | None


@contextmanager
def vetted(path: Path, *, layer: str | None, unpacked_max_bytes: int) -> Iterator[Vetted]:
    """Look at a file; one in a zip is unpacked for as long as it is needed.

    layer: the layer that is meant, or the name of a file in the zip without its ending.
    Raises ImportRefused.
    """
    if not path.is_file():
        raise ImportRefused(f"There is no file {path}.")
    if _head(path).startswith(b"PK"):
        with TemporaryDirectory(prefix="usterka-layer-") as folder:
            found = _unpack(path, Path(folder), layer, unpacked_max_bytes)
            _inspect(found.path, path)
            yield found
    else:
        _inspect(path, path)
        yield Vetted(path=path, layer=layer)


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD_BYTES)


def _inspect(path: Path, named: Path) -> None:
    """Tell the kind of a file by its content. named: what the administrator calls it."""
    head = _head(path)
    if head.startswith(b"SQLite format 3\0"):
        _inspect_geopackage(path, named)
    elif head.startswith(b"\x00\x00\x27\x0a") or head.lstrip(BLANKS).startswith(b"{"):
        return
    else:
        _inspect_xml(path, named)


def _inspect_geopackage(path: Path, named: Path) -> None:
    """Refuse what would make SQLite run something while the layer is read."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            rows = database.execute("SELECT type, name, coalesce(sql, '') FROM sqlite_master")
            for kind, name, sql in rows:
                if kind == "view" or (_is_virtual(sql) and not INDEX_TABLE.match(sql)):
                    raise _refused(
                        named, f'it has the view or virtual table "{name}"; save the layer as a '
                        "new GeoPackage",
                    )  # fmt: skip
    except sqlite3.Error as error:
        raise _refused(named, f"its database is broken ({error})") from error


def _is_virtual(sql: str) -> bool:
    return re.match(r"\s*CREATE\s+VIRTUAL\b", sql, re.IGNORECASE) is not None


def _inspect_xml(path: Path, named: Path) -> None:
    """Refuse entities: only a document type can make them, and it stands before all elements."""
    seen: list[str] = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = lambda *_: seen.append("document type")
    parser.StartElementHandler = lambda *_: seen.append("element")
    try:
        with path.open("rb") as file:
            while not seen and (chunk := file.read(READ_BYTES)):
                parser.Parse(chunk)
    except expat.ExpatError as error:
        if not seen:
            raise _refused(named, NOT_A_LAYER) from error
    if not seen:
        raise _refused(named, NOT_A_LAYER)
    if seen[0] == "document type":
        raise _refused(named, "it has a document type (<!DOCTYPE>), which a map layer needs not")


def _unpack(path: Path, folder: Path, layer: str | None, most: int) -> Vetted:
    try:
        with zipfile.ZipFile(path) as archive:
            chosen = _chosen(archive, path, layer)
            stem, suffix = _stem(chosen), _suffix(chosen)
            parts = SHAPEFILE_PARTS if suffix == ".shp" else (suffix,)
            members = [
                each for each in archive.infolist()
                if _stem(each) == stem and _suffix(each) in parts
            ]  # fmt: skip
            # Names of our own: those in the zip never become paths.
            for member in members:
                target = folder / f"layer{_suffix(member)}"
                most -= _copy(archive, member, target, most, path)
    except BROKEN_ZIP as error:
        raise _refused(path, f"the zip is broken or encrypted ({error})") from error
    # A GeoPackage keeps the names of its layers; in other files there is one, now "layer".
    says_file = suffix != ".gpkg" and layer is not None and _names(chosen, layer)
    return Vetted(path=folder / f"layer{suffix}", layer=None if says_file else layer)


def _chosen(archive: zipfile.ZipFile, path: Path, layer: str | None) -> zipfile.ZipInfo:
    members = archive.infolist()
    if len(members) > MEMBERS_MAX:
        raise _refused(path, f"the zip has over {MEMBERS_MAX:,} files")
    for member in members:
        way = PurePosixPath(member.filename.replace("\\", "/"))
        if way.is_absolute() or ".." in way.parts:
            raise _refused(path, "the zip has a file outside itself")
    layers = _layers(members)
    named = [each for each in layers if layer is not None and _names(each, layer)]
    if len(named or layers) == 1:
        return (named or layers)[0]
    if not layers:
        raise _refused(path, NOT_A_LAYER)
    listed = ", ".join(sorted(PurePosixPath(each.filename).stem for each in layers)[:20])
    raise ImportRefused(f"{path} has several layers ({listed}): choose by --source-layer.")


def _layers(members: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """Find the files that are layers; XML counts alone, for beside a layer it describes it."""
    found = [each for each in members if _suffix(each) in LAYER_SUFFIXES and not each.is_dir()]
    return [each for each in found if _suffix(each) != ".xml"] or found


def _names(member: zipfile.ZipInfo, layer: str) -> bool:
    return PurePosixPath(member.filename).stem.casefold() == layer.casefold()


def _stem(member: zipfile.ZipInfo) -> str:
    return member.filename.rpartition(".")[0].casefold()


def _suffix(member: zipfile.ZipInfo) -> str:
    return PurePosixPath(member.filename).suffix.casefold()


def _copy(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, most: int, path: Path
) -> int:
    """Unpack one file; what the zip says of its size is not believed."""
    size = 0
    with archive.open(member) as source, target.open("wb") as file:
        while chunk := source.read(READ_BYTES):
            size += len(chunk)
            if size > most:
                raise _refused(path, "unpacked it is larger than LAYER_UPLOAD_MAX_MB allows")
            file.write(chunk)
    return size


def _refused(path: Path, why: str) -> ImportRefused:
    return ImportRefused(f"{path} cannot be read as a map layer: {why}.")
