"""Who gets new work while a crew is away or off duty: `decide`, and the same by the database."""

from dataclasses import asdict, replace
from datetime import UTC, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon
from hypothesis import given
from hypothesis import strategies as st

from backend.crews.duty import Hours, is_on_duty
from backend.crews.facts import Shift
from backend.crews.models import Absence, Crew, CrewArea, Duty, DutyHours
from backend.crews.routing import decide
from backend.crews.wording import NAMING_A_CREW, REASONS, reason_text
from backend.jurisdictions.models import Jurisdiction, Service
from tests.conftest import NOON
from tests.crews.ground import route
from tests.crews.test_decide import COUNTY_OFFICE, FACTS, crew

BACK = datetime(2026, 11, 9, 7, 0, tzinfo=UTC)
AWAY, OFF, GONE = {"away_until": BACK}, {"off_until": BACK}, {"is_active": False}
ON: dict = {}


def shift(pk, state, stand_in=None, office=None):
    who = crew(pk, office) if office else crew(pk)
    return Shift(crew=replace(who, area=""), stand_in=stand_in, **state)


def told(*shifts, crews=None):
    """Whose the work is, and what the reasons say of crews."""
    facts = replace(FACTS, shifts={each.crew.id: each for each in shifts})
    found = decide(replace(facts, crews=crews) if crews else facts)
    return found.crew.id, [reason.code for reason in found.reasons if reason.code in NAMING_A_CREW]


# --- `decide`: crews 1 and 2 serve the place, in this order


@pytest.mark.parametrize(
    ("shifts", "winner", "codes"),
    [
        ([], 1, []),
        ([shift(1, ON), shift(2, AWAY)], 1, []),
        ([shift(1, ON, stand_in=9), shift(9, ON)], 1, []),
        ([shift(1, AWAY, stand_in=9), shift(9, ON)], 9, ["crew_away", "stand_in"]),
        ([shift(1, OFF, stand_in=2), shift(2, ON)], 2, ["crew_off_duty", "stand_in"]),
        (
            [shift(1, OFF, stand_in=9), shift(9, AWAY, stand_in=8), shift(8, ON)],
            8,
            ["crew_off_duty", "crew_away", "stand_in"],
        ),
        (
            [shift(1, AWAY, stand_in=9), shift(9, GONE, stand_in=8), shift(8, ON)],
            8,
            ["crew_away", "stand_in"],
        ),
        (
            [shift(1, AWAY, stand_in=9), shift(9, OFF), shift(2, ON)],
            2,
            ["crew_away", "crew_off_duty", "next_crew"],
        ),
        ([shift(1, AWAY)], 2, ["crew_away", "next_crew"]),
        ([shift(1, AWAY), shift(2, OFF)], 1, ["crew_away", "nobody_on_duty"]),
        (
            [shift(1, AWAY, stand_in=9), shift(9, OFF, stand_in=1), shift(2, AWAY)],
            1,
            ["crew_away", "crew_off_duty", "nobody_on_duty"],
        ),
        (
            [shift(1, AWAY, stand_in=7), shift(7, ON, office=COUNTY_OFFICE), shift(2, OFF)],
            1,
            ["crew_away", "nobody_on_duty"],
        ),
    ],
    ids=[
        "all are on duty",
        "the second is away",
        "nobody needs the stand-in",
        "the stand-in",
        "the stand-in serves the place too",
        "the stand-in of the stand-in",
        "the stand-in is no crew any more",
        "the stand-in is off duty",
        "no stand-in",
        "nobody",
        "a circle of stand-ins",
        "a stand-in of another office",
    ],
)
def test_work_goes_to(shifts, winner, codes):
    assert told(*shifts) == (winner, ["crew_area", *codes])


def test_a_crew_with_two_areas_at_the_place_is_not_the_next_after_itself():
    twice = [crew(1), crew(1), crew(2)]

    assert told(shift(1, AWAY), crews=twice) == (2, ["crew_area", "crew_away", "next_crew"])


def test_the_reasons_say_who_is_away_until_when_and_who_stands_in():
    facts = replace(FACTS, shifts={1: shift(1, AWAY, stand_in=9), 9: shift(9, ON)})
    away, standing_in = decide(facts).reasons[-2:]

    assert away.values == {"crew": "Ekipa 1", "until": "2026-11-09 07:00"}
    assert standing_in.values == {"crew": "Ekipa 9", "absent": "Ekipa 1"}


STATES = st.sampled_from([ON, AWAY, OFF, GONE])
SHIFTS = st.lists(
    st.builds(shift, st.integers(1, 6), STATES, st.none() | st.integers(1, 6)), max_size=6
)


@given(SHIFTS)
def test_whoever_is_on_duty_the_work_is_somebodys_and_it_can_be_said_why(shifts):
    by_id = {each.crew.id: each for each in shifts}
    found = decide(replace(FACTS, shifts=by_id))

    assert found.crew is not None
    all_off = found.reasons[-1].code == "nobody_on_duty"
    is_on_duty = by_id.get(found.crew.id, shift(found.crew.id, ON)).is_on_duty
    assert is_on_duty != all_off
    assert not all_off or found.crew.id == 1
    for reason in found.reasons:
        text = reason_text(reason.code, reason.values)
        assert reason.code in REASONS
        assert len({text.in_language(language) for language in ("pl", "en", "uk")}) == 3


@given(SHIFTS)
def test_a_first_crew_on_duty_has_the_work_whatever_the_others_do(shifts):
    others = {each.crew.id: each for each in shifts if each.crew.id != 1}

    assert decide(replace(FACTS, shifts=others)).crew.id == 1


# --- the same by the database, of the municipality's crews at one place


