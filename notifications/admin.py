"""What was sent to whom, to look at when somebody asks why they heard nothing."""

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from notifications.models import Delivery, Device, Notification


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
    list_display = ["id", "notification", "device", "state", "attempts", "code", "sent_at"]
    list_select_related = ["notification", "device"]
    list_filter = ["state"]
