"""The operator's own base map: the address of somebody's tiles, or a PMTiles file of theirs.

Known to the settings, so nothing here needs Django.
"""

import gzip
import re
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pmtiles.reader import MmapSource, Reader
from pmtiles.tile import (
    Compression,
    MagicNumberNotFound,
    SpecVersionUnsupported,
    TileType,
)

MEDIA_TYPES = {
    TileType.MVT: "application/vnd.mapbox-vector-tile",
    TileType.PNG: "image/png",
    TileType.JPEG: "image/jpeg",
    TileType.WEBP: "image/webp",
    TileType.AVIF: "image/avif",
}
COMPRESSIONS = (Compression.NONE, Compression.GZIP)
PLACEHOLDERS = (("{z}", "{x}", "{y}"), ("{TileMatrix}", "{TileCol}", "{TileRow}"))

# What the library meets in a file that is none: it has errors of its own for the first bytes alone.
BROKEN = (
    *(MagicNumberNotFound, SpecVersionUnsupported, gzip.BadGzipFile, zlib.error, EOFError),
    *(ValueError, LookupError, TypeError),
)


class WrongBaseMap(ValueError):
    """A base map that cannot be shown, and why, as a sentence for the operator."""


@dataclass(frozen=True)
class Archive:
    """A PMTiles file, opened once. header: its own. metadata: what its maker says of it."""

    reader: Reader
    header: dict[str, Any]
    metadata: dict[str, Any]

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self.header["tile_type"]]

    @property
    def is_vector(self) -> bool:
        return self.header["tile_type"] == TileType.MVT

    @property
    def is_gzipped(self) -> bool:
        return self.header["tile_compression"] == Compression.GZIP

    @property
    def zooms(self) -> tuple[int, int]:
        return self.header["min_zoom"], self.header["max_zoom"]

    @property
    def bounds(self) -> tuple[float, ...]:
        """west, south, east, north in degrees."""
        names = ("min_lon_e7", "min_lat_e7", "max_lon_e7", "max_lat_e7")
        return tuple(self.header[name] / 10**7 for name in names)

    def tile(self, z: int, x: int, y: int) -> bytes:
        """The tile as it is stored; empty where there is none."""
        low, high = self.zooms
        return (self.reader.get(z, x, y) if low <= z <= high else None) or b""


@cache
def open_archive(path: Path) -> Archive:
    """Raises WrongBaseMap."""
    try:
        with path.open("rb") as file:
            reader = Reader(MmapSource(file))
        archive = Archive(reader, reader.header(), reader.metadata())
        archive.tile(archive.zooms[0], 0, 0)  # reads the directory
    except BROKEN as error:
        raise WrongBaseMap("is not a PMTiles file, version 3.") from error
    except OSError as error:
        raise WrongBaseMap(f"cannot be read: {error.strerror}.") from error
    if archive.header["tile_type"] not in MEDIA_TYPES:
        raise WrongBaseMap("has tiles of a kind that browsers do not show.")
    if archive.header["tile_compression"] not in COMPRESSIONS:
        raise WrongBaseMap("has tiles compressed otherwise than by gzip.")
    return archive


def plain(tile: bytes) -> bytes:
    """A gzipped tile for somebody who does not take gzip."""
    return gzip.decompress(tile)


def origin_of(url: str) -> str:
    """The origin of a template of tiles, for the Content-Security-Policy. Raises WrongBaseMap."""
    found = re.match(r"(https?://[A-Za-z0-9.:\[\]-]+)/", url)
    if found is None:
        raise WrongBaseMap("must begin with https://, a host name and a slash.")
    if not any(all(each in url for each in names) for names in PLACEHOLDERS):
        raise WrongBaseMap(
            "must name {z}, {x} and {y}, or as WMTS {TileMatrix}, {TileCol} and {TileRow}."
        )
    return found[1]
