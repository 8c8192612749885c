"""Vector files read with GDAL: GeoJSON, GeoPackage, shapefile, GML and the like."""

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyogrio
import pyogrio.errors
import pyogrio.raw
from django.contrib.gis.gdal import (
    CoordTransform,
    GDALException,
    SpatialReference,
    SRSException,
)
from shapely.geometry.base import BaseGeometry

from gis_layers.importers.errors import FeatureRefused, ImportRefused
from gis_layers.importers.mapping import Mapping
from gis_layers.importers.repairs import Repair, Shape, mend

WGS84 = 4326
READ_AT_ONCE = 50_000  # features; a GeoJSON file is parsed anew for each lot
MENDED_AT_ONCE = 1_000  # features; also the step of the progress bar
UNREADABLE = (
    pyogrio.errors.DataSourceError,
    pyogrio.errors.DataLayerError,
    pyogrio.errors.CRSError,
    pyogrio.errors.FeatureError,
    pyogrio.errors.FieldError,
    pyogrio.errors.GeometryError,
)


@dataclass(frozen=True, kw_only=True)
class Feature:
    """One feature of a source file.

    number: its place in the file, from 1.
    attributes: our attribute -> text, "" when the source has none.
    geometry: a valid MultiPolygon or MultiLineString in EPSG:4326; None when refused.
    """

    number: int
    attributes: dict[str, str]
    geometry: BaseGeometry | None
    repairs: tuple[Repair, ...] = ()
    refusal: str = ""

    def usable_geometry(self) -> BaseGeometry:
        """Raises FeatureRefused when it was refused."""
        if self.geometry is None:
            raise FeatureRefused(self.refusal)
        return self.geometry


@dataclass(frozen=True, kw_only=True)
class Source:
    """A layer of a file that can be read: what is in it and how to read it.

    columns: our attribute -> columns that the file has.
    srid: the EPSG number of its CRS; None when that CRS has none.
    """

    path: Path
    layer: str
    count: int
    columns: dict[str, tuple[str, ...]]
    encoding: str | None
    srid: int | None
    transform: CoordTransform | None

    def features(self, shape: Shape) -> Iterator[Feature]:
        for start in range(0, self.count, READ_AT_ONCE):
            texts, wkb = self._read(start)
            for first in range(0, len(wkb), MENDED_AT_ONCE):
                lot = slice(first, first + MENDED_AT_ONCE)
                batch = mend(wkb[lot], shape, self.transform)
                for index, geometry in enumerate(batch.geometries):
                    yield Feature(
                        number=start + first + index + 1,
                        attributes=self._attributes(texts, first + index),
                        geometry=geometry,
                        repairs=tuple(batch.repairs.get(index, ())),
                        refusal=batch.refusals.get(index, ""),
                    )

    def _read(self, start: int) -> tuple[dict[str, Any], Any]:
        wanted = sorted({name for names in self.columns.values() for name in names})
        with _foreign_errors(self.path), warnings.catch_warnings():
            # What GDAL warns of (open rings, measures) is mended and counted by `repairs`.
            warnings.simplefilter("ignore")
            meta, _, wkb, data = pyogrio.raw.read(
                self.path,
                layer=self.layer,
                columns=wanted,
                encoding=self.encoding,
                skip_features=start,
                max_features=READ_AT_ONCE,
                datetime_as_string=True,
            )
        if wkb is None:
            raise ImportRefused(f"{self.path} has no geometries: it is a table.")
        return dict(zip(meta["fields"], data, strict=True)), wkb

    def _attributes(self, texts: dict[str, Any], index: int) -> dict[str, str]:
        return {
            key: next(filter(None, (_text(texts[name][index]) for name in names)), "")
            for key, names in self.columns.items()
        }


