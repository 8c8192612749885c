"""Limits of accounts and their tokens."""

from datetime import timedelta

TOKEN_NAME_MAX_CHARS = 100  # our choice: "QGIS, laptop of the road department"
TOKENS_MAX = 20  # our choice: of one account; more are a sign of a script gone wrong
TOKEN_LIFE = timedelta(days=365)  # as app tokens
TOKEN_PREFIX = "usterka_"  # noqa: S105 - so that searches for leaked secrets find them
USE_NOTED_EVERY = timedelta(hours=1)  # our choice: a map asks for a hundred tiles at once
