"""Answers to a service's questions: asked, held to the question, kept, and read in words."""

from typing import Any
from uuid import uuid4

import pytest

from backend.jurisdictions.models import Service, ServiceQuestion
from backend.reports.models import Report
from tests.reports.makers import REPORTS, code_of, fields_of, read, send_report

pytestmark = pytest.mark.django_db
SERVICES = "/api/v1/services"
STILL_LARGER = {"pl": "Jeszcze większa", "en": "Larger still", "uk": "Ще більша"}


@pytest.fixture
def gas(place) -> dict[str, Any]:
    """A draft whose answer ends the form."""
    return {"service": "sinkhole", "location": place, "answers": {"gas_smell": "yes"}}


def question(service: str, code: str) -> ServiceQuestion:
    return ServiceQuestion.objects.get(service__code=service, code=code)


def served(caller, service: str, language: str = "pl") -> list[dict[str, Any]]:
    answer = caller.get(f"{SERVICES}?lang={language}")
    [found] = [each for each in answer.json()["results"] if each["code"] == service]
    return found["questions"]


@pytest.mark.parametrize(
    ("language", "asked", "chosen"),
    [
        ("pl", "Ile latarni nie działa?", "Jedna"),
        ("en", "How many lights are affected?", "One"),
        ("uk", "Скільки ліхтарів не працює?", "Один"),
    ],
)
def test_a_service_tells_its_questions_in_the_readers_language(stranger, language, asked, chosen):
    extent, pole, *_ = served(stranger, "street_light", language)

    assert (extent["text"], extent["choices"][0]["name"]) == (asked, chosen)
    assert extent == {
        **{"code": "extent", "kind": "singlevaluelist", "order": 10, "required": True},
        **{"text": asked, "help": "", "max_chars": None, "shown_when": None},
        "choices": extent["choices"],
    }
    assert extent["choices"][0] == {"key": "one", "name": chosen, "stop_message": ""}
    assert pole["shown_when"] == {"question": "extent", "is": ["one"]}
    assert (pole["kind"], pole["max_chars"], pole["choices"]) == ("string", 255, [])
    assert pole["help"]


def test_questions_come_in_their_order_and_withdrawn_ones_do_not(stranger, db):
    assert [each["code"] for each in served(stranger, "pothole")] == ["size", "depth_cm", "danger"]

    ServiceQuestion.objects.filter(code="danger").update(position=1)
    ServiceQuestion.objects.filter(code="size").update(is_active=False)

    assert [each["code"] for each in served(stranger, "pothole")] == ["danger", "depth_cm"]


def test_a_change_of_a_question_changes_the_tag(stranger, db):
    before = stranger.get(SERVICES).headers["ETag"]
    ServiceQuestion.objects.filter(code="size").update(text_pl="Jaka?")

    after = stranger.get(SERVICES, **{"If-None-Match": before})

    assert after.status_code == 200
    assert stranger.get(SERVICES, **{"If-None-Match": after.headers["ETag"]}).status_code == 304


def test_the_services_take_the_same_queries_however_many_questions(
    stranger, django_assert_num_queries
):
    with django_assert_num_queries(2):
        stranger.get(SERVICES)
    pothole = Service.objects.get(code="pothole")
    ServiceQuestion.objects.bulk_create(
        ServiceQuestion(service=pothole, code=f"more_{number}", kind="string", text_pl="Co?")
        for number in range(40)
    )
    with django_assert_num_queries(2):
        assert len(served(stranger, "pothole")) == 43


@pytest.mark.parametrize(
    ("service", "answers", "wrong"),
    [
        ("pothole", {}, {}),
        ("pothole", {"size": "lane", "depth_cm": 7.5, "danger": ["damage"]}, {}),
        ("pothole", {"size": "huge"}, {"size": "invalid_choice"}),
        ("pothole", {"depth_cm": "7"}, {"depth_cm": "invalid"}),
        ("pothole", {"depth_cm": True}, {"depth_cm": "invalid"}),
        ("pothole", {"danger": "damage"}, {"danger": "invalid_choice"}),
        ("pothole", {"extent": "one"}, {"extent": "unknown_question"}),
        ("pothole", {"size": "huge", "x": 1}, {"size": "invalid_choice", "x": "unknown_question"}),
        ("street_light", {}, {"extent": "required"}),
        ("street_light", {"extent": None}, {"extent": "required"}),
        ("street_light", {"extent": "one", "pole_number": "K-1"}, {}),
        ("street_light", {"extent": "street", "pole_number": "K-1"}, {"pole_number": "not_shown"}),
        ("street_light", {"extent": "street", "pole_number": ""}, {}),
        (
            "street_light",
            {"extent": "one", "pole_number": "x" * 256},
            {"pole_number": "max_length"},
        ),
        ("street_light", {"extent": "one", "pole_number": "1\n2"}, {"pole_number": "invalid"}),
        ("abandoned_vehicle", {"since": "2026-11-01T00:00:00+01:00"}, {}),
        ("abandoned_vehicle", {"since": "2026-11-01"}, {"since": "invalid"}),
        ("snow", {}, {}),
        ("snow", {"size": "small"}, {"size": "unknown_question"}),
    ],
)
def test_answers_are_held_to_the_services_questions(phone, place, service, answers, wrong):
    answer = phone.post(REPORTS, {"service": service, "location": place, "answers": answers})

    assert code_of(answer) == ((400, "invalid") if wrong else (201, ""))
    assert Report.objects.count() == (0 if wrong else 1)
    if wrong:
        told = {each["field"]: each["code"] for each in answer.json()["errors"]}
        assert told == {f"answers.{code}": why for code, why in wrong.items()}


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_an_answer_that_ends_the_form_is_refused_with_what_to_do(phone, gas, language):
    refused = phone.post(f"{REPORTS}?lang={language}", gas)
    taken = phone.post(REPORTS, {**gas, "answers": {"gas_smell": "no"}})

    [choice] = [each for each in question("sinkhole", "gas_smell").choices if each["key"] == "yes"]
    assert code_of(refused) == (422, "stop_message")
    assert fields_of(refused) == ["answers.gas_smell"]
    assert refused.json()["detail"] == choice["stop_message"][language]
    assert "992" in refused.json()["detail"]
    assert taken.status_code == 201
    assert Report.objects.count() == 1


