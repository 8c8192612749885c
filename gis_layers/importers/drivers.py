"""What GDAL may do with a file: read it with one of a few drivers, and fetch nothing."""

import ctypes
from threading import Lock
from typing import Any

import pyogrio
from django.contrib.gis.gdal.libgdal import lgdal

ALLOWED = frozenset({"ESRI Shapefile", "GML", "GPKG", "GeoJSON"})
OPTIONS = {
    "GML_DOWNLOAD_SCHEMA": "NO",
    "GML_SKIP_RESOLVE_ELEMS": "ALL",  # xlink:href leads to other files and addresses
    "CPL_VSIL_CURL_ALLOWED_FILENAME": "none",  # /vsicurl/, /vsis3/ and the like open no other
    "OGR_SQLITE_ALLOW_EXTERNAL_ACCESS": "NO",
}
ANSWER_BYTES = 1024  # more than GDAL's struct of an answer has; empty, it says that none came

_Fetch = ctypes.CFUNCTYPE(ctypes.c_void_p, *[ctypes.c_void_p] * 7)
_lock = Lock()


def confine_gdal() -> None:
    """Leave GDAL the allowed drivers and no network, in this process.

    Asked for at each opening: whoever registers GDAL's drivers anew gets all of them. A GeoJSON
    file may name an address as its CRS, a GML file that of its schema, and some hundred drivers
    open whatever other file or address a text file names.
    """
    with _lock:
        for name in _registered() - ALLOWED:
            _deregister(_driver_by_name(name.encode()))
        pyogrio.set_gdal_config_options(OPTIONS)
        _set_fetch(_fetch_nothing, None)


def _registered() -> set[str]:
    names = (_name(_driver(number)) for number in range(_count()))
    return {name.decode() for name in names if name}


def _function(name: str, result: Any, *arguments: Any) -> Any:
    function = lgdal[name]
    function.restype, function.argtypes = result, arguments
    return function


_count = _function("GDALGetDriverCount", ctypes.c_int)
_driver = _function("GDALGetDriver", ctypes.c_void_p, ctypes.c_int)
_driver_by_name = _function("GDALGetDriverByName", ctypes.c_void_p, ctypes.c_char_p)
_name = _function("GDALGetDriverShortName", ctypes.c_char_p, ctypes.c_void_p)
_deregister = _function("GDALDeregisterDriver", None, ctypes.c_void_p)
_set_fetch = _function("CPLHTTPSetFetchCallback", None, _Fetch, ctypes.c_void_p)
_zeroed = _function("VSICalloc", ctypes.c_void_p, ctypes.c_size_t, ctypes.c_size_t)


@_Fetch
def _fetch_nothing(*arguments: Any) -> Any:
    """Answer a request of GDAL's with nothing; no answer at all would let GDAL fetch itself."""
    return _zeroed(1, ANSWER_BYTES)
