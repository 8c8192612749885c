"""The documents as pages: what the JSON says, for people."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template import loader

from backend.core import page_map
from backend.core.language import Language, current_language
from gis_layers.ogc.collections import Collection
from gis_layers.ogc.words import WORDS

ROOT = "/ogc/"
DOWNLOADS = {"geojson": "GeoJSON", "gpkg": "GeoPackage", "csv": "CSV"}
OF_ONE_PAGE = ("limit", "cursor", "crs")  # what a download of everything leaves out
WORDS_OF_THE_MAP = ("zoomIn", "zoomOut", "chosen", "map_failed")

Document = dict[str, Any]


def render(
    request: HttpRequest,
    template: str,
    document: Document,
    *,
    collection: Collection | None = None,
    **context: Any,
) -> HttpResponse:
    """Show a document on the page of this name (templates/ogc).

    document: what the JSON would be.
    collection: whose features or properties the document has.
    """
    fill = _FILLINGS.get(template)
    page = {
        **context,
        **(fill(request, document, collection) if fill else {}),
        "document": document,
        "collection": collection,
        "words": WORDS,
        "root": _page(request, ROOT),
        "addresses": {
            name: _page(request, f"{ROOT}{name}") for name in ("collections", "conformance", "api")
        },
        "crumbs": list(_crumbs(request, collection)),
        "language": current_language(),
        "languages": [(code, name, _here(request, lang=code)) for code, name in _languages()],
        "as_json": _here(request, f="json"),
    }
    return HttpResponse(loader.render_to_string(f"ogc/{template}.html", page))


def _crumbs(request: HttpRequest, collection: Collection | None) -> Iterator[tuple[str, str]]:
    """Yield address and name of every page from the first one to this one."""
    yield _page(request, ROOT), str(WORDS["home"])
    path = ROOT.rstrip("/")
    for part in request.path.removeprefix(ROOT).split("/"):
        if not part:
            continue
        path = f"{path}/{quote(part)}"
        named = str(collection.title) if collection and part == collection.id else part
        yield _page(request, path), str(WORDS.get(part, named))


def _collections(request: HttpRequest, document: Document, collection: Any) -> Document:
    rows = [
        {**each, "href": _page(request, f"{ROOT}collections/{each['id']}")}
        for each in document["collections"]
    ]
    return {"rows": rows}


def _collection(request: HttpRequest, document: Document, collection: Any) -> Document:
    extent = document.get("extent", {})
    boxes = extent.get("spatial", {}).get("bbox") or [None]
    return {
        "box": boxes[0],
        "interval": (extent.get("temporal", {}).get("interval") or [None])[0],
        "map": _map(request, box=boxes[0]) if boxes[0] else "",
        "items": _page(request, f"{request.path}/items"),
        "queryables": _page(request, f"{request.path}/queryables"),
        "downloads": _downloads(request, request.path),
    }


def _queryables(request: HttpRequest, document: Document, collection: Collection) -> Document:
    rows = [
        (name, each["title"], each.get("format") or each["type"], ", ".join(each.get("enum", [])))
        for name, each in document["properties"].items()
    ]
    return {"rows": rows}


def _items(request: HttpRequest, document: Document, collection: Collection) -> Document:
    links = {each["rel"]: each["href"] for each in document.get("links", [])}
    return {
        "rows": [
            {
                "id": feature["id"],
                "href": _page(request, f"{request.path}/{quote(str(feature['id']), safe='')}"),
                "values": _values(feature, collection),
                "place": _place(feature["geometry"]),
            }
            for feature in document["features"]
        ],
        "pager": {
            rel: _page(request, links[rel]) for rel in ("first", "prev", "next") if rel in links
        },
        "map": _map(request, features=_here(request, f="json", crs=None)),
        "downloads": _downloads(request, request.path.removesuffix("/items")),
    }


def _item(request: HttpRequest, document: Document, collection: Collection) -> Document:
    titles = [each.title for each in collection.properties]
    return {
        "rows": list(zip(titles, _values(document, collection), strict=True)),
        "geometry": orjson.dumps(document["geometry"]).decode(),
        "map": _map(request, features=_here(request, f="json", crs=None)),
    }


def _api(request: HttpRequest, document: Document, collection: Any) -> Document:
    calls = [
        (path, operation.get("summary", ""))
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if method == "get"
    ]
    return {"calls": calls}


_FILLINGS: dict[str, Callable[[HttpRequest, Document, Any], Document]] = {
    "collections": _collections,
    "collection": _collection,
    "queryables": _queryables,
    "items": _items,
    "item": _item,
    "api": _api,
}


def _values(feature: Document, collection: Collection) -> list[str]:
    values = [feature["properties"].get(each.name) for each in collection.properties]
    return [_shown(value) for value in values]


def _place(geometry: Document | None) -> str:
    """A point's coordinates, or what kind of geometry it is."""
    match geometry:
        case {"type": "Point", "coordinates": [first, second, *_]}:
            return f"{first}, {second}"
    return geometry["type"] if geometry else ""


def _shown(value: Any) -> str:
    if value is None:
        return ""
    return str(WORDS["yes" if value else "no"]) if isinstance(value, bool) else str(value)


def _map(request: HttpRequest, **shown: Any) -> str:
    """What ogc/features-map.js has to know."""
    words = {name: str(WORDS[name]) for name in WORDS_OF_THE_MAP}
    return orjson.dumps({**shown, "words": words, "baseMap": page_map.base_layer()}).decode()


def _downloads(request: HttpRequest, collection: str) -> list[tuple[str, str]]:
    """Name and address of every kind of export of what the address of the page filters."""
    address = f"{collection}/export?{request.GET.urlencode()}"
    left_out = dict.fromkeys(OF_ONE_PAGE)
    return [(name, _with(address, f=code, **left_out)) for code, name in DOWNLOADS.items()]


def _languages() -> list[tuple[str, str]]:
    return [(code, name) for code, name in settings.LANGUAGES if code in Language.values]


def _here(request: HttpRequest, **changes: str | None) -> str:
    return _with(request.get_full_path(), **changes)


def _page(request: HttpRequest, address: str) -> str:
    """The address of one of our pages, in the language that this one was asked for."""
    return _with(address, f=None, lang=request.GET.get("lang"))


def _with(address: str, **changes: str | None) -> str:
    """Set parameters of an address, or take them out; its host is left out."""
    parts = urlsplit(address)
    query = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name not in changes
    ]
    query += [(name, value) for name, value in changes.items() if value]
    return parts.path + (f"?{urlencode(query)}" if query else "")
