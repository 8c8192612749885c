"""Cursors of paged lists: where the last page ended, as one opaque word."""

import base64
import binascii
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import orjson
from django.conf import settings
from django.http import HttpRequest

from backend.core import errors


def encode(*values: Any) -> str:
    """Pack the sort values of a page's last row."""
    return base64.urlsafe_b64encode(orjson.dumps(values)).decode().rstrip("=")


def decode(cursor: str, *types: Callable[[Any], Any]) -> list[Any]:
    """Unpack a cursor into one value per type. Raises InvalidInput naming `cursor`."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        values = orjson.loads(base64.urlsafe_b64decode(padded))
        return [make(value) for make, value in zip(types, values, strict=True)]
    except (ValueError, TypeError, AttributeError, binascii.Error, OverflowError):
        raise errors.InvalidInput(field="cursor") from None


def moment(text: str) -> datetime:
    """Read a moment out of a cursor. Raises ValueError, OverflowError."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(text)
    return found.astimezone(UTC)  # PostgreSQL knows fewer offsets than Python does


def next_url(request: HttpRequest, cursor: str) -> str:
    """The address of the next page: this one with another cursor."""
    query = request.GET.copy()
    query["cursor"] = cursor
    return f"{settings.PUBLIC_URL}{request.path}?{query.urlencode()}"
