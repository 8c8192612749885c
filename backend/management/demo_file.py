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
    """By account key: those of demo.json, or new ones, which are written there at once.

    An account that is in the database already, but not in the file, gets its new one.
    """
    content = _read()
    accounts = content.setdefault("accounts", {})
    lacking = [row for row in _accounts() if row["key"] not in accounts]
    for row in lacking:
        accounts[row["key"]] = {"password": _new_password(row["email"])}
    if lacking:
        _store(content)
    return {row["key"]: accounts[row["key"]]["password"] for row in _accounts()}


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
    _store(content)
    return content


def _new_password(email: str) -> str:
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    user = User.objects.filter(email=email).first()
    if user:
        user.set_password(password)
        user.save(update_fields=["password"])
    return password


def _store(content: dict[str, Any]) -> None:
    path().parent.mkdir(parents=True, exist_ok=True)
    temporary = path().with_suffix(".new")
    temporary.touch(mode=0o600)
    temporary.write_text(json.dumps(content, indent=2, ensure_ascii=False))
    temporary.replace(path())


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
