"""Moments as the API writes them."""

from datetime import UTC, datetime


def utc_text(moment: datetime | None) -> str | None:
    """Write a moment as RFC 3339 with `Z` and milliseconds."""
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
