"""How many people wait for a report: those who sent it or a duplicate of it, or follow one."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from backend.reports.groups import weights_of
from backend.reports.models import Report
from tests.conftest import Caller
from tests.notifications.makers import (
    make_follow,
    make_installation,
    make_report,
    make_user,
    owned_by,
)
from tests.reports.makers import REPORTS, read, send_report
from tests.reports.test_merging import merge, unmerge

pytestmark = pytest.mark.django_db


def a_phone():
    return Caller(f"Installation {uuid4()}:{uuid4().hex}")


def weight(caller, report):
    return read(caller, report)["weight"]


def follow(caller, report):
    assert caller.put(f"{REPORTS}/{report['id']}/follow").status_code == 204


def test_everybody_counts_once(dispatcher, phone, other_phone, resident, place):
    first, second = send_report(phone, place), send_report(other_phone, place)
    follow(resident, first)
    follow(resident, second)
    follow(phone, second)
    assert (weight(dispatcher, first), weight(dispatcher, second)) == (2, 3)

    merge(dispatcher, second, first)
    assert (weight(dispatcher, first), weight(dispatcher, second)) == (3, 3)

    unmerge(dispatcher, second)
    assert (weight(dispatcher, first), weight(dispatcher, second)) == (2, 3)


def test_a_second_phone_of_the_reporter_is_no_second_person(
    dispatcher, phone, other_phone, stranger, place
):
    secret = uuid4().hex
    mine = send_report(phone, place, id=str(uuid4()), secret=secret)
    nobodys = send_report(stranger, place)
    claim = {"report": mine["id"], "secret": secret}
    assert other_phone.post("/api/v1/me/claims", claim).status_code == 200
    assert (weight(dispatcher, mine), weight(dispatcher, nobodys)) == (1, 1)

    merge(dispatcher, nobodys, mine)
    assert weight(dispatcher, mine) == 2


def test_only_those_who_work_on_a_report_read_its_weight(
    dispatcher,
    administrator,
    crew,
    phone,
    resident,
    stranger,
    other_crew,
    county_dispatcher,
    report,
):
    for caller in (dispatcher, administrator, crew):
        assert weight(caller, report) == 1
    for caller in (phone, resident, stranger, other_crew, county_dispatcher):
        assert weight(caller, report) is None


def test_lists_tell_the_weight_in_one_query_however_many(dispatcher, crew, place):
    reports = [send_report(a_phone(), place) for _ in range(2)]
    merge(dispatcher, reports[1], reports[0])
    counted = []
    for more in (0, 4):
        for _ in range(more):
            merge(dispatcher, send_report(a_phone(), place), reports[0])
        with CaptureQueriesContext(connection) as queries:
            page = dispatcher.get(REPORTS).json()["results"]
        counted.append(len(queries))
        shown = {each["id"]: each["weight"] for each in page}
        assert shown[reports[0]["id"]] == 2 + more
    assert counted[0] == counted[1]
    (task,) = crew.get("/api/v1/crew/tasks").json()["results"]
    assert task["weight"] == 6


PEOPLE = 5
WHO = st.integers(min_value=0, max_value=PEOPLE - 1)
GROUPS = st.lists(
    st.tuples(st.none() | WHO, st.sets(WHO), st.sampled_from([None, 0, 1])), min_size=2, max_size=6
)


@given(rows=GROUPS)
def test_the_weight_is_the_number_of_distinct_people(rows):
    """Any group: of two survivors, with any senders and followers."""
    people = [make_user() if i % 2 else make_installation() for i in range(PEOPLE)]
    made, waiting = [], {}
    for index, (sender, followers, survivor) in enumerate(rows):
        root = survivor if survivor is not None and index > 1 else index
        by = people[sender] if sender is not None else None
        values = {"reporter" if "user" in owned_by(by) else "installation": by} if by else {}
        report = make_report(**values)
        if root != index:
            Report.objects.filter(pk=report.pk).update(
                status="duplicate", closed_at=report.received_at, duplicate_of=made[root]
            )
        made.append(report)
        for follower in followers:
            make_follow(report, people[follower])
        known = {sender} if sender is not None else {f"nobody {index}"}
        waiting.setdefault(root, set()).update(known, followers)
        if root != index:
            waiting[index] = known | followers
    expected = {made[index].pk: len(who) for index, who in waiting.items()}
    assert weights_of([report.pk for report in made]) == expected
    Report.objects.filter(pk__in=[report.pk for report in made]).update(duplicate_of=None)
