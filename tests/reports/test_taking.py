"""A person of a crew takes a task on, so that the others see it."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from backend.jurisdictions.models import RoadManager
from backend.reports.events import INTERNAL_EVENTS
from backend.reports.models import Report, ReportEvent
from backend.reports.workflow import CREW_WORK, Status
from notifications.fanout import fan_out
from notifications.models import Notification
from tests.conftest import NOON
from tests.reports.elsewhere import GDDKIA, forward
from tests.reports.makers import (
    COUNTY_CREW,
    NORTH,
    NOT_FIXED,
    REPORTS,
    SOUTH,
    change,
    code_of,
    crew_id,
    events,
    kinds,
    make_account,
    put_into,
    read,
    send_report,
)

pytestmark = pytest.mark.django_db

CALLS_OF_THEIR_OWN = (Status.WITHDRAWN, Status.FORWARDED, Status.DUPLICATE)


@pytest.fixture
def colleague(db):
    """Another person of the crew that has the report."""
    return make_account(crew=NORTH, name="Iwona Maj")


def path(report):
    return f"{REPORTS}/{report['id']}/taking"


def holder(caller, report):
    taken_by = read(caller, report)["taken_by"]
    return taken_by and taken_by["name"]


def test_the_crew_and_the_office_see_who_has_taken_a_task(crew, colleague, dispatcher, report):
    answer = crew.post(path(report))

    taken_by = answer.json()["taken_by"]
    assert answer.status_code == 200
    assert taken_by["name"] == "Marek Jasiński"
    assert set(taken_by) == {"id", "name"}
    assert holder(colleague, report) == holder(dispatcher, report) == "Marek Jasiński"
    (task,) = colleague.get("/api/v1/crew/tasks").json()["results"]
    assert task["taken_by"] == taken_by


@pytest.mark.parametrize(
    "who", ["stranger", "phone", "resident", "other_crew", "county_dispatcher"]
)
def test_nobody_else_reads_who_it_is_nor_that_it_was_taken(request, crew, report, who):
    before = read(request.getfixturevalue(who), report)
    crew.post(path(report))
    caller = request.getfixturevalue(who)

    assert read(caller, report) == before
    assert before["taken_by"] is None
    assert not {"taken", "released"} & set(kinds(caller, report))


def test_nobody_is_told_of_it(phone, crew, dispatcher, report):
    crew.post(path(report))
    crew.delete(path(report))
    for event in ReportEvent.objects.filter(kind__in=INTERNAL_EVENTS):
        fan_out(event_id=event.pk, now=NOON)

    assert ReportEvent.objects.filter(kind__in=INTERNAL_EVENTS).count() == 2
    assert not Notification.objects.exists()


def test_the_history_of_the_office_says_who_took_and_who_released(
    crew, colleague, dispatcher, report
):
    crew.post(path(report))
    colleague.delete(path(report))
    colleague.post(path(report))
    dispatcher.delete(path(report))

    told = [(each["kind"], each["by"], each["actor"]) for each in events(crew, report)[2:]]
    assert told == [
        ("taken", "crew", "Marek Jasiński"),
        ("released", "crew", "Iwona Maj"),
        ("taken", "crew", "Iwona Maj"),
        ("released", "dispatcher", "Dorota Wysocka"),
    ]
    assert len({each["sentence"] for each in events(crew, report)[2:]}) == 2


def test_a_second_person_is_told_who_was_first(crew, colleague, report):
    mine = crew.post(path(report)).json()["taken_by"]

    answer = colleague.post(path(report))

    assert code_of(answer) == (409, "already_taken")
    assert answer.json()["taken_by"] == mine
    assert holder(crew, report) == "Marek Jasiński"


def test_taking_and_releasing_twice_is_the_same_as_once(crew, report):
    assert [crew.post(path(report)).status_code for _ in range(2)] == [200, 200]
    assert [crew.delete(path(report)).status_code for _ in range(2)] == [204, 204]

    assert holder(crew, report) is None
    assert kinds(crew, report) == ["received", "assigned", "taken", "released"]


def test_a_repeat_with_its_key_does_not_take_what_was_released_since(crew, dispatcher, report):
    key = {"Idempotency_Key": str(uuid4())}
    first = crew.post(path(report), **key)
    dispatcher.delete(path(report))

    assert crew.post(path(report), **key).json()["taken_by"] == first.json()["taken_by"]
    assert holder(dispatcher, report) is None


def test_neither_the_version_nor_the_time_of_change_moves(crew, report):
    body = crew.post(path(report)).json()

    assert body["version"] == report["version"]
    assert body["updated_at"] == report["updated_at"]


@pytest.mark.parametrize(
    ("who", "taking", "releasing"),
    [
        ("stranger", 401, 401),
        ("phone", 401, 401),
        ("resident", 403, 403),
        ("other_crew", 403, 403),
        ("dispatcher", 403, 204),
        ("administrator", 403, 403),
        ("county_dispatcher", 403, 403),
        ("superuser", 403, 403),
        ("colleague", 200, 204),
    ],
)
def test_the_crew_takes_and_its_office_may_release(request, report, who, taking, releasing):
    caller = request.getfixturevalue(who)

    assert caller.post(path(report)).status_code == taking
    Report.objects.update(taken_by=None)
    assert caller.delete(path(report)).status_code == releasing


def test_a_private_report_of_others_is_not_there(crew, other_crew, report):
    Report.objects.update(visibility="private")

    assert code_of(other_crew.post(path(report))) == (404, "not_found")
    assert code_of(other_crew.delete(path(report))) == (404, "not_found")
    assert crew.post(path(report)).status_code == 200


@pytest.mark.parametrize("status", Status)
def test_only_what_the_crew_works_on_can_be_taken(crew, report, status):
    put_into(status)

    answer = crew.post(path(report))

    expected = (200, "") if status in CREW_WORK else (409, "not_in_work")
    assert code_of(answer) == expected


@pytest.mark.parametrize("status", [each for each in Status if each not in CALLS_OF_THEIR_OWN])
def test_a_task_is_free_again_once_it_is_no_crews_work(crew, dispatcher, report, photo, status):
    crew.post(path(report))
    crew.put_photo(report["id"], photo, query="?kind=after")
    if status == Status.ASSIGNED:
        change(crew, report, "planned")

    why = NOT_FIXED if status == Status.NOT_FIXED else {}
    assert change(dispatcher, report, status, **why).status_code == 200

    expected = "Marek Jasiński" if status in CREW_WORK else None
    assert holder(dispatcher, report) == expected


def test_a_report_passed_on_is_free(crew, dispatcher, report):
    crew.post(path(report))

    to = RoadManager.objects.get(name=GDDKIA).pk
    assert forward(dispatcher, report, to=to).status_code == 200

    assert holder(dispatcher, report) is None


def test_a_withdrawn_report_is_free(phone, crew, report, dispatcher):
    crew.post(path(report))
    change(phone, report, "withdrawn")

    assert holder(dispatcher, report) is None


@pytest.mark.parametrize(("name", "expected"), [(SOUTH, None), (NORTH, "Marek Jasiński")])
def test_another_crew_gets_the_task_free(crew, dispatcher, report, name, expected):
    crew.post(path(report))
    change(crew, report, "planned")

    dispatcher.post(f"{REPORTS}/{report['id']}/assignment", {"crew": crew_id(name)})

    assert holder(dispatcher, report) == expected


@pytest.mark.parametrize("status", ["assigned", "planned"])
def test_a_pin_moved_to_another_offices_road_gives_the_task_free(
    crew, dispatcher, county_dispatcher, report, county_place, status
):
    crew.post(path(report))
    put_into(status)

    dispatcher.patch(f"{REPORTS}/{report['id']}", {"location": county_place})

    body = read(county_dispatcher, report)
    assert (body["crew"]["name"], body["taken_by"]) == (COUNTY_CREW, None)


@pytest.mark.parametrize("values", [{"status": "forwarded"}, {"crew": None, "status": "planned"}])
def test_the_database_keeps_nobody_at_what_is_no_crews_work(crew, report, values):
    crew.post(path(report))

    with pytest.raises(IntegrityError, match="taken_report"), transaction.atomic():
        Report.objects.update(**values)


def test_a_list_of_taken_tasks_costs_no_more_queries(
    crew, phone, place, django_assert_max_num_queries
):
    tasks = [send_report(phone, place) for _ in range(3)]
    for each in tasks:
        crew.post(path(each))
    crew.get("/api/v1/crew/tasks")

    with django_assert_max_num_queries(6) as captured:
        crew.get("/api/v1/crew/tasks")
    Report.objects.update(taken_by=None)
    with django_assert_max_num_queries(len(captured)):
        crew.get("/api/v1/crew/tasks")
