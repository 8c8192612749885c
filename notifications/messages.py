"""What a piece of news says, and what it carries for the app."""

from dataclasses import dataclass
from datetime import date

from django.utils import translation
from django.utils.formats import date_format

from backend.core.language import Language, Text
from backend.reports.events import EventKind
from backend.reports.links import report_page_url
from backend.reports.models import Report, ReportEvent, has_reopened
from backend.reports.news_wording import (
    ANSWER_BODY,
    ANSWER_TITLE,
    COMMENT_BODY,
    COMMENT_TITLE,
    JOINED_TO,
    JOINED_TO_CLOSED,
    NEWS_BODIES,
    NEWS_TITLES,
    NOT_FIXED_BODY,
    NOT_MENDED_BODY,
    NOT_MENDED_TITLE,
    OVERDUE_BODY,
    OVERDUE_TITLES,
    PLANNED_FOR_BODY,
    REOPENED_BODY,
    REOPENED_TITLE,
    REPLY_WORDS,
    SENTENCES,
    UNMERGED_BODY,
    UNMERGED_TITLE,
)
from backend.reports.rules import VERDICT_LIFE
from backend.reports.wording import NOT_FIXED_WHY, STATUS_NAMES
from backend.reports.workflow import CLOSED, Actor, ClosingReason, Status, Visibility
from notifications.models import Notification


@dataclass(frozen=True, kw_only=True)
class News:
    title: Text
    body: Text


def news_for(notification: Notification) -> News:
    """Put news into the words of the report by which somebody hears it.

    A report that it was joined to is named as long as everybody may know of that.
    """
    event, report = notification.event, notification.report
    news = news_of(event, report)
    joined_to = report.duplicate_of if event.kind == EventKind.MERGED else event.report
    if joined_to is None or joined_to == report or joined_to.visibility != Visibility.PUBLIC:
        return news
    status = Status(joined_to.status)
    hint = JOINED_TO_CLOSED if event.kind == EventKind.MERGED and status in CLOSED else JOINED_TO
    more = hint.format(survivor=joined_to.number, status=STATUS_NAMES[status])
    return News(title=news.title, body=SENTENCES.format(first=news.body, second=more))


def is_end(event: ReportEvent) -> bool:
    """Tell whether with this event a report was closed."""
    return event.kind == EventKind.STATUS_CHANGED and event.status in CLOSED


def news_of(event: ReportEvent, report: Report | None = None) -> News:
    """Put an event into words, by the number and the service of a report.

    report: with its service; the event's own when None.
    """
    report = report or event.report
    title, body = _words(event)
    values: dict[str, str | int | Text] = {
        "number": report.number,
        "service": report.service.name,
    }
    if body is PLANNED_FOR_BODY:
        values["planned_for"] = _day(date.fromisoformat(event.data["planned_for"]))
    if body is NOT_FIXED_BODY:
        values["why"] = NOT_FIXED_WHY[ClosingReason(event.data["closing_reason"])]
        values["days"] = VERDICT_LIFE.days
    return News(title=title.format(**values), body=body.format(**values))


def _words(event: ReportEvent) -> tuple[Text, Text]:
    if event.kind == EventKind.COMMENTED:
        is_answer = event.actor_role == Actor.REPORTER
        return REPLY_WORDS if is_answer else (COMMENT_TITLE, COMMENT_BODY)
    if event.kind == EventKind.JUDGED:
        return NOT_MENDED_TITLE, NOT_MENDED_BODY
    if event.kind == EventKind.ANSWERED:
        return ANSWER_TITLE, ANSWER_BODY
    if event.kind == EventKind.OVERDUE:
        return OVERDUE_TITLES[event.data["step"] - 1], OVERDUE_BODY
    if event.kind == EventKind.UNMERGED:
        return UNMERGED_TITLE, UNMERGED_BODY
    if has_reopened(event):
        return REOPENED_TITLE, REOPENED_BODY
    status = Status(event.status)
    return NEWS_TITLES[status], _body(event, status)


def _body(event: ReportEvent, status: Status) -> Text:
    if "planned_for" in event.data:
        return PLANNED_FOR_BODY
    return NOT_FIXED_BODY if "closing_reason" in event.data else NEWS_BODIES[status]


def data_of(notification: Notification) -> dict[str, str]:
    """What the app needs to open the right page: FCM data, strings only."""
    event = notification.event
    return {
        "type": notification.type,
        "notification_id": str(notification.pk),
        "event_id": str(event.pk),
        "report_id": str(notification.report_id),
        "number": notification.report.number,
        "status": event.status,
        "url": report_url(notification),
    }


def report_url(notification: Notification) -> str:
    return report_page_url(notification.report_id)


def collapse_key(notification: Notification) -> str:
    """Newer news of a report replaces older on the phone; the inbox keeps both."""
    return f"report-{notification.report_id}"


def _day(day: date) -> Text:
    return Text(**{language: _day_in(language, day) for language in Language.values})


def _day_in(language: str, day: date) -> str:
    with translation.override(language):
        return date_format(day, "DATE_FORMAT")
