"""The accessibility statement and the privacy notice, as a resident or an inspector reads them."""

import re
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from backend.accounts.models import User
from backend.core.language import Language
from backend.jurisdictions.models import Jurisdiction, LegalFacts
from backend.management import demo_file
from backend.public import legal_wording as words
from tests.admin.conftest import logged_in

GMINA = "1418032"
# deklaracja-dostepnosci.info/walidator: what programs look for in a statement.
IDS = (
    *("a11y-wstep", "a11y-podmiot", "a11y-url", "a11y-data-publikacja", "a11y-data-aktualizacja"),
    *("a11y-status", "a11y-data-sporzadzenie", "a11y-kontakt", "a11y-osoba", "a11y-email"),
    *("a11y-telefon", "a11y-procedura", "a11y-architektura", "a11y-aplikacje"),
)
PAGES = ("/accessibility", "/privacy")
SAID = {
    "postal_address": "ul. Gminna 60, 05-506 Lesznowola",
    "inspector_name": "Ida Strażnik",
    "inspector_email": "iod@lesznowola.example",
    "retention_pl": "Pięć lat.",
    "notice_agreed_on": date(2026, 3, 2),
    "accessibility_contact": "Koordynatorka dostępności",
    "accessibility_email": "dostepnosc@lesznowola.example",
    "accessibility_phone": "22 555 01 11",
    "site_published_on": date(2026, 1, 5),
    "site_changed_on": date(2026, 2, 6),
    "statement_made_on": date(2026, 3, 7),
    "statement_reviewed_on": date(2026, 3, 8),
    "conformity": "partial",
    "assessment": "own",
    "barriers_pl": "Starsze zdjęcia nie mają opisów.",
    "building_pl": "Wejście bez schodów od parkingu.",
}


@pytest.fixture
def gmina(db: None) -> Jurisdiction:
    return Jurisdiction.objects.get(teryt=GMINA)


@pytest.fixture
def said(gmina: Jurisdiction) -> LegalFacts:
    return LegalFacts.objects.create(jurisdiction=gmina, **SAID)


def read(path: str, language: str = "pl") -> str:
    answer = Client().get(f"{path}?office={GMINA}", headers={"Accept-Language": language})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("language", Language.values)
def test_the_statement_has_every_part_that_is_looked_for(language: str, said: LegalFacts) -> None:
    page = read("/accessibility", language)
    for each in IDS:
        assert page.count(f'id="{each}"') == 1, each
    assert '<time id="a11y-data-publikacja" datetime="2026-01-05">' in page
    assert '<time id="a11y-data-sporzadzenie" datetime="2026-03-07">' in page
    assert 'href="mailto:dostepnosc@lesznowola.example"' in page
    assert 'href="tel:225550111"' in page


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", Language.values)
def test_what_an_office_has_not_given_is_not_invented(
    path: str, language: str, gmina: Jurisdiction
) -> None:
    page = read(path, language)
    assert words.NOT_GIVEN.in_language(language) in page
    assert "<time" not in page
    assert not any(str(each) in page for each in words.CONFORMITIES.values())


@pytest.mark.parametrize("language", Language.values)
def test_a_full_set_of_facts_leaves_no_gap(language: str, said: LegalFacts) -> None:
    for path in PAGES:
        assert words.NOT_GIVEN.in_language(language) not in read(path, language)


def test_the_offices_polish_words_are_marked_as_polish(said: LegalFacts) -> None:
    page = read("/accessibility", "en")
    assert re.search(r'<div lang="pl"><p>Starsze zdjęcia', page)
    said.barriers_en = "Older photos have no description."
    said.save()
    assert "Older photos have no description." in read("/accessibility", "en")


def test_an_office_that_complies_lists_no_barriers(said: LegalFacts) -> None:
    said.conformity = "full"
    said.save()
    page = read("/accessibility")
    assert str(words.CONFORMITIES["full"].pl) in page and "Starsze zdjęcia" not in page


def test_the_notice_names_controller_inspector_and_term(said: LegalFacts) -> None:
    page = read("/privacy")
    for each in ("Urząd Gminy Lesznowola", "Ida Strażnik", "iod@lesznowola.example", "Pięć lat."):
        assert each in page
    assert f"po {settings.PHOTO_ORIGINALS_DAYS} dniach" in page
    assert "art. 6 ust. 1 lit. e RODO" in page


def test_an_offices_own_page_is_where_the_reader_is_sent(gmina: Jurisdiction) -> None:
    gmina.privacy_url = "https://bip.lesznowola.example/rodo"
    gmina.save()
    answer = Client().get(f"/privacy?office={GMINA}")
    assert (answer.status_code, answer.headers["Location"]) == (302, gmina.privacy_url)
    assert Client().get(f"/accessibility?office={GMINA}").status_code == 200


@pytest.mark.parametrize("path", PAGES)
def test_the_host_tells_whose_page_it_is_and_else_the_reader_chooses(
    path: str, gmina: Jurisdiction, settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    own = Client().get(path, headers={"Host": "lesznowola.example"}).content.decode()
    assert "Urząd Gminy Lesznowola" in own
    choice = Client().get(path).content.decode()
    assert f'href="?office={GMINA}"' in choice and 'href="?office=1418"' in choice


@pytest.mark.parametrize("query", ["office=%00", "office=1", "office=" + "9" * 500, "lang=xx"])
def test_a_wrong_address_is_no_failure(query: str, gmina: Jurisdiction) -> None:
    for path in PAGES:
        assert Client().get(f"{path}?{query}").status_code == 200
        assert Client().post(f"{path}?{query}").status_code == 405


def test_what_offices_write_is_text_and_no_markup(said: LegalFacts) -> None:
    said.building_pl = "<script>alert(1)</script>"
    said.save()
    assert "<script>alert" not in read("/accessibility")


def test_the_app_is_sent_to_our_pages_where_the_office_has_none(gmina: Jurisdiction) -> None:
    answer = Client().get("/api/v1/config?lon=20.931&lat=52.084").json()["jurisdiction"]
    assert answer["privacy_url"] == f"{settings.PUBLIC_URL}/privacy?office={GMINA}"
    assert answer["accessibility_url"] == f"{settings.PUBLIC_URL}/accessibility?office={GMINA}"
    gmina.privacy_url = "https://bip.lesznowola.example/rodo"
    gmina.save()
    answer = Client().get("/api/v1/config?lon=20.931&lat=52.084").json()["jurisdiction"]
    assert answer["privacy_url"] == "https://bip.lesznowola.example/rodo"


def test_the_administrator_reads_what_is_still_missing(gmina: Jurisdiction) -> None:
    chief = logged_in(User.objects.get(email=demo_file.email_of("administrator")))
    path = f"/admin/jurisdictions/jurisdiction/{gmina.pk}/change/"
    assert len(gmina.missing) == len(set(gmina.missing)) > 10
    assert chief.get(path).content.decode().count("\N{BALLOT BOX}") == len(gmina.missing)
    LegalFacts.objects.create(jurisdiction=gmina, **SAID)
    assert Jurisdiction.objects.get(pk=gmina.pk).missing == []
    assert "\N{BALLOT BOX}" not in chief.get(path).content.decode()


def test_an_office_with_pages_of_its_own_misses_nothing_of_ours(gmina: Jurisdiction) -> None:
    gmina.privacy_url = gmina.accessibility_url = "https://bip.lesznowola.example/"
    assert gmina.missing == []


def test_pages_ask_the_database_as_often_whatever_the_number_of_offices(
    said: LegalFacts, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(2):
        read("/accessibility")
