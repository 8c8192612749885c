"""Questions of a service: which are asked, what an answer may be, and how it reads afterwards.

Source: GeoReport v2, GET Service Definition (attributes), whose datatypes these are.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.dateparse import parse_datetime

from backend.core import errors
from backend.core.language import Language, Text
from backend.jurisdictions import rules
from backend.jurisdictions.rules import Priority, QuestionKind

Answers = Mapping[str, Any]

# Ends of lines, as str.splitlines and terminals know them: a `string` is one line.
LINE_ENDS = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")


@dataclass(frozen=True, kw_only=True)
class Choice:
    """stop_message: whoever chooses this is told so, and sends no report."""

    key: str
    name: Text
    stop_message: Text | None = None
    priority: Priority | None = None


@dataclass(frozen=True, kw_only=True)
class Condition:
    """Another question's answer is, or contains, one of the keys."""

    question: str
    keys: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Question:
    """is_active: whether it is still asked. One that is not takes the answers of old drafts."""

    code: str
    kind: QuestionKind
    text: Text
    is_required: bool = False
    is_active: bool = True
    choices: tuple[Choice, ...] = ()
    shown_when: Condition | None = None


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What is wrong with an answer: a code for programs and a sentence for people."""

    code: str
    sentence: Text


@dataclass(frozen=True, kw_only=True)
class Answered:
    """A question and its answer, to be read by people."""

    code: str
    question: str
    answer: str


UNKNOWN = Fault(
    code="unknown_question",
    sentence=Text(
        pl="Ta usługa nie ma takiego pytania.",
        en="This service has no such question.",
        uk="Ця послуга не має такого запитання.",
    ),
)
NOT_SHOWN = Fault(
    code="not_shown",
    sentence=Text(
        pl="Przy pozostałych odpowiedziach tego pytania się nie zadaje.",
        en="With the other answers this question is not asked.",
        uk="За інших ваших відповідей це запитання не ставлять.",
    ),
)
REQUIRED = Fault(
    code="required",
    sentence=Text(
        pl="Odpowiedz na to pytanie.",
        en="Answer this question.",
        uk="Дайте відповідь на це запитання.",
    ),
)
NOT_TEXT = Fault(
    code="invalid",
    sentence=Text(
        pl="Odpowiedź na to pytanie to tekst.",
        en="The answer to this question is a text.",
        uk="Відповідь на це запитання — текст.",
    ),
)
NOT_ONE_LINE = Fault(
    code="invalid",
    sentence=Text(
        pl="Odpowiedź na to pytanie mieści się w jednym wierszu.",
        en="The answer to this question is one line.",
        uk="Відповідь на це запитання — один рядок.",
    ),
)
NOT_A_NUMBER = Fault(
    code="invalid",
    sentence=Text(
        pl="Odpowiedź na to pytanie to liczba.",
        en="The answer to this question is a number.",
        uk="Відповідь на це запитання — число.",
    ),
)
NOT_A_MOMENT = Fault(
    code="invalid",
    sentence=Text(
        pl="Odpowiedź na to pytanie to data i godzina ze strefą czasową (RFC 3339).",
        en="The answer to this question is a date and time with a zone (RFC 3339).",
        uk="Відповідь на це запитання — дата й час із часовим поясом (RFC 3339).",
    ),
)
NOT_A_CHOICE = Fault(
    code="invalid_choice",
    sentence=Text(
        pl="Wybierz jedną z podanych odpowiedzi.",
        en="Choose one of the answers that are offered.",
        uk="Оберіть одну із запропонованих відповідей.",
    ),
)
NOT_CHOICES = Fault(
    code="invalid_choice",
    sentence=Text(
        pl="Wybierz spośród podanych odpowiedzi, każdą najwyżej raz.",
        en="Choose among the answers that are offered, each once at most.",
        uk="Обирайте із запропонованих відповідей, кожну не більше одного разу.",
    ),
)
TOO_LONG = Text(
    pl="Odpowiedź może mieć najwyżej {limit} znaków.",
    en="The answer has at most {limit} characters.",
    uk="Відповідь може мати щонайбільше {limit} символів.",
)
TOO_LARGE = Text(
    pl="Liczba może wynosić najwyżej {limit}, także ze znakiem minus.",
    en="The number is at most {limit}, with a minus too.",
    uk="Число може становити щонайбільше {limit}, зокрема зі знаком мінус.",
)


def shown(questions: Iterable[Question], answers: Answers) -> list[Question]:
    """Keep what somebody with these answers is asked. The questions come in their order."""
    found: dict[str, Question] = {}
    for question in questions:
        condition = question.shown_when
        if condition is None or (
            condition.question in found
            and condition.keys & _chosen_keys(answers.get(condition.question))
        ):
            found[question.code] = question
    return list(found.values())


def require_answers(questions: Sequence[Question], answers: Answers) -> None:
    """Accept the answers of a new report, or refuse them.

    A stop-message goes before all else that may be wrong. An answer of null, of blanks or of
    no choices is none.
    Raises StopMessage, InvalidInput (`answers.<code>`).
    """
    asked = shown(questions, answers)
    for question in asked:
        for choice in _chosen(question, answers):
            if choice.stop_message:
                raise _stop(question, choice.stop_message)
    faults = dict(_faults(questions, asked, answers))
    if faults:
        raise errors.InvalidInput(
            errors=[
                {"field": f"answers.{code}", "code": fault.code, "message": str(fault.sentence)}
                for code, fault in faults.items()
            ]
        )


def priority_of(questions: Sequence[Question], answers: Answers, usual: Priority) -> Priority:
    """The most urgent of the service's usual priority and those of the choices."""
    chosen = [
        choice.priority
        for question in shown(questions, answers)
        for choice in _chosen(question, answers)
        if choice.priority
    ]
    return max([usual, *chosen], key=list(Priority).index)


