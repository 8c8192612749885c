"""The confirmation of a report: a PDF that says what was sent, who has it, and what comes next."""

import io
import re
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from backend.jurisdictions.models import Service
from backend.photos.sandbox import Sandbox
from backend.reports import documents
from backend.reports.documents import typesetting
from backend.reports.documents import wording as words
from backend.reports.media import PhotoKind, PhotoState
from backend.reports.models import Report
from backend.reports.photo_models import Photo
from backend.reports.wording import STATUS_NAMES
from backend.reports.workflow import Source, Status
from fixtures.photos import draw_photo
from tests.conftest import NOON, Caller
from tests.reports.makers import CONTACT, NORTH, REPORTS, change, code_of, read, send_report

pytestmark = pytest.mark.django_db

LANGUAGES = ("pl", "en", "uk")
DESCRIPTION = "Głęboka wyrwa tuż za przejściem.\nPo deszczu stoi w niej woda."


@pytest.fixture
def sent(phone, place) -> dict[str, Any]:
    """A report with all that a resident can send."""
    answers = {"size": "lane", "depth_cm": 12}
    place = {**place, "accuracy_m": 8}
    more = {"description": DESCRIPTION, "answers": answers, "contact": CONTACT}
    return send_report(phone, place, observed_at="2026-11-01T07:05:00Z", **more)


def path_of(report: dict[str, Any], lang: str = "pl") -> str:
    return f"{REPORTS}/{report['id']}/confirmation.pdf?lang={lang}"


def paper(caller: Caller, report: dict[str, Any], lang: str = "pl") -> PdfReader:
    answer = caller.get(path_of(report, lang))
    assert answer.status_code == 200, answer.content
    assert answer.headers["Content-Type"] == "application/pdf"
    return PdfReader(io.BytesIO(answer.content))


def run_together(text: str) -> str:
    """Without what only breaks lines."""
    return re.sub(r"[\s\u200b\u00ad]+", "", text)


def said(pdf: PdfReader) -> str:
    return run_together("".join(page.extract_text() for page in pdf.pages))


def tags(pdf: PdfReader) -> list[Any]:
    """Every element of the structure tree, in the order of reading."""

    def walk(node: Any) -> Any:
        children = node.get("/K", [])
        for child in children if isinstance(children, list) else [children]:
            element = child.get_object()
            if isinstance(element, dict) and "/S" in element:
                yield element
                yield from walk(element)

    return list(walk(pdf.root_object["/StructTreeRoot"]))


def claims_pdf_ua(pdf: PdfReader) -> bool:
    return "<pdfuaid:part>1</pdfuaid:part>" in pdf.root_object["/Metadata"].get_data().decode()


def add_photo(report: dict[str, Any], content: bytes = b"", **values: Any) -> Photo:
    """A photo as the worker leaves it, with this file as its small rendition."""
    state = PhotoState.READY if content else PhotoState.WAITING
    values = {"state": state, "uploaded_at": NOON, "size": 2, "media_type": "image/jpeg", **values}
    photo = Photo(report_id=report["id"], uid=uuid4(), **values)
    if content:
        photo.thumbnail.save(f"{photo.uid}.jpg", ContentFile(content), save=False)
    photo.save()
    return photo


# --- what it says -----------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_says_what_was_sent_and_when_who_has_it_and_why_and_what_comes_next(phone, sent, lang):
    Report.objects.update(received_at=NOON, due_at="2036-11-05T08:30:00Z")

    text = said(paper(phone, sent, lang))

    in_words = phone.get(f"{REPORTS}/{sent['id']}?lang={lang}").json()
    moments = {
        "pl": ("2 listopada 2026, 12:00", "5 listopada 2036, 09:30", "1 listopada 2026, 08:05"),
        "en": ("2 November 2026, 12:00", "5 November 2036, 09:30", "1 November 2026, 08:05"),
        "uk": ("2 листопада 2026 р., 12:00", "5 листопада 2036 р., 09:30", "1 листопада 2026 р."),
    }
    service = Service.objects.get(code="pothole")
    answered = [
        part for each in in_words["answered"] for part in (each["question"], each["answer"])
    ]
    for fact in (
        *(sent["number"], service.name.in_language(lang), DESCRIPTION, sent["address"]),
        *moments[lang],
        *("52.084269", "20.931300", "8 m" if lang != "uk" else "8 м"),
        *("Urząd Gminy Lesznowola", "+48 22 555 01 10", sent["manager"]["name"], NORTH),
        *(
            STATUS_NAMES[Status.ASSIGNED].in_language(lang),
            words.SOURCE_NAMES[Source.APP].in_language(lang),
        ),
        *(reason["text"] for reason in in_words["reasons"]),
        *answered,
        *(words.NEXT_STEPS[Status.ASSIGNED].in_language(lang), "112"),
        *(words.CONTACT_KNOWN.in_language(lang), "/privacy?office=1418032"),
    ):
        assert run_together(fact) in text, fact
    assert len(in_words["reasons"]) == 5 and len(answered) == 4


