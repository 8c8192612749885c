"""The packet for the other manager: a letter with the paper, the same as JSON, and the photos."""

import io
import json
import re
from contextlib import nullcontext
from hashlib import sha256
from smtplib import (
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPServerDisconnected,
)
from typing import Any

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.core.mail.backends.locmem import EmailBackend
from pypdf import PdfReader

from backend.core import errors
from backend.jurisdictions.models import Jurisdiction, RoadManager
from backend.reports.actions.packets import send_packet
from backend.reports.documents import packet, typesetting, wording
from backend.reports.forwarding_models import Forwarding
from backend.reports.media import PhotoPublication, PhotoState
from backend.reports.models import Report
from backend.reports.photo_models import Photo
from fixtures.photos import draw_photo
from tests.conftest import NOON
from tests.reports.elsewhere import GDDKIA, MOTION, NOTE, forward, place_of
from tests.reports.makers import CONTACT, code_of, read, send_report

pytestmark = pytest.mark.django_db

PICTURE = draw_photo("pothole", 7)
DESCRIPTION = "Koleiny #[x] $y$ za skrzyżowaniem."
REFUSING = "tests.reports.test_packet.Refusing"


class Refusing(EmailBackend):
    """A mail server that will not have the letter: `why` says so."""

    why: Exception = OSError()

    def send_messages(self, messages: Any) -> int:
        raise self.why


@pytest.fixture
def highway(phone, spots) -> dict[str, Any]:
    more = {"description": DESCRIPTION, "contact": CONTACT, "answers": {"size": "lane"}}
    return send_report(phone, place_of(spots), **more)


@pytest.fixture
def passed(dispatcher, highway) -> Forwarding:
    """A report that was passed on by letter; the letter is still here."""
    assert forward(dispatcher, highway, note=NOTE).status_code == 200
    return Forwarding.objects.get()


def add_photo(report: dict[str, Any], content: bytes = PICTURE, **values: Any) -> Photo:
    """A photo as the worker leaves it."""
    values = {"state": PhotoState.READY, "size": 2, "media_type": "image/jpeg", **values}
    photo = Photo(report_id=report["id"], uploaded_at=NOON, **values)
    for name in ("display", "thumbnail", "public_display"):
        file = content if name == "display" else PICTURE
        getattr(photo, name).save(f"{name}-{photo.uid}.jpg", ContentFile(file), save=False)
    photo.save()
    return photo


def deliver(forwarding: Forwarding) -> Any:
    send_packet(forwarding_id=forwarding.pk, now=NOON)
    return mail.outbox[-1]


def files(letter: Any) -> dict[str, tuple[bytes, str]]:
    return {name: (content, kind) for name, content, kind in letter.attachments}


def facts(letter: Any) -> dict[str, Any]:
    (content,) = (content for content, kind in files(letter).values() if kind.endswith("json"))
    return json.loads(content)


def said(letter: Any) -> str:
    """The paper's text, without what only breaks lines."""
    (content,) = (content for content, kind in files(letter).values() if kind.endswith("pdf"))
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return run_together(text)


def run_together(text: str) -> str:
    return re.sub(r"[\s\u200b\u00ad]+", "", text)


def test_the_letter_goes_from_the_office_to_the_manager(passed, highway):
    letter = deliver(passed)

    assert letter.to == ["warszawa@gddkia.example"]
    assert letter.reply_to == ["zgloszenia@lesznowola.example"]
    assert highway["number"] in letter.subject
    assert highway["number"] in letter.body
    assert "Urząd Gminy Lesznowola" in letter.body
    assert list(files(letter)) == [f"{highway['number']}.pdf", f"{highway['number']}.json"]


def test_paper_and_json_say_what_where_and_why_to_whom(passed, highway):
    letter = deliver(passed)
    paper, data = said(letter), facts(letter)

    reasons = [reason["text"] for reason in data["reasons"]]
    assert any("krajowa" in reason for reason in reasons)
    for text in (highway["number"], DESCRIPTION, NOTE, GDDKIA, "Aleja Krakowska", *reasons):
        assert run_together(text) in paper, text
    assert (data["number"], data["kind"]) == (highway["number"], "report")
    assert data["description"] == DESCRIPTION
    assert data["answers"] == {"size": "lane"}
    assert data["note"] == NOTE
    assert data["to"] == {"kind": "gddkia", "name": GDDKIA}
    assert data["from"]["email"] == "zgloszenia@lesznowola.example"
    assert data["road"]["number"] == "7"
    assert data["location"] == highway["location"]


