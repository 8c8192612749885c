"""The administration's login: limited like the API's, in the same counters."""

from typing import Any

import pytest
from django.test import Client

from backend.accounts.models import User
from tests.conftest import PASSWORD

LOGIN = "/admin/login/"


@pytest.fixture(autouse=True)
def _limits(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "100/m/ip,3/5m/key"}


def try_to_enter(client: Client, email: str, password: str) -> int:
    return client.post(LOGIN, {"username": email, "password": password}).status_code


def test_an_administrator_logs_in(client: Client, chief: User) -> None:
    assert try_to_enter(client, chief.email.upper(), PASSWORD) == 302
    assert client.get("/admin/").status_code == 200


def test_a_password_is_not_guessed_for_long(client: Client, chief: User) -> None:
    for _ in range(3):
        assert try_to_enter(client, chief.email, "zgaduje") == 200
    assert try_to_enter(client, chief.email, PASSWORD) == 200
    assert client.get("/admin/").status_code == 302


def test_guesses_at_both_doors_are_counted_together(client: Client, chief: User) -> None:
    body = {"email": chief.email, "password": "zgaduje"}
    for _ in range(3):
        client.post("/_allauth/app/v1/auth/login", body, content_type="application/json")
    assert try_to_enter(client, chief.email, PASSWORD) == 200


def test_another_account_is_not_locked_by_it(client: Client, chief: User) -> None:
    for _ in range(4):
        try_to_enter(client, "ktos@inny.example", "zgaduje")
    assert try_to_enter(client, chief.email, PASSWORD) == 302


@pytest.mark.parametrize(
    "email", ["", "a\x00b", "x" * 5000, "ż@ż", "dyspozytor@lesznowola.example"]
)
def test_who_is_no_administrator_stays_outside(client: Client, email: str, db: None) -> None:
    assert try_to_enter(client, email, PASSWORD) == 200
    assert client.get("/admin/").status_code == 302


def test_the_login_leads_to_no_other_site(client: Client, chief: User) -> None:
    form = {"username": chief.email, "password": PASSWORD, "next": "https://zlo.example/"}
    answer = client.post(f"{LOGIN}?next=https://zlo.example/", form)
    assert "zlo" not in answer.headers["Location"]
