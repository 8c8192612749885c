"""Crews, who is in them, where and when they work and what they take."""

from typing import Any, cast
from zoneinfo import ZoneInfo

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.functional import lazystr

from backend.core.geo import Box
from backend.core.labels import COMMON, apply
from backend.core.tenant_admin import NamedFilter, TenantAdmin, TenantInline, own_choices
from backend.crews import labels
from backend.crews.facts import POLAND
from backend.crews.models import Absence, Crew, CrewArea, Duty, DutyHours, Membership
from backend.jurisdictions.models import Jurisdiction

apply("crews", labels.APP, labels.LABELS)


class MembershipInline(TenantInline):
    model = Membership
    tenant = ("crew__jurisdiction",)
    autocomplete_fields = ["user"]


class DutyInline(TenantInline):
    model = Duty
    tenant = ("crew__jurisdiction",)


class DutyHoursInline(TenantInline):
    model = DutyHours
    tenant = ("crew__jurisdiction",)


class AbsenceInline(TenantInline):
    model = Absence
    tenant = ("crew__jurisdiction",)


@admin.register(Crew)
class CrewAdmin(TenantAdmin):
    tenant = ("jurisdiction",)
    inlines = [MembershipInline, DutyInline, DutyHoursInline, AbsenceInline]
    list_display = ["name", "jurisdiction", "is_contractor", "phone", "is_active"]
    list_select_related = ["jurisdiction"]
    list_filter = ["is_contractor", "is_active"]
    search_fields = ["name"]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Write and read absences by the clock of the crew's jurisdiction."""
        crew = self.get_object(request, object_id) if object_id else None
        zone = ZoneInfo(crew.jurisdiction.time_zone) if crew else POLAND
        with timezone.override(zone):
            page = super().changeform_view(request, object_id, form_url, extra_context)
            return page.render() if isinstance(page, TemplateResponse) else page

    def get_form(
        self, request: HttpRequest, obj: Crew | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Offer the other crews of the same jurisdiction as stand-ins."""
        form: Any = super().get_form(request, obj, change, **kwargs)
        field = form.base_fields.get("stand_in")
        if obj and field:
            others = field.queryset.filter(jurisdiction=obj.jurisdiction_id)
            field.queryset = others.exclude(pk=obj.pk)
        return form


@admin.register(CrewArea)
class CrewAreaAdmin(TenantAdmin):
    tenant = ("crew__jurisdiction",)
    list_display = ["name", "crew", "priority"]
    list_filter = [("crew", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["crew"]
    search_fields = ["name", "crew__name"]

    def home(self, request: HttpRequest) -> Box | None:
        return cast(Any, own_choices(self.admin_site, Jurisdiction, request)).box()


@admin.register(Membership)
class MembershipAdmin(TenantAdmin):
    tenant = ("crew__jurisdiction",)
    autocomplete_fields = ["user"]
    list_display = ["user", "crew"]
    list_filter = [("crew", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["user", "crew"]
    search_fields = ["user__email", "crew__name"]


@admin.register(Duty)
class DutyAdmin(TenantAdmin):
    tenant = ("crew__jurisdiction",)
    list_display = ["crew", "service_name"]
    list_filter = [("crew", admin.RelatedOnlyFieldListFilter), ("service", NamedFilter)]
    list_select_related = ["crew", "service"]
    search_fields = ["crew__name", "service__code", "service__name_pl"]

    @admin.display(description=lazystr(COMMON["service"]), ordering="service")
    def service_name(self, duty: Duty) -> str:
        return str(duty.service.name)
