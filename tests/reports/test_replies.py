"""Ready-made replies: the office's words with the facts of one report in them."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from backend.jurisdictions.models import Jurisdiction, Service
from backend.reports.models import Report
from backend.reports.placeholders import PLACEHOLDERS, fill, wrong_in
from backend.reports.reply_models import Reply
from tests.reports.makers import code_of, fields_of, send_report

REPLIES = "/api/v1/replies"


@pytest.fixture
def office(db):
    Reply.objects.all().delete()
    return Jurisdiction.objects.get(teryt="1418032")


def make_reply(office, text="{number}", **values):
    reply = Reply(jurisdiction=office, **{"name": "Próba", "text_pl": text, **values})
    reply.full_clean()
    reply.save()
    return reply


def replies(caller, report, **query):
    asked = "&".join(f"{name}={value}" for name, value in {"report": report["id"], **query}.items())
    return caller.get(f"{REPLIES}?{asked}")


def test_the_facts_of_the_report_are_in_the_text_in_each_language(office, dispatcher, report):
    make_reply(
        office, "{number}: {service}, {office}, {planned_for}", text_uk="{service} — {planned_for}"
    )
    [reply] = replies(dispatcher, report, planned_for="2100-01-15").json()["results"]
    assert reply["text"] == {
        "pl": f"{report['number']}: Dziura w jezdni, Urząd Gminy Lesznowola, 15 stycznia 2100",
        "en": f"{report['number']}: Pothole, Urząd Gminy Lesznowola, Jan. 15, 2100",
        "uk": "Яма на дорозі — 15 січня 2100 р.",
    } | {"en": reply["text"]["en"]}
    assert reply["text"]["en"].startswith(f"{report['number']}: Pothole")
    assert reply["needs"] == []


def test_what_is_not_known_is_a_gap_that_shows(office, dispatcher, report):
    make_reply(office, "Termin: {planned_for}")
    [reply] = replies(dispatcher, report).json()["results"]
    assert (reply["text"]["pl"], reply["needs"]) == ("Termin: …", ["planned_for"])


def test_an_unpublished_address_is_not_in_words_for_everybody(office, dispatcher, phone, place):
    make_reply(office, "{address}")
    mine = send_report(phone, place, address="u mnie w ogrodzie, Tajna 5")
    hidden = replies(dispatcher, mine).json()["results"][0]["text"]["pl"]
    Report.objects.update(is_text_approved=True)
    shown = replies(dispatcher, mine).json()["results"][0]["text"]["pl"]
    assert "Tajna" not in hidden and hidden != "…"
    assert shown == "u mnie w ogrodzie, Tajna 5"


def test_only_those_for_the_service_and_of_the_office_are_offered(office, dispatcher, report):
    county = Jurisdiction.objects.get(teryt="1418")
    wanted = make_reply(office, name="ta usługa", service=Service.objects.get(code="pothole"))
    make_reply(office, name="inna usługa", service=Service.objects.get(code="snow"))
    make_reply(office, name="nieużywana", is_active=False)
    make_reply(county, name="powiatu")
    first = make_reply(office, name="pierwsza", status="fixed", position=0)
    Reply.objects.filter(pk=wanted.pk).update(position=5)
    found = replies(dispatcher, report).json()["results"]
    assert [(each["id"], each["status"]) for each in found] == [
        (first.pk, "fixed"),
        (wanted.pk, None),
    ]


@pytest.mark.parametrize(
    "text",
    ["{name}", "{number.pk}", "{number!r}", "{number:>9}", "{}", "{0}", "{number", "}", "{a[b]}"],
)
def test_a_wrong_placeholder_is_refused_when_it_is_saved(office, text):
    with pytest.raises(ValidationError) as refused:
        make_reply(office, "dobrze", text_uk=text)
    assert list(refused.value.message_dict) == ["text_uk"]
    make_reply(office, "dobrze", text_uk="{number} {{}}")


@given(st.text(), st.dictionaries(st.sampled_from(PLACEHOLDERS), st.text()))
def test_a_text_is_refused_or_can_be_filled(text, values):
    if not wrong_in(text):
        assert isinstance(fill(text, values), str)


@pytest.mark.django_db
def test_the_demo_office_has_replies_for_its_changes(dispatcher, report):
    found = replies(dispatcher, report, planned_for="2100-01-15").json()["results"]
    assert {"planned", "fixed", "not_fixed", None} <= {each["status"] for each in found}
    assert not any("{" in text for each in found for text in each["text"].values())
    assert not any(each["needs"] for each in found)


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        *(("stranger", 401), ("phone", 401), ("resident", 403), ("county_dispatcher", 403)),
        *(("crew", 200), ("dispatcher", 200), ("administrator", 200)),
    ],
)
def test_they_are_for_those_who_work_on_it(request, report, who, expected):
    assert replies(request.getfixturevalue(who), report).status_code == expected


@pytest.mark.parametrize(
    ("query", "named"),
    [("", "report"), ("report=x", "report"), ("report={id}&planned_for=soon", "planned_for")],
)
def test_bad_input_names_the_field(dispatcher, report, query, named):
    answer = dispatcher.get(f"{REPLIES}?{query.format(id=report['id'])}")
    assert code_of(answer) == (400, "invalid")
    assert fields_of(answer) == [named]
