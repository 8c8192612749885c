"""POST /reports: what a resident sends is kept, once, and reaches the right crew."""

from uuid import uuid4

import pytest

from backend.reports.models import Report, ReportEvent

pytestmark = pytest.mark.django_db


def test_report_with_service_and_place_alone_is_taken_in_and_assigned(stranger, place):
    answer = stranger.post("/api/v1/reports", {"service": "pothole", "location": place})

    body = answer.json()
    assert answer.status_code == 201
    assert body["status"] == "assigned"
    assert body["number"].startswith("LES-20")
    assert body["crew"]["name"] == "Brygada drogowa Północ"
    assert len(body["secret"]) >= 32
    kinds = ReportEvent.objects.filter(report=body["id"]).values_list("kind", flat=True)
    assert list(kinds) == ["received", "assigned"]


def test_report_sent_again_is_the_same_report(phone, place):
    draft = {"id": str(uuid4()), "service": "pothole", "location": place}

    first = phone.post("/api/v1/reports", draft)
    again = phone.post("/api/v1/reports", draft)

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert Report.objects.count() == 1


def test_intake_takes_at_most_twelve_queries(phone, place, django_assert_max_num_queries):
    draft = {"id": str(uuid4()), "service": "pothole", "location": place, "description": "Dziura"}

    with django_assert_max_num_queries(12):
        answer = phone.post("/api/v1/reports", draft)

    assert answer.status_code == 201
