"""The pages of uploads: a form, then what would change, then confirmed or discarded."""

from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import get_user
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from backend.admin import wording
from backend.admin.upload_form import UploadForm
from backend.core import errors
from backend.core.connections import give_connection_back
from backend.core.http import JSON_MAX_BYTES
from backend.core.tenant_admin import TenantAdmin, is_operator
from backend.jurisdictions.models import Jurisdiction
from gis_layers import actions
from gis_layers.models import LayerImport
from gis_layers.rules import DISCARDABLE, TO_CHECK, TO_RUN, ImportKind, ImportState

FORM_BYTES = 256 * 1024  # what else is in a form with a file, and a mapping
FIELDSETS = (
    (None, ("kind", "file")),
    (
        wording.THE_FILE,
        ("mapping", "mapping_file", "level", "jurisdiction", "source_layer", "srid"),
    ),
    (wording.THE_LAYER, ("name", "valid_from", "source", "licence", "moved_by_m", "skip_invalid")),
)


def body_limit(request: HttpRequest) -> int:
    """How much this caller may send: a map file from an administrator, a form from others.

    Asked before the body is read, and before there is a session: it looks for itself, and gives
    the database connection back.
    """
    try:
        store = import_module(settings.SESSION_ENGINE).SessionStore
        request.session = store(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
        user: Any = get_user(request)
        if not (user.is_active and (user.is_superuser or user.administers)):
            return JSON_MAX_BYTES
    finally:
        give_connection_back()
    kind = None if user.is_superuser else ImportKind.CREW_AREAS
    return actions.upload_max_bytes(kind) + FORM_BYTES


@admin.register(LayerImport)
class LayerImportAdmin(TenantAdmin):
    """The operator uploads every kind; a gmina's administrator the areas of their own crews."""

    operator_only = frozenset({"change", "delete"})
    list_display = ["original_name", "kind", "state", "uploaded_by", "created_at", "updated_at"]
    list_filter = ["state", "kind"]
    search_fields = ["original_name", "uploaded_by"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[LayerImport]:
        rows = LayerImport.objects.all()
        if is_operator(request):
            return rows
        own = _offices(request).values("teryt")
        return rows.filter(kind=ImportKind.CREW_AREAS, teryt__in=own)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/confirm/", wrap(self.confirm), name="gis_layers_layerimport_confirm"),
            path("<int:pk>/discard/", wrap(self.discard), name="gis_layers_layerimport_discard"),
            *super().get_urls(),
        ]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        offices = list(_offices(request).order_by("name"))
        form = UploadForm(
            request.POST if request.method == "POST" else None,
            request.FILES if request.method == "POST" else None,
            jurisdictions=offices,
            is_operator=is_operator(request),
        )
        if form.is_valid():
            row = actions.take_in(form.upload(), by=_name(request))
            self.log_addition(request, row, "uploaded")
            return redirect("admin:gis_layers_layerimport_change", row.pk)
        return self._page(request, "upload", form=form, fieldsets=_fieldsets(form))

    # The file is larger than what a form of the administration may have else.
    add_view.max_body_bytes = body_limit  # type: ignore[attr-defined]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show how far it is; nothing is edited."""
        if not self.has_view_permission(request) or request.method not in ("GET", "HEAD"):
            raise PermissionDenied
        row: Any = self.get_object(request, object_id)
        if row is None:
            raise Http404
        return self._page(request, "import", **_shown(row))

    def confirm(self, request: HttpRequest, pk: int) -> HttpResponse:
        return _decide(self, request, pk, "confirmed")

    def discard(self, request: HttpRequest, pk: int) -> HttpResponse:
        return _decide(self, request, pk, "discarded")

    def _page(self, request: HttpRequest, template: str, **context: Any) -> HttpResponse:
        return TemplateResponse(
            request,
            f"layers/{template}.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": wording.UPLOAD,
                "wording": wording,
                **context,
            },
        )