def test_how_to_reach_the_reporter_is_not_in_it(passed, highway):
    letter = deliver(passed)

    whole = said(letter) + json.dumps(facts(letter)) + letter.body
    for secret in (*CONTACT.values(), "Kowalski", "0199"):
        assert run_together(secret) not in run_together(whole)


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_it_is_in_the_first_language_of_the_office(passed, language):
    Jurisdiction.objects.update(languages=[language, "pl"])

    letter = deliver(passed)

    assert run_together(wording.PACKET_TITLE.in_language(language)) in said(letter)
    assert wording.HANDED_OVER.in_language(language) in letter.body


def test_a_motion_is_passed_on_as_the_code_says_but_its_sender_goes_separately(
    dispatcher, phone, spots
):
    report = send_report(phone, place_of(spots), kind="motion", contact=MOTION)
    forward(dispatcher, report)

    letter = deliver(Forwarding.objects.get())

    assert "art. 243" in letter.body
    assert facts(letter)["kind"] == "motion"
    assert "Polna" not in said(letter) + json.dumps(facts(letter))


def test_the_photos_go_along_as_the_public_sees_them_where_it_does(passed, highway):
    shown = add_photo(
        highway,
        b"\xff\xd8 private",
        publication=PhotoPublication.PUBLISHED,
        edition=1,
        uid="11111111-2222-4333-8444-555555555555",
    )
    other = add_photo(highway, kind="after", uid="11111111-2222-4333-8444-555555555556")
    add_photo(highway, state=PhotoState.REFUSED, uid="11111111-2222-4333-8444-555555555557")

    letter = deliver(passed)

    pictures = {name: file for name, (file, kind) in files(letter).items() if kind == "image/jpeg"}
    assert pictures == {f"before-{shown.uid}.jpg": PICTURE, f"after-{other.uid}.jpg": PICTURE}
    listed = {each["file"]: each["sha256"] for each in facts(letter)["photos"]}
    assert listed == {name: sha256(file).hexdigest() for name, file in pictures.items()}


def test_photos_that_would_make_it_too_large_stay_here_and_it_says_so(passed, highway, monkeypatch):
    monkeypatch.setattr(packet, "PACKET_PHOTOS_MAX_BYTES", len(PICTURE) + 1)
    add_photo(highway, uid="11111111-2222-4333-8444-555555555555")
    add_photo(highway, uid="11111111-2222-4333-8444-555555555556")

    letter = deliver(passed)

    assert [kind for _, kind in files(letter).values()].count("image/jpeg") == 1
    assert str(wording.PHOTOS_LEFT_OUT.format(count=1).in_language("pl")) in letter.body


def test_a_photo_that_the_store_has_lost_stops_nothing(passed, highway):
    photo = add_photo(highway, uid="11111111-2222-4333-8444-555555555555")
    photo.display.storage.delete(photo.display.name)

    assert facts(deliver(passed))["photos"] == []


# --- once, and if not, then known -------------------------------------------------------------


def test_it_is_sent_once_and_the_office_sees_when(passed, highway, dispatcher):
    deliver(passed)
    deliver(passed)

    assert len(mail.outbox) == 1
    shown = read(dispatcher, highway)["forwarded"]["packet"]
    assert shown == {"state": "sent", "sent_at": "2026-11-02T11:00:00.000Z", "failure": None}


def test_sent_again_after_a_crash_it_is_the_same_letter(passed):
    first = deliver(passed)
    Forwarding.objects.update(sent_at=None)  # as if killed before it was written down
    again = deliver(passed)

    assert first is not again
    assert first.message()["Message-ID"] == again.message()["Message-ID"]
    assert re.fullmatch(r"<[0-9a-f-]{36}@[^>@]+>", first.message()["Message-ID"])


def test_two_passings_on_are_two_letters(passed, dispatcher, highway):
    other = RoadManager.objects.get(name="Burmistrz Tarczyna")
    forward(dispatcher, highway, to=other.pk)

    ids = {deliver(each).message()["Message-ID"] for each in Forwarding.objects.all()}

    assert len(ids) == 2


