"""Areas of crews as an OGC collection; who is responsible where is public, as `/route` says it."""

from typing import Any

from django.db.models import Max, QuerySet, TextField, Value
from django.db.models.functions import Cast

from backend.core.language import Text
from backend.crews.models import CrewArea
from gis_layers.ogc.collections import Collection, Property


def _edition() -> QuerySet[Any]:
    """The newest area: an import makes new ones of all that it holds."""
    newest = CrewArea.objects.order_by().annotate(everything=Value(1)).values("everything")
    return newest.annotate(edition=Cast(Max("pk"), TextField())).values_list("edition")


CREW_AREAS = Collection(
    id="crew_areas",
    title=Text(pl="Obszary brygad", en="Areas of crews", uk="Ділянки бригад"),
    description=Text(
        pl="Obszary, na których działają brygady; gdzie się nakładają, decyduje wyższy priorytet.",
        en="The areas that crews serve; where they overlap, the higher priority decides.",
        uk="Ділянки, які обслуговують бригади; де вони накладаються, вирішує вищий пріоритет.",
    ),
    rows=lambda request: CrewArea.objects.filter(crew__is_active=True),
    geometry="area",
    geometry_type="multipolygon",
    properties=(
        Property(
            name="name",
            type="string",
            title=Text(pl="Nazwa", en="Name", uk="Назва"),
        ),
        Property(
            name="crew",
            path="crew__name",
            type="string",
            title=Text(pl="Brygada", en="Crew", uk="Бригада"),
        ),
        Property(
            name="jurisdiction",
            path="crew__jurisdiction__teryt",
            type="string",
            title=Text(
                pl="Jednostka (kod TERYT)",
                en="Jurisdiction (TERYT code)",
                uk="Одиниця (код TERYT)",
            ),
        ),
        Property(
            name="priority",
            type="integer",
            title=Text(pl="Priorytet", en="Priority", uk="Пріоритет"),
        ),
    ),
    edition=_edition,
    is_counted=True,
    limit_max=1_000,
)
