"""What waits for the office's approval: texts and photos, the oldest first, page by page."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.accounts.models import User
from backend.accounts.viewer import viewer_of
from backend.core import cursors, errors
from backend.jurisdictions.models import Jurisdiction, ServiceOffer
from backend.management import demo_file
from backend.reports import rules
from backend.reports.approvals import waiting_for
from backend.reports.models import Report
from backend.reports.photo_models import Photo
from tests.conftest import NOON
from tests.reports.makers import REPORTS, send_report

pytestmark = pytest.mark.django_db


def viewer(key="dispatcher"):
    return viewer_of(User.objects.get(email=demo_file.email_of(key)))


def waiting(key="dispatcher"):
    return [(each.report.number, bool(each.photo)) for each in waiting_for(viewer(key)).items]


@pytest.fixture
def texts(phone, place):
    return [send_report(phone, place, description=f"Słowa {each}") for each in range(3)]


@pytest.fixture
def with_photo(phone, place, photo):
    report = send_report(phone, place)
    assert phone.put_photo(report["id"], photo).status_code in (200, 201, 202)
    Photo.objects.update(state="ready", display="x", thumbnail="y")
    return report


def test_texts_and_photos_stand_in_the_order_in_which_they_came(texts, with_photo):
    numbers = [each["number"] for each in texts]
    assert waiting() == [*((number, False) for number in numbers), (with_photo["number"], True)]


def test_a_decision_takes_it_off_the_list(dispatcher, texts, with_photo):
    for each, published in zip(texts, (True, False, True), strict=True):
        path = f"{REPORTS}/{each['id']}/text"
        assert dispatcher.post(path, {"published": published}).status_code == 200
    photo = Photo.objects.get()
    path = f"{REPORTS}/{with_photo['id']}/photos/{photo.uid}/publication"
    assert dispatcher.post(path, {"published": False}).status_code == 200
    assert waiting() == []
    assert dispatcher.post(path, {"published": True}).status_code == 200


def test_only_what_the_public_could_see_waits(texts, with_photo, phone, place):
    send_report(phone, place)  # without a word
    first, second, third = (Report.objects.filter(pk=each["id"]) for each in texts)
    first.update(visibility="private")
    assert len(waiting()) == 3
    ServiceOffer.objects.update(photo_publication="never")
    assert len(waiting()) == 2
    Jurisdiction.objects.update(text_publication="at_once")
    assert waiting() == []


def test_each_office_has_its_own(texts, phone, county_place):
    county = send_report(phone, county_place, description="Powiatowa")
    assert len(waiting()) == 3
    assert waiting("county_dispatcher") == [(county["number"], False)]
    assert waiting("resident") == waiting("crew") == []


def test_pages_go_on_where_the_last_one_ended(texts, with_photo, monkeypatch):
    monkeypatch.setattr(rules, "APPROVALS_PAGE", 1)
    Report.objects.update(received_at=NOON)
    Photo.objects.update(uploaded_at=NOON)
    seen, cursor = [], ""
    while cursor is not None:
        page = waiting_for(viewer(), cursor=cursor)
        seen += page.items
        cursor = page.next
    assert [bool(each.photo) for each in seen] == [True, False, False, False]
    assert len({(each.report.pk, bool(each.photo)) for each in seen}) == 4


def test_a_page_takes_the_same_statements_however_many_wait(texts, with_photo, phone, place):
    used = []
    who = viewer()
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            for each in waiting_for(who).items:
                assert each.report.service.name_pl and each.report.handler.name
        used.append(len(queries))
        send_report(phone, place, description="Jeszcze jedno")
    assert used == [3, 3]


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        cursors.encode(1, 2),
        cursors.encode(NOON.isoformat(), ["text", "x"]),
        cursors.encode(NOON.isoformat(), ["song", "1"]),
        cursors.encode((NOON - timedelta(days=1)).isoformat(), ["photo", "1e9"]),
    ],
)
def test_a_broken_cursor_is_named(cursor):
    with pytest.raises(errors.InvalidInput):
        waiting_for(viewer(), cursor=cursor)


def test_a_huge_id_in_a_cursor_is_no_fault(texts):
    cursor = cursors.encode((NOON - timedelta(days=999)).isoformat(), ["photo", str(10**30)])
    assert len(waiting_for(viewer(), cursor=cursor).items) == 3
