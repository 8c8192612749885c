"""Every registered model: its pages open, and a gmina's administrator finds only their own."""

from typing import Any

import pytest
from django.contrib import admin
from django.db.models import Model, Q
from django.test import Client
from django.urls import reverse

from backend.accounts.models import User
from backend.core.tenant_admin import TenantPermissions, ViewOnly
from backend.jurisdictions.models import Jurisdiction
from backend.reports.models import Report, ReportEvent
from gis_layers.models import LayerImport

MODELS = [*admin.site._registry]
TENANT_MODELS = [
    model for model, each in admin.site._registry.items() if isinstance(each, TenantPermissions)
]
OWNED = [model for model in TENANT_MODELS if not admin.site.get_model_admin(model).is_shared]


def page(model: type[Model], name: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


@pytest.fixture(autouse=True)
def _rows(county_rows: None, stranger_to_gmina: User) -> None:
    """Something of the county's is there to be hidden."""


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_the_operator_opens_every_list_and_form(model: type[Model], operator: Client) -> None:
    assert operator.get(page(model, "changelist")).status_code == 200
    adding = admin.site.get_model_admin(model).has_add_permission(_request_of(operator))
    assert operator.get(page(model, "add")).status_code == (200 if adding else 403)
    row = model._default_manager.first()
    if row:
        assert operator.get(page(model, "change", row.pk)).status_code == 200


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_a_search_for_junk_breaks_no_list(model: type[Model], operator: Client) -> None:
    for query in ("q=%00", "q=%ff%27%22", "p=99999999999", "o=1.-2.x", "e=1", "all="):
        assert operator.get(f"{page(model, 'changelist')}?{query}").status_code in (200, 302, 400)


@pytest.mark.parametrize("model", OWNED, ids=lambda model: model._meta.label)
def test_an_administrator_lists_only_what_is_theirs(
    model: type[Model], office: Client, gmina: Jurisdiction
) -> None:
    answer = office.get(page(model, "changelist") + "?all=")
    assert answer.status_code == 200
    shown = {row.pk for row in answer.context["cl"].queryset}
    assert shown == {row.pk for row in own_rows(model, gmina)}


@pytest.mark.parametrize("model", OWNED, ids=lambda model: model._meta.label)
def test_an_administrator_opens_their_own_and_no_foreign_row(
    model: type[Model], office: Client, gmina: Jurisdiction
) -> None:
    own = own_rows(model, gmina)
    foreign = model._default_manager.exclude(pk__in=own.values("pk"))
    for row in own[:3]:
        assert office.get(page(model, "change", row.pk)).status_code == 200
    for row in foreign[:3]:
        for name in ("change", "history", "delete"):
            assert office.get(page(model, name, row.pk)).status_code in (302, 403, 404)
            assert office.post(page(model, name, row.pk), {"post": "yes"}).status_code != 200


@pytest.mark.parametrize("model", TENANT_MODELS, ids=lambda model: model._meta.label)
def test_an_administrator_is_offered_only_their_own_choices(
    model: type[Model], office: Client, gmina: Jurisdiction
) -> None:
    request = _request_of(office)
    model_admin = admin.site.get_model_admin(model)
    holders = [model_admin, *model_admin.get_inline_instances(request, model())]
    for holder in holders:
        for field in holder.model._meta.get_fields():
            if field.many_to_one and field.concrete:
                offered = holder.formfield_for_dbfield(field, request)
                assert offered is not None
                rows = {row.pk for row in offered.queryset}
                assert rows <= {row.pk for row in own_rows(field.related_model, gmina)}, field


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_nothing_but_the_tenants_pages_is_open_to_an_administrator(
    model: type[Model], office: Client
) -> None:
    expected = 200 if model in TENANT_MODELS else 403
    assert office.get(page(model, "changelist")).status_code == expected


@pytest.mark.parametrize(
    "model",
    [model for model in MODELS if isinstance(admin.site.get_model_admin(model), ViewOnly)],
    ids=lambda model: model._meta.label,
)
def test_history_and_reports_are_changed_by_nobody(
    model: type[Model], operator: Client, office: Client
) -> None:
    row = model._default_manager.first()
    for client in (operator, office):
        assert client.get(page(model, "add")).status_code == 403
        assert client.post(page(model, "add"), {}).status_code == 403
        if row:
            assert (
                client.post(page(model, "change", row.pk), {"status": "fixed"}).status_code == 403
            )
            assert client.post(page(model, "delete", row.pk), {"post": "yes"}).status_code == 403
        bulk = {"action": "delete_selected", "_selected_action": [row.pk if row else 1]}
        client.post(page(model, "changelist"), {**bulk, "post": "yes"})
        assert row is None or model._default_manager.filter(pk=row.pk).exists()


def test_a_report_shows_no_contact_data(
    office: Client, phone: Any, place: dict[str, float]
) -> None:
    contact = {"name": "Anna Tajna", "email": "anna@tajna.example", "phone": "600 700 800"}
    body = {"service": "pothole", "location": place, "contact": contact}
    uid = phone.post("/api/v1/reports", body).json()["id"]
    text = office.get(page(Report, "change", uid)).content.decode()
    assert not any(value in text for value in contact.values())


@pytest.mark.parametrize(
    "query",
    [
        "area__bboverlaps=/etc/passwd",
        "area__contains=%7B%22driver%22%3A%22GTiff%22%7D",
        "area__coveredby=x",
        "crew__jurisdiction__name=x",
        "crew__members__password__startswith=pbkdf2",
    ],
)
def test_no_lookup_but_the_lists_own_filters_comes_from_an_address(
    query: str, office: Client, operator: Client
) -> None:
    for client in (office, operator):
        assert client.get(f"/admin/crews/crewarea/?{query}").status_code == 400


def test_a_list_filter_still_works(office: Client) -> None:
    assert office.get("/admin/crews/crew/?is_active__exact=1").status_code == 200


def own_rows(model: type[Model], gmina: Jurisdiction) -> Any:
    """What belongs to the gmina, worked out apart from the administration."""
    rows: dict[Any, Q] = {
        Jurisdiction: Q(pk=gmina.pk),
        User: Q(roles__jurisdiction=gmina) | Q(memberships__crew__jurisdiction=gmina),
        LayerImport: Q(kind="crew_areas", teryt=gmina.teryt),
    }
    if model in rows:
        return model._default_manager.filter(
            pk__in=model._default_manager.filter(rows[model]).values("pk")
        )
    if hasattr(model, "jurisdiction"):
        found = Q(jurisdiction=gmina)
        return model._default_manager.filter(
            found | Q(handler=gmina) if hasattr(model, "handler") else found
        )
    if hasattr(model, "crew") and model is not ReportEvent:
        return model._default_manager.filter(crew__jurisdiction=gmina)
    if hasattr(model, "report"):
        return model._default_manager.filter(
            Q(report__jurisdiction=gmina) | Q(report__handler=gmina)
        )
    if hasattr(model, "from_manager"):
        return model._default_manager.filter(
            Q(from_manager__jurisdiction=gmina) | Q(to_manager__jurisdiction=gmina)
        )
    return model._default_manager.all()


def _request_of(client: Client) -> Any:
    return client.get("/admin/").wsgi_request
