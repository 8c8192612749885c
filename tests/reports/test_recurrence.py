"""The same defect again: named by its sender, or found where one was fixed not long before."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from backend.jurisdictions.models import Jurisdiction
from backend.reports import rules
from backend.reports.models import Report, ReportEvent
from backend.reports.rules import REPEAT_WITHIN, REPEATS_MAX
from backend.reports.workflow import CLOSED, Status
from tests.reports.makers import REPORTS, code_of, fields_of, put_into, read, send_report

pytestmark = pytest.mark.django_db
METRE = 1 / 111_264  # degrees of latitude
RECURRING = f"{REPORTS}/recurring"


def aside(place, metres):
    """A place so many metres to the north."""
    return {**place, "lat": round(place["lat"] + metres * METRE, 6)}


def fix(*reports, days_ago=10.0):
    """Close reports as fixed behind the application's back."""
    ids = [report["id"] for report in reports]
    moment = timezone.now() - timedelta(days=days_ago)
    Report.objects.filter(pk__in=ids).update(status="fixed", closed_at=moment)


@pytest.fixture
def before(other_phone, place):
    """A pothole of somebody else's at `place`, fixed ten days ago."""
    report = send_report(other_phone, place)
    fix(report)
    return report


# --- report again ---------------------------------------------------------------------------------


@pytest.mark.parametrize("status", Status)
def test_a_closed_report_can_be_reported_again(phone, stranger, place, before, status):
    put_into(status)
    draft = {"service": "pothole", "location": place, "previous": before["id"]}

    answer = phone.post(REPORTS, draft)

    if status in CLOSED:
        linked = {"id": before["id"], "number": before["number"]}
        assert answer.json()["previous"] == linked
        assert read(stranger, answer.json())["previous"] == linked
        assert (
            ReportEvent.objects.get(report=answer.json()["id"], kind="received").data["previous"]
            == before["id"]
        )
    else:
        assert (code_of(answer), fields_of(answer)) == ((400, "invalid"), ["previous"])
        assert Report.objects.count() == 1


@pytest.mark.parametrize(("metres", "expected"), [(48, 201), (53, 400)])
def test_it_is_reported_again_where_it_was(phone, place, before, metres, expected):
    draft = {"service": "pothole", "location": aside(place, metres), "previous": before["id"]}

    assert phone.post(REPORTS, draft).status_code == expected


def test_what_is_private_or_not_there_is_refused_alike(phone, other_phone, place, before):
    Report.objects.update(visibility="private")
    draft = {"service": "pothole", "location": place}

    private = phone.post(REPORTS, {**draft, "previous": before["id"]})
    missing = phone.post(REPORTS, {**draft, "previous": str(uuid4())})
    own = other_phone.post(REPORTS, {**draft, "previous": before["id"]})

    assert (private.status_code, private.content) == (400, missing.content)
    assert own.json()["previous"]["id"] == before["id"]
    assert read(phone, own.json())["previous"] is None


def test_the_link_is_part_of_what_was_sent(phone, place, before):
    draft = {"id": str(uuid4()), "service": "pothole", "location": place}
    linked = {**draft, "previous": before["id"]}

    assert phone.post(REPORTS, linked).status_code == 201
    assert phone.post(REPORTS, linked).json()["previous"]["id"] == before["id"]
    assert code_of(phone.post(REPORTS, draft)) == (409, "id_conflict")


# --- found by itself ------------------------------------------------------------------------------


def test_a_defect_that_came_back_is_marked_with_what_was_before(phone, stranger, place, before):
    report = send_report(phone, aside(place, 2))

    assert report["repeated"] is True
    (link,) = report["repeats"]
    assert (link["id"], link["number"]) == (before["id"], before["number"])
    assert link["closed_at"] == read(stranger, before)["closed_at"]
    assert read(stranger, report)["repeats"] == [link]
    (listed,) = phone.get("/api/v1/me/reports").json()["results"]
    assert listed["repeats"] == [link]


@pytest.mark.parametrize(
    ("what", "values"),
    [
        ("another service", {"service": "manhole"}),
        ("not fixed", {"status": "not_fixed"}),
        ("another road", {"road_name": "ul. Inna"}),
        ("another category", {"road_category": "powiatowa"}),
        ("private", {"visibility": "private"}),
        ("long ago", {"closed_at": timezone.now() - REPEAT_WITHIN - timedelta(days=1)}),
        ("withdrawn", {"status": "withdrawn"}),
    ],
)
def test_what_is_not_the_same_marks_nothing(phone, place, before, what, values):
    values = dict(values)
    service = values.pop("service", "pothole")
    Report.objects.update(**values)

    report = send_report(phone, place, service=service)

    assert (report["repeated"], report["repeats"]) == (False, []), what
    assert Report.objects.get(pk=report["id"]).is_repeated is False


@pytest.mark.parametrize(("metres", "expected"), [(48, True), (53, False)])
def test_near_is_fifty_metres_on_the_ground(phone, place, before, metres, expected):
    """Off the road as well: the road of the new report is made the same."""
    there = aside(place, metres)
    probe = Report.objects.get(pk=send_report(phone, there)["id"])
    road = ("road_category", "road_number", "road_name")
    Report.objects.filter(pk=before["id"]).update(**{name: getattr(probe, name) for name in road})

    assert send_report(phone, there)["repeated"] is expected


