"""What strangers read of a report's text: as written, with other words in its place, or nothing."""

from itertools import product
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from backend.jurisdictions.models import Jurisdiction
from backend.jurisdictions.rules import Publication
from backend.reports.models import Report, ReportEvent
from backend.reports.workflow import Visibility
from tests.reports.makers import REPORTS, code_of, events, fields_of, kinds, read, send_report

pytestmark = pytest.mark.django_db

WRITTEN = {"description": "Dziura. Jan Nowak spod 7 mówi, że od maja.", "address": "Boczna 7 m. 2"}
REDACTED = {"description": "Dziura od maja.", "address": "Boczna"}
OFFICE = ("text_approved", "text_hidden")


@pytest.fixture
def described(phone, place) -> dict[str, Any]:
    return send_report(phone, place, **WRITTEN)


def decide(caller, report, published: bool = True, **words: Any):
    body = {"published": published, **words}
    return caller.post(f"{REPORTS}/{report['id']}/text", body)


def words_for(caller, report) -> dict[str, Any]:
    shown = read(caller, report)
    return {name: shown[name] for name in WRITTEN}


NOTHING = dict.fromkeys(WRITTEN)


def test_the_office_publishes_a_text_as_it_was_written_and_takes_it_back(
    dispatcher, stranger, described
):
    assert words_for(stranger, described) == NOTHING
    assert decide(dispatcher, described).status_code == 200
    assert words_for(stranger, described) == WRITTEN
    assert decide(dispatcher, described, published=False).status_code == 200
    assert words_for(stranger, described) == NOTHING
    assert kinds(dispatcher, described)[-2:] == list(OFFICE)


@pytest.mark.parametrize("redacted", [{}, REDACTED])
@pytest.mark.parametrize("visibility", Visibility.values)
def test_what_is_read_is_what_is_found_in_every_state_of_a_text(
    stranger, dispatcher, described, redacted, visibility
):
    """Walked whole: what the jurisdiction says, what is approved, what is hidden."""
    decide(dispatcher, described, **redacted)
    shown = {**WRITTEN, **redacted}["description"]
    for publication, approved, hidden in product(Publication.values, (True, False), (True, False)):
        Jurisdiction.objects.filter(teryt="1418032").update(text_publication=publication)
        state = {"is_text_approved": approved, "is_text_hidden": hidden}
        Report.objects.update(visibility=visibility, **state)
        is_let = publication == "at_once" or (publication == "after_approval" and approved)
        is_public = visibility == "public" and is_let and not hidden

        answer = stranger.get(f"{REPORTS}/{described['id']}").json()
        found = stranger.get(f"{REPORTS}?{urlencode({'q': shown})}").json()["results"]
        told = read(dispatcher, described)["public_text"]

        assert answer.get("description") == (shown if is_public else None), (publication, state)
        assert len(found) == int(is_public), (publication, state)
        assert (told and told["description"]) == (shown if is_public else None)


@pytest.mark.parametrize("redacted", [REDACTED, *({k: v} for k, v in REDACTED.items())])
def test_strangers_read_the_redacted_text_and_the_others_the_one_that_was_written(
    request, phone, dispatcher, described, redacted
):
    answer = decide(dispatcher, described, **redacted)

    expected = {**WRITTEN, **redacted}
    assert answer.json()["public_text"] == expected
    for who in ("stranger", "other_phone", "resident", "county_dispatcher"):
        caller = request.getfixturevalue(who)
        assert words_for(caller, described) == expected
        assert read(caller, described)["public_text"] is None
    for who in ("phone", "crew", "dispatcher", "administrator"):
        caller = request.getfixturevalue(who)
        assert words_for(caller, described) == WRITTEN
        assert read(caller, described)["public_text"] == expected


def test_a_redacted_text_is_found_by_what_is_shown_of_it(dispatcher, stranger, described):
    decide(dispatcher, described, **REDACTED)

    found = {
        (who, q): len(caller.get(f"{REPORTS}?q={q}").json()["results"])
        for who, caller in (("stranger", stranger), ("dispatcher", dispatcher))
        for q in ("Nowak", "od%20maja.", "Boczna%207", "dziura")
    }

    assert found == {
        ("stranger", "Nowak"): 0,
        ("stranger", "od%20maja."): 1,
        ("stranger", "Boczna%207"): 0,
        ("stranger", "dziura"): 1,
        ("dispatcher", "Nowak"): 1,
        ("dispatcher", "od%20maja."): 1,
        ("dispatcher", "Boczna%207"): 1,
        ("dispatcher", "dziura"): 1,
    }


def test_a_hidden_text_is_not_found_though_it_was_redacted(dispatcher, stranger, described):
    decide(dispatcher, described, **REDACTED)
    decide(dispatcher, described, published=False)

    assert stranger.get(f"{REPORTS}?q=dziura").json()["results"] == []


@pytest.mark.parametrize("approved", [True, False])
def test_where_texts_are_public_at_once_the_office_can_still_hide_one(
    dispatcher, stranger, described, approved
):
    Jurisdiction.objects.filter(teryt="1418032").update(text_publication="at_once")
    assert words_for(stranger, described) == WRITTEN
    if approved:
        decide(dispatcher, described)

    decide(dispatcher, described, published=False)

    assert words_for(stranger, described) == NOTHING
    assert read(dispatcher, described)["public_text"] is None


