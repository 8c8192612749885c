"""PostGIS functions that GeoDjango does not name."""

from typing import Any

from django.contrib.gis.db import models as gis
from django.db import models


class OnTheGround(models.Func):
    """The geometry as geography, so that distances are metres on the ground."""

    template = "(%(expressions)s)::geography"
    arity = 1
    output_field = gis.GeometryField(geography=True)


class GroundArea(models.Func):
    """Square metres on the ground (ST_Area of the geography)."""

    template = "ST_Area((%(expressions)s)::geography, true)"
    arity = 1
    output_field = models.FloatField()


class WebMercator(models.Func):
    """The geometry in EPSG:3857, the projection of tiles."""

    template = "ST_Transform(%(expressions)s, 3857)"
    arity = 1

    def __init__(self, *expressions: Any) -> None:
        super().__init__(*expressions, output_field=gis.PointField(srid=3857))


class UpperWords(models.Func):
    """All columns as one upper-case text, for a search index and the search that uses it."""

    function = "UPPER"
    arg_joiner = " || ' ' || "
    output_field = models.TextField()


class MapCell(models.Func):
    """The Morton code of the point's tile at zoom 24 (the database's own function `map_cell`).

    Its first 2*z bits are the tile at zoom z, so a tile is one range of codes.
    """

    template = "map_cell(ST_X(%(expressions)s), ST_Y(%(expressions)s))"
    arity = 1
    output_field = models.BigIntegerField()


class Like(models.Func):
    """Whether a text fits a pattern of `%` and `_`, where a backslash takes their meaning away."""

    template = "(%(expressions)s)"
    arg_joiner = " LIKE "
    arity = 2
    output_field = models.BooleanField()


class Unaccent(models.Func):
    """The text without its diacritics."""

    function = "unaccent"
    arity = 1
    output_field = models.TextField()


class Neighbourhood(models.Func):
    """The number of the group of rows, each no farther than `metres` from another of it.

    For a window. The geometry is in a projection whose unit is the metre.
    """

    function = "ST_ClusterDBSCAN"
    template = "%(function)s(%(expressions)s, 1)"
    window_compatible = True
    output_field = models.IntegerField()

    def __init__(self, geometry: Any, *, metres: float) -> None:
        super().__init__(geometry, models.Value(float(metres)))


class SpatialRelation(models.Func):
    """Whether two geometries stand in the relation that `function` names (ST_Intersects ...)."""

    arity = 2
    output_field = models.BooleanField()
