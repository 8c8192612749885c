"""App tokens: allauth's session tokens, with a life of their own."""

from allauth.headless.internal import sessionkit
from allauth.headless.tokens.strategies.sessions import SessionTokenStrategy
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest


class YearLongTokens(SessionTokenStrategy):
    """Tokens that live APP_TOKEN_LIFE, and may come as `Authorization: Bearer <token>`."""

    def get_session_token(self, request: HttpRequest) -> str | None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return token.strip() or None
        return super().get_session_token(request)

    def create_session_token(self, request: HttpRequest) -> str:
        request.session.set_expiry(settings.APP_TOKEN_LIFE)
        return super().create_session_token(request)

    def lookup_session(self, session_token: str) -> SessionBase | None:
        return sessionkit.lookup_session(session_token)


def is_alive(token: str) -> bool:
    """Tell whether an app token still opens its account."""
    return sessionkit.lookup_session(token) is not None
