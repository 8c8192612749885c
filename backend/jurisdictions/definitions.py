"""How the questions of a service are written down, and what is wrong with a set of them."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from backend.core.language import Language, Text
from backend.jurisdictions import rules
from backend.jurisdictions.questions import Choice, Condition, Question
from backend.jurisdictions.rules import Priority

KEY_PATTERN = rf"^[a-z0-9][a-z0-9_]{{0,{rules.KEY_MAX_CHARS - 1}}}$"
CHOICE_MEMBERS = frozenset({"key", "name", "stop_message", "priority"})
LANGUAGES = frozenset(Language.values)


class Malformed(ValueError):
    """What was written down is no definition; the sentence says why."""

    def __init__(self, sentence: Text) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


CHOICES_HELP = Text(
    pl='Dla list: [{"key": "yes", "name": {"pl": "Tak", "en": "Yes", "uk": "Так"}}, ...]. '
    'Odpowiedź może mieć też "stop_message" w trzech językach, który kończy formularz, '
    'i "priority": low, normal, high albo danger.',
    en='For lists: [{"key": "yes", "name": {"pl": "Tak", "en": "Yes", "uk": "Так"}}, ...]. '
    'A choice may also have a "stop_message" in three languages, which ends the form, '
    'and a "priority": low, normal, high or danger.',
    uk='Для списків: [{"key": "yes", "name": {"pl": "Tak", "en": "Yes", "uk": "Так"}}, ...]. '
    'Варіант може мати також "stop_message" трьома мовами, який завершує форму, '
    'і "priority": low, normal, high або danger.',
)
CONDITION_HELP = Text(
    pl='Puste: pytanie zadaje się zawsze. Inaczej {"question": "size", "is": ["small", "large"]}: '
    "tylko wtedy, gdy odpowiedź na tamto pytanie jest jedną z podanych.",
    en='Empty: always asked. Else {"question": "size", "is": ["small", "large"]}: asked only when '
    "the answer to that question is one of these.",
    uk='Порожньо: запитання ставлять завжди. Інакше {"question": "size", "is": ["small", "large"]}'
    ": лише коли відповідь на те запитання є однією з названих.",
)
WITHDRAW_HELP = Text(
    pl="Wycofanego pytania się nie zadaje, ale odpowiedzi ze starszych szkiców są przyjmowane. "
    "Lepiej wycofać niż usunąć.",
    en="A question withdrawn is not asked, but answers of older drafts are taken. Better withdraw "
    "than delete.",
    uk="Вилучене запитання не ставлять, але відповіді зі старіших чернеток приймають. Краще "
    "вилучити, ніж видалити.",
)
NO_CHOICES = Text(
    pl="Odpowiedzi to lista obiektów z polami key i name oraz, w razie potrzeby, stop_message "
    "i priority.",
    en="Choices are a list of objects with key and name and, where needed, stop_message and "
    "priority.",
    uk="Варіанти — список об'єктів із полями key і name та, за потреби, stop_message і priority.",
)
NO_KEY = Text(
    pl="Klucz odpowiedzi (key) ma do {limit} znaków: małe litery a-z, cyfry i podkreślenia.",
    en="The key of a choice has up to {limit} characters: a-z, digits and underscores.",
    uk="Ключ варіанта (key) має до {limit} символів: малі літери a-z, цифри та підкреслення.",
)
NO_TEXT = Text(
    pl="Odpowiedź „{key}”: {member} to tekst w językach pl, en i uk, każdy do {limit} znaków.",
    en='Choice "{key}": {member} is a text in pl, en and uk, each of up to {limit} characters.',
    uk="Варіант «{key}»: {member} — текст мовами pl, en та uk, кожен до {limit} символів.",
)
NO_PRIORITY = Text(
    pl="Odpowiedź „{key}”: priorytet to jedno z: {known}.",
    en='Choice "{key}": the priority is one of {known}.',
    uk="Варіант «{key}»: пріоритет — одне з: {known}.",
)
KEY_TWICE = Text(
    pl="Dwie odpowiedzi mają ten sam klucz.",
    en="Two choices have the same key.",
    uk="Два варіанти мають однаковий ключ.",
)
TOO_MANY_CHOICES = Text(
    pl="Pytanie ma najwyżej {limit} odpowiedzi do wyboru.",
    en="A question has at most {limit} choices.",
    uk="Запитання має щонайбільше {limit} варіантів.",
)
NO_CONDITION = Text(
    pl='Warunek ma postać {"question": "kod", "is": ["klucz", "..."]}.',
    en='A condition is written {"question": "code", "is": ["key", "..."]}.',
    uk='Умову записують так: {"question": "код", "is": ["ключ", "..."]}.',
)
CHOICES_WANTED = Text(
    pl="Pytanie z listą wymaga odpowiedzi do wyboru.",
    en="A question with a list needs choices.",
    uk="Запитання зі списком потребує варіантів.",
)
CHOICES_NOT_WANTED = Text(
    pl="Tylko pytania z listą mają odpowiedzi do wyboru.",
    en="Only questions with a list have choices.",
    uk="Варіанти мають лише запитання зі списком.",
)
ASKED_LATER = Text(
    pl="Warunek może wskazywać tylko pytanie, które stoi wcześniej w tej samej usłudze.",
    en="A condition may only name a question that stands before, in the same service.",
    uk="Умова може вказувати лише запитання, яке стоїть раніше в тій самій послузі.",
)
KEYS_UNKNOWN = Text(
    pl="Warunek wymienia odpowiedzi, których tamto pytanie nie ma.",
    en="The condition names choices that the other question does not have.",
    uk="Умова називає варіанти, яких те запитання не має.",
)
ON_WITHDRAWN = Text(
    pl="Warunek wskazuje pytanie, którego już się nie zadaje.",
    en="The condition names a question that is no longer asked.",
    uk="Умова вказує запитання, яке вже не ставлять.",
)
TOO_MANY_QUESTIONS = Text(
    pl="Usługa ma najwyżej {limit} pytań.",
    en="A service has at most {limit} questions.",
    uk="Послуга має щонайбільше {limit} запитань.",
)


def choices_of(data: Any) -> tuple[Choice, ...]:
    """Read `[{key, name: {pl, en, uk}, stop_message?: {pl, en, uk}, priority?}]`.

    Raises Malformed.
    """
    if not isinstance(data, list):
        raise Malformed(NO_CHOICES)
    if len(data) > rules.CHOICES_MAX:
        raise Malformed(TOO_MANY_CHOICES.format(limit=rules.CHOICES_MAX))
    choices = tuple(map(_choice, data))
    if len({choice.key for choice in choices}) != len(choices):
        raise Malformed(KEY_TWICE)
    return choices


def condition_of(data: Any) -> Condition | None:
    """Read `{question, is: [key, ...]}`, or null. Raises Malformed."""
    if data is None:
        return None
    keys = data.get("is") if isinstance(data, dict) and data.keys() == {"question", "is"} else None
    if not isinstance(keys, list) or not keys or not all(map(is_key, [data["question"], *keys])):
        raise Malformed(NO_CONDITION)
    return Condition(question=data["question"], keys=frozenset(keys))


def faults_of(questions: Sequence[Question]) -> Iterator[tuple[str, Text]]:
    """Tell by question code what is wrong with one service's questions, given in their order."""
    before: dict[str, Question] = {}
    for number, question in enumerate(questions, start=1):
        if number > rules.QUESTIONS_MAX:
            yield question.code, TOO_MANY_QUESTIONS.format(limit=rules.QUESTIONS_MAX)
        if question.kind.has_choices != bool(question.choices):
            wanted = question.kind.has_choices
            yield question.code, CHOICES_WANTED if wanted else CHOICES_NOT_WANTED
        fault = _fault_of_condition(question, before)
        if fault:
            yield question.code, fault
        before[question.code] = question


