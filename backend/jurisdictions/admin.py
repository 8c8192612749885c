"""What an office says of itself, which services it offers, and who manages the roads."""

import json
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.postgres.forms import SplitArrayField
from django.db import models
from django.forms.fields import InvalidJSONInput
from django.http import HttpRequest
from django.utils.functional import lazystr

from backend.core.geo import Box
from backend.core.tenant_admin import (
    TenantAdmin,
    TenantInline,
    TenantPermissions,
    is_operator,
    own_choices,
)
from backend.jurisdictions.definitions import CHOICES_HELP, CONDITION_HELP, WITHDRAW_HELP, faults_of
from backend.jurisdictions.models import (
    DAYS_OF_A_WEEK,
    Jurisdiction,
    ManagementAgreement,
    ManagerPolicy,
    RoadManager,
    Service,
    ServiceOffer,
    ServiceQuestion,
)

JSON_AREA = {"rows": 6, "cols": 120, "spellcheck": "false"}


class JurisdictionForm(forms.ModelForm):
    working_hours = SplitArrayField(
        forms.CharField(max_length=20, required=False),
        size=DAYS_OF_A_WEEK,
        help_text="Monday to Sunday, such as 7:30-15:30; nothing on a free day. Public holidays "
        "are known.",
    )


class OfferInline(TenantInline):
    model = ServiceOffer
    tenant = ("jurisdiction",)


class PolicyInline(TenantInline):
    """Whether reports about other managers' roads are taken, or only directed to them."""

    model = ManagerPolicy
    tenant = ("jurisdiction",)


@admin.register(Jurisdiction)
class JurisdictionAdmin(TenantAdmin):
    tenant = ("pk",)
    operator_only = frozenset({"add", "delete"})
    form = JurisdictionForm
    inlines = [OfferInline, PolicyInline]
    list_display = ["name", "teryt", "office_name", "number_prefix", "is_active"]
    search_fields = ["name", "teryt"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """What tells this tenant from the others is the operator's to say."""
        identity = ["teryt", "number_prefix", "host_names", "is_active"]
        return [] if is_operator(request) else identity


class QuestionForms(forms.BaseInlineFormSet):
    """All questions of a service, which must fit each other."""

    def clean(self) -> None:
        super().clean()
        kept = {form.instance.code: form for form in self.forms if _is_kept(form)}
        if any(form.errors for form in kept.values()):
            return
        rows = sorted((form.instance for form in kept.values()), key=lambda row: row.rank)
        for code, sentence in faults_of([row.definition() for row in rows]):
            kept[code].add_error(None, str(sentence))


class ReadableJSON(forms.JSONField):
    """JSON with a line for each entry of a list; nothing where there is null."""

    def prepare_value(self, value: Any) -> Any:
        if value is None or isinstance(value, (InvalidJSONInput, str)):
            return value
        if not isinstance(value, list):
            return json.dumps(value, ensure_ascii=False)
        lines = ",\n".join(json.dumps(each, ensure_ascii=False) for each in value)
        return f"[\n{lines}\n]" if value else ""


class QuestionForm(forms.ModelForm):
    class Meta:
        help_texts = {
            "choices": lazystr(CHOICES_HELP),
            "shown_when": lazystr(CONDITION_HELP),
            "is_active": lazystr(WITHDRAW_HELP),
        }


class QuestionInline(TenantPermissions, admin.StackedInline):
    """What is asked of residents: withdraw a question rather than delete it."""

    model = ServiceQuestion
    form = QuestionForm
    formset = QuestionForms
    extra = 0
    is_shared = True
    operator_only = frozenset({"add", "change", "delete"})
    formfield_overrides = {
        models.JSONField: {"form_class": ReadableJSON, "widget": forms.Textarea(attrs=JSON_AREA)}
    }
    fields = [
        ("code", "position", "kind", "is_required", "is_active"),
        ("text_pl", "text_en", "text_uk"),
        ("help_pl", "help_en", "help_uk"),
        "choices",
        "shown_when",
    ]


@admin.register(Service)
class ServiceAdmin(TenantAdmin):
    """The texts of the whole installation: a gmina chooses among them by its offers."""

    inlines = [QuestionInline]
    is_shared = True
    operator_only = frozenset({"add", "change", "delete"})
    list_display = [
        *("code", "name_pl", "group_pl", "response_hours", "similar_radius_m", "is_private"),
        "is_active",
    ]
    list_filter = ["group", "is_active"]
    search_fields = ["code", "name_pl", "name_en", "name_uk"]


@admin.register(RoadManager)
class RoadManagerAdmin(TenantAdmin):
    tenant = ("jurisdiction",)
    operator_only = frozenset({"add", "delete"})
    list_display = ["name", "kind", "teryt", "jurisdiction", "phone", "email"]
    list_select_related = ["jurisdiction"]
    list_filter = ["kind"]
    search_fields = ["name", "teryt"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Kind and unit decide by law whose roads these are: only contacts are the office's."""
        return [] if is_operator(request) else ["kind", "teryt", "jurisdiction"]


@admin.register(ManagementAgreement)
class ManagementAgreementAdmin(TenantAdmin):
    """An agreement moves reports between offices: an administrator of both ends may write it."""

    tenant = ("from_manager__jurisdiction", "to_manager__jurisdiction")
    list_display = ["reference", "from_manager", "to_manager", "road_number", "valid_from"]
    list_select_related = ["from_manager", "to_manager"]
    search_fields = ["reference", "road_number"]

    def home(self, request: HttpRequest) -> Box | None:
        return cast(Any, own_choices(self.admin_site, Jurisdiction, request)).box()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and _has_both_ends(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and _has_both_ends(request, obj)


def _has_both_ends(request: HttpRequest, agreement: ManagementAgreement | None) -> bool:
    if agreement is None or is_operator(request):
        return True
    ends = {agreement.from_manager.jurisdiction_id, agreement.to_manager.jurisdiction_id}
    return ends <= cast(Any, request.user).administers


def _is_kept(form: Any) -> bool:
    is_empty = form.empty_permitted and not form.has_changed()
    return not is_empty and not form.cleaned_data.get("DELETE")
