"""Made-up reports in bulk are like real ones, in every way that the rest relies on."""

from io import StringIO
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.contrib.gis.measure import D
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Count, F

from backend.core.sql import OnTheGround
from backend.crews import routing
from backend.jurisdictions.models import Jurisdiction, ServiceOffer
from backend.management.seeding import FIRST_BATCH, seed_reports
from backend.reports.events import EventKind
from backend.reports.map_models import MapChange, MapCount
from backend.reports.models import Report, ReportEvent
from backend.reports.workflow import CLOSED, Status, Visibility
from gis_layers.models import Road
from tests.conftest import NOON, Caller

pytestmark = pytest.mark.django_db

FACTS = [
    *("id", "location", "service", "status", "priority", "visibility", "version", "crew"),
    *("road_name", "manager_name", "description", "address", "received_at", "updated_at"),
    *("due_at", "closed_at", "planned_for", "reasons"),
]


def seed(count: int = 500, seed: int = 7, **options: Any) -> str:
    out = StringIO()
    options = {"until": NOON, **options}
    call_command("seed_reports", count=count, seed=seed, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def seeded(db: None) -> None:
    seed()


def test_every_status_is_there_and_old_reports_are_mostly_closed(seeded: None) -> None:
    statuses = set(Report.objects.values_list("status", flat=True))
    old = Report.objects.filter(received_at__year__lt=NOON.year)
    assert Report.objects.count() == 500
    assert statuses == set(Status)
    assert old.filter(status__in=CLOSED).count() > 0.8 * old.count()


def test_rows_keep_all_constraints(seeded: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assigned = Report.objects.filter(status=Status.ASSIGNED)
    assert not assigned.filter(crew=None).exists()
    assert not Report.objects.filter(closed_at__gt=NOON).exists()
    assert not Report.objects.filter(due_at__lte=F("received_at")).exists()
    assert not Report.objects.filter(updated_at__lt=F("received_at")).exists()
    assert not Report.objects.filter(updated_at__gt=NOON).exists()
    assert not Report.objects.exclude(crew__jurisdiction=F("handler")).exclude(crew=None).exists()
    assert not Report.objects.filter(service__is_private=True, visibility="public").exists()
    assert Report.objects.filter(visibility=Visibility.PRIVATE).exists()


def test_reports_lie_on_roads_inside_served_jurisdictions(seeded: None) -> None:
    roads = Road.objects.filter(is_active=True).alias(ground=OnTheGround("geometry"))
    for report in Report.objects.all():
        assert roads.filter(ground__dwithin=(report.location, D(m=25))).exists()
        serving = Jurisdiction.objects.serving(report.location).first()
        assert serving is not None
        assert serving.pk == report.jurisdiction_id


def test_a_new_report_at_the_same_place_would_go_the_same_way(seeded: None) -> None:
    reports = Report.objects.select_related("service")[:100]
    same = 0
    for report in reports:
        route = routing.find_route(
            location=Point(*report.location.coords, srid=4326),
            accuracy_m=None,
            service=report.service.code,
            at=NOON,
        )
        assert route.municipality and route.municipality.teryt == report.municipality_teryt
        same += bool(route.manager and route.manager.name == report.manager_name)
    assert same > 80  # near a crossing another road may be nearer


def test_services_and_months_are_as_uneven_as_in_life(db: None) -> None:
    seed(count=2_000)
    services = Report.objects.values_list("service__code").annotate(many=Count("id"))
    assert services.order_by("-many").first()[0] == "pothole"
    frost = Report.objects.filter(received_at__month__in=(2, 3, 4)).count()
    summer = Report.objects.filter(received_at__month__in=(6, 7, 8)).count()
    assert frost > 1.5 * summer


def test_every_history_adds_up(seeded: None) -> None:
    call_command("verify_history", stdout=StringIO())
    received = ReportEvent.objects.filter(kind=EventKind.RECEIVED)
    assert received.count() == 500


def test_without_events_the_history_is_missing(db: None) -> None:
    seed(count=20, events="none")
    assert not ReportEvent.objects.exists()
    with pytest.raises(CommandError, match="20 reports"):
        call_command("verify_history", stdout=StringIO())


def test_the_same_seed_makes_the_same_reports_and_another_makes_others(db: None) -> None:
    def made(number: int) -> list[tuple[Any, ...]]:
        before = set(Report.objects.values_list("id", flat=True))
        list(seed_reports(count=60, seed=number, years=4, until=NOON))
        rows = Report.objects.exclude(id__in=before).order_by("id").values_list(*FACTS)
        return list(rows)

    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT before_the_first")
        first = made(7)
        cursor.execute("ROLLBACK TO before_the_first")
    again, other = made(7), made(8)
    assert len(first) == 60
    assert again == first
    assert not {row[0] for row in other} & {row[0] for row in first}
    assert {row[1].coords for row in other} != {row[1].coords for row in first}


def test_numbers_go_on_after_those_made_up(seeded: None, phone: Caller, place: Any) -> None:
    answer = phone.post("/api/v1/reports", {"service": "pothole", "location": place})
    assert answer.status_code == 201
    prefix, _, number = answer.json()["number"].split("-")
    others = Report.objects.filter(number__startswith=f"{prefix}-").exclude(id=answer.json()["id"])
    assert int(number) > max(int(report.number.rpartition("-")[2]) for report in others)


def test_the_api_lists_them(seeded: None, stranger: Caller, dispatcher: Caller) -> None:
    for caller in (stranger, dispatcher):
        answer = caller.get("/api/v1/reports")
        assert answer.status_code == 200
        assert len(answer.json()["results"]) > 10
        assert answer.json()["next"]


def test_the_map_counts_them(seeded: None) -> None:
    public = Report.objects.filter(visibility=Visibility.PUBLIC).count()
    whole_world = MapCount.objects.filter(service_id=0, status="", zoom=0)
    assert sum(whole_world.values_list("count", flat=True)) == public
    assert not MapChange.objects.exists()


def test_stopping_leaves_whole_batches(db: None) -> None:
    making = seed_reports(count=FIRST_BATCH + 100, seed=7, years=4, until=NOON)
    assert next(making) == FIRST_BATCH
    making.close()
    assert Report.objects.count() == FIRST_BATCH
    call_command("verify_history", stdout=StringIO())


def test_progress_and_rate_are_told(db: None) -> None:
    told = seed(count=FIRST_BATCH + 20)
    assert "520 of 520" in told
    assert "a second" in told


def test_a_seed_that_is_here_already_is_refused(db: None) -> None:
    seed(count=5)
    with pytest.raises(CommandError, match="another seed"):
        seed(count=10)
    assert Report.objects.count() == 5


def test_where_a_real_office_works_it_is_refused_unless_forced(db: None) -> None:
    Jurisdiction.objects.filter(teryt="1418").update(contact_email="drogi@piaseczno.pl")
    with pytest.raises(CommandError, match="Starostwo Powiatowe"):
        seed(count=5)
    assert not Report.objects.exists()
    seed(count=5, force=True)
    assert Report.objects.count() == 5


def test_without_services_it_is_refused(db: None) -> None:
    ServiceOffer.objects.all().delete()
    with pytest.raises(CommandError, match="offers a service"):
        seed(count=5)


def test_without_roads_in_served_municipalities_it_is_refused(db: None) -> None:
    Jurisdiction.objects.update(is_active=False)
    with pytest.raises(CommandError, match="No road lies"):
        seed(count=5)
    Jurisdiction.objects.update(is_active=True)
    Road.objects.update(is_active=False)
    with pytest.raises(CommandError, match="No road lies"):
        seed(count=5)
    assert not Report.objects.exists()
