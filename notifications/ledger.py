"""Writing into the ledger: many deliveries in one statement."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from django.db import connection

from notifications.rules import DeliveryState, Urgency

SQL = Path(__file__).parent / "sql"
_WRITE = (SQL / "write.sql").read_text(encoding="utf-8")


class Entry(NamedTuple):
    """A delivery as it is to be. claim: the `next_attempt_at` by which the writer holds it.

    claim is None where the phone is locked. What somebody else has claimed meanwhile, or ended,
    stays as it is; but that it was sent is written whoever claimed it since.
    """

    id: int
    state: DeliveryState
    code: str
    attempts: int
    merged: int
    urgency: Urgency
    next_attempt_at: datetime | None
    claim: datetime | None = None
    message_id: str = ""
    sent_at: datetime | None = None


def write(entries: Sequence[Entry]) -> None:
    if not entries:
        return
    rows = json.dumps([entry._asdict() for entry in entries], default=datetime.isoformat)
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, {"entries": rows})
