"""The walk through every class of the administration, as the administrator of one gmina."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets, label_for_field
from django.core.management import call_command
from django.db.models import Field, Model, PositiveIntegerField
from django.test import Client
from django.urls import reverse
from django.utils import translation

from backend.accounts.models import Role, User
from backend.core import labels
from backend.core.language import Language
from backend.core.tenant_admin import TenantPermissions
from backend.crews.models import Crew, CrewArea, Duty, Membership
from backend.jurisdictions.models import (
    Jurisdiction,
    ManagementAgreement,
    RoadManager,
    Service,
    ServiceOffer,
)
from backend.reports.models import Report, ReportEvent
from tests.admin.conftest import SQUARE
from tests.admin.test_every_page import OWNED, TENANT_MODELS, _request_of, own_rows, page

SITE = admin.site
MODELS = [*SITE._registry]


def named(model: type[Model]) -> str:
    return model._meta.label


@pytest.fixture(autouse=True)
def _rows(county_rows: None, stranger_to_gmina: User, county_crew: Crew) -> None:
    """Something of the county's is there to be hidden."""
    Duty.objects.create(crew=county_crew, service=Service.objects.all()[0])


def holders(model: type[Model], request: Any) -> Iterator[Any]:
    """The class of a model, and those of what is edited on its pages."""
    model_admin = SITE.get_model_admin(model)
    yield model_admin
    for each in getattr(model_admin, "inlines", []):
        yield each(model, SITE)


def visible(holder: Any, request: Any) -> list[str]:
    """The fields that somebody may see in lists and on pages."""
    names = flatten_fieldsets(holder.get_fieldsets(request))
    return [*names, *(each for each in getattr(holder, "list_display", []))]


def spoken(label: Any) -> list[str]:
    texts = []
    for language in Language.values:
        with translation.override(language):
            texts.append(str(label))
    return texts


@pytest.mark.parametrize("model", MODELS, ids=named)
def test_every_model_and_field_has_a_name_in_three_languages(
    model: type[Model], operator: Client
) -> None:
    request = _request_of(operator)
    for holder in holders(model, request):
        own = labels.of(holder.model)
        assert own, holder.model
        assert len(set(spoken(holder.model._meta.verbose_name_plural))) >= 2, holder.model
        assert own.group in labels.GROUPS
        for name in visible(holder, request):
            field = field_of(holder.model, name)
            assert field is None or own.named(name), (holder, name)
            shown = label_of(holder, name, request)
            assert own.named(name) or len(set(spoken(shown))) >= 2, (holder, name, shown)


def label_of(holder: Any, name: str, request: Any) -> Any:
    form: Any = holder.get_form(request) if hasattr(holder, "get_form") else None
    if form and name in form.base_fields:
        return form.base_fields[name].label
    attribute = getattr(holder, name, None)
    described = getattr(attribute, "short_description", None)
    return described or label_for_field(name, holder.model, holder)


def field_of(model: type[Model], name: str) -> Any:
    found = {field.name: field for field in model._meta.get_fields() if isinstance(field, Field)}
    return found.get(name)


@pytest.mark.parametrize("model", MODELS, ids=named)
def test_every_value_of_a_list_has_a_name_in_three_languages(
    model: type[Model], operator: Client
) -> None:
    request = _request_of(operator)
    for holder in holders(model, request):
        own = labels.of(holder.model)
        assert own
        for name in visible(holder, request):
            for value, _ in getattr(field_of(holder.model, name), "choices", None) or []:
                assert value in own.choices.get(name, {}), (holder.model, name, value)


