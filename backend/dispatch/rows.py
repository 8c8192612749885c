"""Reports as a dispatcher's list shows them: the same rows from the page and from the stream."""

from datetime import datetime
from typing import Any

from backend.core.moments import utc_text
from backend.reports.models import Report
from backend.reports.querysets import Access, ReportQuerySet, text_is_public
from backend.reports.workflow import OPEN, Status

COLUMNS = (
    *("number", "version", "status", "priority", "visibility", "location", "due_at", "planned_for"),
    *("received_at", "updated_at", "is_route_certain", "is_contested", "is_repeated"),
    *("manager_kind", "address", "public_address", "is_text_approved", "is_text_hidden"),
    *("service__code", "service__name_pl", "service__name_en", "service__name_uk"),
    *("crew__name", "handler_id", "jurisdiction__teryt", "jurisdiction__text_publication"),
)


def rows_of(reports: ReportQuerySet, language: str, *, now: datetime) -> list[dict[str, Any]]:
    """Read what a list shows of reports of `visible_to(viewer)`, in their order: one query.

    What the viewer may not read of a report (crew, priority, an unpublished address) is null.
    """
    found = reports.select_related("service", "crew", "jurisdiction").only(*COLUMNS)
    return [_row(report, language, now) for report in found]


def _row(report: Report, language: str, now: datetime) -> dict[str, Any]:
    is_worked_on = report.access != Access.PUBLIC
    return {
        "id": str(report.pk),
        "number": report.number,
        "version": report.version,
        "access": report.access,
        "status": report.status,
        "visibility": report.visibility,
        "service": {
            "code": report.service.code,
            "name": report.service.name.in_language(language),
        },
        "priority": report.priority if is_worked_on else None,
        "crew": _crew(report) if is_worked_on else None,
        "handler": report.handler_id,
        "jurisdiction": report.jurisdiction.teryt,
        "manager": report.manager_kind or None,
        "received_at": utc_text(report.received_at),
        "updated_at": utc_text(report.updated_at),
        "due_at": utc_text(report.due_at),
        "planned_for": report.planned_for and report.planned_for.isoformat(),
        "address": report.address if is_worked_on else _public_address(report),
        "lon": report.location.x,
        "lat": report.location.y,
        "flags": _flags(report, now),
    }


def _crew(report: Report) -> dict[str, Any] | None:
    return {"id": report.crew.pk, "name": report.crew.name} if report.crew else None


def _public_address(report: Report) -> str | None:
    if not text_is_public(report):
        return None
    return report.address if report.public_address is None else report.public_address


def _flags(report: Report, now: datetime) -> list[str]:
    """Name what a dispatcher looks for at a glance."""
    is_open = report.status in OPEN
    is_with_us = is_open and report.status != Status.FORWARDED
    found = {
        "overdue": is_open and report.due_at is not None and report.due_at < now,
        "unassigned": is_with_us and not report.crew_id and report.access != Access.PUBLIC,
        "uncertain": not report.is_route_certain,
        "contested": report.is_contested,
        "repeated": report.is_repeated,
    }
    return [name for name, is_so in found.items() if is_so]
