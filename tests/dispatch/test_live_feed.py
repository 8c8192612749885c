"""What of a change whom concerns."""

import pytest
from django.utils import timezone

from backend.accounts.models import User
from backend.accounts.viewer import viewer_of
from backend.dispatch.live.feed import (
    Group,
    changes_in,
    events_after,
    newest_event,
    news_for,
    position,
)
from backend.management import demo_file
from tests.reports.makers import REPORTS, SOUTH, crew_id, send_report

COUNTY_ROAD = {"lon": 20.953679, "lat": 52.0949}


def group(key, language="pl"):
    return Group.of(viewer_of(User.objects.get(email=demo_file.email_of(key))), language)


@pytest.fixture
def since(db):
    """Tells what is news to somebody of all that has happened since the last call."""
    start = [newest_event()]

    def news(*keys):
        changes = changes_in(events_after(start[0], limit=1000))
        start[0] = newest_event()
        told = [news_for(group(key), changes, now=timezone.now()) for key in keys]
        return [told and ([r["id"] for r in told["reports"]], told["gone"]) for told in told]

    return news


def test_people_of_the_same_roles_are_one_group(db):
    user = User.objects.get(email=demo_file.email_of("dispatcher"))
    first, second = viewer_of(user), viewer_of(User.objects.create_user("second@example.org"))
    assert Group.of(first, "pl") == group("dispatcher")
    assert Group.of(first, "pl") != Group.of(first, "en")
    assert Group.of(first, "pl") != Group.of(second, "pl")
    assert group("dispatcher").viewer.user is None


def test_a_report_is_news_to_its_office_and_its_crew_alone(phone, place, since):
    report = send_report(phone, place, visibility="private")["id"]
    assert since("dispatcher", "crew", "county_dispatcher", "resident") == [
        ([report], []),
        ([report], []),
        None,
        None,
    ]


def test_a_report_that_another_office_took_over_is_gone_once(
    phone, place, since, county_dispatcher, dispatcher
):
    report = send_report(phone, COUNTY_ROAD)["id"]
    assert since("county_dispatcher") == [([report], [])]
    moved = county_dispatcher.patch(f"{REPORTS}/{report}", {"location": place})
    assert moved.status_code == 200, moved.content
    told = since("county_dispatcher", "dispatcher", "crew")
    assert told == [([], [report]), ([report], []), ([report], [])]
    dispatcher.patch(f"{REPORTS}/{report}", {"priority": "high"})
    assert since("county_dispatcher") == [None]


def test_a_report_given_to_another_crew_is_gone_for_the_first(phone, place, since, dispatcher):
    report = send_report(phone, place)["id"]
    since()
    given = dispatcher.post(f"{REPORTS}/{report}/assignment", {"crew": crew_id(SOUTH)})
    assert given.status_code == 200, given.content
    assert since("crew", "dispatcher") == [([], [report]), ([report], [])]


def test_news_cost_the_same_however_many_reports(phone, place, django_assert_num_queries, db):
    for _ in range(4):
        send_report(phone, place)
    ids = events_after(0, limit=1000)
    with django_assert_num_queries(1):
        changes = changes_in(ids)
    desk = group("dispatcher")
    with django_assert_num_queries(1):
        assert len(news_for(desk, changes, now=timezone.now())["reports"]) == 4


def test_a_page_begins_to_listen_before_what_it_could_not_see_yet(report):
    assert 0 <= position() < newest_event()
