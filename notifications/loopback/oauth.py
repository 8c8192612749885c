"""The OAuth 2 token endpoint: signed assertions in, bearers with a life out (RFC 7523)."""

import json
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import jwt
from cryptography.hazmat.primitives import serialization

from notifications.loopback.answers import Answer, json_answer, oauth_refusal

GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer"
GOOGLE_TOKEN_URI = "https://oauth2.googleapis.com/token"  # noqa: S105  an address; google-auth's fixed `aud`
SCOPES = frozenset(
    {
        "https://www.googleapis.com/auth/firebase.messaging",
        "https://www.googleapis.com/auth/cloud-platform",
    }
)
BEARER_LIFE = timedelta(seconds=3599)  # what Google grants
ASSERTION_MAX_LIFE = timedelta(hours=1)  # Google, OAuth 2 for service accounts
CLOCK_SKEW = timedelta(minutes=5)  # our choice
BEARERS_MAX = 100_000  # our choice: a client in a loop must not eat the memory

_BAD_TIMES = (
    "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. "
    "Check your iat and exp values in the JWT claim."
)


class TokenEndpoint:
    def __init__(self, service_account: Path, *, bearer_life: timedelta = BEARER_LIFE) -> None:
        account = json.loads(service_account.read_bytes())
        private = serialization.load_pem_private_key(account["private_key"].encode(), password=None)
        self._public_key = private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        self._email = account["client_email"]
        self._audiences = {GOOGLE_TOKEN_URI, account["token_uri"]}
        self._bearer_life = bearer_life
        self._expiries: dict[str, datetime] = {}

    def grant(self, form: bytes, *, now: datetime) -> Answer:
        fields = parse_qs(form.decode(errors="replace"))
        if fields.get("grant_type") != [GRANT_TYPE]:
            return oauth_refusal("unsupported_grant_type", f"The grant type must be {GRANT_TYPE}.")
        try:
            claims = self._claims(fields.get("assertion", [""])[0])
        except jwt.InvalidSignatureError:
            return oauth_refusal("invalid_grant", "Invalid JWT Signature.")
        except jwt.InvalidTokenError as error:
            return oauth_refusal("invalid_grant", f"Invalid JWT: {error}.")
        return self._refusal(claims, now) or self._bearer(now)

    def accepts(self, bearer: str, *, now: datetime) -> bool:
        expiry = self._expiries.get(bearer)
        return expiry is not None and now < expiry

    def expire_bearers(self) -> None:
        self._expiries.clear()

    def _claims(self, assertion: str) -> dict[str, Any]:
        return jwt.decode(
            assertion,
            self._public_key,
            algorithms=["RS256"],
            audience=self._audiences,
            options={
                "require": ["iss", "aud", "iat", "exp"],
                # The times are checked below, against the time that the caller names.
                "verify_exp": False,
                "verify_iat": False,
                "verify_nbf": False,
            },
        )

    def _refusal(self, claims: dict[str, Any], now: datetime) -> Answer | None:
        if claims["iss"] != self._email:
            return oauth_refusal("invalid_grant", "Invalid grant: account not found")
        if not _is_timely(claims["iat"], claims["exp"], now.timestamp()):
            return oauth_refusal("invalid_grant", _BAD_TIMES)
        if SCOPES.isdisjoint(str(claims.get("scope", "")).split()):
            return oauth_refusal("invalid_scope", "None of the scopes allows to send messages.")
        return None

    def _bearer(self, now: datetime) -> Answer:
        while len(self._expiries) >= BEARERS_MAX:
            del self._expiries[next(iter(self._expiries))]
        bearer = f"ya29.loopback-{secrets.token_urlsafe(32)}"
        self._expiries[bearer] = now + self._bearer_life
        return json_answer(
            200,
            {
                "access_token": bearer,
                "expires_in": int(self._bearer_life.total_seconds()),
                "token_type": "Bearer",
            },
        )


def _is_timely(issued: Any, expires: Any, now: float) -> bool:
    if not all(isinstance(time, int | float) for time in (issued, expires)):
        return False
    skew = CLOCK_SKEW.total_seconds()
    is_short = expires - issued <= ASSERTION_MAX_LIFE.total_seconds() + skew
    return bool(issued <= now + skew and now < expires and is_short)
