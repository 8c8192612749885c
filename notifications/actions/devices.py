"""Writes to devices and the inbox."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from backend.accounts.actions import make_known, require_owner
from backend.accounts.viewer import Viewer
from backend.core.language import Language
from notifications.models import Device, Notification
from notifications.rules import DEVICES_MAX, DeviceKind, Platform

_ALWAYS_TOLD = ("kind", "value", "platform", "language", "is_active", "off_reason", "updated_at")


@transaction.atomic
def register_device(
    *,
    viewer: Viewer,
    installation_uid: UUID,
    kind: DeviceKind,
    value: str,
    platform: Platform,
    language: Language,
    now: datetime,
    **choices: Any,
) -> Device:
    """Push to this app from now on; the newest owner of a token wins it.

    choices: kinds, quiet_from, quiet_to; what is not among them stays as it is.

    The app's row of another owner is another row, and stays as it is but for the token. Beyond
    DEVICES_MAX, the owner's devices that were not heard of for longest are forgotten.
    Raises LoginRequired, BadCredentials.
    """
    require_owner(viewer)
    make_known(viewer)
    _lock_value(value)
    mine = Device.objects.filter(viewer.owned())
    Device.objects.filter(value=value, is_active=True).exclude(
        pk__in=mine.filter(installation_uid=installation_uid)
    ).update(is_active=False, off_reason="token_moved", updated_at=now)
    device = Device(
        **viewer.owner(),
        installation_uid=installation_uid,
        kind=kind,
        value=value,
        platform=platform,
        language=language,
        updated_at=now,
        **choices,
    )
    Device.objects.bulk_create(
        [device],
        update_conflicts=True,
        unique_fields=["user" if viewer.user else "installation", "installation_uid"],
        update_fields=[*_ALWAYS_TOLD, *choices],
    )
    kept = mine.order_by("-updated_at", "-pk").values("pk")[:DEVICES_MAX]
    mine.exclude(pk__in=list(kept.values_list("pk", flat=True))).delete()
    return mine.get(installation_uid=installation_uid)


def remove_device(*, viewer: Viewer, installation_uid: UUID) -> None:
    """Push to this app no more; twice is the same as once. Raises LoginRequired."""
    require_owner(viewer)
    Device.objects.filter(viewer.owned(), installation_uid=installation_uid).delete()


def mark_read(*, viewer: Viewer, up_to: int, now: datetime) -> None:
    """Mark the caller's notifications read, up to this id. Raises LoginRequired."""
    require_owner(viewer)
    Notification.objects.filter(viewer.owned(), pk__lte=up_to, read_at__isnull=True).update(
        read_at=now
    )


def _lock_value(value: str) -> None:
    """Let two owners who bring one token at once come one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [value])
