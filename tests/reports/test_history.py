"""Events are only ever added; a history that was tampered with shows."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import ProtectedError
from django.db.utils import ProgrammingError

from backend.reports import rules
from backend.reports.models import Report, ReportEvent
from tests.reports.makers import REPORTS, change, put_into, send_report

pytestmark = pytest.mark.django_db


def verify() -> tuple[str, str]:
    """The command's output and its failure, "" for none."""
    out = StringIO()
    try:
        call_command("verify_history", stdout=out)
    except CommandError as failure:
        return out.getvalue(), str(failure)
    return out.getvalue(), ""


def forge(statement: str, *values: object) -> None:
    """Change history behind the application's back, as a database's owner could."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE reports_reportevent DISABLE TRIGGER USER")
        cursor.execute(statement, values)
        cursor.execute("ALTER TABLE reports_reportevent ENABLE TRIGGER USER")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE reports_reportevent SET kind = 'claimed'",
        "UPDATE reports_reportevent SET data = '{}'",
        "DELETE FROM reports_reportevent",
    ],
)
def test_the_database_refuses_to_change_an_event(report, statement):
    with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(statement)

    assert ReportEvent.objects.count() == 2


def test_the_application_may_not_truncate_the_history(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        [is_superuser] = cursor.fetchone()
        cursor.execute("SELECT has_table_privilege('reports_reportevent', 'TRUNCATE')")
        [may_truncate] = cursor.fetchone()

    assert may_truncate == is_superuser


def test_a_report_with_a_history_cannot_be_deleted(report):
    with pytest.raises(ProtectedError):
        Report.objects.get().delete()


def test_a_true_history_adds_up(phone, dispatcher, crew, report, place, county_place, photo):
    send_report(phone, county_place)
    change(crew, report, "in_progress", comment="Jedziemy")
    dispatcher.patch(f"{REPORTS}/{report['id']}", {"location": county_place, "priority": "high"})
    phone.put_photo(report["id"], photo)
    phone.post(f"{REPORTS}/{report['id']}/comments", {"text": "Dziękuję"})

    assert verify() == ("Every report's history adds up.\n", "")


def test_an_empty_installation_adds_up(db):
    assert verify()[1] == ""


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE reports_reportevent SET at = at - interval '1 day' WHERE id = %s",
        "UPDATE reports_reportevent SET status = 'fixed' WHERE id = %s",
        "UPDATE reports_reportevent SET data = '{\"x\": 1}' WHERE id = %s",
        "UPDATE reports_reportevent SET hash = '' WHERE id = %s",
        "DELETE FROM reports_reportevent WHERE id = %s",
    ],
)
@pytest.mark.parametrize("position", [0, 1, 2])
def test_a_forged_history_is_named_and_others_are_not(
    phone, crew, place, report, statement, position
):
    other = send_report(phone, place)
    change(crew, report, "in_progress")
    pk = ReportEvent.objects.filter(report=report["id"]).order_by("id")[position].pk

    forge(statement, pk)

    output, failure = verify()
    assert output == f"{report['number']}\n"
    assert failure.startswith("1 ")
    assert other["number"] not in output


def test_a_state_that_no_event_tells_of_is_named(report):
    put_into("fixed")

    assert verify()[0] == f"{report['number']}\n"


def test_whatever_is_added_the_newest_events_are_shown(phone, dispatcher, report, monkeypatch):
    """Nobody hides the office's answer behind comments of their own."""
    monkeypatch.setattr(rules, "EVENTS_MAX", 3)
    for text in "abc":
        phone.post(f"{REPORTS}/{report['id']}/comments", {"text": text})
    change(dispatcher, report, "planned")

    for caller in (phone, dispatcher):
        shown = caller.get(f"{REPORTS}/{report['id']}/events").json()["results"]
        assert [event["kind"] for event in shown] == ["commented", "commented", "status_changed"]
        assert [event["id"] for event in shown] == sorted(event["id"] for event in shown)
