"""What people say about a report, and who reads it."""

from uuid import uuid4

import pytest

from backend.reports.models import EventText, Report
from tests.reports.makers import REPORTS, code_of, events, fields_of, send_report

pytestmark = pytest.mark.django_db


def comment(caller, report, text="Słowa", **fields):
    return caller.post(f"{REPORTS}/{report['id']}/comments", {"text": text, **fields})


def texts(caller, report) -> list[str]:
    return [text["text"] for event in events(caller, report) for text in event["texts"]]


# audience: who reads a dispatcher's comment
READERS = {
    "internal": {"dispatcher", "crew", "administrator", "superuser"},
    "reporter": {"dispatcher", "crew", "administrator", "superuser", "phone"},
    "public": {
        *("dispatcher", "crew", "administrator", "superuser", "phone"),
        *("stranger", "other_phone", "resident", "other_crew", "county_dispatcher"),
    },
}


@pytest.mark.parametrize("audience", READERS)
@pytest.mark.parametrize("speaker", ["dispatcher", "crew"])
def test_the_office_chooses_who_reads_its_comment(request, report, audience, speaker):
    comment(request.getfixturevalue(speaker), report, audience=audience)

    readers = {
        who for who in READERS["public"] if texts(request.getfixturevalue(who), report) != []
    }

    assert readers == READERS[audience]


@pytest.mark.parametrize("speaker", ["dispatcher", "crew", "phone"])
def test_without_an_audience_the_office_and_the_reporter_talk(request, report, speaker):
    answer = comment(request.getfixturevalue(speaker), report)

    assert answer.status_code == 201
    said = {"kind": "comment", "text": "Słowa", "audience": "reporter"}
    assert answer.json()["texts"] == [{**said, "hidden": False, "public_text": None}]
    readers = {who for who in READERS["public"] if texts(request.getfixturevalue(who), report)}
    assert readers == READERS["reporter"]


def test_a_reporter_does_not_choose_an_audience(phone, report):
    refused = comment(phone, report, audience="public")

    assert code_of(refused) == (403, "not_allowed")
    assert fields_of(refused) == ["audience"]
    assert not EventText.objects.exists()


@pytest.mark.parametrize(
    ("who", "public", "private"),
    [
        ("stranger", 401, 401),
        ("other_phone", 403, 404),
        ("resident", 403, 404),
        ("other_crew", 403, 404),
        ("county_dispatcher", 403, 404),
        ("administrator", 403, 403),
        ("superuser", 403, 403),
        ("phone", 201, 201),
        ("crew", 201, 201),
        ("dispatcher", 201, 201),
    ],
)
def test_only_those_concerned_comment(request, phone, place, who, public, private):
    caller = request.getfixturevalue(who)
    answers = [
        comment(caller, send_report(phone, place, visibility=visibility)).status_code
        for visibility in ("public", "private")
    ]

    assert answers == [public, private]


@pytest.mark.parametrize(
    ("good", "bad"), [("x" * 4000, "x" * 4001), ("🕳", "\x00"), ("x", ""), ("x", None)]
)
def test_a_comment_has_limits(phone, report, good, bad):
    refused = comment(phone, report, bad)

    assert code_of(refused) == (400, "invalid")
    assert fields_of(refused) == ["text"]
    assert comment(phone, report, good).status_code == 201


def test_a_comment_comes_back_as_it_was_sent(phone, report):
    said = "  dwie\nlinie, \u202eRTL, 🕳️  "

    assert comment(phone, report, said).json()["texts"][0]["text"] == said


def test_the_public_shape_of_an_event_names_the_office_and_no_person(dispatcher, stranger, report):
    comment(dispatcher, report, "Jedziemy", audience="public")

    event = events(stranger, report)[-1]

    assert set(event) == {
        *("id", "kind", "sentence", "at", "changed_at", "by", "actor", "status_before"),
        *("status", "version", "crew", "data", "texts"),
    }
    assert (event["by"], event["actor"], event["crew"], event["data"]) == (
        "dispatcher",
        None,
        None,
        {},
    )
    assert events(dispatcher, report)[-1]["actor"] == "Dorota Wysocka"


def test_the_history_is_told_in_the_readers_language(stranger, report):
    url = f"{REPORTS}/{report['id']}/events"
    told = {
        language: stranger.get(f"{url}?lang={language}").json()["results"][0]["sentence"]
        for language in ("pl", "en", "uk")
    }

    assert len(set(told.values())) == 3
    assert (
        stranger.get(url, **{"Accept-Language": "uk"}).json()["results"][0]["sentence"]
        == (told["uk"])
    )


@pytest.mark.parametrize(("visibility", "expected"), [("private", 404), ("public", 201)])
def test_a_repeat_tells_no_more_than_its_caller_may_read_today(crew, report, visibility, expected):
    path, key = f"{REPORTS}/{report['id']}/comments", str(uuid4())
    said = {"text": "Weźmy walec.", "audience": "internal"}
    first = crew.post(path, said, idempotency_key=key)
    assert crew.post(path, said, idempotency_key=key).json() == first.json()
    Report.objects.update(status="received", crew=None, visibility=visibility)

    again = crew.post(path, said, idempotency_key=key)

    assert again.status_code == expected
    assert "walec" not in str(again.json())
    assert EventText.objects.count() == 1
