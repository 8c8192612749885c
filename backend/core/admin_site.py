"""The administration's site: who may enter it, how it is arranged, by which clock it tells."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import lazystr

from backend.core import labels
from backend.core.language import Text
from backend.core.login import PasswordLogin

OFFICES_CLOCK = ZoneInfo("Europe/Warsaw")  # all of Poland lives by it
_INDEX = Text(pl="Administracja", en="Administration", uk="Адміністрування")


class LoginForm(PasswordLogin, AdminAuthenticationForm):
    """The login of our pages, for those alone whom the administration lets in."""


class OfficeSite(admin.AdminSite):
    """Open to administrators of a jurisdiction and to the installation's operator."""

    site_header = site_title = "Usterka"
    index_title = lazystr(_INDEX)
    index_template = "core/admin_index.html"
    login_form = LoginForm

    def has_permission(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return bool(super().has_permission(request) and (user.is_superuser or user.administers))

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        inner: Callable[..., Any] = super().admin_view(view, cacheable)

        @wraps(inner)
        def by_the_offices_clock(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            with timezone.override(OFFICES_CLOCK):
                return _rendered(inner(request, *args, **kwargs))

        return by_the_offices_clock

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """By the work of an office, not by the apps of the code."""
        apps: Any = super().get_app_list(request, app_label)
        return (
            apps if app_label else list(_groups([each for app in apps for each in app["models"]]))
        )


def _rendered(response: HttpResponseBase) -> HttpResponseBase:
    """Render while the clock is set; Django would do it later."""
    return response.render() if isinstance(response, TemplateResponse) else response


def _groups(models: list[Any]) -> Any:
    for group in labels.GROUPS:
        found = [each for each in models if _group_of(each["model"]) is group]
        found.sort(key=lambda each: labels.rank(each["model"]))
        if found:
            yield {
                "name": str(group.name),
                "help": str(group.help),
                "app_label": group.id,
                "app_url": f"{reverse('admin:index')}#{group.id}",
                "has_module_perms": True,
                "models": [{**each, "id": _id(each["model"])} for each in found],
            }


def _group_of(model: Any) -> labels.Group:
    known = labels.of(model)
    return known.group if known else labels.OPERATOR


def _id(model: Any) -> str:
    return str(model._meta.label_lower).replace(".", "-")
