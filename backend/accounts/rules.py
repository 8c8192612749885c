"""Limits of accounts and their tokens."""

from datetime import timedelta

TOKEN_NAME_MAX_CHARS = 100  # our choice: "QGIS, laptop of the road department"
TOKENS_MAX = 20  # our choice: of one account; more are a sign of a script gone wrong
TOKEN_LIFE = timedelta(days=365)  # as app tokens
TOKEN_PREFIX = "usterka_"  # noqa: S105 - so that searches for leaked secrets find them
BLOCK_REASON_MAX_CHARS = 1000  # our choice
BLOCK_LIFE_MAX = timedelta(days=366)  # our choice: whoever is still a nuisance is blocked again
BLOCKS_MAX = 500  # our choice: blocks in one answer
FILTER_NAME_MAX_CHARS = 100  # our choice
FILTER_QUERY_MAX_CHARS = 2000  # our choice: a query with all its parameters is some 500
FILTERS_MAX = 50  # our choice: of one account
USE_NOTED_EVERY = timedelta(hours=1)  # our choice: a map asks for a hundred tiles at once
