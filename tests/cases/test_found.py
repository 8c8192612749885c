"""What the machine has found, each by itself."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from backend.jurisdictions.models import RoadManager
from backend.reports.models import Report
from tests.conftest import Caller
from tests.reports.elsewhere import GDDKIA, MOTION, forward
from tests.reports.makers import REPORTS, SOUTH, change, crew_id, read, send_report

pytestmark = pytest.mark.django_db


def test_a_date_is_of_the_plan_and_goes_with_it(dispatcher: Caller, report: dict[str, Any]) -> None:
    day = (timezone.now() + timedelta(days=3)).date().isoformat()
    change(dispatcher, report, "planned", planned_for=day)

    dispatcher.post(f"{REPORTS}/{report['id']}/assignment", {"crew": crew_id(SOUTH)})

    shown = read(dispatcher, report)
    assert (shown["status"], shown["planned_for"]) == ("assigned", None)


def test_a_motion_that_waited_stands_still_once_it_is_passed_on(
    dispatcher: Caller, phone: Caller, place: dict[str, float]
) -> None:
    motion = send_report(phone, place, kind="motion", contact=MOTION)
    change(dispatcher, motion, "waiting")
    assert Report.objects.get().due_at is not None

    forward(dispatcher, motion, to=RoadManager.objects.get(name=GDDKIA).pk)

    assert Report.objects.get().due_at is None
    assert read(phone, motion)["due_paused"] is True