def test_it_repeats_no_contact_data_and_nothing_internal(phone, dispatcher, sent):
    comment = {"text": "tylko dla nas", "audience": "internal"}
    assert dispatcher.post(f"{REPORTS}/{sent['id']}/comments", comment).status_code == 201

    for caller in (phone, dispatcher):
        text = said(paper(caller, sent))
        for hidden in (*CONTACT.values(), comment["text"]):
            assert run_together(hidden) not in text


@pytest.mark.parametrize("status", Status)
def test_every_status_has_its_name_and_its_next_step(phone, sent, status):
    closed_at = NOON if status in (Status.FIXED, Status.NOT_FIXED) else None
    closed_at = NOON if status in (Status.DUPLICATE, Status.WITHDRAWN) else closed_at
    Report.objects.update(status=status, closed_at=closed_at)

    text = said(paper(phone, sent))

    assert run_together(STATUS_NAMES[status].pl) in text
    assert run_together(words.NEXT_STEPS[status].pl) in text
    assert (run_together(f"{words.CLOSED.pl} 2 listopada 2026, 12:00") in text) == bool(closed_at)


@pytest.mark.parametrize(
    ("status", "due_at", "sentence"),
    [
        ("assigned", "2036-11-05T08:30:00Z", words.DUE_BY),
        ("assigned", "2026-11-05T08:30:00Z", words.DUE_PASSED),
        ("waiting", None, words.DUE_WAITS),
        ("assigned", None, None),
        ("fixed", "2026-11-05T08:30:00Z", None),
    ],
)
def test_it_says_by_when_or_why_there_is_no_date(phone, sent, status, due_at, sentence):
    closed_at = NOON if status == "fixed" else None
    Report.objects.update(status=status, due_at=due_at, closed_at=closed_at)

    text = said(paper(phone, sent))

    for other in (words.DUE_BY, words.DUE_PASSED, words.DUE_WAITS):
        beginning = run_together(other.pl.partition("{")[0])
        assert (beginning in text) == (other is sentence)


def test_a_planned_repair_has_its_day(phone, dispatcher, sent):
    assert change(dispatcher, sent, "planned", planned_for="2036-12-24").status_code == 200

    assert "Naprawęzaplanowanona24grudnia2036." in said(paper(phone, sent))


def test_a_report_without_a_crew_says_so(phone, dispatcher, sent):
    assert change(dispatcher, sent, "received").status_code == 200

    assert run_together(f"{words.CREW.pl} {words.NO_CREW.pl}") in said(paper(phone, sent))


# --- for screen readers -----------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_is_tagged_in_its_language_and_keeps_pdf_ua(phone, sent, lang):
    pdf = paper(phone, sent, lang)

    root = pdf.root_object
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == lang
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf.metadata.title == f"{words.TITLE.in_language(lang)} {sent['number']}"
    assert claims_pdf_ua(pdf)
    kinds = [element["/S"] for element in tags(pdf)]
    headings = [kind for kind in kinds if re.fullmatch(r"/H\d", kind)]
    assert headings == ["/H1", "/H2", "/H2", "/H3", "/H2"]
    assert {"/L", "/LI", "/Lbl", "/LBody", "/P"} <= set(kinds)


