"""The coordinate reference systems spoken here, each with the axis order of its authority.

Source: OGC API - Features Part 2 (18-058r1).
"""

from dataclasses import dataclass, replace

from backend.core import geo
from backend.core.language import Text
from gis_layers.ogc.refusals import refused


@dataclass(frozen=True, kw_only=True)
class Crs:
    """A CRS by its URI.

    is_flipped: its first axis points north, where PostGIS (and this code) has east first.
    decimals: digits after the point that still mean something: 1 cm in degrees, 1 mm in metres.
    least, most: what a coordinate may be at all, east first.
    """

    uri: str
    srid: int
    is_flipped: bool
    decimals: int
    least: tuple[float, float]
    most: tuple[float, float]


_EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
_WEB_X, _WEB_Y = 20_037_508.35, 20_048_966.11  # the area of use of EPSG:3857, rounded up
# EPSG:2180 is made for Poland and calculable far around it: our choice, 3,000 km square.
CRS84 = Crs(
    uri="http://www.opengis.net/def/crs/OGC/1.3/CRS84",
    srid=geo.WGS84,
    is_flipped=False,
    decimals=7,
    least=(-180.0, -90.0),
    most=(180.0, 90.0),
)
EPSG_4326 = replace(CRS84, uri=f"{_EPSG}4326", is_flipped=True)
EPSG_3857 = Crs(
    uri=f"{_EPSG}3857",
    srid=3857,
    is_flipped=False,
    decimals=3,
    least=(-_WEB_X, -_WEB_Y),
    most=(_WEB_X, _WEB_Y),
)
EPSG_2180 = Crs(
    uri=f"{_EPSG}2180",
    srid=2180,
    is_flipped=True,
    decimals=3,
    least=(-1_000_000.0, -1_000_000.0),
    most=(2_000_000.0, 2_000_000.0),
)
SUPPORTED = {crs.uri: crs for crs in (CRS84, EPSG_4326, EPSG_3857, EPSG_2180)}


_UNKNOWN = Text(
    pl="Tego układu współrzędnych tu nie ma; obsługiwane: {known}.",
    en="That coordinate reference system is not offered here; there are {known}.",
    uk="Такої системи координат тут немає; доступні: {known}.",
)


def parse_crs(uri: str, *, field: str) -> Crs:
    """Raises InvalidInput naming the parameter."""
    if uri not in SUPPORTED:
        raise refused(_UNKNOWN.format(known=", ".join(SUPPORTED)), field=field)
    return SUPPORTED[uri]
