"""A gmina's administrator decides which managers' roads it takes reports about."""

from typing import Any

import pytest
from django.test import Client

from backend.jurisdictions.models import Jurisdiction, ManagerPolicy
from backend.reports.forwarding_models import Forwarding
from tests.conftest import Caller
from tests.reports.elsewhere import GDDKIA, forward, place_of
from tests.reports.makers import send_report

pytestmark = pytest.mark.django_db


def form(gmina: Jurisdiction, *rows: dict[str, str]) -> dict[str, Any]:
    """The jurisdiction's page as its administrator sends it."""
    hours = {f"working_hours_{day}": text for day, text in enumerate(gmina.working_hours)}
    kept = ("name", "office_name", "emergency_number", "time_zone", "text_publication")
    return {
        **{name: getattr(gmina, name) for name in kept},
        **hours,
        "languages": "pl,en,uk",
        "offers-TOTAL_FORMS": 0,
        "offers-INITIAL_FORMS": 0,
        "legal_facts-TOTAL_FORMS": 0,
        "legal_facts-INITIAL_FORMS": 0,
        "manager_policies-TOTAL_FORMS": len(rows),
        "manager_policies-INITIAL_FORMS": 0,
        **{
            f"manager_policies-{serial}-{name}": value
            for serial, row in enumerate(rows)
            for name, value in {**row, "jurisdiction": gmina.pk}.items()
        },
    }


def test_a_kind_of_manager_is_only_directed_to(office: Client, gmina: Jurisdiction) -> None:
    path = f"/admin/jurisdictions/jurisdiction/{gmina.pk}/change/"

    answer = office.post(path, form(gmina, {"kind": "gddkia", "policy": "direct"}))

    assert answer.status_code == 302, answer.content.decode()
    assert ManagerPolicy.objects.policy(gmina.pk, "gddkia") == "direct"
    assert ManagerPolicy.objects.policy(gmina.pk, "county") == "take"


def test_one_kind_has_one_policy(office: Client, gmina: Jurisdiction) -> None:
    path = f"/admin/jurisdictions/jurisdiction/{gmina.pk}/change/"
    row = {"kind": "gddkia", "policy": "direct"}

    assert office.post(path, form(gmina, row, row)).status_code == 200
    assert not ManagerPolicy.objects.exists()


def test_the_office_sees_to_whom_a_report_went_and_whether_the_letter_did(
    office: Client, phone: Caller, dispatcher: Caller, spots: dict[str, Any]
) -> None:
    report = send_report(phone, place_of(spots))
    forward(dispatcher, report)
    Forwarding.objects.update(failure="refused")

    page = office.get(f"/admin/reports/report/{report['id']}/change/").content.decode()

    assert GDDKIA in page
    assert "refused" in page
