"""What a gmina's administrator tries beyond their jurisdiction, and what they may do in it."""

from datetime import date
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from backend.accounts.models import Role, User
from backend.crews.models import Crew, CrewArea, Membership
from backend.jurisdictions.models import (
    Jurisdiction,
    ManagementAgreement,
    RoadManager,
    Service,
    ServiceOffer,
)
from tests.admin.conftest import SQUARE, logged_in

NEW = {"email": "nowa@lesznowola.example", "name": "Nowa", "language": "pl", "is_active": "on"}


def person_form(user: User, **values: Any) -> dict[str, Any]:
    """A person's page, as the browser sends it back, with their own roles and crews unchanged."""
    empty = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0}
    return {
        "email": user.email,
        "name": user.name,
        "language": user.language,
        "is_active": "on",
        **{f"{prefix}-{key}": n for prefix in ("roles", "memberships") for key, n in empty.items()},
        **values,
    }


def granting(prefix: str, user: User, **values: Any) -> dict[str, Any]:
    row = {f"{prefix}-0-{name}": value for name, value in {"user": user.pk, **values}.items()}
    return {f"{prefix}-TOTAL_FORMS": 1, f"{prefix}-INITIAL_FORMS": 0, **row}


def of(user: User) -> str:
    return f"/admin/accounts/user/{user.pk}/change/"


@pytest.fixture
def worker(gmina: Jurisdiction) -> User:
    """Somebody who works for the gmina alone and has not logged in yet."""
    user = User.objects.create_user("robotnik@lesznowola.example", "stare-haslo-123", name="Jan")
    Membership.objects.create(user=user, crew=Crew.objects.filter(jurisdiction=gmina)[0])
    return user


def test_a_dispatcher_gets_no_administration(gmina: Jurisdiction) -> None:
    user = User.objects.create_user("tylko@dyspozytor.example", is_staff=True)
    Role.objects.create(user=user, jurisdiction=gmina, kind=Role.Kind.DISPATCHER)
    answer = logged_in(user).get("/admin/crews/crew/")
    assert answer.status_code == 302 and "/admin/login/" in answer.headers["Location"]


def test_an_administrator_who_lost_the_role_is_out_at_once(office: Client, chief: User) -> None:
    Role.objects.filter(user=chief).delete()
    assert office.get("/admin/crews/crew/").status_code == 302


def test_an_administrator_makes_a_dispatcher_of_their_gmina(
    office: Client, gmina: Jurisdiction
) -> None:
    work = {"role": "dispatcher", "jurisdiction": gmina.pk, "new_password": "kaczka-7-na-rowerze"}
    assert office.post("/admin/accounts/user/add/", {**NEW, **work}).status_code == 302
    made = User.objects.get(email=NEW["email"])
    assert [(role.kind, role.jurisdiction) for role in made.roles.all()] == [("dispatcher", gmina)]
    assert made.check_password("kaczka-7-na-rowerze")
    assert (made.is_staff, made.is_superuser) == (False, False)
    assert EmailAddress.objects.get(user=made).verified


def test_a_new_administrator_may_enter_the_administration(
    office: Client, gmina: Jurisdiction
) -> None:
    work = {"role": "administrator", "jurisdiction": gmina.pk}
    assert office.post("/admin/accounts/user/add/", {**NEW, **work}).status_code == 302
    made = User.objects.get(email=NEW["email"])
    assert made.is_staff and not made.has_usable_password()


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"role": "administrator"},
        {"role": "administrator", "jurisdiction": "county"},
        {"crew": "county"},
        {"crew": "own", "role": "dispatcher", "jurisdiction": "county"},
        {"crew": "own", "role": "king", "jurisdiction": "own"},
        {"crew": "own", "new_password": "krótkie"},
        {"crew": "own", "email": "dyspozytor@lesznowola.example"},
        {"crew": "own", "email": "zajety@poczta.example"},
    ],
)
def test_a_person_without_work_here_or_with_work_elsewhere_is_not_made(
    values: dict[str, str],
    office: Client,
    gmina: Jurisdiction,
    county: Jurisdiction,
    county_crew: Crew,
    worker: User,
) -> None:
    EmailAddress.objects.create(user=worker, email="zajety@poczta.example", verified=True)
    crews = {"own": Crew.objects.filter(jurisdiction=gmina)[0].pk, "county": county_crew.pk}
    offices = {"own": gmina.pk, "county": county.pk}
    known: dict[str, dict[str, int]] = {"crew": crews, "jurisdiction": offices}
    form = {name: known.get(name, {}).get(value, value) for name, value in values.items()}
    before = User.objects.count()
    assert office.post("/admin/accounts/user/add/", {**NEW, **form}).status_code == 200
    assert User.objects.count() == before


