"""OGC API - Features, Parts 1 to 3: the documents and the features, as JSON and as pages."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from rest_framework.request import Request
from rest_framework.views import APIView

from backend.core import cursors, errors
from backend.core.features import Features
from backend.core.http import PROVED_BY, WORDS_VARY_BY
from backend.core.moments import utc_text
from gis_layers.ogc import documents, exports, html, items, openapi
from gis_layers.ogc.collections import Collection
from gis_layers.ogc.crs import CRS84, Crs, parse_crs
from gis_layers.ogc.links import (
    GEOJSON,
    HTML,
    JSON,
    JSON_SCHEMA,
    OPENAPI,
    Link,
    link,
    to_itself,
    wanted_representation,
)
from gis_layers.ogc.parameters import (
    FILTERS,
    PAGING,
    Page,
    known_parameters,
    parse_page,
    parse_selection,
)

FOR_STRANGERS = "public, max-age=30"  # our choice: as old as a map's tile may be
FOR_OTHERS = "private, no-cache"


class OgcView(APIView):
    """A read-only address whose answers caches may keep, for strangers."""

    schema = None  # it has an OpenAPI document of its own
    http_method_names = ["get", "head"]
    collections: Sequence[Collection] = ()

    def found(self, collection_id: str) -> Collection:
        """Raises NotFound."""
        for each in self.collections:
            if each.id == collection_id:
                return each
        raise errors.NotFound()

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        is_public = response.status_code in (200, 304) and _is_stranger(request)
        response.headers["Cache-Control"] = FOR_STRANGERS if is_public else FOR_OTHERS
        patch_vary_headers(response, ("Accept", WORDS_VARY_BY, *PROVED_BY))
        return response


class LandingPage(OgcView):
    def get(self, request: Request) -> HttpResponse:
        known_parameters(request.query_params)
        return _answer(request, documents.landing_page(to_itself(request, JSON)), "landing")


class Conformance(OgcView):
    def get(self, request: Request) -> HttpResponse:
        known_parameters(request.query_params)
        return _answer(request, documents.conformance(to_itself(request, JSON)), "conformance")


class Api(OgcView):
    def get(self, request: Request) -> HttpResponse:
        known_parameters(request.query_params)
        document = openapi.document(self.collections)
        return _answer(request, document, "api", media_type=OPENAPI)


class Collections(OgcView):
    def get(self, request: Request) -> HttpResponse:
        known_parameters(request.query_params)
        links = [*to_itself(request, JSON), documents.to_landing_page()]
        document = documents.collection_list(self.collections, links)
        return _answer(request, document, "collections")


class CollectionDetail(OgcView):
    def get(self, request: Request, collection_id: str) -> HttpResponse:
        known_parameters(request.query_params)
        collection = self.found(collection_id)
        document = documents.describe(collection, to_itself(request, JSON))
        return _answer(request, document, "collection", collection=collection)


class Queryables(OgcView):
    def get(self, request: Request, collection_id: str) -> HttpResponse:
        known_parameters(request.query_params)
        collection = self.found(collection_id)
        document = documents.queryables(collection)
        return _answer(
            request, document, "queryables", media_type=JSON_SCHEMA, collection=collection
        )


class Schema(OgcView):
    def get(self, request: Request, collection_id: str) -> HttpResponse:
        known_parameters(request.query_params)
        collection = self.found(collection_id)
        if wanted_representation(request) == "html":
            shown = documents.queryables(collection)  # the same properties, one level up
            return _answer(request, shown, "queryables", collection=collection)
        document = documents.feature_schema(collection)
        return _conditional(request, orjson.dumps(document), JSON_SCHEMA)


class Items(OgcView):
    def get(self, request: Request, collection_id: str) -> HttpResponse:
        collection = self.found(collection_id)
        known = FILTERS | PAGING | {"crs"} | set(collection.queryables)
        query = known_parameters(request.query_params, known)
        representation = wanted_representation(request)
        page = parse_page(query, collection)
        found = items.features_of(request, collection, parse_selection(query, collection), page)
        content = _feature_collection(request, collection, found, page)
        now = utc_text(timezone.now())
        if representation == "html":
            document = orjson.loads(content + b"}") | {"timeStamp": now}
            return html.render(request, "items", document, collection=collection)
        body = b'%s,"timeStamp":"%s"}' % (content, str(now).encode())
        return _in_crs(_conditional(request, body, GEOJSON, same_as=content), page.crs)


class Export(OgcView):
    """The whole collection, or what is wanted of it, as a file."""

    throttle_scope = "exports"
    counts_reads = True

    def get(self, request: Request, collection_id: str) -> HttpResponseBase:
        collection = self.found(collection_id)
        known = FILTERS | {"crs"} | set(collection.queryables)
        query = known_parameters(request.query_params, known)
        crs = parse_crs(query.get("crs", CRS84.uri), field="crs")
        selection = parse_selection(query, collection)
        return exports.response(request, collection, selection, crs)


class Item(OgcView):
    def get(self, request: Request, collection_id: str, feature_id: str) -> HttpResponse:
        collection = self.found(collection_id)
        query = known_parameters(request.query_params, {"crs"})
        representation = wanted_representation(request)
        crs = parse_crs(query.get("crs", CRS84.uri), field="crs")
        feature = items.feature(request, collection, feature_id, crs)
        links = [*to_itself(request, GEOJSON), documents.to_collection(collection)]
        content = b'%s,"links":%s}' % (feature[:-1].encode(), orjson.dumps(links))
        if representation == "html":
            return html.render(request, "item", orjson.loads(content), collection=collection)
        return _in_crs(_conditional(request, content, GEOJSON), crs)


def urls(prefix: str, collections: Sequence[Collection]) -> list[URLPattern]:
    """The addresses of the collections below the prefix."""
    addresses: dict[str, type[OgcView]] = {
        "": LandingPage,
        "/": LandingPage,
        "/api": Api,
        "/conformance": Conformance,
        "/collections": Collections,
        "/collections/<str:collection_id>": CollectionDetail,
        "/collections/<str:collection_id>/queryables": Queryables,
        "/collections/<str:collection_id>/schema": Schema,
        "/collections/<str:collection_id>/items": Items,
        "/collections/<str:collection_id>/export": Export,
        "/collections/<str:collection_id>/items/<str:feature_id>": Item,
    }
    return [
        path(f"{prefix}{below}", view.as_view(collections=collections))
        for below, view in addresses.items()
    ]


def _is_stranger(request: Request | HttpRequest) -> bool:
    return "Authorization" not in request.headers and not request.user.is_authenticated


def _feature_collection(
    request: Request, collection: Collection, found: Features, page: Page
) -> bytes:
    """The GeoJSON document, but for its time stamp and its end."""
    members: dict[str, Any] = {
        "links": _links(request, collection, found),
        "numberReturned": found.number,
    }
    matched = found.matched
    if matched is None and not page.cursor and found.following is None:
        matched = found.number  # it is all on this page
    if matched is not None:
        members["numberMatched"] = matched
    rest = orjson.dumps(members)[1:-1]
    return b'{"type":"FeatureCollection","features":[%s],%s' % (found.json.encode(), rest)


def _links(request: Request, collection: Collection, found: Features) -> list[Link]:
    links = [*to_itself(request, GEOJSON), documents.to_collection(collection)]
    if found.following is not None:
        following = cursors.next_url(request, cursors.encode(*found.following))
        media_type = HTML if wanted_representation(request) == "html" else GEOJSON
        links.append(link("next", following, media_type, documents.NEXT_PAGE))
    return links


def _answer(
    request: Request,
    document: documents.Document,
    template: str,
    *,
    media_type: str = JSON,
    **context: Any,
) -> HttpResponse:
    if wanted_representation(request) == "html":
        return html.render(request, template, document, **context)
    return _conditional(request, orjson.dumps(document), media_type)


def _conditional(
    request: Request, body: bytes, media_type: str, *, same_as: bytes | None = None
) -> HttpResponse:
    """Answer 304 to who has it already. same_as: what does not change by itself."""
    tag = f'W/"{blake2b(same_as or body, digest_size=16).hexdigest()}"'
    response = HttpResponse(body, content_type=media_type, headers={"ETag": tag})
    return get_conditional_response(request, etag=tag, response=response) or response


def _in_crs(response: HttpResponse, crs: Crs) -> HttpResponse:
    response.headers["Content-Crs"] = f"<{crs.uri}>"
    return response
