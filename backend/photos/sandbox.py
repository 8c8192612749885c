"""The one door to decoding: bytes go to a child process of their own, files and facts come back."""

import atexit
import json
import logging
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backend.photos.limits import CHILD_MAX_SECONDS, PHOTO_MAX_BYTES
from backend.photos.messages import Line, MessageBroken
from backend.photos.refusals import CODES, DecoderUnavailable, PhotoRefused
from backend.photos.zygote import FAILED

logger = logging.getLogger(__name__)

_ROOT = Path(__file__).parents[2]
# A child lives for one photo, and half of what it costs beyond the decoding are page faults: with
# huge pages, and without returning memory to the system, there are six times fewer of them. One
# arena, and no threads of numpy: others would take the children's address space.
_TUNABLES = {
    "glibc.malloc.hugetlb": 1,
    "glibc.malloc.mmap_threshold": 32 * 1024 * 1024,
    "glibc.malloc.trim_threshold": 1024 * 1024 * 1024,
    "glibc.malloc.arena_max": 1,
}
_ENVIRONMENT = {
    "GLIBC_TUNABLES": ":".join(f"{name}={value}" for name, value in _TUNABLES.items()),
    "OPENBLAS_NUM_THREADS": "1",
    "LC_ALL": "C.UTF-8",
}

_END_WITHIN_SECONDS = 20.0  # after its answer
# Ends that are the decoder's own doing; by any other signal, the child was ended from outside.
_CODES_BY_SIGNAL: dict[int, str] = {
    signal.SIGXCPU: "too_heavy",
    signal.SIGSEGV: "damaged",
    signal.SIGBUS: "damaged",
    signal.SIGILL: "damaged",
    signal.SIGFPE: "damaged",
    signal.SIGABRT: "damaged",
    signal.SIGSYS: "damaged",
    signal.SIGTRAP: "damaged",
}


@dataclass(frozen=True)
class Answer:
    """peak_bytes: the most memory that the child held, with what it shares with its siblings."""

    facts: dict[str, Any]
    files: list[bytes]
    peak_bytes: int


class Sandbox:
    """Children that do the TASKS of one module, forked by a process that has it loaded.

    Any number of threads may use it. max_seconds: on the wall, of one task.
    """

    def __init__(self, module: str, *, max_seconds: float = CHILD_MAX_SECONDS) -> None:
        self._module = module
        self._max_seconds = max_seconds
        self._lock = threading.Lock()
        self._zygote: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def run(self, task: str, content: bytes, **options: Any) -> Answer:
        """Do `task` with the bytes of a photo.

        Raises PhotoRefused with one of refusals.CODES for what the photo deserves, and
        DecoderUnavailable for what it does not: then it may be tried again.
        """
        if len(content) > PHOTO_MAX_BYTES:
            raise PhotoRefused("too_heavy")
        conversation, life = self._child()
        with conversation, life:
            line = Line(conversation, time.monotonic() + self._max_seconds)
            header: dict[str, Any] = {}
            files: list[bytes] = []
            with suppress(MessageBroken):  # the child has ended: how, is told below
                try:
                    line.send({"task": task, "options": options}, content)
                    header, files = line.receive(most=PHOTO_MAX_BYTES)
                except TimeoutError as late:
                    raise DecoderUnavailable("too late") from late
            conversation.close()  # whatever else the child would say
            status, peak_bytes = _ending(life)
        if status != 0:
            raise _by_status(status)
        if not isinstance(header.get("facts"), dict):
            raise _refused(header)
        return Answer(header["facts"], files, peak_bytes)

    def stop(self) -> None:
        """End the processes; the next task starts them anew."""
        with self._lock:
            self._hang_up()

    def _child(self) -> tuple[socket.socket, socket.socket]:
        """Have a child forked: what to talk to it by, and where its end is told."""
        ours, theirs = socket.socketpair()
        life, their_life = socket.socketpair()
        with theirs, their_life:
            try:
                with self._lock:
                    self._pass([theirs.fileno(), their_life.fileno()])
            except OSError as failure:
                ours.close()
                life.close()
                raise DecoderUnavailable("no process") from failure
        return ours, life

    def _pass(self, files: list[int]) -> None:
        if self._control:
            with suppress(ConnectionError):
                socket.send_fds(self._control, [b"+"], files)
                return
        socket.send_fds(self._start(), [b"+"], files)

    def _start(self) -> socket.socket:
        self._hang_up()
        self._control, theirs = socket.socketpair()
        command = [sys.executable, "-m", "backend.photos.zygote", self._module]
        with theirs:
            self._zygote = subprocess.Popen(
                [*command, str(theirs.fileno())],
                cwd=_ROOT,
                env=_ENVIRONMENT,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )
        atexit.unregister(self.stop)
        atexit.register(self.stop)
        return self._control

    def _hang_up(self) -> None:
        if self._control:
            self._control.close()
        if self._zygote:
            self._zygote.wait()
        self._zygote = self._control = None


def _ending(life: socket.socket) -> tuple[int, int]:
    """Wait for the end of a child: its exit status (a signal as a negative number), its peak."""
    life.settimeout(_END_WITHIN_SECONDS)
    try:
        told = life.recv(1000)
    except OSError:
        told = b""
    if not told:
        raise DecoderUnavailable("no child")
    ending = json.loads(told)
    return ending["status"], ending["peak"]


def _by_status(status: int) -> Exception:
    code = "damaged" if status > 0 else _CODES_BY_SIGNAL.get(-status)
    if code is None or status == FAILED:
        return DecoderUnavailable(f"ended with status {status}")
    logger.warning("decoder died", extra={"status": status, "code": code})
    return PhotoRefused(code)


def _refused(header: dict[str, Any]) -> PhotoRefused:
    if "surprise" in header:
        logger.warning("decoder raised", extra={"surprise": str(header["surprise"])[:200]})
    code = header.get("refused")
    return PhotoRefused(code if code in CODES else "damaged")


_SANDBOX = Sandbox("backend.photos.child")
run = _SANDBOX.run
