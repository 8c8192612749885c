"""Following a report by its number and secret: what only its reporter reads and does."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from backend.accounts.secrets import new_spoken_secret
from backend.reports.models import Report, ReportEvent
from backend.reports.photo_models import Photo
from tests.conftest import Caller
from tests.reports.makers import CONTACT, REPORTS, send_report

pytestmark = pytest.mark.django_db

SECRET = new_spoken_secret()


@pytest.fixture
def sent(stranger: Caller, place: dict[str, float]) -> dict[str, Any]:
    """A private report of somebody who holds its secret alone."""
    body = {"secret": SECRET, "visibility": "private", "description": "Tylko dla urzędu"}
    return send_report(stranger, place, contact=CONTACT, **body)


def enter(number: str, secret: str) -> tuple[Client, Any]:
    client = Client()
    return client, client.post("/follow", {"number": number, "secret": secret})


@pytest.fixture
def reporter(sent: dict[str, Any]) -> Client:
    client, answer = enter(sent["number"], SECRET)
    assert answer.status_code == 302 and answer["Location"] == f"/follow/{sent['id']}"
    return client


def page_of(client: Client, report: dict[str, Any]) -> str:
    answer = client.get(f"/follow/{report['id']}")
    assert answer.status_code == 200 and answer["Cache-Control"] == "private, no-store"
    return answer.content.decode()


def press(client: Client, report: dict[str, Any], do: str, **fields: Any) -> Any:
    return client.post(f"/follow/{report['id']}", {"do": do, **fields})


def test_number_and_secret_open_what_only_the_reporter_reads(reporter, sent):
    page = page_of(reporter, sent)
    assert "Tylko dla urzędu" in page and sent["number"] in page
    assert Client().get(f"/reports/{sent['id']}").status_code == 404


def test_spaces_in_the_secret_and_small_letters_in_the_number_are_no_matter(sent):
    groups = " ".join(re.findall("....", SECRET))
    assert enter(f" {sent['number'].lower()} ", f" {groups} ")[1].status_code == 302


@pytest.mark.parametrize(
    "secret",
    ["", "x", "z" * 32, "ż" * 32, "\x00" * 32, SECRET[:-1] + "!"],
    ids=["none", "short", "unknown", "no_ascii", "nul", "nearly_right"],
)
def test_a_wrong_secret_is_refused_in_one_way(sent, secret):
    client, answer = enter(sent["number"], secret)
    other = enter("LES-1999-1", secret)[1]
    assert answer.status_code == other.status_code == 403
    assert not client.session.get("followed")
    assert sent["id"] not in answer.content.decode()


def test_the_secret_of_another_report_opens_only_that(sent, stranger, place):
    other = send_report(stranger, place)
    assert enter(sent["number"], other["secret"])[1].status_code == 403
    client, _ = enter(other["number"], other["secret"])
    assert client.get(f"/follow/{sent['id']}")["Location"] == "/follow"


def test_guesses_are_counted(sent, settings):
    settings.THROTTLES = {**settings.THROTTLES, "proofs": "2/h"}
    codes = [enter(sent["number"], "z" * 32)[1].status_code for _ in range(3)]
    assert codes == [403, 403, 429]


def test_the_session_holds_no_secret_and_gets_a_name_of_its_own(sent):
    client = Client()
    client.get("/follow")
    client.session["x"] = 1
    before = client.session.session_key
    client.post("/follow", {"number": sent["number"], "secret": SECRET})
    assert SECRET not in str(dict(client.session)) and client.session.session_key != before
    assert client.session.get_expire_at_browser_close()


def test_a_message_goes_to_the_office(reporter, sent, dispatcher):
    assert press(reporter, sent, "comment", text="Dziura rośnie").status_code == 302
    assert "Dziura rośnie" in page_of(reporter, sent)
    told = dispatcher.get(f"{REPORTS}/{sent['id']}/events").json()["results"]
    assert told[-1]["by"] == "reporter" and told[-1]["texts"][0]["audience"] == "reporter"


@pytest.mark.parametrize("text", ["", "  ", "\x00", "x" * 9000])
def test_a_message_that_cannot_be_taken_is_refused_and_kept(reporter, sent, text):
    events = ReportEvent.objects.count()
    answer = press(reporter, sent, "comment", text=text)
    assert answer.status_code == 400 and ReportEvent.objects.count() == events
    assert text[:50].strip("\x00 ") in answer.content.decode()


def test_the_reporter_says_that_it_is_not_mended_and_it_is_opened_again(reporter, sent):
    now = timezone.now()
    closed = {"status": "fixed", "closed_at": now}
    Report.objects.filter(pk=sent["id"]).update(**closed)
    assert "Czy usterka jest naprawiona?" in page_of(reporter, sent)
    answer = press(reporter, sent, "judge", mended="no", text="Nadal jest")
    assert answer.status_code == 302
    report = Report.objects.get(pk=sent["id"])
    assert report.status in ("received", "assigned") and report.contested_closings == 1


def test_of_an_open_report_nobody_is_asked_whether_it_is_mended(reporter, sent):
    assert "Czy usterka jest naprawiona?" not in page_of(reporter, sent)
    assert press(reporter, sent, "judge", mended="yes").status_code == 409


def test_too_late_is_told(reporter, sent):
    long_ago = timezone.now() - timedelta(days=40)
    Report.objects.filter(pk=sent["id"]).update(status="fixed", closed_at=long_ago)
    assert press(reporter, sent, "judge", mended="no").status_code == 409


def test_withdrawing_asks_twice(reporter, sent):
    assert press(reporter, sent, "withdraw").status_code == 400
    assert press(reporter, sent, "withdraw", sure="yes").status_code == 302
    assert Report.objects.get(pk=sent["id"]).status == "withdrawn"
    assert press(reporter, sent, "withdraw", sure="yes").status_code == 409


def test_a_photo_can_be_added(reporter, sent, photo):
    file = SimpleUploadedFile("x.jpg", photo, content_type="image/jpeg")
    assert press(reporter, sent, "photo", photo=file).status_code == 302
    assert Photo.objects.get().report_id == Report.objects.get().pk
    assert press(reporter, sent, "photo").status_code == 400
    wrong = SimpleUploadedFile("x.jpg", b"no photo")
    assert press(reporter, sent, "photo", photo=wrong).status_code == 415


def test_leaving_forgets_the_report(reporter, sent):
    assert press(reporter, sent, "leave").status_code == 302
    assert reporter.get(f"/follow/{sent['id']}")["Location"] == "/follow"


def test_without_a_proof_nothing_is_done(sent):
    answer = press(Client(), sent, "withdraw", sure="yes")
    assert answer.status_code == 302 and Report.objects.get().status != "withdrawn"


def test_writes_want_the_token_of_the_page(sent):
    client = Client(enforce_csrf_checks=True)
    assert client.post("/follow", {"number": sent["number"], "secret": SECRET}).status_code == 403


def test_what_nobody_offers_is_refused(reporter, sent):
    assert press(reporter, sent, "delete").status_code == 400
