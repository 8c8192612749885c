"""Idempotency-Key: what is sent twice happens once."""

from uuid import uuid4

import pytest

from backend.core.models import StoredAnswer
from backend.reports.models import Report, ReportEvent
from tests.conftest import Caller
from tests.reports.makers import NORTH, REPORTS, SOUTH, code_of, crew_id, fields_of, send_report

pytestmark = pytest.mark.django_db
SECRET = "s" * 40


@pytest.fixture
def calls(report, stranger, place) -> dict:
    """One call of each kind that takes a key: who, where, a body, and another body."""
    url = f"{REPORTS}/{report['id']}"
    left = send_report(stranger, place, secret=SECRET)
    south, north = crew_id(SOUTH), crew_id(NORTH)
    claim = {"report": left["id"], "secret": SECRET}
    one, many = {"crew": south}, {"crew": south, "reports": [report["id"]]}
    return {
        "status": ("crew", f"{url}/status", {"status": "waiting"}, {"status": "planned"}),
        "comments": ("phone", f"{url}/comments", {"text": "a"}, {"text": "b"}),
        "assignment": ("dispatcher", f"{url}/assignment", one, {"crew": north}),
        "assignments": ("dispatcher", "/api/v1/assignments", many, {**many, "crew": north}),
        "claims": ("phone", "/api/v1/me/claims", claim, {**claim, "secret": "t" * 40}),
    }


@pytest.mark.parametrize("call", ["status", "comments", "assignment", "assignments", "claims"])
def test_a_repeat_gets_the_stored_answer_and_changes_nothing(request, calls, call):
    who, path, body, other = calls[call]
    caller, key = request.getfixturevalue(who), str(uuid4())

    first = caller.post(path, body, idempotency_key=key)
    happened = ReportEvent.objects.count()
    Report.objects.update(address="changed meanwhile")
    again = caller.post(path, body, idempotency_key=key)
    reused = caller.post(path, other, idempotency_key=key)

    assert first.status_code in (200, 201)
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert code_of(reused) == (409, "idempotency_key_reused")
    assert fields_of(reused) == ["Idempotency-Key"]
    assert ReportEvent.objects.count() == happened


def test_without_a_key_it_happens_again(phone, report):
    path = f"{REPORTS}/{report['id']}/comments"
    for _ in range(2):
        phone.post(path, {"text": "a"})

    assert ReportEvent.objects.filter(kind="commented").count() == 2


def test_a_key_at_another_address_is_a_conflict(phone, report, place):
    key, other = str(uuid4()), send_report(phone, place)

    phone.post(f"{REPORTS}/{report['id']}/comments", {"text": "a"}, idempotency_key=key)
    answer = phone.post(f"{REPORTS}/{other['id']}/comments", {"text": "a"}, idempotency_key=key)

    assert code_of(answer) == (409, "idempotency_key_reused")


def test_a_key_is_the_callers_own(phone, dispatcher, report):
    path, key = f"{REPORTS}/{report['id']}/comments", str(uuid4())

    first = phone.post(path, {"text": "a"}, idempotency_key=key)
    second = dispatcher.post(path, {"text": "b"}, idempotency_key=key)

    assert (first.status_code, second.status_code) == (201, 201)
    assert ReportEvent.objects.filter(kind="commented").count() == 2


def test_an_accounts_key_holds_in_all_its_sessions(report, db):
    from backend.accounts.models import User
    from backend.accounts.people import issue_token

    user = User.objects.get(email="dyspozytor@lesznowola.example")
    sessions = [Caller(f"Bearer {issue_token(user)}") for _ in range(2)]
    path, key = f"{REPORTS}/{report['id']}/comments", str(uuid4())

    answers = [session.post(path, {"text": "a"}, idempotency_key=key) for session in sessions]

    assert answers[0].json() == answers[1].json()
    assert ReportEvent.objects.filter(kind="commented").count() == 1


def test_a_refusal_is_not_stored(crew, report, photo):
    path, key = f"{REPORTS}/{report['id']}/status", str(uuid4())

    refused = crew.post(path, {"status": "fixed"}, idempotency_key=key)
    assert not StoredAnswer.objects.exists()
    crew.put_photo(report["id"], photo, query="?kind=after")
    mended = crew.post(path, {"status": "fixed"}, idempotency_key=key)

    assert code_of(refused) == (409, "after_photo_required")
    assert mended.status_code == 200


@pytest.mark.parametrize("key", ["", "1", "not-a-uuid", "ż"])
def test_a_key_is_a_uuid(phone, report, key):
    path = f"{REPORTS}/{report['id']}/comments"
    answer = phone.post(path, {"text": "a"}, idempotency_key=key)

    assert code_of(answer) == (400, "idempotency_key_invalid")
    assert not ReportEvent.objects.filter(kind="commented").exists()


def test_a_stranger_is_told_to_log_in_key_or_not(stranger, report):
    answer = stranger.post(
        f"{REPORTS}/{report['id']}/comments", {"text": "a"}, idempotency_key=str(uuid4())
    )

    assert code_of(answer) == (401, "login_required")
    assert not StoredAnswer.objects.exists()


def test_a_repeat_tells_nothing_to_a_crew_that_has_lost_the_report(
    crew, dispatcher, phone, place, photo
):
    report = send_report(phone, place, visibility="private", description="przy domu nr 7")
    path, body = f"{REPORTS}/{report['id']}/status", {"status": "in_progress"}
    key = str(uuid4())
    before = crew.post(path, body, idempotency_key=key)
    assert before.json()["description"] == "przy domu nr 7"

    dispatcher.post(f"{REPORTS}/{report['id']}/assignment", {"crew": crew_id(SOUTH)})
    after = crew.post(path, body, idempotency_key=key)

    assert code_of(after) == (404, "not_found")


def test_a_body_nested_too_deep_is_a_refusal_with_a_key_too(phone, report):
    nested = "[" * 900 + "]" * 900
    answer = phone.client.post(
        f"{REPORTS}/{report['id']}/comments",
        data=f'{{"text": {nested}}}',
        content_type="application/json",
        headers={**phone.headers, "Idempotency-Key": str(uuid4())},
    )

    assert answer.status_code == 400
