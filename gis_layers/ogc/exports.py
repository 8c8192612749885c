"""Whole collections as files: GeoPackage, GeoJSON and CSV, page by page.

A page is one short query, whose connection goes back at once, and the file is whole on disk before
its first byte is sent: a slow client holds a thread, never a connection, and never more than a page
of memory. A file that cannot be finished is refused: the web server would end a body that breaks
off as if it were all of it.
"""

import csv
import io
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import orjson
from django.db import connection
from django.db.models import F, FloatField, Func, TextField, Value
from django.db.models.expressions import Combinable
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework.request import Request

from backend.core import cursors, errors, tables
from backend.core.connections import give_connection_back
from backend.core.features import Features
from backend.core.geo import COORDINATE_DECIMALS, WGS84
from backend.core.language import Text
from backend.core.moments import utc_text
from gis_layers.ogc import geopackage, items
from gis_layers.ogc.collections import Collection, Property
from gis_layers.ogc.crs import CRS84, EPSG_2180, Crs
from gis_layers.ogc.export_places import hold_place
from gis_layers.ogc.links import GEOJSON
from gis_layers.ogc.parameters import Page, Selection
from gis_layers.ogc.refusals import refused

PAGE_ROWS = 5_000  # our choice: some megabytes of memory, some tenths of a second of the database
RETRY_AFTER_SECONDS = 60

GEOPACKAGE = "application/geopackage+sqlite3"

_BAD_FORMAT = Text(
    pl="f to gpkg, geojson albo csv.",
    en="f is gpkg, geojson or csv.",
    uk="f — це gpkg, geojson або csv.",
)
_COLUMN = Text(pl="Miejsce", en="Place", uk="Місце")
_CRS_OF_CSV = Text(
    pl="CSV ma zawsze te same kolumny ze współrzędnymi: bez crs.",
    en="CSV always has the same columns of coordinates: leave crs out.",
    uk="CSV завжди має ті самі стовпці координат: без crs.",
)

Pages = Iterator[Features]


def response(
    request: Request, collection: Collection, selection: Selection, crs: Crs
) -> HttpResponseBase:
    """Answer with a file in the format that `f` names.

    Raises InvalidInput naming `f` or `crs`, TooManyRequests, Unavailable.
    """
    wanted = FORMATS.get(request.query_params.get("f", ""))
    if wanted is None:
        raise refused(_BAD_FORMAT, field="f")
    if wanted == FORMATS["csv"] and "crs" in request.query_params:
        raise refused(_CRS_OF_CSV, field="crs")
    media_type, write = wanted
    name = f"usterka-{collection.id}-{timezone.now():%Y-%m-%d}.{request.query_params['f']}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if request.method == "HEAD":
        return HttpResponse(content_type=media_type, headers=headers)
    file = hold_place(request, lambda: _whole(write, request, collection, selection, crs))
    headers["Content-Length"] = str(file.size)
    return StreamingHttpResponse(file, content_type=media_type, headers=headers)


def _whole(write: "Writer", *wanted: Any) -> IO[bytes]:
    """Raises Unavailable where trying again may help."""
    try:
        return write(*wanted)
    except (
        errors.LayerReplaced,
        sqlite3.OperationalError,
        OSError,
    ) as error:  # or the disk is full
        raise errors.Unavailable(retry_after_seconds=RETRY_AFTER_SECONDS) from error


def _pages(request: Request, collection: Collection, selection: Selection, crs: Crs) -> Pages:
    cursor, limit = "", min(PAGE_ROWS, collection.limit_max)
    while True:
        page = Page(limit=limit, cursor=cursor, crs=crs)
        found = items.features_of(request, collection, selection, page)
        give_connection_back()
        yield found
        if found.following is None:
            return
        cursor = cursors.encode(*found.following)


def _spooled(chunks: Iterator[bytes]) -> IO[bytes]:
    """All of it in a file without a name, which goes when it is closed."""
    file = tempfile.TemporaryFile(prefix="usterka-export-")  # noqa: SIM115  closed when it is sent
    try:
        for chunk in chunks:
            file.write(chunk)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file


# --- GeoJSON ----------------------------------------------------------------------------------


def _geojson(request: Request, collection: Collection, selection: Selection, crs: Crs) -> IO[bytes]:
    return _spooled(_feature_collection(_pages(request, collection, selection, crs)))


def _feature_collection(pages: Pages) -> Iterator[bytes]:
    yield b'{"type":"FeatureCollection","features":['
    separator = b""
    for page in pages:
        if page.number:
            yield separator + page.json.encode()
            separator = b","
    yield b'],"timeStamp":"%s"}' % str(utc_text(timezone.now())).encode()


# --- CSV --------------------------------------------------------------------------------------


