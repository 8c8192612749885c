"""Areas of crews as vector tiles."""

from datetime import datetime

from django.db.models import QuerySet

from backend.core.language import Text
from backend.crews.models import CrewArea
from gis_layers.tile_layers import Field, TileLayer


def _areas(zoom: int, at: datetime) -> QuerySet:
    return CrewArea.objects.filter(crew__is_active=True)


CREW_AREAS = TileLayer(
    id="crew_areas",
    title=Text(pl="Obszary brygad", en="Areas of crews", uk="Території бригад"),
    rows=_areas,
    shape="area",
    fields={
        "id": Field(path="id", meaning="Number"),
        "name": Field(path="name", meaning="String"),
        "crew": Field(path="crew", meaning="Number: the crew's id"),
        "crew_name": Field(path="crew__name", meaning="String"),
        "priority": Field(path="priority", meaning="Number: the higher wins where areas overlap"),
    },
)
