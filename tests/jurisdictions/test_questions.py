"""The rules of questions: what is asked, what an answer may be, and how it reads afterwards."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core import errors
from backend.core.language import Language, Text
from backend.jurisdictions import questions, rules
from backend.jurisdictions.questions import Choice, Condition, Question
from backend.jurisdictions.rules import Priority, QuestionKind

WARSAW = "Europe/Warsaw"
LISTS = [kind for kind in QuestionKind if kind.has_choices]


def text(word: str) -> Text:
    return Text(pl=f"{word} pl", en=f"{word} en", uk=f"{word} uk")


def ask(code: str = "q", kind: QuestionKind = QuestionKind.STRING, **values: Any) -> Question:
    """A question with this code; one with a list offers `a`, `b` and `c` unless told otherwise."""
    choices = tuple(Choice(key=key, name=text(key)) for key in "abc") if kind.has_choices else ()
    return Question(code=code, kind=kind, text=text(code), **{"choices": choices, **values})


def faults(asked: list[Question], answers: dict[str, Any]) -> dict[str, str]:
    """The codes of what is wrong, by field."""
    try:
        questions.require_answers(asked, answers)
    except errors.InvalidInput as refusal:
        return {each["field"]: each["code"] for each in refusal.extra["errors"]}
    return {}


RIGHT: dict[QuestionKind, list[Any]] = {
    QuestionKind.STRING: ["x", "żółć", "x" * 255, " a ", "7"],
    QuestionKind.NUMBER: [0, -3, 12.5, 10**12, -(10**12)],
    QuestionKind.DATETIME: [
        *("2026-11-21T07:05:00Z", "2026-11-21T07:05:00.25+01:00", "2026-03-29T02:30:00+01:00"),
    ],
    QuestionKind.TEXT: ["x", "one\ntwo", "x" * 4000],
    QuestionKind.SINGLE: ["a", "c"],
    QuestionKind.MULTIPLE: [["a"], ["c", "a"], ["a", "b", "c"]],
}
WRONG: dict[QuestionKind, list[tuple[Any, str]]] = {
    QuestionKind.STRING: [
        *((7, "invalid"), (True, "invalid"), (["x"], "invalid"), ("a\x00", "invalid")),
        *(("one\ntwo", "invalid"), ("one\u2028two", "invalid"), ("x" * 256, "max_length")),
    ],
    QuestionKind.NUMBER: [
        *(("7", "invalid"), (True, "invalid"), ([7], "invalid"), (float("nan"), "invalid")),
        *((float("inf"), "invalid"), (10**12 + 1, "max_value"), (-1e300, "max_value")),
    ],
    QuestionKind.DATETIME: [
        *(("2026-11-21", "invalid"), ("2026-11-21T07:05:00", "invalid"), (0, "invalid")),
        *(("2026-13-45T07:05:00Z", "invalid"), ("0001-01-01T00:00:00+23:00", "invalid")),
        *(("yesterday", "invalid"), (["2026-11-21T07:05:00Z"], "invalid")),
    ],
    QuestionKind.TEXT: [(7, "invalid"), (["x"], "invalid"), ("x" * 4001, "max_length")],
    QuestionKind.SINGLE: [
        *(("d", "invalid_choice"), ("A", "invalid_choice"), (["a"], "invalid_choice")),
        *((1, "invalid_choice"), (False, "invalid_choice")),
    ],
    QuestionKind.MULTIPLE: [
        *(("a", "invalid_choice"), (["a", "d"], "invalid_choice"), (["a", "a"], "invalid_choice")),
        *(([["a"]], "invalid_choice"), ([1], "invalid_choice"), (1, "invalid_choice")),
    ],
}
ALL_RIGHT = [(kind, value) for kind in QuestionKind for value in RIGHT[kind]]
ALL_WRONG = [(kind, *pair) for kind in QuestionKind for pair in WRONG[kind]]


@pytest.mark.parametrize(("kind", "value"), ALL_RIGHT)
def test_an_answer_of_the_questions_kind_is_taken(kind, value):
    assert faults([ask(kind=kind)], {"q": value}) == {}


@pytest.mark.parametrize(("kind", "value", "code"), ALL_WRONG)
def test_an_answer_of_another_kind_is_refused_by_name(kind, value, code):
    assert faults([ask(kind=kind)], {"q": value}) == {"answers.q": code}


@pytest.mark.parametrize("kind", QuestionKind)
@pytest.mark.parametrize("blank", [None, "", " \n", []])
def test_a_question_left_open_is_refused_only_when_it_is_required(kind, blank):
    assert faults([ask(kind=kind)], {"q": blank}) == {}
    assert faults([ask(kind=kind, is_required=True)], {"q": blank}) == {"answers.q": "required"}
    assert faults([ask(kind=kind, is_required=True)], {}) == {"answers.q": "required"}


def test_an_answer_to_no_question_is_refused_even_when_it_is_blank():
    assert faults([ask()], {"z": "x", "q": "x"}) == {"answers.z": "unknown_question"}
    assert faults([ask()], {"z": None}) == {"answers.z": "unknown_question"}
    assert faults([], {"z": "x"}) == {"answers.z": "unknown_question"}


@pytest.mark.parametrize(
    ("kind", "answer", "is_shown"),
    [
        (QuestionKind.SINGLE, "a", True),
        (QuestionKind.SINGLE, "b", True),
        (QuestionKind.SINGLE, "c", False),
        (QuestionKind.SINGLE, None, False),
        (QuestionKind.MULTIPLE, ["c", "b"], True),
        (QuestionKind.MULTIPLE, ["c"], False),
        (QuestionKind.MULTIPLE, [], False),
    ],
)
def test_a_question_is_asked_when_the_others_answer_is_such(kind, answer, is_shown):
    condition = Condition(question="first", keys=frozenset("ab"))
    asked = [ask("first", kind), ask("then", shown_when=condition, is_required=True)]

    without = faults(asked, {"first": answer})
    with_it = faults(asked, {"first": answer, "then": "x"})

    assert without == ({"answers.then": "required"} if is_shown else {})
    assert with_it == ({} if is_shown else {"answers.then": "not_shown"})
    assert faults(asked, {"first": answer, "then": " "}) == without  # a blank is no answer


def test_what_hangs_on_a_hidden_question_is_hidden_too():
    asked = [
        ask("one", QuestionKind.SINGLE),
        ask("two", QuestionKind.SINGLE, shown_when=Condition(question="one", keys=frozenset("a"))),
        ask("three", shown_when=Condition(question="two", keys=frozenset("a"))),
    ]

    def seen(answers: dict[str, Any]) -> list[str]:
        return [question.code for question in questions.shown(asked, answers)]

    assert seen({"one": "a", "two": "a"}) == ["one", "two", "three"]
    assert seen({"one": "a"}) == ["one", "two"]
    assert seen({"one": "b", "two": "a"}) == ["one"]


def test_a_withdrawn_question_takes_old_answers_and_asks_for_none():
    asked = [ask(is_active=False, is_required=True)]

    assert faults(asked, {}) == {}
    assert faults(asked, {"q": "x"}) == {}
    assert faults(asked, {"q": 7}) == {"answers.q": "invalid"}


STOPPING = Choice(key="gas", name=text("gas"), stop_message=text("call 992"))


@pytest.mark.parametrize(
    ("kind", "answer"), [(QuestionKind.SINGLE, "gas"), (QuestionKind.MULTIPLE, ["b", "gas"])]
)
def test_a_stop_message_goes_before_all_else_that_is_wrong(kind, answer):
    asked = [ask("smell", kind, choices=(STOPPING,)), ask("then", is_required=True)]

    with pytest.raises(errors.StopMessage) as stopped:
        questions.require_answers(asked, {"smell": answer, "unknown": "x"})

    assert stopped.value.extra["detail"] == STOPPING.stop_message.pl
    assert stopped.value.extra["errors"][0]["field"] == "answers.smell"


def test_a_stop_message_of_a_hidden_question_stops_nobody():
    hidden = Condition(question="first", keys=frozenset("a"))
    asked = [
        ask("first", QuestionKind.SINGLE),
        ask("smell", QuestionKind.SINGLE, choices=(STOPPING,), shown_when=hidden),
    ]

    assert faults(asked, {"first": "b", "smell": "gas"}) == {"answers.smell": "not_shown"}
    with pytest.raises(errors.StopMessage):
        questions.require_answers(asked, {"first": "a", "smell": "gas"})


@pytest.mark.parametrize("usual", Priority)
@pytest.mark.parametrize("chosen", Priority)
def test_the_most_urgent_of_service_and_answers_counts(usual, chosen):
    choices = (
        Choice(key="a", name=text("a"), priority=chosen),
        Choice(key="b", name=text("b"), priority=Priority.LOW),
        Choice(key="c", name=text("c")),
    )
    asked = [ask(kind=QuestionKind.MULTIPLE, choices=choices)]
    order = list(Priority)

    both = questions.priority_of(asked, {"q": ["b", "a"]}, usual)

    assert both == order[max(order.index(usual), order.index(chosen))]
    assert questions.priority_of(asked, {"q": ["c"]}, usual) == usual
    assert questions.priority_of(asked, {}, usual) == usual


READ = [
    (QuestionKind.STRING, " K-118 ", " K-118 ", " K-118 "),
    (QuestionKind.NUMBER, 7, "7", "7"),
    (QuestionKind.NUMBER, 12.5, "12,5", "12.5"),
    (QuestionKind.NUMBER, 1e12, "1000000000000", "1000000000000"),
    (QuestionKind.DATETIME, "2026-11-21T07:05:00Z", "2026-11-21 08:05", "2026-11-21 08:05"),
    (QuestionKind.DATETIME, "2026-07-21T23:30:00Z", "2026-07-22 01:30", "2026-07-22 01:30"),
    (QuestionKind.TEXT, "one\ntwo", "one\ntwo", "one\ntwo"),
    (QuestionKind.SINGLE, "a", "a pl", "a en"),
    (QuestionKind.MULTIPLE, ["c", "a"], "c pl; a pl", "c en; a en"),
]


@pytest.mark.parametrize(("kind", "value", "polish", "english"), READ)
def test_answers_read_in_words_and_in_local_time(kind, value, polish, english):
    wording = questions.wording_of([ask(kind=kind)], {"q": value})

    for language, words in (("pl", polish), ("en", english)):
        [line] = questions.answered({"q": value}, wording, language=language, time_zone=WARSAW)
        assert (line.question, line.answer) == (f"q {language}", words)


def test_an_answer_whose_words_nobody_kept_reads_by_its_code():
    lines = questions.answered(
        {"old": ["a", "b"], "blank": None}, [], language="uk", time_zone=WARSAW
    )

    assert [(line.question, line.answer) for line in lines] == [("old", "a; b")]


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9)
    | st.sampled_from(["a", "b", "gas", "2026-11-21T07:05:00Z"]),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)  # fmt: skip
_codes = st.sampled_from("pqrst")


@st.composite
def _forms(draw: st.DrawFn) -> list[Question]:
    """Some service's questions, which hang on each other in any way, sensible or not."""
    asked = []
    for code in draw(st.lists(_codes, unique=True)):
        kind = draw(st.sampled_from(QuestionKind))
        condition = st.builds(
            Condition, question=_codes, keys=st.frozensets(st.sampled_from("ab"), min_size=1)
        )
        extra = {"choices": (*ask(kind=kind).choices, STOPPING)} if kind.has_choices else {}
        asked.append(
            ask(
                code,
                kind,
                is_required=draw(st.booleans()),
                is_active=draw(st.booleans()),
                shown_when=draw(st.none() | condition),
                **extra,
            )
        )
    return asked


