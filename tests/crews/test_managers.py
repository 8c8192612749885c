"""GET /managers: staff find to whom a report could be passed on."""

import pytest

from backend.jurisdictions.models import RoadManager
from backend.jurisdictions.rules import MANAGERS_MAX
from tests.reports.makers import code_of, fields_of

pytestmark = pytest.mark.django_db

MANAGERS = "/api/v1/managers"


def test_a_part_of_the_name_finds_them(dispatcher):
    found = dispatcher.get(f"{MANAGERS}?q=tarczyn").json()["results"]

    row = RoadManager.objects.get(name="Burmistrz Tarczyna")
    assert found == [
        {
            "kind": "municipality",
            "name": row.name,
            "phone": row.phone,
            "email": row.email,
            "form_url": "",
            "id": row.pk,
            "teryt": "1418063",
        }
    ]
    assert dispatcher.get(f"{MANAGERS}?q=nobody").json()["results"] == []


def test_there_are_never_more_than_that(dispatcher):
    RoadManager.objects.bulk_create(
        RoadManager(kind="owner", name=f"Osiedle {serial:03}") for serial in range(30)
    )

    found = dispatcher.get(f"{MANAGERS}?q=osiedle").json()["results"]

    assert [row["name"] for row in found] == [f"Osiedle {n:03}" for n in range(MANAGERS_MAX)]


@pytest.mark.parametrize(("who", "status"), [("stranger", 401), ("phone", 401), ("resident", 403)])
def test_it_is_for_staff(request, who, status):
    assert request.getfixturevalue(who).get(f"{MANAGERS}?q=tarczyn").status_code == status


@pytest.mark.parametrize("query", ["", "?q=", "?q=x", "?q=%25%25%25%25&lon=1"])
def test_it_wants_two_letters_and_nothing_else(dispatcher, query):
    refused = dispatcher.get(f"{MANAGERS}{query}")

    assert refused.status_code == 400
    assert fields_of(refused) in (["q"], ["lon"])


def test_signs_of_patterns_are_letters(dispatcher):
    assert dispatcher.get(f"{MANAGERS}?q=%25%25").json()["results"] == []
    assert code_of(dispatcher.get(f"{MANAGERS}?q=%00a"))[0] == 400
