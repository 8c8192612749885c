"""When a crew works: rules over the hours of a week, by the clock on the wall."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import models
from django.utils.dates import WEEKDAYS

DAYS_OF_A_WEEK = 7


class Weekday(models.IntegerChoices):
    """As ISO 8601 numbers them; named as Django's own translations do."""

    MONDAY = 1, WEEKDAYS[0]
    TUESDAY = 2, WEEKDAYS[1]
    WEDNESDAY = 3, WEEKDAYS[2]
    THURSDAY = 4, WEEKDAYS[3]
    FRIDAY = 5, WEEKDAYS[4]
    SATURDAY = 6, WEEKDAYS[5]
    SUNDAY = 7, WEEKDAYS[6]


@dataclass(frozen=True, kw_only=True)
class Hours:
    """Hours that begin on a weekday, by local time; the end is no longer among them.

    An end that is not later than the start is on the next day: 22:00 to 6:00 is a night, and
    0:00 to 0:00 the whole day.
    """

    weekday: int
    starts_at: time
    ends_at: time

    @property
    def end_on_the_next_day(self) -> bool:
        return self.ends_at <= self.starts_at


def is_on_duty(hours: Sequence[Hours], local: datetime) -> bool:
    """Tell whether `local`, a local time, lies within the hours; without any, it always does.

    By the clock: what is skipped or repeated when it is put forward or back counts as it reads.
    """
    return not hours or any(_cover(each, local) for each in hours)


def next_start(hours: Sequence[Hours], local: datetime) -> datetime:
    """The first local time after `local` at which any of the hours begin; there must be some."""
    starts = (
        datetime.combine(day, each.starts_at, tzinfo=local.tzinfo)
        for each in hours
        for day in (local.date() + timedelta(days=n) for n in range(DAYS_OF_A_WEEK + 1))
        if day.isoweekday() == each.weekday
    )
    return min(start for start in starts if start > local)


def _cover(hours: Hours, local: datetime) -> bool:
    clock, today = local.time(), local.isoweekday()
    if today == hours.weekday:
        return hours.starts_at <= clock and (hours.end_on_the_next_day or clock < hours.ends_at)
    is_next_day = today == hours.weekday % DAYS_OF_A_WEEK + 1
    return is_next_day and hours.end_on_the_next_day and clock < hours.ends_at
