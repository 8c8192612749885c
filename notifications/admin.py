"""What was sent to whom, to look at when somebody asks why they heard nothing."""

from django.contrib import admin
from django.db import models
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.functional import lazystr

from backend.core.labels import apply
from backend.core.language import Text
from backend.reports.models import Report
from notifications import labels
from notifications.broadcast_admin import BroadcastAdmin
from notifications.models import Broadcast, ChannelPause, Delivery, Device, Notification

apply("notifications", labels.APP, labels.LABELS)

DIGITS_OF_AN_ID = 19  # of a bigint
REPORT = Text(pl="zgłoszenie", en="report", uk="звернення")
SEARCH_HELP = Text(
    pl="Cały numer zgłoszenia, numer telefonu (urządzenia), adres e-mail albo kod odpowiedzi.",
    en="The whole number of a report, the id of a device, an e-mail address or a code.",
    uk="Повний номер звернення, номер пристрою, адреса ел. пошти або код відповіді.",
)


class ReadOnlyAdmin(admin.ModelAdmin):
    """For the operator alone: phones belong to no gmina."""

    show_full_result_count = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


@admin.register(Device)
class DeviceAdmin(ReadOnlyAdmin):
    exclude = ["value"]  # whoever has it can be mistaken for the phone
    list_display = ["id", "platform", "language", "is_active", "off_reason", "updated_at"]
    list_filter = ["platform", "is_active", "off_reason"]


@admin.register(Notification)
class NotificationAdmin(ReadOnlyAdmin):
    list_display = ["id", "report", "type", "at", "read_at"]
    list_select_related = ["report"]
    search_fields = ["report__number"]


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    list_display = [
        *("id", "report_number", "channel", "device", "state", "attempts", "code"),
        *("created_at", "sent_at"),
    ]
    list_select_related = ["notification__report", "device"]
    list_filter = ["state", "channel", "urgency"]
    search_fields = ["notification__report__number"]
    search_help_text = lazystr(SEARCH_HELP)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Find what is named whole, each by an index: the ledger is long."""
        term = search_term.strip()
        return queryset.filter(_search(term)) if term else queryset, False

    @admin.display(description=lazystr(REPORT))
    def report_number(self, delivery: Delivery) -> str:
        report = delivery.notification.report
        return report.number if report else delivery.topic


def _search(term: str) -> Q:
    if "@" in term:
        return Q(address=term)
    if term.isdecimal():
        return Q(device=int(term)) if len(term) < DIGITS_OF_AN_ID else Q(pk__in=[])
    if "-" in term:
        reports = Report.objects.filter(number=term.upper()).values("pk")
        return Q(notification__report__in=reports)
    return Q(code=term)


@admin.register(ChannelPause)
class ChannelPauseAdmin(ReadOnlyAdmin):
    list_display = ["channel", "platform", "code", "since", "until", "probe_at"]


admin.site.register(Broadcast, BroadcastAdmin)
