"""The pages of layers: every edition that is kept, and the way back to the one before."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.functional import lazystr
from django.utils.html import format_html_join

from backend.admin import wording
from backend.core.labels import apply
from backend.core.tenant_admin import is_operator
from gis_layers import actions, editions, labels
from gis_layers.models import Layer
from gis_layers.rules import ImportKind

REFUSED_SHOWN = 100

apply("gis_layers", labels.APP, labels.LABELS)


@admin.register(Layer)
class LayerAdmin(admin.ModelAdmin):
    """Layers serve all jurisdictions: only the installation's operator sees to them."""

    actions = ["roll_back_chosen"]
    change_form_template = "layers/layer.html"
    list_display = [
        *("kind", "name", "edition", "is_active", "feature_count", "changes"),
        *("valid_from", "imported_at", "imported_by"),
    ]
    list_filter = ["kind", "is_active"]
    search_fields = ["name", "source"]
    fields = readonly_fields = (
        *("kind", "name", "edition", "is_active", "feature_count", "numbers", "changes"),
        *("examples", "refused_features", "source", "licence", "valid_from", "srid"),
        *("imported_at", "imported_by"),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Layer | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Layer | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(self.roll_back)
        return [
            path("<int:pk>/roll-back/", page, name="gis_layers_layer_rollback"),
            *super().get_urls(),
        ]

    @admin.display(description=lazystr(labels.CHANGES))
    def changes(self, layer: Layer) -> str:
        found = layer.difference or {}
        return ", ".join(f"{found[key]:,} {key}" for key in wording.DIFFERENCES if found.get(key))

    @admin.display(description=lazystr(labels.COUNTS))
    def numbers(self, layer: Layer) -> str:
        mended = layer.counts.get("repaired") or {}
        counts = {key: value for key, value in layer.counts.items() if key != "repaired"} | mended
        return ", ".join(f"{key.replace('_', ' ')}: {value:,}" for key, value in counts.items())

    @admin.display(description=lazystr(labels.EXAMPLES))
    def examples(self, layer: Layer) -> str:
        return _lines((layer.difference or {}).get("examples", []))

    @admin.display(description=lazystr(labels.LEFT_OUT))
    def refused_features(self, layer: Layer) -> str:
        shown = [f"{each['number']}: {each['reason']}" for each in layer.refused[:REFUSED_SHOWN]]
        more = len(layer.refused) - len(shown)
        return _lines([*shown, f"… {more}"] if more > 0 else shown)

    @admin.action(description=lazystr(wording.ROLL_BACK))
    def roll_back_chosen(
        self, request: HttpRequest, layers: QuerySet[Layer]
    ) -> HttpResponse | None:
        chosen = list(layers[:2])
        if len(chosen) == 1 and editions.before(chosen[0]):
            return redirect("admin:gis_layers_layer_rollback", chosen[0].pk)
        messages.error(request, str(wording.NO_EDITION_BEFORE))
        return None

    def roll_back(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask, and have the worker do it."""
        if not is_operator(request):
            raise PermissionDenied
        layer = get_object_or_404(Layer, pk=pk)
        earlier = editions.before(layer)
        if earlier is None:
            messages.error(request, str(wording.NO_EDITION_BEFORE))
            return redirect("admin:gis_layers_layer_change", pk)
        if request.method == "POST":
            user: Any = request.user
            row = actions.step_back(ImportKind(layer.kind), layer.name, by=user.name or user.email)
            self.log_change(request, layer, "rolled back")
            return redirect("admin:gis_layers_layerimport_change", row.pk)
        day = editions.held_from(earlier)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": wording.ROLL_BACK,
            "layer": layer,
            "sentence": wording.ROLL_BACK_SURE.format(
                edition=layer.edition, name=layer.name, before=earlier.edition, day=day
            ),
        }
        return TemplateResponse(request, "layers/roll_back.html", context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        layer = self.get_object(request, object_id)
        extra = {
            "may_roll_back": bool(layer and editions.before(layer)),
            "roll_back": wording.ROLL_BACK,
        }
        return super().change_view(request, object_id, form_url, extra)


def _lines(sentences: list[str]) -> str:
    return format_html_join("", "{}<br>", ((sentence,) for sentence in sentences))