def test_photos_are_shown_with_words_for_who_cannot_see_them(phone, sent, photo):
    add_photo(sent, photo)
    add_photo(sent, draw_photo("manhole", 2, size=(300, 400)), kind=PhotoKind.AFTER)
    add_photo(sent)
    add_photo(sent, state=PhotoState.REFUSED)

    pdf = paper(phone, sent)

    assert sum(len(page.images) for page in pdf.pages) == 2
    figures = [element["/Alt"] for element in tags(pdf) if element["/S"] == "/Figure"]
    assert figures == [
        "Zdjęcie 1 z 4: usterka, przesłano 2 listopada 2026",
        "Zdjęcie 2 z 4: po naprawie, przesłano 2 listopada 2026",
    ]
    assert run_together("Zdjęcie 3 z 4: usterka, przesłano 2 listopada 2026 (jeszcze") in said(pdf)
    assert run_together("Zdjęcie 4 z 4") in said(pdf)
    assert claims_pdf_ua(pdf)


def test_a_photo_that_is_lost_or_broken_leaves_its_caption(phone, sent, photo):
    add_photo(sent, b"\xff\xd8\xff not a JPEG")
    add_photo(sent, photo)
    lost = add_photo(sent, photo)
    lost.thumbnail.storage.delete(lost.thumbnail.name)

    pdf = paper(phone, sent)

    assert [len(page.images) for page in pdf.pages] == [1]
    assert all(f"Zdjęcie{position}z3" in said(pdf) for position in (1, 2, 3))
    assert claims_pdf_ua(pdf)


# --- for whom ---------------------------------------------------------------------------------


def test_the_reporter_the_crew_and_the_office_get_it_and_others_do_not(
    phone,
    crew,
    dispatcher,
    administrator,
    superuser,
    other_phone,
    other_crew,
    resident,
    stranger,
    sent,
):
    for caller in (phone, crew, dispatcher, administrator, superuser):
        assert caller.get(path_of(sent)).status_code == 200
    for caller in (other_phone, other_crew, resident):
        assert code_of(caller.get(path_of(sent))) == (403, "not_allowed")
    assert code_of(stranger.get(path_of(sent))) == (401, "login_required")


def test_a_private_report_is_not_there_for_others(phone, other_phone, stranger, place):
    private = send_report(phone, place, visibility="private")

    assert phone.get(path_of(private)).status_code == 200
    assert code_of(other_phone.get(path_of(private))) == (404, "not_found")
    assert code_of(stranger.get(path_of(private))) == (401, "login_required")
    assert code_of(stranger.get(path_of({"id": uuid4()}))) == (401, "login_required")


def test_the_secret_of_a_report_opens_it_and_that_of_another_does_not(stranger, place):
    first, second = (send_report(stranger, place) for _ in range(2))
    holder = Caller(f"Report {first['secret']}")

    assert holder.get(path_of(first)).status_code == 200
    assert code_of(holder.get(path_of(second))) == (403, "not_allowed")


def test_a_follower_does_not_get_it_but_who_claims_the_report_does(stranger, other_phone, place):
    report = send_report(stranger, place)
    other_phone.put(f"{REPORTS}/{report['id']}/follow")
    assert code_of(other_phone.get(path_of(report))) == (403, "not_allowed")

    other_phone.post("/api/v1/me/claims", {"report": report["id"], "secret": report["secret"]})
    assert other_phone.get(path_of(report)).status_code == 200


def test_no_cache_shares_it_and_it_runs_nothing_in_a_browser(phone, sent):
    headers = phone.get(path_of(sent)).headers

    assert headers["Cache-Control"] == "private, no-cache"
    assert "Authorization" in headers["Vary"]
    assert headers["Content-Disposition"] == f'inline; filename="{sent["number"]}.pdf"'
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["Content-Language"] == "pl"


