"""Jobs of notifications; every one may run twice."""

import threading

from django.db import transaction
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from backend.core import jobs
from notifications import fcm, sending
from notifications.fanout import fan_out

_wanted = threading.Event()
_sending = threading.Lock()


@app.task(name="notifications.fan_out", retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def fan_out_event(event_id: int) -> None:
    """Store who hears of an event, and have it sent."""
    with transaction.atomic():
        fan_out(event_id=event_id, now=timezone.now())
        jobs.defer("notifications.send_deliveries")


@app.task(name="notifications.send_deliveries")
def send_deliveries() -> None:
    _send_all_due()


# Nothing is scheduled for a retry or an expired claim: this looks for both, by one indexed query.
@app.periodic(cron="* * * * * */5")
@app.task(name="notifications.sweep", queue="push", priority=5, queueing_lock="notifications.sweep")
def sweep(timestamp: int) -> None:
    """Send what has become due by itself."""
    _send_all_due()


def _send_all_due() -> None:
    """Send until nothing is due, in one thread of this process: it opens a hundred already.

    A job that comes while another sends only says so, and leaves the worker's other places to
    other queues. More machines send side by side.
    """
    _wanted.set()
    while _wanted.is_set() and _sending.acquire(blocking=False):
        try:
            _wanted.clear()
            while sending.send_batch(now=timezone.now(), send=fcm.send):
                pass
        finally:
            _sending.release()