def test_a_report_that_was_taken_in_stays_so_whatever_is_asked_later(phone, place):
    draft = {"id": str(uuid4()), "service": "pothole", "location": place}
    draft["answers"] = {"size": "large"}
    assert phone.post(REPORTS, draft).status_code == 201

    ServiceQuestion.objects.filter(code="size").delete()
    question("pothole", "danger").choices.clear()
    ServiceQuestion.objects.filter(code="danger").update(is_required=True)

    again = phone.post(REPORTS, draft)
    other = phone.post(REPORTS, {**draft, "id": str(uuid4())})
    assert again.status_code == 200
    assert set(fields_of(other)) == {"answers.size", "answers.danger"}


def test_an_older_draft_may_answer_a_question_that_was_withdrawn_since(phone, place):
    ServiceQuestion.objects.filter(code="extent").update(is_active=False)

    without = send_report(phone, place, service="street_light")
    with_it = send_report(phone, place, service="street_light", answers={"extent": "one"})

    assert without["answered"] == []
    assert [each["code"] for each in with_it["answered"]] == ["extent"]


@pytest.mark.parametrize(
    ("service", "answers", "priority"),
    [
        ("pothole", {}, "normal"),
        ("pothole", {"size": "small"}, "normal"),
        ("pothole", {"size": "lane"}, "high"),
        ("pothole", {"size": "small", "danger": ["hidden"]}, "high"),
        ("traffic_light", {"fault": "dark"}, "danger"),
        ("traffic_light", {"fault": "button"}, "high"),
        ("manhole", {"state": "loose"}, "danger"),
    ],
)
def test_an_answer_makes_a_report_more_urgent_and_never_less(
    phone, place, service, answers, priority
):
    body = send_report(phone, place, service=service, answers=answers)

    assert body["priority"] == priority
    received = Report.objects.get().events.get(kind="received")
    assert received.data["priority"] == priority


READINGS = {
    "pl": [
        ("Jak duża jest dziura?", "Na całą szerokość pasa"),
        ("Jak jest głęboka, w centymetrach?", "7,5"),
        (
            "Czym tu grozi?",
            "Nie widać jej pod wodą lub śniegiem; Ktoś uszkodził już pojazd",
        ),
    ],
    "en": [
        ("How large is the hole?", "As wide as the lane"),
        ("How deep is it, in centimetres?", "7.5"),
        ("What danger is there?", "Water or snow hides it; A vehicle has been damaged already"),
    ],
}


@pytest.mark.parametrize("language", READINGS)
def test_reporter_crew_and_office_read_the_answers_in_words(
    phone, crew, dispatcher, place, language
):
    answers = {"danger": ["hidden", "damage"], "size": "lane", "depth_cm": 7.5}
    report = send_report(phone, place, answers=answers)

    for caller in (phone, crew, dispatcher):
        body = caller.get(f"{REPORTS}/{report['id']}?lang={language}").json()
        words = [(each["question"], each["answer"]) for each in body["answered"]]
        assert words == READINGS[language]
        assert body["answers"] == answers
    [task] = crew.get(f"/api/v1/crew/tasks?lang={language}").json()["results"]
    assert [(each["question"], each["answer"]) for each in task["answered"]] == READINGS[language]


def test_strangers_and_other_residents_read_no_answers(phone, other_phone, stranger, place):
    report = send_report(phone, place, answers={"size": "lane"})

    for caller in (stranger, other_phone):
        body = read(caller, report)
        assert (body["answers"], body["answered"]) == (None, None)
        assert body["priority"] is None


def test_an_answer_stays_readable_when_its_question_has_changed_or_is_gone(phone, place):
    report = send_report(phone, place, answers={"size": "lane", "depth_cm": 7})
    before = read(phone, report)["answered"]

    size = question("pothole", "size")
    size.text_pl, size.choices[2]["name"] = "Coś innego?", STILL_LARGER
    size.save()
    question("pothole", "depth_cm").delete()

    assert read(phone, report)["answered"] == before


def test_an_answer_stays_readable_when_the_report_gets_another_service(phone, dispatcher, place):
    report = send_report(phone, place, answers={"size": "lane"})
    before = read(phone, report)["answered"]

    answer = dispatcher.patch(f"{REPORTS}/{report['id']}", {"service": "sidewalk"})

    assert answer.json()["service"] == "sidewalk"
    assert answer.json()["answered"] == before


def test_answers_of_before_there_were_questions_are_shown_by_their_codes(phone, place):
    report = send_report(phone, place)
    Report.objects.update(answers={"depth": 5}, questions=[])

    assert read(phone, report)["answered"] == [
        {"code": "depth", "question": "depth", "answer": "5"}
    ]


def test_only_the_offices_words_are_kept_beside_the_answers(phone, place):
    send_report(phone, place, service="bus_stop", answers={"stop_name": "Przy Kowalskim"})

    assert "Kowalskim" not in str(Report.objects.get().questions)