def test_where_texts_are_never_public_none_is_published(dispatcher, stranger, described):
    Jurisdiction.objects.filter(teryt="1418032").update(text_publication="never")

    assert code_of(decide(dispatcher, described)) == (409, "texts_never_public")
    assert words_for(stranger, described) == NOTHING
    assert decide(dispatcher, described, published=False).status_code == 200


def test_what_is_said_twice_happens_once(dispatcher, described):
    for _ in range(2):
        decide(dispatcher, described, **REDACTED)
    decide(dispatcher, described, **{**REDACTED, "address": WRITTEN["address"]})
    for _ in range(2):
        decide(dispatcher, described)

    made = ReportEvent.objects.filter(kind="text_approved").order_by("id")
    assert [event.data for event in made] == [
        {"redacted": ["description", "address"]},
        {"redacted": ["description"]},
        {},
    ]


def test_no_words_of_a_person_stand_in_an_event(dispatcher, described):
    decide(dispatcher, described, **REDACTED)

    shown = events(dispatcher, described)[-1]
    assert (shown["data"], shown["texts"]) == ({"redacted": ["description", "address"]}, [])


def test_an_empty_text_may_stand_in_the_place_of_one(dispatcher, stranger, described):
    decide(dispatcher, described, description="")

    assert words_for(stranger, described) == {**WRITTEN, "description": ""}


@pytest.mark.parametrize(
    ("who", "public", "private"),
    [
        ("stranger", (401, "login_required"), (401, "login_required")),
        ("phone", (401, "login_required"), (401, "login_required")),
        ("resident", (403, "not_allowed"), (404, "not_found")),
        ("crew", (403, "not_allowed"), (403, "not_allowed")),
        ("county_dispatcher", (403, "not_allowed"), (404, "not_found")),
        ("dispatcher", (200, ""), (200, "")),
        ("administrator", (200, ""), (200, "")),
    ],
)
def test_only_the_handlers_office_decides(request, phone, place, who, public, private):
    caller = request.getfixturevalue(who)
    answers = [
        decide(caller, send_report(phone, place, visibility=visibility))
        for visibility in ("public", "private")
    ]

    assert [code_of(answer) for answer in answers] == [public, private]


def test_the_text_of_a_private_report_stays_private_whatever_is_published(
    dispatcher, stranger, phone, place
):
    report = send_report(phone, place, visibility="private", **WRITTEN)
    decide(dispatcher, report)

    assert stranger.get(f"{REPORTS}/{report['id']}").status_code == 404
    assert stranger.get(f"{REPORTS}?q=Nowak").json()["results"] == []
    assert read(dispatcher, report)["public_text"] is None


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, ["published"]),
        ({"published": "tak"}, ["published"]),
        ({"published": True, "description": "x" * 4001}, ["description"]),
        ({"published": True, "address": "x" * 301}, ["address"]),
        ({"published": False, "address": "Boczna"}, ["address"]),
        ({"published": True, "text": "x"}, ["text"]),
    ],
)
def test_a_decision_has_limits(dispatcher, described, body, fields):
    refused = dispatcher.post(f"{REPORTS}/{described['id']}/text", body)

    assert code_of(refused) == (400, "invalid")
    assert fields_of(refused) == fields


def test_a_repeated_decision_is_answered_as_the_first(dispatcher, described):
    key = str(uuid4())
    url = f"{REPORTS}/{described['id']}/text"
    body = {"published": True, **REDACTED}
    first, again = (dispatcher.post(url, body, Idempotency_Key=key) for _ in range(2))

    assert first.json() == again.json()
    assert ReportEvent.objects.filter(kind="text_approved").count() == 1


def test_only_the_office_makes_a_private_report_public_and_back(
    request, phone, dispatcher, stranger, place
):
    report = send_report(phone, place, visibility="private")
    url = f"{REPORTS}/{report['id']}"
    for who, refusal in (
        ("phone", (401, "login_required")),
        ("crew", (403, "not_allowed")),
        ("resident", (404, "not_found")),
    ):
        answer = request.getfixturevalue(who).patch(url, {"visibility": "public"})
        assert code_of(answer) == refusal

    for visibility, seen in (("public", 200), ("private", 404)):
        assert dispatcher.patch(url, {"visibility": visibility}).status_code == 200
        assert stranger.get(url).status_code == seen
    assert kinds(dispatcher, report).count("visibility_changed") == 2


def test_a_list_costs_as_many_queries_for_many_redacted_texts_as_for_one(
    stranger, dispatcher, phone, place, django_assert_max_num_queries
):
    for _ in range(3):
        decide(dispatcher, send_report(phone, place, **WRITTEN), **REDACTED)
    with django_assert_max_num_queries(4):
        assert len(stranger.get(f"{REPORTS}?q=maja").json()["results"]) == 3
    assert Report.objects.exclude(public_address=None).count() == 3
