"""Who comes to the administration: the operator, a gmina's administrator, a dispatcher."""

from typing import Any

import pytest
from django.test import Client

from backend.accounts.models import Role, User
from backend.crews.models import Crew, CrewArea, Membership
from backend.jurisdictions.models import Jurisdiction
from backend.management import demo_file
from backend.reports.models import Report
from gis_layers.models import LayerImport

SQUARE = '{"type":"Polygon","coordinates":[[[20.9,52],[21,52],[21,52.1],[20.9,52.1],[20.9,52]]]}'


@pytest.fixture
def gmina(db: None) -> Jurisdiction:
    return Jurisdiction.objects.get(teryt="1418032")


@pytest.fixture
def county(db: None) -> Jurisdiction:
    return Jurisdiction.objects.get(teryt="1418")


@pytest.fixture
def chief(gmina: Jurisdiction) -> User:
    """The gmina's administrator."""
    return User.objects.get(email=demo_file.email_of("administrator"))


@pytest.fixture
def operator(db: None) -> Client:
    """The installation's operator."""
    return logged_in(User.objects.create_superuser("operator@usterka.example"))


@pytest.fixture
def office(chief: User) -> Client:
    """The gmina's administrator at work."""
    return logged_in(chief)


@pytest.fixture
def county_crew(county: Jurisdiction) -> Crew:
    return Crew.objects.create(jurisdiction=county, name="Powiatowa")


@pytest.fixture
def stranger_to_gmina(county: Jurisdiction, county_crew: Crew) -> User:
    """Somebody who works for the county alone."""
    user = User.objects.create_user("kierownik@powiat.example", name="Kierownik")
    Role.objects.create(user=user, jurisdiction=county, kind=Role.Kind.DISPATCHER)
    Membership.objects.create(user=user, crew=county_crew)
    return user


@pytest.fixture
def county_rows(county: Jurisdiction, county_crew: Crew, report: dict[str, Any]) -> None:
    """One row of everything that a crew has, and a report, of the county's."""
    area = CrewArea.objects.exclude(crew=county_crew)[0].area
    CrewArea.objects.create(crew=county_crew, name="Powiat", area=area)
    for teryt in (county.teryt, "1418032"):
        LayerImport.objects.create(kind="crew_areas", teryt=teryt, original_name="a.zip")
    LayerImport.objects.create(kind="roads", original_name="a.zip")
    mine = Report.objects.get(pk=report["id"])
    mine.pk, mine.number = None, "PIA/1/2026"
    mine.jurisdiction = mine.handler = county
    mine.save()


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client
