"""Offices write the words of news themselves, and see them before anybody else does."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from backend.jurisdictions.models import Jurisdiction
from backend.reports.news_models import NewsText

ADD = reverse("admin:reports_newstext_add")
LIST = reverse("admin:reports_newstext_changelist")


def written(office: Jurisdiction | None, **values: str) -> dict[str, Any]:
    texts = dict.fromkeys(
        [f"{part}_{language}" for part in ("title", "body") for language in ("pl", "en", "uk")], ""
    )
    return {**texts, "jurisdiction": office.pk if office else "", "occasion": "fixed", **values}


def test_an_office_writes_words_of_its_own(office: Client, gmina: Jurisdiction) -> None:
    answer = office.post(ADD, written(gmina, title_pl="{number}: gotowe", service=""))
    assert answer.status_code == 302
    assert NewsText.objects.get().title_pl == "{number}: gotowe"
    shown = office.get(LIST, headers={"Accept-Language": "en"}).content.decode()
    assert "English, Ukrainian" in shown


def test_the_preview_shows_three_languages_and_saves_nothing(
    office: Client, gmina: Jurisdiction
) -> None:
    body = written(gmina, title_pl="{number}: gotowe", body_uk="{service}: готово")
    answer = office.post(ADD, {**body, "_preview": "1"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "LES/123/2026: gotowe" in page  # as it was written
    assert "LES/123/2026: fixed" in page  # as the system says it, where nothing was written
    assert "Яма на дорозі: готово" in page
    assert 'value="{number}: gotowe"' in page
    assert not NewsText.objects.exists()


def test_the_preview_takes_what_is_lacking_from_wider_words(
    office: Client, gmina: Jurisdiction, county: Jurisdiction
) -> None:
    NewsText.objects.create(occasion="fixed", title_en="{number}: all done")
    NewsText.objects.create(occasion="fixed", title_en="county", jurisdiction=county)
    body = written(gmina, title_pl="{number}: gotowe")
    page = office.post(ADD, {**body, "_preview": "1"}).content.decode()
    assert "LES/123/2026: all done" in page
    assert "county" not in page


@pytest.mark.parametrize(
    ("field", "text"),
    [
        *(("title_pl", "{address}"), ("body_en", "{reporter}"), ("body_uk", "{number")),
        *(("body_pl", "{office}" * 9), ("title_pl", "x" * 66), ("body_pl", "")),
    ],
)
@pytest.mark.parametrize("button", ["_save", "_preview"])
def test_wrong_words_are_refused_beside_their_field(
    office: Client, gmina: Jurisdiction, field: str, text: str, button: str
) -> None:
    answer = office.post(ADD, {**written(gmina, **{field: text}), button: "1"})
    assert answer.status_code == 200
    assert field in answer.context["adminform"].form.errors
    assert not NewsText.objects.exists()


def test_the_words_of_the_whole_installation_are_the_operators(
    office: Client, operator: Client, gmina: Jurisdiction, county: Jurisdiction
) -> None:
    everybody = written(None, title_pl="Wszyscy")
    assert list(office.post(ADD, everybody).context["adminform"].form.errors) == ["jurisdiction"]
    assert office.post(ADD, written(county, title_pl="Obcy")).status_code == 200
    assert not NewsText.objects.exists()
    assert operator.post(ADD, everybody).status_code == 302
    text = NewsText.objects.get()
    change = reverse("admin:reports_newstext_change", args=[text.pk])
    assert office.get(change).status_code in (302, 403)
    assert office.post(change, written(gmina, title_pl="Moje")).status_code in (302, 403)
    text.refresh_from_db()
    assert (text.title_pl, text.jurisdiction) == ("Wszyscy", None)


def test_the_same_is_not_written_twice(office: Client, gmina: Jurisdiction) -> None:
    for _ in range(2):
        answer = office.post(ADD, written(gmina, title_pl="a"))
    assert answer.status_code == 200
    assert NewsText.objects.count() == 1
