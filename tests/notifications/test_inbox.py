from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest
from django.conf import settings

from backend.accounts.models import Installation
from backend.reports.models import Report
from backend.reports.workflow import Status, Visibility
from notifications.models import Notification
from tests.conftest import Caller
from tests.notifications.makers import make_event, make_follow, make_report, told

pytestmark = pytest.mark.django_db
INBOX = "/api/v1/me/notifications"


@pytest.fixture
def mine(phone: Caller) -> Report:
    """A report of `phone`."""
    uid, _, secret = phone.headers["Authorization"].removeprefix("Installation ").partition(":")
    from backend.accounts.secrets import hash_secret

    owner = Installation.objects.create(id=UUID(uid), secret_hash=hash_secret(secret))
    return make_report(installation=owner)


def results(caller: Caller, query: str = "") -> list[dict[str, Any]]:
    answer = caller.get(f"{INBOX}{query}")
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def test_the_inbox_tells_what_happened_in_the_readers_language(phone: Caller, mine: Report) -> None:
    event = make_event(mine, Status.NOT_FIXED)
    told(event)
    [row] = results(phone, "?lang=en")
    assert row == {
        "id": Notification.objects.get().pk,
        "type": "status",
        "event_id": event.pk,
        "report_id": str(mine.pk),
        "number": mine.number,
        "status": "not_fixed",
        "broadcast_id": None,
        "title": f"{mine.number}: closed without repair",
        "body": "Pothole. The office has closed the report and will not mend this. "
        "If it gave an explanation, you will find it in the report.",
        "url": f"{settings.PUBLIC_URL}/reports/{mine.pk}",
        "at": "2026-06-15T12:00:00.000Z",
        "read_at": None,
    }
    assert results(phone, "?lang=uk")[0]["title"] == f"{mine.number}: закрито без ремонту"


def test_the_inbox_is_paged_newest_first(phone: Caller, mine: Report) -> None:
    events = [make_event(mine) for _ in range(5)]
    for event in events:
        told(event)
    seen, url = [], f"{INBOX}?limit=2"
    while url:
        page = phone.get(url).json()
        assert len(page["results"]) <= 2
        seen += [row["event_id"] for row in page["results"]]
        parts = urlsplit(page["next"] or "")
        url = f"{parts.path}?{parts.query}" if page["next"] else ""
    assert seen == [event.pk for event in reversed(events)]


def test_nobody_reads_the_inbox_of_another(
    phone: Caller, other_phone: Caller, stranger: Caller, mine: Report
) -> None:
    told(make_event(mine))
    assert results(other_phone) == []
    answer = stranger.get(INBOX)
    assert (answer.status_code, answer.json()["code"]) == (401, "login_required")


def test_news_of_a_report_that_has_become_private_leave_the_followers_inbox(
    phone: Caller, mine: Report
) -> None:
    followed = make_report()
    make_follow(followed, mine.installation)
    for report in (mine, followed):
        told(make_event(report))
    assert len(results(phone)) == 2
    Report.objects.update(visibility=Visibility.PRIVATE)
    assert [row["number"] for row in results(phone)] == [mine.number]


def test_marking_read_reaches_up_to_the_id_and_is_repeatable(phone: Caller, mine: Report) -> None:
    for _ in range(3):
        told(make_event(mine))
    newest, middle, oldest = (row["id"] for row in results(phone))
    first = phone.post(f"{INBOX}/read", {"up_to": middle})
    assert (first.status_code, first.content) == (204, b"")
    times = {row["id"]: row["read_at"] for row in results(phone)}
    assert times[newest] is None and times[middle] and times[oldest]
    assert phone.post(f"{INBOX}/read", {"up_to": middle}).status_code == 204
    assert {row["id"]: row["read_at"] for row in results(phone)} == times


def test_an_idempotency_key_repeats_the_answer(phone: Caller, mine: Report) -> None:
    key = str(uuid4())
    for _ in range(2):
        answer = phone.post(f"{INBOX}/read", {"up_to": 1}, Idempotency_Key=key)
        assert answer.status_code == 204


def test_marking_read_leaves_others_alone(phone: Caller, other_phone: Caller, mine: Report) -> None:
    told(make_event(mine))
    last = Notification.objects.get().pk
    assert other_phone.post(f"{INBOX}/read", {"up_to": last}).status_code == 204
    assert results(phone)[0]["read_at"] is None


@pytest.mark.parametrize("up_to", [0, -1, 2**63, "x", None])
def test_a_wrong_up_to_is_refused(phone: Caller, up_to: Any) -> None:
    answer = phone.post(f"{INBOX}/read", {"up_to": up_to})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "up_to")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("?limit=0", "limit"),
        ("?limit=101", "limit"),
        ("?cursor=%21", "cursor"),
        ("?cursor=WyJ4Il0", "cursor"),
        ("?page=2", "page"),
    ],
)
def test_a_wrong_parameter_is_refused(phone: Caller, query: str, field: str) -> None:
    answer = phone.get(f"{INBOX}{query}")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)


@pytest.mark.parametrize("count", [1, 10])
def test_a_page_costs_the_same_queries_whatever_its_length(
    phone: Caller, mine: Report, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        told(make_event(mine))
    with django_assert_num_queries(3):  # who asks, the page, and what offices say in their words
        assert len(results(phone)) == count
