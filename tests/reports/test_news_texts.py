"""An office's own words: the most specific count, and what they leave out is said in ours."""

from itertools import product
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from backend.core.language import Language, Text
from backend.jurisdictions.models import Jurisdiction, Service
from backend.reports.events import EventKind
from backend.reports.models import Report, ReportEvent
from backend.reports.news import News, example_of, news_of, occasion_of, texts_for
from backend.reports.news_models import NewsText, Occasion, placeholders_of
from backend.reports.news_wording import SHIPPED
from backend.reports.placeholders import usual_length, wrong_in
from backend.reports.rules import NEWS_BODY_MAX_CHARS, NEWS_TITLE_MAX_CHARS
from backend.reports.workflow import Actor, Status
from tests.notifications.makers import make_event, make_report
from tests.reports.makers import REPORTS, change

ALERT_MAX_CHARS = NEWS_TITLE_MAX_CHARS + NEWS_BODY_MAX_CHARS


def make_text(occasion: str = "fixed", **values: Any) -> NewsText:
    text = NewsText(occasion=occasion, **values)
    text.full_clean()
    text.save()
    return text


@pytest.mark.parametrize("occasion", Occasion)
def test_every_occasion_has_words_that_fit_on_a_phone(occasion: Occasion) -> None:
    title, body = SHIPPED[occasion]
    for language in Language.values:
        for text, most in ((title, NEWS_TITLE_MAX_CHARS), (body, NEWS_BODY_MAX_CHARS)):
            words = text.in_language(language)
            assert not wrong_in(words, placeholders_of(occasion))
            assert usual_length(words) <= most, (usual_length(words), words)


def test_no_placeholder_is_a_place_or_a_person() -> None:
    known = {name for occasion in Occasion for name in placeholders_of(occasion)}
    assert known == {"number", "service", "office", "planned_for", "manager", "why", "days"}


def test_no_two_occasions_read_the_same() -> None:
    titles_and_bodies = [SHIPPED[each] for each in Occasion if not each.startswith("not_fixed_")]
    for language in Language.values:
        words = {(t.in_language(language), b.in_language(language)) for t, b in titles_and_bodies}
        assert len(words) == len(titles_and_bodies)


@pytest.mark.django_db
def test_the_most_specific_words_count() -> None:
    report = make_report()
    event, office, service = make_event(report), report.handler, report.service
    levels = [
        {"title_pl": "wszyscy"},
        {"title_pl": "wszyscy, usługa", "service": service},
        {"title_pl": "urząd", "jurisdiction": office},
        {"title_pl": "urząd, usługa", "jurisdiction": office, "service": service},
    ]
    for level in levels:
        make_text(**level)
        assert news_of(event).title.pl == level["title_pl"]
    for level in reversed(levels):
        assert news_of(event).title.pl == level["title_pl"]
        NewsText.objects.get(title_pl=level["title_pl"]).delete()
    assert news_of(event).title.pl == f"{report.number}: naprawione"


@pytest.mark.django_db
def test_words_of_another_office_service_or_occasion_say_nothing_here() -> None:
    report = make_report()
    before = news_of(make_event(report))
    make_text(title_pl="cudze", jurisdiction=Jurisdiction.objects.get(teryt="1418"))
    make_text(title_pl="inne", service=Service.objects.get(code="snow"))
    make_text("withdrawn", title_pl="kiedy indziej")
    assert news_of(make_event(report)) == before


@pytest.mark.django_db
def test_what_a_language_lacks_is_read_in_wider_words_and_at_last_in_ours() -> None:
    report = make_report()
    event, ours = make_event(report), news_of(make_event(report))
    make_text(title_pl="ogólne", title_en="general")
    narrow = make_text(title_pl="urząd", body_uk="«{service}» готово", jurisdiction=report.handler)
    news = news_of(event)
    assert news.title == Text(pl="urząd", en="general", uk=ours.title.uk)
    assert news.body == Text(pl=ours.body.pl, en=ours.body.en, uk="«Яма на дорозі» готово")
    assert narrow.missing == ["pl", "en", "uk"]
    assert make_text("waiting", title_pl="a", title_en="b", body_pl="c").missing == ["en", "uk"]


@pytest.mark.django_db
def test_not_fixed_serves_every_reason_until_one_has_words_of_its_own() -> None:
    report = make_report()
    events = {
        reason: make_event(report, Status.NOT_FIXED, data={"closing_reason": reason})
        for reason in ("no_defect", "no_access")
    }
    make_text("not_fixed", body_pl="Nie: {why} {days}")
    make_text("not_fixed_no_access", body_pl="Brak wejścia.")
    assert news_of(events["no_defect"]).body.pl == "Nie: Na miejscu nie znaleziono usterki. 14 dni"
    assert news_of(events["no_access"]).body.pl == "Brak wejścia."
    make_text("not_fixed", body_pl="Urząd: nie.", jurisdiction=report.handler)
    assert news_of(events["no_access"]).body.pl == "Urząd: nie."


