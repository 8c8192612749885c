"""Features of a collection: those that are wanted, and one page of them as GeoJSON."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.contrib.gis.db.models.functions import Transform
from django.contrib.gis.geos import GEOSGeometry, LineString, Point, Polygon
from django.db import OperationalError, connection, models, transaction
from django.db.models import BooleanField, Case, F, FloatField, Func, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from psycopg.errors import QueryCanceled
from rest_framework.request import Request

from backend.core import cursors, errors, features
from backend.core.features import Features, Part, Shape
from backend.core.geo import WGS84, Box
from backend.core.language import Text
from gis_layers.ogc import paging
from gis_layers.ogc.collections import Collection
from gis_layers.ogc.crs import Crs
from gis_layers.ogc.parameters import CrsBox, Page, Period, Selection
from gis_layers.ogc.refusals import refused

BIGINT_MAX = 2**63 - 1
EDGE_PARTS = 64  # an edge that is straight in metres is a curve in degrees: it is cut so often
MARGIN_DEGREES = 0.001  # some 100 m, where the parts of a 3,000 km edge miss its curve by 70 m
BOXES_KEPT = 256
QUERY_MAX_MS = 5_000  # our choice: five times what a search of a million reports takes
RETRY_AFTER_SECONDS = 30

_TOO_SLOW = Text(
    pl="To zapytanie trwa za długo; zawęź je przez bbox, albo przez mniejszy.",
    en="This request takes too long; narrow it by bbox, or by a smaller one.",
    uk="Цей запит виконується занадто довго; звузьте його через bbox або через менший.",
)

_IN_DEGREES = """
    SELECT ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box)
    FROM ST_Transform(ST_Segmentize(ST_MakeEnvelope(%s, %s, %s, %s, %s), %s), 4326) AS box
"""


def selected(request: Request, collection: Collection, selection: Selection) -> QuerySet[Any]:
    """The wanted features, as far as the caller may see them, in no order."""
    rows = collection.rows(request).filter(selection.conditions)
    if selection.period and collection.moment:
        rows = rows.filter(_during(collection.moment, collection.until, selection.period))
    return _inside(rows, collection, selection.box) if selection.box else rows


def features_of(
    request: Request, collection: Collection, selection: Selection, page: Page
) -> Features:
    """One page in the collection's order.

    Raises LayerReplaced, InvalidInput naming `cursor` or what makes it too slow;
    Unavailable when nothing asked for does.
    """
    rows = selected(request, collection, selection)
    counted = rows if collection.is_counted else None
    after, edition = _position(rows, collection, page.cursor) if page.cursor else (None, None)
    parts: list[Part] = []
    if collection.cells:
        parts = paging.ranges(_in_degrees(selection.box) if selection.box else None, after)
        rows = paging.within_bounds(rows, *collection.order) if parts else rows.none()
    elif after:
        rows = rows.filter(_follows(collection.order, after))
    rows = rows.order_by(*collection.order)
    with _time_limit(selection.narrowed_by):
        found = _written(
            rows,
            collection,
            page.crs,
            limit=page.limit,
            parts=parts,
            counted=counted,
            edition=collection.edition and collection.edition(),
        )
    return _of_edition(found, edition) if collection.edition else found


def _of_edition(found: Features, expected: str | None) -> Features:
    """Let the next page be of this edition too. expected: that of the page before."""
    if expected is not None and found.edition != expected:
        raise errors.LayerReplaced(field="cursor")
    if found.following is None:
        return found
    return replace(found, following=[*found.following, found.edition])


def feature(request: Request, collection: Collection, feature_id: str, crs: Crs) -> str:
    """One feature as GeoJSON. Raises NotFound."""
    rows = collection.rows(request)
    try:
        value = _reader(rows, collection.feature_id)(feature_id)
    except ValueError:
        raise errors.NotFound() from None
    rows = rows.filter((collection.feature_id, value)).order_by(*collection.order)
    found = _written(rows, collection, crs, limit=1)
    if not found.number:
        raise errors.NotFound()
    return found.json


@contextmanager
def _time_limit(narrowed_by: str) -> Iterator[None]:
    """Give up what takes too long. Raises InvalidInput naming the parameter, else Unavailable."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = {QUERY_MAX_MS}")
            yield
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
        if not narrowed_by:
            raise errors.Unavailable(retry_after_seconds=RETRY_AFTER_SECONDS) from None
        raise refused(_TOO_SLOW, field=narrowed_by) from None


def _written(
    rows: QuerySet[Any], collection: Collection, crs: Crs, *, limit: int, **options: Any
) -> Features:
    return features.write(
        rows,
        properties={each.name: each.value for each in collection.properties},
        shape=_shape(collection.geometry, crs),
        keys=collection.order,
        limit=limit,
        feature_id=collection.feature_id,
        decimals=crs.decimals,
        **options,
    )


