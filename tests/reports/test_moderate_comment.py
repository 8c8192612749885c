"""A comment that went too far is hidden or shown with other words; the history stays whole."""

from typing import Any

import pytest

from backend.reports.models import EventText, ReportEvent
from tests.reports.makers import REPORTS, change, code_of, events, fields_of

pytestmark = pytest.mark.django_db

SAID, SHOWN = "Pani Nowak przesadza.", "Sprawdzimy."
OUTSIDE = ("phone", "stranger", "other_phone", "resident", "county_dispatcher")
INSIDE = ("dispatcher", "crew", "administrator")


def comment(caller, report, audience: str | None = None, text: str = SAID) -> int:
    body = {"text": text, **({"audience": audience} if audience else {})}
    answer = caller.post(f"{REPORTS}/{report['id']}/comments", body)
    assert answer.status_code == 201, answer.content
    return answer.json()["id"]


def decide(caller, report, event_id: int, published: bool = True, **words: Any):
    url = f"{REPORTS}/{report['id']}/events/{event_id}/text"
    return caller.post(url, {"published": published, **words})


def text_of(caller, report, event_id: int) -> dict[str, Any]:
    found = [event["texts"] for event in events(caller, report) if event["id"] == event_id]
    assert len(found) == 1, "the event stays in the history"
    return found[0][0]


def test_a_hidden_comment_leaves_its_place_in_the_history(request, dispatcher, report):
    event_id = comment(dispatcher, report, "public")

    answer = decide(dispatcher, report, event_id, published=False)

    assert answer.status_code == 200
    assert answer.json()["texts"][0] == {
        "kind": "comment",
        "text": SAID,
        "audience": "public",
        "hidden": True,
        "public_text": None,
    }
    for who in OUTSIDE:
        text = text_of(request.getfixturevalue(who), report, event_id)
        assert (text["text"], text["hidden"], text["public_text"]) == ("", True, None), who
    for who in INSIDE:
        text = text_of(request.getfixturevalue(who), report, event_id)
        assert (text["text"], text["hidden"]) == (SAID, True), who


def test_other_words_stand_in_the_place_of_a_redacted_comment(request, dispatcher, report):
    event_id = comment(dispatcher, report, "public")

    decide(dispatcher, report, event_id, text=SHOWN)

    for who in OUTSIDE:
        text = text_of(request.getfixturevalue(who), report, event_id)
        assert (text["text"], text["hidden"], text["public_text"]) == (SHOWN, False, None), who
    for who in INSIDE:
        text = text_of(request.getfixturevalue(who), report, event_id)
        assert (text["text"], text["public_text"]) == (SAID, SHOWN), who


def test_a_comment_shows_again_as_it_was_written(dispatcher, stranger, report):
    event_id = comment(dispatcher, report, "public")
    decide(dispatcher, report, event_id, text=SHOWN)
    decide(dispatcher, report, event_id, published=False)
    decide(dispatcher, report, event_id)

    assert text_of(stranger, report, event_id)["text"] == SAID
    made = ReportEvent.objects.filter(kind__startswith="comment_").order_by("id")
    assert [(event.kind, event.data) for event in made] == [
        ("comment_published", {"comment": event_id, "redacted": ["text"]}),
        ("comment_hidden", {"comment": event_id}),
        ("comment_published", {"comment": event_id}),
    ]


def test_what_is_said_twice_happens_once(dispatcher, report):
    event_id = comment(dispatcher, report, "public")
    for _ in range(2):
        assert decide(dispatcher, report, event_id, published=False).status_code == 200

    assert ReportEvent.objects.filter(kind="comment_hidden").count() == 1


def test_the_row_of_a_moderated_comment_keeps_the_text(dispatcher, report):
    event_id = comment(dispatcher, report, "public")
    decide(dispatcher, report, event_id, text=SHOWN)

    assert EventText.objects.get(event=event_id).text == SAID


def test_a_comment_to_the_reporter_is_hidden_from_them_but_not_their_own(dispatcher, phone, report):
    ours, theirs = comment(dispatcher, report), comment(phone, report)
    for event_id in (ours, theirs):
        decide(dispatcher, report, event_id, published=False)

    assert text_of(phone, report, ours)["text"] == ""
    assert text_of(phone, report, theirs)["text"] == SAID


def test_the_words_of_a_closing_can_be_redacted_too(dispatcher, stranger, report):
    change(dispatcher, report, "waiting", comment=SAID)
    event_id = events(stranger, report)[-1]["id"]
    event_id = next(event["id"] for event in events(stranger, report) if event["texts"])

    assert decide(dispatcher, report, event_id, text=SHOWN).status_code == 200
    assert text_of(stranger, report, event_id)["text"] == SHOWN


def test_what_the_office_says_among_itself_is_no_matter_of_moderation(dispatcher, report):
    event_id = comment(dispatcher, report, "internal")

    assert code_of(decide(dispatcher, report, event_id)) == (404, "not_found")


@pytest.mark.parametrize("event_id", [0, 2**31, 2**63, 10**40])
def test_a_comment_that_is_not_there_is_not_found(dispatcher, report, event_id):
    assert code_of(decide(dispatcher, report, event_id)) == (404, "not_found")


def test_a_comment_of_another_report_is_not_found(dispatcher, phone, place, report):
    other = phone.post(REPORTS, {"service": "pothole", "location": place}).json()
    event_id = comment(dispatcher, other, "public")

    assert code_of(decide(dispatcher, report, event_id, published=False)) == (404, "not_found")
    assert decide(dispatcher, other, event_id, published=False).status_code == 200


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("stranger", (401, "login_required")),
        ("phone", (401, "login_required")),
        ("resident", (403, "not_allowed")),
        ("crew", (403, "not_allowed")),
        ("county_dispatcher", (403, "not_allowed")),
        ("administrator", (200, "")),
        ("dispatcher", (200, "")),
    ],
)
def test_only_the_handlers_office_moderates(request, dispatcher, report, who, expected):
    event_id = comment(dispatcher, report, "public")

    answer = decide(request.getfixturevalue(who), report, event_id, published=False)

    assert code_of(answer) == expected


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, ["published"]),
        ({"published": True, "text": ""}, ["text"]),
        ({"published": True, "text": "x" * 4001}, ["text"]),
        ({"published": False, "text": "x"}, ["text"]),
    ],
)
def test_a_decision_has_limits(dispatcher, report, body, fields):
    event_id = comment(dispatcher, report, "public")
    refused = dispatcher.post(f"{REPORTS}/{report['id']}/events/{event_id}/text", body)

    assert code_of(refused) == (400, "invalid")
    assert fields_of(refused) == fields
