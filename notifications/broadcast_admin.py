"""The pages on which an office writes a broadcast, sees what it will look like, and steers it."""

from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_POST

from backend.accounts.viewer import viewer_of
from backend.core import errors
from backend.core.geo import Box
from backend.core.language import Language
from backend.core.tenant_admin import TenantAdmin, own_choices
from backend.crews.facts import POLAND
from backend.jurisdictions.models import Jurisdiction
from notifications.actions.broadcasts import STEPS, STEPS_FROM, own_part, require_end
from notifications.broadcast_wording import NOT_OURS, PAGE_WORDS, STEP_WORDS, TOO_LONG
from notifications.broadcasting import count_reached, progress_of
from notifications.messages import words_of
from notifications.models import Broadcast
from notifications.rules import BROADCAST_LIFE_MAX, BroadcastState

TEXTS = [f"{part}_{language}" for part in ("title", "body") for language in Language.values]
FACTS = ["state", "created_by", "created_at", "started_by", "started_at", "ended_at"]


class BroadcastForm(forms.ModelForm):
    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        office, area, end = (values.get(name) for name in ("jurisdiction", "area", "expires_at"))
        try:
            if area and office:
                values["area"] = own_part(area, office)
        except errors.InvalidInput:
            self.add_error("area", str(NOT_OURS))
        try:
            if end:
                require_end(end, now=timezone.now())
        except errors.InvalidInput:
            self.add_error("expires_at", str(TOO_LONG.format(days=BROADCAST_LIFE_MAX.days)))
        return values


class BroadcastAdmin(TenantAdmin):
    tenant = ("jurisdiction",)
    form = BroadcastForm
    change_form_template = "notifications/broadcast.html"
    list_display = ["title_pl", "jurisdiction", "state", "started_at", "expires_at"]
    list_select_related = ["jurisdiction"]
    list_filter = ["state"]
    search_fields = ["title_pl"]

    def get_fields(self, request: HttpRequest, obj: Broadcast | None = None) -> Any:
        written = ["jurisdiction", *TEXTS, "url", "expires_at"]
        if obj is None:
            return [*written, "area"]
        area = ["area"] if obj.state == BroadcastState.DRAFT else []
        return [*written, *area, *FACTS]

    def get_readonly_fields(self, request: HttpRequest, obj: Broadcast | None = None) -> list[str]:
        if obj is None or obj.state == BroadcastState.DRAFT:
            return FACTS
        return self.get_fields(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was sent is kept."""
        is_draft = obj is None or obj.state == BroadcastState.DRAFT
        return is_draft and super().has_delete_permission(request, obj)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {}

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name.startswith("body_"):
            kwargs["widget"] = forms.Textarea(attrs={"rows": 3})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def home(self, request: HttpRequest) -> Box | None:
        return cast(Any, own_choices(self.admin_site, Jurisdiction, request)).box()

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(require_POST(self.step))
        return [
            path("<int:pk>/step/<slug:verb>/", page, name="notifications_broadcast_step"),
            *super().get_urls(),
        ]

    def save_model(self, request: HttpRequest, obj: Broadcast, form: Any, change: bool) -> None:
        if not change:
            obj.created_by, obj.created_at = cast(Any, request.user), timezone.now()
        super().save_model(request, obj, form, change)

    def step(self, request: HttpRequest, pk: int, verb: str) -> HttpResponse:
        """Start, pause, resume or cancel it."""
        broadcast = self.get_object(request, str(pk))
        if broadcast is None or verb not in STEPS:
            raise Http404
        if not self.has_change_permission(request, broadcast):
            raise PermissionDenied
        viewer = viewer_of(cast(Any, request.user))
        try:
            STEPS[verb](uid=broadcast.uid, viewer=viewer, now=timezone.now())
        except errors.DomainError as refusal:
            messages.error(request, str(refusal.sentence))
        else:
            self.log_change(request, broadcast, verb)
            messages.success(request, str(PAGE_WORDS["done"]))
        return redirect("admin:notifications_broadcast_change", pk)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Write and read times by the clock of the office."""
        broadcast = self.get_object(request, object_id) if object_id else None
        zone = ZoneInfo(broadcast.jurisdiction.time_zone) if broadcast else POLAND
        extra = _shown(broadcast) if broadcast and request.method == "GET" else {}
        with timezone.override(zone):
            page = super().changeform_view(request, object_id, form_url, extra)
            return page.render() if isinstance(page, TemplateResponse) else page


def _shown(broadcast: Broadcast) -> dict[str, Any]:
    """The preview, the steps that its state allows, and how far it is."""
    is_draft = broadcast.state == BroadcastState.DRAFT
    steps = STEPS_FROM.get(BroadcastState(broadcast.state), ())
    reach = count_reached(broadcast, timezone.now()) if is_draft else 0
    return {
        "words": PAGE_WORDS,
        "steps": [(verb, STEP_WORDS[verb]) for verb in steps],
        "previews": _previews(broadcast),
        "is_draft": is_draft,
        "reach": PAGE_WORDS["reach"].format(count=reach),
        "progress": None if is_draft else progress_of(broadcast),
    }


def _previews(broadcast: Broadcast) -> list[dict[str, Any]]:
    news = words_of(broadcast)
    return [
        {
            "language": language,
            "title": news.title.in_language(language),
            "body": news.body.in_language(language),
            "is_missing": not (
                getattr(broadcast, f"title_{language}") and getattr(broadcast, f"body_{language}")
            ),
        }
        for language in Language.values
    ]
