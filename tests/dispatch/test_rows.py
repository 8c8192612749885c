"""The rows of the list and of the stream say what the API says, and no more."""

from datetime import timedelta

import pytest
from django.utils import timezone

from backend.accounts.models import User
from backend.accounts.viewer import STRANGER, viewer_of
from backend.dispatch.rows import rows_of
from backend.management import demo_file
from backend.reports.models import Report
from tests.reports.makers import change, read, send_report

SAME = ("id", "number", "version", "status", "visibility", "priority", "address")
TIMES = ("received_at", "updated_at", "due_at")


def viewer(key):
    return viewer_of(User.objects.get(email=demo_file.email_of(key)))


def rows(viewer, language="pl", **named):
    return rows_of(Report.objects.visible_to(viewer), language, now=timezone.now(), **named)


def test_a_row_says_what_the_api_says(dispatcher, report):
    shown = read(dispatcher, report)
    [row] = rows(viewer("dispatcher"))
    for name in (*SAME, *TIMES, "crew"):
        assert row[name] == shown[name], name
    assert (row["lon"], row["lat"]) == (shown["location"]["lon"], shown["location"]["lat"])
    assert row["service"] == {"code": shown["service"], "name": "Dziura w jezdni"}
    assert row["jurisdiction"] == shown["jurisdiction"]["teryt"]
    assert row["manager"] == shown["manager"]["kind"]


@pytest.mark.parametrize("language, name", [("en", "Pothole"), ("uk", "Яма на дорозі")])
def test_a_row_names_the_service_in_the_language_of_the_reader(report, language, name):
    assert rows(viewer("dispatcher"), language)[0]["service"]["name"] == name


def test_who_does_not_work_on_a_report_reads_no_crew_priority_or_unpublished_address(
    phone, place, dispatcher
):
    report = send_report(phone, place, address="ul. Boczna 7")
    [staff], [stranger] = rows(viewer("dispatcher")), rows(STRANGER)
    assert staff["address"] == "ul. Boczna 7" and staff["crew"] and staff["priority"]
    hidden = ("address", "crew", "priority")
    assert {stranger[name] for name in hidden} == {None}
    Report.objects.filter(pk=report["id"]).update(
        is_text_approved=True, public_address="ul. Boczna"
    )
    assert rows(STRANGER)[0]["address"] == "ul. Boczna"


def test_flags_name_what_wants_attention(dispatcher, report):
    assert rows(viewer("dispatcher"))[0]["flags"] == []
    late = timezone.now() - timedelta(hours=1)
    assert change(dispatcher, report, "received").status_code == 200
    marks = {"is_route_certain": False, "is_contested": True, "is_repeated": True}
    Report.objects.update(crew=None, due_at=late, **marks)
    everything = ["overdue", "unassigned", "uncertain", "contested", "repeated"]
    assert rows(viewer("dispatcher"))[0]["flags"] == everything
    assert "unassigned" not in rows(STRANGER)[0]["flags"]


def test_a_list_costs_one_query_however_long(phone, place, db, django_assert_num_queries):
    for _ in range(5):
        send_report(phone, place)
    for who in (viewer("dispatcher"), STRANGER):
        with django_assert_num_queries(1):
            assert len(rows(who)) == 5
