"""The process that forks a child for every photo, with the decoders loaded already.

It is started with an empty environment and none of its parent's files: what it forks has never
held a secret. It sees no photo itself.
"""

import gc
import importlib
import json
import os
import selectors
import signal
import socket
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from backend.photos.confinement import drop_privileges, limit_resources
from backend.photos.limits import PHOTO_MAX_BYTES
from backend.photos.messages import Line, MessageBroken
from backend.photos.refusals import PhotoRefused

Task = Callable[[bytes, dict[str, Any]], tuple[dict[str, Any], list[bytes]]]
Tasks = Mapping[str, Task]

FAILED = 71  # the exit status of a child that did not come to its task, or not to its answer
_CONVERSATION = 3  # the number of a child's one open file


@dataclass(frozen=True)
class Child:
    """life: where the parent hears how the child ended; closed by the parent, it ends the child."""

    pid: int
    handle: int
    life: socket.socket


class Zygote:
    def __init__(self, control: socket.socket, tasks: Tasks) -> None:
        self._control = control
        self._tasks = tasks
        self._events = selectors.DefaultSelector()
        self._events.register(control, selectors.EVENT_READ, self._fork_one)

    def serve(self) -> None:
        """Fork until the parent is gone; then the children go as well."""
        with suppress(EOFError):
            while True:
                for key, _ in self._events.select():
                    key.data()

    def _fork_one(self) -> None:
        _, files, _, _ = socket.recv_fds(self._control, 1, 2)
        if len(files) != 2:
            raise EOFError
        conversation, life = files[0], socket.socket(fileno=files[1])
        try:
            pid = os.fork()
        except OSError:  # the parent hears of no child
            os.close(conversation)
            life.close()
            return
        if pid == 0:
            _be_child(conversation, self._tasks)
        os.close(conversation)
        child = Child(pid, os.pidfd_open(pid), life)
        self._events.register(child.handle, selectors.EVENT_READ, lambda: self._bury(child))
        self._events.register(life, selectors.EVENT_READ, lambda: self._end(child))

    def _end(self, child: Child) -> None:
        """The parent has closed the line: it wants no answer any more."""
        if child.life.fileno() in self._events.get_map():
            self._events.unregister(child.life)
            signal.pidfd_send_signal(child.handle, signal.SIGKILL)

    def _bury(self, child: Child) -> None:
        _, status, used = os.wait4(child.pid, 0)
        ending = {"status": os.waitstatus_to_exitcode(status), "peak": used.ru_maxrss * 1024}
        with suppress(OSError):
            child.life.sendall(json.dumps(ending).encode())
        self._events.unregister(child.handle)
        os.close(child.handle)
        if child.life.fileno() in self._events.get_map():
            self._events.unregister(child.life)
        child.life.close()


def _be_child(conversation: int, tasks: Tasks) -> None:
    code = FAILED
    try:
        os.dup2(conversation, _CONVERSATION)
        os.closerange(_CONVERSATION + 1, 1024)
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, 2)  # decoders print; what they say is the photo's, not the log's
        os.close(nothing)
        limit_resources()
        drop_privileges()
        _converse(Line(socket.socket(fileno=_CONVERSATION)), tasks)
        code = 0
    finally:
        os._exit(code)


def _converse(line: Line, tasks: Tasks) -> None:
    header, contents = line.receive(most=PHOTO_MAX_BYTES)
    try:
        facts, files = tasks[header["task"]](contents[0], header["options"])
    except PhotoRefused as refusal:
        line.send({"refused": refusal.code})
    except MemoryError:
        line.send({"refused": "too_heavy"})
    except Exception as surprise:  # the outer loop: a decoder raises whatever it likes
        line.send({"refused": "damaged", "surprise": repr(surprise)[:200]})
    else:
        line.send({"facts": facts}, *files)


def main() -> None:
    module, number = sys.argv[1:]
    for ignored in (signal.SIGINT, signal.SIGTERM):  # the worker finishes its jobs, then hangs up
        signal.signal(ignored, signal.SIG_IGN)
    tasks = importlib.import_module(module).TASKS
    gc.collect()
    gc.freeze()  # a child that collects garbage would copy every page
    with suppress(MessageBroken):
        Zygote(socket.socket(fileno=int(number)), tasks).serve()


if __name__ == "__main__":
    main()
