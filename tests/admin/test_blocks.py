"""Blocks in the administration: seen by the office that said them, ended there, naming nobody."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from backend.accounts.models import Block, User
from backend.jurisdictions.models import Jurisdiction
from backend.management import demo_file
from tests.conftest import Caller

PAGE = "/admin/accounts/block/"


@pytest.fixture
def block(resident: Caller, chief: User, gmina: Jurisdiction, place: dict[str, float]) -> Block:
    sent = {"service": "pothole", "location": place}
    report: dict[str, Any] = resident.post("/api/v1/reports", sent).json()
    now = timezone.now()
    return Block.objects.create(
        jurisdiction=gmina,
        user=User.objects.get(email=demo_file.email_of("resident")),
        report=report["id"],
        number=report["number"],
        reason="Wulgaryzmy",
        made_by=chief,
        made_at=now,
        until=now + timedelta(days=3),
    )


def end(client: Client, block: Block) -> None:
    form = {"action": "end_blocks", "_selected_action": [block.pk]}
    assert client.post(PAGE, form).status_code == 302
    block.refresh_from_db()


def test_an_office_ends_its_own_block(office: Client, chief: User, block: Block) -> None:
    end(office, block)
    assert (block.ended_by, block.ended_at is not None) == (chief, True)


def test_a_block_of_another_office_is_neither_seen_nor_ended(
    office: Client, block: Block, county: Jurisdiction
) -> None:
    Block.objects.update(jurisdiction=county)
    assert block.number not in office.get(PAGE).content.decode()
    end(office, block)
    assert block.ended_at is None


def test_only_the_operator_ends_a_block_for_everywhere(
    office: Client, operator: Client, block: Block
) -> None:
    Block.objects.update(jurisdiction=None)
    end(office, block)
    assert block.ended_at is None
    end(operator, block)
    assert block.ended_at is not None


def test_who_is_blocked_is_not_shown(office: Client, block: Block) -> None:
    email = demo_file.email_of("resident")
    for page in (PAGE, f"{PAGE}{block.pk}/change/"):
        shown = office.get(page).content.decode()
        assert block.number in shown
        assert email not in shown
