"""When something may be told: the merging window, and the quiet hours of a phone."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


def quiet_until(now: datetime, begin: time, end: time, zone: ZoneInfo) -> datetime | None:
    """Return when the quiet hours in which `now` lies are over; None outside of them.

    begin, end: as a clock in `zone` shows them; over midnight when begin > end. In autumn an hour
    comes twice and is quiet twice; an end that spring leaves out comes with the hour after it.
    """
    local = now.astimezone(zone)
    if not _is_between(local.time(), begin, end):
        return None
    day = local.date() + timedelta(days=local.time() >= end)
    early, late = (
        datetime.combine(day, end.replace(fold=fold), zone).astimezone(UTC) for fold in (0, 1)
    )
    return early if early > now else late


def _is_between(clock: time, begin: time, end: time) -> bool:
    if begin < end:
        return begin <= clock < end
    return clock >= begin or clock < end


def first_attempt(*, at: datetime, now: datetime, merge_for: timedelta) -> datetime:
    """Return when news of `at` are told first: changes that come until then are told with them."""
    return max(at + merge_for, now)
