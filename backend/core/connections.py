"""The database connection of a request, given back before something slow."""

from django.db import connection


def give_connection_back() -> None:
    """Let other requests use it: the next query takes one again. A transaction keeps its own."""
    if not connection.in_atomic_block:
        connection.close()
