"""What the law has an office say of itself: accessibility statement and privacy notice."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.formats import date_format

from backend.core.language import Text, current_language
from backend.core.pages import render_page
from backend.jurisdictions.models import Assessment, Conformity, Jurisdiction, LegalFacts
from backend.public import legal_wording as words
from backend.public.places import jurisdiction_for


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One line of a list; without a value it says that the office has not given it."""

    label: Text
    value: Any
    id: str = ""
    href: str = ""
    datetime: str = ""


@dataclass(frozen=True, kw_only=True)
class Part:
    """A paragraph. language: of the office's own words, when they are not in the reader's."""

    text: Any
    id: str = ""
    href: str = ""
    language: str = ""


@dataclass(frozen=True, kw_only=True)
class Section:
    heading: Text
    id: str = ""
    parts: Iterable[Part] = ()
    facts: Iterable[Fact] = ()


def accessibility(request: HttpRequest) -> HttpResponse:
    return _page(request, words.STATEMENT, "accessibility_url", _statement)


def privacy(request: HttpRequest) -> HttpResponse:
    return _page(request, words.NOTICE, "privacy_url", _notice)


def _page(
    request: HttpRequest,
    title: Text,
    own_url: str,
    sections: Callable[[Jurisdiction, LegalFacts], list[Section]],
) -> HttpResponse:
    office = _office(request)
    if office is None:
        offices = Jurisdiction.objects.active().order_by("name")
        context: dict[str, Any] = {"title": title, "choose": words.CHOOSE, "offices": offices}
        return render_page(request, "public/legal_choice.html", words={}, context=context)
    if url := getattr(office, own_url):
        return HttpResponseRedirect(url)
    facts = getattr(office, "legal_facts", None) or LegalFacts(jurisdiction=office)
    context = {"title": title, "sections": sections(office, facts), "not_given": words.NOT_GIVEN}
    return render_page(request, "public/legal.html", words={}, context=context)


def _office(request: HttpRequest) -> Jurisdiction | None:
    """The office that the address names, wherever the page is asked; else this host's."""
    offices = Jurisdiction.objects.active().select_related("legal_facts")
    named = offices.filter(teryt=request.GET.get("office", "").replace("\0", "")).first()
    return named or jurisdiction_for(request)


def _statement(office: Jurisdiction, facts: LegalFacts) -> list[Section]:
    return [
        Section(
            heading=words.OFFICE,
            parts=[Part(id="a11y-wstep", text=words.PROMISE.format(office=office.office_name))],
            facts=[
                Fact(label=words.OFFICE, value=office.office_name, id="a11y-podmiot"),
                _link(words.ADDRESS_OF_SITE, settings.PUBLIC_URL, "a11y-url"),
                _day(words.PUBLISHED, facts.site_published_on, "a11y-data-publikacja"),
                _day(words.CHANGED, facts.site_changed_on, "a11y-data-aktualizacja"),
            ],
        ),
        Section(heading=words.STATUS, parts=[_conformity(facts), Part(text=words.MAPS)]),
        *_barriers(facts),
        _made(facts),
        Section(heading=words.KEYBOARD, parts=[Part(text=words.SHORTCUTS)]),
        Section(
            heading=words.CONTACT,
            id="a11y-kontakt",
            facts=[
                Fact(label=words.RESPONSIBLE, value=facts.accessibility_contact, id="a11y-osoba"),
                _mail(facts.accessibility_email, "a11y-email"),
                _call(facts.accessibility_phone, "a11y-telefon"),
                Fact(label=words.ADDRESS, value=facts.postal_address),
            ],
        ),
        Section(
            heading=words.PROCEDURE,
            id="a11y-procedura",
            parts=[
                *(Part(text=each) for each in words.PROCEDURE_PARTS),
                Part(text=words.OMBUDSMAN, href=words.OMBUDSMAN_URL),
            ],
        ),
        Section(heading=words.APPS, id="a11y-aplikacje", parts=[Part(text=words.APPS_HAVE_THEIRS)]),
        Section(
            heading=words.BUILDING, id="a11y-architektura", parts=[_own_words(facts, "building")]
        ),
    ]


