"""Counts in words: which form of a noun a number wants, in each language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from backend.core.language import Language, Text

Category = Literal["one", "few", "many", "other"]


def category(count: int, language: str) -> Category:
    """Return the plural category of a whole number, from 0 on.

    Source: Unicode CLDR, supplemental/plurals.xml, cardinal rules of pl, en and uk.
    """
    if language == Language.ENGLISH:
        return "one" if count == 1 else "other"
    is_one = count == 1 if language == Language.POLISH else _is_like_one(count)
    if is_one:
        return "one"
    return "few" if count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14) else "many"


def _is_like_one(count: int) -> bool:
    return count % 10 == 1 and count % 100 != 11


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A phrase with {count} in it, in every form that its language has for whole numbers."""

    pl: Mapping[Category, str]
    en: Mapping[Category, str]
    uk: Mapping[Category, str]

    def of(self, count: int) -> Text:
        return Text(
            **{
                language: getattr(self, language)[category(count, language)].format(count=count)
                for language in Language.values
            }
        )