def open_source(
    path: str | Path, mapping: Mapping, *, srid: int | None = None, layer: str | None = None
) -> Source:
    """Look into a file without reading its features. Raises ImportRefused."""
    path = Path(path)
    if not path.exists():
        raise ImportRefused(f"There is no file {path}.")
    with _foreign_errors(path):
        layer = _chosen_layer(path, layer)
        info = pyogrio.read_info(
            path, layer=layer, encoding=mapping.encoding, force_feature_count=True
        )
    crs = _crs(path, info["crs"], srid)
    return Source(
        path=path,
        layer=layer,
        count=info["features"],
        columns=_columns(path, mapping, list(info["fields"])),
        encoding=mapping.encoding,
        srid=_epsg_number(crs),
        transform=_transform(path, crs),
    )


def read_features(
    path: str | Path,
    mapping: Mapping,
    *,
    shape: Shape,
    srid: int | None = None,
    layer: str | None = None,
) -> Iterator[Feature]:
    """Read all features, the refused ones included. Raises ImportRefused."""
    return open_source(path, mapping, srid=srid, layer=layer).features(shape)


@contextmanager
def _foreign_errors(path: Path) -> Iterator[None]:
    """Turn what GDAL raises into a sentence."""
    try:
        yield
    except UnicodeDecodeError as error:
        raise ImportRefused(
            f"The texts of {path} are not {error.encoding}: name their encoding in the mapping, "
            'as in encoding = "cp1250".'
        ) from error
    except UNREADABLE as error:
        raise ImportRefused(f"{path} cannot be read as a map layer: {error}") from error


def _chosen_layer(path: Path, layer: str | None) -> str:
    names = [str(name) for name, _ in pyogrio.list_layers(path)]
    if layer is None and len(names) == 1:
        return names[0]
    if layer in names:
        return str(layer)
    listed = ", ".join(names) or "none"
    if layer is None:
        raise ImportRefused(f"{path} has several layers ({listed}): choose by --source-layer.")
    raise ImportRefused(f'{path} has no layer "{layer}"; it has {listed}.')


def _columns(path: Path, mapping: Mapping, fields: list[str]) -> dict[str, tuple[str, ...]]:
    """Find the mapped columns in the file, in any case of letters."""
    by_lower = {name.casefold(): name for name in reversed(fields)}
    found: dict[str, tuple[str, ...]] = {}
    for key, names in mapping.attributes.items():
        present = [by_lower[name.casefold()] for name in names if name.casefold() in by_lower]
        if not present and key not in mapping.optional:
            raise ImportRefused(
                f'{path} has no column {" or ".join(names)} for "{key}"; its columns are '
                f"{', '.join(fields) or 'none'}."
            )
        found[key] = tuple(present)
    return found


def _crs(path: Path, text: str | None, srid: int | None) -> SpatialReference:
    """Know the CRS by its number or by its definition: not every definition has a number."""
    known_as = text if srid is None else f"EPSG:{srid}"
    if not known_as:
        raise ImportRefused(f"{path} does not say its CRS: give its EPSG number by --srid.")
    # Nothing but a name or a definition: GDAL would open an address or a file, too.
    is_name = re.fullmatch(r"[A-Z]+:\w+", known_as)
    try:
        return SpatialReference(known_as, srs_type="user" if is_name else "wkt")
    except (GDALException, SRSException) as error:
        raise ImportRefused(f"The CRS of {path} is not known: {known_as}.") from error


def _epsg_number(crs: SpatialReference) -> int | None:
    authority = crs.auth_name(None)  # type: ignore[type-var]  # None: of the whole CRS
    return crs.srid if authority == "EPSG" else None


def _transform(path: Path, crs: SpatialReference) -> CoordTransform | None:
    if _epsg_number(crs) == WGS84:
        return None
    try:
        return CoordTransform(crs, SpatialReference(WGS84))
    except (GDALException, SRSException) as error:
        raise ImportRefused(f"The CRS of {path} cannot be turned into WGS 84.") from error


def _text(value: Any) -> str:
    if value is None or value != value:  # NaN stands for null in a column of numbers
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
