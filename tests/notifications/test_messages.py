import re
from itertools import product

import pytest
from django.conf import settings

from backend.core.language import Language, Text
from backend.reports.events import EventKind
from backend.reports.models import ReportEvent
from backend.reports.news_wording import NEWS_BODIES
from backend.reports.workflow import Status
from notifications.messages import data_of, news_of
from notifications.models import Delivery, Notification
from tests.notifications.makers import (
    make_comment,
    make_device,
    make_event,
    make_follow,
    make_report,
    make_user,
    told,
)

pytestmark = pytest.mark.django_db
APNS_COLLAPSE_ID_MAX_BYTES = 64  # Apple's limit
ALERT_MAX_CHARS = 240  # our choice: more is cut off on a phone


@pytest.mark.parametrize(("status", "language"), list(product(Status, Language.values)))
def test_every_status_is_news_in_every_language(status: Status, language: str) -> None:
    event = make_event(make_report(), status)
    news = news_of(event)
    title, body = news.title.in_language(language), news.body.in_language(language)
    assert title.startswith(f"{event.report.number}: ")
    assert body.startswith(event.report.service.name.in_language(language))
    assert not re.search(r"[{}]", title + body)
    assert len(title + body) <= ALERT_MAX_CHARS


def test_fixed_not_fixed_not_ours_and_duplicate_read_differently() -> None:
    closing = (Status.FIXED, Status.NOT_FIXED, Status.FORWARDED, Status.DUPLICATE)
    for language in Language.values:
        assert len({NEWS_BODIES[status].in_language(language) for status in closing}) == 4


def test_a_planned_repair_names_the_day_as_each_language_writes_it() -> None:
    event = make_event(make_report(), Status.PLANNED, data={"planned_for": "2026-07-03"})
    assert news_of(event).body == Text(
        pl="Dziura w jezdni. Naprawę zaplanowano na 3 lipca 2026.",
        en="Pothole. The repair is planned for July 3, 2026.",
        uk="Яма на дорозі. На 03 липня 2026 р. заплановано ремонт.",
    )


@pytest.mark.parametrize("kind", [EventKind.STATUS_CHANGED, EventKind.COMMENTED])
def test_news_tell_no_place_no_person_and_nothing_that_somebody_wrote(kind: EventKind) -> None:
    report = make_report()
    event = make_comment(report, "public") if kind == EventKind.COMMENTED else make_event(report)
    words = str(news_of(event))
    for private in ("Secret Street", "In front", "Call me", "Jan", "Nowak"):
        assert private not in words


def test_a_service_whose_name_has_braces_stays_as_it_is() -> None:
    report = make_report()
    report.service.name_pl = "{number}"
    assert news_of(make_event(report)).body.pl.startswith("{number}. ")


def test_the_data_are_strings_that_lead_to_the_report() -> None:
    notification = _notification()
    event = notification.event
    assert data_of(notification) == {
        "type": "status",
        "notification_id": str(notification.pk),
        "event_id": str(event.pk),
        "report_id": str(event.report_id),
        "number": event.report.number,
        "status": "fixed",
        "url": f"{settings.PUBLIC_URL}/reports/{event.report_id}",
    }


def test_all_news_of_a_report_share_a_topic_that_apple_takes() -> None:
    report = make_report(reporter=(reporter := make_user()))
    make_device(reporter)
    for event in (make_event(report), make_comment(report, "public")):
        told(event)
    first, second = Delivery.objects.values_list("topic", flat=True)
    assert first == second
    assert len(first.encode()) <= APNS_COLLAPSE_ID_MAX_BYTES


def _notification() -> Notification:
    event: ReportEvent = make_event(make_report())
    make_follow(event.report, make_user())
    told(event)
    return Notification.objects.get()
