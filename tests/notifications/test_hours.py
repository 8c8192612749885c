from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.hours import first_attempt, quiet_until

WARSAW = ZoneInfo("Europe/Warsaw")
ZONES = st.sampled_from(
    [WARSAW, *map(ZoneInfo, ("UTC", "Europe/Lisbon", "Pacific/Chatham", "America/St_Johns"))]
)
MOMENTS = st.datetimes(
    datetime(2024, 1, 1),  # noqa: DTZ001  Hypothesis adds it
    datetime(2030, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
CLOCKS = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))
# The nights on which the clocks change, and whatever is near them.
CHANGES = st.builds(
    lambda day, minutes: (
        datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=minutes)
    ),
    st.sampled_from([date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 24), date(2026, 10, 25)]),
    st.integers(0, 2 * 24 * 60),
)


def shows_quiet(now: datetime, begin: time, end: time, zone: ZoneInfo) -> bool:
    clock = now.astimezone(zone).time()
    return begin <= clock < end if begin < end else not end <= clock < begin


@given(MOMENTS | CHANGES, CLOCKS, CLOCKS, ZONES)
def test_it_is_quiet_exactly_while_the_clock_says_so(
    now: datetime, begin: time, end: time, zone: ZoneInfo
) -> None:
    if begin == end:
        return
    is_quiet = quiet_until(now, begin, end, zone) is not None
    assert is_quiet == shows_quiet(now, begin, end, zone)


@given(MOMENTS | CHANGES, CLOCKS, CLOCKS, ZONES)
def test_quiet_hours_end_later_and_soon(
    now: datetime, begin: time, end: time, zone: ZoneInfo
) -> None:
    until = quiet_until(now, begin, end, zone)
    if begin == end or until is None:
        return
    assert now < until <= now + timedelta(hours=25)
    left_out = until.astimezone(zone).time() != end  # by spring
    assert left_out or not shows_quiet(until, begin, end, zone)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ((2026, 6, 15, 20, 30), (2026, 6, 16, 4, 0)),  # half past ten in the evening
        ((2026, 6, 16, 1, 0), (2026, 6, 16, 4, 0)),  # three in the night
        ((2026, 6, 16, 3, 59), (2026, 6, 16, 4, 0)),
        ((2026, 6, 16, 4, 0), None),
        ((2026, 6, 15, 19, 59), None),
        ((2026, 3, 29, 0, 30), (2026, 3, 29, 4, 0)),  # before the hour that is left out
        ((2026, 10, 25, 0, 30), (2026, 10, 25, 5, 0)),  # in the hour that comes twice
    ],
)
def test_ten_to_six_in_warsaw(now: tuple[int, ...], until: tuple[int, ...] | None) -> None:
    found = quiet_until(datetime(*now, tzinfo=UTC), time(22), time(6), WARSAW)
    assert found == (until and datetime(*until, tzinfo=UTC))


def test_an_end_that_spring_leaves_out_comes_an_hour_later() -> None:
    night = datetime(2026, 3, 28, 23, tzinfo=UTC)
    assert quiet_until(night, time(22), time(2, 30), WARSAW) == datetime(
        2026, 3, 29, 1, 30, tzinfo=UTC
    )


def test_news_wait_for_others_no_longer_than_the_window() -> None:
    at, minute = datetime(2026, 6, 15, 12, tzinfo=UTC), timedelta(minutes=1)
    assert first_attempt(at=at, now=at, merge_for=minute) == at + minute
    late = at + timedelta(hours=1)
    assert first_attempt(at=at, now=late, merge_for=minute) == late
