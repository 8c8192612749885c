"""A report's confirmation: what was sent, who has it and why, what happens next and by when."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from backend.core.language import current_language
from backend.jurisdictions.models import Jurisdiction
from backend.reports import links
from backend.reports.documents import wording as words
from backend.reports.documents.parts import (
    Row,
    day_text,
    moment_text,
    office_name,
    passed_to,
    photo_captions,
    pictures,
    position_text,
    road_text,
    row,
    section,
    with_contact,
)
from backend.reports.documents.typesetting import typeset
from backend.reports.models import Report
from backend.reports.routes import reasons_of
from backend.reports.wording import NOT_FIXED_WHY, STATUS_NAMES, VISIBILITY_NAMES
from backend.reports.workflow import (
    OPEN,
    ClosingReason,
    ReportKind,
    Source,
    Status,
    Visibility,
    paused_in,
)


def confirmation(report: Report, *, has_contact: bool, now: datetime) -> bytes:
    """Return the confirmation of a report as a PDF file, in the language of the request.

    report: a row of `visible_to(viewer).for_display()` that the viewer reads wholly. Times are
    those of the report's jurisdiction. Raises Unavailable when the file cannot be made now.
    """
    zone = ZoneInfo(report.jurisdiction.time_zone)
    return typeset(
        "confirmation",
        {
            "language": current_language(),
            "title": str(words.TITLE),
            "number": report.number,
            "office": office_name(report.jurisdiction),
            "page": str(words.PAGE),
            "as_of": str(words.AS_OF.format(moment=moment_text(now, zone), zone=zone.key)),
            "summary": list(_summary(report, zone)),
            "sent": section(words.SENT, _sent(report, zone, has_contact=has_contact)),
            "photos": photo_captions(report, zone),
            "who": section(words.WHO, _who(report, zone)),
            "reasons": {
                "label": str(words.REASONS),
                "items": [reason["text"] for reason in reasons_of(report, with_crew=True)],
            },
            "next": {"title": str(words.NEXT), "steps": list(_next(report, zone, now))},
            "danger": str(words.DANGER.format(phone=report.jurisdiction.emergency_number)),
            "privacy": _privacy(report.jurisdiction),
        },
        pictures(report),
    )


def _summary(report: Report, zone: ZoneInfo) -> Iterator[Row]:
    yield row(words.RECEIVED, moment_text(report.received_at, zone))
    yield row(words.STATUS, STATUS_NAMES[Status(report.status)])
    if report.closed_at:
        yield row(words.CLOSED, moment_text(report.closed_at, zone))
    elif report.due_at:
        yield row(words.DUE, moment_text(report.due_at, zone))
    else:
        yield row(words.DUE, words.DUE_PAUSED if _is_paused(report) else words.DUE_NONE)


def _sent(report: Report, zone: ZoneInfo, *, has_contact: bool) -> Iterator[Row]:
    yield row(words.SERVICE, report.service.name)
    if report.kind == ReportKind.MOTION:
        yield row(words.KIND, words.MOTION)
    yield row(words.ADDRESS, report.address)
    if not report.address:
        yield row(words.MUNICIPALITY, report.municipality_name)
    yield row(words.POSITION, position_text(report))
    yield row(words.DESCRIPTION, report.description)
    for answered in report.answered(current_language()):
        yield row(answered.question, answered.answer)
    if report.observed_at:
        yield row(words.OBSERVED, moment_text(report.observed_at, zone))
    yield row(words.SOURCE, words.SOURCE_NAMES[Source(report.source)])
    yield row(words.VISIBILITY, VISIBILITY_NAMES[Visibility(report.visibility)])
    if has_contact:
        yield row(words.CONTACT, words.CONTACT_KNOWN)


def _who(report: Report, zone: ZoneInfo) -> Iterator[Row]:
    handler, manager = report.handler, report.manager
    office = with_contact(office_name(handler), handler.contact_phone, handler.contact_email)
    yield row(words.HANDLER, office)
    if report.manager_name:
        phone, email = (manager.phone, manager.email) if manager else ("", "")
        yield row(words.MANAGER, with_contact(report.manager_name, phone, email))
    yield row(words.ROAD, road_text(report))
    yield from passed_to(report, zone)
    if report.crew or report.status in OPEN:
        yield row(words.CREW, report.crew.name if report.crew else words.NO_CREW)


def _next(report: Report, zone: ZoneInfo, now: datetime) -> Iterator[str]:
    yield str(words.NEXT_STEPS[Status(report.status)])
    if report.planned_for:
        yield str(words.PLANNED_FOR.format(day=day_text(report.planned_for)))
    if report.status not in OPEN:
        yield from _after_closing(report, zone, now)
    elif report.due_at:
        sentence = words.DUE_BY if report.due_at > now else words.DUE_PASSED
        yield str(sentence.format(moment=moment_text(report.due_at, zone)))
    elif _is_paused(report):
        yield str(words.DUE_WAITS)


def _after_closing(report: Report, zone: ZoneInfo, now: datetime) -> Iterator[str]:
    if report.closing_reason:
        yield str(NOT_FIXED_WHY[ClosingReason(report.closing_reason)])
    until = report.verdict_until
    if until:
        sentence = words.VERDICT_UNTIL if now <= until else words.REPORT_AGAIN
        yield str(sentence.format(moment=moment_text(until, zone)))


def _is_paused(report: Report) -> bool:
    return report.due_at is None and report.status in paused_in(report.kind)


def _privacy(jurisdiction: Jurisdiction) -> str:
    return str(words.PRIVACY.format(url=links.privacy_page_url(jurisdiction)))
