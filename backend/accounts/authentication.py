"""How a caller proves who they are; each way ends in a Viewer as `request.auth`."""

import base64
import binascii
from typing import Any
from uuid import UUID

from allauth.core.internal.sessionkit import get_session_user
from allauth.headless import app_settings
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from rest_framework import authentication
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request

from backend.accounts import actions
from backend.accounts.models import AccessToken, Installation
from backend.accounts.secrets import hash_secret, is_secret, same_hash
from backend.accounts.viewer import InstallationProof, Viewer, viewer_of
from backend.core import errors, throttling

Credentials = tuple[Any, Viewer] | None


class AccountToken(authentication.BaseAuthentication):
    """`Authorization: Bearer <token>`, or allauth's own header, for the app of an account."""

    def authenticate(self, request: Request) -> Credentials:
        strategy = app_settings.TOKEN_STRATEGY
        token = strategy.get_session_token(request)
        if not token:
            return None
        session = strategy.lookup_session(token)
        user = session and get_session_user(session)
        if not user or not user.is_active:
            raise errors.BadCredentials()
        return user, viewer_of(user)


class InstallationSecret(authentication.BaseAuthentication):
    """`Authorization: Installation <uuid>:<secret>` for an app without an account."""

    def authenticate(self, request: Request) -> Credentials:
        value = scheme_value(request, "installation")
        if value is None:
            return None
        uid, _, secret = value.partition(":")
        try:
            pk = UUID(uid)
        except ValueError:
            raise errors.BadCredentials() from None
        if not is_secret(secret):
            raise errors.BadCredentials()
        proof = _installation_proof(pk, hash_secret(secret))
        return AnonymousUser(), Viewer(installation=proof)


class ReportSecret(authentication.BaseAuthentication):
    """`Authorization: Report <secret>` for whoever holds the secret of one report."""

    def authenticate(self, request: Request) -> Credentials:
        value = scheme_value(request, "report")
        if value is None:
            return None
        if not is_secret(value):
            raise errors.BadCredentials()
        return AnonymousUser(), Viewer(report=hash_secret(value))


class PersonalToken(authentication.BaseAuthentication):
    """`Authorization: Basic <e-mail or nothing>:<personal access token>`, to read only.

    For programs that know no other way, such as QGIS. A failure counts against the address.
    """

    def authenticate(self, request: Request) -> Credentials:
        value = scheme_value(request, "basic")
        if value is None:
            return None
        if request.method not in SAFE_METHODS:
            raise errors.NotAllowed(reason="read_only")
        now = timezone.now()
        token = _access_token(value)
        if token is None or token.expires_at <= now:
            throttling.count("tokens", throttling.client_address(request), now=now)
            raise errors.BadCredentials()
        actions.note_use(token, now=now)
        return token.user, viewer_of(token.user)


class BrowserSession(authentication.SessionAuthentication):
    """The session cookie of a browser, with Django's CSRF check on writes."""

    def authenticate(self, request: Request) -> Credentials:
        found = super().authenticate(request)
        return (found[0], viewer_of(found[0])) if found else None


def scheme_value(request: Request, scheme: str) -> str | None:
    """Return what follows `scheme` in the Authorization header, None for another scheme."""
    name, _, value = request.headers.get("Authorization", "").partition(" ")
    return value.strip() if name.lower() == scheme else None


def _access_token(value: str) -> AccessToken | None:
    """The token that the value of the header holds, if its account is the one named and open."""
    try:
        email, _, text = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return None
    token_hash = hash_secret(text)
    token = AccessToken.objects.select_related("user").filter(token_hash=token_hash).first()
    if token is None or not token.user.is_active:
        return None
    is_named = email.lower() in ("", token.user.email.lower())
    is_current = same_hash(token.account_hash, token.user.get_session_auth_hash())
    return token if is_named and is_current else None


def _installation_proof(pk: UUID, secret_hash: str) -> InstallationProof:
    known = Installation.objects.filter(pk=pk).values_list("secret_hash", flat=True).first()
    if known is not None and not same_hash(known, secret_hash):
        raise errors.BadCredentials()
    return InstallationProof(id=pk, secret_hash=secret_hash, is_known=known is not None)