@pytest.fixture
def crews(place, db):
    """Two crews that serve the place, the first before the second, and one that serves none."""
    office = Jurisdiction.objects.get(teryt="1418032")
    CrewArea.objects.all().delete()
    lon, lat = place["lon"], place["lat"]
    area = MultiPolygon(Polygon.from_bbox((lon - 0.01, lat - 0.01, lon + 0.01, lat + 0.01)))
    area.srid = 4326
    made = [
        Crew.objects.create(jurisdiction=office, name=name)
        for name in ("Dzień", "Noc", "Pogotowie")
    ]
    for priority, each in ((5, made[0]), (1, made[1])):
        Duty.objects.create(crew=each, service=Service.objects.get(code="pothole"))
        CrewArea.objects.create(crew=each, name="Obszar", area=area, priority=priority)
    return made


def stand_in(absent: Crew, other: Crew) -> None:
    Crew.objects.filter(pk=absent.pk).update(stand_in=other)


def send_away(who: Crew, start: datetime, end: datetime) -> None:
    Absence.objects.create(crew=who, starts_at=start, ends_at=end)


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("at", "name"),
    [
        (NOON - timedelta(microseconds=1), "Dzień"),
        (NOON, "Pogotowie"),
        (NOON + HOUR - timedelta(microseconds=1), "Pogotowie"),
        (NOON + HOUR, "Dzień"),
    ],
)
def test_an_absence_counts_from_its_first_moment_to_its_end_now_and_for_the_past(
    place, crews, at, name
):
    day, _, emergency = crews
    stand_in(day, emergency)
    send_away(day, NOON, NOON + HOUR)

    assert route(**place, at=at).crew.name == name


@pytest.mark.parametrize(
    ("at", "name"),
    [
        (datetime(2026, 11, 2, 5, 59, tzinfo=UTC), "Noc"),  # 6:59 in Poland, in winter
        (datetime(2026, 11, 2, 6, 0, tzinfo=UTC), "Dzień"),
        (datetime(2026, 7, 6, 4, 59, tzinfo=UTC), "Noc"),  # 6:59, in summer
        (datetime(2026, 7, 6, 5, 0, tzinfo=UTC), "Dzień"),
        (datetime(2026, 7, 6, 13, 0, tzinfo=UTC), "Noc"),
        (datetime(2026, 7, 7, 5, 0, tzinfo=UTC), "Noc"),  # a Tuesday
    ],
)
def test_duty_hours_are_of_the_jurisdictions_clock(place, crews, at, name):
    DutyHours.objects.create(crew=crews[0], weekday=1, starts_at=time(7), ends_at=time(15))

    assert route(**place, at=at).crew.name == name


def test_the_database_and_the_rule_agree_on_who_is_on_duty(place, crews):
    draw = Random(5)
    for _ in range(40):
        DutyHours.objects.all().delete()
        week = [
            Hours(
                weekday=draw.randint(1, 7),
                starts_at=time(draw.randrange(24), draw.randrange(60)),
                ends_at=time(draw.randrange(24)),
            )
            for _ in range(draw.randint(1, 8))
        ]
        DutyHours.objects.bulk_create(DutyHours(crew=crews[0], **asdict(each)) for each in week)
        at = NOON + timedelta(minutes=draw.randrange(365 * 24 * 60))

        local = at.astimezone(ZoneInfo("Europe/Warsaw"))
        expected = "Dzień" if is_on_duty(week, local) else "Noc"
        assert route(**place, at=at).crew.name == expected, (week, at)


def test_the_reasons_name_the_local_hour_at_which_duty_begins(place, crews):
    DutyHours.objects.create(crew=crews[0], weekday=1, starts_at=time(7), ends_at=time(15))

    reasons = {
        each.code: each.values
        for each in route(**place, at=datetime(2026, 11, 1, 12, tzinfo=UTC)).reasons
    }

    assert reasons["crew_off_duty"] == {"crew": "Dzień", "until": "2026-11-02 07:00"}
    assert reasons["next_crew"]["crew"] == "Noc"


def test_of_two_absences_at_once_the_later_end_is_told(place, crews):
    send_away(crews[0], NOON - HOUR, NOON + HOUR)
    send_away(crews[0], NOON - HOUR, NOON + 3 * HOUR)

    reasons = {each.code: each.values for each in route(**place).reasons}

    assert reasons["crew_away"]["until"] == "2026-11-02 15:00"


def test_crews_that_stand_in_for_one_another_come_to_an_end(place, crews):
    day, night, emergency = crews
    for absent, other in ((day, emergency), (emergency, day)):
        stand_in(absent, other)
    for each in crews:
        send_away(each, NOON - HOUR, NOON + HOUR)

    found = route(**place)

    assert (found.crew.name, found.reasons[-1].code) == ("Dzień", "nobody_on_duty")


@pytest.mark.parametrize("why", ["not at work", "other office"])
def test_a_stand_in_that_is_none_is_passed_over(place, crews, why):
    day, night, emergency = crews
    stand_in(day, emergency)
    send_away(day, NOON - HOUR, NOON + HOUR)
    changed = {"jurisdiction": Jurisdiction.objects.get(teryt="1418")}
    changed = {"is_active": False} if why == "not at work" else changed
    Crew.objects.filter(pk=emergency.pk).update(**changed)

    assert route(**place).crew.name == "Noc"


def test_all_of_it_is_one_round_trip(place, crews, django_assert_num_queries):
    day, night, emergency = crews
    stand_in(day, night)
    stand_in(night, emergency)
    for each in (day, night):
        send_away(each, NOON - HOUR, NOON + HOUR)
        DutyHours.objects.create(crew=each, weekday=1, starts_at=time(7), ends_at=time(15))

    with django_assert_num_queries(1):
        assert route(**place, accuracy_m=40).crew.name == "Pogotowie"
