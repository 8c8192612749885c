"""Public numbers: the office's prefix, the local year, a sequence that never starts again."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from backend.accounts.viewer import Viewer
from backend.jurisdictions.models import Jurisdiction
from backend.reports.actions.intake import Draft, take_in
from backend.reports.models import Report

pytestmark = pytest.mark.django_db


def number_at(place, received_at: datetime) -> tuple[str, int, int]:
    draft = Draft(**place, id=uuid4(), secret="s" * 40, service="pothole")
    taken = take_in(draft=draft, viewer=Viewer(), counted_as="test", received_at=received_at)
    prefix, year, serial = taken.report.number.split("-")
    return prefix, int(year), int(serial)


def test_the_year_is_the_one_on_the_offices_calendar(place):
    before = number_at(place, datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC))
    after = number_at(place, datetime(2026, 12, 31, 23, 0, 0, tzinfo=UTC))

    assert before[:2] == ("LES", 2026)
    assert after[:2] == ("LES", 2027)


def test_the_year_follows_the_offices_time_zone(place):
    moment = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    Jurisdiction.objects.filter(teryt="1418032").update(time_zone="Atlantic/Azores")

    assert number_at(place, moment)[1] == 2026


def test_the_sequence_goes_on_over_the_years(place):
    years = (datetime(year, 6, 1, tzinfo=UTC) for year in (2025, 2026, 2027))
    serials = [number_at(place, moment)[2] for moment in years]

    assert serials == [serials[0], serials[0] + 1, serials[0] + 2]


def test_a_refused_report_may_leave_a_gap_but_no_number_twice(phone, place):
    draft = {"id": str(uuid4()), "service": "pothole", "location": place}
    for _ in range(3):
        phone.post("/api/v1/reports", draft)
    phone.post("/api/v1/reports", {**draft, "id": str(uuid4())})

    numbers = list(Report.objects.values_list("number", flat=True))
    assert len(set(numbers)) == 2