def wording_of(questions: Iterable[Question], answers: Answers) -> list[dict[str, Any]]:
    """The words of the questions that were answered, to be kept with the answers as JSON.

    So an answer can be read when its question has changed or is gone.
    """
    return [
        {
            "code": question.code,
            "kind": question.kind.value,
            "text": asdict(question.text),
            "choices": {choice.key: asdict(choice.name) for choice in _chosen(question, answers)},
        }
        for question in questions
        if not is_blank(answers.get(question.code))
    ]


def answered(
    answers: Answers, wording: Iterable[dict[str, Any]], *, language: str, time_zone: str
) -> list[Answered]:
    """Questions and answers in words, in the order in which they were asked.

    wording: as `wording_of` made it. An answer without goes last, its code for a question.
    """
    worded = {each["code"]: each for each in wording}
    codes = [*worded, *(code for code in answers if code not in worded)]
    return [
        Answered(
            code=code,
            question=Text(**worded[code]["text"]).in_language(language) if code in worded else code,
            answer=_words(answers[code], worded.get(code, {}), language, time_zone),
        )
        for code in codes
        if not is_blank(answers.get(code))
    ]


def is_blank(value: Any) -> bool:
    """Tell whether somebody left the question open."""
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


def max_chars(kind: QuestionKind) -> int | None:
    """How long an answer may be; None where it is no text."""
    return _MAX_CHARS.get(kind)


_MAX_CHARS = {
    QuestionKind.STRING: rules.ANSWER_LINE_MAX_CHARS,
    QuestionKind.TEXT: rules.ANSWER_MAX_CHARS,
}


def _faults(
    questions: Sequence[Question], asked: Sequence[Question], answers: Answers
) -> Iterable[tuple[str, Fault]]:
    known = {question.code for question in questions}
    seen = {question.code for question in asked}
    for code, value in answers.items():
        if code not in known:
            yield code, UNKNOWN
        elif code not in seen and not is_blank(value):
            yield code, NOT_SHOWN
    for question in asked:
        fault = _fault_of(question, answers.get(question.code))
        if fault:
            yield question.code, fault


def _fault_of(question: Question, value: Any) -> Fault | None:
    if is_blank(value):
        return REQUIRED if question.is_required and question.is_active else None
    return _CHECKS[question.kind](question, value)


def _text_fault(question: Question, value: Any) -> Fault | None:
    limit = _MAX_CHARS[question.kind]
    if not isinstance(value, str) or "\x00" in value:
        return NOT_TEXT
    if len(value) > limit:
        return Fault(code="max_length", sentence=TOO_LONG.format(limit=limit))
    one_line = question.kind != QuestionKind.STRING or not LINE_ENDS & set(value)
    return None if one_line else NOT_ONE_LINE


def _number_fault(question: Question, value: Any) -> Fault | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        return NOT_A_NUMBER
    if abs(value) > rules.ANSWER_MAX_NUMBER:
        return Fault(code="max_value", sentence=TOO_LARGE.format(limit=rules.ANSWER_MAX_NUMBER))
    return None


def _moment_fault(question: Question, value: Any) -> Fault | None:
    return None if _moment(value) else NOT_A_MOMENT


def _choice_fault(question: Question, value: Any) -> Fault | None:
    known = isinstance(value, str) and value in _keys(question)
    return None if known else NOT_A_CHOICE


def _choices_fault(question: Question, value: Any) -> Fault | None:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        return NOT_CHOICES
    known = len(set(value)) == len(value) and set(value) <= _keys(question)
    return None if known else NOT_CHOICES


_CHECKS: dict[QuestionKind, Callable[[Question, Any], Fault | None]] = {
    QuestionKind.STRING: _text_fault,
    QuestionKind.TEXT: _text_fault,
    QuestionKind.NUMBER: _number_fault,
    QuestionKind.DATETIME: _moment_fault,
    QuestionKind.SINGLE: _choice_fault,
    QuestionKind.MULTIPLE: _choices_fault,
}


def _keys(question: Question) -> frozenset[str]:
    return frozenset(choice.key for choice in question.choices)


def _chosen(question: Question, answers: Answers) -> list[Choice]:
    keys = _chosen_keys(answers.get(question.code))
    return [choice for choice in question.choices if choice.key in keys]


def _chosen_keys(value: Any) -> frozenset[str]:
    values = value if isinstance(value, list) else [value]
    return frozenset(each for each in values if isinstance(each, str))


def _stop(question: Question, message: Text) -> errors.StopMessage:
    field, told = f"answers.{question.code}", str(message)
    return errors.StopMessage(
        detail=told,
        errors=[{"field": field, "code": errors.StopMessage.code, "message": told}],
    )


def _moment(value: Any) -> datetime | None:
    """Read RFC 3339 with a zone."""
    try:
        moment = parse_datetime(value) if isinstance(value, str) else None
        return moment.astimezone(UTC) if moment and moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _words(value: Any, worded: Mapping[str, Any], language: str, time_zone: str) -> str:
    if isinstance(value, list):
        return "; ".join(_words(each, worded, language, time_zone) for each in value)
    if isinstance(value, (int, float)):
        return _number(value, language)
    if worded.get("kind") == QuestionKind.DATETIME and (moment := _moment(value)):
        return f"{moment.astimezone(ZoneInfo(time_zone)):%Y-%m-%d %H:%M}"
    name = worded.get("choices", {}).get(value)
    return Text(**name).in_language(language) if name else str(value)


def _number(value: float, language: str) -> str:
    """Write a number as the language does, to six decimals: 12.5 or 12,5."""
    text = f"{value:.6f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
    return text if language == Language.ENGLISH else text.replace(".", ",")
