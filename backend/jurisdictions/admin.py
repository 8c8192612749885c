"""What an office says of itself, which services it offers, and who manages the roads."""

import json
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.postgres.forms import SplitArrayField, SplitArrayWidget
from django.db import models
from django.forms.fields import InvalidJSONInput
from django.http import HttpRequest
from django.utils.functional import lazystr
from django.utils.html import format_html_join
from django.utils.text import capfirst

from backend.core.geo import Box
from backend.core.labels import WEEKDAYS, apply
from backend.core.tenant_admin import (
    TenantAdmin,
    TenantInline,
    TenantPermissions,
    is_operator,
    own_choices,
)
from backend.jurisdictions import labels
from backend.jurisdictions.definitions import faults_of
from backend.jurisdictions.models import (
    DAYS_OF_A_WEEK,
    Jurisdiction,
    LegalFacts,
    ManagementAgreement,
    ManagerPolicy,
    RoadManager,
    Service,
    ServiceOffer,
    ServiceQuestion,
)

apply("jurisdictions", labels.APP, labels.LABELS)

JSON_AREA = {"rows": 6, "cols": 120, "spellcheck": "false"}


class WeekInput(SplitArrayWidget):
    """A field for each day, which says what day it is."""

    def get_context(self, name: str, value: Any, attrs: Any = None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for day, field in zip(WEEKDAYS, context["widget"]["subwidgets"], strict=True):
            field["attrs"] |= {"aria-label": str(day), "placeholder": str(day), "title": str(day)}
        return context


class JurisdictionForm(forms.ModelForm):
    working_hours = SplitArrayField(
        forms.CharField(max_length=20, required=False),
        size=DAYS_OF_A_WEEK,
        widget=WeekInput(widget=forms.TextInput(), size=DAYS_OF_A_WEEK),
        label=lazystr(labels.WORKING_HOURS),
        help_text=lazystr(labels.WORKING_HOURS_HELP),
    )


class OfferInline(TenantInline):
    model = ServiceOffer
    tenant = ("jurisdiction",)


class PolicyInline(TenantInline):
    """Whether reports about other managers' roads are taken, or only directed to them."""

    model = ManagerPolicy
    tenant = ("jurisdiction",)


class LegalFactsInline(TenantPermissions, admin.StackedInline):
    """What the accessibility statement and the privacy notice of this office say."""

    model = LegalFacts
    tenant = ("jurisdiction",)
    can_delete = False
    fieldsets = [
        (None, {"fields": ["postal_address"]}),
        (
            lazystr(labels.NOTICE),
            {
                "fields": [
                    ("inspector_name", "inspector_email", "inspector_phone"),
                    *("retention_pl", "retention_en", "retention_uk", "notice_agreed_on"),
                ]
            },
        ),
        (
            lazystr(labels.STATEMENT),
            {
                "fields": [
                    ("accessibility_contact", "accessibility_email", "accessibility_phone"),
                    ("site_published_on", "site_changed_on"),
                    ("statement_made_on", "statement_reviewed_on"),
                    ("conformity", "assessment"),
                    *("barriers_pl", "barriers_en", "barriers_uk"),
                    *("building_pl", "building_en", "building_uk"),
                ]
            },
        ),
    ]


@admin.register(Jurisdiction)
class JurisdictionAdmin(TenantAdmin):
    tenant = ("pk",)
    operator_only = frozenset({"add", "delete"})
    form = JurisdictionForm
    inlines = [LegalFactsInline, OfferInline, PolicyInline]
    list_display = ["name", "teryt", "office_name", "number_prefix", "how_ready", "is_active"]
    list_select_related = ["legal_facts"]
    search_fields = ["name", "teryt"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """What tells this tenant from the others is the operator's to say."""
        identity = ["teryt", "number_prefix", "host_names", "is_active"]
        return ["missing"] if is_operator(request) else ["missing", *identity]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        whose = ["name", "teryt", "office_name", "host_names", "number_prefix", "is_active"]
        reached = ["contact_phone", "contact_email", "emergency_number", "working_hours"]
        told = ["privacy_url", "accessibility_url", "languages", "time_zone", "text_publication"]
        return [
            (lazystr(labels.MISSING), {"fields": ["missing"]}),
            (lazystr(labels.WHO), {"fields": whose}),
            (lazystr(labels.HOW_REACHED), {"fields": reached}),
            (lazystr(labels.WHAT_IS_TOLD), {"fields": told}),
        ]

    @admin.display(description=lazystr(labels.MISSING))
    def missing(self, office: Jurisdiction) -> str:
        """A check list; each line is the name of a field of this page."""
        names = [_label_of(name) for name in office.missing]
        if not names:
            return str(labels.NOTHING_MISSING)
        return format_html_join("", "{}<br>", ((f"\N{BALLOT BOX} {name}",) for name in names))

    @admin.display(description=lazystr(labels.STILL_MISSING))
    def how_ready(self, office: Jurisdiction) -> int:
        return len(office.missing)


def _label_of(name: str) -> str:
    """What the page calls a field of the jurisdiction or of its legal facts."""
    is_own = name in {field.name for field in Jurisdiction._meta.fields}
    model: Any = Jurisdiction if is_own else LegalFacts
    return capfirst(str(model._meta.get_field(name).verbose_name))


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


class QuestionInline(TenantPermissions, admin.StackedInline):
    """What is asked of residents: withdraw a question rather than delete it."""

    model = ServiceQuestion
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
    list_filter = ["group", "default_priority", "is_private", "is_active"]
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
    autocomplete_fields = ["from_manager", "to_manager"]
    list_display = [
        *("reference", "from_manager", "to_manager", "road_number", "valid_from", "valid_to")
    ]
    list_filter = ["valid_from", "valid_to"]
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
