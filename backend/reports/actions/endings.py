"""What a report's end leaves in its row, and what a new beginning takes out of it."""

from datetime import datetime

from backend.reports.models import Report
from backend.reports.workflow import CLOSED, Status

# The columns that `settle_ending` may change.
ENDING = (
    *("closed_at", "closing_reason", "is_contested", "mended_voices", "not_mended_voices"),
    "forwarding",
)


def settle_ending(report: Report, *, now: datetime, reason: str = "") -> None:
    """Follow a change of status that `report` already carries; the caller saves ENDING.

    reason: a ClosingReason for `not_fixed`. The voices are of the last closing: they stay while
    the report is open again.
    """
    report.closed_at, report.closing_reason = None, reason
    report.is_contested = False
    if report.status in CLOSED:
        report.closed_at = now
        report.mended_voices = report.not_mended_voices = 0
    elif report.status != Status.FORWARDED:  # it came back
        report.forwarding = None
