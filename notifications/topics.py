"""What is sent of all that waits for one phone about one thing: rules, without the database."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from notifications.hours import quiet_until
from notifications.rules import BroadcastState, DeliveryState, Urgency

QUIET, PAUSED = "quiet", "paused"  # codes of what waits


@dataclass(frozen=True, kw_only=True)
class Phone:
    """What a device wants. stopped: why its platform gets nothing at present, and until when."""

    is_active: bool = True
    off_reason: str = ""
    kinds: frozenset[str]
    quiet_from: time | None = None
    quiet_to: time | None = None
    stopped: tuple[str, datetime] | None = None


class Row(NamedTuple):
    """A delivery, with what its topic's rows are judged by.

    news: greater is newer. is_hidden: it may be told no more.
    """

    id: int
    type: str
    next_attempt_at: datetime | None
    expires_at: datetime
    state: DeliveryState = DeliveryState.WAITING
    code: str = ""
    attempts: int = 0
    merged: int = 0
    urgency: Urgency = Urgency.NEWS
    news: int = 0
    broadcast: str = ""
    zone: str = "UTC"
    notification: int = 0
    is_hidden: bool = False

    def is_under_way(self, now: datetime) -> bool:
        """Tell whether a worker has claimed it, and may still be sending it."""
        if self.next_attempt_at is None or self.code:
            return False
        return self.attempts > 0 and self.next_attempt_at > now


@dataclass
class Decision:
    """changed: rows as they are to be written. claimed: the one of them to send now."""

    changed: list[Row] = field(default_factory=list)
    claimed: Row | None = None


def decide(rows: Iterable[Row], phone: Phone, now: datetime, claim_until: datetime) -> Decision:
    """Choose what is sent of the deliveries of one topic to one phone: the newest, or nothing.

    Older ones are overtaken by it; it inherits their urgency and tells how many they were. While
    one is under way, the others wait for what becomes of it.
    """
    rows = list(rows)
    waiting = [row for row in rows if row.state == DeliveryState.WAITING]
    if any(row.is_under_way(now) for row in waiting):
        return Decision()
    ended = [row for row in (_ended(row, phone, now) for row in waiting) if row]
    dead = {row.id for row in ended}
    hopeful = sorted((row for row in waiting if row.id not in dead), key=_age)
    told = max((row.news for row in rows if row.state == DeliveryState.SENT), default=-1)
    late = [row for row in hopeful if row.news < told]
    decision = Decision(changed=ended + [_overtaken(row) for row in late])
    if len(hopeful) > len(late):
        *older, newest = hopeful[len(late) :]
        decision.changed += [_overtaken(row) for row in older]
        _choose(decision, newest, older, phone, now, claim_until)
    return decision


def _choose(
    decision: Decision,
    newest: Row,
    older: list[Row],
    phone: Phone,
    now: datetime,
    claim_until: datetime,
) -> None:
    merged = newest._replace(
        merged=newest.merged + sum(1 + row.merged for row in older),
        urgency=min(row.urgency for row in (newest, *older)),
    )
    held = _held(merged, phone, now)
    if held:
        decision.changed.append(held)
    elif _may_go(merged, now):
        decision.claimed = merged._replace(
            attempts=merged.attempts + 1, next_attempt_at=claim_until, code=""
        )
        decision.changed.append(decision.claimed)
    elif merged != newest:
        decision.changed.append(merged)


def _age(row: Row) -> tuple[int, int]:
    return row.news, row.id


def _ended(row: Row, phone: Phone, now: datetime) -> Row | None:
    if not phone.is_active:
        return _end(row, DeliveryState.FAILED, phone.off_reason or "off")
    if row.broadcast == BroadcastState.CANCELLED:
        return _end(row, DeliveryState.EXPIRED, "cancelled")
    if row.expires_at <= now:
        return _end(row, DeliveryState.EXPIRED, "too_old")
    if row.is_hidden:
        return _end(row, DeliveryState.EXPIRED, "hidden")
    if row.type not in phone.kinds:
        return _end(row, DeliveryState.EXPIRED, "unwanted")
    return None


def _held(row: Row, phone: Phone, now: datetime) -> Row | None:
    """Return the row as it waits for a better time; None when it may go."""
    if row.broadcast == BroadcastState.PAUSED:
        return row._replace(next_attempt_at=None, code=PAUSED)
    if phone.stopped:
        code, until = phone.stopped
        return row._replace(next_attempt_at=until, code=code)
    if phone.quiet_from and phone.quiet_to and row.urgency != Urgency.URGENT:
        until_then = quiet_until(now, phone.quiet_from, phone.quiet_to, ZoneInfo(row.zone))
        if until_then:
            return row._replace(next_attempt_at=until_then, code=QUIET)
    return None


def _may_go(row: Row, now: datetime) -> bool:
    """Tell whether it is due, or waits for nothing but older news to be merged with."""
    is_due = row.next_attempt_at is not None and row.next_attempt_at <= now
    return is_due or row.code == QUIET or not row.attempts


def _overtaken(row: Row) -> Row:
    return _end(row, DeliveryState.OVERTAKEN, row.code)


def _end(row: Row, state: DeliveryState, code: str) -> Row:
    return row._replace(state=state, code=code, next_attempt_at=None)
