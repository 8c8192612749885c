"""What an office says of itself, which services it offers, and who manages the roads."""

from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest

from backend.core.geo import Box
from backend.core.tenant_admin import TenantAdmin, TenantInline, is_operator, own_choices
from backend.jurisdictions.models import (
    Jurisdiction,
    ManagementAgreement,
    RoadManager,
    Service,
    ServiceOffer,
)


class OfferInline(TenantInline):
    model = ServiceOffer
    tenant = ("jurisdiction",)


@admin.register(Jurisdiction)
class JurisdictionAdmin(TenantAdmin):
    tenant = ("pk",)
    operator_only = frozenset({"add", "delete"})
    inlines = [OfferInline]
    list_display = ["name", "teryt", "office_name", "number_prefix", "is_active"]
    search_fields = ["name", "teryt"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """What tells this tenant from the others is the operator's to say."""
        identity = ["teryt", "number_prefix", "host_names", "is_active"]
        return [] if is_operator(request) else identity


@admin.register(Service)
class ServiceAdmin(TenantAdmin):
    """The texts of the whole installation: a gmina chooses among them by its offers."""

    is_shared = True
    operator_only = frozenset({"add", "change", "delete"})
    list_display = ["code", "name_pl", "group_pl", "response_hours", "is_private", "is_active"]
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