@pytest.mark.django_db
def test_the_manager_who_has_it_now_is_named_but_no_private_owner() -> None:
    report = make_report()

    def body(kind: str, name: str) -> str:
        data = {"manager_kind": kind, "manager": name, "how": "by_hand"}
        return news_of(make_event(report, Status.FORWARDED, data=data)).body.pl

    assert "GDDKiA Warszawa" in body("gddkia", "GDDKiA Warszawa")
    assert "Jan Tajny" not in body("owner", "Jan Tajny")
    assert "właściciel" in body("owner", "Jan Tajny")
    assert len(body("county", "Z" * 200)) <= ALERT_MAX_CHARS


@pytest.mark.parametrize(
    "text", ["{address}", "{name}", "{number.pk}", "{number!r}", "{}", "{0}", "{number", "}"]
)
@pytest.mark.parametrize("field", ["title_en", "body_uk"])
def test_a_wrong_placeholder_is_refused(text: str, field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        NewsText(occasion="fixed", **{field: text}).clean()
    assert list(refused.value.message_dict) == [field]


def test_a_placeholder_of_another_occasion_is_refused() -> None:
    NewsText(occasion="planned_for", body_pl="{planned_for}").clean()
    with pytest.raises(ValidationError):
        NewsText(occasion="fixed", body_pl="{planned_for}").clean()


def test_more_than_a_phone_shows_is_refused() -> None:
    NewsText(occasion="fixed", body_pl="x" * NEWS_BODY_MAX_CHARS).clean()
    with pytest.raises(ValidationError):
        NewsText(occasion="fixed", body_pl="{office}" * 9).clean()
    with pytest.raises(ValidationError):
        NewsText(occasion="fixed").clean()


@given(st.text(max_size=60), st.sampled_from(Occasion))
def test_a_text_is_refused_or_can_be_shown(words: str, occasion: Occasion) -> None:
    text = NewsText(occasion=occasion, body_pl=words)
    assert isinstance(example_of(text), News)


@pytest.mark.django_db
def test_a_broken_text_in_the_database_stops_nobodys_news() -> None:
    report = make_report()
    before = news_of(make_event(report))
    NewsText.objects.create(occasion="fixed", title_pl="{oops}", body_pl="{")
    assert news_of(make_event(report)) == before


@pytest.mark.django_db
def test_two_texts_for_the_same_are_refused() -> None:
    make_text(title_pl="a")
    with pytest.raises(ValidationError):
        make_text(title_pl="b")


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 20])
def test_texts_of_many_reports_are_one_query(count: int, django_assert_num_queries: Any) -> None:
    reports = [make_report() for _ in range(count)]
    events = [make_event(report) for report in reports]
    make_text(title_pl="{office}")
    known = list(Report.objects.select_related("service", "handler"))
    with django_assert_num_queries(1):
        texts = texts_for(known)
        by_id = {report.pk: report for report in known}
        for event in events:
            assert news_of(event, by_id[event.report_id], texts=texts).title.pl == "Office A"


@pytest.mark.django_db
def test_the_offices_words_are_in_the_preview_and_in_the_news(dispatcher: Any, report: Any) -> None:
    office = Jurisdiction.objects.get(teryt="1418032")
    make_text("waiting", title_pl="Czekamy, {office}", jurisdiction=office)
    body = {"status": "waiting", "comment": "?"}
    [polish, *_] = dispatcher.post(f"{REPORTS}/{report['id']}/preview", body).json()["results"]
    assert polish["title"] == f"Czekamy, {office.office_name}"
    assert change(dispatcher, report, **body).status_code == 200
    event = ReportEvent.objects.filter(kind="status_changed").latest("id")
    assert news_of(event).title.pl == polish["title"]


PRIVATE = {
    "address": "Tajna 7/3, Łazy",
    "description": "Mówi Anna Tajemnicka, 600700800, anna@tajemnicka.example",
}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [each for each in EventKind if each != EventKind.OVERDUE])
def test_no_news_holds_a_person_or_a_place(kind: EventKind) -> None:
    """The walk: every kind of event, every status and actor, in three languages."""
    report = make_report(visibility="private", road_name="Tajna", **PRIVATE)
    for status, actor in product(Status, Actor):
        event = ReportEvent(report=report, kind=kind, status=status, actor_role=actor)
        event.status_before, event.data = "fixed", {"planned_for": "2026-07-03"}
        words = str(news_of(event, texts=texts_for([])))
        for word in ("Tajna", "Anna", "Tajemnicka", "600700800", "@", "Łazy", "Nowak"):
            assert word not in words
        assert occasion_of(event) in Occasion
