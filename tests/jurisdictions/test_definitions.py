"""How questions are written down: what is refused, and that the shipped ones are sound."""

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core.language import Text
from backend.jurisdictions import definitions, rules
from backend.jurisdictions.definitions import Malformed, choices_of, condition_of, faults_of
from backend.jurisdictions.models import Service, ServiceQuestion
from backend.jurisdictions.questions import Choice, Condition, Question
from backend.jurisdictions.rules import Priority, QuestionKind
from backend.management.catalogue import CATALOGUE, load_catalogue

NAME = {"pl": "Tak", "en": "Yes", "uk": "Так"}
YES = {"key": "yes", "name": NAME}


def test_a_choice_keeps_its_words_its_message_and_its_priority():
    [choice] = choices_of([{**YES, "stop_message": NAME, "priority": "danger"}])

    assert choice == Choice(
        key="yes", name=Text(**NAME), stop_message=Text(**NAME), priority=Priority.DANGER
    )
    assert choices_of([]) == ()


@pytest.mark.parametrize(
    "bad",
    [
        *(None, {}, "yes", [None], ["yes"], [[]], [{}], [{"key": "yes"}], [{"name": NAME}]),
        [{**YES, "colour": "red"}],
        [{**YES, "key": ""}],
        [{**YES, "key": "Tak"}],
        [{**YES, "key": "yes\n"}],
        [{**YES, "key": "y" * 41}],
        [{**YES, "key": 7}],
        [{**YES, "name": "Tak"}],
        [{**YES, "name": {"pl": "Tak"}}],
        [{**YES, "name": {**NAME, "de": "Ja"}}],
        [{**YES, "name": {**NAME, "uk": " "}}],
        [{**YES, "name": {**NAME, "uk": None}}],
        [{**YES, "name": {**NAME, "pl": "x" * 81}}],
        [{**YES, "name": {**NAME, "pl": "a\x00"}}],
        [{**YES, "stop_message": {"pl": "112"}}],
        [{**YES, "stop_message": {**NAME, "pl": "x" * 401}}],
        [{**YES, "priority": "urgent"}],
        [{**YES, "priority": ["high"]}],
        [YES, YES],
        [{**YES, "key": f"k{number}"} for number in range(rules.CHOICES_MAX + 1)],
    ],
)
def test_what_is_no_list_of_choices_is_refused(bad):
    with pytest.raises(Malformed):
        choices_of(bad)


def test_a_condition_names_a_question_and_some_of_its_choices():
    assert condition_of(None) is None
    assert condition_of({"question": "size", "is": ["a", "b"]}) == Condition(
        question="size", keys=frozenset("ab")
    )


@pytest.mark.parametrize(
    "bad",
    [
        *([], "size", {}, {"question": "size"}, {"is": ["a"]}, {"question": "size", "is": "a"}),
        {"question": "size", "is": []},
        {"question": "size", "is": [1]},
        {"question": 7, "is": ["a"]},
        {"question": "size", "is": ["a"], "not": ["b"]},
    ],
)
def test_what_is_no_condition_is_refused(bad):
    with pytest.raises(Malformed):
        condition_of(bad)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.just("yes"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["key", "name", "question", "is", "pl", "en", "uk"]), inner
        )
    ),
    max_leaves=9,
)


@given(_json)
def test_no_json_whatever_breaks_the_reading(data):
    for read in (choices_of, condition_of):
        try:
            read(data)
        except Malformed as fault:
            assert str(fault)


def ask(code: str, kind: QuestionKind = QuestionKind.SINGLE, **values: Any) -> Question:
    words = Text(pl=code, en=code, uk=code)
    choices = (Choice(key="yes", name=words),) if kind.has_choices else ()
    return Question(code=code, kind=kind, text=words, **{"choices": choices, **values})


def when(question: str, *keys: str) -> Condition:
    return Condition(question=question, keys=frozenset(keys))


GOOD = [ask("one"), ask("two", QuestionKind.TEXT, shown_when=when("one", "yes"))]


@pytest.mark.parametrize(
    ("asked", "fault"),
    [
        ([], None),
        (GOOD, None),
        (list(reversed(GOOD)), definitions.ASKED_LATER),
        ([ask("one", shown_when=when("one", "yes"))], definitions.ASKED_LATER),
        ([ask("one"), ask("two", shown_when=when("other", "yes"))], definitions.ASKED_LATER),
        ([ask("one"), ask("two", shown_when=when("one", "no"))], definitions.KEYS_UNKNOWN),
        (
            [ask("one", QuestionKind.TEXT), ask("two", shown_when=when("one", "yes"))],
            definitions.KEYS_UNKNOWN,
        ),
        (
            [ask("one", is_active=False), ask("two", shown_when=when("one", "yes"))],
            definitions.ON_WITHDRAWN,
        ),
        (
            [
                ask("one", is_active=False),
                ask("two", is_active=False, shown_when=when("one", "yes")),
            ],
            None,
        ),
        ([ask("one", choices=())], definitions.CHOICES_WANTED),
        (
            [ask("one", QuestionKind.NUMBER, choices=ask("x").choices)],
            definitions.CHOICES_NOT_WANTED,
        ),
    ],
)
def test_questions_of_a_service_must_fit_each_other(asked, fault):
    assert [sentence for _, sentence in faults_of(asked)] == ([fault] if fault else [])


def test_a_service_has_no_more_questions_than_an_app_can_show():
    asked = [ask(f"q{number}") for number in range(rules.QUESTIONS_MAX + 1)]

    assert [code for code, _ in faults_of(asked)] == [asked[-1].code]
    assert not list(faults_of(asked[:-1]))


@pytest.mark.django_db
def test_the_shipped_questions_are_sound():
    shipped = tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))["service"]
    expected = {row["code"]: len(row.get("question", [])) for row in shipped}

    services = Service.objects.prefetch_related("questions")

    assert {service.code: len(service.asked()) for service in services} == expected
    for question in ServiceQuestion.objects.all():
        question.full_clean()
    for service in services:
        assert not list(faults_of(service.asked()))


@pytest.mark.django_db
def test_loading_the_catalogue_again_keeps_what_the_office_made_of_it():
    ServiceQuestion.objects.filter(service__code="pothole").exclude(code="size").delete()
    ServiceQuestion.objects.filter(service__code="pothole").update(text_pl="Jaka?")
    ServiceQuestion.objects.filter(service__code="bridge").delete()
    Service.objects.filter(code="snow").delete()

    load_catalogue()
    load_catalogue()

    rows = ServiceQuestion.objects.values_list("service__code", "code", "text_pl")
    assert [row for row in rows if row[0] == "pothole"] == [("pothole", "size", "Jaka?")]
    assert [row[1] for row in rows if row[0] == "bridge"] == ["part"]
    assert Service.objects.filter(code="snow").exists()
