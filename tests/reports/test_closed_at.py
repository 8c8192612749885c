"""A closed report knows since when; an open one does not."""

from importlib import import_module

import pytest
from django.db import IntegrityError, connection, transaction

from backend.reports.models import Report, ReportEvent
from backend.reports.workflow import CLOSED
from tests.reports.makers import NOT_FIXED, change, put_into

pytestmark = pytest.mark.django_db


def test_closing_is_timed_and_reopening_forgets_it(dispatcher, report):
    assert Report.objects.get().closed_at is None

    assert change(dispatcher, report, "not_fixed", **NOT_FIXED).status_code == 200
    assert Report.objects.get().closed_at == ReportEvent.objects.latest("id").at

    assert change(dispatcher, report, "received").status_code == 200
    assert Report.objects.get().closed_at is None


def test_a_report_that_its_reporter_withdraws_is_closed(phone, report):
    assert change(phone, report, "withdrawn").status_code == 200
    assert Report.objects.get().closed_at == ReportEvent.objects.latest("id").at


def test_a_closed_report_that_is_routed_again_keeps_its_time(dispatcher, report, county_place):
    change(dispatcher, report, "not_fixed", **NOT_FIXED)
    closed_at = Report.objects.get().closed_at

    answer = dispatcher.patch(f"/api/v1/reports/{report['id']}", {"location": county_place})

    assert answer.status_code == 200
    assert Report.objects.get().closed_at == closed_at


@pytest.mark.parametrize(("status", "is_timed"), [("fixed", False), ("received", True)])
def test_the_database_refuses_a_time_that_does_not_fit_the_status(report, status, is_timed):
    put_into(status)
    moment = Report.objects.get().received_at if is_timed else None
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.update(closed_at=moment)


def test_reports_of_before_get_the_time_of_their_last_closing(dispatcher, report):
    for status in ("not_fixed", "received", "not_fixed"):
        change(dispatcher, report, status, **(NOT_FIXED if status == "not_fixed" else {}))
    closed_at = Report.objects.get().closed_at
    assert Report.objects.get().status in CLOSED
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE reports_report DROP CONSTRAINT closed_report_has_its_time")
    Report.objects.update(closed_at=None)

    migration = import_module("backend.reports.migrations.0004_closed_at")
    with connection.schema_editor() as editor:
        migration.fill(None, editor)

    assert Report.objects.get().closed_at == closed_at
