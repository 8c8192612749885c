"""Terms of the Code of Administrative Procedure: days and months of the calendar, whole days."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.jurisdictions.worktime import days_after, month_after

WARSAW = ZoneInfo("Europe/Warsaw")
moments = st.integers(0, 20 * 365 * 24 * 3600).map(
    lambda seconds: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)


def at(day: str, clock: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=WARSAW)


@pytest.mark.parametrize(
    ("came", "last"),
    [
        ("2026-11-03", "2026-12-03"),
        ("2026-12-15", "2027-01-15"),
        ("2026-01-31", "2026-02-28"),
        ("2028-01-31", "2028-02-29"),
        ("2026-03-31", "2026-04-30"),
        ("2026-02-28", "2026-03-28"),
    ],
)
@pytest.mark.parametrize("clock", ["00:00", "12:34", "23:59"])
def test_a_month_ends_with_the_day_of_the_same_number_or_the_last_one(came, last, clock):
    assert month_after(at(came, clock), WARSAW) == at(last, "23:59:59")


@pytest.mark.parametrize(
    ("came", "last"), [("2026-11-03", "2026-11-10"), ("2026-03-25", "2026-04-01")]
)
def test_days_are_counted_from_the_next_one_on(came, last):
    assert days_after(at(came, "10:00"), 7, WARSAW) == at(last, "23:59:59")


@given(moments)
def test_a_month_is_as_long_as_one_is(start):
    end = month_after(start, WARSAW)

    first, last = start.astimezone(WARSAW).date(), end.astimezone(WARSAW).date()
    assert 28 <= (last - first).days <= 31
    assert (last.year * 12 + last.month) - (first.year * 12 + first.month) == 1
    assert last.day == first.day or _is_last_of_its_month(last)
    assert end.tzinfo is UTC


@given(moments, st.integers(1, 60))
def test_days_end_at_the_end_of_a_day_by_the_clock_there(start, days):
    end = days_after(start, days, WARSAW).astimezone(WARSAW)

    assert end.date() - start.astimezone(WARSAW).date() == timedelta(days=days)
    assert (end + timedelta(seconds=1)).date() > end.date()


def _is_last_of_its_month(day: date) -> bool:
    return (day + timedelta(days=1)).month != day.month
