"""demo.json below USTERKA_VAR: addresses and logins of the demo, for people and scripts."""

import json
import secrets
import tomllib
from pathlib import Path
from typing import Any

from django.conf import settings

from backend.accounts.models import User
from backend.accounts.people import issue_token
from backend.accounts.tokens import is_alive

PASSWORD_BYTES = 12


def path() -> Path:
    return Path(settings.USTERKA_VAR) / "demo.json"


def account_keys() -> list[str]:
    return [row["key"] for row in _accounts()]


def email_of(key: str) -> str:
    return next(row["email"] for row in _accounts() if row["key"] == key)


def passwords() -> dict[str, str]:
    """By account key: those of demo.json, or new ones."""
    known = _read().get("accounts", {})
    return {
        row["key"]: known.get(row["key"], {}).get("password")
        or secrets.token_urlsafe(PASSWORD_BYTES)
        for row in _accounts()
    }


def write(known_passwords: dict[str, str]) -> dict[str, Any]:
    """Write demo.json anew, with tokens that are alive; returns its content."""
    before = _read().get("accounts", {})
    content = {
        "url": settings.PUBLIC_URL,
        "live_url": settings.LIVE_URL,
        "fcm_url": f"http://127.0.0.1:{settings.PORT + 2}",
        "jurisdiction": _demo()["jurisdiction"][0]["teryt"],
        "accounts": {
            row["key"]: {
                "email": row["email"],
                "password": known_passwords[row["key"]],
                "token": _token(row["email"], before.get(row["key"], {}).get("token", "")),
            }
            for row in _accounts()
        },
    }
    temporary = path().with_suffix(".new")
    temporary.touch(mode=0o600)
    temporary.write_text(json.dumps(content, indent=2, ensure_ascii=False))
    temporary.replace(path())
    return content


def _token(email: str, before: str) -> str:
    return before if before and is_alive(before) else issue_token(User.objects.get(email=email))


def _read() -> dict[str, Any]:
    return json.loads(path().read_text()) if path().exists() else {}


def _demo() -> dict[str, Any]:
    return tomllib.loads(
        (Path(settings.BASE_DIR) / "fixtures" / "demo.toml").read_text(encoding="utf-8")
    )


def _accounts() -> list[dict[str, Any]]:
    return _demo()["account"]
