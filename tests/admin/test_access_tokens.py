"""Personal access tokens in the administration: one's own, shown once."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from backend.accounts import actions
from backend.accounts.models import AccessToken, User
from backend.accounts.rules import TOKENS_MAX
from tests.accounts.test_access_tokens import basic
from tests.reports.makers import REPORTS

LIST = "/admin/accounts/accesstoken/"


@pytest.fixture
def others(stranger_to_gmina: User) -> AccessToken:
    return actions.make_access_token(user=stranger_to_gmina, name="QGIS", now=timezone.now())


def test_an_administrator_makes_a_token_that_is_shown_once(office: Client, chief: User) -> None:
    answer = office.post(f"{LIST}add/", {"name": "QGIS"})

    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    [text] = re.findall(r"usterka_[\w-]{43}", answer.content.decode())
    assert basic(text, chief.email).get(REPORTS).status_code == 200
    assert text not in office.get(LIST).content.decode()
    token = AccessToken.objects.get(user=chief)
    assert text not in office.get(f"{LIST}{token.pk}/change/").content.decode()


def test_an_operator_makes_tokens_for_themselves_alone(
    operator: Client, chief: User, others: AccessToken
) -> None:
    operator.post(f"{LIST}add/", {"name": "mine", "user": chief.pk})

    assert AccessToken.objects.get(name="mine").user.email == "operator@usterka.example"


def test_an_administrator_revokes_their_own(office: Client, chief: User) -> None:
    token = actions.make_access_token(user=chief, name="QGIS", now=timezone.now())

    office.post(f"{LIST}{token.pk}/delete/", {"post": "yes"})

    assert basic(token.text).get(REPORTS).status_code == 401


def test_an_administrator_finds_and_revokes_no_others(office: Client, others: AccessToken) -> None:
    assert others.name not in office.get(LIST).content.decode()
    office.post(f"{LIST}{others.pk}/delete/", {"post": "yes"})
    bulk: Any = {"action": "delete_selected", "_selected_action": [others.pk], "post": "yes"}
    office.post(LIST, bulk)

    assert basic(others.text).get(REPORTS).status_code == 200


def test_the_operator_revokes_a_lost_token(operator: Client, others: AccessToken) -> None:
    operator.post(f"{LIST}{others.pk}/delete/", {"post": "yes"})

    assert basic(others.text).get(REPORTS).status_code == 401


def test_nobody_without_work_here_comes_in(db: None, others: AccessToken) -> None:
    assert Client().get(LIST).status_code == 302
    client = Client()
    client.force_login(others.user)
    assert client.get(LIST).status_code == 302


def test_too_many_are_refused_with_a_sentence(office: Client, chief: User) -> None:
    for number in range(TOKENS_MAX):
        actions.make_access_token(user=chief, name=str(number), now=timezone.now())

    answer = office.post(f"{LIST}add/", {"name": "one more"}, follow=True)

    assert answer.status_code == 200
    assert AccessToken.objects.filter(user=chief).count() == TOKENS_MAX
    assert answer.context["messages"]
