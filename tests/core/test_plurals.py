"""Plural forms, beside those of the catalogues that come with Django (made by native speakers)."""

from gettext import c2py
from pathlib import Path

import django
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core.language import Language
from backend.core.plurals import Counted, category
from backend.reports import news_wording

FORMS = {"pl": ("one", "few", "many"), "en": ("one", "other"), "uk": ("one", "few", "many")}
COUNTED = [each for each in vars(news_wording).values() if isinstance(each, Counted)]


def django_form(language: str, count: int) -> str:
    catalogue = Path(django.__file__).parent / "conf/locale" / language / "LC_MESSAGES/django.po"
    lines = iter(catalogue.read_text(encoding="utf-8").splitlines())
    header = next(line for line in lines if line.startswith('"Plural-Forms'))
    while ";" not in header.split("plural=")[-1]:
        header = header.rstrip('"') + next(lines).lstrip('"')
    rule = header.split("plural=")[-1].split(";")[0]
    return (*FORMS[language], "other")[c2py(rule)(count)]


@pytest.mark.parametrize("language", Language.values)
def test_every_number_up_to_a_thousand_has_the_form_of_the_catalogues(language: str) -> None:
    for count in range(1001):
        assert category(count, language) == django_form(language, count), count


@given(st.integers(min_value=0), st.sampled_from(Language.values))
def test_any_number_has_a_form_that_its_language_has(count: int, language: str) -> None:
    assert category(count, language) in FORMS[language]


@pytest.mark.parametrize(
    ("count", "polish", "ukrainian"),
    [
        *((0, "many", "many"), (1, "one", "one"), (2, "few", "few"), (5, "many", "many")),
        *((12, "many", "many"), (14, "many", "many"), (21, "many", "one"), (22, "few", "few")),
        *((101, "many", "one"), (111, "many", "many"), (112, "many", "many"), (1004, "few", "few")),
    ],
)
def test_the_samples_of_the_source(count: int, polish: str, ukrainian: str) -> None:
    assert (category(count, "pl"), category(count, "uk")) == (polish, ukrainian)


@pytest.mark.parametrize("counted", COUNTED)
def test_every_phrase_has_every_form(counted: Counted) -> None:
    for language, forms in FORMS.items():
        phrases = getattr(counted, language)
        assert set(phrases) == set(forms)
        assert all("{count}" in phrase for phrase in phrases.values())


def test_more_changes_read_as_people_say_it() -> None:
    assert news_wording.MORE_CHANGES.of(1).pl == "Wcześniej była jeszcze 1 zmiana."
    assert news_wording.MORE_CHANGES.of(3).pl == "Wcześniej były jeszcze 3 zmiany."
    assert news_wording.MORE_CHANGES.of(12).pl == "Wcześniej było jeszcze 12 zmian."
    assert news_wording.MORE_CHANGES.of(21).uk == "Перед цим була ще 21 зміна."
    assert news_wording.DAYS.of(14).uk == "14 днів"
