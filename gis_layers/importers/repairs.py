"""Source geometries made ready for the database: read, transformed, mended or refused."""

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import shapely
from django.contrib.gis.gdal import CoordTransform, GDALException, OGRGeometry
from shapely import GeometryType
from shapely.geometry.base import BaseGeometry

from gis_layers.rules import AREA_CHANGE_MAX


class Shape(StrEnum):
    """What a layer is made of."""

    AREAS = "areas"
    LINES = "lines"
    POINTS = "points"
    ANY = "any of them"


class Repair(StrEnum):
    """What was mended without moving anything."""

    RING_CLOSED = "closed a ring"
    HEIGHT_DROPPED = "dropped heights"
    POINTS_REMOVED = "removed repeated points"
    OUTLINE_REBUILT = "rebuilt an outline that touched or crossed itself"


_AREAS = (GeometryType.POLYGON, GeometryType.MULTIPOLYGON)
_LINES = (GeometryType.LINESTRING, GeometryType.MULTILINESTRING)
_POINTS = (GeometryType.POINT, GeometryType.MULTIPOINT)
TYPES = {
    Shape.AREAS: _AREAS,
    Shape.LINES: _LINES,
    Shape.POINTS: _POINTS,
    Shape.ANY: _POINTS + _LINES + _AREAS,
}
NEEDED = {
    Shape.AREAS: "a polygon",
    Shape.LINES: "a line",
    Shape.POINTS: "a point",
    Shape.ANY: "a point, a line or a polygon",
}
MULTI = {
    GeometryType.POLYGON: shapely.multipolygons,
    GeometryType.MULTIPOLYGON: shapely.multipolygons,
    GeometryType.LINESTRING: shapely.multilinestrings,
    GeometryType.MULTILINESTRING: shapely.multilinestrings,
}


@dataclass
class Batch:
    """Geometries on their way; a refused one is None and has its reason."""

    geometries: np.ndarray
    refusals: dict[int, str] = field(default_factory=dict)
    repairs: dict[int, list[Repair]] = field(default_factory=dict)

    def refuse(self, chosen: np.ndarray, reason: str) -> None:
        """Refuse what is chosen (by a mask) and not refused yet."""
        for index in np.flatnonzero(chosen):
            self.refusals.setdefault(int(index), reason)
        self.geometries[chosen] = None

    def replace(self, chosen: np.ndarray, geometries: np.ndarray, repair: Repair) -> None:
        for index in np.flatnonzero(chosen):
            self.repairs.setdefault(int(index), []).append(repair)
        self.geometries[chosen] = geometries


def mend(wkb: np.ndarray, shape: Shape, transform: CoordTransform | None) -> Batch:
    """Turn WKB in the source's CRS into valid geometries in EPSG:4326.

    Areas and lines become multi-geometries, single points stay as they are.
    """
    batch = Batch(np.full(len(wkb), None, dtype=object))
    _parse(batch, wkb)
    _check_type(batch, shape)
    _drop_heights(batch)
    if transform:
        _transform(batch, transform)
    _check_place(batch)
    _remove_repeated_points(batch)
    _mend_areas(batch)
    _check_lengths(batch)
    for index, geometry in enumerate(batch.geometries):
        multi = MULTI.get(shapely.get_type_id(geometry))
        if multi:
            batch.geometries[index] = multi(shapely.get_parts(geometry))
    return batch


def _parse(batch: Batch, wkb: np.ndarray) -> None:
    missing = np.array([item is None for item in wkb], dtype=bool)
    batch.refuse(missing, "it has no geometry")
    with np.errstate(invalid="ignore"):  # a coordinate that is no number is refused later
        batch.geometries[:] = shapely.from_wkb(wkb, on_invalid="ignore")
        broken = ~missing & shapely.is_missing(batch.geometries)
        mended = shapely.from_wkb(wkb[broken], on_invalid="fix")
    batch.replace(broken, mended, Repair.RING_CLOSED)
    batch.refuse(~missing & shapely.is_missing(batch.geometries), "its geometry cannot be read")
    batch.refuse(shapely.is_empty(batch.geometries), "its geometry is empty")


