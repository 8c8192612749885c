"""Projections computed without PROJ, to check what PostGIS and GDAL say."""

import math


def in_pl_1992(lon: float, lat: float) -> tuple[float, float]:
    """Northing and easting in EPSG:2180, by Krüger's series on GRS 80 (millimetres)."""
    a, f, k, middle = 6_378_137.0, 1 / 298.257222101, 0.9993, 19.0
    n = f / (2 - f)
    radius = a / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
    series = (
        n / 2 - 2 * n**2 / 3 + 5 * n**3 / 16,
        13 * n**2 / 48 - 3 * n**3 / 5,
        61 * n**3 / 240,
    )
    phi, lam, e = math.radians(lat), math.radians(lon - middle), math.sqrt(f * (2 - f))
    t = math.sinh(math.atanh(math.sin(phi)) - e * math.atanh(e * math.sin(phi)))
    xi, eta = math.atan2(t, math.cos(lam)), math.atanh(math.sin(lam) / math.hypot(1, t))
    north = xi + sum(
        c * math.sin(2 * j * xi) * math.cosh(2 * j * eta) for j, c in enumerate(series, 1)
    )
    east = eta + sum(
        c * math.cos(2 * j * xi) * math.sinh(2 * j * eta) for j, c in enumerate(series, 1)
    )
    return k * radius * north - 5_300_000, k * radius * east + 500_000


def in_web_mercator(lon: float, lat: float) -> tuple[float, float]:
    radius = 6_378_137.0
    y = math.log(math.tan(math.pi / 4 + math.radians(lat) / 2))
    return radius * math.radians(lon), radius * y
