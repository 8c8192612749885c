"""Reporting by the plain form: as a browser without scripts sends it."""

import logging
import re
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from backend.photos import limits
from backend.reports.models import Report
from backend.reports.people_models import ReportContact
from backend.reports.photo_models import Photo, PhotoUpload
from tests.reports.elsewhere import direct
from tests.reports.makers import send_report

pytestmark = pytest.mark.django_db

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
HOSTILE = """"><img src=x onerror=alert(1)></textarea><script>alert(2)</script>"""
EMAIL = "tajny.jan@poczta.example"


class Browser:
    """Fills in the form page by page: the fields that stand there go along."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.answer = self.client.get("/report")
        self.page = self.answer.content.decode()

    @property
    def fields(self) -> dict[str, str]:
        return dict(HIDDEN.findall(self.page))

    def press(self, do: str, **typed: Any) -> str:
        self.answer = self.client.post("/report", {**self.fields, **typed, "do": do})
        self.page = self.answer.content.decode()
        return self.page

    def at_details(self, place: dict[str, float], service: str = "pothole") -> "Browser":
        self.press("place", lon=place["lon"], lat=place["lat"])
        self.press("service", service=service)
        assert self.answer.status_code == 200, self.page
        return self


def stored() -> Report:
    return Report.objects.get()


def picture(photo: bytes, name: str = "IMG_1.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, photo, content_type="image/jpeg")


def test_an_address_a_service_and_a_click_make_a_report(photo):
    browser = Browser()
    page = browser.press("search", q="Boczna 1, Lesznowola")
    found = re.findall(r'name="place" value="([^"]+)"', page)
    assert found and "Boczna" in found[0]
    page = browser.press("place", q="Boczna 1, Lesznowola", place=found[0])
    assert 'value="pothole"' in page and "Dziura w jezdni" in page
    page = browser.press("service", service="pothole")
    assert "Jak duża jest dziura?" in page and "Wójt Gminy Lesznowola" in page
    typed = {"description": "Przy krawężniku.", "email": EMAIL, "a.size": "plate"}
    choices = re.findall(r'name="a.size" value="([^"]+)"', page)
    typed["a.size"] = choices[0]
    page = browser.press("send", photo=picture(photo), visibility="public", **typed)
    assert browser.answer.status_code == 201
    report = stored()
    assert (report.source, report.description) == ("web", "Przy krawężniku.")
    assert report.answers == {"size": choices[0]} and report.address.startswith("Boczna 1")
    assert ReportContact.objects.get().email == EMAIL
    assert Photo.objects.get().report_id == report.pk and not PhotoUpload.objects.exists()
    assert report.number in page and "/follow#" in page


def test_sending_again_makes_no_second_report(place, photo):
    browser = Browser().at_details(place)
    fields = browser.fields
    pages = []
    for _ in range(2):
        again = {**fields, "do": "send", "description": "raz", "photo": picture(photo)}
        pages.append(browser.client.post("/report", again))
    assert [page.status_code for page in pages] == [201, 200]
    assert stored().number.encode() in pages[1].content
    assert Photo.objects.count() == 1


def test_other_words_under_the_same_form_are_refused_kindly(place):
    browser = Browser().at_details(place)
    fields = browser.fields
    browser.client.post("/report", {**fields, "do": "send", "description": "raz"})
    other = browser.client.post("/report", {**fields, "do": "send", "description": "dwa"})
    assert other.status_code == 409 and "dwa" in other.content.decode()
    assert stored().description == "raz"


def test_a_refusal_keeps_what_was_typed_chosen_and_uploaded(place, photo):
    browser = Browser().at_details(place)
    sent = browser.fields
    page = browser.press(
        "send",
        description=f"Uwaga {HOSTILE}",
        email="zły adres",
        visibility="private",
        photo=picture(photo),
        **{"a.depth_cm": "głęboka"},
    )
    assert browser.answer.status_code == 400 and not Report.objects.exists()
    assert "Uwaga &quot;&gt;&lt;img" in page and "<script>alert" not in page
    assert 'value="zły adres"' in page and 'value="głęboka"' in page
    assert re.search(r'value="private" checked', page)
    assert 'id="email-error"' in page and browser.fields["id"] == sent["id"]
    assert PhotoUpload.objects.count() == 1 and "Zdjęć już przesłanych: 1" in page
    browser.press("send", description="Uwaga", visibility="private", **{"a.depth_cm": "12,5"})
    assert browser.answer.status_code == 201, browser.page
    assert stored().answers == {"depth_cm": 12.5} and stored().visibility == "private"
    assert Photo.objects.get().report_id == stored().pk


def test_a_wrong_answer_is_told_at_its_question(place):
    browser = Browser().at_details(place)
    page = browser.press("send", **{"a.depth_cm": "nan"})
    about = re.search(r'id="a-depth_cm-about">(.*?)</p>', page, re.DOTALL)
    assert browser.answer.status_code == 400 and about and "error" in about[1]


def test_an_answer_that_ends_the_form_says_what_to_do(place):
    browser = Browser().at_details(place, "sinkhole")
    page = browser.press("send", description="Dziura", **{"a.gas_smell": "yes"})
    assert browser.answer.status_code == 422 and "992" in page and "Dziura</textarea>" in page
    assert not Report.objects.exists()


def test_a_question_that_is_not_asked_is_not_answered(place):
    """Without scripts all questions stand there: what belongs to none of the answers stays out."""
    browser = Browser().at_details(place, "traffic_light")
    page = browser.page
    assert "only-when" in page
    code = re.findall(r'data-question="([^"]+)" data-when', page)[0]
    value = re.findall(rf'name="a\.{code}" value="([^"]*)"', page) or ["x"]
    browser.press("send", **{f"a.{code}": next(filter(None, value))})
    answers = stored().answers if Report.objects.exists() else {}
    assert code not in answers and f"answers.{code}" not in browser.page


def test_what_somebody_reported_nearby_is_shown_before_sending(phone, place):
    known = send_report(phone, place)
    page = Browser().at_details(place).page
    assert f'href="/reports/{known["id"]}"' in page and "Może ktoś już to zgłosił?" in page
    assert page.index(known["number"]) < page.index('value="send">')


def test_a_place_that_nobody_serves_is_told_at_once(spots):
    spot = spots["Raszyn, ul. Pogodna"]
    browser = Browser()
    page = browser.press("place", lon=spot["lon"], lat=spot["lat"])
    assert browser.answer.status_code == 422 and 'role="alert"' in page and 'name="q"' in page


def test_who_takes_such_reports_is_told_before_sending_and_the_words_are_kept(spots):
    direct()
    spot = spots["Jabłonowo, Droga ekspresowa S7"]
    browser = Browser()
    browser.press("place", lon=spot["lon"], lat=spot["lat"])
    page = browser.press("service", service="pothole", description="Dziura w moście")
    assert "nie przyjmuje zgłoszeń" in page and "GDDKiA Oddział w Warszawie" in page
    assert "Dziura w moście" in page and 'value="send"' not in page
    browser.press("send", description="Dziura w moście")
    assert browser.answer.status_code == 422 and not Report.objects.exists()
    assert "Dziura w moście" in browser.page


@pytest.mark.parametrize("content", [b"no picture", b"%PDF-1.7", b"<svg/>"])
def test_a_file_that_is_no_photo_is_refused_at_its_field(place, content):
    browser = Browser().at_details(place)
    page = browser.press("send", description="x", photo=picture(content))
    assert browser.answer.status_code == 415 and 'id="photo-error"' in page
    assert not Report.objects.exists() and not PhotoUpload.objects.exists()


def test_a_photo_over_the_limit_is_refused_at_its_field(place, monkeypatch):
    monkeypatch.setattr(limits, "PHOTO_MAX_BYTES", 1000)
    browser = Browser().at_details(place)
    browser.press("send", photo=picture(b"\xff\xd8\xff" + b"x" * 2000))
    assert browser.answer.status_code == 413 and 'id="photo-error"' in browser.page


def test_a_body_that_no_photos_can_fill_is_refused_unread():
    form = "multipart/form-data; boundary=x"
    answer = Client().post("/report", b"", content_type=form, CONTENT_LENGTH=str(10**9))
    assert answer.status_code == 413


def test_the_form_is_throttled_as_the_api_is(place, settings):
    settings.THROTTLES = {**settings.THROTTLES, "intake": "1/h"}
    assert Browser().at_details(place).press("send") and stored()
    second = Browser().at_details(place)
    page = second.press("send", description="Druga dziura")
    assert second.answer.status_code == 429 and "Druga dziura" in page


def test_without_its_token_the_form_is_refused(place):
    browser = Browser().at_details(place)
    fields = {**browser.fields, "csrfmiddlewaretoken": "x" * 64, "do": "send"}
    assert browser.client.post("/report", fields).status_code == 403
    assert not Report.objects.exists()


@pytest.mark.parametrize("path", ["/report", "/follow"])
def test_pages_with_a_secret_are_kept_by_nobody(path):
    assert Client().get(path)["Cache-Control"] == "private, no-store"


def test_neither_addresses_nor_logs_hold_anything_personal(place, caplog, photo):
    caplog.set_level(logging.DEBUG)
    browser = Browser().at_details(place)
    secret = browser.fields["secret"]
    browser.press("send", description="Tajny opis", email=EMAIL, photo=picture(photo))
    assert browser.answer.status_code == 201
    said = caplog.text
    for word in (secret, EMAIL, "Tajny opis", str(place["lon"])):
        assert word not in said.replace("SELECT", ""), word


def test_steps_backwards_keep_everything(place):
    browser = Browser().at_details(place)
    browser.press("to_service", description="Opis", email=EMAIL, **{"a.depth_cm": "7"})
    assert browser.fields["description"] == "Opis" and browser.fields["a.depth_cm"] == "7"
    browser.press("to_place", service="manhole")
    assert browser.fields["service"] == "manhole" and browser.fields["email"] == EMAIL


@pytest.mark.parametrize(
    "wrong",
    [
        {"lon": "nan", "lat": "1"},
        {"lon": "1e400", "lat": "0"},
        {"lon": "20.93", "lat": "52.08", "accuracy": "-1"},
        {"lon": "20.93", "lat": "52.08", "service": "\x00"},
        {"lon": "20.93", "lat": "52.08", "service": "x" * 5000},
        {"id": "1", "secret": "2"},
        {"place": "x,y,z"},
        {"place": "999,999,z"},
        {"q": "\x00" * 20},
        {"q": "a" * 10_000},
        {"lon": "20.9313", "lat": "52.084269", "service": "pothole", "visibility": "secret"},
        {"lon": "20.9313", "lat": "52.084269", "service": "pothole", "a.depth_cm": "9" * 5000},
        {"lon": "20.9313", "lat": "52.084269", "service": "pothole", "a.\x00": "\x00"},
        {"lon": "20.9313", "lat": "52.084269", "service": "pothole", "description": "x" * 9000},
    ],
)
@pytest.mark.parametrize("do", ["search", "place", "service", "send", "to_place", "nothing"])
def test_no_input_breaks_the_form(do, wrong):
    answer = Client().post("/report", {**wrong, "do": do})
    assert answer.status_code < 500 and b"</html>" in answer.content


def test_the_last_step_asks_the_same_of_the_database_with_many_similar_ones(phone, place):
    def asked() -> int:
        browser = Browser()
        browser.press("place", lon=place["lon"], lat=place["lat"])
        with CaptureQueriesContext(connection) as seen:
            browser.press("service", service="pothole")
        return len(seen)

    send_report(phone, place)
    few = asked()
    for _ in range(4):
        send_report(phone, place)
    assert asked() == few <= 18


def test_every_form_has_an_id_and_a_secret_of_its_own():
    one, other = Browser().fields, Browser().fields
    assert UUID(one["id"]) != UUID(other["id"]) and one["secret"] != other["secret"]