def _shape(geometry: str, crs: Crs) -> Combinable:
    shape: Func = Shape(geometry)
    if crs.srid != WGS84:
        # Without an SRID, as it would come with a member `crs`, which GeoJSON has no more.
        shape = _geometry("ST_SetSRID", _geometry("ST_Transform", shape, Value(crs.srid)), Value(0))
    return _geometry("ST_FlipCoordinates", shape) if crs.is_flipped else shape


def _geometry(function: str, *values: Combinable) -> Func:
    return Func(*values, function=function, output_field=models.TextField())


def _during(moment: str, until: str | None, period: Period) -> Q:
    condition = Q()
    if period.last:
        condition &= Q((f"{moment}__lte", period.last))
    if period.first and until:
        condition &= Q((f"{until}__isnull", True)) | Q((f"{until}__gte", period.first))
    elif period.first:
        condition &= Q((f"{moment}__gte", period.first))
    return condition


def _inside(rows: QuerySet[Any], collection: Collection, box: CrsBox) -> QuerySet[Any]:
    """Keep what meets the box: found by an index in degrees, then exactly, in the box's CRS."""
    name = collection.geometry
    # Ranges of cells serve as well, and PostgreSQL would take what passes both for very rare.
    if not collection.cells:
        rows = rows.filter((f"{name}__bboverlaps", _in_degrees(box).polygon()))
    shape = F(name) if box.crs.srid == WGS84 else Transform(name, box.crs.srid)
    if collection.geometry_type != "point":
        return rows.alias(shape=shape).filter(shape__intersects=_outline(box))
    # As a case: PostgreSQL takes ranges of computed values for very rare, and plans badly.
    inside = When(x__range=(box.x_min, box.x_max), y__range=(box.y_min, box.y_max), then=True)
    return rows.alias(
        x=Func(shape, function="ST_X", output_field=FloatField()),
        y=Func(shape, function="ST_Y", output_field=FloatField()),
        is_inside=Case(inside, default=False, output_field=BooleanField()),
    ).filter(is_inside=True)


def _outline(box: CrsBox) -> GEOSGeometry:
    """A polygon; a line or a point where the box has no width or no height."""
    low, high = (box.x_min, box.y_min), (box.x_max, box.y_max)
    if low == high:
        return Point(low, srid=box.crs.srid)
    if box.x_min == box.x_max or box.y_min == box.y_max:
        return LineString(low, high, srid=box.crs.srid)
    outline = Polygon.from_bbox((*low, *high))
    outline.srid = box.crs.srid
    return outline


@lru_cache(maxsize=BOXES_KEPT)
def _in_degrees(box: CrsBox) -> Box:
    """A box in degrees that covers this one."""
    corners = (box.x_min, box.y_min, box.x_max, box.y_max)
    if box.crs.srid == WGS84:
        west, south, east, north = corners
        return Box(west=west, south=south, east=east, north=north)
    part = max(box.x_max - box.x_min, box.y_max - box.y_min, 1.0) / EDGE_PARTS
    with connection.cursor() as cursor:
        cursor.execute(_IN_DEGREES, [*corners, box.crs.srid, part])
        west, south, east, north = cursor.fetchone()
    return Box(
        west=max(-180.0, west - MARGIN_DEGREES),
        south=max(-90.0, south - MARGIN_DEGREES),
        east=min(180.0, east + MARGIN_DEGREES),
        north=min(90.0, north + MARGIN_DEGREES),
    )


def _follows(order: tuple[str, ...], after: list[Any]) -> Q:
    """Rows after these values, in the order of these columns."""
    name, value = order[0], after[0]
    if len(order) == 1:
        return Q((f"{name}__gt", value))
    deeper = Q((name, value)) & _follows(order[1:], after[1:])
    return Q((f"{name}__gte", value)) & (Q((f"{name}__gt", value)) | deeper)


def _position(
    rows: QuerySet[Any], collection: Collection, cursor: str
) -> tuple[list[Any], str | None]:
    """After which keys a page begins, and of which edition it must be."""
    readers = [_reader(rows, name) for name in collection.order]
    if not collection.edition:
        return cursors.decode(cursor, *readers), None
    *keys, edition = cursors.decode(cursor, *readers, _text)
    return keys, edition


def _reader(rows: QuerySet[Any], name: str) -> Callable[[Any], Any]:
    """What turns a text into a value of this column, or raises ValueError."""
    column = rows.model._meta.get_field(name)
    column = getattr(column, "output_field", column)  # of a generated column
    if isinstance(column, models.UUIDField):
        return lambda value: UUID(str(value))
    return _integer if isinstance(column, models.IntegerField) else _text


def _integer(value: Any) -> int:
    number = int(value)
    if str(number) != str(value) or not 0 <= number <= BIGINT_MAX:
        raise ValueError(value)
    return number


def _text(value: Any) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise ValueError(value)
    return value
