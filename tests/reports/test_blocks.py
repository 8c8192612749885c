"""Whoever sends abuse is kept from sending for a while, and can read all the same."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from backend.accounts.models import Block, Installation, Role, User
from backend.jurisdictions.models import Jurisdiction
from backend.management import demo_file
from backend.reports.actions.uploads import settle_uploads
from backend.reports.models import Report, ReportEvent
from backend.reports.photo_models import Photo, PhotoUpload
from tests.conftest import Caller
from tests.reports.makers import (
    REPORTS,
    change,
    code_of,
    fields_of,
    make_account,
    read,
    send_report,
)

pytestmark = pytest.mark.django_db

BLOCKS = "/api/v1/blocks"
REASON = "Wulgaryzmy w kolejnych zgłoszeniach"


def block(caller, report: dict[str, Any], days: float = 30, **fields: Any) -> Any:
    until = (timezone.now() + timedelta(days=days)).isoformat()
    body = {"report": report["id"], "reason": REASON, "until": until}
    return caller.post(BLOCKS, {**body, **fields})


def blocked(caller, report: dict[str, Any], **fields: Any) -> dict[str, Any]:
    answer = block(caller, report, **fields)
    assert answer.status_code == 201, answer.content
    return answer.json()


@pytest.fixture
def operator(db) -> Caller:
    return make_account(is_superuser=True)


def writes(caller, report: dict[str, Any], place, photo) -> dict[str, tuple[int, str]]:
    url = f"{REPORTS}/{report['id']}"
    return {
        "report": code_of(caller.post(REPORTS, {"service": "pothole", "location": place})),
        "comment": code_of(caller.post(f"{url}/comments", {"text": "Słowa"})),
        "photo": code_of(caller.put_photo(report["id"], photo)),
        "upload": code_of(begin_upload(caller, report, photo)),
        "verdict": code_of(caller.post(f"{url}/verdict", {"mended": False})),
    }


def begin_upload(caller, report: dict[str, Any], photo: bytes) -> Any:
    return caller.put_photo(
        report["id"], photo[:1000], **{"Upload-Complete": "?0", "Upload-Length": str(len(photo))}
    )


REFUSED = dict.fromkeys(("report", "comment", "photo", "upload", "verdict"), (403, "blocked"))


@pytest.mark.parametrize("who", ["phone", "resident"])
def test_whoever_is_blocked_sends_nothing_and_reads_all(request, dispatcher, place, photo, who):
    caller = request.getfixturevalue(who)
    report = send_report(caller, place)
    blocked(dispatcher, report)
    before = ReportEvent.objects.count()

    assert writes(caller, report, place, photo) == REFUSED

    assert (Report.objects.count(), Photo.objects.count()) == (1, 0)
    assert ReportEvent.objects.count() == before
    for path in ("", "/events"):
        assert caller.get(f"{REPORTS}/{report['id']}{path}").status_code == 200
    assert len(caller.get("/api/v1/me/reports").json()["results"]) == 1
    assert change(caller, report, "withdrawn").status_code == 200


def test_nobody_else_is_kept_from_anything(other_phone, resident, phone, dispatcher, report, place):
    blocked(dispatcher, report)

    for caller in (other_phone, resident, Caller()):
        assert caller.post(REPORTS, {"service": "pothole", "location": place}).status_code == 201


def test_the_refusal_tells_until_when_and_whom_to_ask_but_not_why(phone, dispatcher, report, place):
    Jurisdiction.objects.filter(teryt="1418032").update(
        office_name="Urząd Gminy", contact_phone="22 555 00 00", contact_email="ug@example.org"
    )
    made = blocked(dispatcher, report)

    refused = phone.post(REPORTS, {"service": "pothole", "location": place})

    body = refused.json()
    assert body["until"] == made["until"]
    assert body["contact"] == {
        "name": "Urząd Gminy",
        "phone": "22 555 00 00",
        "email": "ug@example.org",
    }
    assert REASON not in refused.content.decode()


def test_another_offices_reports_are_taken_all_the_same(
    phone, dispatcher, report, county_place, place, photo
):
    elsewhere = send_report(phone, county_place)
    blocked(dispatcher, report)

    assert phone.put_photo(elsewhere["id"], photo).status_code == 201
    more = {"service": "pothole", "location": county_place}
    assert phone.post(REPORTS, more).status_code == 201
    assert code_of(phone.post(REPORTS, {**more, "location": place})) == (403, "blocked")


def test_the_operator_blocks_everywhere(phone, operator, report, county_place, photo):
    elsewhere = send_report(phone, county_place)
    made = blocked(operator, report, everywhere=True)

    assert made["office"] is None
    assert writes(phone, elsewhere, county_place, photo) == REFUSED
    assert code_of(phone.put_photo(uuid4(), photo)) == (403, "blocked")


def test_a_photo_for_a_report_that_is_not_there_waits_unless_its_sender_is_blocked_everywhere(
    phone, dispatcher, report, photo
):
    blocked(dispatcher, report)
    assert phone.put_photo(uuid4(), photo).status_code == 202


def test_what_waited_comes_to_no_report_of_somebody_blocked(phone, dispatcher, photo, report):
    phone.put_photo(uuid4(), photo)
    PhotoUpload.objects.update(report=report["id"])  # as if both had come at the same moment
    blocked(dispatcher, report)

    settle_uploads(timezone.now())

    assert not Photo.objects.exists()
    assert not PhotoUpload.objects.exclude(owner__startswith="dropped:").exists()


def test_a_block_ends_by_itself(phone, dispatcher, report, place):
    blocked(dispatcher, report)
    Block.objects.update(
        made_at=timezone.now() - timedelta(days=2), until=timezone.now() - timedelta(seconds=1)
    )

    send_report(phone, place)
    assert dispatcher.get(BLOCKS).json()["results"] == []


def test_a_block_is_ended_before_its_time(phone, dispatcher, report, place):
    made = blocked(dispatcher, report)
    url = f"{BLOCKS}/{made['id']}"

    assert dispatcher.delete(url).status_code == 204

    send_report(phone, place)
    assert code_of(dispatcher.delete(url)) == (404, "not_found")
    row = Block.objects.get()
    assert (row.ended_by.name, row.ended_at is not None) == ("Dorota Wysocka", True)


def test_a_new_block_replaces_the_one_before(phone, dispatcher, report):
    first = blocked(dispatcher, report, days=1)
    second = blocked(dispatcher, report, days=60)

    shown = dispatcher.get(BLOCKS).json()["results"]
    assert [each["id"] for each in shown] == [second["id"]] != [first["id"]]
    assert Block.objects.exclude(ended_at=None).count() == 1


def test_the_database_keeps_one_block_of_a_person_by_an_office(dispatcher, report):
    blocked(dispatcher, report)
    row = Block.objects.get()
    row.pk = uuid4()
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_a_block_names_a_report_and_no_person(resident, dispatcher, place):
    report = send_report(resident, place)
    made = blocked(dispatcher, report)

    said = ("kind", "report", "number", "office", "reason", "by")
    assert {name: made[name] for name in said} == {
        "kind": "account",
        "report": report["id"],
        "number": report["number"],
        "office": "1418032",
        "reason": REASON,
        "by": "Dorota Wysocka",
    }
    shown = dispatcher.get(BLOCKS)
    assert shown.json()["results"] == [made]
    assert demo_file.email_of("resident") not in shown.content.decode()
    assert set(made) == {
        *("id", "kind", "report", "number", "office", "reason", "by", "made_at", "until")
    }


def test_what_came_from_nobody_known_blocks_nobody(stranger, dispatcher, place):
    for report in (
        send_report(stranger, place),
        dispatcher.post(
            REPORTS, {"service": "pothole", "location": place, "source": "phone"}
        ).json(),
    ):
        assert code_of(block(dispatcher, report)) == (409, "nobody_to_block")
    assert not Block.objects.exists()


# Of a report that the gmina handles: who may block its sender, here and everywhere.
MAY_BLOCK = {
    "stranger": (401, 401),
    "phone": (401, 401),
    "resident": (403, 403),
    "crew": (403, 403),
    "county_dispatcher": (403, 403),
    "dispatcher": (201, 403),
    "administrator": (201, 403),
    "operator": (201, 201),
}


@pytest.mark.parametrize("who", MAY_BLOCK)
def test_only_the_office_that_handles_a_report_blocks_its_sender(request, report, who):
    caller = request.getfixturevalue(who)
    answers = [block(caller, report), block(caller, report, everywhere=True)]

    assert tuple(answer.status_code for answer in answers) == MAY_BLOCK[who]


def test_the_office_of_the_place_does_not_block_who_wrote_to_another(
    phone, dispatcher, county_dispatcher, county_place
):
    report = send_report(phone, county_place)

    assert code_of(block(dispatcher, report)) == (403, "not_allowed")
    assert block(county_dispatcher, report).status_code == 201


def test_a_private_report_of_another_office_is_not_found(phone, county_dispatcher, place):
    report = send_report(phone, place, visibility="private")

    assert code_of(block(county_dispatcher, report)) == (404, "not_found")
    assert code_of(block(county_dispatcher, {"id": str(uuid4())})) == (404, "not_found")


# Who lists the gmina's block, and who ends it.
MAY_SEE = {
    "stranger": (401, 401),
    "phone": (401, 401),
    "resident": (403, 404),
    "crew": (403, 404),
    "county_dispatcher": (0, 404),
    "dispatcher": (1, 204),
    "administrator": (1, 204),
    "operator": (1, 204),
}


@pytest.mark.parametrize("who", MAY_SEE)
def test_an_office_sees_and_ends_its_own_blocks(request, dispatcher, report, who):
    made = blocked(dispatcher, report)
    caller = request.getfixturevalue(who)
    shown = caller.get(BLOCKS)
    seen = len(shown.json()["results"]) if shown.status_code == 200 else shown.status_code

    assert (seen, caller.delete(f"{BLOCKS}/{made['id']}").status_code) == MAY_SEE[who]


def test_only_the_operator_sees_and_ends_a_block_for_everywhere(dispatcher, operator, report):
    made = blocked(operator, report, everywhere=True)
    url = f"{BLOCKS}/{made['id']}"

    assert dispatcher.get(BLOCKS).json()["results"] == []
    assert code_of(dispatcher.delete(url)) == (404, "not_found")
    assert operator.delete(url).status_code == 204


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        ("reason", "x" * 1000, "x" * 1001),
        ("reason", "x", ""),
        ("until", timedelta(days=365), timedelta(days=367)),
        ("until", timedelta(minutes=1), timedelta(minutes=-1)),
        ("everywhere", "false", "może"),
        ("report", "", "nie"),
    ],
)
def test_a_block_has_limits(dispatcher, report, field, good, bad):
    def sent(value: Any) -> Any:
        if isinstance(value, timedelta):
            value = (timezone.now() + value).isoformat()
        pk = value if field == "report" else report["id"]
        return block(dispatcher, {"id": pk}, **({} if field == "report" else {field: value}))

    refused = sent(bad)
    assert code_of(refused) == (400, "invalid")
    assert fields_of(refused) == [field]
    assert sent(good or report["id"]).status_code == 201


def test_a_repeat_with_the_same_key_blocks_once(dispatcher, report):
    key = str(uuid4())
    until = (timezone.now() + timedelta(days=3)).isoformat()
    body = {"report": report["id"], "reason": REASON, "until": until}
    first, again = (dispatcher.post(BLOCKS, body, Idempotency_Key=key) for _ in range(2))

    assert first.json() == again.json()
    assert Block.objects.count() == 1


def test_a_dispatcher_at_work_is_not_kept_from_work(dispatcher, administrator, place, photo):
    """Their private report may be a nuisance; the office's work goes on."""
    report = send_report(dispatcher, place)
    blocked(administrator, report)
    comment = f"{REPORTS}/{report['id']}/comments"

    assert dispatcher.post(comment, {"text": "Jedziemy"}).status_code == 201
    assert dispatcher.put_photo(report["id"], photo).status_code == 201
    draft = {"service": "pothole", "location": place}
    assert code_of(dispatcher.post(REPORTS, draft)) == (403, "blocked")
    assert dispatcher.post(REPORTS, {**draft, "source": "phone"}).status_code == 201


def test_a_report_that_was_taken_in_before_is_answered_again(phone, dispatcher, place):
    draft = {"service": "pothole", "location": place, "id": str(uuid4())}
    phone.post(REPORTS, draft)
    blocked(dispatcher, draft)

    assert phone.post(REPORTS, draft).status_code == 200


def test_a_block_lasts_though_the_role_of_who_said_it_does_not(phone, dispatcher, report, place):
    blocked(dispatcher, report)
    Role.objects.filter(user__email=demo_file.email_of("dispatcher")).delete()

    assert code_of(phone.post(REPORTS, {"service": "pothole", "location": place})) == (
        403,
        "blocked",
    )


def test_a_list_of_blocks_costs_the_same_for_many(
    phone, other_phone, dispatcher, place, django_assert_num_queries
):
    counts = []
    for caller in (phone, other_phone):
        blocked(dispatcher, send_report(caller, place))
        with django_assert_num_queries(4):
            counts.append(len(dispatcher.get(BLOCKS).json()["results"]))
    assert counts == [1, 2]
    assert read(dispatcher, send_report(Caller(), place))["number"]
    assert (Installation.objects.count(), User.objects.filter(blocks__isnull=False).count()) == (
        2,
        0,
    )
