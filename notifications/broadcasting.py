"""A broadcast on its way: its deliveries are written in SQL, chunk by chunk; watched, and ended."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Q, QuerySet

from backend.core import jobs
from notifications.ledger import SQL
from notifications.models import Broadcast, Delivery
from notifications.rules import (
    BROADCAST_CHUNK,
    BROADCAST_REPORTS_SINCE,
    HOUSEKEEPING_CHUNK,
    BroadcastState,
    DeliveryState,
    Urgency,
)
from notifications.topics import PAUSED

_REACHED = (SQL / "reached.sql").read_text(encoding="utf-8")
_TELL = _REACHED + (SQL / "tell.sql").read_text(encoding="utf-8")
_COUNT = f"{_REACHED} SELECT count(*) FROM reached"  # noqa: S608 (a file of ours)
CANCELLED = "cancelled"

Clock = Callable[[], datetime]


@dataclass(frozen=True, kw_only=True)
class Progress:
    """Deliveries of a broadcast by what became of them. failed: by reason."""

    waiting: int = 0
    sent: int = 0
    expired: int = 0
    failed: dict[str, int] = field(default_factory=dict)


def carry_on(broadcast_id: int, clock: Clock) -> None:
    """Do what a broadcast's state asks for; again, or after a crash, is the same as once."""
    while _write_chunk(broadcast_id, clock()):
        jobs.defer("notifications.send_deliveries", line="broadcasts")
    state = Broadcast.objects.values_list("state", flat=True).get(pk=broadcast_id)
    if state == BroadcastState.SENDING:
        _release(broadcast_id, clock())
        jobs.defer("notifications.send_deliveries", line="broadcasts")
    if state == BroadcastState.CANCELLED:
        _drop(broadcast_id, clock())
    _end_if_done(broadcast_id, clock())


def under_way(now: datetime) -> list[int]:
    """The broadcasts that somebody must look after."""
    states = (BroadcastState.PREPARING, BroadcastState.SENDING)
    wanted = Q(state__in=states) | Q(state=BroadcastState.PAUSED, expires_at__lte=now)
    return list(Broadcast.objects.filter(wanted).order_by("pk").values_list("pk", flat=True))


def progress_of(broadcast: Broadcast) -> Progress:
    rows = _deliveries(broadcast.pk).values_list("state", "code").annotate(Count("pk"))
    counts = {state.value: 0 for state in DeliveryState}
    failed: dict[str, int] = {}
    for state, code, count in rows.order_by("state", "code"):
        counts[state] += count
        if state == DeliveryState.FAILED:
            failed[code] = count
    return Progress(
        waiting=counts[DeliveryState.WAITING],
        sent=counts[DeliveryState.SENT],
        expired=counts[DeliveryState.EXPIRED] + counts[DeliveryState.OVERTAKEN],
        failed=failed,
    )


def count_reached(broadcast: Broadcast, now: datetime) -> int:
    """How many devices it would reach today."""
    with connection.cursor() as cursor:
        cursor.execute(
            _COUNT,
            {
                "broadcast": broadcast.pk,
                "after": 0,
                "limit": None,
                "since": now - BROADCAST_REPORTS_SINCE,
            },
        )
        [count] = cursor.fetchone()
    return count


@transaction.atomic
def _write_chunk(broadcast_id: int, now: datetime) -> bool:
    """Write the deliveries of the next devices; tell whether there may be more.

    How far it came is stored with them: what a crash takes back is written again, once.
    """
    rows = Broadcast.objects.select_for_update(no_key=True).defer("area")
    broadcast = rows.get(pk=broadcast_id)
    if broadcast.state != BroadcastState.PREPARING:
        return False
    last = _tell(broadcast, now) if broadcast.expires_at > now else None
    if last is None:
        broadcast.state, broadcast.prepared_at = BroadcastState.SENDING, now
    else:
        broadcast.last_device = last
    broadcast.save(update_fields=["state", "prepared_at", "last_device"])
    return last is not None


def _tell(broadcast: Broadcast, now: datetime) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(
            _TELL,
            {
                "broadcast": broadcast.pk,
                "after": broadcast.last_device,
                "limit": BROADCAST_CHUNK,
                "since": now - BROADCAST_REPORTS_SINCE,
                "at": now,
                "topic": f"broadcast-{broadcast.pk}",
                "urgency": Urgency.BROADCAST.value,
                "expires_at": broadcast.expires_at,
            },
        )
        [last] = cursor.fetchone()
    return last


def _release(broadcast_id: int, now: datetime) -> None:
    """Let be due again what was held while it was paused."""
    held = _deliveries(broadcast_id).filter(state=DeliveryState.WAITING, code=PAUSED)
    while _change(held, next_attempt_at=now, code=""):
        pass


def _drop(broadcast_id: int, now: datetime) -> None:
    """End what still waits; what is being sent at this moment ends when it is claimed again."""
    free = Q(next_attempt_at__isnull=True) | Q(next_attempt_at__lte=now) | ~Q(code="")
    waiting = _deliveries(broadcast_id).filter(free | Q(attempts=0), state=DeliveryState.WAITING)
    while _change(waiting, state=DeliveryState.EXPIRED, code=CANCELLED, next_attempt_at=None):
        pass


@transaction.atomic
def _change(rows: QuerySet[Delivery], **values: Any) -> int:
    """Change the next ones that no sender has in its hands."""
    free = rows.select_for_update(of=("self",), skip_locked=True).values_list("pk", flat=True)
    return Delivery.objects.filter(pk__in=list(free[:HOUSEKEEPING_CHUNK])).update(**values)


def _end_if_done(broadcast_id: int, now: datetime) -> None:
    over = Q(state=BroadcastState.SENDING) | Q(state=BroadcastState.PAUSED, expires_at__lte=now)
    if not _deliveries(broadcast_id).filter(state=DeliveryState.WAITING).exists():
        Broadcast.objects.filter(over, pk=broadcast_id).update(
            state=BroadcastState.DONE, ended_at=now
        )


def _deliveries(broadcast_id: int) -> QuerySet[Delivery]:
    return Delivery.objects.filter(notification__broadcast=broadcast_id)
