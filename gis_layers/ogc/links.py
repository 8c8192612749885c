"""Links between the documents, and which representation of one is wanted."""

from typing import Any, Literal
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest

from backend.core.language import Text
from gis_layers.ogc.refusals import refused

JSON = "application/json"
GEOJSON = "application/geo+json"
HTML = "text/html"
JSON_SCHEMA = "application/schema+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
ROOT = "/ogc"

Representation = Literal["json", "html"]
Link = dict[str, Any]

_BAD_FORMAT = Text(
    pl="f to json albo html.",
    en="f is json or html.",
    uk="f — це json або html.",
)
_THIS = Text(pl="Ten dokument", en="This document", uk="Цей документ")
_AS_HTML = Text(pl="Ten dokument jako strona", en="This document as a page", uk="Як сторінка")
_AS_JSON = Text(pl="Ten dokument jako JSON", en="This document as JSON", uk="Як JSON")


def wanted_representation(request: HttpRequest) -> Representation:
    """What `f` says, else what Accept prefers; JSON for who takes anything, or nothing of it."""
    asked = request.GET.get("f")
    if asked is None:
        offered = [JSON, GEOJSON, JSON_SCHEMA, OPENAPI, HTML]
        return "html" if request.get_preferred_type(offered) == HTML else "json"
    if asked == "json":
        return "json"
    if asked == "html":
        return "html"
    raise refused(_BAD_FORMAT, field="f")


def address(path: str = "", **query: str) -> str:
    """The full address of a document below /ogc."""
    root = f"{settings.PUBLIC_URL}{ROOT}{path}"
    return f"{root}?{urlencode(query)}" if query else root


def link(rel: str, href: str, media_type: str, title: object) -> Link:
    return {"rel": rel, "href": href, "type": media_type, "title": str(title)}


def to_itself(request: HttpRequest, media_type: str) -> list[Link]:
    """Link to the document at hand and to its other representation."""
    shown = wanted_representation(request)
    return [
        link(
            "self" if shown == representation else "alternate",
            _again(request, representation),
            kind,
            _THIS if shown == representation else title,
        )
        for representation, kind, title in (
            ("json", media_type, _AS_JSON),
            ("html", HTML, _AS_HTML),
        )
    ]


def _again(request: HttpRequest, representation: str) -> str:
    query = request.GET.copy()
    query["f"] = representation
    return f"{settings.PUBLIC_URL}{request.path}?{query.urlencode()}"