def _decide(pages: LayerImportAdmin, request: HttpRequest, pk: int, what: str) -> HttpResponse:
    if request.method != "POST":  # nothing is decided by a link
        return HttpResponseNotAllowed(["POST"])
    row = pages.get_queryset(request).filter(pk=pk).first()
    if row is None or not pages.has_add_permission(request):
        raise PermissionDenied
    try:
        if what == "confirmed":
            actions.confirm(pk, by=_name(request))
        else:
            actions.discard(pk)
        pages.log_change(request, row, what)
    except errors.ChangeNotAllowed:
        messages.warning(request, str(wording.TOO_LATE))
    return redirect("admin:gis_layers_layerimport_change", pk)


def _offices(request: HttpRequest) -> QuerySet[Jurisdiction]:
    """The jurisdictions whose crew areas the caller may replace."""
    if is_operator(request):
        return Jurisdiction.objects.all()
    user: Any = request.user
    return Jurisdiction.objects.filter(pk__in=user.administers)


def _name(request: HttpRequest) -> str:
    user: Any = request.user
    return user.name or user.email


def _fieldsets(form: UploadForm) -> list[dict[str, Any]]:
    is_plain = len(form.fields["kind"].choices) == 1  # type: ignore[attr-defined]
    hidden = ("mapping", "mapping_file", "level", "name", "moved_by_m") if is_plain else ()
    return [
        {"title": title, "fields": [form[name] for name in names if name not in hidden]}
        for title, names in FIELDSETS
    ]


def _shown(row: LayerImport) -> dict[str, Any]:
    result, state = row.result, ImportState(row.state)
    difference, reports = result.get("difference"), result.get("reports")
    refused = result.get("refused", [])
    return {
        "row": row,
        "title": f"{wording.KINDS[ImportKind(row.kind)]}: {str(row).partition(': ')[2]}",
        "state": wording.STATES[state],
        "problem": _in_words(row.problem),
        "progress": _progress(row),
        "moves": state in TO_CHECK | TO_RUN,
        "counts": [(label, result[key]) for key, label in wording.COUNTS.items() if key in result],
        "difference": difference,
        "differences": [(label, difference[key]) for key, label in wording.DIFFERENCES.items()]
        if difference
        else [],
        "refused": refused,
        "refused_more": result.get("refused_count", 0) - len(refused),
        "more": wording.MORE.format(count=result.get("refused_count", 0) - len(refused)),
        "reports": reports,
        "examples": [_example(each) for each in reports["examples"]] if reports else [],
        "rerouted": wording.REROUTED_COUNT.format(**{"near": "?"} | reports) if reports else "",
        "by": wording.BY.format(who=row.uploaded_by),
        "confirmed_by": wording.CONFIRMED_BY.format(who=row.confirmed_by),
        "may_confirm": state == ImportState.CHECKED,
        "may_discard": state in DISCARDABLE,
        "layer_url": reverse("admin:gis_layers_layer_change", args=[row.layer_id])
        if row.layer_id
        else "",
    }


def _example(each: dict[str, Any]) -> dict[str, str]:
    return {
        "number": each["number"],
        "before": _route(each["before"]),
        "after": _route(each["after"]),
        "reasons": " ".join(each["reasons"]),
    }


def _route(facts: dict[str, str]) -> str:
    told = ((wording.ROUTE.get(name, name), value) for name, value in facts.items())
    return ", ".join(f"{label}: {value or wording.NONE}" for label, value in told)


def _progress(row: LayerImport) -> dict[str, Any] | None:
    """What the bar shows; without a total it only says that something goes on."""
    if row.state not in TO_CHECK | TO_RUN:
        return None
    stage, done = row.progress.get("stage"), row.progress.get("done", 0)
    total = row.progress.get("total", 0)
    if stage is None:
        return {"sentence": "", "done": None, "total": None}
    if stage == "features" and done >= total:
        return {"sentence": wording.STAGES["comparing"], "done": None, "total": None}
    sentence = wording.STAGES[stage].format(done=f"{done:,}", total=f"{total:,}")
    return {"sentence": sentence, "done": done, "total": max(total, 1)}


def _in_words(problem: str) -> str:
    for option, field in wording.FIELDS.items():
        problem = problem.replace(option, field)
    return problem
