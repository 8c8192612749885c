import re
import string
from collections.abc import Mapping
from enum import Enum

import pytest

from backend.core.language import Language, Text
from backend.jurisdictions.rules import Priority
from backend.reports import news_wording, wording
from backend.reports.documents import wording as documents
from backend.reports.events import EventKind
from backend.reports.workflow import ClosingReason, Source, Status, Visibility

TABLES: list[tuple[Mapping[str, Text], type[Enum]]] = [
    (wording.STATUS_NAMES, Status),
    (documents.NEXT_STEPS, Status),
    (news_wording.NEWS_TITLES, Status),
    (news_wording.NEWS_BODIES, Status),
    (wording.PRIORITY_NAMES, Priority),
    (wording.VISIBILITY_NAMES, Visibility),
    (wording.EVENT_SENTENCES, EventKind),
    (wording.CLOSING_REASON_NAMES, ClosingReason),
    (wording.NOT_FIXED_WHY, ClosingReason),
]
TEXTS = [text for table, _ in TABLES for text in table.values()]
FORMATS = (documents.MOMENT_FORMAT, documents.DAY_FORMAT)
TEXTS += [
    text for text in vars(documents).values() if isinstance(text, Text) and text not in FORMATS
]
TEXTS += [
    wording.NOT_FIXED_SENTENCE,
    news_wording.NOT_FIXED_BODY,
    *wording.JUDGED_SENTENCES.values(),
]
TEXTS += [wording.REOPENED_SENTENCE, news_wording.REOPENED_TITLE, news_wording.REOPENED_BODY]
TEXTS += [news_wording.NOT_MENDED_TITLE, news_wording.NOT_MENDED_BODY]
TEXTS += [text for words in news_wording.SHIPPED.values() for text in words]
TEXTS += [news_wording.SOME_MANAGER, news_wording.SOME_OWNER]
TEXTS += [news_wording.PLANNED_FOR_BODY, news_wording.COMMENT_TITLE, news_wording.COMMENT_BODY]
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


def test_every_way_of_reporting_has_a_name() -> None:
    assert set(documents.SOURCE_NAMES) == set(Source)


@pytest.mark.parametrize(
    "table", [wording.STATUS_NAMES, news_wording.NEWS_BODIES, documents.NEXT_STEPS]
)
def test_no_two_statuses_read_the_same(table: Mapping[Status, Text]) -> None:
    for language in Language.values:
        assert len({text.in_language(language) for text in table.values()}) == len(Status)


def _placeholders(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name)
