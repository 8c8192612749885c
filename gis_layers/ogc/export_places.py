"""How many exports run at once: each holds a thread of the web server until it is sent."""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from threading import Lock
from typing import IO

from django.http import HttpRequest

from backend.core import errors, throttling

EXPORTS_MAX = 8  # our choice, of one process: a sixteenth of its threads
EXPORTS_OF_ONE_MAX = 3  # our choice, of one address: nobody takes all places alone
RETRY_AFTER_SECONDS = 30
CHUNK_BYTES = 64 * 1024

_taken: Counter[str] = Counter()
_lock = Lock()


class Held:
    """A file being sent, and the place it takes: both are given up together.

    A generator's own `finally` would not run when nobody ever reads the first byte.
    """

    def __init__(self, file: IO[bytes], caller: str) -> None:
        self.file = file
        self.size = os.fstat(file.fileno()).st_size
        self.caller: str | None = caller

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        chunk = self.file.read(CHUNK_BYTES)
        if not chunk:
            raise StopIteration
        return chunk

    def close(self) -> None:
        caller, self.caller = self.caller, None
        if caller is not None:
            _give_up(caller)
            self.file.close()


def hold_place(request: HttpRequest, begin: Callable[[], IO[bytes]]) -> Held:
    """Take a place for the file that `begin` makes, until it is closed.

    Raises TooManyRequests for an address with too many, Unavailable when all are taken.
    """
    caller = throttling.client_address(request)
    _take(caller)
    try:
        return Held(begin(), caller)
    except BaseException:
        _give_up(caller)
        raise


def _take(caller: str) -> None:
    with _lock:
        if _taken[caller] >= EXPORTS_OF_ONE_MAX:
            raise errors.TooManyRequests(retry_after_seconds=RETRY_AFTER_SECONDS)
        if _taken.total() >= EXPORTS_MAX:
            raise errors.Unavailable(retry_after_seconds=RETRY_AFTER_SECONDS)
        _taken[caller] += 1


def _give_up(caller: str) -> None:
    with _lock:
        _taken[caller] -= 1
        if not _taken[caller]:
            del _taken[caller]
