"""The administration's site: who may enter it, and how often a login may fail."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.http import HttpRequest


class LoginForm(AdminAuthenticationForm):
    """Checks a password as the API's login does: with its limits, in the same counters."""

    def clean(self) -> dict[str, Any]:
        email, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if email and password:
            user = get_adapter(self.request).authenticate(
                self.request, email=email, password=password
            )
            if user is None:
                raise self.get_invalid_login_error()
            self.confirm_login_allowed(user)
            self.user_cache = user
        return self.cleaned_data


class OfficeSite(admin.AdminSite):
    """Open to administrators of a jurisdiction and to the installation's operator."""

    site_header = site_title = "Usterka"
    login_form = LoginForm

    def has_permission(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return bool(super().has_permission(request) and (user.is_superuser or user.administers))
