"""Following a report, and taking it onto a second phone or into an account."""

from uuid import uuid4

import pytest

from backend.accounts.models import Installation
from backend.reports.models import ReportEvent
from backend.reports.people_models import Follow
from tests.conftest import Caller
from tests.reports.makers import REPORTS, code_of, kinds, read, send_report

pytestmark = pytest.mark.django_db
SECRET = "s" * 40
CLAIMS = "/api/v1/me/claims"
REPORT_ID = "1d7b0b1e-54d1-4b2f-8a34-6f1f0c2f9a10"


def follow(caller: Caller, report: dict) -> int:
    return caller.put(f"{REPORTS}/{report['id']}/follow").status_code


def unfollow(caller: Caller, report: dict) -> int:
    return caller.delete(f"{REPORTS}/{report['id']}/follow").status_code


def claim(caller: Caller, report: dict, secret: str = SECRET, **headers: str):
    return caller.post(CLAIMS, {"report": report["id"], "secret": secret}, **headers)


@pytest.fixture
def left(stranger, place) -> dict:
    """A private report that a stranger left, with a secret of their own."""
    return send_report(stranger, place, secret=SECRET, id=str(uuid4()), visibility="private")


def test_a_phone_and_an_account_follow_once_however_often_they_ask(other_phone, resident, report):
    answers = [follow(caller, report) for caller in (other_phone, resident, other_phone)]

    assert answers == [204, 204, 204]
    assert Follow.objects.filter(is_owner=False).count() == 2


def test_unfollowing_may_be_repeated(other_phone, report):
    follow(other_phone, report)

    assert [unfollow(other_phone, report), unfollow(other_phone, report)] == [204, 204]
    assert not Follow.objects.exists()


def test_following_needs_somebody_to_tell(stranger, left, report):
    by_secret = Caller(f"Report {SECRET}")

    assert follow(stranger, report) == unfollow(stranger, report) == 401
    assert follow(by_secret, left) == 401


def test_one_cannot_follow_what_one_may_not_know_of(other_phone, left):
    assert follow(other_phone, left) == 404
    assert follow(other_phone, {"id": uuid4()}) == 404
    assert not Follow.objects.exists()


def test_a_first_follow_makes_the_installation_known(other_phone, report):
    before = Installation.objects.count()
    unfollow(other_phone, report)
    assert Installation.objects.count() == before

    follow(other_phone, report)
    assert Installation.objects.count() == before + 1


def test_the_secret_takes_a_report_onto_a_phone(phone, left):
    assert phone.get(f"{REPORTS}/{left['id']}").status_code == 404

    answer = claim(phone, left)

    assert (answer.status_code, answer.json()["id"]) == (200, left["id"])
    assert read(phone, left)["visibility"] == "private"
    assert kinds(phone, left)[-1] == "claimed"


def test_the_secret_takes_a_report_into_an_account(resident, left):
    assert claim(resident, left).status_code == 200
    assert [each["id"] for each in resident.get("/api/v1/me/reports").json()["results"]] == [
        left["id"]
    ]


def test_a_claim_repeated_happens_once(phone, left):
    assert [claim(phone, left).status_code for _ in range(3)] == [200] * 3
    assert ReportEvent.objects.filter(kind="claimed").count() == 1


def test_a_follower_becomes_an_owner(phone, stranger, place):
    report = send_report(stranger, place, secret=SECRET)
    follow(phone, report)
    claim(phone, report)

    assert Follow.objects.get().is_owner
    unfollow(phone, report)
    assert Follow.objects.get().is_owner


def test_a_wrong_secret_and_a_wrong_id_look_the_same(phone, left, report):
    wrong_secret = claim(phone, left, "t" * 40)
    wrong_id = claim(phone, {"id": str(uuid4())})
    without_secret = claim(phone, report)

    assert code_of(wrong_secret) == (404, "not_found")
    assert wrong_secret.content == wrong_id.content == without_secret.content
    assert not Follow.objects.exists()


def test_claiming_needs_somebody_to_own_it(stranger, left):
    assert code_of(claim(stranger, left)) == (401, "login_required")
    assert code_of(claim(Caller(f"Report {SECRET}"), left)) == (401, "login_required")
    assert code_of(stranger.post(CLAIMS, {})) == (401, "login_required")


@pytest.mark.parametrize(
    "body", [{}, {"report": "x", "secret": SECRET}, {"report": REPORT_ID, "secret": "short"}]
)
def test_a_claim_names_a_report_and_a_secret(phone, db, body):
    assert code_of(phone.post(CLAIMS, body)) == (400, "invalid")
