"""The documents about the data: landing page, conformance, collections, queryables."""

from collections.abc import Sequence
from typing import Any

from backend.core.language import Text
from gis_layers.ogc import cql2
from gis_layers.ogc.collections import Collection, Property
from gis_layers.ogc.crs import CRS84, SUPPORTED
from gis_layers.ogc.exports import FORMATS
from gis_layers.ogc.links import GEOJSON, HTML, JSON, JSON_SCHEMA, OPENAPI, Link, address, link

Document = dict[str, Any]

_FEATURES_1 = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/"
CONFORMANCE = (
    f"{_FEATURES_1}core",
    f"{_FEATURES_1}oas30",
    f"{_FEATURES_1}geojson",
    f"{_FEATURES_1}html",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
    *cql2.FEATURES_CONFORMANCE,
    *cql2.CONFORMANCE,
)
QUERYABLES = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
# West, south, east, north of the area that EPSG:2180 is made for: Poland on land and sea.
POLAND = [14.0, 49.0, 24.2, 55.95]
GEOMETRIES = {
    "point": "Point",
    "linestring": "LineString",
    "multipolygon": "MultiPolygon",
    "any": "Geometry",
}

TITLE = Text(
    pl="Usterka: dane przestrzenne",
    en="Usterka: spatial data",
    uk="Usterka: просторові дані",
)
DESCRIPTION = Text(
    pl="Zgłoszenia usterek dróg, obszary brygad, granice, drogi i statystyki.",
    en="Reports of road defects, areas of crews, boundaries, roads and statistics.",
    uk="Звернення про дефекти доріг, ділянки бригад, межі, дороги та статистика.",
)
_LANDING = Text(pl="Strona początkowa", en="Landing page", uk="Початкова сторінка")
_API = Text(pl="Opis interfejsu (OpenAPI)", en="The API's description", uk="Опис API (OpenAPI)")
_CONFORMANCE = Text(
    pl="Klasy zgodności z normami", en="Conformance classes", uk="Класи відповідності"
)
_COLLECTIONS = Text(pl="Zbiory danych", en="Collections of data", uk="Набори даних")
_ITEMS = Text(pl="Obiekty", en="Features", uk="Об'єкти")
_SCHEMA = Text(pl="Schemat obiektów", en="Schema of the features", uk="Схема об'єктів")
_EXPORT = Text(pl="Wszystko w jednym pliku", en="Everything in a file", uk="Усе в одному файлі")
NEXT_PAGE = Text(pl="Następna strona", en="Next page", uk="Наступна сторінка")
_QUERYABLES = Text(pl="Właściwości do filtrów", en="Queryables", uk="Властивості для фільтрів")
_GEOMETRY = Text(pl="Geometria", en="Geometry", uk="Геометрія")


def landing_page(links: list[Link]) -> Document:
    return {
        "title": str(TITLE),
        "description": str(DESCRIPTION),
        "links": [
            *links,
            link("service-desc", address("/api"), OPENAPI, _API),
            link("service-doc", address("/api", f="html"), HTML, _API),
            link("conformance", address("/conformance"), JSON, _CONFORMANCE),
            link("data", address("/collections"), JSON, _COLLECTIONS),
        ],
    }


def conformance(links: list[Link]) -> Document:
    return {"conformsTo": list(CONFORMANCE), "links": links}


def collection_list(collections: Sequence[Collection], links: list[Link]) -> Document:
    return {
        "links": links,
        "crs": list(SUPPORTED),
        "collections": [
            describe(each, [link("self", address(path_of(each)), JSON, each.title)])
            for each in collections
        ],
    }


def describe(collection: Collection, links: list[Link]) -> Document:
    path = path_of(collection)
    return {
        "id": collection.id,
        "title": str(collection.title),
        "description": str(collection.description),
        "itemType": "feature",
        "extent": _extent(collection),
        "crs": list(SUPPORTED),
        "storageCrs": CRS84.uri,
        "links": [
            *links,
            link("items", address(f"{path}/items"), GEOJSON, _ITEMS),
            link("items", address(f"{path}/items", f="html"), HTML, _ITEMS),
            link(QUERYABLES, address(f"{path}/queryables"), JSON_SCHEMA, _QUERYABLES),
            link("describedby", address(f"{path}/schema"), JSON_SCHEMA, _SCHEMA),
            *(
                link("enclosure", address(f"{path}/export", f=name), media_type, _EXPORT)
                for name, (media_type, _) in FORMATS.items()
            ),
        ],
    }


def queryables(collection: Collection) -> Document:
    """The properties that filters may name, as JSON Schema."""
    geometry = GEOMETRIES[collection.geometry_type]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": address(f"{path_of(collection)}/queryables"),
        "type": "object",
        "title": str(collection.title),
        "description": str(collection.description),
        "properties": {
            **{each.name: property_schema(each) for each in collection.properties},
            cql2.GEOMETRY: {
                "title": str(_GEOMETRY),
                "$ref": f"https://geojson.org/schema/{geometry}.json",
                "format": f"geometry-{collection.geometry_type}",
            },
        },
        "additionalProperties": False,
    }


def feature_schema(collection: Collection) -> Document:
    """What a feature of the collection looks like; any of its properties may be null.

    Clients take the columns' types from here, where a page of nulls and round numbers would
    mislead them. They read no `$ref` and no lists of types.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": address(f"{path_of(collection)}/schema"),
        "title": str(collection.title),
        "description": str(collection.description),
        "type": "object",
        "required": ["type", "id", "geometry", "properties"],
        "properties": {
            "type": {"type": "string", "enum": ["Feature"]},
            "id": {"title": "id"},
            "geometry": {
                "title": str(_GEOMETRY),
                "format": f"geometry-{collection.geometry_type}",
            },
            "properties": {
                "type": "object",
                "properties": {each.name: property_schema(each) for each in collection.properties},
                "additionalProperties": False,
            },
        },
    }


def property_schema(each: Property) -> Document:
    schema: Document = {"title": str(each.title)}
    if each.type in ("date", "date-time"):
        schema |= {"type": "string", "format": each.type}
    else:
        schema["type"] = each.type
    return schema | ({"enum": list(each.enum)} if each.enum else {})


def path_of(collection: Collection) -> str:
    return f"/collections/{collection.id}"


def to_collection(collection: Collection) -> Link:
    return link("collection", address(path_of(collection)), JSON, collection.title)


def to_landing_page() -> Link:
    return link("root", address(), JSON, _LANDING)


def _extent(collection: Collection) -> Document:
    extent: Document = {"spatial": {"bbox": [POLAND], "crs": CRS84.uri}}
    if collection.moment:
        extent["temporal"] = {"interval": [[None, None]]}
    return extent
