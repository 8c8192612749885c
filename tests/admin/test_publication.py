"""What the public may read is decided in the administration, by the office that handles it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.test import Client
from django.utils import timezone

from backend.jurisdictions.models import Jurisdiction
from backend.management import demo_file
from backend.reports.events import EventKind
from backend.reports.media import PhotoState
from backend.reports.models import Report, ReportEvent
from backend.reports.photo_models import Photo
from tests.conftest import Caller

REPORTS, PHOTOS = "/admin/reports/report/", "/admin/reports/photo/"


@pytest.fixture
def described(phone: Caller, place: dict[str, float], db: None) -> Report:
    body = {"service": "pothole", "location": place, "description": "Dziura przy sklepie"}
    return Report.objects.get(pk=phone.post("/api/v1/reports", body).json()["id"])


@pytest.fixture
def picture(described: Report) -> Photo:
    return Photo.objects.create(
        report=described,
        uid="7b0dd3b9-4d6f-4a3c-8f2a-0c8f6f1d7a10",
        size=1,
        state=PhotoState.READY,
        original="photos/x/original",
        display="photos/x/display.jpg",
        thumbnail="photos/x/thumbnail.jpg",
        uploaded_at=timezone.now(),
    )


def act(client: Client, page: str, action: str, row: Any) -> None:
    form = {"action": action, "_selected_action": [row.pk]}
    assert client.post(page, form).status_code == 302


def kinds(report: Report) -> list[str]:
    return list(report.events.order_by("id").values_list("kind", flat=True))[2:]


def test_an_approved_text_is_public_until_it_is_hidden(
    office: Client, described: Report, stranger: Caller
) -> None:
    page = f"/api/v1/reports/{described.pk}"
    assert stranger.get(page).json()["description"] is None
    act(office, REPORTS, "approve_texts", described)
    assert stranger.get(page).json()["description"] == "Dziura przy sklepie"
    act(office, REPORTS, "hide_texts", described)
    assert stranger.get(page).json()["description"] is None
    assert kinds(described) == [EventKind.TEXT_APPROVED, EventKind.TEXT_HIDDEN]


def test_a_redacted_text_is_approved_again_as_it_was_redacted(
    office: Client, described: Report, stranger: Caller, dispatcher: Caller
) -> None:
    page = f"/api/v1/reports/{described.pk}"
    dispatcher.post(f"{page}/text", {"published": True, "description": "Dziura"})
    for action, shown in (("hide_texts", None), ("approve_texts", "Dziura")):
        act(office, REPORTS, action, described)
        assert stranger.get(page).json()["description"] == shown


def test_approving_twice_is_one_event(office: Client, described: Report) -> None:
    for _ in range(2):
        act(office, REPORTS, "approve_texts", described)
    assert kinds(described) == [EventKind.TEXT_APPROVED]


def test_a_published_photo_is_public_until_it_is_hidden(
    office: Client, described: Report, picture: Photo, stranger: Caller
) -> None:
    page = f"/api/v1/reports/{described.pk}"
    assert stranger.get(page).json()["photos"] == []
    act(office, PHOTOS, "publish_photos", picture)
    assert len(stranger.get(page).json()["photos"]) == 1
    act(office, PHOTOS, "hide_photos", picture)
    assert stranger.get(page).json()["photos"] == []
    assert kinds(described) == [EventKind.PHOTO_PUBLISHED, EventKind.PHOTO_HIDDEN]


def test_a_photo_is_published_again_without_what_was_hidden_before(
    office: Client, picture: Photo
) -> None:
    Photo.objects.update(hidden=[[0.1, 0.2, 0.3, 0.4]])
    act(office, PHOTOS, "publish_photos", picture)
    picture.refresh_from_db()
    assert (picture.publication, picture.hidden) == ("preparing", [[0.1, 0.2, 0.3, 0.4]])


def test_a_photo_shows_what_speaks_against_it(office: Client, picture: Photo) -> None:
    page = f"{PHOTOS}{picture.pk}/change/"
    assert "340" not in office.get(page).content.decode()
    place = picture.report.location
    Photo.objects.update(
        exif_location=Point(place.x, place.y + 340 / 111_195, srid=4326),
        exif_at=datetime(2019, 5, 3, tzinfo=UTC),
        hidden=[[0, 0, 1, 1]] * 17,
    )
    shown = office.get(page, {"lang": "en"}).content.decode()
    assert "340 m away from the reported place" in shown
    assert "2019-05-03" in shown
    assert ">17<" in shown


def test_an_office_chooses_when_photos_of_a_service_are_public(
    office: Client, gmina: Jurisdiction
) -> None:
    page = office.get(f"/admin/jurisdictions/jurisdiction/{gmina.pk}/change/").content.decode()
    assert 'name="offers-0-photo_publication"' in page


def test_a_photo_that_nobody_could_look_at_is_not_published(office: Client, picture: Photo) -> None:
    Photo.objects.update(state=PhotoState.WAITING)
    act(office, PHOTOS, "publish_photos", picture)
    picture.refresh_from_db()
    assert not picture.is_published


def test_the_office_that_only_watches_decides_nothing(
    office: Client, described: Report, picture: Photo, county: Jurisdiction
) -> None:
    Report.objects.filter(pk=described.pk).update(handler=county)
    act(office, REPORTS, "approve_texts", described)
    act(office, PHOTOS, "publish_photos", picture)
    described.refresh_from_db()
    picture.refresh_from_db()
    assert (described.is_text_approved, picture.is_published) == (False, False)


def test_a_foreign_report_is_out_of_reach(
    office: Client, described: Report, county: Jurisdiction
) -> None:
    Report.objects.filter(pk=described.pk).update(handler=county, jurisdiction=county)
    office.post(REPORTS, {"action": "approve_texts", "_selected_action": [described.pk]})
    described.refresh_from_db()
    assert not described.is_text_approved


def test_a_reporters_account_is_not_shown(
    office: Client, resident: Caller, place: dict[str, float]
) -> None:
    answer = resident.post("/api/v1/reports", {"service": "pothole", "location": place})
    report, email = answer.json()["id"], demo_file.email_of("resident")
    event = ReportEvent.objects.filter(report=report).order_by("id")[0]
    assert event.actor and event.actor.email == email
    for page in (f"{REPORTS}{report}/change/", f"/admin/reports/reportevent/{event.pk}/change/"):
        assert email not in office.get(page).content.decode()