@pytest.mark.parametrize(
    ("why", "failure", "is_tried_again"),
    [
        (OSError("no route"), "unreachable", True),
        (SMTPServerDisconnected("bye"), "unreachable", True),
        (SMTPAuthenticationError(535, b"no"), "unreachable", True),
        (SMTPDataError(451, b"later"), "unreachable", True),
        (SMTPRecipientsRefused({"x": (450, b"later")}), "unreachable", True),
        (SMTPDataError(552, b"too large"), "refused", False),
        (SMTPRecipientsRefused({"x": (550, b"unknown")}), "refused", False),
    ],
)
def test_a_failure_is_shown_and_tried_again_where_that_may_help(
    passed, highway, dispatcher, settings, monkeypatch, why, failure, is_tried_again
):
    settings.EMAIL_BACKEND = REFUSING
    monkeypatch.setattr(Refusing, "why", why)

    if is_tried_again:
        with pytest.raises(type(why)):
            send_packet(forwarding_id=passed.pk, now=NOON)
    else:
        send_packet(forwarding_id=passed.pk, now=NOON)

    shown = read(dispatcher, highway)["forwarded"]["packet"]
    assert shown == {"state": "failed", "sent_at": None, "failure": failure}


def test_a_later_success_clears_the_failure(passed, highway, dispatcher):
    Forwarding.objects.update(failure="unreachable")

    deliver(passed)

    assert read(dispatcher, highway)["forwarded"]["packet"]["state"] == "sent"


def test_what_was_refused_can_be_sent_again_or_by_hand(passed, highway, dispatcher):
    Forwarding.objects.update(failure="refused")

    assert code_of(forward(dispatcher, highway, how="by_hand")) == (200, "")

    assert read(dispatcher, highway)["forwarded"]["packet"] is None
    assert Report.objects.get().forwarding.how == "by_hand"


def test_without_a_place_for_typesetting_it_is_tried_later(passed, monkeypatch):
    monkeypatch.setattr(typesetting, "WAIT_SECONDS", 0)
    for _ in range(typesetting.AT_ONCE):
        assert typesetting._places.acquire(blocking=False)
    try:
        with pytest.raises(errors.Unavailable):
            send_packet(forwarding_id=passed.pk, now=NOON)
    finally:
        for _ in range(typesetting.AT_ONCE):
            typesetting._places.release()
    assert not mail.outbox


# --- on the wire ------------------------------------------------------------------------------


def test_a_mail_server_gets_it_whole(passed, highway, mail_server):
    add_photo(highway, uid="11111111-2222-4333-8444-555555555555")

    send_packet(forwarding_id=passed.pk, now=NOON)

    (letter,) = mail_server.letters
    assert letter["To"] == passed.email
    assert letter["Message-ID"].startswith(f"<{passed.uid}@")
    assert letter["Reply-To"] == "zgloszenia@lesznowola.example"
    assert f"[{highway['number']}] Przekazanie" in letter["Subject"]
    parts = {part.get_filename(): part.get_content() for part in letter.iter_attachments()}
    photo = "before-11111111-2222-4333-8444-555555555555.jpg"
    assert set(parts) == {f"{highway['number']}.pdf", f"{highway['number']}.json", photo}
    assert parts[photo] == PICTURE
    assert PdfReader(io.BytesIO(parts[f"{highway['number']}.pdf"])).pages


@pytest.mark.parametrize(
    ("refusals", "failure"),
    [
        ({"RCPT": b"550 no such user"}, "refused"),
        ({"DATA": b"552 too large"}, "refused"),
        ({"RCPT": b"450 later"}, "unreachable"),
        ({"MAIL": b"421 busy"}, "unreachable"),
    ],
)
def test_what_a_mail_server_refuses_is_told_from_what_may_work_later(
    passed, mail_server, refusals, failure
):
    mail_server.refusals |= refusals

    with nullcontext() if failure == "refused" else pytest.raises(SMTPException):
        send_packet(forwarding_id=passed.pk, now=NOON)

    assert (Forwarding.objects.get().failure, mail_server.letters) == (failure, [])
    mail_server.refusals.clear()
    send_packet(forwarding_id=passed.pk, now=NOON)
    assert Forwarding.objects.get().sent_at == NOON


def test_with_no_mail_server_it_waits_for_one(passed, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    with pytest.raises(OSError):
        send_packet(forwarding_id=passed.pk, now=NOON)
    assert Forwarding.objects.get().failure == "unreachable"
