"""Personal access tokens for staff who have no app; and who sends nothing for a while."""

from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.functional import lazystr

from backend.accounts import actions, labels
from backend.accounts.models import AccessToken, Block, User
from backend.accounts.viewer import viewer_of
from backend.core import errors
from backend.core.labels import apply
from backend.core.language import Text
from backend.core.tenant_admin import TenantAdmin, ViewOnly, is_operator

_SHOWN_ONCE = Text(
    pl="Skopiuj token teraz: więcej go nie pokażemy. W QGIS wpisz go jako hasło (HTTP Basic).",
    en="Copy the token now: it is not shown again. In QGIS it is the password (HTTP Basic).",
    uk="Скопіюйте токен зараз: більше його не буде показано. У QGIS це пароль (HTTP Basic).",
)
_TO_THE_LIST = Text(pl="Do listy tokenów", en="To the list of tokens", uk="До списку токенів")


apply("accounts", labels.APP, labels.LABELS)
apply("account", labels.ADDRESSES_APP, labels.ADDRESSES)


@admin.register(AccessToken)
class AccessTokenAdmin(TenantAdmin):
    """Everybody makes and finds their own; the operator finds all, to revoke one that was lost."""

    fields = ["name"]
    list_display = ["name", "user", "created_at", "expires_at", "last_used_at"]
    list_select_related = ["user"]
    search_fields = ["name", "user__email"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[AccessToken]:
        tokens = AccessToken.objects.order_by("-created_at", "id")
        return tokens if is_operator(request) else tokens.filter(user=_asking(request))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().add_view(request, *args, **kwargs)
        except errors.TooManyTokens as refusal:
            self.message_user(request, str(refusal.sentence), level="error")
            return redirect("admin:accounts_accesstoken_changelist")

    def save_form(self, request: HttpRequest, form: ModelForm, change: bool) -> AccessToken:
        """Make it for whoever asks, an operator too: nobody may know another person's token."""
        name = form.cleaned_data["name"]
        return actions.make_access_token(user=_asking(request), name=name, now=timezone.now())

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """It is stored already."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """It has nothing of the kind."""

    def response_add(
        self, request: HttpRequest, obj: AccessToken, post_url_continue: str | None = None
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": obj.name,
            "opts": self.opts,
            "token": obj.text,
            "shown_once": _SHOWN_ONCE,
            "to_the_list": _TO_THE_LIST,
        }
        response = TemplateResponse(request, "accounts/new_token.html", context)
        add_never_cache_headers(response)
        return response


@admin.register(Block)
class BlockAdmin(ViewOnly, TenantAdmin):
    """Who is blocked shows by a report of theirs alone; it is said in the office's app."""

    tenant = ("jurisdiction",)
    actions = ["end_blocks"]
    list_display = ["number", "kind", "jurisdiction", "reason", "made_at", "until", "ended_at"]
    list_select_related = ["jurisdiction"]
    ordering = ["-made_at", "id"]
    search_fields = ["number__exact"]
    list_filter = ["made_at"]
    fields = readonly_fields = (
        *("number", "kind", "jurisdiction", "reason", "made_by", "made_at", "until"),
        *("ended_by", "ended_at"),
    )

    @admin.action(description=lazystr(labels.LET_SEND))
    def end_blocks(self, request: HttpRequest, blocks: QuerySet[Block]) -> None:
        viewer, now = viewer_of(_asking(request)), timezone.now()
        for block in blocks:
            try:
                actions.end_block(block_id=block.pk, viewer=viewer, now=now)
            except errors.NotFound as refusal:
                self.message_user(request, f"{block}: {refusal.sentence}", level="error")


def _asking(request: HttpRequest) -> User:
    return cast(User, request.user)
