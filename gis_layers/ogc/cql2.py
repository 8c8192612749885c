"""CQL2 filters (OGC 21-065r2), in text and JSON, compiled to conditions of the ORM.

Values reach the database as bound parameters only, and names only by way of the collection's
queryables. A condition is true, false or unknown, as in SQL, also under NOT.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson
from django.contrib.gis.db.models import GeometryField
from django.contrib.gis.db.models.functions import Transform
from django.contrib.gis.geos import GEOSGeometry
from django.db.models import F, Q, Value
from django.db.models.lookups import IsNull

from backend.core import sql
from backend.core.geo import WGS84
from backend.core.language import Text
from gis_layers.ogc.collections import Collection
from gis_layers.ogc.cql2_comparisons import (
    MIRRORED,
    Scalars,
    compare,
    constant,
    fits_pattern,
    is_among,
    is_between,
)
from gis_layers.ogc.cql2_literals import GeometryReader, shown
from gis_layers.ogc.cql2_temporal import DISJOINT, RELATIONS, related
from gis_layers.ogc.cql2_text import parse_text
from gis_layers.ogc.crs import CRS84, Crs
from gis_layers.ogc.refusals import refused

_CQL2 = "http://www.opengis.net/spec/cql2/1.0/conf/"
_FEATURES_3 = "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/"

CONFORMANCE = tuple(
    _CQL2 + name
    for name in (
        "cql2-text",
        "cql2-json",
        "basic-cql2",
        "advanced-comparison-operators",
        "case-insensitive-comparison",
        "accent-insensitive-comparison",
        "basic-spatial-functions",
        "basic-spatial-functions-plus",
        "spatial-functions",
        "temporal-functions",
        "property-property",
    )
)
FEATURES_CONFORMANCE = tuple(
    _FEATURES_3 + name
    for name in ("queryables", "queryables-query-parameters", "filter", "features-filter")
)

JSON_MAX_CHARS = 16_000  # our choice: what 8,000 characters of text may come to as JSON
TREE_DEPTH_MAX = 40  # our choice: lists and objects inside one another
TREE_NODES_MAX = 5_000  # our choice: 1,000 vertices are 3,000
GEOMETRY = "geometry"  # how filters name the geometry of every collection

SPATIAL = {  # s_disjoint is the opposite of s_intersects, which an index serves
    "s_intersects": "ST_Intersects",
    "s_disjoint": "ST_Disjoint",
    "s_equals": "ST_Equals",
    "s_touches": "ST_Touches",
    "s_within": "ST_Within",
    "s_contains": "ST_Contains",
    "s_overlaps": "ST_Overlaps",
    "s_crosses": "ST_Crosses",
}
_SEEN_FROM_THE_OTHER = {"s_within": "s_contains", "s_contains": "s_within"}

_NOT_JSON = Text(
    pl="To nie jest filtr CQL2-JSON.",
    en="This is no CQL2-JSON filter.",
    uk="Це не фільтр CQL2-JSON.",
)
_TOO_LARGE = Text(
    pl="Filtr jest za duży albo za głęboki.",
    en="The filter is too large or too deep.",
    uk="Фільтр завеликий або заглибокий.",
)
_UNKNOWN_OPERATOR = Text(
    pl="Filtr używa „{name}”, czego tu nie ma.",
    en="The filter uses “{name}”, which is not offered here.",
    uk="Фільтр використовує «{name}», чого тут немає.",
)
_WRONG_ARGUMENTS = Text(
    pl="„{name}” ma w filtrze niewłaściwe argumenty.",
    en="“{name}” has the wrong arguments in the filter.",
    uk="«{name}» має у фільтрі неправильні аргументи.",
)
_NO_CONDITION = Text(
    pl="Filtr musi być warunkiem, jak „status = 'fixed'”.",
    en="The filter must be a condition, as “status = 'fixed'”.",
    uk="Фільтр має бути умовою, як «status = 'fixed'».",
)
_NO_GEOMETRY = Text(
    pl="Funkcje przestrzenne porównują właściwość „geometry” z geometrią.",
    en="Spatial functions compare the property “geometry” with a geometry.",
    uk="Просторові функції порівнюють властивість «geometry» з геометрією.",
)
_COLLECTION_OF_PARTS = Text(
    pl="Kolekcję geometrii rozumieją tylko S_INTERSECTS i S_DISJOINT.",
    en="Only S_INTERSECTS and S_DISJOINT take a collection of geometries.",
    uk="Набір геометрій приймають лише S_INTERSECTS та S_DISJOINT.",
)


def compile_filter(text: str, *, lang: str, collection: Collection, crs: Crs = CRS84) -> Q:
    """Turn a filter into a condition on the collection's rows.

    lang: cql2-text or cql2-json. crs: that of the geometries in it (`filter-crs`).
    Raises InvalidInput naming `filter`.
    """
    tree = parse_text(text) if lang == "cql2-text" else _parse_json(text)
    _require_bounded(tree)
    return _Compiler(collection, GeometryReader(crs)).condition(tree)


def _parse_json(text: str) -> Any:
    if len(text) > JSON_MAX_CHARS:
        raise refused(_TOO_LARGE)
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise refused(_NOT_JSON) from None


def _require_bounded(tree: Any) -> None:
    """Look at a tree level by level, so that what walks it afterwards may recurse."""
    level, nodes = [tree], 0
    for _ in range(TREE_DEPTH_MAX):
        level = [child for node in level for child in _children(node)]
        nodes += len(level)
        if nodes > TREE_NODES_MAX:
            break
        if not level:
            return
    raise refused(_TOO_LARGE)


def _children(node: Any) -> list[Any]:
    if isinstance(node, dict):
        return list(node.values())
    return node if isinstance(node, list) else []


@dataclass(frozen=True)
class _Compiler:
    collection: Collection
    reader: GeometryReader

    @property
    def scalars(self) -> Scalars:
        return Scalars(self.collection.queryables)

    def condition(self, node: Any) -> Q:
        if isinstance(node, bool):
            return constant(node)
        if not isinstance(node, dict):
            raise refused(_NO_CONDITION)
        if "property" in node:
            return self._boolean(node)
        name, arguments = node.get("op"), node.get("args")
        if not isinstance(name, str) or not isinstance(arguments, list):
            raise refused(_NO_CONDITION)
        return self._operation(name.lower(), arguments)

    def _operation(self, name: str, arguments: list[Any]) -> Q:
        if name in ("and", "or"):
            return self._connected(name, arguments)
        count, method = _OPERATIONS.get(name, (0, None))
        if method is None:
            raise refused(_UNKNOWN_OPERATOR.format(name=shown(name)))
        if len(arguments) != count:
            raise refused(_WRONG_ARGUMENTS.format(name=name))
        return method(self, name, *arguments)

    def _boolean(self, node: dict[str, Any]) -> Q:
        found = self.scalars.read(node)
        if found.kind != "boolean":
            raise refused(_NO_CONDITION)
        return compare("=", found, self.scalars.read(True))

    def _connected(self, name: str, arguments: list[Any]) -> Q:
        if not arguments:
            raise refused(_WRONG_ARGUMENTS.format(name=name))
        connector = Q.AND if name == "and" else Q.OR
        return Q(*map(self.condition, arguments), _connector=connector)

    def _not(self, name: str, node: Any) -> Q:
        return ~self.condition(node)

    def _comparison(self, name: str, left: Any, right: Any) -> Q:
        return compare(name, self.scalars.read(left), self.scalars.read(right))

    def _between(self, name: str, *nodes: Any) -> Q:
        return is_between(*map(self.scalars.read, nodes))

    def _like(self, name: str, value: Any, pattern: Any) -> Q:
        return fits_pattern(self.scalars.read(value), self.scalars.read(pattern))

    def _in(self, name: str, value: Any, others: Any) -> Q:
        if not isinstance(others, list):
            raise refused(_WRONG_ARGUMENTS.format(name=name))
        return is_among(self.scalars.read(value), list(map(self.scalars.read, others)))

    def _is_null(self, name: str, node: Any) -> Q:
        if not isinstance(node, dict) or "property" not in node:
            raise refused(_WRONG_ARGUMENTS.format(name=name))
        if node["property"] == GEOMETRY:
            return Q(IsNull(F(self.collection.geometry), True))
        return Q(IsNull(self.scalars.read(node).expression, True))

    def _temporal(self, name: str, one: Any, other: Any) -> Q:
        return related(name, one, other, self.scalars)

    def _spatial(self, name: str, one: Any, other: Any) -> Q:
        if _is_geometry_property(other):
            name, one, other = _SEEN_FROM_THE_OTHER.get(name, name), other, one
        if not _is_geometry_property(one) or not isinstance(other, dict) or "property" in other:
            raise refused(_NO_GEOMETRY)
        parts = self.reader.read(other)
        if name == "s_disjoint":
            return ~self._stands_to("ST_Intersects", parts)
        if len(parts) > 1 and name != "s_intersects":
            raise refused(_COLLECTION_OF_PARTS)
        return self._stands_to(SPATIAL[name], parts)

    def _stands_to(self, function: str, parts: list[GEOSGeometry]) -> Q:
        """Tell whether the feature stands in a relation to one of the parts."""
        conditions = [
            sql.SpatialRelation(F(self.collection.geometry), _in_degrees(part), function=function)
            for part in parts
        ]
        return Q(*conditions, _connector=Q.OR)


def _is_geometry_property(node: Any) -> bool:
    return isinstance(node, dict) and node.get("property") == GEOMETRY


def _in_degrees(geometry: GEOSGeometry) -> Any:
    """The constant is transformed, not the column: so the index serves."""
    value = Value(geometry, output_field=GeometryField(srid=geometry.srid or WGS84))
    return value if geometry.srid == WGS84 else Transform(value, WGS84)


_OPERATIONS: dict[str, tuple[int, Callable[..., Q] | None]] = {
    "not": (1, _Compiler._not),
    "between": (3, _Compiler._between),
    "like": (2, _Compiler._like),
    "in": (2, _Compiler._in),
    "isnull": (1, _Compiler._is_null),
    **dict.fromkeys(MIRRORED, (2, _Compiler._comparison)),
    **dict.fromkeys(SPATIAL, (2, _Compiler._spatial)),
    **dict.fromkeys((*RELATIONS, DISJOINT), (2, _Compiler._temporal)),
}
