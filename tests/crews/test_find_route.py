"""Routing on real PostGIS: places of the demo municipality, and made-up borders."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.contrib.gis.geos import MultiPolygon, Point, Polygon
from django.utils import timezone

from backend.crews.models import Crew, CrewArea, Duty
from backend.crews.routing import find_route
from backend.jurisdictions.models import (
    Jurisdiction,
    ManagementAgreement,
    RoadManager,
    Service,
)
from gis_layers.models import Boundary, Layer, Road
from tests.conftest import NOON

pytestmark = pytest.mark.django_db

FIRST_DAY = date(2026, 1, 1)
FIXTURES = Path(__file__).parents[2] / "fixtures"
SPOTS = json.loads((FIXTURES / "spots.json").read_text(encoding="utf-8"))
CREWS = {
    "drogi-polnoc": "Brygada drogowa Północ",
    "drogi-poludnie": "Brygada drogowa Południe",
    "powiat": "Obwód Drogowy Powiatu",
    None: None,
}


def route(lon, lat, *, service="pothole", accuracy_m=None, at=NOON):
    where = Point(lon, lat, srid=4326)
    return find_route(location=where, accuracy_m=accuracy_m, service=service, at=at)


def at_spot(spots, name, **values):
    return route(spots[name]["lon"], spots[name]["lat"], **values)


def square(west, south, east, north) -> MultiPolygon:
    return MultiPolygon(Polygon.from_bbox((west, south, east, north)), srid=4326)


@pytest.mark.parametrize("spot", SPOTS, ids=lambda spot: spot["name"])
def test_each_named_place_has_its_road_manager_and_crew(spot):
    found = route(spot["lon"], spot["lat"], service=spot["service"])

    assert (found.road.category if found.road else None) == spot["category"]
    if spot["road"]:
        assert spot["road"] in (found.road.number, found.road.name)
    assert found.manager.kind == spot["manager_kind"]
    assert (found.crew.name if found.crew else None) == CREWS[spot["expected_crew"]]
    assert found.is_certain


def test_a_route_takes_one_round_trip(spots, django_assert_num_queries):
    with django_assert_num_queries(1):
        at_spot(spots, "Magdalenka, ul. Słoneczna", accuracy_m=40)


@pytest.mark.parametrize(
    ("at", "kind"),
    [
        (datetime(2024, 12, 31, 22, 59, tzinfo=UTC), "county"),
        (datetime(2024, 12, 31, 23, 0, tzinfo=UTC), "municipality"),
        (datetime(2029, 12, 31, 22, 59, tzinfo=UTC), "municipality"),
        (datetime(2029, 12, 31, 23, 0, tzinfo=UTC), "county"),
    ],
)
def test_an_agreement_by_number_is_in_force_from_day_to_day_in_poland(spots, at, kind):
    name = "Władysławów, ul. Wiśniowa (przejęta przez gminę)"

    assert at_spot(spots, name, at=at).manager.kind == kind


@pytest.mark.parametrize(
    ("name", "at", "kind"),
    [
        ("Lesznowola, ul. Słoneczna (przejęta przez gminę)", NOON, "municipality"),
        (
            "Lesznowola, ul. Słoneczna (przejęta przez gminę)",
            datetime(2025, 5, 31, 12, tzinfo=UTC),
            "voivodeship",
        ),
        ("Magdalenka, ul. Słoneczna", NOON, "voivodeship"),
    ],
)
def test_an_agreement_by_area_holds_inside_it(spots, name, at, kind):
    assert at_spot(spots, name, at=at).manager.kind == kind


def test_an_agreement_by_number_goes_before_one_by_area_and_the_younger_first(spots):
    board = RoadManager.objects.get(kind="voivodeship")
    mayor = RoadManager.objects.get(kind="municipality", teryt="1418032")
    county = RoadManager.objects.get(kind="county", teryt="1418")
    name = "Lesznowola, ul. Słoneczna (przejęta przez gminę)"
    values = {"from_manager": board, "road_number": "721"}

    ManagementAgreement.objects.create(
        reference="old", to_manager=mayor, valid_from=date(2020, 1, 1), **values
    )
    young = ManagementAgreement.objects.create(
        reference="young", to_manager=county, valid_from=date(2026, 1, 1), **values
    )
    assert at_spot(spots, name).manager.id == county.pk

    young.delete()
    reasons = {reason.code: reason.values for reason in at_spot(spots, name).reasons}
    assert reasons["agreement"]["reference"] == "old"


@pytest.fixture
def crews_at_place(place):
    """Make crews of the municipality with an area around the place: (priority, half width)."""
    office = Jurisdiction.objects.get(teryt="1418032")
    CrewArea.objects.all().delete()

    def _make(*areas: tuple[int, float]) -> list[Crew]:
        made = []
        for serial, (priority, width) in enumerate(areas):
            crew = Crew.objects.create(jurisdiction=office, name=f"Ekipa {serial}")
            Duty.objects.create(crew=crew, service=Service.objects.get(code="pothole"))
            lon, lat = place["lon"], place["lat"]
            area = square(lon - width, lat - width, lon + width, lat + width)
            CrewArea.objects.create(crew=crew, name="Obszar", area=area, priority=priority)
            made.append(crew)
        return made

    return _make


@pytest.mark.parametrize(
    ("areas", "winner"),
    [
        ([(1, 0.01), (5, 0.05)], 1),
        ([(5, 0.05), (5, 0.01)], 1),
        ([(5, 0.01), (5, 0.05)], 0),
        ([(5, 0.01), (5, 0.01)], 0),
        ([(-3, 0.01)], 0),
    ],
)
def test_priority_then_the_smallest_area_then_the_lowest_id_wins(
    place, crews_at_place, areas, winner
):
    crews = crews_at_place(*areas)

    assert route(**place).crew.id == crews[winner].pk


@pytest.mark.parametrize("why", ["not at work", "another duty", "another place", "other office"])
def test_a_crew_that_does_not_fit_is_passed_over(place, crews_at_place, why):
    fit, unfit = crews_at_place((1, 0.01), (9, 0.01))
    if why == "not at work":
        Crew.objects.filter(pk=unfit.pk).update(is_active=False)
    if why == "another duty":
        Duty.objects.filter(crew=unfit).update(service=Service.objects.get(code="manhole"))
    if why == "another place":
        CrewArea.objects.filter(crew=unfit).update(area=square(10, 50, 11, 51))
    if why == "other office":
        Crew.objects.filter(pk=unfit.pk).update(jurisdiction=Jurisdiction.objects.get(teryt="1418"))

    assert route(**place).crew.id == fit.pk


def test_no_crew_at_all_is_an_answer(place, crews_at_place):
    crews_at_place()
    found = route(**place)

    assert (found.crew, found.handler.teryt) == (None, "1418032")
    assert found.reasons[-1].code == "no_crew"


@pytest.mark.parametrize(
    ("accuracy_m", "is_certain"), [(None, True), (5, True), (60, False), (5000, False)]
)
def test_a_wide_circle_near_another_managers_road_is_uncertain(accuracy_m, is_certain):
    # 45 m north of the middle of a county road, in the municipality.
    Road.objects.all().delete()
    layer = Layer.objects.filter(kind="roads").first()
    for lat, category in ((52.0800, "powiatowa"), (52.0804, "gminna")):
        Road.objects.create(
            layer=layer,
            is_active=True,
            valid_from=FIRST_DAY,
            category=category,
            number="",
            name="",
            geometry=f"SRID=4326;LINESTRING(20.92 {lat}, 20.94 {lat})",
        )

    found = route(20.93, 52.0804, accuracy_m=accuracy_m)

    assert found.manager.kind == "municipality"
    assert found.is_certain == is_certain


@pytest.mark.parametrize(
    ("metres", "accuracy_m", "is_found"),
    [(24, None, True), (26, None, False), (26, 10, True), (74, 50, True), (76, 5000, False)],
)
def test_a_road_is_snapped_to_within_metres_on_the_ground(metres, accuracy_m, is_found):
    Road.objects.all().delete()
    Road.objects.create(
        layer=Layer.objects.filter(kind="roads").first(),
        is_active=True,
        valid_from=FIRST_DAY,
        category="gminna",
        number="1",
        name="",
        geometry="SRID=4326;LINESTRING(20.93 52.07, 20.93 52.09)",
    )
    metres_in_a_degree_of_longitude = 68_580  # at 52.08 degrees north

    found = route(20.93 + metres / metres_in_a_degree_of_longitude, 52.08, accuracy_m=accuracy_m)

    assert (found.road is not None) == is_found
    if is_found:
        assert found.road.distance_m == pytest.approx(metres, abs=0.3)


@pytest.fixture
def two_squares():
    """Two municipalities with a common edge at 10 degrees east; the western one is larger."""
    Boundary.objects.all().delete()
    layer = Layer.objects.filter(kind="boundaries").first()
    for code, name, area in (
        ("0201011", "West", square(9.0, 50.0, 10.0, 51.0)),
        ("0201022", "East", square(10.0, 50.0, 10.5, 51.0)),
    ):
        Boundary.objects.create(
            layer=layer,
            is_active=True,
            valid_from=FIRST_DAY,
            level="municipality",
            code=code,
            name=name,
            geometry=area,
        )


def test_a_point_on_a_common_edge_belongs_to_the_smaller_always(two_squares):
    found = {route(10.0, 50.5).municipality.teryt for _ in range(5)}

    assert found == {"0201022"}
    assert route(9.9999999, 50.5).municipality.teryt == "0201011"


def test_a_circle_over_a_border_is_uncertain(two_squares):
    assert route(10.0005, 50.5, accuracy_m=20).is_certain
    assert not route(10.0005, 50.5, accuracy_m=50).is_certain


def test_a_unit_without_a_tenant_is_named_but_not_served(two_squares):
    found = route(9.5, 50.5)

    assert (found.jurisdiction, found.handler, found.crew) == (None, None, None)
    assert found.municipality.name == "West"
    assert found.manager.name == "Burmistrz West"


def test_the_smallest_served_unit_is_the_jurisdiction(spots):
    spot = spots["Lesznowola, ul. Boczna"]
    Jurisdiction.objects.filter(teryt="1418032").update(is_active=False)

    assert route(spot["lon"], spot["lat"]).jurisdiction.teryt == "1418"


def test_without_any_layer_there_is_an_answer(place):
    Boundary.objects.all().delete()
    Road.objects.all().delete()

    found = route(**place)

    assert (found.municipality, found.jurisdiction, found.road, found.manager) == (None,) * 4


@pytest.mark.parametrize(("lon", "lat"), [(0, 0), (180, 90), (-180, -90), (20.93, 90)])
def test_the_ends_of_the_earth_have_an_answer(db, lon, lat):
    assert route(lon, lat, accuracy_m=100_000, at=timezone.now()).jurisdiction is None
