"""What decoders might do that they should not, as tasks of a sandbox."""

import ctypes
import os
import resource
import signal
import socket
import struct
from pathlib import Path
from typing import Any

from backend.photos.refusals import PhotoRefused
from backend.photos.zygote import Tasks

CONVERSATION = 3
Made = tuple[dict[str, Any], list[bytes]]


def echo(content: bytes, options: dict[str, Any]) -> Made:
    return {"options": options, "process": os.getpid()}, [content]


def refuse(content: bytes, options: dict[str, Any]) -> Made:
    raise PhotoRefused(options["code"])


def stumble(content: bytes, options: dict[str, Any]) -> Made:
    raise KeyError("a table that is not there")


def eat(content: bytes, options: dict[str, Any]) -> Made:
    meals = []
    while True:
        meals.append(bytearray(64 * 1024 * 1024))


def spin(content: bytes, options: dict[str, Any]) -> Made:
    resource.setrlimit(resource.RLIMIT_CPU, (1, 2))  # the sandbox's own limit takes half a minute
    while True:
        pass


def hang(content: bytes, options: dict[str, Any]) -> Made:
    while True:
        signal.pause()


def crash(content: bytes, options: dict[str, Any]) -> Made:
    ctypes.string_at(0)
    raise AssertionError("still alive")


def die(content: bytes, options: dict[str, Any]) -> Made:
    os.kill(os.getpid(), options["signal"])
    raise AssertionError("still alive")


def leave(content: bytes, options: dict[str, Any]) -> Made:
    os._exit(options["status"])


def chatter(content: bytes, options: dict[str, Any]) -> Made:
    """Say what no child says: a header longer than allowed, no JSON, more than fits, nothing."""
    said = {
        "long": struct.pack("!I", 2**31),
        "no JSON": struct.pack("!I", 4) + b"\x80\x04N.",  # a pickle
        "no object": struct.pack("!I", 2) + b"[]",
        "no sizes": struct.pack("!I", 12) + b'{"facts":{}}',
        "negative": struct.pack("!I", 25) + b'{"facts":{},"sizes":[-1]}',
        "too many bytes": struct.pack("!I", 34) + b'{"facts":{},"sizes":[99999999999]}',
        "no facts": struct.pack("!I", 12) + b'{"sizes":[]}',
        "half": struct.pack("!I", 100) + b"{",
    }[options["what"]]
    os.write(CONVERSATION, said)
    os._exit(0)


def look_around(content: bytes, options: dict[str, Any]) -> Made:
    """Tell what of the outside can be reached."""
    reached = {}
    for name, reach in {
        "read a file": lambda: Path(options["file"]).read_bytes(),
        "read the parent": lambda: Path(f"/proc/{os.getppid()}/environ").read_bytes(),
        "write a file": lambda: Path(options["file"]).write_bytes(b"!"),
        "run a program": lambda: os.execv("/bin/true", ["true"]),  # noqa: S606
        "call a server": lambda: socket.create_connection(("127.0.0.1", options["port"])),
        "signal the parent": lambda: os.kill(os.getppid(), 0),
    }.items():
        try:
            reach()
            reached[name] = True
        except OSError:
            reached[name] = False
    return {"reached": reached, "environment": dict(os.environ), "files": _open_files()}, []


def _open_files() -> list[int]:
    found = []
    for number in range(64):
        try:
            os.fstat(number)
            found.append(number)
        except OSError:
            pass
    return found


TASKS: Tasks = {
    task.__name__: task
    for task in (
        *(echo, refuse, stumble, eat, spin, hang, crash, die, leave, chatter),
        look_around,
    )
}
