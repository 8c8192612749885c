"""Past reports routed again: which would go elsewhere, and the open ones sent there."""

from datetime import timedelta
from io import StringIO
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from backend.core import errors
from backend.crews.models import CrewArea
from backend.jurisdictions.models import (
    Jurisdiction,
    ManagementAgreement,
    RoadManager,
    ServiceOffer,
)
from backend.reports.actions.editing import reroute_report
from backend.reports.models import Report, ReportEvent
from backend.reports.rerouting import reroutings
from gis_layers.models import Boundary, Road
from tests.reports.makers import (
    NORTH,
    SOUTH,
    change,
    crew_id,
    kinds,
    put_into,
    read,
    send_report,
)

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate().isoformat()


@pytest.fixture
def county_takes_over():
    """From now on the county looks after the road at `place`."""

    def take_over() -> None:
        ManagementAgreement.objects.create(
            reference="P-7/2026",
            from_manager=RoadManager.objects.get(kind="municipality", teryt="1418032"),
            to_manager=RoadManager.objects.get(kind="county", teryt="1418"),
            road_number="280002W",
            valid_from="2026-01-01",
        )

    return take_over


def run(**options) -> str:
    out = StringIO()
    call_command("reroute", since=_yesterday(), stdout=out, **options)
    return out.getvalue()


def _yesterday():
    return timezone.localdate() - timedelta(days=1)


def found():
    return list(reroutings(Report.objects.all(), at=timezone.now()))


def test_nothing_goes_elsewhere_while_nothing_has_changed(report):
    assert found() == []


def test_a_report_that_would_go_elsewhere_says_from_where_to_where_and_why(
    report, county_takes_over
):
    county_takes_over()

    (rerouting,) = found()

    assert rerouting.number == report["number"]
    assert (rerouting.before.handler, rerouting.after.handler) == ("1418032", "1418")
    assert (rerouting.before.crew, rerouting.after.crew) == (NORTH, "Obwód Drogowy Powiatu")
    assert rerouting.before.jurisdiction == rerouting.after.jurisdiction == "1418032"
    assert any("P-7/2026" in reason for reason in rerouting.reasons)


@pytest.mark.parametrize("what", ["jurisdiction", "road", "crew", "nobody"])
def test_each_part_of_a_route_counts(report, what):
    if what == "jurisdiction":
        Jurisdiction.objects.filter(teryt="1418032").update(is_active=False)
    if what == "road":
        Road.objects.filter(number="280002W").update(number="280003W")
    if what == "crew":
        CrewArea.objects.all().delete()
    if what == "nobody":
        Boundary.objects.all().delete()

    (rerouting,) = found()

    changed = {
        name for name, value in vars(rerouting.before).items()
        if value != getattr(rerouting.after, name)
    }  # fmt: skip
    assert ("jurisdiction" if what == "nobody" else what) in changed
    if what == "nobody":
        assert (rerouting.after.jurisdiction, rerouting.after.handler) == ("", "")


def test_looking_writes_nothing_and_takes_one_statement_for_each_report(
    phone, place, county_takes_over, django_assert_num_queries
):
    for _ in range(3):
        send_report(phone, place)
    county_takes_over()
    before = list(Report.objects.order_by("id").values())

    with django_assert_num_queries(3 + 2):  # the chunk, and the look for another
        assert len(found()) == 3

    assert list(Report.objects.order_by("id").values()) == before


def test_reports_come_oldest_first_however_large_the_chunks(
    phone, place, county_takes_over, monkeypatch
):
    numbers = [send_report(phone, place)["number"] for _ in range(5)]
    Report.objects.filter(number__in=numbers[1:4]).update(received_at=timezone.now())
    monkeypatch.setattr("backend.reports.rerouting.CHUNK", 2)
    county_takes_over()

    told = found()

    assert sorted(rerouting.number for rerouting in told) == sorted(numbers)
    assert told[0].number == numbers[0]


def test_a_dry_run_tells_and_changes_nothing(report, county_takes_over, dispatcher):
    county_takes_over()

    out = run(dry_run=True)

    assert report["number"] in out
    assert "handler      1418032 -> 1418" in out
    assert "The agreement P-7/2026 hands this to" in out
    assert "1 reports looked at, 1 would go elsewhere. This was a dry run" in out
    assert read(dispatcher, report)["handler"]["teryt"] == "1418032"
    assert kinds(dispatcher, report) == ["received", "assigned"]


def test_open_reports_are_routed_again_with_events_and_the_next_run_has_nothing_to_do(
    report, county_takes_over, county_dispatcher
):
    county_takes_over()

    assert "1 routed again" in run()

    body = read(county_dispatcher, report)
    assert (body["handler"]["teryt"], body["crew"]["name"]) == ("1418", "Obwód Drogowy Powiatu")
    assert kinds(county_dispatcher, report)[2:] == ["rerouted", "assigned"]
    event = ReportEvent.objects.filter(kind="rerouted").get()
    assert (event.actor_role, event.actor) == ("system", None)
    assert (event.data["before"]["handler"], event.data["after"]["handler"]) == ("1418032", "1418")
    assert "0 would go elsewhere" in run()
    assert ReportEvent.objects.count() == 4


