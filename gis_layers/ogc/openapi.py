"""The description of the addresses below /ogc (OpenAPI 3.0.3), made from the collections."""

from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Any

from backend.core.http import PROBLEM_TYPE
from backend.core.language import Language
from gis_layers.ogc import documents
from gis_layers.ogc.collections import Collection, Property
from gis_layers.ogc.crs import CRS84, SUPPORTED
from gis_layers.ogc.exports import FORMATS
from gis_layers.ogc.links import GEOJSON, HTML, JSON, JSON_SCHEMA, OPENAPI, address
from gis_layers.ogc.parameters import FILTER_LANGS

Schema = dict[str, Any]

VERSION = "1"
REFUSALS = ("400", "401", "405", "503")
STRING: Schema = {"type": "string"}
_LINKS: Schema = {"type": "array", "items": {"$ref": "#/components/schemas/Link"}}

SCHEMAS: dict[str, Schema] = {
    "Link": {
        "type": "object",
        "required": ["href", "rel"],
        "properties": {name: STRING for name in ("href", "rel", "type", "title", "hreflang")},
    },
    "LandingPage": {
        "type": "object",
        "required": ["links"],
        "properties": {"title": STRING, "description": STRING, "links": _LINKS},
    },
    "ConformanceClasses": {
        "type": "object",
        "required": ["conformsTo"],
        "properties": {"conformsTo": {"type": "array", "items": STRING}},
    },
    "Collections": {
        "type": "object",
        "required": ["links", "collections"],
        "properties": {
            "links": _LINKS,
            "crs": {"type": "array", "items": STRING},
            "collections": {
                "type": "array",
                "items": {"$ref": "#/components/schemas/Collection"},
            },
        },
    },
    "Collection": {
        "type": "object",
        "required": ["id", "links"],
        "properties": {
            **{name: STRING for name in ("id", "title", "description", "itemType", "storageCrs")},
            "links": _LINKS,
            "extent": {"type": "object"},
            "crs": {"type": "array", "items": STRING},
        },
    },
    "Queryables": {
        "type": "object",
        "required": ["$schema", "$id", "type", "properties"],
        "properties": {
            **{name: STRING for name in ("$schema", "$id", "title", "description")},
            "type": {"type": "string", "enum": ["object"]},
            "properties": {"type": "object", "additionalProperties": {"type": "object"}},
        },
    },
    "Geometry": {
        "type": "object",
        "required": ["type"],
        "properties": {"type": STRING, "coordinates": {"type": "array", "items": {}}},
    },
    "Problem": {
        "type": "object",
        "required": ["type", "title", "status", "code"],
        "properties": {
            "type": STRING,
            "title": STRING,
            "status": {"type": "integer", "minimum": 100, "maximum": 599},
            "code": STRING,
            "errors": {"type": "array", "items": {"type": "object"}},
        },
    },
}
FEATURE_ID: Schema = {"name": "featureId", "in": "path", "required": True, "schema": STRING}
_CRS: Schema = {"type": "string", "format": "uri", "enum": list(SUPPORTED), "default": CRS84.uri}


def _parameter(name: str, schema: Schema, description: str) -> Schema:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": description,
        "schema": schema,
        "style": "form",
        "explode": False,
    }


PARAMETERS = {
    "f": _parameter("f", {"type": "string", "enum": ["json", "html"]}, "The representation."),
    "lang": _parameter(
        "lang", {"type": "string", "enum": list(Language.values)}, "The language of the texts."
    ),
    "bbox": _parameter(
        "bbox",
        {"type": "array", "minItems": 4, "maxItems": 4, "items": {"type": "number"}},
        "Only features whose geometry meets the box, in the axis order of `bbox-crs`.",
    ),
    "bbox-crs": _parameter("bbox-crs", _CRS, "The CRS of `bbox`."),
    "crs": _parameter("crs", _CRS, "The CRS of the features' coordinates."),
    "datetime": _parameter(
        "datetime",
        STRING,
        "An RFC 3339 date or moment, or an interval of them: `start/end`, `start/..`, `../end`.",
    ),
    "filter": _parameter("filter", STRING, "A CQL2 expression over the queryables."),
    "filter-lang": _parameter(
        "filter-lang",
        {"type": "string", "enum": list(FILTER_LANGS), "default": FILTER_LANGS[0]},
        "The language of `filter`.",
    ),
    "filter-crs": _parameter("filter-crs", _CRS, "The CRS of geometries in `filter`."),
    "cursor": _parameter("cursor", STRING, "Where a page begins: taken from a `next` link."),
}


def document(collections: Sequence[Collection]) -> documents.Document:
    paths: dict[str, Any] = {
        "/": _path("landingPage", "The landing page", "LandingPage", JSON),
        "/api": _path("apiDescription", "This document", {"type": "object"}, OPENAPI),
        "/conformance": _path("conformance", "Conformance", "ConformanceClasses", JSON),
        "/collections": _path("collections", "All collections", "Collections", JSON),
    }
    for collection in collections:
        paths |= _paths_of(collection)
    return {
        "openapi": "3.0.3",
        "info": {
            "title": str(documents.TITLE),
            "description": str(documents.DESCRIPTION),
            "version": VERSION,
        },
        "servers": [{"url": address()}],
        "security": [{}, {"token": []}],
        "paths": paths,
        "components": {
            "parameters": PARAMETERS,
            "schemas": SCHEMAS | {name: s for each in collections for name, s in _schemas(each)},
            "responses": {status: _refusal(status) for status in (*REFUSALS, "404", "429")},
            "securitySchemes": {"token": {"type": "http", "scheme": "basic"}},
        },
    }


