"""The hours of a week in which a crew works, against a plain list of its minutes."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.crews.duty import Hours, Weekday, is_on_duty, next_start

WARSAW = ZoneInfo("Europe/Warsaw")
MONDAY = datetime(2026, 11, 2, tzinfo=WARSAW)
DAY, WEEK = 24 * 60, 7 * 24 * 60  # minutes


def hours(weekday: int, start: str, end: str) -> Hours:
    return Hours(
        weekday=weekday, starts_at=time.fromisoformat(start), ends_at=time.fromisoformat(end)
    )


CLOCK = st.integers(0, DAY - 1).map(lambda minute: time(minute // 60, minute % 60))
ANY_HOURS = st.builds(
    Hours, weekday=st.sampled_from(Weekday.values), starts_at=CLOCK, ends_at=CLOCK
)
MINUTE = st.integers(0, WEEK - 1)


def minutes(each: Hours) -> set[int]:
    """The minutes of a week, from Monday 0:00 on, in these hours."""
    start = (each.weekday - 1) * DAY + each.starts_at.hour * 60 + each.starts_at.minute
    end = (each.weekday - 1) * DAY + each.ends_at.hour * 60 + each.ends_at.minute
    return {minute % WEEK for minute in range(start, end if end > start else end + DAY)}


@given(st.lists(ANY_HOURS, min_size=1, max_size=4), MINUTE)
def test_a_crew_is_on_duty_in_the_minutes_of_its_hours_and_in_no_others(week, minute):
    local = MONDAY + timedelta(minutes=minute)

    assert is_on_duty(week, local) == any(minute in minutes(each) for each in week)


@given(st.lists(ANY_HOURS, min_size=1, max_size=4), MINUTE)
def test_who_is_off_duty_begins_at_the_first_minute_on_duty_that_comes(week, minute):
    local = MONDAY + timedelta(minutes=minute)
    on_duty = set().union(*map(minutes, week))
    if minute in on_duty:
        return

    wait = next(n for n in range(1, WEEK + 1) if (minute + n) % WEEK in on_duty)

    assert next_start(week, local) == local + timedelta(minutes=wait)


@given(MINUTE)
def test_a_crew_without_hours_is_always_on_duty(minute):
    assert is_on_duty([], MONDAY + timedelta(minutes=minute))


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-01 23:59:59.999999", False),  # a Sunday
        ("2026-11-02 21:59:59.999999", False),
        ("2026-11-02 22:00", True),
        ("2026-11-03 00:00", True),
        ("2026-11-03 05:59:59.999999", True),
        ("2026-11-03 06:00", False),
        ("2026-11-03 22:00", False),
    ],
)
def test_a_night_is_one_row_and_ends_on_the_next_day(moment, expected):
    local = datetime.fromisoformat(moment).replace(tzinfo=WARSAW)

    assert is_on_duty([hours(1, "22:00", "06:00")], local) == expected


def test_the_same_time_twice_is_a_whole_day():
    sunday = hours(7, "00:00", "00:00")
    noons = [MONDAY + timedelta(days=day, hours=12) for day in range(7)]

    assert [is_on_duty([sunday], noon) for noon in noons] == [False] * 6 + [True]


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        # The clock goes from 2:00 to 3:00: half of these hours are skipped.
        ("2026-03-29T00:30:00+00:00", True),  # 1:30
        ("2026-03-29T01:15:00+00:00", True),  # 3:15
        ("2026-03-29T01:30:00+00:00", False),  # 3:30
        # From 3:00 back to 2:00: it is half past two twice, and on duty twice.
        ("2026-10-25T00:30:00+00:00", True),
        ("2026-10-25T01:30:00+00:00", True),
        ("2026-10-25T02:30:00+00:00", False),  # 3:30
    ],
)
def test_the_clock_on_the_wall_counts_when_it_is_changed(moment, expected):
    sunday = hours(7, "01:30", "03:30")

    assert is_on_duty([sunday], datetime.fromisoformat(moment).astimezone(WARSAW)) == expected
