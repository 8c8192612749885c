"""Reports as GeoJSON for the plain list."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F
from django.db.models.expressions import Combinable

from backend.core import features as geojson
from backend.core.features import Shape
from backend.reports.ogc import REPORTS
from backend.reports.querysets import ReportQuerySet

# The public attributes only, whoever asks: what more a reader may know is in the plain list. What
# is public is said once, by the OGC collection; this list shows some of it.
_SHOWN = (
    "number",
    "status",
    "service",
    "road_category",
    "road_number",
    "road_name",
    "manager",
    "jurisdiction",
    "received_at",
    "updated_at",
)
_PROPERTIES: dict[str, Combinable] = {
    "id": F("id"),
    **{name: REPORTS.queryables[name].value for name in _SHOWN},
}


@dataclass(frozen=True)
class Features:
    """GeoJSON Feature texts joined by commas; last: where the next page begins, if there is one."""

    json: str
    last: tuple[datetime, UUID] | None


def features(reports: ReportQuerySet, *, limit: int) -> Features:
    """Write the first `limit` of a newest-first list, in WGS84."""
    page = geojson.write(
        reports,
        properties=_PROPERTIES,
        shape=Shape("location"),
        keys=("received_at", "id"),
        limit=limit,
    )
    if page.following is None:
        return Features(page.json, None)
    received_at, pk = page.following
    return Features(page.json, (datetime.fromisoformat(received_at), UUID(pk)))
