"""Secrets that callers make: only their hashes are kept."""

import hashlib
import hmac
import re
import secrets

SECRET_MIN_CHARS, SECRET_MAX_CHARS = 32, 128  # 192 bits in URL-safe base64 are 32 characters
SPOKEN_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
SECRET_PATTERN = rf"^[A-Za-z0-9_-]{{{SECRET_MIN_CHARS},{SECRET_MAX_CHARS}}}$"


def is_secret(text: str) -> bool:
    return re.fullmatch(SECRET_PATTERN, text) is not None


def new_secret() -> str:
    """Return 43 URL-safe characters of 256 random bits."""
    return secrets.token_urlsafe(32)


def new_spoken_secret() -> str:
    """Return 32 letters and digits of 160 random bits that can be read out and typed.

    Source: the alphabet of Crockford's base32, small, which has no i, l, o and u.
    """
    return "".join(secrets.choice(SPOKEN_LETTERS) for _ in range(SECRET_MIN_CHARS))


def in_groups(secret: str) -> str:
    """Write a secret in groups of four."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def hash_secret(secret: str) -> str:
    """SHA-256 in hex: the secret is random and long, so that no slow hash is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def same_hash(one: str, other: str) -> bool:
    return hmac.compare_digest(one, other)
