"""Logging in with a password on a page: the same limits and counters as the API's login."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.core.exceptions import ValidationError
from django.http import HttpResponse

from backend.core.pages import render_page
from backend.core.wording import FRAME


class PasswordLogin(AuthenticationForm):
    """E-mail and password. Raises ValidationError with one text for every wrong pair."""

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

    def get_invalid_login_error(self) -> ValidationError:
        return ValidationError(str(FRAME["wrong_login"]), code="invalid_login")


class Login(LoginView):
    """`/login?next=`: for dispatchers and crews; the administration has the same form."""

    form_class = PasswordLogin
    next_page = "/dispatch/"
    redirect_authenticated_user = True

    def render_to_response(self, context: dict[str, Any], **_: Any) -> HttpResponse:
        status = 200 if self.request.method == "GET" else 400
        return render_page(
            self.request, "core/login.html", words={}, context=context, status=status
        )


class Logout(LogoutView):
    """`POST /logout`."""

    next_page = "/login"
