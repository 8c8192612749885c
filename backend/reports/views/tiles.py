"""Reports as vector tiles."""

from functools import lru_cache
from typing import Any

from django.contrib.gis.db.models import Extent
from django.http import HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.decorators import method_decorator
from django.views.decorators.http import conditional_page
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.accounts.viewer import STRANGER, Viewer, viewer_in
from backend.core.geo import Box
from backend.core.language import Text
from backend.jurisdictions.models import Jurisdiction
from backend.reports import tiles
from backend.reports.serializers.incoming import MapFilter
from backend.reports.views.reports import narrowed
from backend.reports.workflow import CLOSED, OPEN, Status, Visibility
from gis_layers.models import Boundary
from gis_layers.tile_layers import WORLD
from gis_layers.tile_views import TILE_RESPONSES, TileJsonOutput, TileView, tile_answer, tilejson
from gis_layers.tiles import Statement, Tile

MAX_AGE_S = 10  # our choice: as often as the counts are folded
MAX_ZOOM = 16  # of the TileJSON: deeper, a map stretches these tiles
COUNTED_BY = {"status", "service"}
# What the same reports answer to whoever asks, whenever: a statement of these can be kept.
SAME_FOR_ALL = {
    *COUNTED_BY,
    *("jurisdiction", "teryt", "created_after", "created_before", "closed_after"),
}
NAME = Text(pl="Zgłoszenia", en="Reports", uk="Звернення")


@method_decorator(conditional_page, name="dispatch")
class ReportTile(TileView):
    @extend_schema(operation_id="tiles_reports", parameters=[MapFilter], responses=TILE_RESPONSES)
    def get(self, request: Request, z: int, x: int, y: int) -> HttpResponse:
        """The reports that the caller may see, as a Mapbox Vector Tile: clusters below zoom 13."""
        viewer, tile = viewer_in(request), Tile.parse(z, x, y)
        content = _draw(tile, viewer, MapFilter.parse(request) if request.GET else {})
        return tile_answer(content, **_cached_for(viewer))


@method_decorator(conditional_page, name="dispatch")
class ReportTileJson(APIView):
    @extend_schema(
        operation_id="tiles_reports_json", parameters=[MapFilter], responses=TileJsonOutput
    )
    def get(self, request: Request) -> Response:
        """TileJSON of the reports' tiles, narrowed as asked."""
        viewer = viewer_in(request)
        narrowed(viewer, MapFilter.parse(request))
        query = request.GET.copy()
        query.pop("lang", None)
        document = tilejson(
            name=str(NAME),
            tiles=f"/api/v1/tiles/reports/{{z}}/{{x}}/{{y}}.mvt{'?' if query else ''}"
            + query.urlencode(safe=",:"),
            zooms=(0, MAX_ZOOM),
            bounds=_served(),
            vector_layers={tiles.LAYER: tiles.FIELDS},
            attribution=[],
        )
        response = Response(document)
        patch_cache_control(response, **_cached_for(viewer))
        return response


def _draw(tile: Tile, viewer: Viewer, wanted: dict[str, Any]) -> bytes:
    if tile.z >= tiles.POINTS_FROM_ZOOM:
        return tiles.points(tile, *_selects(viewer, wanted))
    if not wanted.keys() <= COUNTED_BY:
        return tiles.clusters(tile, *map(tiles.live, _selects(viewer, wanted)))
    public = tiles.counted(statuses=wanted.get("status"), services=wanted.get("service"))
    return tiles.clusters(tile, public, *map(tiles.live, _beyond(viewer, wanted)))


def _selects(viewer: Viewer, wanted: dict[str, Any]) -> list[Statement]:
    if not wanted.keys() <= SAME_FOR_ALL:
        return [tiles.select(narrowed(viewer, wanted), name="all")]
    names = sorted(wanted)
    values = (wanted[name] for name in names)
    frozen = (tuple(value) if isinstance(value, list) else value for value in values)
    public = _public(tuple(zip(names, frozen, strict=True)))
    return [*public, *_beyond(viewer, wanted)]


@lru_cache(maxsize=1000)
def _public(wanted: tuple[tuple[str, Any], ...]) -> list[Statement]:
    """What everybody sees. Remembered: the ORM writes it slower than PostgreSQL answers it."""
    values = dict(wanted)
    moment = values.pop("closed_after", None)
    if moment is None:
        return [tiles.select(narrowed(STRANGER, values), name="public")]
    # Apart, each has an index; with an "or" between them, neither would.
    statuses = values.get("status", Status.values)
    going, ended = ([each for each in statuses if each in some] for some in (OPEN, CLOSED))
    parts = []
    if going:
        parts.append(tiles.select(narrowed(STRANGER, values | {"status": going}), name="open"))
    if ended:
        late = narrowed(STRANGER, values | {"status": ended}).closed_after(moment)
        parts.append(tiles.select(late, name="ended"))
    return parts


def _beyond(viewer: Viewer, wanted: dict[str, Any]) -> list[Statement]:
    """What the viewer sees beyond the public: for strangers, nothing has to be looked up."""
    if not viewer.key:
        return []
    private = narrowed(viewer, wanted).filter(visibility=Visibility.PRIVATE)
    return [tiles.select(private, name="private")]


def _cached_for(viewer: Viewer) -> dict[str, Any]:
    return {"private" if viewer.key else "public": True, "max_age": MAX_AGE_S}


def _served() -> Box:
    """The box around all jurisdictions; the whole map where none has a boundary."""
    codes = Jurisdiction.objects.filter(is_active=True).values("teryt")
    places = Boundary.objects.active().filter(code__in=codes).order_by()
    extent = places.aggregate(extent=Extent("geometry"))["extent"]
    if extent is None:
        return WORLD
    west, south, east, north = extent
    return Box(west=west, south=south, east=east, north=north)
