"""Crews, who is in them, where they work and what they take."""

from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest

from backend.core.geo import Box
from backend.core.tenant_admin import TenantAdmin, TenantInline, own_choices
from backend.crews.models import Crew, CrewArea, Duty, Membership
from backend.jurisdictions.models import Jurisdiction


class MembershipInline(TenantInline):
    model = Membership
    tenant = ("crew__jurisdiction",)
    autocomplete_fields = ["user"]


class DutyInline(TenantInline):
    model = Duty
    tenant = ("crew__jurisdiction",)


@admin.register(Crew)
class CrewAdmin(TenantAdmin):
    tenant = ("jurisdiction",)
    inlines = [MembershipInline, DutyInline]
    list_display = ["name", "jurisdiction", "is_contractor", "phone", "is_active"]
    list_select_related = ["jurisdiction"]
    list_filter = ["is_contractor", "is_active"]
    search_fields = ["name"]


@admin.register(CrewArea)
class CrewAreaAdmin(TenantAdmin):
    tenant = ("crew__jurisdiction",)
    list_display = ["name", "crew", "priority"]
    list_select_related = ["crew"]
    search_fields = ["name", "crew__name"]

    def home(self, request: HttpRequest) -> Box | None:
        return cast(Any, own_choices(self.admin_site, Jurisdiction, request)).box()


@admin.register(Membership)
class MembershipAdmin(TenantAdmin):
    tenant = ("crew__jurisdiction",)
    autocomplete_fields = ["user"]
    list_display = ["user", "crew"]
    list_select_related = ["user", "crew"]
    search_fields = ["user__email", "crew__name"]


@admin.register(Duty)
class DutyAdmin(TenantAdmin):
    tenant = ("crew__jurisdiction",)
    list_display = ["crew", "service"]
    list_select_related = ["crew", "service"]
    search_fields = ["crew__name", "service__code"]
