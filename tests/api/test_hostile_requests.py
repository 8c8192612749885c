"""Requests that no client of ours would send: each gets a problem document, none a crash."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from backend.core.cursors import encode
from tests.conftest import Caller

MOMENTS = ["9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", "2026-01-01T00:00:00+00:00:30"]


def is_problem(answer: Any, status: int) -> bool:
    kind = answer.headers["Content-Type"]
    return answer.status_code == status and kind == "application/problem+json"


@pytest.mark.parametrize("path", ["/api/v1/reports", "/api/v1/reports.geojson"])
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_cursor_with_an_odd_offset_is_read_or_refused(
    path: str, moment: str, stranger: Caller, db: None
) -> None:
    answer = stranger.get(f"{path}?cursor={encode(moment, str(uuid4()))}")
    assert answer.status_code == 200 or is_problem(answer, 400)


@pytest.mark.parametrize(
    "values",
    [
        {"id": 1},
        {"id": True},
        {"id": []},
        {"contact": {"email": "x" * 300 + "@a.pl"}},
        {"contact": {"name": "a\x00"}},
        {"answers": {"a\x00b": "x"}},
        {"answers": {"k" * 100_000: "x"}},
        {"answers": {"a": {"b": 1}}},
        {"description": "a\x00b"},
        {"description": ["a"]},
        {"location": "POINT(20.9 52)"},
        {"location": {"type": "Point", "coordinates": [20.9, 52]}},
        {"location": {"lon": 1e308, "lat": 1e308}},
    ],
)
def test_a_report_with_junk_in_it_is_refused(
    values: dict[str, Any], phone: Caller, place: dict[str, float], db: None
) -> None:
    body = {"service": "pothole", "location": place, **values}
    assert is_problem(phone.post("/api/v1/reports", body), 400)


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000 + b"]" * 100_000,
        b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
        b'{"password":' + b"9" * 5000 + b"}",
        b'{"password":"\\ud800","email":"a@b.pl"}',
        b'{"password":"\xff"}',
        b'{"password":NaN}',
        b'{"password":',
    ],
)
@pytest.mark.parametrize("path", ["app/v1/auth/login", "app/v1/auth/signup"])
def test_a_body_that_allauth_could_not_read_is_refused(
    body: bytes, path: str, client: Client, db: None
) -> None:
    answer = client.post(f"/_allauth/{path}", body, content_type="application/json")
    assert is_problem(answer, 400)


@pytest.mark.parametrize("query", ["limit=1&limit=2", "lang=pl&x=1", "limit=%00"])
def test_a_parameter_that_is_repeated_or_unknown_is_refused(
    query: str, stranger: Caller, db: None
) -> None:
    assert is_problem(stranger.get(f"/api/v1/reports?{query}"), 400)


def test_a_list_may_come_in_one_parameter_or_in_several(
    stranger: Caller, report: dict[str, Any]
) -> None:
    for query in ("status=fixed,assigned", "status=fixed&status=assigned"):
        found = stranger.get(f"/api/v1/reports?{query}").json()["results"]
        assert [each["id"] for each in found] == [report["id"]]


def test_a_foreign_host_hears_a_problem_document(client: Client) -> None:
    assert is_problem(client.get("/api/v1/config", headers={"Host": "evil.example"}), 400)


def test_too_many_parameters_are_a_problem_document(client: Client, db: None) -> None:
    assert is_problem(client.get("/api/v1/reports?" + "status=x&" * 2000), 400)


@pytest.mark.parametrize("path", ["/healthz", "/_allauth/browser/v1/auth/login"])
def test_a_browsers_write_without_its_token_is_a_problem_document(path: str, db: None) -> None:
    answer = Client(enforce_csrf_checks=True).post(path, {}, content_type="application/json")
    assert is_problem(answer, 403)
    assert json.loads(answer.content)["reason"] == "csrf"


@pytest.mark.parametrize("method", ["OPTIONS", "POST", "DELETE", "TRACE", "FOO"])
@pytest.mark.parametrize("path", ["/api/schema", "/api/docs"])
def test_the_descriptions_are_only_read(method: str, path: str, client: Client, db: None) -> None:
    answer = client.generic(method, path)
    assert is_problem(answer, 405) or (method, answer.status_code) == ("OPTIONS", 200)


@pytest.mark.parametrize(
    "authorization",
    [
        "Bearer x",
        "Bearer " + "x" * 9000,
        "Installation x:y",
        "Installation 5d0a8f4e-2f0b-4a57-9a53-0e3b7a1c9f10:short",
        f"Installation 5d0a8f4e-2f0b-4a57-9a53-0e3b7a1c9f10:{'é' * 40}",
        "Report x",
        "Report \xff\xfe",
    ],
)
def test_bad_credentials_are_told_as_such_everywhere(authorization: str, db: None) -> None:
    caller = Caller(authorization)
    for answer in (caller.get("/api/v1/config"), caller.post("/api/v1/reports", {})):
        assert is_problem(answer, 401)
        assert "WWW-Authenticate" in answer.headers
