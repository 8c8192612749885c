"""Secrets that callers make: only their hashes are kept."""

import hashlib
import hmac
import re
import secrets

SECRET_MIN_CHARS, SECRET_MAX_CHARS = 32, 128  # 192 bits in URL-safe base64 are 32 characters
SECRET_PATTERN = rf"^[A-Za-z0-9_-]{{{SECRET_MIN_CHARS},{SECRET_MAX_CHARS}}}$"


def is_secret(text: str) -> bool:
    return re.fullmatch(SECRET_PATTERN, text) is not None


def new_secret() -> str:
    """Return 43 URL-safe characters of 256 random bits."""
    return secrets.token_urlsafe(32)


def hash_secret(secret: str) -> str:
    """SHA-256 in hex: the secret is random and long, so that no slow hash is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def same_hash(one: str, other: str) -> bool:
    return hmac.compare_digest(one, other)
