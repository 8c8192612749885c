"""Accounts: logging in from an app, tokens that live a year, and browsers' sessions."""

from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.core.cache import cache, caches
from django.core.cache.backends.db import DatabaseCache
from django.test import Client
from django.utils import timezone

from backend.accounts.models import User
from tests.conftest import PASSWORD, Caller
from tests.reports.makers import REPORTS, code_of, send_report

pytestmark = pytest.mark.django_db

LOGIN = "/_allauth/app/v1/auth/login"
SESSION = "/_allauth/app/v1/auth/session"
EMAIL = "mieszkanka@poczta.example"
ME = "/api/v1/me/reports"


def log_in(stranger: Caller, password: str = PASSWORD, email: str = EMAIL):
    return stranger.post(LOGIN, {"email": email, "password": password})


@pytest.fixture
def token(stranger, db) -> str:
    answer = log_in(stranger)
    assert answer.status_code == 200, answer.content
    return answer.json()["meta"]["session_token"]


def test_an_app_logs_in_and_reads_with_its_token(token, place):
    mine = send_report(Caller(f"Bearer {token}"), place)

    for headers in (
        {"Authorization": f"Bearer {token}"},
        {"Authorization": f"bearer  {token} "},
        {"X-Session-Token": token},
    ):
        answer = Caller().get(ME, **headers)
        assert [report["id"] for report in answer.json()["results"]] == [mine["id"]]


def test_a_wrong_password_gives_no_token(stranger, db):
    right, wrong = log_in(stranger), log_in(stranger, "wrong-password-9")

    assert right.status_code == 200
    assert wrong.status_code == 400
    assert "session_token" not in str(wrong.json())


def test_an_unknown_address_is_told_from_a_wrong_password_by_nothing(stranger, db):
    wrong = log_in(stranger, "wrong-password-9")
    unknown = log_in(stranger, email="x@poczta.example")

    assert wrong.json() == unknown.json()
    assert wrong.status_code == unknown.status_code


def test_a_token_lives_a_year(token):
    expires = Session.objects.get(session_key=token).expire_date

    assert abs(expires - timezone.now() - timedelta(days=365)) < timedelta(minutes=1)


def test_a_token_that_expired_is_refused(token):
    Session.objects.filter(session_key=token).update(expire_date=timezone.now())

    answer = Caller(f"Bearer {token}").get(ME)

    assert code_of(answer) == (401, "bad_credentials")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_token_that_was_revoked_is_refused(stranger, token):
    other = log_in(stranger).json()["meta"]["session_token"]

    assert stranger.delete(SESSION, **{"X-Session-Token": token}).status_code == 401
    assert Caller(f"Bearer {token}").get(ME).status_code == 401
    assert Caller(f"Bearer {other}").get(ME).status_code == 200


@pytest.mark.parametrize("end", ["closed account", "changed password"])
def test_a_closed_account_and_a_changed_password_end_all_tokens(token, end):
    user = User.objects.get(email=EMAIL)
    if end == "closed account":
        user.is_active = False
    else:
        user.set_password("quite-another-one-8")
    assert Caller(f"Bearer {token}").get(ME).status_code == 200

    user.save()

    assert code_of(Caller(f"Bearer {token}").get(ME)) == (401, "bad_credentials")


@pytest.mark.parametrize("token", ["", "x", "x" * 5000, "%00", "ż"])
def test_what_is_no_token_opens_nothing(db, token):
    answer = Caller(f"Bearer {token}").get(ME)

    assert answer.status_code == 401


def test_logins_are_counted_for_all_processes_together(stranger, settings, db):
    settings.ACCOUNT_RATE_LIMITS = {"login": "100/m/ip", "login_failed": "3/m/key"}
    answers = [log_in(stranger, "wrong-password-9").json() for _ in range(4)]
    caches.close_all()

    codes = [answer["errors"][0]["code"] for answer in answers]
    assert codes[:3] == ["email_password_mismatch"] * 3
    assert codes[3] == "too_many_login_attempts"
    assert log_in(stranger).status_code != 200
    assert log_in(stranger, email="dyspozytor@lesznowola.example").status_code == 200


def test_counters_live_in_the_database_and_are_many():
    options = django_settings.CACHES["default"]["OPTIONS"]

    assert isinstance(caches["default"], DatabaseCache)
    assert options["MAX_ENTRIES"] == cache._max_entries == 1_000_000


@pytest.fixture
def browser(db) -> Client:
    """A dispatcher's browser, which checks CSRF as a real one is checked."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get(email="dyspozytor@lesznowola.example"))
    return client


def test_a_browsers_session_reads(browser, report):
    assert browser.get(f"{REPORTS}?priority=normal,high").status_code == 200


def test_a_browsers_session_writes_only_with_its_token(browser, report):
    url, body = f"{REPORTS}/{report['id']}/status", {"status": "waiting"}
    browser.cookies["csrftoken"] = "a" * 32

    bare = browser.post(url, body, content_type="application/json")
    wrong = browser.post(
        url, body, content_type="application/json", headers={"X-CSRFToken": "b" * 32}
    )
    right = browser.post(
        url, body, content_type="application/json", headers={"X-CSRFToken": "a" * 32}
    )

    assert code_of(bare) == code_of(wrong) == (403, "not_allowed")
    assert right.status_code == 200


def test_a_token_in_a_header_needs_no_csrf_token(dispatcher, report):
    dispatcher.client.handler.enforce_csrf_checks = True

    answer = dispatcher.post(f"{REPORTS}/{report['id']}/status", {"status": "waiting"})

    assert answer.status_code == 200


def test_nobody_is_401_and_somebody_without_the_right_is_403(stranger, resident, report):
    path, body = f"{REPORTS}/{report['id']}/assignment", {"crew": 1}

    nobody, somebody = stranger.post(path, body), resident.post(path, body)

    assert code_of(nobody) == (401, "login_required")
    assert nobody.headers["WWW-Authenticate"].startswith("Bearer")
    assert code_of(somebody) == (403, "not_allowed")
