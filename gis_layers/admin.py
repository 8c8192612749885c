from django.contrib import admin
from django.http import HttpRequest

from gis_layers.models import Layer


@admin.register(Layer)
class LayerAdmin(admin.ModelAdmin):
    """Layers are imported by `manage.py import_layer`; here they are only looked at."""

    list_display = ["kind", "name", "edition", "is_active", "feature_count", "imported_at"]
    list_filter = ["kind", "is_active"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Layer | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Layer | None = None) -> bool:
        return False
