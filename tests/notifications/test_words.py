"""What one person is told: by their part in it, and of how many changes."""

from typing import Any

import pytest

from backend.core.language import Language
from backend.reports.events import EventKind
from backend.reports.models import ReportEvent
from backend.reports.news_models import NewsText
from backend.reports.news_wording import SHIPPED
from backend.reports.workflow import Status
from notifications.messages import news_for, texts_of
from notifications.models import Notification
from notifications.rules import NotificationType, WorkNews
from notifications.sending import send_batch
from tests.notifications.makers import NOON, make_device, make_event, make_report, make_user, told
from tests.notifications.test_sending import Sender

pytestmark = pytest.mark.django_db


def notification(event: ReportEvent, **values: Any) -> Notification:
    return Notification.objects.create(
        event=event, report=event.report, user=make_user(), at=NOON, **values
    )


@pytest.mark.parametrize(
    ("work", "before", "priority", "occasion"),
    [
        (WorkNews.GIVEN, "received", "normal", "crew_new"),
        (WorkNews.GIVEN, "received", "danger", "crew_danger"),
        (WorkNews.GIVEN, "fixed", "normal", "crew_back"),
        (WorkNews.TAKEN, "assigned", "danger", "crew_away"),
        (WorkNews.CLOSED, "assigned", "normal", "crew_closed"),
    ],
)
def test_a_crew_reads_what_it_is_to_the_crew(
    work: str, before: str, priority: str, occasion: str
) -> None:
    event = make_event(make_report(priority=priority), Status.ASSIGNED, status_before=before)
    news = news_for(notification(event, type=NotificationType.WORK, work=work))
    assert news.title == SHIPPED[occasion][0].format(number=event.report.number)


@pytest.mark.parametrize(
    ("kind", "status", "occasion"),
    [
        (EventKind.RECEIVED, Status.RECEIVED, "nearby_new"),
        (EventKind.STATUS_CHANGED, Status.PLANNED, "nearby_planned"),
        (EventKind.STATUS_CHANGED, Status.FIXED, "nearby_closed"),
        (EventKind.STATUS_CHANGED, Status.NOT_FIXED, "nearby_closed"),
    ],
)
def test_whoever_follows_a_place_reads_that_it_is_there(
    kind: str, status: Status, occasion: str
) -> None:
    event = make_event(make_report(), status, kind=kind)
    news = news_for(notification(event, type=NotificationType.NEARBY))
    assert news.title == SHIPPED[occasion][0].format(number=event.report.number)
    assert "Secret Street" not in str(news)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (Language.POLISH, "Wcześniej były jeszcze 2 zmiany."),
        (Language.ENGLISH, "Before that came 2 more changes."),
        (Language.UKRAINIAN, "Перед цим були ще 2 зміни."),
    ],
)
def test_a_push_for_several_changes_says_how_many(language: str, words: str) -> None:
    reporter, sender = make_user(), Sender()
    make_device(reporter, language=language)
    report = make_report(reporter=reporter)
    for status in (Status.ASSIGNED, Status.PLANNED, Status.FIXED):
        told(make_event(report, status))
    send_batch(now=NOON, send=sender)
    [push] = sender.pushes
    assert push.body.endswith(f" {words}")


def test_texts_of_a_batch_are_one_query(django_assert_num_queries: Any) -> None:
    NewsText.objects.create(occasion="fixed", title_en="{office}")
    for _ in range(5):
        notification(make_event(make_report()), type=NotificationType.STATUS)
    rows = list(Notification.objects.select_related("event__report", *REPORT))
    with django_assert_num_queries(1):
        texts = texts_of(rows)
        assert {news_for(row, texts).title.en for row in rows} == {"Office A"}


REPORT = ("report__service", "report__handler", "report__duplicate_of", "broadcast")