def test_nobody_becomes_an_operator_by_an_administrators_hand(
    office: Client, gmina: Jurisdiction, chief: User
) -> None:
    raised = {"is_superuser": "on", "is_staff": "on", "groups": "1", "user_permissions": "1"}
    work = {"crew": Crew.objects.filter(jurisdiction=gmina)[0].pk}
    assert office.post("/admin/accounts/user/add/", {**NEW, **work, **raised}).status_code == 302
    made = User.objects.get(email=NEW["email"])
    assert (made.is_superuser, made.is_staff) == (False, False)
    office.post(of(chief), person_form(chief, **raised))
    chief.refresh_from_db()
    assert not chief.is_superuser


def test_an_administrator_sets_the_first_password_of_their_own_worker(
    office: Client, worker: User
) -> None:
    form = person_form(worker, name="Jan Nowy", new_password="gruszka-9-w-popiele")
    assert office.post(of(worker), form).status_code == 302
    worker.refresh_from_db()
    assert worker.check_password("gruszka-9-w-popiele") and worker.name == "Jan Nowy"


@pytest.mark.parametrize("why", ["works elsewhere", "in a foreign crew", "operator", "logged in"])
def test_nobody_is_taken_over_by_a_new_password_or_address(
    why: str, office: Client, worker: User, county: Jurisdiction, county_crew: Crew
) -> None:
    if why == "works elsewhere":
        Role.objects.create(user=worker, jurisdiction=county, kind=Role.Kind.DISPATCHER)
    elif why == "in a foreign crew":
        Membership.objects.create(user=worker, crew=county_crew)
    elif why == "operator":
        User.objects.filter(pk=worker.pk).update(is_superuser=True)
    else:
        User.objects.filter(pk=worker.pk).update(last_login=timezone.now())
    form = person_form(worker, email="zlodziej@zlo.example", new_password="gruszka-9-w-popiele")
    assert office.post(of(worker), form).status_code == 302
    worker.refresh_from_db()
    assert worker.email == "robotnik@lesznowola.example"
    assert worker.check_password("stare-haslo-123")


def test_a_person_who_also_works_elsewhere_cannot_be_locked_out(
    office: Client, worker: User, county_crew: Crew
) -> None:
    Membership.objects.create(user=worker, crew=county_crew)
    form = person_form(worker, name="Inny")
    del form["is_active"]
    office.post(of(worker), form)
    worker.refresh_from_db()
    assert worker.is_active and worker.name == "Jan"


def test_roles_are_granted_inside_the_own_gmina_alone(
    office: Client, worker: User, gmina: Jurisdiction, county: Jurisdiction
) -> None:
    for jurisdiction, status in ((county, 200), (gmina, 302)):
        grant = granting("roles", worker, jurisdiction=jurisdiction.pk, kind="administrator")
        assert office.post(of(worker), person_form(worker, **grant)).status_code == status
    assert [role.jurisdiction for role in worker.roles.all()] == [gmina]
    worker.refresh_from_db()
    assert worker.is_staff


def test_whoever_loses_the_administrators_role_is_staff_no_more(
    office: Client, worker: User, gmina: Jurisdiction
) -> None:
    role = Role.objects.create(user=worker, jurisdiction=gmina, kind=Role.Kind.ADMINISTRATOR)
    taken = granting(
        "roles", worker, id=role.pk, jurisdiction=gmina.pk, kind=role.kind, DELETE="on"
    )
    form = person_form(worker, **{**taken, "roles-INITIAL_FORMS": 1})
    assert office.post(of(worker), form).status_code == 302
    worker.refresh_from_db()
    assert not worker.roles.exists() and not worker.is_staff


def test_a_foreign_role_cannot_be_rewritten_through_the_own_persons_page(
    office: Client, worker: User, gmina: Jurisdiction, county: Jurisdiction
) -> None:
    role = Role.objects.create(user=worker, jurisdiction=county, kind=Role.Kind.DISPATCHER)
    stolen = granting("roles", worker, id=role.pk, jurisdiction=gmina.pk, kind="administrator")
    office.post(of(worker), person_form(worker, **{**stolen, "roles-INITIAL_FORMS": 1}))
    role.refresh_from_db()
    assert (role.jurisdiction, role.kind) == (county, "dispatcher")


def test_a_stranger_cannot_be_put_into_a_crew(
    office: Client, gmina: Jurisdiction, stranger_to_gmina: User, worker: User
) -> None:
    crew = Crew.objects.filter(jurisdiction=gmina).exclude(memberships__user=worker)[0]
    for user, status in ((stranger_to_gmina, 200), (worker, 302)):
        form = {"crew": crew.pk, "user": user.pk}
        assert office.post("/admin/crews/membership/add/", form).status_code == status
    assert not Membership.objects.filter(crew=crew, user=stranger_to_gmina).exists()


def test_the_search_for_people_finds_no_stranger(
    office: Client, stranger_to_gmina: User, worker: User
) -> None:
    query = "app_label=crews&model_name=membership&field_name=user"
    found = office.get(f"/admin/autocomplete/?{query}&term=example").json()["results"]
    emails = {each["text"] for each in found}
    assert worker.email in emails and stranger_to_gmina.email not in emails