def is_key(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(KEY_PATTERN, value) is not None


def _fault_of_condition(question: Question, before: dict[str, Question]) -> Text | None:
    condition = question.shown_when
    if condition is None:
        return None
    other = before.get(condition.question)
    if other is None:
        return ASKED_LATER
    if not condition.keys <= {choice.key for choice in other.choices}:
        return KEYS_UNKNOWN
    return ON_WITHDRAWN if question.is_active and not other.is_active else None


def _choice(data: Any) -> Choice:
    if not isinstance(data, dict) or not {"key", "name"} <= data.keys() <= CHOICE_MEMBERS:
        raise Malformed(NO_CHOICES)
    key, stop, priority = data["key"], data.get("stop_message"), data.get("priority")
    if not is_key(key):
        raise Malformed(NO_KEY.format(limit=rules.KEY_MAX_CHARS))
    if priority is not None and priority not in Priority.values:
        raise Malformed(NO_PRIORITY.format(key=key, known=", ".join(Priority.values)))
    return Choice(
        key=key,
        name=_text(data, "name", rules.CHOICE_MAX_CHARS),
        stop_message=_text(data, "stop_message", rules.STOP_MESSAGE_MAX_CHARS) if stop else None,
        priority=Priority(priority) if priority else None,
    )


def _text(data: dict[str, Any], member: str, limit: int) -> Text:
    texts = data[member]
    if (
        not isinstance(texts, dict)
        or texts.keys() != LANGUAGES
        or not all(
            isinstance(text, str) and text.strip() and len(text) <= limit and "\x00" not in text
            for text in texts.values()
        )
    ):
        raise Malformed(NO_TEXT.format(key=data["key"], member=member, limit=limit))
    return Text(**texts)
