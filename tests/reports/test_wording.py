import re
import string
from collections.abc import Mapping
from enum import Enum

import pytest

from backend.core.language import Language, Text
from backend.jurisdictions.rules import Priority
from backend.reports import wording
from backend.reports.events import EventKind
from backend.reports.workflow import Status, Visibility

TABLES: list[tuple[Mapping[str, Text], type[Enum]]] = [
    (wording.STATUS_NAMES, Status),
    (wording.NEWS_TITLES, Status),
    (wording.NEWS_BODIES, Status),
    (wording.PRIORITY_NAMES, Priority),
    (wording.VISIBILITY_NAMES, Visibility),
    (wording.EVENT_SENTENCES, EventKind),
]
TEXTS = [text for table, _ in TABLES for text in table.values()]
TEXTS += [wording.PLANNED_FOR_BODY, wording.COMMENT_TITLE, wording.COMMENT_BODY]
CYRILLIC, LATIN = re.compile("[а-яіїєґ]", re.I), re.compile("[a-z]", re.I)


@pytest.mark.parametrize(("table", "choices"), TABLES)
def test_every_value_has_its_words(table: Mapping[str, Text], choices: type[Enum]) -> None:
    assert set(table) == set(choices)


@pytest.mark.parametrize("text", TEXTS)
def test_every_language_says_the_same_things_in_its_own_letters(text: Text) -> None:
    words = [text.in_language(language) for language in Language.values]
    assert len({_placeholders(each) for each in words}) == 1
    polish, english, ukrainian = (re.sub(r"\{.*?\}", "", each) for each in words)
    assert LATIN.search(polish) and LATIN.search(english) and CYRILLIC.search(ukrainian)
    assert not CYRILLIC.search(polish + english) and not LATIN.search(ukrainian)


@pytest.mark.parametrize("table", [wording.STATUS_NAMES, wording.NEWS_BODIES])
def test_no_two_statuses_read_the_same(table: Mapping[Status, Text]) -> None:
    for language in Language.values:
        assert len({text.in_language(language) for text in table.values()}) == len(Status)


def _placeholders(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name)
