"""How made-up reports fare: when they come, and what has become of them by now."""

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate
from math import log
from random import Random

from backend.management.seeding.places import Choice, Place
from backend.reports.workflow import CLOSED, Status

GROWTH_PER_YEAR = 1.25  # more people know the app every year
# People report by day, most of all on their way to work and home. Weights of the 24 hours, UTC.
HOURS = (1, 1, 1, 1, 2, 4, 7, 8, 7, 6, 6, 6, 6, 7, 8, 8, 7, 6, 5, 4, 3, 2, 2, 1)
NEVER = 0.04  # of reports that nobody ever closes
SPREAD = 1.2  # sigma of the lognormal of the days until a report is closed
SETTLING = timedelta(days=4)  # on top of the promised response
NEW_FOR = timedelta(hours=6)  # nobody has done anything about a report yet
ENDS = {Status.FIXED: 84, Status.NOT_FIXED: 7, Status.DUPLICATE: 6, Status.WITHDRAWN: 3}
OPEN_WITH_CREW = {
    Status.ASSIGNED: 44,
    Status.IN_PROGRESS: 18,
    Status.PLANNED: 20,
    Status.WAITING: 10,
    Status.RECEIVED: 4,  # the crew gave it back
    Status.FORWARDED: 4,
}
OPEN_WITHOUT_CREW = {
    Status.RECEIVED: 64,
    Status.PLANNED: 8,
    Status.IN_PROGRESS: 6,
    Status.WAITING: 12,
    Status.FORWARDED: 10,
}
OPEN_ELSEWHERE = {Status.RECEIVED: 30, Status.FORWARDED: 70}
PLANNED_WITHIN_DAYS = 30


@dataclass(frozen=True, kw_only=True)
class Life:
    """changed_at: of the last change. crew: who has the report now, or had it when it closed."""

    status: Status
    changed_at: datetime
    crew: int | None
    planned_for: date | None = None

    @property
    def closed_at(self) -> datetime | None:
        return self.changed_at if self.status in CLOSED else None


def moments(
    random: Random, count: int, *, years: float, months: Sequence[float], until: datetime
) -> list[datetime]:
    """When the reports came, in order: more every year, and most after frosts.

    months: the weights of January to December.
    """
    days = [until - timedelta(days=age) for age in range(int(years * 365.25), 0, -1)]
    growth = [GROWTH_PER_YEAR ** (number / 365.25) for number in range(len(days))]
    weights = [many * months[day.month - 1] for many, day in zip(growth, days, strict=True)]
    hours = list(accumulate(HOURS))
    drawn = []
    for day in random.choices(days, weights, k=count):
        midnight = day.replace(hour=0, minute=0, second=0, microsecond=0)
        hour = bisect(hours, random.random() * hours[-1])
        moment = midnight + timedelta(seconds=3600 * hour + int(3600 * random.random()))
        drawn.append(min(moment, until))
    return sorted(drawn)


def live(
    random: Random, place: Place, crew: Choice | None, received_at: datetime, *,
    due_at: datetime, until: datetime,
) -> Life:  # fmt: skip
    """Draw what has become of a report that came at `received_at` by the moment `until`."""
    given = crew.crew if crew else None
    usual = (due_at - received_at + SETTLING) / timedelta(days=1)
    took = timedelta(days=random.lognormvariate(log(usual), SPREAD))
    ends = random.random() >= NEVER
    if ends and received_at + took < until:
        status = _one_of(random, ENDS)
        return Life(status=status, changed_at=received_at + took, crew=given)
    begun = Status.ASSIGNED if given else Status.RECEIVED
    status = begun
    if until - received_at > NEW_FOR:
        status = _one_of(random, _open_mix(place, crew))
    if status is begun:
        return Life(status=status, changed_at=received_at, crew=given)
    changed_at = received_at + (until - received_at) * random.random() ** 2
    return Life(
        status=status,
        changed_at=changed_at,
        crew=None if status is Status.RECEIVED else given,
        planned_for=_plan(random, status, changed_at),
    )


def _open_mix(place: Place, crew: Choice | None) -> dict[Status, int]:
    if crew:
        return OPEN_WITH_CREW
    return OPEN_WITHOUT_CREW if place.is_ours else OPEN_ELSEWHERE


def _plan(random: Random, status: Status, changed_at: datetime) -> date | None:
    if status is not Status.PLANNED:
        return None
    return (changed_at + timedelta(days=random.randrange(1, PLANNED_WITHIN_DAYS))).date()


def _one_of(random: Random, mix: dict[Status, int]) -> Status:
    return random.choices(list(mix), list(mix.values()))[0]