def _conformity(facts: LegalFacts) -> Part:
    found = facts.conformity
    text = words.CONFORMITIES[Conformity(found)] if found else words.NOT_GIVEN
    return Part(id="a11y-status", text=text)


def _barriers(facts: LegalFacts) -> list[Section]:
    if facts.conformity == Conformity.FULL:
        return []
    return [Section(heading=words.BARRIERS, parts=[_own_words(facts, "barriers")])]


def _made(facts: LegalFacts) -> Section:
    basis = words.ASSESSMENTS[Assessment(facts.assessment)] if facts.assessment else ""
    return Section(
        heading=words.MADE,
        facts=[
            _day(words.MADE_ON, facts.statement_made_on, "a11y-data-sporzadzenie"),
            _day(words.REVIEWED_ON, facts.statement_reviewed_on, "a11y-data-przeglad"),
            Fact(label=words.ASSESSED_BY, value=basis, id="a11y-audytor"),
        ],
    )


def _notice(office: Jurisdiction, facts: LegalFacts) -> list[Section]:
    originals = words.ORIGINALS.format(days=settings.PHOTO_ORIGINALS_DAYS)
    return [
        Section(
            heading=words.CONTROLLER,
            parts=[Part(text=words.CONTROLLER_IS.format(office=office.office_name))],
            facts=[
                Fact(label=words.ADDRESS, value=facts.postal_address),
                _mail(office.contact_email),
                _call(office.contact_phone),
            ],
        ),
        Section(
            heading=words.INSPECTOR,
            parts=[Part(text=words.INSPECTOR_HELPS)],
            facts=[
                *(
                    [Fact(label=words.NAME, value=facts.inspector_name)]
                    * bool(facts.inspector_name)
                ),
                _mail(facts.inspector_email),
                *([_call(facts.inspector_phone)] * bool(facts.inspector_phone)),
            ],
        ),
        _told(words.PURPOSE, *words.PURPOSE_PARTS),
        _told(words.DATA, *words.DATA_PARTS),
        _told(words.RECIPIENTS, *words.RECIPIENTS_PARTS),
        Section(
            heading=words.HOW_LONG, parts=[_own_words(facts, "retention"), Part(text=originals)]
        ),
        Section(
            heading=words.RIGHTS,
            parts=[
                *(Part(text=each) for each in words.RIGHTS_PARTS),
                Part(text=words.SUPERVISOR, href=words.SUPERVISOR_URL),
            ],
        ),
        _told(words.MUST_I, words.MUST_I_PART),
        _told(words.AUTOMATIC, words.AUTOMATIC_PART),
        _told(words.COOKIES, words.COOKIES_PART),
        Section(heading=words.DATED, facts=[_day(words.DATED, facts.notice_agreed_on)]),
    ]


def _told(heading: Text, *texts: Text) -> Section:
    return Section(heading=heading, parts=[Part(text=each) for each in texts])


def _own_words(facts: LegalFacts, field: str) -> Part:
    """What the office wrote: in Polish where it wrote nothing in the reader's language."""
    is_other = not getattr(facts, f"{field}_{current_language()}")
    text = str(facts.text(field))
    return Part(text=text or words.NOT_GIVEN, language="pl" if is_other and text else "")


def _day(label: Text, day: date | None, element_id: str = "") -> Fact:
    shown = date_format(day, "DATE_FORMAT") if day else ""
    return Fact(label=label, value=shown, id=element_id, datetime=day.isoformat() if day else "")


def _link(label: Text, url: str, element_id: str = "") -> Fact:
    return Fact(label=label, value=url, id=element_id, href=url)


def _mail(address: str, element_id: str = "") -> Fact:
    href = f"mailto:{address}" if address else ""
    return Fact(label=words.EMAIL, value=address, id=element_id, href=href)


def _call(phone: str, element_id: str = "") -> Fact:
    href = f"tel:{''.join(phone.split())}" if phone else ""
    return Fact(label=words.PHONE, value=phone, id=element_id, href=href)
