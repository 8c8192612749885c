"""A gmina's administrator writes down when its crews work, and who stands in for them."""

from datetime import UTC, datetime, time
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client

from backend.crews.models import Absence, Crew, DutyHours
from tests.reports.makers import NORTH, SOUTH

pytestmark = pytest.mark.django_db

EMPTY = ("memberships", "duties", "hours", "absences")


def page(crew: Crew) -> str:
    return f"/admin/crews/crew/{crew.pk}/change/"


def form(crew: Crew, **values: Any) -> dict[str, Any]:
    """The crew's page as its administrator sends it, with a new row of an inline or two."""
    counts = {name: int(any(key.startswith(name) for key in values)) for name in EMPTY}
    management = {
        f"{name}-{what}": count if what == "TOTAL_FORMS" else 0
        for name, count in counts.items()
        for what in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    row = {"jurisdiction": crew.jurisdiction_id, "name": crew.name, "is_active": "on"}
    rows = {f"{name}-0-crew": crew.pk for name, count in counts.items() if count}
    return {**row, **management, **rows, **values}


@pytest.fixture
def north(db: None) -> Crew:
    return Crew.objects.get(name=NORTH)


def test_hours_are_written_down_day_by_day(office: Client, north: Crew) -> None:
    hours = {"weekday": 5, "starts_at": "22:00", "ends_at": "6:00"}
    sent = form(north, **{f"hours-0-{name}": value for name, value in hours.items()})

    assert office.post(page(north), sent).status_code == 302

    row = DutyHours.objects.get(crew=north)
    assert (row.weekday, row.starts_at, row.ends_at) == (5, time(22), time(6))
    shown = office.get(page(north), headers={"Accept-Language": "pl"}).content.decode()
    assert "piątek" in shown.lower()


@pytest.mark.parametrize(
    ("local", "moment"),
    [
        (("2026-07-01", "07:00"), datetime(2026, 7, 1, 5, tzinfo=UTC)),
        (("2026-12-01", "07:00"), datetime(2026, 12, 1, 6, tzinfo=UTC)),
    ],
)
def test_absences_are_written_and_read_by_the_clock_of_the_place(
    office: Client, north: Crew, local: tuple[str, str], moment: datetime
) -> None:
    day, clock = local
    times = {
        "starts_at_0": day,
        "starts_at_1": clock,
        "ends_at_0": "2027-01-01",
        "ends_at_1": "0:00",
    }
    sent = form(north, **{f"absences-0-{name}": value for name, value in times.items()})

    assert office.post(page(north), sent).status_code == 302

    row = Absence.objects.get(crew=north)
    assert row.starts_at == moment
    assert row.ends_at == datetime(2026, 12, 31, 23, tzinfo=UTC)
    shown = office.get(page(north)).content.decode()
    assert 'value="07:00:00"' in shown
    assert 'value="00:00:00"' in shown


def test_an_absence_ends_after_it_begins(office: Client, north: Crew) -> None:
    times = {"starts_at_0": "2026-07-02", "ends_at_0": "2026-07-01"}
    clock = {"starts_at_1": "07:00", "ends_at_1": "07:00"}
    sent = form(north, **{f"absences-0-{name}": each for name, each in (times | clock).items()})

    assert office.post(page(north), sent).status_code == 200
    assert not Absence.objects.exists()


def test_another_crew_of_the_gmina_stands_in(
    office: Client, north: Crew, county_crew: Crew
) -> None:
    south = Crew.objects.get(name=SOUTH)

    assert office.post(page(north), form(north, stand_in=south.pk)).status_code == 302
    assert Crew.objects.get(name=NORTH).stand_in == south
    for other in (county_crew, north):
        assert office.post(page(north), form(north, stand_in=other.pk)).status_code == 200
        assert Crew.objects.get(name=NORTH).stand_in == south


def test_the_operator_too_is_offered_the_crews_of_the_same_gmina_alone(
    operator: Client, north: Crew, county_crew: Crew
) -> None:
    answer = operator.get(page(north))

    offered = set(answer.context["adminform"].form.fields["stand_in"].queryset)
    assert offered == set(Crew.objects.filter(jurisdiction=north.jurisdiction).exclude(pk=north.pk))
    assert offered


def test_a_new_crew_of_the_gmina_gets_no_stand_in_of_the_county(
    operator: Client, north: Crew, county_crew: Crew
) -> None:
    new = Crew(jurisdiction=north.jurisdiction, name="Nowa")
    sent = form(new, stand_in=county_crew.pk)

    assert operator.post("/admin/crews/crew/add/", sent).status_code == 200
    assert operator.post("/admin/crews/crew/add/", sent | {"stand_in": north.pk}).status_code == 302
    assert Crew.objects.get(name="Nowa").stand_in == north


def test_the_crews_of_others_are_not_open(office: Client, county_crew: Crew) -> None:
    hours = {"weekday": 1, "starts_at": "7:00", "ends_at": "15:00"}
    sent = form(county_crew, **{f"hours-0-{name}": value for name, value in hours.items()})

    office.post(page(county_crew), sent)

    assert not DutyHours.objects.exists()


def test_no_crew_stands_in_for_itself(north: Crew) -> None:
    with pytest.raises(IntegrityError, match="its_own_stand_in"):
        Crew.objects.filter(pk=north.pk).update(stand_in=north)
