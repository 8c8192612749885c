"""The ledger in numbers, for the operator's Prometheus."""

from collections.abc import Iterable
from typing import Any

from django.db import connection

from notifications.ledger import SQL
from notifications.models import ChannelPause
from notifications.rules import Urgency

BUCKETS_S = (1, 2, 5, 10, 30, 60, 120, 300, 900, 3600)  # a second is what we promise, an hour late
LEDGER_ROWS_MAX = 200_000  # of one look at the ledger: what is older is left out
_QUEUE = (SQL / "queue.sql").read_text(encoding="utf-8")
_OUTCOMES = (SQL / "outcomes.sql").read_text(encoding="utf-8")
_ACCEPTED = (SQL / "accepted.sql").read_text(encoding="utf-8")


def lines() -> str:
    """Four queries; they read what waits, and at most LEDGER_ROWS_MAX rows of the last day."""
    return "".join(f"{line}\n" for part in (_queue, _outcomes, _times, _pauses) for line in part())


def _queue() -> Iterable[str]:
    yield "# HELP usterka_deliveries_waiting Messages that wait, also for a later hour."
    rows = [(channel, Urgency(number).name.lower(), *rest)
            for channel, number, *rest in _rows(_QUEUE)]  # fmt: skip
    for channel, urgency, count, _ in rows:
        yield f"usterka_deliveries_waiting{_labels(channel=channel, urgency=urgency)} {count}"
    yield "# HELP usterka_deliveries_late_seconds How long the oldest that is due has been so."
    for channel, urgency, _, age in rows:
        yield f"usterka_deliveries_late_seconds{_labels(channel=channel, urgency=urgency)} {age}"


def _outcomes() -> Iterable[str]:
    yield "# HELP usterka_deliveries Messages of the last hour and day, by state and reason."
    for channel, state, code, *counts in _rows(_OUTCOMES, limit=LEDGER_ROWS_MAX):
        for within, count in zip(("hour", "day"), counts, strict=True):
            labels = _labels(channel=channel, state=state, code=code, within=within)
            yield f"usterka_deliveries{labels} {count}"


def _times() -> Iterable[str]:
    """The counts begin anew with every look, so rate() tells nothing of them."""
    name = "usterka_push_seconds_last_hour"
    yield f"# HELP {name} From the event to FCM's yes, without broadcasts."
    [(total, count, *within)] = _rows(_ACCEPTED, limit=LEDGER_ROWS_MAX, buckets=list(BUCKETS_S))
    for bound, number in zip(BUCKETS_S, *within, strict=True):
        yield f'{name}_bucket{{le="{bound}"}} {number}'
    yield f'{name}_bucket{{le="+Inf"}} {count}'
    yield f"{name}_sum {total}"
    yield f"{name}_count {count}"


def _pauses() -> Iterable[str]:
    yield "# HELP usterka_channel_paused Channels that send nothing at present, and why."
    for pause in ChannelPause.objects.order_by("channel", "platform"):
        labels = _labels(channel=pause.channel, platform=pause.platform, code=pause.code)
        yield f"usterka_channel_paused{labels} 1"


def _rows(sql: str, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return cursor.fetchall()


def _labels(**values: str) -> str:
    return "{" + ",".join(f'{name}="{_escaped(text)}"' for name, text in values.items()) + "}"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