def test_papers_are_counted_as_other_reads_are_not(phone, sent, settings):
    settings.THROTTLES = {**settings.THROTTLES, "documents": "2/h"}

    answers = [phone.get(path_of(sent)) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 1 <= int(answers[2].headers["Retry-After"]) <= 3600
    read(phone, sent)


def test_more_photos_and_reasons_take_no_more_queries(phone, sent, photo):
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            paper(phone, sent)
        counts.append(len(queries))
        add_photo(sent, photo)
        add_photo(sent, photo)
    assert counts[0] == counts[1]


# --- what people write ------------------------------------------------------------------------

HOSTILE = {
    "markup": '#read("/etc/passwd") $ x^2 $ = Title *bold* _it_ `raw` <label> @ref \\u{41} //x',
    "code": '#eval("1+1") #import "@preview/cetz:0.3.0" #set page(width: 1pt)',
    "ends of strings": '"]) } #sys.inputs "\'\\"',
    "placeholders": "{page} {0} {number} %s",
    "html": "<script>alert(1)</script>&amp;",
    "4000 characters": "Zażółć gęślą jaźń. " * 200 + "koniec kropka",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_what_people_write_stays_text(phone, place, text):
    pdf = paper(phone, send_report(phone, place, description=text, address=text[:300]))

    assert said(pdf).count(run_together(text[:300])) >= 2  # the description, the address
    without_footers = re.sub(r"LES-2026-\d+·.*?Strona\dz\d", "", said(pdf))
    assert run_together(text) in without_footers
    assert claims_pdf_ua(pdf)


def test_a_word_without_an_end_stays_on_the_paper(phone, place):
    pdf = paper(phone, send_report(phone, place, description="x" * 4000))

    lines = [line for page in pdf.pages for line in page.extract_text().split("\n")]
    assert sum(line.count("x") for line in lines) >= 4000
    assert max(map(len, lines)) < 200


@pytest.mark.parametrize(
    "text",
    [
        "שלום עולם",
        "مرحبا بالعالم",
        "\u202eodwrotnie\u202c",
        "a" + "\u0301" * 3999,
        "\n" * 3999 + "x",
    ],
)
def test_writing_of_any_direction_is_set(phone, place, text):
    assert claims_pdf_ua(paper(phone, send_report(phone, place, description=text)))


@pytest.mark.parametrize("text", ["Uwaga 😀 dziura 👨‍👩‍👧", "a\x01\x1b\x7fb", "漢字 \ufffe"])
def test_what_the_typeface_lacks_costs_only_the_mark_of_pdf_ua(phone, place, text):
    pdf = paper(phone, send_report(phone, place, description=text))

    assert not claims_pdf_ua(pdf)
    assert pdf.root_object["/MarkInfo"]["/Marked"]
    assert text[0] in said(pdf) or not text.isascii()
    assert NORTH.replace(" ", "") in said(pdf)


ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=400)


@settings(max_examples=20)
@given(text=ANY_TEXT)
def test_any_text_is_set(phone, sent, text):
    Report.objects.filter(pk=sent["id"]).update(description=text)

    assert said(paper(phone, sent)).startswith("Potwierdzeniezgłoszenia")


def test_a_compiler_that_takes_too_long_is_ended(phone, sent, monkeypatch):
    slow = Sandbox("backend.reports.documents.child", max_seconds=0.001)
    monkeypatch.setattr(typesetting, "_SANDBOX", slow)

    answer = phone.get(path_of(sent))

    slow.stop()
    assert code_of(answer) == (503, "unavailable")
    assert answer.headers["Retry-After"] == str(typesetting.RETRY_SECONDS)


def test_so_many_are_made_at_once_and_no_more(phone, sent, monkeypatch):
    monkeypatch.setattr(typesetting, "WAIT_SECONDS", 0.01)
    monkeypatch.setattr(typesetting, "_places", BoundedSemaphore(1))
    with typesetting._place():
        assert code_of(phone.get(path_of(sent))) == (503, "unavailable")
    for _ in range(2):
        assert phone.get(path_of(sent)).status_code == 200


def test_no_template_reads_or_fetches_anything():
    templates = list(Path(documents.__file__).parent.glob("*.typ"))
    assert templates
    data = []
    for template in templates:
        code = template.read_text(encoding="utf-8")
        assert not re.search(r"\b(import|include|read|eval|plugin|cbor|toml|yaml|xml|csv)\b", code)
        data += re.findall(r"\bjson\(.*", code)
    assert data == ["json(bytes(sys.inputs.data))"]
