"""Who has a report open: who may say so, and whom they are shown to."""

from datetime import timedelta

import pytest
from django.utils import timezone

from backend.dispatch.live.feed import attendances
from backend.dispatch.models import PRESENCE_LIFE, Presence
from tests.reports.makers import REPORTS, send_report


def come(caller, report):
    return caller.put(f"{REPORTS}/{report['id']}/presence").status_code


def leave(caller, report):
    return caller.delete(f"{REPORTS}/{report['id']}/presence").status_code


def names():
    return [person.name for a in attendances(now=timezone.now()).values() for person in a.people]


@pytest.fixture
def private(phone, place, db):
    return send_report(phone, place, visibility="private")


def test_staff_appear_and_go(dispatcher, report):
    assert come(dispatcher, report) == come(dispatcher, report) == 204
    assert names() == ["Dorota Wysocka"]
    assert leave(dispatcher, report) == leave(dispatcher, report) == 204
    assert names() == []


def test_only_staff_who_may_know_of_a_report_have_it_open(
    stranger, phone, resident, county_dispatcher, crew, private
):
    assert come(stranger, private) == come(phone, private) == 401
    assert come(resident, private) == 403
    assert come(county_dispatcher, private) == 404
    assert come(crew, private) == 204
    assert leave(stranger, private) == 401
    assert leave(resident, private) == 403


def test_names_are_those_of_the_handlers_own_people(
    dispatcher, administrator, county_dispatcher, crew, report
):
    for caller in (dispatcher, administrator, county_dispatcher, crew):
        assert come(caller, report) == 204
    assert Presence.objects.count() == 4
    assert len(names()) == 2


def test_who_says_nothing_any_more_has_gone(dispatcher, report):
    come(dispatcher, report)
    later = timezone.now() + PRESENCE_LIFE + timedelta(seconds=1)
    assert attendances(now=later) == {}
    assert not Presence.objects.exists()


def test_staying_writes_no_second_row(dispatcher, report):
    come(dispatcher, report)
    before = Presence.objects.get()
    come(dispatcher, report)
    after = Presence.objects.get()
    assert (after.pk, after.seen_at > before.seen_at) == (before.pk, True)