@given(_forms(), st.dictionaries(_codes, _values, max_size=5))
def test_no_answers_whatever_break_the_rules(asked, answers):
    try:
        questions.require_answers(asked, answers)
    except errors.StopMessage:
        return
    except errors.InvalidInput as refusal:
        assert refusal.extra["errors"]
        return
    seen = {question.code for question in questions.shown(asked, answers)}
    given_ones = {code for code, value in answers.items() if not questions.is_blank(value)}
    assert given_ones <= seen
    assert all(
        question.code in given_ones
        for question in asked
        if question.is_required and question.is_active and question.code in seen
    )


@given(_forms(), st.dictionaries(_codes, _values, max_size=5), st.sampled_from(Language.values))
def test_whatever_was_taken_in_can_be_read_back_from_json(asked, answers, language):
    try:
        questions.require_answers(asked, answers)
    except errors.DomainError:
        return
    kept = json.loads(json.dumps([answers, questions.wording_of(asked, answers)]))
    lines = questions.answered(*kept, language=language, time_zone=WARSAW)

    answered = {code for code, value in answers.items() if not questions.is_blank(value)}
    order = [question.code for question in asked if question.code in answered]
    assert [line.code for line in lines] == order
    assert all(line.question and line.answer for line in lines)


@given(_forms(), st.dictionaries(_codes, _values, max_size=5))
def test_an_answer_never_makes_a_report_less_urgent(asked, answers):
    order = list(Priority)
    for usual in Priority:
        found = questions.priority_of(asked, answers, usual)
        assert order.index(found) >= order.index(usual)


def test_limits_are_told_where_an_answer_is_text():
    told = {kind: questions.max_chars(kind) for kind in QuestionKind}

    assert told[QuestionKind.STRING] == rules.ANSWER_LINE_MAX_CHARS
    assert told[QuestionKind.TEXT] == rules.ANSWER_MAX_CHARS
    assert not any(told[kind] for kind in (*LISTS, QuestionKind.NUMBER, QuestionKind.DATETIME))
