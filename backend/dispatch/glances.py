"""New since a person last looked."""

from datetime import datetime, timedelta

from django.db import transaction

from backend.accounts.models import User
from backend.core import errors
from backend.dispatch.models import Glance

BEFORE_THE_FIRST = timedelta(days=1)  # our choice: what came so lately is new to a newcomer


def last_glance(user: User, *, now: datetime) -> datetime:
    """What came after it is new to them."""
    known = Glance.objects.filter(user=user).values_list("at", flat=True).first()
    return known or now - BEFORE_THE_FIRST


@transaction.atomic
def look(*, user: User, at: datetime, now: datetime) -> None:
    """Remember that they have seen what came until then, theirs alone; it never goes back.

    Raises InvalidInput for a moment to come.
    """
    if at > now:
        raise errors.InvalidInput(field="at")
    Glance.objects.bulk_create(
        [Glance(user=user, at=max(at, last_glance(user, now=now)))],
        update_conflicts=True,
        unique_fields=["user"],
        update_fields=["at"],
    )
