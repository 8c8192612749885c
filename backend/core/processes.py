"""Being one process among those of an installation."""

import ctypes
import multiprocessing
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # prctl(2)


def die_with_parent(number: signal.Signals = signal.SIGTERM) -> None:
    """Ask Linux to end this process by this signal when its parent ends, however that happens.

    Without it a killed server leaves workers behind that keep its port.
    """
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number)
    parent = multiprocessing.parent_process()
    if parent and parent.pid != os.getppid():  # it ended before Linux was asked
        os._exit(1)
