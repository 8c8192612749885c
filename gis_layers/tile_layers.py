"""Layers as vector tiles: a base map that needs no internet."""

from collections.abc import Callable
from dataclasses import asdict, astuple, dataclass
from datetime import datetime
from pathlib import Path

from django.contrib.gis.db.models import Collect, Extent
from django.contrib.gis.db.models.functions import GeoFunc
from django.db import connection
from django.db.models import F, Q, QuerySet

from backend.core.features import UtcText
from backend.core.geo import Box
from backend.core.language import Text
from gis_layers.models import Boundary, Layer, Road, RoadWork
from gis_layers.rules import LayerKind, Level, RoadCategory
from gis_layers.tiles import EXTENT, MARGIN, Tile, named_values

# From which zoom on something is drawn; below, a tile would hold more than anybody can see.
LEVELS_FROM = {Level.VOIVODESHIP: 0, Level.COUNTY: 7, Level.MUNICIPALITY: 9}
EXPRESSWAYS_FROM = 4
CATEGORIES_FROM = {
    RoadCategory.KRAJOWA: 6,
    RoadCategory.WOJEWODZKA: 8,
    RoadCategory.POWIATOWA: 10,
    RoadCategory.GMINNA: 12,
    RoadCategory.WEWNETRZNA: 13,
}
ROADS_ONE_BY_ONE_FROM = 12  # with their names; below, all lines of a number are one
WORLD = Box(west=-180.0, south=-85.051129, east=180.0, north=85.051129)


_TILE = (Path(__file__).parent / "sql" / "layer_tile.sql").read_text(encoding="utf-8")


@dataclass(frozen=True, kw_only=True)
class Field:
    """An attribute of what is drawn. path: how the rows name it in the ORM."""

    path: str
    meaning: str


@dataclass(frozen=True, kw_only=True)
class TileLayer:
    """A layer as it is drawn.

    rows: what a zoom shows at a moment, wherever it lies. shape: their geometry, in EPSG:4326.
    merged_below: zooms at which lines that are equal in the fields of `merged` are one line.
    kind: the imported layers that it is made of, if it is.
    """

    id: str
    title: Text
    rows: Callable[[int, datetime], QuerySet]
    fields: dict[str, Field]
    shape: str = "geometry"
    min_zoom: int = 0
    max_zoom: int = 14
    merged: tuple[str, ...] = ()
    merged_below: int = 0
    kind: LayerKind | None = None


class LineMerge(GeoFunc):
    function = "ST_LineMerge"
    arity = 1


def draw(layer: TileLayer, tile: Tile, *, at: datetime) -> bytes:
    """Write the tile; empty where there is nothing."""
    is_merged = tile.z < layer.merged_below
    names = layer.merged if is_merged else tuple(layer.fields)
    box = tile.box(margin=MARGIN)
    found = layer.rows(tile.z, at).filter(**{f"{layer.shape}__bboverlaps": box.polygon()})
    paths = [layer.fields[name].path for name in names]
    if is_merged:
        rows = found.order_by(*paths).values(*paths).annotate(drawn=LineMerge(Collect(layer.shape)))
    else:
        rows = found.annotate(drawn=F(layer.shape))
    sql, values = rows.values_list(*paths, "drawn").query.sql_with_params()
    named, place = named_values(sql, values)
    text = _TILE.replace("{rows}", named).replace("{fields}", ", ".join(names))
    tolerance = 360 / (1 << tile.z) / EXTENT  # degrees: one unit of the tile
    with connection.cursor() as cursor:
        cursor.execute(
            text,
            {**asdict(tile), **asdict(box), **place, "layer": layer.id, "tolerance": tolerance},
        )
        return bytes(cursor.fetchone()[0])


def bounds(layer: TileLayer, *, at: datetime) -> Box:
    """The box around what the lowest zoom shows; the whole map where that is nothing."""
    rows = layer.rows(layer.min_zoom, at).order_by()
    extent = rows.aggregate(extent=Extent(layer.shape))["extent"]
    west, south, east, north = extent or astuple(WORLD)
    return Box(west=west, south=south, east=east, north=north)


def sources(layer: TileLayer) -> list[str]:
    """Who made the layers in use, and under which licence."""
    layers = Layer.objects.active().filter(kind=layer.kind).order_by("source", "licence")
    rows = layers.exclude(source="").values_list("source", "licence").distinct()
    return [", ".join(filter(None, row)) for row in rows]


def _boundaries(zoom: int, at: datetime) -> QuerySet:
    levels = [level for level, first in LEVELS_FROM.items() if zoom >= first]
    return Boundary.objects.active().filter(level__in=levels)


def _roads(zoom: int, at: datetime) -> QuerySet:
    categories = [category for category, first in CATEGORIES_FROM.items() if zoom >= first]
    return Road.objects.active().filter(Q(category__in=categories) | Q(is_expressway=True))


def _works(zoom: int, at: datetime) -> QuerySet:
    return (
        RoadWork.objects.active()
        .not_over(at)
        .annotate(from_text=UtcText("starts_at"), until_text=UtcText("ends_at"))
    )


BOUNDARIES = TileLayer(
    id="boundaries",
    title=Text(pl="Granice", en="Boundaries", uk="Межі"),
    rows=_boundaries,
    fields={
        "code": Field(path="code", meaning="String: TERYT"),
        "level": Field(path="level", meaning="String: municipality, county, voivodeship"),
        "name": Field(path="name", meaning="String"),
    },
    kind=LayerKind.BOUNDARIES,
)
ROADS = TileLayer(
    id="roads",
    title=Text(pl="Drogi", en="Roads", uk="Дороги"),
    rows=_roads,
    fields={
        "category": Field(path="category", meaning="String: krajowa, wojewodzka, ..."),
        "is_expressway": Field(path="is_expressway", meaning="Boolean"),
        "number": Field(path="number", meaning="String"),
        "name": Field(path="name", meaning="String: from zoom 12 on"),
    },
    min_zoom=EXPRESSWAYS_FROM,
    merged=("category", "is_expressway", "number"),
    merged_below=ROADS_ONE_BY_ONE_FROM,
    kind=LayerKind.ROADS,
)
WORKS = TileLayer(
    id="works",
    title=Text(pl="Roboty i zamknięcia dróg", en="Road works and closures", uk="Дорожні роботи"),
    rows=_works,
    fields={
        "id": Field(path="id", meaning="Number"),
        "kind": Field(path="kind", meaning="String: works, closure"),
        "description": Field(path="description", meaning="String"),
        "manager": Field(path="manager", meaning="String: by whom"),
        "starts_at": Field(path="from_text", meaning="String: RFC 3339"),
        "ends_at": Field(path="until_text", meaning="String: RFC 3339; missing without an end"),
    },
    kind=LayerKind.WORKS,
)
