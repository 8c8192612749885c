"""Tiles over HTTP, each set with its TileJSON."""

from html import escape
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.decorators import method_decorator
from django.views.decorators.http import conditional_page
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.core import errors
from backend.core.basemap import MEDIA_TYPES, Archive, open_archive, plain
from backend.core.geo import Box
from backend.core.schema import PROBLEM_TYPE, Problem
from backend.core.serializers import QuerySerializer
from gis_layers import tile_layers
from gis_layers.tile_layers import TileLayer
from gis_layers.tiles import Tile

MVT = "application/vnd.mapbox-vector-tile"
LAYERS_MAX_AGE_S = 3600  # our choice: layers change with an import
TILE_RESPONSES: Any = {(200, MVT): OpenApiTypes.BINARY, 204: None, 304: None}


class NoFilter(QuerySerializer):
    """No parameters but the language."""


class TileJsonOutput(serializers.Serializer[Any]):
    """TileJSON 3.0."""

    tilejson = serializers.CharField()
    name = serializers.CharField()
    attribution = serializers.CharField()
    scheme = serializers.CharField()
    tiles = serializers.ListField(child=serializers.CharField())
    minzoom = serializers.IntegerField()
    maxzoom = serializers.IntegerField()
    bounds = serializers.ListField(child=serializers.FloatField(), min_length=4, max_length=4)
    vector_layers = serializers.ListField(child=serializers.DictField())


class TileView(APIView):
    """What all tiles have in common."""

    is_wordless = True


def tile_answer(content: bytes, *, content_type: str = MVT, **cache: Any) -> HttpResponse:
    """Send a tile, 204 when it is empty. cache: directives of Cache-Control."""
    response = HttpResponse(content, content_type=content_type, status=200 if content else 204)
    patch_cache_control(response, **cache)
    return response


def tilejson(
    *,
    name: str,
    tiles: str,
    zooms: tuple[int, int],
    bounds: Box,
    vector_layers: dict[str, dict[str, str]],
    attribution: list[str],
) -> dict[str, Any]:
    """Describe a set of tiles. tiles: their path. vector_layers: the fields, by layer."""
    low, high = zooms
    return {
        "tilejson": "3.0.0",
        "name": name,
        "attribution": "; ".join(escape(each) for each in attribution),  # viewers take it as HTML
        "scheme": "xyz",
        "tiles": [f"{settings.PUBLIC_URL}{tiles}"],
        "minzoom": low,
        "maxzoom": high,
        "bounds": [bounds.west, bounds.south, bounds.east, bounds.north],
        "vector_layers": [
            {"id": each, "description": name, "minzoom": low, "maxzoom": high, "fields": fields}
            for each, fields in vector_layers.items()
        ],
    }


def found(layers: dict[str, TileLayer], name: str) -> TileLayer:
    """Raises NotFound."""
    if name not in layers:
        raise errors.NotFound()
    return layers[name]


@method_decorator(conditional_page, name="dispatch")
class LayerTile(TileView):
    layers: dict[str, TileLayer] = {}

    @extend_schema(operation_id="tiles_layer", responses=TILE_RESPONSES)
    def get(self, request: Request, layer: str, z: int, x: int, y: int) -> HttpResponse:
        """A Mapbox Vector Tile of a layer: boundaries, roads, works or crew_areas."""
        NoFilter.parse(request)
        content = tile_layers.draw(
            found(self.layers, layer), Tile.parse(z, x, y), at=timezone.now()
        )
        return tile_answer(content, public=True, max_age=LAYERS_MAX_AGE_S)


@method_decorator(conditional_page, name="dispatch")
class LayerTileJson(APIView):
    layers: dict[str, TileLayer] = {}

    @extend_schema(operation_id="tiles_layer_json", responses=TileJsonOutput)
    def get(self, request: Request, layer: str) -> Response:
        """TileJSON of a layer's tiles."""
        NoFilter.parse(request)
        drawn = found(self.layers, layer)
        document = tilejson(
            name=str(drawn.title),
            tiles=f"/api/v1/tiles/{drawn.id}/{{z}}/{{x}}/{{y}}.mvt",
            zooms=(drawn.min_zoom, drawn.max_zoom),
            bounds=tile_layers.bounds(drawn, at=timezone.now()),
            vector_layers={drawn.id: {name: each.meaning for name, each in drawn.fields.items()}},
            attribution=tile_layers.sources(drawn),
        )
        response = Response(document)
        patch_cache_control(response, public=True, max_age=LAYERS_MAX_AGE_S)
        return response


@method_decorator(conditional_page, name="dispatch")
class BaseTile(TileView):
    @extend_schema(
        operation_id="tiles_base",
        responses={
            **{(200, media_type): OpenApiTypes.BINARY for media_type in MEDIA_TYPES.values()},
            204: None,
            304: None,
        },
    )
    def get(self, request: Request, z: int, x: int, y: int) -> HttpResponse:
        """A tile of the operator's own base map, as its PMTiles file has it."""
        NoFilter.parse(request)
        archive, tile = _archive(), Tile.parse(z, x, y)
        content = archive.tile(tile.z, tile.x, tile.y)
        takes_gzip = "gzip" in request.headers.get("Accept-Encoding", "")
        if content and archive.is_gzipped and not takes_gzip:
            content = plain(content)
        response = tile_answer(
            content, content_type=archive.media_type, public=True, max_age=LAYERS_MAX_AGE_S
        )
        if content and archive.is_gzipped:
            patch_vary_headers(response, ["Accept-Encoding"])
            if takes_gzip:
                response["Content-Encoding"] = "gzip"
        return response


@method_decorator(conditional_page, name="dispatch")
class BaseTileJson(APIView):
    @extend_schema(
        operation_id="tiles_base_json",
        responses={200: TileJsonOutput, (404, PROBLEM_TYPE): Problem},
    )
    def get(self, request: Request) -> Response:
        """TileJSON of the operator's own base map."""
        NoFilter.parse(request)
        archive = _archive()
        west, south, east, north = archive.bounds
        document = tilejson(
            name=str(archive.metadata.get("name", "")),
            tiles="/api/v1/tiles/base/{z}/{x}/{y}",
            zooms=archive.zooms,
            bounds=Box(west=west, south=south, east=east, north=north),
            vector_layers={},
            attribution=[settings.BASE_MAP_ATTRIBUTION] if settings.BASE_MAP_ATTRIBUTION else [],
        )
        document["vector_layers"] = archive.metadata.get("vector_layers", [])
        response = Response(document)
        patch_cache_control(response, public=True, max_age=LAYERS_MAX_AGE_S)
        return response


def _archive() -> Archive:
    """Raises NotFound without one."""
    if not settings.BASE_MAP_PMTILES:
        raise errors.NotFound()
    return open_archive(Path(settings.BASE_MAP_PMTILES))
