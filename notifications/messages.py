"""What a piece of news says, and what it carries for the app."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format

from backend.core.language import Language, Text
from backend.reports.events import EventKind
from backend.reports.models import ReportEvent
from backend.reports.wording import (
    COMMENT_BODY,
    COMMENT_TITLE,
    NEWS_BODIES,
    NEWS_TITLES,
    PLANNED_FOR_BODY,
)
from backend.reports.workflow import Status
from notifications.models import Notification


@dataclass(frozen=True, kw_only=True)
class News:
    title: Text
    body: Text


def news_of(event: ReportEvent) -> News:
    """Put an event into words, for residents; reads the event's report and service."""
    if event.kind == EventKind.COMMENTED:
        title, body = COMMENT_TITLE, COMMENT_BODY
    else:
        status = Status(event.status)
        title, body = NEWS_TITLES[status], NEWS_BODIES[status]
    values: dict[str, str | Text] = {
        "number": event.report.number,
        "service": event.report.service.name,
    }
    if event.kind != EventKind.COMMENTED and "planned_for" in event.data:
        body = PLANNED_FOR_BODY
        values["planned_for"] = _day(date.fromisoformat(event.data["planned_for"]))
    return News(title=title.format(**values), body=body.format(**values))


def data_of(notification: Notification) -> dict[str, str]:
    """What the app needs to open the right page: FCM data, strings only."""
    event = notification.event
    return {
        "type": notification.type,
        "notification_id": str(notification.pk),
        "event_id": str(event.pk),
        "report_id": str(event.report_id),
        "number": event.report.number,
        "status": event.status,
        "url": report_url(event),
    }


def report_url(event: ReportEvent) -> str:
    return f"{settings.PUBLIC_URL}/reports/{event.report_id}"


def collapse_key(event: ReportEvent) -> str:
    """Newer news of a report replaces older on the phone; the inbox keeps both."""
    return f"report-{event.report_id}"


def _day(day: date) -> Text:
    return Text(**{language: _day_in(language, day) for language in Language.values})


def _day_in(language: str, day: date) -> str:
    with translation.override(language):
        return date_format(day, "DATE_FORMAT")
