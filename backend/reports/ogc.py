"""Reports and their statistics as OGC collections: public attributes only, whoever asks."""

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from rest_framework.request import Request

from backend.accounts.viewer import viewer_in
from backend.core.language import Text
from backend.reports.map_models import MunicipalityStatistics
from backend.reports.models import Report
from backend.reports.workflow import OPEN, Status
from gis_layers.ogc.collections import Collection, Property
from gis_layers.ogc.layers import OUTLINES_PER_PAGE_MAX, edition_of
from gis_layers.querysets import is_in_newer_layer
from gis_layers.rules import LayerKind, Level, RoadCategory

_MUNICIPALITY = Text(pl="Gmina", en="Municipality", uk="Гміна")
_MUNICIPALITY_CODE = Text(
    pl="Gmina (kod TERYT)", en="Municipality (TERYT code)", uk="Гміна (код TERYT)"
)


def _reports(request: Request) -> QuerySet[Report]:
    is_open = ExpressionWrapper(Q(status__in=OPEN), output_field=BooleanField())
    return Report.objects.visible_to(viewer_in(request)).alias(is_open=is_open)


def _statistics(request: Request) -> QuerySet[MunicipalityStatistics]:
    return MunicipalityStatistics.objects.filter(
        boundary__is_active=True, boundary__level=Level.MUNICIPALITY
    ).exclude(is_in_newer_layer("municipality_teryt", "boundary__layer_id"))


REPORTS = Collection(
    id="reports",
    title=Text(pl="Zgłoszenia", en="Reports", uk="Звернення"),
    description=Text(
        pl="Zgłoszenia usterek dróg: publiczne i te, które wolno widzieć pytającemu.",
        en="Reports of road defects: the public ones, and those that the caller may see.",
        uk="Звернення про дефекти доріг: публічні й ті, які дозволено бачити.",
    ),
    rows=_reports,
    geometry="location",
    geometry_type="point",
    properties=(
        Property(name="number", type="string", title=Text(pl="Numer", en="Number", uk="Номер")),
        Property(
            name="service",
            path="service__code",
            type="string",
            title=Text(pl="Rodzaj usterki", en="Service", uk="Послуга"),
        ),
        Property(
            name="status",
            type="string",
            title=Text(pl="Status", en="Status", uk="Статус"),
            enum=tuple(Status.values),
        ),
        Property(
            name="is_open",
            type="boolean",
            title=Text(pl="Otwarte", en="Is open", uk="Відкрите"),
        ),
        Property(
            name="road_category",
            type="string",
            title=Text(pl="Kategoria drogi", en="Road category", uk="Категорія дороги"),
            enum=("", *RoadCategory.values),
        ),
        Property(
            name="road_number",
            type="string",
            title=Text(pl="Numer drogi", en="Road number", uk="Номер дороги"),
        ),
        Property(
            name="road_name",
            type="string",
            title=Text(pl="Nazwa drogi", en="Road name", uk="Назва дороги"),
        ),
        Property(
            name="road_km",
            type="number",
            title=Text(pl="Kilometr drogi", en="Road kilometre", uk="Кілометр дороги"),
        ),
        Property(
            name="manager",
            path="manager_name",
            type="string",
            title=Text(pl="Zarządca drogi", en="Road manager", uk="Управитель дороги"),
        ),
        Property(name="municipality_teryt", type="string", title=_MUNICIPALITY_CODE),
        Property(name="municipality", path="municipality_name", type="string", title=_MUNICIPALITY),
        Property(
            name="jurisdiction",
            path="jurisdiction__teryt",
            type="string",
            title=Text(
                pl="Jednostka (kod TERYT)", en="Jurisdiction (TERYT code)", uk="Одиниця (код TERYT)"
            ),
        ),
        Property(
            name="received_at",
            type="date-time",
            title=Text(pl="Przyjęte", en="Received", uk="Прийнято"),
        ),
        Property(
            name="updated_at",
            type="date-time",
            title=Text(pl="Zmienione", en="Updated", uk="Змінено"),
        ),
        Property(
            name="closed_at",
            type="date-time",
            title=Text(pl="Zamknięte", en="Closed", uk="Закрито"),
        ),
    ),
    moment="received_at",
    order=("map_cell", "id"),
    cells="map_cell",
)

STATISTICS = Collection(
    id="statistics",
    title=Text(pl="Statystyki gmin", en="Statistics by municipality", uk="Статистика гмін"),
    description=Text(
        pl="Publiczne zgłoszenia w każdej gminie: otwarte, zamknięte, mediana dni do załatwienia.",
        en="Public reports in each municipality: open, closed, median of the days to closing.",
        uk="Публічні звернення в кожній гміні: відкриті, закриті, медіана днів до закриття.",
    ),
    rows=_statistics,
    geometry="boundary__geometry",
    geometry_type="multipolygon",
    properties=(
        Property(name="teryt", path="municipality_teryt", type="string", title=_MUNICIPALITY_CODE),
        Property(name="name", path="boundary__name", type="string", title=_MUNICIPALITY),
        Property(
            name="open",
            type="integer",
            title=Text(pl="Otwarte zgłoszenia", en="Open reports", uk="Відкриті звернення"),
        ),
        Property(
            name="closed",
            type="integer",
            title=Text(pl="Zamknięte zgłoszenia", en="Closed reports", uk="Закриті звернення"),
        ),
        Property(
            name="median_days",
            path="median_days_to_close",
            type="number",
            title=Text(
                pl="Mediana dni do załatwienia",
                en="Median days to closing",
                uk="Медіана днів до закриття",
            ),
        ),
    ),
    feature_id="municipality_teryt",
    order=("municipality_teryt",),
    edition=edition_of(LayerKind.BOUNDARIES),
    limit_max=OUTLINES_PER_PAGE_MAX,
)