def _csv(request: Request, collection: Collection, selection: Selection, crs: Crs) -> IO[bytes]:
    wider = _with_columns(collection, _places(collection))
    pages = _pages(request, wider, selection, CRS84)
    return _spooled(_lines(pages, [each.name for each in wider.properties]))


def _places(collection: Collection) -> dict[str, Combinable]:
    """The columns that say where: of a point its coordinates, else well-known text, x first."""
    own, polish = F(collection.geometry), _transformed(collection, EPSG_2180.srid)
    if collection.geometry_type != "point":
        return {"epsg2180_wkt": _text("ST_AsText", polish, Value(EPSG_2180.decimals))}
    return {
        "lon": _rounded("ST_X", own, COORDINATE_DECIMALS),
        "lat": _rounded("ST_Y", own, COORDINATE_DECIMALS),
        "epsg2180_northing": _rounded("ST_Y", polish, EPSG_2180.decimals),
        "epsg2180_easting": _rounded("ST_X", polish, EPSG_2180.decimals),
    }


def _lines(pages: Pages, names: list[str]) -> Iterator[bytes]:
    text = io.StringIO()
    table = csv.writer(text)
    text.write(tables.BYTE_ORDER_MARK)
    table.writerow(["id", *names])
    for page in pages:
        for feature in _parsed(page):
            values = feature["properties"]
            cells = (feature["id"], *(values[name] for name in names))
            table.writerow([tables.cell(each) for each in cells])
        yield text.getvalue().encode()
        text.seek(0)
        text.truncate()


# --- GeoPackage -------------------------------------------------------------------------------

WKB = "export_wkb"


def _geopackage(
    request: Request, collection: Collection, selection: Selection, crs: Crs
) -> IO[bytes]:
    binary = _text("ST_AsBinary", _transformed(collection, crs.srid))
    wider = _with_columns(collection, {WKB: _text("encode", binary, Value("hex"))})
    pages = _pages(request, wider, selection, CRS84)
    return _written_file(pages, collection, crs.srid, timezone.now())


def _written_file(pages: Pages, collection: Collection, srid: int, now: datetime) -> IO[bytes]:
    """Write a file that has no name any more, so that it goes when it is closed."""
    columns = {"id": "string", **{each.name: each.type for each in collection.properties}}
    with tempfile.TemporaryDirectory(prefix="usterka-export-") as folder:
        path = Path(folder, "export.gpkg")
        layer = geopackage.Layer(
            path,
            name=collection.id,
            title=str(collection.title),
            columns=columns,
            geometry_type=collection.geometry_type,
            srid=srid,
            definition=_definition(srid),
        )
        try:
            for page in pages:
                layer.add(_as_row(feature, columns) for feature in _parsed(page))
            layer.finish(now)
        finally:
            layer.close()
        return path.open("rb")


def _as_row(feature: dict[str, Any], columns: Iterable[str]) -> geopackage.Feature:
    values = {"id": feature["id"], **feature["properties"]}
    shape = values[WKB]
    return (bytes.fromhex(shape) if shape else None), [values[name] for name in columns]


def _definition(srid: int) -> str:
    """The CRS as well-known text, as PostGIS knows it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT srtext FROM spatial_ref_sys WHERE srid = %s", [srid])
        row = cursor.fetchone()
    return row[0]


# --- what they share --------------------------------------------------------------------------


def _parsed(page: Features) -> list[dict[str, Any]]:
    return orjson.loads(f"[{page.json}]")


def _with_columns(collection: Collection, columns: Mapping[str, Combinable]) -> Collection:
    """The same collection with more properties, which nobody can filter by."""
    return replace(
        collection,
        rows=lambda request: collection.rows(request).alias(**columns),
        properties=(
            *collection.properties,
            *(Property(name=name, type="string", title=_COLUMN) for name in columns),
        ),
    )


def _transformed(collection: Collection, srid: int) -> Combinable:
    own = F(collection.geometry)
    return own if srid == WGS84 else _text("ST_Transform", own, Value(srid))


def _text(function: str, *values: Combinable) -> Func:
    return Func(*values, function=function, output_field=TextField())


def _rounded(function: str, geometry: Combinable, decimals: int) -> Func:
    number = Func(geometry, function=function, template="%(function)s(%(expressions)s)::numeric")
    return Func(number, Value(decimals), function="round", output_field=FloatField())


Writer = Callable[[Request, Collection, Selection, Crs], IO[bytes]]
# What `f` may say, which is also the ending of the file's name.
FORMATS: dict[str, tuple[str, Writer]] = {
    "gpkg": (GEOPACKAGE, _geopackage),
    "geojson": (GEOJSON, _geojson),
    "csv": (tables.CSV, _csv),
}