def _check_type(batch: Batch, shape: Shape) -> None:
    types = shapely.get_type_id(batch.geometries)
    for wrong in set(types) - {-1, *TYPES[shape]}:
        found = GeometryType(wrong).name.lower()
        reason = f"its geometry is a {found} where {NEEDED[shape]} is needed"
        batch.refuse(types == wrong, reason)


def _drop_heights(batch: Batch) -> None:
    high = shapely.has_z(batch.geometries)
    batch.replace(high, shapely.force_2d(batch.geometries[high]), Repair.HEIGHT_DROPPED)


def _transform(batch: Batch, transform: CoordTransform) -> None:
    present = ~shapely.is_missing(batch.geometries)
    try:
        batch.geometries[present] = _transformed(batch.geometries[present], transform)
        return
    except GDALException:
        pass  # at least one point has no place in the other CRS: find out whose
    for index in np.flatnonzero(present):
        try:
            batch.geometries[index] = _transformed(batch.geometries[index], transform)
        except GDALException:
            batch.geometries[index] = None
            batch.refusals[int(index)] = "it lies outside the area of its CRS"


def _transformed(
    geometries: np.ndarray | BaseGeometry, transform: CoordTransform
) -> np.ndarray | BaseGeometry:
    """Transform all points in one call: one call for each geometry is 30 times slower."""

    def points(coordinates: np.ndarray) -> np.ndarray:
        # All points as one line; a line has two at least, so the last one is there twice.
        drawn = shapely.linestrings(np.vstack([coordinates, coordinates[-1:]]))
        line = OGRGeometry(memoryview(shapely.to_wkb(drawn)))
        line.transform(transform)
        return shapely.get_coordinates(shapely.from_wkb(bytes(line.wkb)))[:-1]

    return shapely.transform(geometries, points) if np.size(geometries) else geometries


def _check_place(batch: Batch) -> None:
    """Refuse what is not on the globe, as metres taken for degrees are not."""
    west, south, east, north = shapely.bounds(batch.geometries).T
    inside = (west >= -180) & (east <= 180) & (south >= -90) & (north <= 90)
    coordinates, owners = shapely.get_coordinates(batch.geometries, return_index=True)
    inside[owners[~np.isfinite(coordinates).all(axis=1)]] = False
    present = ~shapely.is_missing(batch.geometries)
    batch.refuse(present & ~inside, "it lies outside the world: is the CRS right (--srid)?")


def _remove_repeated_points(batch: Batch) -> None:
    present = ~shapely.is_missing(batch.geometries)
    cleaned = shapely.remove_repeated_points(batch.geometries)
    fewer = shapely.get_num_coordinates(cleaned) < shapely.get_num_coordinates(batch.geometries)
    batch.replace(present & fewer, cleaned[present & fewer], Repair.POINTS_REMOVED)


def _mend_areas(batch: Batch) -> None:
    present = np.isin(shapely.get_type_id(batch.geometries), _AREAS)
    invalid = present & ~shapely.is_valid(batch.geometries)
    before = shapely.area(batch.geometries)
    mended = shapely.make_valid(batch.geometries[invalid], method="structure", keep_collapsed=False)
    batch.replace(invalid, mended, Repair.OUTLINE_REBUILT)
    after = shapely.area(batch.geometries)
    batch.refuse(present & ~(after > 0), "its geometry has no area")
    changed = present & (np.abs(after - before) > AREA_CHANGE_MAX * np.maximum(before, after))
    batch.refuse(
        changed, f"its outline crosses itself: mending would change its area by over "
        f"{AREA_CHANGE_MAX:.1%}",
    )  # fmt: skip
    types = shapely.get_type_id(batch.geometries)
    batch.refuse(present & ~np.isin(types, _AREAS), "its outline cannot be mended")


def _check_lengths(batch: Batch) -> None:
    present = np.isin(shapely.get_type_id(batch.geometries), _LINES)
    batch.refuse(present & ~(shapely.length(batch.geometries) > 0), "its line has no length")