def test_the_last_fixed_ones_are_linked(phone, other_phone, place):
    old = [send_report(other_phone, place) for _ in range(REPEATS_MAX + 2)]
    for age, report in enumerate(old):
        fix(report, days_ago=age + 1)

    report = send_report(phone, place)

    assert [each["id"] for each in report["repeats"]] == [each["id"] for each in old[:REPEATS_MAX]]


def test_a_private_report_points_to_all_and_shows_what_its_reader_may_see(
    phone, other_phone, dispatcher, place
):
    old = send_report(other_phone, place, visibility="private")
    fix(old)

    report = send_report(phone, place, visibility="private")

    assert (report["repeated"], report["repeats"]) == (False, [])
    assert [each["id"] for each in read(dispatcher, report)["repeats"]] == [old["id"]]


def test_what_became_private_is_no_link_any_more(phone, stranger, place, before):
    report = send_report(phone, place)
    Report.objects.filter(pk=before["id"]).update(visibility="private")

    assert (read(stranger, report)["repeated"], read(stranger, report)["repeats"]) == (False, [])


def test_a_list_costs_one_more_query_however_many_links_there_are(
    phone, stranger, place, before, django_assert_num_queries
):
    send_report(phone, place)
    with django_assert_num_queries(3):
        stranger.get(REPORTS)
    for _ in range(4):
        send_report(phone, place)
    with django_assert_num_queries(3):
        assert sum(each["repeated"] for each in stranger.get(REPORTS).json()["results"]) == 5


# --- where it comes back --------------------------------------------------------------------------


def recurring(caller):
    answer = caller.get(RECURRING)
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def test_a_stretch_where_it_came_back_often_is_listed(phone, dispatcher, place, before):
    send_report(phone, place)
    assert recurring(dispatcher) == []
    last = send_report(phone, aside(place, 4))

    (stretch,) = recurring(dispatcher)

    road = {name: last["road"][name] for name in ("category", "number", "name")}
    assert (stretch["service"], stretch["road"], stretch["count"]) == ("pothole", road, 2)
    assert stretch["last_at"] == last["received_at"]
    assert stretch["location"]["lon"] == pytest.approx(place["lon"])
    assert stretch["location"]["lat"] == pytest.approx(place["lat"] + 2 * METRE, abs=1e-5)


def make_repeated(place, count, **values):
    """Copies of the only report there, as if each had come back; `values` differ."""
    report = Report.objects.earliest("received_at")
    for _ in range(count):
        report.pk, report.number = uuid4(), uuid4().hex[:20]
        report._state.adding = True
        report.is_repeated = True
        for name, value in values.items():
            setattr(report, name, value)
        report.save(force_insert=True)


def test_the_worst_goes_first_and_kinds_and_roads_stay_apart(dispatcher, report):
    make_repeated(report, 2)
    make_repeated(report, 4, road_name="ul. Inna")
    make_repeated(report, 1, road_name="ul. Trzecia")

    assert [(each["road"]["name"], each["count"]) for each in recurring(dispatcher)][0] == (
        "ul. Inna",
        4,
    )
    assert [each["count"] for each in recurring(dispatcher)] == [4, 2]


def test_two_ends_of_a_road_are_two_stretches(dispatcher, report):
    make_repeated(report, 2)
    there = Report.objects.earliest("received_at").location.clone()
    there.y += 300 * METRE
    make_repeated(report, 3, location=there)

    assert [each["count"] for each in recurring(dispatcher)] == [3, 2]


def test_what_lies_a_year_back_is_forgotten(dispatcher, report):
    make_repeated(report, 3)
    Report.objects.update(received_at=timezone.now() - timedelta(days=366))

    assert recurring(dispatcher) == []


def test_the_answer_is_bounded(dispatcher, report, monkeypatch):
    make_repeated(report, 3)
    make_repeated(report, 2, road_name="ul. Inna")
    monkeypatch.setattr("backend.reports.earlier.RECURRING_MAX", 1)
    assert [each["count"] for each in recurring(dispatcher)] == [3]
    monkeypatch.setattr("backend.reports.earlier.RECURRING_CONSIDERED", 1)
    assert recurring(dispatcher) == []


def test_an_office_reads_of_its_own_roads_alone(
    dispatcher, county_dispatcher, administrator, superuser, crew, phone, stranger, report
):
    make_repeated(report, 2)
    county = Jurisdiction.objects.get(teryt="1418")
    make_repeated(report, 3, handler=county, crew=None, status="received")

    assert [each["count"] for each in recurring(dispatcher)] == [2]
    assert [each["count"] for each in recurring(administrator)] == [2]
    assert [each["count"] for each in recurring(county_dispatcher)] == [3]
    assert [each["count"] for each in recurring(superuser)] == [5]
    assert code_of(crew.get(RECURRING)) == (403, "not_allowed")
    assert (
        code_of(phone.get(RECURRING))
        == code_of(stranger.get(RECURRING))
        == (
            401,
            "login_required",
        )
    )


def test_it_costs_two_queries_beside_who_asks(dispatcher, report, django_assert_max_num_queries):
    make_repeated(report, 4)
    with django_assert_max_num_queries(4):
        assert recurring(dispatcher)


def test_the_limits_are_those_of_the_rules():
    assert (rules.REPEAT_RADIUS_M, rules.REPORT_AGAIN_MAX_M, rules.REPEATS_MAX) == (50, 50, 5)
