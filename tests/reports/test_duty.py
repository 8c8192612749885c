"""New reports go to whoever is on duty, and stay there when that one goes home."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from backend.crews.models import Absence, Crew, CrewArea
from backend.reports.actions.editing import reroute_report
from backend.reports.models import Report, ReportEvent
from backend.reports.rerouting import reroutings
from tests.reports.makers import NORTH, SOUTH, change, kinds, read, send_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def north_is_away():
    """South stands in for North, which is away; call it to have North back."""
    south = Crew.objects.get(name=SOUTH)
    Crew.objects.filter(name=NORTH).update(stand_in=south)
    now = timezone.now()
    day = timedelta(days=1)
    absence = Absence.objects.create(
        crew=Crew.objects.get(name=NORTH), starts_at=now - day, ends_at=now + day, note="Urlop"
    )
    return absence.delete


def found():
    return list(reroutings(Report.objects.all(), at=timezone.now()))


def codes(caller, report):
    return [reason["code"] for reason in read(caller, report)["reasons"]]


def test_a_report_goes_to_the_stand_in_and_says_why(phone, place, dispatcher, north_is_away):
    report = send_report(phone, place)

    assert (report["status"], report["crew"]["name"]) == ("assigned", SOUTH)
    assert codes(dispatcher, report)[-3:] == ["crew_area", "crew_away", "stand_in"]
    assert kinds(dispatcher, report) == ["received", "assigned"]


def test_strangers_read_nothing_of_who_is_away(phone, place, stranger, north_is_away):
    report = send_report(phone, place)
    answer = stranger.get(f"/api/v1/reports/{report['id']}").content.decode()

    assert NORTH not in answer
    assert SOUTH not in answer
    assert "Urlop" not in answer


def test_asking_beforehand_says_the_same_without_the_note(stranger, place, north_is_away):
    path = f"/api/v1/route?lon={place['lon']}&lat={place['lat']}&service=pothole&lang="
    answers = [stranger.get(path + language) for language in ("pl", "en", "uk")]

    assert {answer.json()["crew"]["name"] for answer in answers} == {SOUTH}
    texts = [answer.json()["reasons"][-1]["text"] for answer in answers]
    assert len(set(texts)) == 3
    assert texts[1] == f"The crew {SOUTH} stands in for {NORTH}."
    assert all(b"Urlop" not in answer.content for answer in answers)


def test_with_nobody_on_duty_it_is_the_crews_all_the_same(phone, place, dispatcher, north_is_away):
    Crew.objects.update(stand_in=None)

    report = send_report(phone, place)

    assert (report["status"], report["crew"]["name"]) == ("assigned", NORTH)
    assert codes(dispatcher, report)[-2:] == ["crew_away", "nobody_on_duty"]


def test_who_is_back_does_not_take_the_stand_ins_work_away(phone, place, north_is_away):
    report = send_report(phone, place)
    north_is_away()

    assert found() == []
    assert reroute_report(report_id=UUID(report["id"]), now=timezone.now()) is False
    assert Report.objects.get().crew.name == SOUTH
    assert ReportEvent.objects.count() == 2
    assert send_report(phone, place)["crew"]["name"] == NORTH


def test_who_goes_home_keeps_the_work(report, north_is_away):
    assert found() == []
    reroute_report(report_id=UUID(report["id"]), now=timezone.now())
    assert Report.objects.get().crew.name == NORTH


@pytest.mark.parametrize("why", ["another area", "no crew any more", "given back"])
def test_routing_again_moves_what_more_than_the_hour_has_changed(
    phone, place, crew, dispatcher, north_is_away, why
):
    report = send_report(phone, place)
    north_is_away()
    if why == "another area":
        area = CrewArea.objects.filter(crew__name=NORTH).first()
        third = Crew.objects.create(name="Nowa", jurisdiction=area.crew.jurisdiction)
        third.services.set(area.crew.services.all())
        CrewArea.objects.create(crew=third, name="Nowy", area=area.area, priority=99)
    if why == "no crew any more":
        Crew.objects.filter(name=SOUTH).update(is_active=False)
    if why == "given back":
        change(dispatcher, report, "received")

    reroute_report(report_id=UUID(report["id"]), now=timezone.now())

    assert Report.objects.get().crew.name == ("Nowa" if why == "another area" else NORTH)
