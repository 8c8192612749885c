"""POST /reports twice: harmless with the same content and proof, and silent without."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from backend.accounts.viewer import Viewer
from backend.core import errors
from backend.jurisdictions.models import Jurisdiction, Service
from backend.reports.actions.intake import Draft, take_in
from backend.reports.models import Report
from tests.conftest import NOON, Caller
from tests.reports.makers import REPORTS, code_of, fields_of, make_account

pytestmark = pytest.mark.django_db
SECRET, OTHER_SECRET = "s" * 40, "t" * 40
CONFLICT_MEMBERS = {"type", "title", "status", "code", "errors"}


@pytest.fixture
def draft(place):
    return {
        "id": str(uuid4()),
        "service": "pothole",
        "location": {**place, "accuracy_m": 3},
        "description": "Dziura",
        "answers": {"depth_cm": 5, "size": "small"},
        "observed_at": (timezone.now() - timedelta(hours=1)).isoformat(),
        "contact": {"name": "Jan"},
    }


def test_report_sent_again_is_the_same_report(phone, draft):
    first = phone.post(REPORTS, draft)
    again = phone.post(REPORTS, draft)

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert Report.objects.count() == 1


def test_repeat_answers_with_the_report_as_it_is_today(phone, dispatcher, draft):
    first = phone.post(REPORTS, draft).json()
    dispatcher.post(f"{REPORTS}/{first['id']}/status", {"status": "waiting"})

    again = phone.post(REPORTS, draft).json()

    assert (again["status"], again["version"]) == ("waiting", first["version"] + 1)


def test_order_of_members_does_not_make_another_report(phone, draft):
    phone.post(REPORTS, draft)
    turned = dict(reversed(draft.items()))
    turned["answers"] = dict(reversed(draft["answers"].items()))

    assert phone.post(REPORTS, turned).status_code == 200


@pytest.mark.parametrize(
    "other",
    [
        {"description": "Inna dziura"},
        {"service": "manhole"},
        {"answers": {}},
        {"contact": {"name": "Anna"}},
        {"visibility": "private"},
        {"location": {"lon": 20.9313, "lat": 52.0843}},
    ],
)
def test_other_content_under_the_same_id_is_a_conflict(phone, draft, other):
    phone.post(REPORTS, draft)

    answer = phone.post(REPORTS, {**draft, **other})

    assert code_of(answer) == (409, "id_conflict")
    assert set(answer.json()) == CONFLICT_MEMBERS
    assert Report.objects.get().description == "Dziura"


def test_without_proof_a_conflict_says_nothing_else(phone, other_phone, resident, draft, stranger):
    phone.post(REPORTS, draft)
    taken = {**draft, "secret": OTHER_SECRET}

    answers = [
        other_phone.post(REPORTS, draft),
        resident.post(REPORTS, draft),
        stranger.post(REPORTS, taken),
        stranger.post(REPORTS, {**taken, "description": "x", "location": {"lon": 0, "lat": 0}}),
    ]

    assert {code_of(answer) for answer in answers} == {(409, "id_conflict")}
    assert len({answer.content for answer in answers}) == 1
    assert set(answers[0].json()) == CONFLICT_MEMBERS


@pytest.mark.parametrize("visibility", ["public", "private"])
def test_even_the_office_may_not_repeat_anothers_report(phone, dispatcher, draft, visibility):
    phone.post(REPORTS, {**draft, "visibility": visibility})

    assert code_of(dispatcher.post(REPORTS, {**draft, "visibility": visibility})) == (
        409,
        "id_conflict",
    )


def test_the_secret_proves_from_any_phone(stranger, other_phone, draft):
    first = stranger.post(REPORTS, {**draft, "secret": SECRET})
    wrong = stranger.post(REPORTS, {**draft, "secret": OTHER_SECRET})
    from_elsewhere = other_phone.post(REPORTS, {**draft, "secret": SECRET})

    assert first.status_code == 201
    assert "secret" not in first.json()
    assert code_of(wrong) == (409, "id_conflict")
    assert from_elsewhere.status_code == 200


def test_an_account_proves_from_any_session(draft, db):
    one = make_account()
    assert one.post(REPORTS, draft).status_code == 201
    assert one.post(REPORTS, draft).status_code == 200
    assert code_of(make_account().post(REPORTS, draft)) == (409, "id_conflict")


def test_an_id_without_any_proof_needs_a_secret_taken_or_not(phone, stranger, draft):
    free = stranger.post(REPORTS, draft)
    phone.post(REPORTS, draft)
    taken = stranger.post(REPORTS, draft)

    assert code_of(free) == code_of(taken) == (400, "secret_required")
    assert fields_of(free) == ["secret"]
    assert free.content == taken.content


def test_the_server_makes_a_secret_only_for_a_stranger_without_id(stranger, phone, resident, draft):
    nameless = {name: value for name, value in draft.items() if name != "id"}

    made = stranger.post(REPORTS, nameless).json()
    assert len(made["secret"]) >= 32
    owner = Caller(f"Report {made['secret']}")
    assert owner.get(f"{REPORTS}/{made['id']}").json()["description"] == "Dziura"
    assert "secret" not in owner.get(f"{REPORTS}/{made['id']}").json()
    for caller, fields in ((phone, {}), (resident, {}), (stranger, {"secret": SECRET})):
        assert "secret" not in caller.post(REPORTS, {**nameless, **fields}).json()


def test_only_the_hash_of_a_secret_is_kept(stranger, draft):
    stranger.post(REPORTS, {**draft, "secret": SECRET})

    row = Report.objects.values().get()
    assert SECRET not in str(row)
    assert len(row["secret_hash"]) == 64


@pytest.mark.parametrize("change", ["throttled", "withdrawn", "not served"])
def test_repeat_works_whatever_has_changed_meanwhile(phone, draft, change, settings):
    assert phone.post(REPORTS, draft).status_code == 201
    fresh = {**draft, "id": str(uuid4())}
    if change == "throttled":
        settings.THROTTLES = {**settings.THROTTLES, "intake": "1/d"}
        phone.post(REPORTS, fresh)
    if change == "withdrawn":
        Service.objects.filter(code="pothole").update(is_active=False)
    if change == "not served":
        Jurisdiction.objects.update(is_active=False)

    again = phone.post(REPORTS, draft)

    assert again.status_code == 200
    assert phone.post(REPORTS, {**fresh, "id": str(uuid4())}).status_code in (422, 429)


def test_repeat_works_although_the_observation_has_grown_old(place):
    draft = Draft(
        **place, id=uuid4(), secret=SECRET, service="pothole", observed_at=NOON - timedelta(days=29)
    )
    values = {"viewer": Viewer(), "counted_as": "test"}

    first = take_in(draft=draft, received_at=NOON, **values)
    again = take_in(draft=draft, received_at=NOON + timedelta(days=10), **values)

    assert (first.is_new, again.is_new) == (True, False)
    with pytest.raises(errors.InvalidInput):
        fresh = replace(draft, id=uuid4())
        take_in(draft=fresh, received_at=NOON + timedelta(days=10), **values)


def test_an_installations_id_belongs_to_its_first_secret(phone, draft):
    phone.post(REPORTS, draft)
    uid = phone.headers["Authorization"].removeprefix("Installation ").partition(":")[0]

    thief = Caller(f"Installation {uid}:{'x' * 32}")

    assert code_of(thief.post(REPORTS, draft)) == (401, "bad_credentials")
