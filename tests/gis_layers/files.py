"""Small map files that the tests make for themselves."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
import shapely
from shapely.geometry import mapping as as_geojson
from shapely.geometry.base import BaseGeometry

LON, LAT = 20.90, 52.07
# The same place in both systems; PostGIS says so too.
PALACE_LON_LAT = (21.0067041, 52.2319774)
PALACE_EPSG_2180 = (637000.0, 487000.0)

GeojsonFeature = tuple[BaseGeometry | dict[str, Any] | None, dict[str, Any]]


def square(lon: float = LON, lat: float = LAT, side: float = 0.1) -> shapely.Polygon:
    return shapely.box(lon, lat, lon + side, lat + side)


def line(lon: float = LON, lat: float = LAT, length: float = 0.01) -> shapely.LineString:
    return shapely.LineString([(lon, lat), (lon + length, lat)])


def write_geojson(path: Path, *features: GeojsonFeature, crs: str = "") -> Path:
    """Write features as they are, broken ones too (those are given as dictionaries)."""
    content: dict[str, Any] = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": properties,
                "geometry": as_geojson(geometry)
                if isinstance(geometry, BaseGeometry)
                else geometry,
            }
            for geometry, properties in features
        ],
    }
    if crs:
        content["crs"] = {"type": "name", "properties": {"name": crs}}
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def write_layer(
    path: Path,
    geometries: list[BaseGeometry],
    columns: dict[str, Any],
    *,
    crs: str = "EPSG:4326",
    layer: str | None = None,
    **options: Any,
) -> Path:
    """Write a GeoPackage or a shapefile, by the ending of the path."""
    pyogrio.raw.write(
        path,
        shapely.to_wkb(np.array(geometries, dtype=object)),
        [
            values if isinstance(values, np.ndarray) else np.array(values, dtype=object)
            for values in columns.values()
        ],
        fields=list(columns),
        geometry_type=geometries[0].geom_type,
        crs=crs,
        layer=layer,
        **options,
    )
    return path


def write_mapping(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def boundaries(path: Path) -> Path:
    """Write the mapping of the columns `code` and `name`."""
    return write_mapping(path / "boundaries.toml", '[attributes]\ncode = "code"\nname = "name"\n')


def roads(path: Path) -> Path:
    """Write the mapping of the columns `category`, `number` and `name`."""
    return write_mapping(
        path / "roads.toml",
        'optional = ["number", "name"]\n'
        '[attributes]\ncategory = "category"\nnumber = "number"\nname = "name"\n',
    )


def point(lon: float = LON, lat: float = LAT) -> shapely.Point:
    return shapely.Point(lon, lat)


def identified_roads(path: Path) -> Path:
    """Write the mapping of roads with identifiers and kilometres."""
    return write_mapping(
        path / "identified.toml",
        'optional = ["number", "name", "source_id", "km_from", "km_to"]\n'
        '[attributes]\ncategory = "category"\nnumber = "number"\nname = "name"\n'
        'source_id = "id"\nkm_from = "km_from"\nkm_to = "km_to"\n',
    )


def addresses(path: Path) -> Path:
    """Write the mapping of the columns `place`, `street`, `number` and `postcode`."""
    return write_mapping(
        path / "addresses.toml",
        'optional = ["street", "postcode"]\n[attributes]\n'
        'place = "place"\nstreet = "street"\nhouse_number = "number"\npostcode = "postcode"\n',
    )
