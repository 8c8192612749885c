"""A small collection for tests of filters and exports: made-up works, one property of each type."""

from datetime import UTC, date, datetime
from typing import Any

from django.contrib.gis.geos import Point
from django.db.models import BigIntegerField, Case, F, FloatField, QuerySet, Value, When
from django.db.models.functions import Cast, NullIf

from backend.core.language import Text
from gis_layers.models import Layer, RoadWork
from gis_layers.ogc.collections import Collection, Property

NAME = "works of the tests"


def works(request: Any = None) -> QuerySet[RoadWork]:
    return RoadWork.objects.filter(layer__name=NAME).alias(
        lanes=_number("source_id", BigIntegerField()), length_km=_number("manager", FloatField())
    )


def _number(column: str, field: Any) -> Case:
    """A column of text as numbers; a case, for the other layers' works hold no numbers there."""
    number = Cast(NullIf(F(column), Value("")), field)
    return Case(When(layer__name=NAME, then=number), output_field=field)


def _property(name: str, path: str, kind: Any) -> Property:
    return Property(name=name, path=path, type=kind, title=Text(pl=name, en=name, uk=name))


COLLECTION = Collection(
    id="works",
    title=Text(pl="Roboty", en="Works", uk="Роботи"),
    description=Text(pl="Roboty", en="Works", uk="Роботи"),
    rows=works,
    geometry="geometry",
    geometry_type="point",
    properties=(
        _property("title", "description", "string"),
        _property("layer", "layer__name", "string"),
        _property("lanes", "lanes", "integer"),
        _property("length_km", "length_km", "number"),
        _property("closed", "is_active", "boolean"),
        _property("note", "valid_to", "date"),
        _property("day", "valid_from", "date"),
        _property("starts_at", "starts_at", "date-time"),
        _property("ends_at", "ends_at", "date-time"),
    ),
    moment="starts_at",
    until="ends_at",
)


def make_work(layer: Layer, number: int, **values: Any) -> RoadWork:
    """Make one work; `values` are by the names of the collection's properties."""
    lanes, length = values.get("lanes"), values.get("length_km")
    return RoadWork(
        layer=layer,
        kind="works",
        description=values.get("title", f"work {number}"),
        source_id="" if lanes is None else str(lanes),
        manager="" if length is None else repr(length),
        is_active=values.get("closed", False),
        valid_from=values.get("day", date(2026, 1, 1)),
        valid_to=values.get("note"),
        starts_at=values.get("starts_at", datetime(2026, 1, 1, tzinfo=UTC)),
        ends_at=values.get("ends_at"),
        geometry=Point(*values.get("geometry", (21.0, 52.0)), srid=4326),
    )


def make_layer() -> Layer:
    return Layer.objects.create(
        kind="works", name=NAME, edition=1, imported_at=datetime(2026, 1, 1, tzinfo=UTC)
    )
