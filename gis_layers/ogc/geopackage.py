"""A GeoPackage with one layer, written by SQLite itself: no text of anybody's passes GDAL.

Source: OGC GeoPackage Encoding Standard 1.3.1 (12-128r18).
"""

import sqlite3
import struct
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import shapely

from backend.core.moments import utc_text

APPLICATION_ID = 0x47504B47  # "GPKG"
USER_VERSION = 10301
TYPES = {
    "string": "TEXT",
    "integer": "INTEGER",
    "number": "REAL",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "date-time": "DATETIME",
}
GEOMETRIES = {
    "point": "POINT",
    "linestring": "LINESTRING",
    "multipolygon": "MULTIPOLYGON",
    "any": "GEOMETRY",
}
FEATURE_NUMBER, GEOMETRY = "fid", "geom"
# Blob header: magic, version 0, flags (little endian, no envelope), SRS.
_HEADER = struct.Struct("<2sBBi")

# As the standard's tables 3, 5 and 6 define them.
_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE gpkg_spatial_ref_sys (
    srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
    organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT
);
CREATE TABLE gpkg_contents (
    table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
    description TEXT DEFAULT '', last_change DATETIME NOT NULL,
    min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
    CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id)
);
CREATE TABLE gpkg_geometry_columns (
    table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
    srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
    CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
    CONSTRAINT uk_gc_table_name UNIQUE (table_name),
    CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents (table_name),
    CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id)
);
INSERT INTO gpkg_spatial_ref_sys VALUES
    ('Undefined cartesian SRS', -1, 'NONE', -1, 'undefined', NULL),
    ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', NULL);
"""

Feature = tuple[bytes | None, Sequence[Any]]  # the geometry as WKB, and the values


class Layer:
    """The table being filled.

    columns: names and types (of TYPES). definition: the SRS as well-known text.
    """

    def __init__(
        self,
        path: Path,
        *,
        name: str,
        title: str,
        columns: Mapping[str, str],
        geometry_type: str,
        srid: int,
        definition: str,
    ) -> None:
        self.database = sqlite3.connect(path, isolation_level=None)
        self.srid, self.name = srid, name
        self.bounds: list[float] | None = None
        self.database.executescript(_TABLES)
        self.database.execute(
            "INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, 'EPSG', ?, ?, NULL)",
            [f"EPSG:{srid}", srid, srid, definition],
        )
        self._create(columns)
        self.database.execute(
            "INSERT INTO gpkg_contents VALUES (?, 'features', ?, '', '', ?, ?, ?, ?, ?)",
            [name, title, None, None, None, None, srid],
        )
        self.database.execute(
            "INSERT INTO gpkg_geometry_columns VALUES (?, ?, ?, ?, 0, 0)",
            [name, GEOMETRY, GEOMETRIES[geometry_type], srid],
        )

    def add(self, features: Iterable[Feature]) -> None:
        """Write a page of features, in a transaction."""
        header = _HEADER.pack(b"GP", 0, 1, self.srid)
        rows = list(features)
        self._widen([shape for shape, _ in rows if shape])
        self.database.execute("BEGIN")
        self.database.executemany(
            self.insertion,
            [(shape and header + shape, *values) for shape, values in rows],
        )
        self.database.execute("COMMIT")

    def finish(self, now: datetime) -> None:
        nowhere: list[float | None] = [None] * 4
        self.database.execute(
            "UPDATE gpkg_contents SET last_change = ?, min_x = ?, min_y = ?, max_x = ?, max_y = ?",
            [utc_text(now), *(self.bounds or nowhere)],
        )
        self.database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        self.database.execute(f"PRAGMA user_version = {USER_VERSION}")
        self.database.close()

    def close(self) -> None:
        self.database.close()

    def _create(self, columns: Mapping[str, str]) -> None:
        defined = "".join(f", {_quoted(name)} {TYPES[kind]}" for name, kind in columns.items())
        self.database.execute(
            f"CREATE TABLE {_quoted(self.name)} ({FEATURE_NUMBER} INTEGER PRIMARY KEY "
            f"AUTOINCREMENT NOT NULL, {GEOMETRY} BLOB{defined})"
        )
        places = ", ".join("?" * (len(columns) + 1))
        named = ", ".join(map(_quoted, [GEOMETRY, *columns]))
        # The names are those of a collection and of its properties, never a caller's.
        self.insertion = f"INSERT INTO {_quoted(self.name)} ({named}) VALUES ({places})"  # noqa: S608

    def _widen(self, shapes: list[bytes]) -> None:
        if not shapes:
            return
        west, south, east, north = map(float, shapely.total_bounds(shapely.from_wkb(shapes)))
        known = self.bounds or [west, south, east, north]
        self.bounds = [
            min(known[0], west),
            min(known[1], south),
            max(known[2], east),
            max(known[3], north),
        ]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
