"""News by e-mail, through a real mail server; and the page that stops it."""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from backend.core.language import Language
from backend.reports.models import Report
from backend.reports.people_models import ReportContact
from backend.reports.workflow import Status, Visibility
from notifications import tasks
from notifications.channels import Message, Outcome, email
from notifications.links import mail_stop_url
from notifications.models import Delivery, MailStop, Notification
from notifications.rules import ATTEMPTS_MAX, MAIL_LIFE, RETRY_AFTER_MAX, Channel
from notifications.sending import MAIL, send_batch
from tests.notifications.makers import (
    NOON,
    make_comment,
    make_device,
    make_event,
    make_report,
    make_user,
)
from tests.smtp import MailServer

pytestmark = pytest.mark.django_db
ADDRESS = "anna@poczta.example"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture(autouse=True)
def _addresses(settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "Usterka <usterka@gmina.example>"
    settings.MAIL_BOUNCE_ADDRESS = "zwroty@gmina.example"


def make_letter(
    report: Report | None = None, address: str = ADDRESS, language: str = "pl", **values: Any
) -> Delivery:
    """A letter that waits for whoever left an address with a report."""
    report = report or make_report()
    contact, _ = ReportContact.objects.get_or_create(
        report=report, defaults={"email": address, "language": language, "name": "Anna Tajna"}
    )
    event = values.pop("event", None) or make_event(report)
    notification = Notification.objects.create(
        event=event, report=report, contact=contact, type="status", at=NOON
    )
    return Delivery.objects.create(
        notification=notification,
        channel=Channel.EMAIL,
        address=address,
        topic=f"report-{report.pk}",
        next_attempt_at=NOON,
        expires_at=NOON + timedelta(days=2),
        created_at=NOON,
        **values,
    )


def deliver(delivery: Delivery) -> Delivery:
    send_batch(now=NOON, send=email.send, lane=MAIL)
    delivery.refresh_from_db()
    return delivery


def parts_of(letter: EmailMessage) -> tuple[str, str]:
    plain, page = (letter.get_body((kind,)) for kind in ("plain", "html"))
    assert plain and page
    return plain.get_content(), page.get_content()


@pytest.mark.parametrize("language", Language)
def test_a_letter_is_plain_and_html_in_the_language_of_the_report(
    mail_server: MailServer, language: str
) -> None:
    delivery = deliver(make_letter(language=language))
    assert (delivery.state, delivery.sent_at, delivery.code) == ("sent", NOON, "")
    [letter] = mail_server.letters
    report = delivery.notification.report
    title = {"pl": "naprawione", "en": "fixed", "uk": "виправлено"}[language]
    assert letter["Subject"] == f"{report.number}: {title}"
    assert (letter["To"], letter["From"]) == (ADDRESS, "Usterka <usterka@gmina.example>")
    assert letter.get_content_type() == "multipart/alternative"
    plain, page = parts_of(letter)
    for part in (plain, page):
        assert f"{report.number}: {title}" in part
        assert report.service.name.in_language(language) in part
        assert f"/reports/{report.pk}" in part
        assert mail_stop_url(delivery.notification_id) in part
        assert "Office A" in part
    assert f'<html lang="{language}">' in page


def test_the_headers_tell_machines_what_it_is(mail_server: MailServer) -> None:
    delivery = deliver(make_letter())
    [letter] = mail_server.letters
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["List-Unsubscribe"].strip() == f"<{mail_stop_url(delivery.notification_id)}>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["Content-Language"] == "pl"
    assert letter["Message-ID"] == delivery.message_id
    assert re.fullmatch(r"<news\.\d+\.[0-9a-f]{16}@[\w.-]+>", delivery.message_id)


def test_what_comes_back_goes_to_the_bounce_address(mail_server: MailServer) -> None:
    deliver(make_letter())
    assert mail_server.senders == ["zwroty@gmina.example"]


def test_sent_again_it_is_told_as_the_same(mail_server: MailServer) -> None:
    mail_server.refusals["DATA"] = b"451 later"
    first = deliver(make_letter())
    assert (first.state, first.code, first.attempts) == ("waiting", "SMTP_451", 1)
    del mail_server.refusals["DATA"]
    Delivery.objects.update(next_attempt_at=NOON)
    deliver(first)
    one, two = (make_letter(address="b@x.example"), make_letter(address="c@x.example"))
    deliver(one), deliver(two)
    ids = [letter["Message-ID"] for letter in mail_server.letters]
    assert len(ids) == len(set(ids)) == 3


def test_a_batch_is_one_connection(mail_server: MailServer) -> None:
    for number in range(5):
        make_letter(address=f"a{number}@poczta.example")
    send_batch(now=NOON, send=email.send, lane=MAIL)
    assert (len(mail_server.letters), mail_server.connections) == (5, 1)


@pytest.mark.parametrize(
    ("command", "answer", "state", "code"),
    [
        ("RCPT", b"550 no such user", "failed", "RCPT_550"),
        ("RCPT", b"450 try later", "waiting", "RCPT_450"),
        ("DATA", b"554 looks like spam", "failed", "DATA_554"),
        ("MAIL", b"451 busy", "waiting", "SMTP_451"),
        ("MAIL", b"550 who are you", "waiting", "MAIL_550"),
    ],
)
def test_what_the_server_says_is_written_down(
    mail_server: MailServer, command: str, answer: bytes, state: str, code: str
) -> None:
    mail_server.refusals[command] = answer
    delivery = deliver(make_letter())
    assert (delivery.state, delivery.code) == (state, code)
    assert mail_server.letters == []


def test_a_refused_recipient_does_not_stop_the_next(mail_server: MailServer) -> None:
    mail_server.refusals["RCPT TO:<GONE@X.EXAMPLE>"] = b"550 no such user"
    gone, there = make_letter(address="gone@x.example"), make_letter()
    assert deliver(gone).state == "failed"
    there.refresh_from_db()
    assert there.state == "sent"


def test_while_the_server_is_down_letters_wait(mail_server: MailServer, settings: Any) -> None:
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 9  # nobody listens there
    delivery = deliver(make_letter())
    assert (delivery.state, delivery.code) == ("waiting", "UNREACHABLE")
    settings.EMAIL_PORT = port
    other = make_letter()
    assert send_batch(now=NOON, send=email.send, lane=MAIL) == 0  # the channel waits
    assert send_batch(now=NOON + timedelta(minutes=2), send=email.send, lane=MAIL) == 2
    assert len(mail_server.letters) == 2
    other.refresh_from_db()
    assert other.state == "sent"


def test_a_lost_connection_costs_the_rest_of_the_batch_no_time(mail_server: MailServer) -> None:
    mail_server.drop_after = 1
    for number in range(4):
        make_letter(address=f"a{number}@poczta.example")
    send_batch(now=NOON, send=email.send, lane=MAIL)
    states = [each.state for each in Delivery.objects.order_by("pk")]
    assert states == ["sent", "waiting", "waiting", "waiting"]
    assert set(Delivery.objects.values_list("code", flat=True)) == {"", "CONNECTION_LOST"}
    assert mail_server.connections == 1


def test_the_worker_sends_letters_on_the_queue_of_mail(mail_server: MailServer) -> None:
    delivery = make_letter()
    Delivery.objects.update(expires_at=timezone.now() + timedelta(days=1))
    tasks.sweep(0, line="mail")
    delivery.refresh_from_db()
    assert (delivery.state, len(mail_server.letters)) == ("sent", 1)
    periodic = tasks.app.periodic_registry.periodic_tasks.values()
    queues = {
        each.periodic_id: each.configure_kwargs["queue"]
        for each in periodic
        if each.task.name == "notifications.sweep"
    }
    assert (queues["mail"], queues["news"]) == ("mail", "push")


def test_a_title_never_becomes_a_header(mail_server: MailServer) -> None:
    message = a_message(title="a\r\nBcc: everybody@x.example", body="<b>&</b>")
    assert [each.state for each in email.send([message])] == ["sent"]
    [letter] = mail_server.letters
    assert (letter["Subject"], letter["Bcc"]) == ("a Bcc: everybody@x.example", None)
    assert "&lt;b&gt;&amp;&lt;/b&gt;" in parts_of(letter)[1]
    [outcome] = email.send([a_message(value="a\n@x.example")])
    assert (outcome.state, outcome.code) == ("rejected", "UNWRITABLE")


def test_the_language_of_the_last_phone_goes_before_that_of_the_form(
    mail_server: MailServer,
) -> None:
    user = make_user()
    make_device(user, language="en", is_active=False)
    delivery = make_letter(language="uk")
    Notification.objects.update(user=user, contact=None)
    deliver(delivery)
    assert mail_server.letters[0]["Subject"].endswith(": fixed")


def test_the_page_link_of_a_private_report_asks_for_its_secret(mail_server: MailServer) -> None:
    report = make_report(visibility=Visibility.PRIVATE)
    deliver(make_letter(report))
    for part in parts_of(mail_server.letters[0]):
        assert "/follow" in part
        assert str(report.pk) not in part


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("status", Status)
def test_no_letter_holds_a_person_or_a_place(
    mail_server: MailServer, language: str, status: Status
) -> None:
    report = make_report(visibility=Visibility.PRIVATE, road_name="Tajna")
    for event in (make_event(report, status), make_comment(report, "public")):
        make_letter(report, language=language, event=event)
    send_batch(now=NOON, send=email.send, lane=MAIL)
    assert len(mail_server.letters) == 2
    for letter in mail_server.letters:
        words = "".join((letter["Subject"], *parts_of(letter)))
        for private in ("Secret Street", "In front", "Tajna", "Call me", "Jan", "Nowak", "Anna"):
            assert private not in words
        assert ADDRESS not in words


# --- no more mail ---------------------------------------------------------------------------------


@pytest.fixture
def letter(mail_server: MailServer) -> Iterator[Delivery]:
    yield deliver(make_letter(address="Anna@Poczta.example"))


def path_in(letter: EmailMessage) -> str:
    return urlsplit(letter["List-Unsubscribe"].strip(" <>")).path


def test_one_click_stops_all_mail(mail_server: MailServer, letter: Delivery) -> None:
    """As mail programs do it (RFC 8058): no cookie, no token, no redirect."""
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post(path_in(mail_server.letters[0]), ONE_CLICK)
    assert answer.status_code == 200
    assert [(each.address, each.report) for each in MailStop.objects.all()] == [
        ("anna@poczta.example", None)
    ]
    other = deliver(make_letter())
    assert (other.state, other.code) == ("expired", "unwanted")
    assert len(mail_server.letters) == 1


def test_looking_at_the_page_changes_nothing(mail_server: MailServer, letter: Delivery) -> None:
    path = path_in(mail_server.letters[0])
    for language in Language:
        answer = Client().get(path, {"lang": language})
        assert answer.status_code == 200
        assert f'<html lang="{language}">' in answer.content.decode()
        assert letter.notification.report.number in answer.content.decode()
        assert answer["Cache-Control"] == "private, no-store"
    assert Client().head(path).status_code == 200
    assert not MailStop.objects.exists()


def test_mail_about_one_report_is_stopped_and_taken_back(
    mail_server: MailServer, letter: Delivery
) -> None:
    path, report = path_in(mail_server.letters[0]), letter.notification.report
    browser = Client(enforce_csrf_checks=True)
    assert 'value="again"' not in browser.get(path).content.decode()
    assert browser.post(path, {"do": "report"}).status_code == 302
    assert 'value="again"' in browser.get(path).content.decode()
    more = deliver(make_letter(report, event=make_event(report, Status.WAITING)))
    assert more.state == "expired"
    assert deliver(make_letter()).state == "sent"

    browser.post(path, {"do": "all"})
    browser.post(path, {"do": "again"})
    assert not MailStop.objects.exists()
    again = deliver(make_letter(report, event=make_event(report, Status.WAITING)))
    assert again.state == "sent"


def test_twice_is_the_same_as_once(mail_server: MailServer, letter: Delivery) -> None:
    for _ in range(2):
        Client().post(path_in(mail_server.letters[0]), ONE_CLICK)
    assert MailStop.objects.count() == 1


@pytest.mark.parametrize("token", ["x", "1:x", "{pk}:x", "999999999999999999999:x", "{pk}", ":"])
def test_an_address_that_is_not_ours_stops_nothing(
    mail_server: MailServer, letter: Delivery, token: str
) -> None:
    path = f"/mail/stop/{token.format(pk=letter.notification_id)}"
    assert Client().get(path).status_code == 404
    assert Client().post(path, ONE_CLICK).status_code == 404
    assert not MailStop.objects.exists()


def test_an_old_letter_whose_record_is_gone_says_so(
    mail_server: MailServer, letter: Delivery
) -> None:
    Delivery.objects.all().delete()
    assert Client().get(path_in(mail_server.letters[0])).status_code == 404


@pytest.mark.parametrize("body", [{}, {"do": "x"}, {"List-Unsubscribe": "no"}])
def test_a_post_that_asks_for_nothing_stops_nothing(
    mail_server: MailServer, letter: Delivery, body: dict[str, str]
) -> None:
    assert Client().post(path_in(mail_server.letters[0]), body).status_code == 400
    assert not MailStop.objects.exists()


def test_the_address_is_in_no_link(mail_server: MailServer, letter: Delivery) -> None:
    assert "anna" not in path_in(mail_server.letters[0]).lower()


def a_message(**values: Any) -> Message:
    usual = {
        "kind": "address",
        "value": ADDRESS,
        "language": "en",
        "title": "Title",
        "body": "Body",
        "data": {"notification_id": "7"},
        "collapse_key": "report-1",
        "ttl": timedelta(days=1),
        "urgent": False,
    }
    return Message(**{**usual, **values})


def test_a_letter_outlives_an_outage_of_days() -> None:
    delivery, now = make_letter(), NOON
    Delivery.objects.update(expires_at=NOON + MAIL_LIFE)
    while now < NOON + MAIL_LIFE - RETRY_AFTER_MAX:
        send_batch(now=now, send=_busy, lane=MAIL)
        delivery.refresh_from_db()
        assert delivery.state == "waiting"
        now = delivery.next_attempt_at
    send_batch(now=now, send=lambda letters: [Outcome(state="sent")], lane=MAIL)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts > ATTEMPTS_MAX) == ("sent", True)


def _busy(letters: Sequence[Message]) -> list[Outcome]:
    return [Outcome(state="retry", code="UNAVAILABLE")] * len(letters)
