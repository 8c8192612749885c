"""A report becomes a duplicate of another one, and what it was before comes back."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from backend.accounts.models import User
from backend.accounts.viewer import viewer_of
from backend.crews.models import Crew, Membership
from backend.reports.actions.merging import merge_report, unmerge_report
from backend.reports.models import Report, ReportEvent
from backend.reports.workflow import Status
from tests.conftest import NOON
from tests.reports.makers import (
    REPORTS,
    change,
    code_of,
    events,
    fields_of,
    kinds,
    put_into,
    read,
    send_report,
)

pytestmark = pytest.mark.django_db

MERGED_FROM = ("received", "assigned", "planned", "in_progress", "waiting")
COLUMNS = [
    field.name
    for field in Report._meta.concrete_fields
    if field.name not in ("version", "updated_at")
]


@pytest.fixture
def survivor(other_phone, place):
    """An older report of the same defect, by somebody else."""
    return send_report(other_phone, place)


def merge(caller, report, survivor, **fields):
    return caller.put(f"{REPORTS}/{report['id']}/duplicate", {"of": survivor["id"], **fields})


def unmerge(caller, report):
    return caller.delete(f"{REPORTS}/{report['id']}/duplicate")


def row_of(report):
    return Report.objects.filter(pk=report["id"]).values(*COLUMNS).get()


def named(report):
    return {"id": report["id"], "number": report["number"], "status": report["status"]}


def test_a_duplicate_is_closed_and_names_the_report_it_was_joined_to(dispatcher, report, survivor):
    answer = merge(dispatcher, report, survivor)

    merged = answer.json()
    assert (answer.status_code, merged["status"]) == (200, "duplicate")
    assert merged["duplicate_of"] == named(survivor)
    assert merged["version"] == report["version"] + 1
    assert read(dispatcher, report)["duplicates"] == []
    assert read(dispatcher, survivor)["duplicates"] == [named(merged)]
    row = Report.objects.get(pk=report["id"])
    assert (row.closed_at, row.taken_by) == (row.updated_at, None)


def test_nothing_of_the_survivor_changes(dispatcher, report, survivor):
    before, history = row_of(survivor), kinds(dispatcher, survivor)

    merge(dispatcher, report, survivor)

    assert row_of(survivor) == before
    assert kinds(dispatcher, survivor) == history
    assert Report.objects.get(pk=survivor["id"]).version == survivor["version"]


@pytest.mark.parametrize("who", ["phone", "other_phone", "resident", "crew", "county_dispatcher"])
def test_only_the_handlers_dispatcher_joins_and_undoes(request, dispatcher, report, survivor, who):
    caller = request.getfixturevalue(who)
    expected = (401, "login_required") if "phone" in who else (403, "not_allowed")

    assert code_of(merge(caller, report, survivor)) == expected
    assert merge(dispatcher, report, survivor).status_code == 200
    assert code_of(unmerge(caller, report)) == expected
    assert unmerge(dispatcher, report).status_code == 200


def test_a_report_may_be_joined_to_one_of_another_office_that_everybody_sees(
    dispatcher, phone, report, county_place
):
    public = send_report(phone, county_place)
    private = send_report(phone, county_place, visibility="private")
    assert public["handler"] != report["handler"]
    Report.objects.filter(pk=private["id"]).update(jurisdiction=F("handler"))

    unknown = merge(dispatcher, report, {"id": str(uuid4())})
    hidden = merge(dispatcher, report, private)

    assert code_of(unknown) == code_of(hidden) == (400, "invalid")
    assert unknown.content == hidden.content
    assert fields_of(hidden) == ["of"]
    assert merge(dispatcher, report, public).status_code == 200


def test_a_report_is_no_duplicate_of_itself(dispatcher, report):
    assert code_of(merge(dispatcher, report, report)) == (400, "invalid")


def test_neither_a_chain_nor_a_circle_arises(dispatcher, phone, place, report, survivor):
    third = send_report(phone, place)
    merge(dispatcher, report, survivor)

    circle = merge(dispatcher, survivor, report)
    longer = merge(dispatcher, survivor, third)
    behind = merge(dispatcher, third, report)

    assert code_of(circle) == code_of(longer) == (409, "has_duplicates")
    assert code_of(behind) == (409, "survivor_not_suitable")
    assert behind.json()["duplicate_of"] == {"id": survivor["id"], "number": survivor["number"]}
    assert merge(dispatcher, third, survivor).status_code == 200


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("visibility", ["public", "private"])
def test_a_survivor_is_dealt_with_or_has_ended_for_all_to_see(
    dispatcher, report, survivor, status, visibility
):
    rows = Report.objects.filter(pk=survivor["id"])
    closed = status in ("fixed", "not_fixed", "duplicate", "withdrawn")
    rows.update(status=status, closed_at=NOON if closed else None, visibility=visibility)

    answer = merge(dispatcher, report, survivor)

    suits = status not in ("duplicate", "withdrawn") and (not closed or visibility == "public")
    assert code_of(answer) == ((200, "") if suits else (409, "survivor_not_suitable"))


@pytest.mark.parametrize("status", Status)
def test_only_work_that_is_open_here_can_be_joined(dispatcher, report, survivor, status):
    Report.objects.filter(pk=report["id"]).update(
        status=status,
        closed_at=NOON if status in ("fixed", "not_fixed", "duplicate", "withdrawn") else None,
    )
    answer = merge(dispatcher, report, survivor)
    expected = (200, "") if status in MERGED_FROM else (409, "change_not_allowed")
    assert code_of(answer) == expected


def test_a_status_alone_makes_no_duplicate(dispatcher, report):
    answer = change(dispatcher, report, "duplicate")

    assert code_of(answer) == (409, "survivor_required")
    assert fields_of(answer) == ["status"]
    assert read(dispatcher, report)["status"] == "assigned"


def test_said_twice_it_happens_once(dispatcher, report, survivor):
    version = report["version"]
    first = merge(dispatcher, report, survivor, expected_version=version)
    again = merge(dispatcher, report, survivor, expected_version=version)
    other = merge(dispatcher, report, survivor, expected_version=version + 7)

    assert first.json() == again.json() == other.json()
    assert [unmerge(dispatcher, report).status_code for _ in range(2)] == [200, 200]
    assert kinds(dispatcher, report)[-2:] == ["merged", "unmerged"]


def test_a_version_of_before_is_refused(dispatcher, report, survivor):
    answer = merge(dispatcher, report, survivor, expected_version=report["version"] + 1)
    assert code_of(answer) == (409, "version_conflict")


@pytest.mark.parametrize("status", MERGED_FROM)
def test_undoing_restores_exactly_what_was(dispatcher, crew, report, survivor, status):
    if status == "planned":
        crew.post(f"{REPORTS}/{report['id']}/taking")
        day = (NOON + timedelta(days=3000)).date().isoformat()
        change(dispatcher, report, status, planned_for=day)
    elif status != "assigned":
        change(dispatcher, report, status)
    before, shown = row_of(report), read(dispatcher, report)
    assert before["status"] == status

    merge(dispatcher, report, survivor)
    assert row_of(report) != before
    change(dispatcher, survivor, "in_progress")
    answer = unmerge(dispatcher, report)

    assert answer.status_code == 200
    assert row_of(report) == before
    changing = {"version", "updated_at"}
    after = read(dispatcher, report)
    assert {k: v for k, v in after.items() if k not in changing} == {
        k: v for k, v in shown.items() if k not in changing
    }
    assert after["version"] == shown["version"] + 2
    assert read(dispatcher, survivor)["duplicates"] == []


def test_whoever_had_taken_the_task_has_it_again_while_they_belong_to_the_crew(
    dispatcher, crew, report, survivor
):
    crew.post(f"{REPORTS}/{report['id']}/taking")
    mine = read(dispatcher, report)["taken_by"]

    merge(dispatcher, report, survivor)
    assert read(dispatcher, report)["taken_by"] is None
    unmerge(dispatcher, report)
    assert read(dispatcher, report)["taken_by"] == mine

    merge(dispatcher, report, survivor)
    Membership.objects.filter(user=mine["id"]).delete()
    unmerge(dispatcher, report)
    assert read(dispatcher, report)["taken_by"] is None


def test_the_promised_time_runs_on_as_if_nothing_had_been(report, survivor):
    """Not by a minute does it matter for how long a report was joined to another."""
    dispatcher = viewer_of(
        User.objects.get(roles__kind="dispatcher", roles__jurisdiction__teryt="1418032")
    )
    promised = Report.objects.get(pk=report["id"]).due_at
    ids = {"report_id": report["id"], "viewer": dispatcher}
    merge_report(**ids, survivor_id=survivor["id"], now=NOON + timedelta(days=40))
    unmerge_report(**ids, now=NOON + timedelta(days=90))

    row = Report.objects.get(pk=report["id"])
    assert row.due_at == promised
    assert "due_changed" not in set(row.events.values_list("kind", flat=True))


def test_a_pause_goes_on_through_a_joining(dispatcher, report, survivor):
    change(dispatcher, report, "waiting")
    merge(dispatcher, report, survivor)
    unmerge(dispatcher, report)
    assert read(dispatcher, report)["due_at"] is None

    resumed = change(dispatcher, report, "assigned").json()["due_at"]
    assert resumed > report["due_at"]
    history = [each["data"].get("reason") for each in events(dispatcher, report)]
    assert [reason for reason in history if reason] == ["paused", "resumed"]


@pytest.mark.parametrize("what", ["crew", "service", "closed crew"])
def test_what_would_not_be_right_any_more_is_not_restored(dispatcher, report, survivor, what):
    merge(dispatcher, report, survivor)
    row = Report.objects.filter(pk=report["id"])
    if what == "service":
        edited = dispatcher.patch(f"{REPORTS}/{report['id']}", {"service": "manhole"})
        assert edited.status_code == 200
    elif what == "crew":
        row.update(crew=None)
    else:
        Crew.objects.filter(reports=report["id"]).update(is_active=False)

    answer = unmerge(dispatcher, report)

    assert code_of(answer) == (409, "restore_impossible")
    assert read(dispatcher, report)["duplicate_of"] == named(survivor)
    opened = change(dispatcher, report, "received")
    assert (opened.status_code, opened.json()["duplicate_of"]) == (200, None)


def test_nor_is_what_another_office_had(
    dispatcher, county_dispatcher, report, survivor, county_place
):
    merge(dispatcher, report, survivor)
    moved = dispatcher.patch(f"{REPORTS}/{report['id']}", {"location": county_place})
    assert moved.json()["handler"] != report["handler"]

    assert code_of(unmerge(dispatcher, report)) == (403, "not_allowed")
    assert code_of(unmerge(county_dispatcher, report)) == (409, "restore_impossible")


def test_a_duplicate_that_is_opened_anew_stands_by_itself_with_a_new_promise(
    dispatcher, report, survivor
):
    merge(dispatcher, report, survivor)

    answer = change(dispatcher, report, "received").json()

    assert (answer["status"], answer["crew"], answer["duplicate_of"]) == ("received", None, None)
    assert events(dispatcher, report)[-1]["data"]["reason"] == "reopened"
    assert Report.objects.get(pk=report["id"]).duplicate_of is None


def test_a_duplicate_of_before_that_names_no_survivor_can_only_be_opened_anew(dispatcher, report):
    put_into("duplicate")
    assert code_of(unmerge(dispatcher, report)) == (409, "restore_impossible")
    assert change(dispatcher, report, "received").status_code == 200


def test_a_report_for_which_others_wait_cannot_be_withdrawn(
    dispatcher, phone, other_phone, report, survivor
):
    merge(dispatcher, report, survivor)
    assert code_of(change(other_phone, survivor, "withdrawn")) == (409, "has_duplicates")

    unmerge(dispatcher, report)
    assert change(other_phone, survivor, "withdrawn").status_code == 200


def test_photos_and_comments_stay_with_their_report(dispatcher, phone, report, survivor, photo):
    phone.put_photo(report["id"], photo)
    phone.post(f"{REPORTS}/{report['id']}/comments", {"text": "Coraz większa"})
    merge(dispatcher, report, survivor)

    assert len(read(dispatcher, report)["photos"]) == 1
    assert read(dispatcher, survivor)["photos"] == []
    assert "commented" in kinds(dispatcher, report)
    assert "commented" not in kinds(dispatcher, survivor)
    assert phone.put_photo(report["id"], photo + b"\0").status_code in (200, 201)


def test_the_history_says_so_to_everybody_and_whose_duplicate_it_is_to_nobody(
    dispatcher, stranger, report, survivor
):
    merge(dispatcher, report, survivor)
    unmerge(dispatcher, report)

    for caller in (dispatcher, stranger):
        told = events(caller, report)[-2:]
        assert [(each["kind"], each["status"]) for each in told] == [
            ("merged", "duplicate"),
            ("unmerged", "assigned"),
        ]
        assert [each["data"] for each in told] == [{}, {}]
        assert len({each["sentence"] for each in told}) == 2


def test_the_events_alone_tell_whose_duplicate_a_report_is(dispatcher, report, survivor):
    merge(dispatcher, report, survivor)
    event = ReportEvent.objects.latest("id")
    assert (event.kind, event.status_before, event.status) == ("merged", "assigned", "duplicate")
    assert event.data["of"] == survivor["id"]
    assert (event.actor.name, event.actor_role) == ("Dorota Wysocka", "dispatcher")


def test_a_private_survivor_is_named_to_those_who_may_see_it(
    dispatcher, phone, stranger, resident, report, survivor
):
    Report.objects.filter(pk=survivor["id"]).update(visibility="private")
    merge(dispatcher, report, survivor)

    assert read(dispatcher, report)["duplicate_of"] == named(survivor)
    for caller in (phone, stranger, resident):
        shown = read(caller, report)
        assert (shown["status"], shown["duplicate_of"]) == ("duplicate", None)
        assert survivor["number"] not in str(shown)


def test_a_private_duplicate_is_named_to_nobody_else(
    dispatcher, crew, other_phone, stranger, report, survivor
):
    Report.objects.filter(pk=report["id"]).update(visibility="private")
    merge(dispatcher, report, survivor)

    assert [each["id"] for each in read(dispatcher, survivor)["duplicates"]] == [report["id"]]
    assert [each["id"] for each in read(crew, survivor)["duplicates"]] == [report["id"]]
    for caller in (other_phone, stranger):
        assert read(caller, survivor)["duplicates"] == []
        assert read(caller, survivor)["weight"] is None


def test_the_database_keeps_a_survivor_with_duplicates_alone(report, survivor):
    for values in ({"duplicate_of": report["id"]}, {"duplicate_of": survivor["id"]}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Report.objects.filter(pk=report["id"]).update(**values)
    put_into("duplicate")
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=report["id"]).update(duplicate_of=report["id"])
    Report.objects.filter(pk=report["id"]).update(duplicate_of=survivor["id"])


def test_a_day_long_past_is_restored_all_the_same(dispatcher, report, survivor):
    change(dispatcher, report, "planned", planned_for="2099-05-01")
    Report.objects.filter(pk=report["id"]).update(planned_for=date(2020, 5, 1))
    merge(dispatcher, report, survivor)
    unmerge(dispatcher, report)
    assert read(dispatcher, report)["planned_for"] == "2020-05-01"


def test_an_after_photo_counts_through_a_joining(dispatcher, crew, report, survivor, photo):
    change(dispatcher, report, "received", reason="x")
    dispatcher.put_photo(report["id"], photo, query="?kind=after")
    merge(dispatcher, report, survivor)
    unmerge(dispatcher, report)
    assert read(dispatcher, report)["status"] == "received"
    assert change(dispatcher, report, "fixed").status_code == 200
