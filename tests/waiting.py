"""Waiting for what another process does in its own time."""

import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")


def until(look: Callable[[], Found], *, within: float = 30, what: str = "") -> Found:
    """Look again and again until there is something to see. Raises TimeoutError."""
    deadline = time.monotonic() + within
    while not (found := look()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {within} s: {what or look}")
        time.sleep(0.1)
    return found
