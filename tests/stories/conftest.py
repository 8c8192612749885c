"""The people of the stories."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from backend.accounts.models import User
from backend.jurisdictions.models import Jurisdiction, Service
from backend.management import demo_file
from tests.conftest import NOON, Caller
from tests.reports.makers import SOUTH, make_account
from tests.stories.administration import Administrator
from tests.stories.people import Crew, Dispatcher, Person
from tests.stories.town import Town


@pytest.fixture
def town(db: None, spots: dict[str, Any], monkeypatch: Any, settings: Any) -> Town:
    settings.PHOTO_PROPOSALS = False  # seconds of looking for faces, of which no story tells
    town = Town(NOON, spots)
    monkeypatch.setattr(timezone, "now", town.now)
    return town


@pytest.fixture
def street(place: dict[str, float]) -> dict[str, float]:
    """A place on a road of the municipality's, in the area of `crew`."""
    return place


@pytest.fixture
def resident(town: Town, phone: Caller) -> Person:
    """Somebody with the app on their phone, without an account."""
    return Person(phone, town)


@pytest.fixture
def neighbour(town: Town, other_phone: Caller) -> Person:
    return Person(other_phone, town)


@pytest.fixture
def passer_by(town: Town) -> Person:
    """Somebody else, with an account."""
    return Person(make_account(), town)


@pytest.fixture
def stranger(town: Town, stranger: Caller) -> Person:
    """Somebody who opens the page in a browser."""
    return Person(stranger, town)


@pytest.fixture
def crew(town: Town, crew: Caller) -> Crew:
    return Crew(crew, town)


@pytest.fixture
def other_crew(town: Town) -> Crew:
    """The crew of the other side of the municipality."""
    return Crew(make_account(crew=SOUTH), town)


@pytest.fixture
def dispatcher(town: Town, dispatcher: Caller) -> Dispatcher:
    return Dispatcher(dispatcher, town)


@pytest.fixture
def administrator(db: None) -> Administrator:
    """The municipality's own, in a browser."""
    return Administrator(_logged_in(User.objects.get(email=demo_file.email_of("administrator"))))


@pytest.fixture
def operator(db: None) -> Administrator:
    """Who runs the installation for all its offices."""
    return Administrator(_logged_in(User.objects.create_superuser("operator@usterka.example")))


@dataclass(frozen=True, kw_only=True)
class Pages:
    """Pages of the administration, where settings are kept as data.

    pothole: what all offices of the installation say about potholes.
    """

    office: str
    county: str
    pothole: str


@pytest.fixture
def pages(db: None) -> Pages:
    return Pages(
        office=_page(Jurisdiction.objects.get(teryt="1418032")),
        county=_page(Jurisdiction.objects.get(teryt="1418")),
        pothole=_page(Service.objects.get(code="pothole")),
    )


def _page(row: Model) -> str:
    return reverse(f"admin:{row._meta.label_lower.replace('.', '_')}_change", args=[row.pk])


def _logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client
