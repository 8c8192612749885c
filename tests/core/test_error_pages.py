"""What a browser that is refused something shows: kind words in three languages."""

import re

import pytest
from django.db import OperationalError
from django.test import Client

from backend.core.wording import ERRORS
from backend.public.views import map as public_map

pytestmark = pytest.mark.django_db

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
TOO_LONG = str(10**9)
MULTIPART = "multipart/form-data; boundary=x"


def without_token(client: Client, headers: dict[str, str]):
    return client.post("/report", {}, headers=headers)


def over_the_limit(client: Client, headers: dict[str, str]):
    headers = {**headers, "Content-Length": TOO_LONG}
    return client.post("/report", b"", content_type=MULTIPART, headers=headers)


CASES = {
    ("not_found", 404): lambda client, headers: client.get("/nowhere", headers=headers),
    ("csrf", 403): without_token,
    ("too_large", 413): over_the_limit,
    ("malformed", 400): lambda client, headers: client.get(
        "/?" + "a=1&" * 2000, headers={**headers}
    ),
}


@pytest.fixture
def client() -> Client:
    return Client(enforce_csrf_checks=True, raise_request_exception=False)


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
@pytest.mark.parametrize(("code", "status"), CASES)
def test_a_browser_reads_what_happened_in_its_language(client, code, status, language):
    answer = CASES[code, status](client, {**BROWSER, "Accept-Language": language})
    page = answer.content.decode()
    assert (answer.status_code, answer["Content-Type"].split(";")[0]) == (status, "text/html")
    assert f'<html lang="{language}">' in page and answer["Content-Language"] == language
    for text in ERRORS[code]:
        assert text.in_language(language) in page
    assert answer["Cache-Control"] == "private, no-store"
    assert "default-src" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(("code", "status"), CASES)
def test_a_program_reads_a_problem_document(client, code, status):
    answer = CASES[code, status](client, {"Accept": "*/*"})
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/ogc/nothing", "/_allauth/nothing"])
def test_the_api_answers_browsers_as_anybody(client, path):
    answer = client.get(path, headers=BROWSER)
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [(OperationalError("gone"), 503, "unavailable"), (RuntimeError("x"), 500, "internal")],
)
def test_what_breaks_says_so_without_the_database(client, monkeypatch, caplog, fault, status, code):
    def broken(request: object) -> None:
        raise fault

    monkeypatch.setattr(public_map, "jurisdiction_for", broken)
    answer = client.get("/", headers={**BROWSER, "Accept-Language": "pl"})
    page = answer.content.decode()
    assert answer.status_code == status and str(ERRORS[code][0].pl) in page
    assert "Traceback" not in page
    assert client.get("/", headers={"Accept": "*/*"}).json()["code"] == code


def test_an_address_does_not_speak_through_the_page(client):
    answer = client.get('/x"><script>alert(1)</script>?lang=%22%3E<b>', headers=BROWSER)
    assert "<script>alert" not in answer.content.decode()
    assert not re.search(r'href="\?lang=[^a-z]', answer.content.decode())


def test_the_administration_refuses_in_the_same_words(client):
    answer = client.post("/admin/login/", {}, headers={**BROWSER, "Accept-Language": "pl"})
    assert answer.status_code == 403 and ERRORS["csrf"][0].pl in answer.content.decode()
