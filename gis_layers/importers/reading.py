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

from gis_layers.importers.drivers import confine_gdal
from gis_layers.importers.repairs import Repair, Shape, mend
from gis_layers.mapping import Mapping, Reference
from gis_layers.refusals import FeatureRefused, ImportRefused

WGS84 = 4326
GML_ID = "gml_id"  # GDAL's name for it
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
# References (xlink:href) of GML become columns. Not an option of each reading: what GDAL learns of
# a file it keeps beside it, and reads again the next time.
pyogrio.set_gdal_config_options({"GML_ATTRIBUTES_TO_OGR_FIELDS": True})


@dataclass(frozen=True, kw_only=True)
class Feature:
    """One feature of a source file.

    number: its place in the file, from 1.
    attributes: our attribute -> text, "" when the source has none.
    geometry: valid, in EPSG:4326, a MultiPolygon or MultiLineString where it is no point; None
    when refused.
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
    names: column -> the name behind each reference in it.
    srid: the EPSG number of its CRS; None when that CRS has none.
    """

    path: Path
    layer: str
    count: int
    columns: dict[str, tuple[str, ...]]
    names: dict[str, dict[str, str]]
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
        texts, wkb = _lot(
            self.path,
            layer=self.layer,
            columns=wanted,
            encoding=self.encoding,
            skip_features=start,
            max_features=READ_AT_ONCE,
        )
        if wkb is None:
            raise ImportRefused(f"{self.path} has no geometries: it is a table.")
        return texts, wkb

    def _attributes(self, texts: dict[str, Any], index: int) -> dict[str, str]:
        return {
            key: next(filter(None, (self._value(texts, name, index) for name in names)), "")
            for key, names in self.columns.items()
        }

    def _value(self, texts: dict[str, Any], column: str, index: int) -> str:
        text = _text(texts[column][index])
        return self.names[column].get(text, "") if column in self.names else text


def open_source(
    path: str | Path, mapping: Mapping, *, srid: int | None = None, layer: str | None = None
) -> Source:
    """Look into a file without reading its features. Raises ImportRefused."""
    path = Path(path)
    if not path.exists():
        raise ImportRefused(f"There is no file {path}.")
    confine_gdal()
    with _foreign_errors(path):
        layers = _layers(path)
        layer = _chosen_layer(path, layers, layer, mapping.source_layers)
        info = pyogrio.read_info(
            path, layer=layer, encoding=mapping.encoding, force_feature_count=True
        )
    crs = _crs(path, info["crs"], srid)
    columns = _columns(path, mapping, list(info["fields"]))
    return Source(
        path=path,
        layer=layer,
        count=info["features"],
        columns=columns,
        names=_names(path, mapping, columns, layers),
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
        with warnings.catch_warnings():
            # What GDAL warns of (open rings, measures) is mended and counted by `repairs`.
            warnings.simplefilter("ignore")
            yield
    except UnicodeDecodeError as error:
        raise ImportRefused(
            f"The texts of {path} are not {error.encoding}: name their encoding in the mapping, "
            'as in encoding = "cp1250".'
        ) from error
    except (*UNREADABLE, ValueError) as error:  # ValueError: a date that no calendar has
        raise ImportRefused(f"{path} cannot be read as a map layer: {error}") from error


def _lot(path: Path, **options: Any) -> tuple[dict[str, Any], Any]:
    """Read features: column -> values, and the geometries as WKB."""
    with _foreign_errors(path):
        meta, _, wkb, data = pyogrio.raw.read(path, datetime_as_string=True, **options)
    return dict(zip(meta["fields"], data, strict=True)), wkb


def _layers(path: Path) -> list[str]:
    return [str(name) for name, _ in pyogrio.list_layers(path)]


def _chosen_layer(path: Path, names: list[str], layer: str | None, usual: tuple[str, ...]) -> str:
    if layer is None and len(names) == 1:
        return names[0]
    chosen = layer or next((name for name in usual if name in names), None)
    if chosen in names:
        return str(chosen)
    listed = ", ".join(names) or "none"
    if layer is None:
        raise ImportRefused(f"{path} has several layers ({listed}): choose by --source-layer.")
    raise ImportRefused(f'{path} has no layer "{layer}"; it has {listed}.')


def _names(
    path: Path, mapping: Mapping, columns: dict[str, tuple[str, ...]], layers: list[str]
) -> dict[str, dict[str, str]]:
    """Read what the mapped columns refer to: column -> reference -> name."""
    mapped = {name for names in columns.values() for name in names}
    return {
        column: _named(path, target)
        for column, target in mapping.references.items()
        if column in mapped and target.layer in layers
    }


def _named(path: Path, target: Reference) -> dict[str, str]:
    texts, _ = _lot(path, layer=target.layer, columns=[GML_ID, target.name], read_geometry=False)
    if len(texts) < 2:
        raise ImportRefused(f"{path} has no column {target.name} in its layer {target.layer}.")
    pairs = zip(texts[GML_ID], texts[target.name], strict=True)
    return {f"#{identifier}": _text(name) for identifier, name in pairs}


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
