"""What a process gives up for good before it looks at a photo."""

import ctypes
import os
import resource
import signal
import struct
import sys
from contextlib import suppress

from backend.photos.limits import CHILD_MAX_BYTES, CHILD_MAX_CPU_SECONDS

_MAX_OPEN_FILES = 32
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38

# Landlock (Linux 5.13): the same numbers on every architecture.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_RULE_PATH_BENEATH = 1
_TELL_VERSION = 1
# By version: from the fourth on TCP can be forbidden, from the sixth on signals to the outside.
_KINDS_OF_RIGHTS = {1: 1, 2: 1, 3: 1, 4: 2, 5: 2}
_ALL_OF_TCP, _ALL_OUTSIDE = 3, 3  # listen and connect; sockets and signals
_ALL_OF_FILES = (1 << 13) - 1  # what its first version knows: run, write, read, remove, make
_READ = (1 << 2) | (1 << 3)
_MAY_BE_READ = (sys.prefix, sys.base_prefix, "/usr", "/lib", "/lib64")

_libc = ctypes.CDLL(None, use_errno=True)


def limit_resources() -> None:
    """Bound memory and CPU time; no core dumps, no files; the first to go when memory is short."""
    with suppress(OSError), open("/proc/self/oom_score_adj", "w") as score:
        score.write("1000")
    for limit, most in (
        (resource.RLIMIT_AS, CHILD_MAX_BYTES),
        (resource.RLIMIT_CPU, CHILD_MAX_CPU_SECONDS),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, _MAX_OPEN_FILES),
    ):
        resource.setrlimit(limit, (most, most + 1 if limit == resource.RLIMIT_CPU else most))


def drop_privileges() -> None:
    """End with the parent, gain no rights by any program, and reach nothing outside."""
    _libc.prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    with suppress(OSError):  # a kernel without Landlock: the limits above still hold
        _close_surroundings()


def _close_surroundings() -> None:
    """Put the settings in .env, other photos, the database and the worker out of reach."""
    kinds = _KINDS_OF_RIGHTS.get(_checked(_CREATE_RULESET, None, 0, _TELL_VERSION), 3)
    forbidden = struct.pack("3Q", _ALL_OF_FILES, _ALL_OF_TCP, _ALL_OUTSIDE)
    rules = _checked(_CREATE_RULESET, forbidden, 8 * kinds, 0)
    for path in _MAY_BE_READ:
        with suppress(FileNotFoundError):
            folder = os.open(path, os.O_PATH | os.O_CLOEXEC)
            _checked(_ADD_RULE, rules, _RULE_PATH_BENEATH, struct.pack("=Qi", _READ, folder), 0)
            os.close(folder)
    _checked(_RESTRICT_SELF, rules, 0)
    os.close(rules)


def _checked(number: int, *arguments: int | bytes | None) -> int:
    result = int(_libc.syscall(number, *arguments))
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result
