"""What parent and child say to each other: a JSON header, then byte strings of told sizes.

Nothing here is ever unpickled: the child may be in the hands of whoever made the photo.
"""

import json
import socket
import struct
import time
from typing import Any

HEADER_MAX_BYTES = 256 * 1024
_LENGTH = struct.Struct("!I")


class MessageBroken(Exception):
    """The other side ended in the middle, or said what it must not."""


class Line:
    """One side of a conversation, which is over at `deadline` (of time.monotonic()).

    Every method raises TimeoutError then, and MessageBroken when the other side is gone.
    """

    def __init__(self, ours: socket.socket, deadline: float | None = None) -> None:
        self._socket = ours
        self._deadline = deadline

    def send(self, header: dict[str, Any], *contents: bytes) -> None:
        told = {**header, "sizes": [len(content) for content in contents]}
        encoded = json.dumps(told).encode()
        try:
            for piece in (_LENGTH.pack(len(encoded)), encoded, *contents):
                self._limit_time()
                self._socket.sendall(piece)
        except ConnectionError as gone:
            raise MessageBroken from gone

    def receive(self, *, most: int) -> tuple[dict[str, Any], list[bytes]]:
        """Read one message with at most `most` bytes after its header."""
        (length,) = _LENGTH.unpack(self._read(_LENGTH.size))
        if length > HEADER_MAX_BYTES:
            raise MessageBroken
        header = _parsed(self._read(length))
        sizes = header.pop("sizes")
        if sum(sizes) > most:
            raise MessageBroken
        return header, [self._read(size) for size in sizes]

    def _read(self, size: int) -> bytes:
        content = bytearray(size)
        view, filled = memoryview(content), 0
        while filled < size:
            self._limit_time()
            try:
                count = self._socket.recv_into(view[filled:])
            except ConnectionError as gone:
                raise MessageBroken from gone
            if not count:
                raise MessageBroken
            filled += count
        return bytes(content)

    def _limit_time(self) -> None:
        if self._deadline is None:
            return
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._socket.settimeout(left)


def _parsed(encoded: bytes) -> dict[str, Any]:
    try:
        header = json.loads(encoded)
    except (ValueError, RecursionError) as wrong:
        raise MessageBroken from wrong
    if not isinstance(header, dict) or not _are_sizes(header.get("sizes")):
        raise MessageBroken
    return header


def _are_sizes(told: Any) -> bool:
    return isinstance(told, list) and all(type(size) is int and size >= 0 for size in told)