def test_another_kind_of_manager_alone_is_a_move_and_the_next_run_has_nothing_to_do(
    report, dispatcher
):
    Report.objects.update(manager_kind="county")

    assert "1 would go elsewhere: 1 routed again" in run()

    assert Report.objects.get().manager_kind == "municipality"
    event = ReportEvent.objects.filter(kind="rerouted").get()
    kinds_told = (event.data["before"]["manager_kind"], event.data["after"]["manager_kind"])
    assert kinds_told == ("county", "municipality")
    assert "0 would go elsewhere" in run()


def test_what_else_a_route_says_is_kept_without_an_event_or_a_version(report):
    as_routed = Report.objects.values().get()
    Report.objects.update(
        municipality_teryt="0000000", reasons=[], is_route_certain=False, road_km=7.5, address=""
    )

    assert reroute_report(report_id=UUID(report["id"]), now=timezone.now()) is True

    assert Report.objects.values().get() == as_routed
    assert ReportEvent.objects.count() == 2
    assert reroute_report(report_id=UUID(report["id"]), now=timezone.now()) is False


def test_only_what_was_saved_counts_as_routed_again(report, county_takes_over, monkeypatch):
    county_takes_over()
    monkeypatch.setattr(
        "backend.management.commands.reroute.reroute_report", lambda **_: False
    )  # as when somebody was faster
    assert "1 would go elsewhere: 0 routed again" in run()


def test_closed_reports_are_listed_and_stay(report, county_takes_over, dispatcher):
    put_into("fixed")
    county_takes_over()

    out = run()

    assert f"{report['number']}  closed" in out
    assert "1 are closed and stay" in out
    assert read(dispatcher, report)["handler"]["teryt"] == "1418032"
    reroute_report(report_id=UUID(report["id"]), now=timezone.now())
    assert ReportEvent.objects.count() == 2


def test_a_crew_that_a_dispatcher_chose_keeps_its_report(report, dispatcher, county_takes_over):
    path = f"/api/v1/reports/{report['id']}/assignment"
    assert dispatcher.post(path, {"crew": crew_id(SOUTH)}).status_code == 200
    assert found() == []

    Road.objects.filter(number="280002W").update(name="ul. Nowa")
    run()
    body = read(dispatcher, report)
    assert (body["road"]["name"], body["crew"]["name"]) == ("ul. Nowa", SOUTH)
    assert body["reasons"][-1]["code"] == "chosen_by_dispatcher"

    county_takes_over()
    run()
    assert Report.objects.get().crew.name == "Obwód Drogowy Powiatu"


def test_work_that_has_begun_stays_with_its_crew(report, crew, dispatcher):
    assert change(crew, report, "in_progress").status_code == 200
    CrewArea.objects.filter(crew__name=NORTH).delete()

    run()

    body = read(dispatcher, report)
    assert (body["status"], body["crew"]["name"]) == ("in_progress", NORTH)


@pytest.mark.parametrize("why", ["outside", "not offered"])
def test_a_report_that_has_nowhere_to_go_stays_and_is_told(report, dispatcher, why):
    if why == "outside":
        Boundary.objects.all().delete()
    else:
        Jurisdiction.objects.filter(teryt="1418032").update(is_active=False)
        ServiceOffer.objects.filter(jurisdiction__teryt="1418").delete()

    out = run()

    assert "It stays where it is: " in out
    assert "0 routed again, 1 could not be" in out
    assert Report.objects.get().jurisdiction.teryt == "1418032"
    assert ReportEvent.objects.count() == 2


def test_the_choice_is_narrowed_by_day_office_and_service(phone, place, county_takes_over):
    old, new = send_report(phone, place), send_report(phone, place, service="road_sign")
    Report.objects.filter(id=old["id"]).update(received_at=timezone.now() - timedelta(days=40))
    county_takes_over()

    assert old["number"] not in run(dry_run=True)
    assert new["number"] in run(dry_run=True)
    assert "0 reports looked at" in run(dry_run=True, until=_yesterday())
    assert "0 reports looked at" in run(dry_run=True, service="pothole")
    assert new["number"] in run(dry_run=True, service="road_sign", jurisdiction="1418032")
    assert "0 reports looked at" in run(dry_run=True, jurisdiction="1418")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"jurisdiction": "9999999"}, "No jurisdiction here"),
        ({"service": "volcano"}, "No service here"),
    ],
)
def test_an_unknown_choice_is_refused(options, message, db):
    with pytest.raises(CommandError, match=message):
        run(**options)


def test_a_report_that_is_gone_is_not_found(db):
    with pytest.raises(errors.NotFound):
        reroute_report(report_id=UUID(int=1), now=timezone.now())


def test_it_can_be_stopped_and_what_was_done_stays(phone, place, county_takes_over, monkeypatch):
    reports = [send_report(phone, place) for _ in range(2)]
    county_takes_over()
    done = []

    def route_one(**values):
        if done:
            raise KeyboardInterrupt
        done.append(reroute_report(**values))
        return done[-1]

    monkeypatch.setattr("backend.management.commands.reroute.reroute_report", route_one)
    with pytest.raises(SystemExit) as stopped:
        run()

    assert stopped.value.code == 130
    handlers = {row.number: row.handler.teryt for row in Report.objects.all()}
    assert handlers == {reports[0]["number"]: "1418", reports[1]["number"]: "1418032"}
