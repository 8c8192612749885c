"""What a piece of news says to one person, and what it carries for the app."""

from collections.abc import Callable, Iterable, Sequence
from typing import cast
from uuid import UUID

from backend.core.language import LANGUAGES, Text
from backend.jurisdictions.rules import Priority
from backend.reports.events import EventKind
from backend.reports.links import report_page_url
from backend.reports.models import Report, ReportEvent, has_reopened
from backend.reports.news import News, NewsTexts, news_of, texts_for
from backend.reports.news_models import Occasion
from backend.reports.news_wording import JOINED_TO, JOINED_TO_CLOSED, MORE_CHANGES
from backend.reports.wording import STATUS_NAMES
from backend.reports.workflow import CLOSED, Status, Visibility
from notifications.models import Broadcast, Notification
from notifications.rules import NotificationType, WorkNews


def news_for(
    notification: Notification, texts: NewsTexts | None = None, *, merged: int = 0
) -> News:
    """Put news into the words of the report by which somebody hears it.

    A report that it was joined to is named as long as everybody may know of that.
    texts: of many notifications, see `texts_of`; loaded for this one when None. merged: how many
    earlier changes this tells of besides.
    """
    if notification.broadcast:
        return words_of(notification.broadcast)
    event, report = _about(notification)
    occasion = _OTHERS_OCCASIONS.get(notification.type, lambda _: None)(notification)
    news = news_of(event, report, texts=texts, occasion=occasion)
    sentences = [news.body]
    joined_to = report.duplicate_of if event.kind == EventKind.MERGED else event.report
    if joined_to and joined_to != report and joined_to.visibility == Visibility.PUBLIC:
        status = Status(joined_to.status)
        is_over = event.kind == EventKind.MERGED and status in CLOSED
        hint = JOINED_TO_CLOSED if is_over else JOINED_TO
        sentences.append(hint.format(survivor=joined_to.number, status=STATUS_NAMES[status]))
    if merged:
        sentences.append(MORE_CHANGES.of(merged))
    return News(title=news.title, body=_joined(sentences))


def texts_of(notifications: Iterable[Notification]) -> NewsTexts:
    """Load what may be said in these notifications; one query at most."""
    return texts_for(each.report for each in notifications if each.report)


def _joined(sentences: Sequence[Text]) -> Text:
    return Text(
        **{
            language: " ".join(each.in_language(language) for each in sentences)
            for language in LANGUAGES
        }
    )


def _of_work(notification: Notification) -> Occasion | None:
    if not notification.work:  # what a resident said
        return None
    if notification.work == WorkNews.TAKEN:
        return Occasion.CREW_AWAY
    if notification.work == WorkNews.CLOSED:
        return Occasion.CREW_CLOSED
    event, report = _about(notification)
    if report.priority == Priority.DANGER:
        return Occasion.CREW_DANGER
    return Occasion.CREW_BACK if has_reopened(event) else Occasion.CREW_NEW


def _of_a_place(notification: Notification) -> Occasion:
    event, _ = _about(notification)
    if event.kind == EventKind.RECEIVED:
        return Occasion.NEARBY_NEW
    return Occasion.NEARBY_CLOSED if event.status in CLOSED else Occasion.NEARBY_PLANNED


def _about(notification: Notification) -> tuple[ReportEvent, Report]:
    """What it is about when it is no broadcast: the database sees to that."""
    return cast(ReportEvent, notification.event), cast(Report, notification.report)


# What an event is to people who have another part in it than the report's own.
_OTHERS_OCCASIONS: dict[str, Callable[[Notification], Occasion | None]] = {
    NotificationType.WORK: _of_work,
    NotificationType.NEARBY: _of_a_place,
}


def words_of(broadcast: Broadcast) -> News:
    """What an office wrote; Polish where it wrote nothing else."""
    title, body = (
        Text(**{
            language: getattr(broadcast, f"{part}_{language}") or getattr(broadcast, f"{part}_pl")
            for language in LANGUAGES
        })
        for part in ("title", "body")
    )  # fmt: skip
    return News(title=title, body=body)


def is_end(event: ReportEvent) -> bool:
    """Tell whether with this event a report was closed."""
    return event.kind == EventKind.STATUS_CHANGED and event.status in CLOSED


def data_of(notification: Notification) -> dict[str, str]:
    """What the app needs to open the right page: FCM data, strings only."""
    if notification.broadcast:
        return {
            "type": notification.type,
            "notification_id": str(notification.pk),
            "broadcast_id": str(notification.broadcast.uid),
            "url": notification.broadcast.url,
        }
    event, report = _about(notification)
    return {
        "type": notification.type,
        "notification_id": str(notification.pk),
        "event_id": str(event.pk),
        "report_id": str(report.pk),
        "number": report.number,
        "status": event.status,
        "url": report_url(notification),
    }


def report_url(notification: Notification) -> str:
    return report_page_url(cast(UUID, notification.report_id))