def test_names_are_written_into_no_migration() -> None:
    field = Service._meta.get_field("similar_radius_m")
    assert "metrach" in str(field.help_text) or "odległości" in str(field.help_text)
    assert isinstance(field.clone(), PositiveIntegerField | Field)
    assert "Within so many metres" in str(field.clone().help_text)
    assert str(field.clone().verbose_name) == "None"
    for app in ("jurisdictions", "accounts", "crews", "gis_layers"):
        call_command("makemigrations", app, check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("language", Language.values)
def test_the_first_page_is_arranged_by_an_offices_work(language: str, office: Client) -> None:
    answer = office.get("/admin/", headers={"Accept-Language": language})
    groups = answer.context["app_list"]
    order = [group.id for group in labels.GROUPS]
    assert [group["app_label"] for group in groups] == [
        each for each in order if each in {group["app_label"] for group in groups}
    ]
    assert {"reports", "crews", "services", "people", "managers"} <= {
        group["app_label"] for group in groups
    }
    text = answer.content.decode()
    for group in labels.GROUPS:
        if group.id in {each["app_label"] for each in groups}:
            assert group.name.in_language(language) in text
            assert group.help.in_language(language) in text


def test_the_operators_own_group_is_nobody_elses(office: Client, operator: Client) -> None:
    for client, is_there in ((office, False), (operator, True)):
        groups = {each["app_label"] for each in client.get("/admin/").context["app_list"]}
        assert ("operator" in groups) is is_there


@pytest.mark.parametrize("model", OWNED, ids=named)
def test_no_door_to_a_foreign_row_is_open(
    model: type[Model], office: Client, gmina: Jurisdiction
) -> None:
    own = own_rows(model, gmina)
    for row in model._default_manager.exclude(pk__in=own.values("pk"))[:2]:
        before = model._base_manager.filter(pk=row.pk).values().get()
        for name in ("change", "delete", "history"):
            path = page(model, name, row.pk)
            for query in ("", "?_popup=1", "?_to_field=id", "?_changelist_filters=x%3D1"):
                assert office.get(path + query).status_code in (302, 400, 403, 404), path + query
                answer = office.post(path + query, {"post": "yes", "_save": "1"})
                assert answer.status_code in (302, 400, 403, 404, 405), path + query
        assert model._base_manager.filter(pk=row.pk).values().get() == before


@pytest.mark.parametrize("model", OWNED, ids=named)
def test_no_bulk_action_reaches_a_foreign_row(
    model: type[Model], office: Client, gmina: Jurisdiction
) -> None:
    own = own_rows(model, gmina)
    foreign = [row.pk for row in model._default_manager.exclude(pk__in=own.values("pk"))[:3]]
    rows = model._base_manager.filter(pk__in=foreign).order_by("pk")
    before = list(rows.values())
    request = _request_of(office)
    actions = [*SITE.get_model_admin(model).get_actions(request), "delete_selected"]
    for action in actions:
        form = {"action": action, "_selected_action": foreign, "post": "yes"}
        for more in ({}, {"select_across": "1"}):
            office.post(
                page(model, "changelist"), {**form, **more, "index": "0"} if foreign else {}
            )
            assert list(rows.values()) == before, action
            if action == "delete_selected" or more:
                break  # what is deleted across all is the gmina's own


@pytest.mark.parametrize("model", OWNED, ids=named)
def test_every_choice_of_another_row_is_ones_own(
    model: type[Model], office: Client, gmina: Jurisdiction
) -> None:
    request = _request_of(office)
    for holder in holders(model, request):
        if not isinstance(holder, TenantPermissions):
            continue
        for field in holder.model._meta.get_fields():
            if not (field.many_to_one and field.concrete):
                continue
            offered = holder.formfield_for_dbfield(field, request)
            foreign = field.related_model._default_manager.exclude(
                pk__in=own_rows(field.related_model, gmina).values("pk")
            )
            assert not offered.queryset.filter(pk__in=foreign.values("pk")).exists(), field


@pytest.mark.parametrize("model", TENANT_MODELS, ids=named)
def test_no_suggestion_is_foreign(model: type[Model], office: Client, gmina: Jurisdiction) -> None:
    request = _request_of(office)
    for holder in holders(model, request):
        for name in getattr(holder, "autocomplete_fields", []):
            field: Any = holder.model._meta.get_field(name)
            asked = {
                "app_label": holder.model._meta.app_label,
                "model_name": holder.model._meta.model_name,
                "field_name": name,
                "term": "",
            }
            found = office.get(reverse("admin:autocomplete"), asked).json()["results"]
            own = {str(row.pk) for row in own_rows(field.related_model, gmina)}
            assert {each["id"] for each in found} <= own, (holder, name)


@pytest.mark.parametrize(
    "path",
    [
        "accounts/user/?_to_field=password",
        "accounts/user/?_popup=1&_to_field=last_login",
        "crews/crew/?_to_field=phone",
        "accounts/user/?password__startswith=pbkdf2",
        "accounts/user/?roles__jurisdiction__name=x",
        "reports/report/?secret_hash__startswith=a",
        "reports/report/?reporter__email__contains=a",
        "reports/report/?handler__id__exact=1",
    ],
)
def test_an_address_asks_for_no_more_than_the_page_offers(
    path: str, office: Client, operator: Client
) -> None:
    for client in (office, operator):
        assert client.get(f"/admin/{path}").status_code == 400


@pytest.mark.parametrize(
    ("model", "query"),
    [
        (Report, "service__id__exact=1"),
        (Report, "status__exact=received&priority__exact=normal"),
        (Report, "received_at__gte=2026-01-01+00:00:00%2B01:00"),
        (CrewArea, "crew__id__exact=1"),
        (Membership, "crew__id__exact=1"),
        (User, "roles__kind__exact=dispatcher"),
        (ReportEvent, "kind__exact=received"),
        (ManagementAgreement, "valid_to__isnull=True"),
    ],
    ids=str,
)
def test_the_lists_own_filters_work(model: type[Model], query: str, office: Client) -> None:
    assert office.get(f"{page(model, 'changelist')}?{query}").status_code == 200


@pytest.mark.parametrize("model", MODELS, ids=named)
def test_what_history_hangs_on_is_kept_and_said_kindly(
    model: type[Model], operator: Client
) -> None:
    model_admin = SITE.get_model_admin(model)
    if not model_admin.has_delete_permission(_request_of(operator)):
        return
    for row in model._default_manager.all()[:3]:
        answer = operator.get(page(model, "delete", row.pk))
        assert answer.status_code == 200
        posted = operator.post(page(model, "delete", row.pk), {"post": "yes"})
        assert posted.status_code in (200, 302)
        if answer.context["protected"]:
            assert posted.status_code == 200
            assert model._base_manager.filter(pk=row.pk).exists()


def test_a_crew_with_reports_cannot_be_deleted_and_the_page_tells_what_to_do(
    office: Client, gmina: Jurisdiction, report: dict[str, Any]
) -> None:
    crew = Crew.objects.filter(jurisdiction=gmina)[0]
    Report.objects.filter(pk=report["id"]).update(crew=crew)
    for path, form in (
        (page(Crew, "delete", crew.pk), {"post": "yes"}),
        (
            page(Crew, "changelist"),
            {"action": "delete_selected", "_selected_action": crew.pk, "post": "yes"},
        ),
    ):
        text = office.post(path, form, headers={"Accept-Language": "pl"}).content.decode()
        assert "zamiast usuwać" in text
    assert Crew.objects.filter(pk=crew.pk).exists()


@pytest.mark.parametrize("field", ["is_superuser", "is_staff", "password", "user_permissions"])
def test_no_administrator_finds_a_field_that_raises_anybody(
    field: str, office: Client, chief: User
) -> None:
    for path in (page(User, "add"), page(User, "change", chief.pk)):
        assert f'name="{field}"' not in office.get(path).content.decode()


def test_foreign_ids_in_every_field_of_a_form_are_refused(
    office: Client, gmina: Jurisdiction, county: Jurisdiction, county_crew: Crew, chief: User
) -> None:
    theirs = RoadManager.objects.filter(jurisdiction=county)[0]
    own_crew = Crew.objects.filter(jurisdiction=gmina)[0]
    service = Service.objects.all()[0]
    stranger = User.objects.get(email="kierownik@powiat.example")
    empty = {
        f"{prefix}-{key}": 0
        for prefix in ("memberships", "duties", "hours", "absences")
        for key in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    forms: list[tuple[type[Model], dict[str, Any]]] = [
        (Crew, {"jurisdiction": county.pk, "name": "X", **empty}),
        (Crew, {"jurisdiction": gmina.pk, "name": "X", "stand_in": county_crew.pk, **empty}),
        (CrewArea, {"crew": county_crew.pk, "name": "X", "priority": 1, "area": SQUARE}),
        (Membership, {"crew": county_crew.pk, "user": chief.pk}),
        (Membership, {"crew": own_crew.pk, "user": stranger.pk}),
        (Duty, {"crew": county_crew.pk, "service": service.pk}),
        (
            ManagementAgreement,
            {
                "reference": "X",
                "from_manager": theirs.pk,
                "to_manager": theirs.pk,
                "area": SQUARE,
                "valid_from": "2026-01-01",
            },
        ),
    ]
    for model, form in forms:
        before = model._base_manager.count()
        assert office.post(page(model, "add"), form).status_code == 200, form
        assert model._base_manager.count() == before, form


def test_a_foreign_offer_is_not_made_through_the_own_offices_page(
    office: Client, gmina: Jurisdiction, county: Jurisdiction
) -> None:
    theirs = ServiceOffer.objects.filter(jurisdiction=county).count()
    service = (
        Service.objects.exclude(offers__jurisdiction=county).first() or Service.objects.all()[0]
    )
    form = {
        "offers-TOTAL_FORMS": 1,
        "offers-INITIAL_FORMS": 0,
        "offers-0-jurisdiction": county.pk,
        "offers-0-service": service.pk,
        "offers-0-photo_publication": "at_once",
    }
    office.post(page(Jurisdiction, "change", gmina.pk), form)
    assert ServiceOffer.objects.filter(jurisdiction=county).count() == theirs


def test_times_are_told_by_the_offices_clock(office: Client, report: dict[str, Any]) -> None:
    Report.objects.filter(pk=report["id"]).update(received_at="2026-07-01T10:00:00Z")
    text = office.get(page(Report, "change", report["id"])).content.decode()
    assert "12:00" in text


def test_an_administrator_gives_roles_of_their_own_office_alone(
    office: Client, county: Jurisdiction, gmina: Jurisdiction
) -> None:
    text = office.get(page(User, "add")).content.decode()
    assert gmina.name in text
    assert f">{county.name}<" not in text
    assert not Role.objects.filter(jurisdiction=county, kind="administrator").exists()
