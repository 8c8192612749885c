"""Every refusal is a problem document (RFC 9457) with a stable code."""

import json
from uuid import uuid4

import pytest
from django.db import OperationalError, connection
from psycopg_pool import PoolTimeout

from backend.core import errors
from backend.core.language import Language
from tests.conftest import Caller
from tests.reports.makers import REPORTS

pytestmark = pytest.mark.django_db


def post(caller: Caller, path: str, body: bytes, content_type: str = "application/json"):
    """Send bytes as they are."""
    headers = caller.headers
    return caller.client.post(path, data=body, content_type=content_type, headers=headers)


def too_old(caller, report, settings):
    settings.LEAST_APP_VERSIONS = {"ios": "2"}
    return caller.post(REPORTS, {}, x_app="ios/1")


def too_often(caller, report, settings):
    settings.THROTTLES = {**settings.THROTTLES, "writes": "0/h"}
    return caller.post(f"{REPORTS}/{report['id']}/comments", {"text": "a"})


def without_length(caller, report, settings):
    headers = {**caller.headers, "Transfer-Encoding": "chunked"}
    return caller.client.generic("POST", REPORTS, CONTENT_LENGTH="", headers=headers)


CASES = {
    (400, "malformed"): lambda caller, report, _: post(caller, REPORTS, b"{"),
    (400, "invalid"): lambda caller, report, _: caller.post(REPORTS, {}),
    (400, "unknown_parameter"): lambda caller, report, _: caller.get(f"{REPORTS}?x=1"),
    (401, "bad_credentials"): lambda *_: Caller("Bearer x").get(REPORTS),
    (401, "login_required"): lambda *_: Caller().get("/api/v1/me/reports"),
    (403, "not_allowed"): lambda caller, report, _: caller.put_photo(
        report["id"], b"\xff\xd8\xff", query="?kind=after"
    ),
    (403, "filter_not_allowed"): lambda caller, *_: caller.get(f"{REPORTS}?crew=1"),
    (404, "not_found"): lambda caller, *_: caller.get(f"{REPORTS}/{uuid4()}"),
    (405, "method_not_allowed"): lambda caller, *_: caller.delete(REPORTS),
    (409, "change_not_allowed"): lambda caller, report, _: caller.post(
        f"{REPORTS}/{report['id']}/status", {"status": "fixed"}
    ),
    (411, "length_required"): without_length,
    (413, "too_large"): lambda caller, *_: post(caller, REPORTS, b" " * (1024 * 1024 + 1)),
    (415, "unsupported_media_type"): lambda caller, *_: post(caller, REPORTS, b"{}", "text/plain"),
    (422, "outside_jurisdiction"): lambda caller, *_: caller.post(
        REPORTS, {"service": "pothole", "location": {"lon": 0, "lat": 0}}
    ),
    (426, "upgrade_required"): too_old,
    (429, "too_many_requests"): too_often,
}


@pytest.mark.parametrize("expected", CASES, ids=str)
def test_each_refusal_has_the_shape_of_a_problem(phone, report, settings, expected):
    answer = CASES[expected](phone, report, settings)

    assert answer.headers["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert (answer.status_code, body["code"]) == expected
    assert body["status"] == answer.status_code
    assert body["type"] == "about:blank"
    assert body["title"]
    for error in body.get("errors", []):
        assert set(error) == {"field", "code", "message"}
    assert ("Retry-After" in answer.headers) == (expected[0] == 429)
    assert ("WWW-Authenticate" in answer.headers) == (expected[0] == 401)
    assert "Allow" in answer.headers or expected[0] != 405


def test_a_wrong_method_names_the_right_ones(stranger, db):
    allowed = set(stranger.delete(REPORTS).headers["Allow"].split(", "))

    assert allowed - {"HEAD"} == {"GET", "POST", "OPTIONS"}


@pytest.mark.parametrize(
    "path", ["/api/v1/nothing", "/nothing", f"{REPORTS}/not-a-uuid", f"{REPORTS}/", "/api/v1/"]
)
def test_an_unknown_address_is_a_problem_too(stranger, db, path):
    answer = stranger.get(path)

    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    "failure",
    [OperationalError("the server closed the connection"), PoolTimeout("no connection")],
    ids=["lost", "none free"],
)
@pytest.mark.parametrize("path", [REPORTS, "/api/v1/config?lon=20.9&lat=52", "/api/v1/services"])
def test_a_database_that_is_away_is_503_with_a_time_to_come_again(stranger, db, failure, path):
    def fail(*_: object) -> None:
        raise failure

    with connection.execute_wrapper(fail):
        answer = stranger.get(path)

    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert int(answer.headers["Retry-After"]) > 0
    assert stranger.get(path).status_code == 200


def test_a_database_that_is_away_is_503_outside_the_api_too(db):
    caller = Caller()
    caller.client.raise_request_exception = False

    def fail(*_: object) -> None:
        raise OperationalError("the server closed the connection")

    with connection.execute_wrapper(fail):
        login = {"email": "a@b.example", "password": "x"}
        answer = caller.post("/_allauth/app/v1/auth/login", login)

    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert int(answer.headers["Retry-After"]) > 0


def test_what_breaks_otherwise_is_500_and_says_nothing(db):
    caller = Caller()
    caller.client.raise_request_exception = False

    def fail(*_: object) -> None:
        raise RuntimeError("SECRET-DETAIL")

    with connection.execute_wrapper(fail):
        answer = caller.get(REPORTS)

    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert b"SECRET" not in answer.content


@pytest.mark.parametrize("language", Language.values)
def test_titles_come_in_the_callers_language_and_codes_do_not(stranger, db, language):
    body = stranger.get(f"{REPORTS}/{uuid4()}?lang={language}").json()

    assert body["title"] == errors.NotFound.sentence.in_language(language)
    assert body["code"] == "not_found"


def all_refusals(base: type = errors.DomainError) -> list[type[errors.DomainError]]:
    return [each for child in base.__subclasses__() for each in (child, *all_refusals(child))]


def test_codes_of_refusals_are_unique_and_their_sentences_in_three_languages():
    refusals = all_refusals()

    assert len({refusal.code for refusal in refusals}) == len(refusals) > 30
    for refusal in refusals:
        assert 400 <= refusal.status < 600
        sentences = {refusal.sentence.in_language(language) for language in Language.values}
        assert len(sentences) == 3


@pytest.mark.parametrize("content_type", ["application/json", "application/JSON; charset=utf-8"])
def test_json_is_taken_whatever_its_parameters(phone, place, content_type):
    body = json.dumps({"service": "pothole", "location": place}).encode()

    assert post(phone, REPORTS, body, content_type).status_code == 201


def test_an_answer_is_json_whatever_accept_says(stranger, db):
    answer = stranger.get(REPORTS, Accept="text/html,application/xml;q=0.9")

    assert answer.headers["Content-Type"] == "application/json"
