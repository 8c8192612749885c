"""Where two editions differ, in a table of the transaction: for those who ask what is near."""

from collections.abc import Iterable

from django.db.backends.utils import CursorWrapper

from gis_layers.models import Layer
from gis_layers.rules import LayerKind

TABLE = "differing_place"
# What routing goes by; addresses and works do not decide whose a place is.
_COMPARED = {
    LayerKind.BOUNDARIES: ("gis_layers_boundary", "level, code"),
    LayerKind.ROADS: ("gis_layers_road", "category, is_expressway, number, name"),
}
_MAKE = f"""
DROP TABLE IF EXISTS pg_temp.{TABLE};
CREATE TEMPORARY TABLE {TABLE} (geometry geometry(Geometry, 4326)) ON COMMIT DROP
"""
# Cut in pieces, whose boxes lie closer and whose distances are measured faster.
_COMPARE = f"""
WITH old AS (SELECT {{columns}}, geometry FROM {{table}} WHERE layer_id = %(old)s),
     new AS (SELECT {{columns}}, geometry FROM {{table}} WHERE layer_id = %(new)s)
INSERT INTO {TABLE}
SELECT ST_Subdivide(geometry, 128)
FROM ((TABLE old EXCEPT TABLE new) UNION ALL (TABLE new EXCEPT TABLE old)) AS differing
"""  # noqa: S608 (names of ours)
_ADD = f"INSERT INTO {TABLE} SELECT ST_Subdivide(ST_GeomFromWKB(%s, 4326), 128)"
_INDEX = f"""
CREATE INDEX ON {TABLE} USING gist ((geometry::geography));
ANALYZE {TABLE}
"""


def keep_differing(cursor: CursorWrapper, old: Layer | None, new: Layer) -> None:
    """Keep where rows of one edition are not in the other, those of both; all without an old one.

    Boundaries with their whole area: a report anywhere inside may have gone to another unit.
    """
    cursor.execute(_MAKE)
    if new.kind in _COMPARED:
        table, columns = _COMPARED[LayerKind(new.kind)]
        text = _COMPARE.format(table=table, columns=columns)
        cursor.execute(text, {"old": old.pk if old else None, "new": new.pk})
    cursor.execute(_INDEX)


def keep_shapes(cursor: CursorWrapper, shapes: Iterable[bytes]) -> None:
    """The same for what is no layer, as WKB."""
    cursor.execute(_MAKE)
    cursor.executemany(_ADD, [(shape,) for shape in shapes])
    cursor.execute(_INDEX)
