"""What the words of a batch are made of: each report, event and office once, however many hear."""

from collections.abc import Iterable
from typing import Any

from backend.jurisdictions.models import Jurisdiction, Service
from backend.reports.models import Report, ReportEvent
from notifications.models import Broadcast, Notification

# What words are made of; the rest of a row would cost more than the words.
_TOLD = ("type", "work", "broadcast", "event", "report")
_REPORTED = (
    *("number", "status", "priority", "visibility"),
    *("service", "handler", "duplicate_of"),
)


def notifications_of(ids: Iterable[int]) -> dict[int, Notification]:
    """Load notifications with all that their words need; what was deleted meanwhile is left out."""
    told = Notification.objects.only(*_TOLD).in_bulk(set(ids))
    broadcasts = Broadcast.objects.defer("area").in_bulk(_known(told, "broadcast_id"))
    events = ReportEvent.objects.in_bulk(_known(told, "event_id"))
    reports = _reports(_known(told, "report_id") | _known(events, "report_id"))
    of_reports = _put(events, "report", reports)
    whole = _put(told, "broadcast", broadcasts) & _put(told, "report", reports)
    whole &= _put(told, "event", {pk: events[pk] for pk in of_reports})
    return {pk: told[pk] for pk in whole}


def _reports(ids: set[Any]) -> dict[Any, Report]:
    """Load reports with what they were joined to, their services and offices."""
    rows = Report.objects.only(*_REPORTED)
    reports = rows.in_bulk(ids)
    reports |= rows.in_bulk(_known(reports, "duplicate_of_id") - reports.keys())
    whole = _put(reports, "service", Service.objects.in_bulk(_known(reports, "service_id")))
    whole &= _put(reports, "handler", Jurisdiction.objects.in_bulk(_known(reports, "handler_id")))
    whole &= _put(reports, "duplicate_of", reports)
    return {pk: reports[pk] for pk in whole}


def _known(rows: dict[Any, Any], field: str) -> set[Any]:
    return {getattr(row, field) for row in rows.values()} - {None}


def _put(rows: dict[Any, Any], field: str, others: dict[Any, Any]) -> set[Any]:
    """Put into each row what it points to; return the keys of those that lack nothing."""
    whole = set()
    for pk, row in rows.items():
        key = getattr(row, f"{field}_id")
        if key is None or key in others:
            setattr(row, field, others.get(key))
            whole.add(pk)
    return whole
