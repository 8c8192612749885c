"""Time as an office counts it: all hours, or its working hours without Polish public holidays."""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from holidays.countries.poland import Poland

DAY = timedelta(days=1)
NOTHING = timedelta()
SPAN = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)\s*[-–]\s*([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)

Interval = tuple[datetime, datetime]
Hours = tuple[time, time] | None  # of one day, by the wall clock


@dataclass(frozen=True, kw_only=True)
class WorkingWeek:
    """When an office works. days: from Monday on; None is a day when it is closed.

    Public holidays are those of the Act of 18 January 1951 on days free from work.
    """

    zone: ZoneInfo
    days: tuple[Hours, ...]

    def open_on(self, day: date) -> Interval | None:
        """From when to when (UTC) the office works on a day of its own calendar."""
        hours = self.days[day.weekday()]
        if hours is None or day in _holidays():
            return None
        return self._moment(day, hours[0]), self._moment(day, hours[1])

    def from_moment(self, moment: datetime) -> Iterator[Interval]:
        """The working intervals after a moment, without end; the first may begin with it."""
        day = moment.astimezone(self.zone).date()
        while True:
            hours = self.open_on(day)
            if hours and hours[1] > moment:
                yield max(hours[0], moment), hours[1]
            day += DAY

    def _moment(self, day: date, clock: time) -> datetime:
        # A time that the clock skips in spring becomes the same moment an hour later by the clock.
        return datetime.combine(day, clock, tzinfo=self.zone).astimezone(UTC)


def due_at(
    start: datetime,
    promised: timedelta,
    *,
    paused: Iterable[Interval] = (),
    week: WorkingWeek | None = None,
) -> datetime:
    """When a promised time is over. paused: intervals in order that do not count.

    week: count only working hours; every hour counts when None. A promise that was over before a
    pause stays as it was.
    """
    left, moment = promised, start
    for begin, end in paused:
        counted = _between(moment, begin, week)
        if counted >= left:
            break
        left -= counted
        moment = max(moment, end)
    return _after(moment, left, week)


def days_after(start: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The last second (UTC) of a term of so many days; the day of `start` does not count.

    As the Code of Administrative Procedure of 14 June 1960 says, art. 57 par. 1; but a term that
    ends on a free day is not made longer (par. 4): whoever is promised something reads no calendar.
    """
    return _last_second(start.astimezone(zone).date() + days * DAY, zone)


def month_after(start: datetime, zone: ZoneInfo) -> datetime:
    """The last second (UTC) of a term of a month: of the day with the number of the first one.

    Where the next month has no such day, of its last (the same code, art. 57 par. 3).
    """
    day = start.astimezone(zone).date()
    year, month = (day.year, day.month + 1) if day.month < 12 else (day.year + 1, 1)
    number = min(day.day, monthrange(year, month)[1])
    return _last_second(date(year, month, number), zone)


def _last_second(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(23, 59, 59), tzinfo=zone).astimezone(UTC)


def _after(start: datetime, length: timedelta, week: WorkingWeek | None) -> datetime:
    if week is None:
        return start + length
    for begin, end in week.from_moment(start):
        if length <= end - begin:
            return begin + length
        length -= end - begin
    raise AssertionError("a week without working hours")  # its validator refuses it


def _between(start: datetime, end: datetime, week: WorkingWeek | None) -> timedelta:
    """The time that counts between two moments; none when they are the wrong way round."""
    if week is None or end <= start:
        return max(end - start, NOTHING)
    counted = NOTHING
    for begin, finish in week.from_moment(start):
        if begin >= end:
            break
        counted += min(finish, end) - begin
    return counted


def read_hours(text: str) -> Hours:
    """Read the hours of one day: `7:30-15:30`, or nothing for a closed one. Raises ValueError."""
    if not text.strip():
        return None
    found = SPAN.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    hour, minute, last_hour, last_minute = map(int, found.groups())
    begin, end = time(hour, minute), time(last_hour, last_minute)
    if begin >= end:
        raise ValueError(text)
    return begin, end


@cache
def _holidays() -> Poland:
    """Polish public holidays; the years are worked out as they are asked for."""
    return Poland()
