"""Keeping the ledger in order: what is past its use ends, and is forgotten after a time."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from notifications.mailing import mail_instead
from notifications.models import Delivery
from notifications.rules import HOUSEKEEPING_CHUNK, Channel, DeliveryState


def end_the_old(now: datetime) -> None:
    """End what is past its use, wherever it waits, and what waits for a phone that is no more."""
    waiting = Delivery.objects.filter(state=DeliveryState.WAITING)
    under_way = Q(attempts__gt=0, code="", next_attempt_at__gt=now)
    old = waiting.filter(expires_at__lte=now).exclude(under_way).order_by("expires_at")
    _end(old, DeliveryState.EXPIRED, "too_old", now)
    orphans = waiting.filter(channel=Channel.FCM, device=None, next_attempt_at__lte=now)
    _end(orphans, DeliveryState.FAILED, "removed", now)


def forget(*, before: datetime) -> int:
    """Delete what was written before; the inboxes stay. Returns how many."""
    old = Delivery.objects.filter(created_at__lt=before).order_by("created_at").values("pk")
    count = 0
    while deleted := Delivery.objects.filter(pk__in=old[:HOUSEKEEPING_CHUNK]).delete()[0]:
        count += deleted
    return count


def _end(rows: QuerySet[Delivery], state: DeliveryState, code: str, now: datetime) -> None:
    while ids := list(rows.values_list("pk", flat=True)[:HOUSEKEEPING_CHUNK]):
        with transaction.atomic():
            Delivery.objects.filter(pk__in=ids, state=DeliveryState.WAITING).update(
                state=state, code=code, next_attempt_at=None
            )
            mail_instead(ids, now)
