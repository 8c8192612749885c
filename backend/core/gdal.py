"""Where Django finds GDAL and GEOS: in the wheels of pyogrio and shapely, see docs/decisions."""

import importlib.util
import os
from pathlib import Path


def library_paths() -> tuple[str | None, str | None]:
    """Return GDAL_LIBRARY_PATH and GEOS_LIBRARY_PATH; None leaves the search to Django.

    Also names the folder of GDAL's tables: without it `import pyogrio` fails in a process in which
    Django has used the library. PROJ finds its own.
    """
    gdal = _library_of_wheel("pyogrio", "libgdal*.so*")
    geos = _library_of_wheel("shapely", "libgeos_c*.so*")
    if gdal:
        os.environ["GDAL_DATA"] = str(gdal.parent.parent / "pyogrio/gdal_data")
    return (str(gdal) if gdal else None), (str(geos) if geos else None)


def _library_of_wheel(package: str, pattern: str) -> Path | None:
    """Return the library a wheel carries; None where the package was built from source."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent.parent / f"{package}.libs"
    return next(iter(sorted(folder.glob(pattern))), None)
