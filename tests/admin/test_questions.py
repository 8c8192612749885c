"""Questions of a service in the administration: the operator writes them, mistakes are named."""

import html
import json
from typing import Any

import pytest
from django.forms import Form
from django.test import Client
from django.urls import reverse

from backend.jurisdictions import definitions
from backend.jurisdictions.models import Service, ServiceQuestion

NAME = {"pl": "Tak", "en": "Yes", "uk": "Так"}
CHOICES = json.dumps([{"key": "yes", "name": NAME}, {"key": "no", "name": NAME}])


@pytest.fixture
def snow(db: None) -> Service:
    """A service without questions."""
    return Service.objects.get(code="snow")


def page(service: Service) -> str:
    return reverse("admin:jurisdictions_service_change", args=[service.pk])


def sent(form: Form) -> dict[str, Any]:
    """What a browser sends of a form as it was shown: texts as texts, no unchecked boxes."""
    values = {bound.html_name: bound.value() for bound in form}
    return {
        name: value for name, value in values.items() if value is not None and value is not False
    }


def filled(client: Client, service: Service) -> dict[str, Any]:
    """The service's page as it is, ready to be sent back."""
    context = client.get(page(service)).context
    [questions] = context["inline_admin_formsets"]
    body = sent(context["adminform"].form) | sent(questions.formset.management_form)
    for form in questions.formset.initial_forms:
        body |= sent(form)
    return body


def adding(body: dict[str, Any], **question: Any) -> dict[str, Any]:
    number = int(body["questions-TOTAL_FORMS"])
    texts = {f"text_{language}": "?" for language in ("pl", "en", "uk")}
    values = {"position": 10, "kind": "singlevaluelist", "choices": CHOICES, "shown_when": ""}
    row = {**values, "is_active": "on", **texts, **question}
    named = {f"questions-{number}-{name}": value for name, value in row.items()}
    return {**body, **named, "questions-TOTAL_FORMS": number + 1}


def mistakes(answer: Any) -> str:
    assert answer.status_code == 200
    [questions] = answer.context["inline_admin_formsets"]
    return str([form.errors for form in questions.formset.forms])


def test_the_operator_adds_questions_that_hang_on_each_other(
    operator: Client, snow: Service, stranger: Any
) -> None:
    body = adding(filled(operator, snow), code="deep")
    condition = json.dumps({"question": "deep", "is": ["yes"]})
    then = {"kind": "number", "position": 20, "choices": "", "is_required": "on"}
    body = adding(body, code="depth_cm", shown_when=condition, **then)

    assert operator.post(page(snow), body).status_code == 302

    [served] = [
        each
        for each in stranger.get("/api/v1/services").json()["results"]
        if each["code"] == "snow"
    ]
    assert [(each["code"], each["required"]) for each in served["questions"]] == [
        ("deep", False),
        ("depth_cm", True),
    ]
    assert served["questions"][1]["shown_when"] == {"question": "deep", "is": ["yes"]}


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_the_page_tells_how_choices_and_conditions_are_written(
    operator: Client, snow: Service, language: str
) -> None:
    text = html.unescape(operator.get(f"{page(snow)}?lang={language}").content.decode())

    for told in (definitions.CHOICES_HELP, definitions.CONDITION_HELP, definitions.WITHDRAW_HELP):
        assert told.in_language(language) in text


def test_a_page_sent_back_unchanged_changes_nothing(operator: Client, db: None) -> None:
    street_light = Service.objects.get(code="street_light")
    before = list(ServiceQuestion.objects.values())

    assert operator.post(page(street_light), filled(operator, street_light)).status_code == 302

    assert list(ServiceQuestion.objects.values()) == before


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ({"code": "Deep!"}, None),
        ({"code": ""}, None),
        ({"code": "deep", "kind": "colour"}, None),
        ({"code": "deep", "text_uk": ""}, None),
        ({"code": "deep", "choices": "[{"}, None),
        ({"code": "deep", "choices": '{"key": "yes"}'}, definitions.NO_CHOICES),
        ({"code": "deep", "choices": ""}, definitions.CHOICES_WANTED),
        ({"code": "deep", "kind": "number"}, definitions.CHOICES_NOT_WANTED),
        ({"code": "deep", "shown_when": '{"question": "deep"}'}, definitions.NO_CONDITION),
        ({"code": "deep", "shown_when": '{"question": "x", "is": ["y"]}'}, definitions.ASKED_LATER),
    ],
)
def test_a_mistake_is_named_at_the_question_and_nothing_is_kept(
    operator: Client, snow: Service, question: dict[str, str], sentence: Any
) -> None:
    body = filled(operator, snow)

    told = mistakes(operator.post(page(snow), adding(body, **question)))

    assert told != "[{}]"
    assert sentence is None or str(sentence) in told
    assert not snow.questions.exists()
    assert operator.post(page(snow), adding(body, code="deep")).status_code == 302


def test_a_question_that_another_hangs_on_is_not_deleted(operator: Client, db: None) -> None:
    street_light = Service.objects.get(code="street_light")
    body = filled(operator, street_light)

    refused = operator.post(page(street_light), {**body, "questions-0-DELETE": "on"})
    taken = operator.post(page(street_light), {**body, "questions-1-DELETE": "on"})

    assert str(definitions.ASKED_LATER) in mistakes(refused)
    assert taken.status_code == 302
    assert not street_light.questions.filter(code="pole_number").exists()


def test_two_questions_of_one_service_do_not_share_a_code(operator: Client, snow: Service) -> None:
    body = adding(adding(filled(operator, snow), code="deep"), code="deep")

    assert operator.post(page(snow), body).status_code == 200
    assert not snow.questions.exists()


def test_a_gminas_administrator_reads_questions_and_changes_none(
    office: Client, operator: Client, snow: Service
) -> None:
    body = adding(filled(operator, snow), code="deep")

    assert office.get(page(snow)).status_code == 200
    assert office.post(page(snow), body).status_code == 403
    assert not snow.questions.exists()