def test_an_area_is_drawn_for_an_own_crew_alone(
    office: Client, gmina: Jurisdiction, county_crew: Crew
) -> None:
    own = Crew.objects.filter(jurisdiction=gmina)[0]
    for crew, status in ((county_crew, 200), (own, 302)):
        form = {"crew": crew.pk, "name": "Nowy", "priority": 1, "area": SQUARE}
        assert office.post("/admin/crews/crewarea/add/", form).status_code == status
    area = CrewArea.objects.get(name="Nowy")
    assert area.crew == own and area.area.num_points == 5


def test_an_own_area_cannot_be_given_away(
    office: Client, gmina: Jurisdiction, county_crew: Crew
) -> None:
    area = CrewArea.objects.filter(crew__jurisdiction=gmina)[0]
    form = {"crew": county_crew.pk, "name": area.name, "priority": 0, "area": SQUARE}
    assert office.post(f"/admin/crews/crewarea/{area.pk}/change/", form).status_code == 200
    area.refresh_from_db()
    assert area.crew.jurisdiction == gmina


def test_an_office_says_how_it_is_reached_but_not_who_it_is(
    office: Client, gmina: Jurisdiction
) -> None:
    form = {
        "name": "Gmina Lesznowola",
        "office_name": "Urząd",
        "contact_phone": "22 555 00 00",
        "emergency_number": "112",
        "languages": "pl,en,uk",
        "time_zone": "Europe/Warsaw",
        **{f"working_hours_{day}": "7:30-15:30" for day in range(5)},
        "text_publication": "never",
        "teryt": "1418",
        "number_prefix": "PIA",
        "host_names": "powiat-piaseczynski.example",
        "legal_facts-TOTAL_FORMS": 0,
        "legal_facts-INITIAL_FORMS": 0,
        "offers-TOTAL_FORMS": 0,
        "offers-INITIAL_FORMS": 0,
        "manager_policies-TOTAL_FORMS": 0,
        "manager_policies-INITIAL_FORMS": 0,
    }
    answer = office.post(f"/admin/jurisdictions/jurisdiction/{gmina.pk}/change/", form)
    assert answer.status_code == 302
    before = (gmina.teryt, gmina.number_prefix, gmina.host_names)
    gmina.refresh_from_db()
    assert (gmina.teryt, gmina.number_prefix, gmina.host_names) == before
    assert gmina.contact_phone == "22 555 00 00"


def test_an_office_chooses_its_services_but_does_not_rewrite_them(
    office: Client, gmina: Jurisdiction
) -> None:
    service = Service.objects.get(code="pothole")
    assert office.post(f"/admin/jurisdictions/service/{service.pk}/change/", {}).status_code == 403
    assert office.get("/admin/jurisdictions/service/add/").status_code == 403
    assert ServiceOffer.objects.filter(jurisdiction=gmina, service=service).exists()


def test_a_managers_kind_and_unit_stay_as_the_law_has_them(
    office: Client, gmina: Jurisdiction
) -> None:
    manager = RoadManager.objects.get(jurisdiction=gmina)
    form = {"name": "Wójt", "phone": "1", "kind": "gddkia", "teryt": "14", "jurisdiction": ""}
    page = f"/admin/jurisdictions/roadmanager/{manager.pk}/change/"
    assert office.post(page, form).status_code == 302
    kind = manager.kind
    manager.refresh_from_db()
    assert (manager.kind, manager.jurisdiction, manager.name) == (kind, gmina, "Wójt")
    assert office.get("/admin/jurisdictions/roadmanager/add/").status_code == 403


def test_nobody_hands_themselves_the_roads_of_another(
    office: Client, gmina: Jurisdiction, county: Jurisdiction
) -> None:
    county_manager = RoadManager.objects.get(jurisdiction=county)
    mine = RoadManager.objects.get(jurisdiction=gmina)
    form = {
        "reference": "UM-1",
        "from_manager": county_manager.pk,
        "to_manager": mine.pk,
        "area": SQUARE,
        "valid_from": "2026-01-01",
    }
    answer = office.post("/admin/jurisdictions/managementagreement/add/", form)
    assert answer.status_code == 200
    assert not ManagementAgreement.objects.filter(reference="UM-1").exists()
    known = ManagementAgreement.objects.filter(from_manager=county_manager, to_manager=mine)[0]
    page = f"/admin/jurisdictions/managementagreement/{known.pk}"
    assert office.get(f"{page}/change/").status_code == 200
    assert office.post(f"{page}/change/", {**form, "valid_to": "2099-01-01"}).status_code == 403
    assert office.post(f"{page}/delete/", {"post": "yes"}).status_code == 403
    known.refresh_from_db()
    assert known.valid_to != date(2099, 1, 1)


def test_the_operator_raises_and_deletes(operator: Client, worker: User) -> None:
    operator.post(of(worker), person_form(worker, is_superuser="on"))
    worker.refresh_from_db()
    assert worker.is_superuser and worker.is_staff
    answer = operator.post(f"/admin/accounts/user/{worker.pk}/delete/", {"post": "yes"})
    assert answer.status_code == 302
    assert not User.objects.filter(pk=worker.pk).exists()
