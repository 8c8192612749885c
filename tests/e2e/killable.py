"""A sender of pushes that can be killed and is there again at once: the worker's own code.

Loaded once with everything, it makes a child for each line that it reads, prints the child's pid,
and the child sends as the worker does. Run as `python -m tests.e2e.killable COUNT`.
"""

import os
import signal
import sys
import time

import django

LOOK_EVERY_S = 0.2
BATCH = 20  # so that fifty crashes fit into a broadcast that is soon sent


def main(count: int) -> None:
    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from notifications import claiming, tasks
    from tests.notifications import crowd

    claiming.SEND_CHUNK = BATCH
    call_command("migrate", verbosity=0)
    crowd.broadcast_to(crowd.make_phones(count, timezone.now()), timezone.now())
    connection.close()  # a child must not share the connection
    connection.close_pool()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the killed leave nothing behind
    print("ready", flush=True)
    for _ in sys.stdin:
        pid = os.fork()
        if pid:
            print(pid, flush=True)
            continue
        while True:
            tasks.sweep.func(0, line="broadcasts")
            time.sleep(LOOK_EVERY_S)


if __name__ == "__main__":
    main(int(sys.argv[1]))
