"""Pushes per second, beside bare `send_each` of the same messages, and how soon news arrive.

The unmodified firebase-admin speaks over TLS to the loopback FCM, which answers at once or after
50 ms. Ours and bare take turns on the same machine, so the ratio tells more than the numbers.
"""

import argparse
import json
import os
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from typing import Any
from uuid import uuid4

import _harness as harness
import numpy

DELAYS_MS = (0, 50)
NEWS_PER_SECOND = 20
STARTS_WITHIN_S = 60


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--broadcast", type=int, default=10_000, help="phones (%(default)s)")
    parser.add_argument("--events", type=int, default=1_000, help="(%(default)s)")
    parser.add_argument("--seconds", type=int, default=30, help="of news (%(default)s)")
    options = parser.parse_args()
    os.environ["PUSH_MERGE_SECONDS"] = "0"
    harness.prepare("bench_push")
    with fcm() as control:
        print(f"{'':>34}{'ours/s':>9}{'bare/s':>9}{'ratio':>8}{'of CPU':>8}{'MB':>6}{'at most':>8}")
        for delay in DELAYS_MS:
            control({"delay_ms": delay})
            compare(f"of a broadcast, {delay} ms", "broadcasts", options.broadcast)
            compare(f"separate events, {delay} ms", "news", options.events)
        control({"delay_ms": 0})
        arrive(options.seconds)


@contextmanager
def fcm() -> Iterator[Callable[[dict], None]]:
    """Run the loopback FCM, and turn this process towards it."""
    from django.conf import settings

    from notifications.loopback import prepare

    port, state = harness.PORT + 2, harness.VAR / "fcm"
    credentials = prepare(state, port)
    os.environ |= credentials.environment()
    settings.FIREBASE_CREDENTIALS = str(credentials.service_account)
    manage = [sys.executable, "manage.py"]
    command = [*manage, "fcm_loopback", "--port", str(port), "--state", str(state)]
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def control(order: dict) -> None:
        request = urllib.request.Request(  # noqa: S310 (our own)
            f"http://127.0.0.1:{port}/control", json.dumps(order).encode(), method="POST"
        )
        opener.open(request, timeout=STARTS_WITHIN_S).close()

    with harness.serving(command, f"http://127.0.0.1:{port}/control", harness.ROOT, {}):
        yield control


def compare(name: str, line: str, count: int) -> None:
    """Send the half bare, all of it by the ledger, and the other half bare."""
    from django.utils import timezone

    from notifications import tasks
    from notifications.models import Delivery, Device
    from tests.notifications import crowd

    Delivery.objects.all().delete()
    Device.objects.all().delete()
    now = timezone.now()
    phones = crowd.make_phones(count, now)
    (crowd.broadcast_to if line == "broadcasts" else crowd.events_for)(phones, now)
    del phones
    tasks.LINES[line].work()  # what is loaded at the first time counts for nobody
    begin_anew()
    alone = bare(line, count // 2)
    begin_anew()
    with high_water() as memory:
        ours = -spent()
        tasks.LINES[line].work()
        ours += spent()
    if Delivery.objects.exclude(state="sent").exists():
        raise SystemExit("Not all was sent.")
    begin_anew()
    alone += bare(line, count - count // 2)
    ratio = alone / ours
    print(
        f"{f'{count} {name}':>34}{count / ours[0]:>9.0f}{count / alone[0]:>9.0f}{ratio[0]:>8.2f}"
        f"{ratio[1]:>8.2f}{memory[0]:>6.0f}{memory[1]:>8.0f}",
        flush=True,
    )


def spent() -> Any:
    """The time on the wall and that of this process's processor, in seconds."""
    return numpy.array([time.perf_counter(), time.process_time()])


def begin_anew() -> None:
    """Let everything wait again, in a table as clean as before."""
    from django.db import connection
    from django.utils import timezone

    from notifications.models import Delivery

    waiting = {"state": "waiting", "attempts": 0, "message_id": "", "sent_at": None}
    Delivery.objects.update(**waiting, next_attempt_at=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE notifications_delivery")


def bare(line: str, count: int) -> Any:
    """Send the first of the same messages by `send_each` alone, 100 at a time; what it took."""
    from django.utils import timezone
    from firebase_admin import messaging

    from notifications.channels import fcm as channel
    from notifications.claiming import claim
    from notifications.sending import BROADCASTS, NEWS, _messages

    lane = BROADCASTS if line == "broadcasts" else NEWS
    app, total, sent = channel._app(), spent() * 0, 0
    while sent < count:
        batch = claim(lane, timezone.now())
        messages = [channel._message(message) for message in _messages(batch, timezone.now())]
        total -= spent()
        answer = messaging.send_each(messages, app=app)
        total += spent()
        sent += len(messages)
        if answer.failure_count:
            raise SystemExit(f"{answer.failure_count} bare messages failed.")
    if sent != count:
        raise SystemExit("Counts are to be multiples of 200.")
    return total


@contextmanager
def high_water() -> Iterator[list[float]]:
    """Watch this process's memory: megabytes before, and the most meanwhile."""
    found, over = [memory_mb(), memory_mb()], threading.Event()

    def watch() -> None:
        while not over.wait(0.05):
            found[1] = max(found[1], memory_mb())

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield found
    finally:
        over.set()
        watcher.join()


def memory_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def arrive(seconds: int) -> None:
    """Let a whole worker tell 20 events a second; print how long each took until FCM had it."""
    from django.db import transaction
    from django.utils import timezone

    from backend.core import jobs
    from notifications.models import Delivery
    from tests.notifications import crowd
    from tests.notifications.makers import make_event, make_report

    Delivery.objects.all().delete()
    count = NEWS_PER_SECOND * seconds
    phones = crowd.make_phones(count, timezone.now(), prefix="late")
    reports = [
        make_report(installation=phone.installation, number=uuid4().hex[:20]) for phone in phones
    ]
    worker = subprocess.Popen(
        [sys.executable, "manage.py", "worker", "--queues", "push"], cwd=harness.ROOT
    )
    try:
        crowd.events_for(crowd.make_phones(1, timezone.now(), prefix="first"), timezone.now())
        while Delivery.objects.filter(state="waiting").exists():  # until the worker is at work
            time.sleep(0.5)
        Delivery.objects.all().delete()
        begin = time.perf_counter()
        for number, report in enumerate(reports):
            time.sleep(max(0, begin + number / NEWS_PER_SECOND - time.perf_counter()))
            with transaction.atomic():
                event = make_event(report, at=timezone.now())
                jobs.defer("notifications.fan_out", event_id=event.pk)
        while Delivery.objects.filter(state="sent").count() < count:
            time.sleep(0.5)
    finally:
        worker.terminate()
        worker.wait(30)
    rows = Delivery.objects.values_list("sent_at", "notification__event__at")
    waits = [(sent - at).total_seconds() for sent, at in rows]
    marks = quantiles(waits, n=100, method="inclusive")
    print(
        f"\n{count} events, {NEWS_PER_SECOND} a second, from event to acceptance written down:"
        f" p50 {marks[49]:.2f} s, p95 {marks[94]:.2f} s, p99 {marks[98]:.2f} s"
    )


if __name__ == "__main__":
    main()