def _refusal(status: str) -> Schema:
    content = {PROBLEM_TYPE: {"schema": _ref("Problem")}}
    return {"description": HTTPStatus(int(status)).phrase, "content": content}


def _paths_of(collection: Collection) -> dict[str, Any]:
    root, name, title = documents.path_of(collection), _name(collection), str(collection.title)
    filters = _filters(collection)
    paging = [_limit(collection), _shared("cursor")]
    item = _path(f"item{name}", title, f"{name}Feature", GEOJSON, [FEATURE_ID, _shared("crs")])
    item["get"]["responses"]["404"] = {"$ref": "#/components/responses/404"}
    return {
        root: _path(f"collection{name}", title, "Collection", JSON),
        f"{root}/queryables": _path(f"queryables{name}", title, "Queryables", JSON_SCHEMA),
        f"{root}/schema": _path(f"schema{name}", title, "Queryables", JSON_SCHEMA),
        f"{root}/export": _export(f"export{name}", title, filters),
        f"{root}/items": _path(
            f"items{name}", title, f"{name}Features", GEOJSON, [*paging, *filters]
        ),
        f"{root}/items/{{featureId}}": item,
    }


def _filters(collection: Collection) -> list[Schema]:
    return [
        *map(_shared, ["bbox", "bbox-crs", "datetime", "crs"]),
        *map(_shared, ["filter", "filter-lang", "filter-crs"]),
        *(
            _parameter(each.name, documents.property_schema(each), str(each.title))
            for each in collection.properties
        ),
    ]


def _path(
    operation: str,
    summary: str,
    schema: str | Schema,
    media_type: str,
    parameters: Iterable[Schema] = (),
) -> Schema:
    content = {
        media_type: {"schema": _ref(schema) if isinstance(schema, str) else schema},
        HTML: {"schema": STRING},
    }
    refusals = {each: {"$ref": f"#/components/responses/{each}"} for each in REFUSALS}
    headers = {"Content-Crs": {"schema": STRING}} if media_type == GEOJSON else {}
    return {
        "get": {
            "operationId": operation,
            "summary": summary,
            "parameters": [_shared("f"), _shared("lang"), *parameters],
            "responses": {
                "200": {"description": summary, "headers": headers, "content": content},
                "304": {"description": "What `If-None-Match` names is still so."},
                **refusals,
            },
        }
    }


def _export(operation: str, summary: str, filters: Sequence[Schema]) -> Schema:
    which = _parameter("f", {"type": "string", "enum": list(FORMATS)}, "The format of the file.")
    file: Schema = {}  # whatever the format has
    described = _path(operation, summary, file, GEOJSON, filters)
    described["get"]["parameters"][0] = which | {"required": True}
    responses = described["get"]["responses"]
    responses["200"]["content"] = {kind: {"schema": file} for kind, _ in FORMATS.values()}
    responses |= {"429": {"$ref": "#/components/responses/429"}}
    return described


def _schemas(collection: Collection) -> list[tuple[str, Schema]]:
    name = _name(collection)
    page = {
        "type": {"type": "string", "enum": ["FeatureCollection"]},
        "features": {"type": "array", "items": _ref(f"{name}Feature")},
        "links": _LINKS,
        "timeStamp": {"type": "string", "format": "date-time"},
        "numberReturned": {"type": "integer", "minimum": 0},
        "numberMatched": {"type": "integer", "minimum": 0},
    }
    feature = {
        "type": {"type": "string", "enum": ["Feature"]},
        "id": {"oneOf": [STRING, {"type": "integer"}]},
        "geometry": _ref("Geometry"),
        "properties": {
            "type": "object",
            "properties": {each.name: _shown(each) for each in collection.properties},
        },
        "links": _LINKS,
    }
    wanted = ["type", "id", "geometry", "properties"]
    return [
        (f"{name}Feature", {"type": "object", "required": wanted, "properties": feature}),
        (f"{name}Features", {"type": "object", "required": wanted[:1], "properties": page}),
    ]


def _shown(each: Property) -> Schema:
    schema = documents.property_schema(each) | {"nullable": True}
    schema.pop("enum", None)  # an older row may hold what nobody can filter by any more
    return schema


def _limit(collection: Collection) -> Schema:
    schema = {
        "type": "integer",
        "minimum": 1,
        "maximum": collection.limit_max,
        "default": collection.limit_default,
    }
    return _parameter("limit", schema, "The most features of one page; a larger number is cut.")


def _name(collection: Collection) -> str:
    return "".join(part.capitalize() for part in collection.id.split("_"))


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _shared(name: str) -> Schema:
    return {"$ref": f"#/components/parameters/{name}"}
