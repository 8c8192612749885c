"""The collections of the layers themselves: boundaries, roads, and works on roads."""

from collections.abc import Callable
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import QuerySet, TextField
from django.db.models.functions import MD5, Cast

from backend.core.language import Text
from gis_layers.models import Boundary, Layer, Road, RoadWork
from gis_layers.ogc.collections import Collection, Property
from gis_layers.rules import LayerKind, Level, RoadCategory, WorkKind

LINES_PER_PAGE_MAX = 2_000  # our choice: some 2 MB
OUTLINES_PER_PAGE_MAX = 100  # our choice: an outline of 1,500 points is 35 kB, of a coast 1 MB

_NAME = Text(pl="Nazwa", en="Name", uk="Назва")
_VALID_FROM = Property(
    name="valid_from",
    type="date",
    title=Text(pl="Obowiązuje od", en="Valid from", uk="Чинне від"),
)


def edition_of(kind: LayerKind) -> Callable[[], QuerySet[Any]]:
    """One text for all layers in force: it changes with each import and each step back."""
    ids = StringAgg(Cast("pk", TextField()), ",", order_by="pk")
    layers = Layer.objects.active().filter(kind=kind).order_by().values("kind")
    return lambda: layers.annotate(edition=MD5(ids)).values_list("edition")


BOUNDARIES = Collection(
    id="boundaries",
    title=Text(pl="Granice", en="Boundaries", uk="Межі"),
    description=Text(
        pl="Granice gmin, powiatów i województw, z kodami TERYT.",
        en="Boundaries of municipalities, counties and voivodeships, with their TERYT codes.",
        uk="Межі гмін, повітів і воєводств, з кодами TERYT.",
    ),
    rows=lambda request: Boundary.objects.active().newest_of_code(),
    geometry="geometry",
    geometry_type="multipolygon",
    properties=(
        Property(
            name="code",
            type="string",
            title=Text(pl="Kod TERYT", en="TERYT code", uk="Код TERYT"),
        ),
        Property(
            name="level",
            type="string",
            title=Text(pl="Poziom", en="Level", uk="Рівень"),
            enum=tuple(Level.values),
        ),
        Property(name="name", type="string", title=_NAME),
        Property(
            name="area_m2",
            type="number",
            title=Text(pl="Powierzchnia w m²", en="Area in m²", uk="Площа в м²"),
        ),
        _VALID_FROM,
    ),
    feature_id="code",
    order=("code", "id"),
    edition=edition_of(LayerKind.BOUNDARIES),
    is_counted=True,
    limit_max=OUTLINES_PER_PAGE_MAX,
)

ROADS = Collection(
    id="roads",
    title=Text(pl="Drogi", en="Roads", uk="Дороги"),
    description=Text(
        pl="Odcinki dróg z kategorią, numerem i kilometrażem.",
        en="Lines of roads with their category, number and kilometres.",
        uk="Ділянки доріг із категорією, номером і кілометражем.",
    ),
    rows=lambda request: Road.objects.active(),
    geometry="geometry",
    geometry_type="linestring",
    properties=(
        Property(
            name="category",
            type="string",
            title=Text(pl="Kategoria", en="Category", uk="Категорія"),
            enum=tuple(RoadCategory.values),
        ),
        Property(
            name="number",
            type="string",
            title=Text(pl="Numer", en="Number", uk="Номер"),
        ),
        Property(name="name", type="string", title=_NAME),
        Property(
            name="is_expressway",
            type="boolean",
            title=Text(
                pl="Autostrada lub droga ekspresowa",
                en="Motorway or expressway",
                uk="Автомагістраль або швидкісна дорога",
            ),
        ),
        Property(
            name="km_from",
            type="number",
            title=Text(pl="Kilometr początku", en="Kilometre at start", uk="Кілометр початку"),
        ),
        Property(
            name="km_to",
            type="number",
            title=Text(pl="Kilometr końca", en="Kilometre at end", uk="Кілометр кінця"),
        ),
        _VALID_FROM,
    ),
    edition=edition_of(LayerKind.ROADS),
    limit_max=LINES_PER_PAGE_MAX,
)

WORKS = Collection(
    id="works",
    title=Text(pl="Roboty i zamknięcia", en="Works and closures", uk="Роботи та закриття"),
    description=Text(
        pl="Zapowiedziane roboty i zamknięcia dróg: gdzie, co, od kiedy do kiedy i przez kogo.",
        en="Works on roads and closures that were announced: where, what, when and by whom.",
        uk="Оголошені роботи на дорогах і закриття: де, що, коли та ким.",
    ),
    rows=lambda request: RoadWork.objects.active(),
    geometry="geometry",
    geometry_type="any",
    properties=(
        Property(
            name="kind",
            type="string",
            title=Text(pl="Rodzaj", en="Kind", uk="Вид"),
            enum=tuple(WorkKind.values),
        ),
        Property(
            name="description",
            type="string",
            title=Text(pl="Opis", en="Description", uk="Опис"),
        ),
        Property(
            name="manager",
            type="string",
            title=Text(pl="Zarządca", en="Manager", uk="Управитель"),
        ),
        Property(
            name="starts_at",
            type="date-time",
            title=Text(pl="Początek", en="Start", uk="Початок"),
        ),
        Property(
            name="ends_at",
            type="date-time",
            title=Text(pl="Koniec", en="End", uk="Кінець"),
        ),
    ),
    moment="starts_at",
    until="ends_at",
    edition=edition_of(LayerKind.WORKS),
    is_counted=True,
    limit_max=LINES_PER_PAGE_MAX,
)

COLLECTIONS = (BOUNDARIES, ROADS, WORKS)
