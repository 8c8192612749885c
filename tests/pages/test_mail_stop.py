"""The page that stops mail, in a browser: opened from a letter, with a phone, without scripts."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from backend.core.language import Language
from notifications.links import mail_stop_url
from tests.pages.conftest import Site, Visit

_LETTER = """
WITH event AS (SELECT id, report_id FROM reports_reportevent ORDER BY id LIMIT 1),
contact AS (
    INSERT INTO reports_reportcontact (report_id, name, email, phone)
    SELECT report_id, '', 'anna@poczta.example', '' FROM event
    ON CONFLICT (report_id) DO UPDATE SET email = excluded.email RETURNING id
),
told AS (
    INSERT INTO notifications_notification (event_id, report_id, contact_id, type, at)
    SELECT event.id, event.report_id, contact.id, 'status', now() FROM event, contact
    RETURNING id
)
INSERT INTO notifications_delivery (notification_id, channel, address, topic, urgency, state,
    attempts, merged, expires_at, created_at, message_id, code)
SELECT id, 'email', 'anna@poczta.example', 'topic', 1, 'sent', 1, 0, now(), now(), '', ''
FROM told RETURNING notification_id
"""


@pytest.fixture(scope="module")
def letter(site: Site) -> int:
    """The notification of a letter that went out."""
    return int(site.database.rows(_LETTER)[0][0])


@pytest.fixture
def path(site: Site, letter: int, settings: Any) -> str:
    """As the address stands in the letter."""
    site.database.change("DELETE FROM notifications_mailstop")
    settings.SECRET_KEY = site.environment["SECRET_KEY"]
    return urlsplit(mail_stop_url(letter)).path


def stops(site: Site) -> list[bool]:
    """For each stop, whether it is of all mail."""
    rows = site.database.rows("SELECT report_id IS NULL FROM notifications_mailstop ORDER BY 1")
    return [is_of_all for (is_of_all,) in rows]


def test_mail_is_stopped_and_taken_back_without_scripts(
    visit_without_scripts: Visit, path: str
) -> None:
    visit, site = visit_without_scripts, visit_without_scripts.site
    page = visit.open(path)
    assert stops(site) == []
    page.get_by_role("button", name="Nie pisz o tym zgłoszeniu").click()
    expect(page.get_by_role("status")).to_contain_text("Nie napiszemy już o zgłoszeniu")
    assert stops(site) == [False]
    page.get_by_role("button", name="Nie pisz o żadnym zgłoszeniu").click()
    expect(page.get_by_role("status")).to_contain_text("o żadnym zgłoszeniu")
    assert stops(site) == [False, True]
    page.get_by_role("button", name="Cofnij").click()
    expect(page.get_by_role("button", name="Nie pisz o tym zgłoszeniu")).to_be_visible()
    assert stops(site) == []


@pytest.mark.parametrize("language", Language.values)
def test_no_barrier_on_the_page(phone_visit: Visit, path: str, language: str) -> None:
    page = phone_visit.open(f"{path}?lang={language}")
    assert phone_visit.barriers() == []
    page.locator("button[value=all]").click()
    expect(page.get_by_role("status")).to_be_visible()
    assert phone_visit.barriers() == []
