"""Promised times: by the clock or by working hours, holidays and clock changes included."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.jurisdictions.worktime import WorkingWeek, due_at, read_hours

WARSAW = ZoneInfo("Europe/Warsaw")
OFFICE = (time(7, 30), time(15, 30))
WEEK = WorkingWeek(zone=WARSAW, days=(OFFICE,) * 5 + (None, None))
BY_NIGHT = WorkingWeek(zone=WARSAW, days=((time(0, 15), time(4)),) * 7)  # the clock changes then
# Days free from work, written down from the Act's text for two years (Easter by the calendar).
FREE = {
    date(year, month, day)
    for year in (2026, 2027)
    for month, day in [
        *((1, 1), (1, 6), (5, 1), (5, 3), (8, 15), (11, 1), (11, 11)),
        *((12, 24), (12, 25), (12, 26)),
    ]
} | {
    *(date(2026, 4, 5), date(2026, 4, 6), date(2026, 5, 24), date(2026, 6, 4)),
    *(date(2027, 3, 28), date(2027, 3, 29), date(2027, 5, 16), date(2027, 5, 27)),
}
MINUTE = timedelta(minutes=1)


def warsaw(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=WARSAW).astimezone(UTC)


def is_counted(moment: datetime, week: WorkingWeek | None) -> bool:
    """Does the minute that begins here count? Told by the wall clock alone."""
    if week is None:
        return True
    local = moment.astimezone(week.zone)
    hours = week.days[local.weekday()]
    return bool(hours) and local.date() not in FREE and hours[0] <= local.time() < hours[1]


def by_the_minute(start, promised, paused, week):
    """Walk minute by minute: slow, and sure."""
    moment, left = start, promised // MINUTE
    while left:
        stopped = any(begin <= moment < end for begin, end in paused)
        left -= is_counted(moment, week) and not stopped
        moment += MINUTE
    return moment


@pytest.mark.parametrize(
    ("start", "hours", "expected"),
    [
        (warsaw(2026, 11, 16, 8), 8, warsaw(2026, 11, 17, 8)),
        (warsaw(2026, 11, 20, 15), 1, warsaw(2026, 11, 23, 8)),  # over a weekend
        (warsaw(2026, 11, 21, 23, 59), 8, warsaw(2026, 11, 23, 15, 30)),  # a Saturday night
        (warsaw(2026, 12, 23, 15), 1, warsaw(2026, 12, 28, 8)),  # Christmas Eve is free
        (warsaw(2026, 4, 30, 15), 1, warsaw(2026, 5, 4, 8)),
    ],
)
def test_working_hours_pass_over_nights_weekends_and_holidays(start, hours, expected):
    assert due_at(start, timedelta(hours=hours), week=WEEK) == expected


@pytest.mark.parametrize("day", [date(2026, 3, 28), date(2026, 10, 24)])
def test_three_days_by_the_clock_are_72_hours_over_both_clock_changes(day):
    start = datetime.combine(day, time(12), tzinfo=WARSAW).astimezone(UTC)

    assert due_at(start, timedelta(hours=72)) - start == timedelta(hours=72)


def test_a_pause_moves_the_moment_by_as_much_as_would_have_counted():
    start = warsaw(2026, 11, 16, 8)
    pause = (warsaw(2026, 11, 16, 14), warsaw(2026, 11, 17, 9, 30))

    assert due_at(start, timedelta(hours=8), paused=[pause], week=WEEK) == warsaw(
        2026, 11, 17, 11, 30
    )


def test_what_was_late_before_a_pause_stays_as_late():
    start = warsaw(2026, 11, 16, 8)
    pause = (warsaw(2026, 11, 18, 8), warsaw(2026, 11, 25, 8))

    assert due_at(start, timedelta(hours=8), paused=[pause], week=WEEK) == warsaw(2026, 11, 17, 8)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("7:30-15:30", OFFICE),
        (" 07:30 – 15:30 ", OFFICE),
        ("", None),
        ("0:00-23:59", (time(0), time(23, 59))),
    ],
)
def test_hours_are_read_as_an_office_writes_them(text, hours):
    assert read_hours(text) == hours


@pytest.mark.parametrize(
    "text", ["8", "8-16", "15:30-7:30", "8:00-8:00", "24:00-25:00", "٨:٠٠-٩:٠٠"]
)
def test_what_are_no_hours_of_a_day_is_refused(text):
    with pytest.raises(ValueError, match="."):
        read_hours(text)


moments = st.integers(0, 500 * 24 * 60).map(lambda n: datetime(2026, 1, 1, tzinfo=UTC) + n * MINUTE)


@st.composite
def cases(draw):
    start = draw(moments)
    marks = sorted(draw(st.sets(st.integers(0, 8 * 24 * 60), max_size=6)))
    edges = [start + mark * MINUTE for mark in marks]
    paused = list(zip(edges[::2], edges[1::2], strict=False))
    promised = draw(st.integers(1, 60 * 24 * 3)) * MINUTE
    return start, promised, paused, draw(st.sampled_from([WEEK, BY_NIGHT, None]))


@settings(max_examples=60, deadline=None)
@given(cases())
def test_it_is_the_same_as_walking_minute_by_minute(case):
    start, promised, paused, week = case

    assert due_at(start, promised, paused=paused, week=week) == by_the_minute(*case)
