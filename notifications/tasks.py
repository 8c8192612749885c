"""Jobs of notifications; every one may run twice."""

import threading
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from backend.core import jobs
from notifications import broadcasting, keeping, sending
from notifications.channels import Sender, email, fcm, sms
from notifications.claiming import Lane
from notifications.fanout import fan_out


class _Line:
    """Sends what is due of one lane, in one thread of this process: it opens a hundred already.

    A job that comes while another sends only says so, and leaves the worker's other places to
    other queues. More machines send side by side.
    """

    def __init__(self, lane: Lane, send: Sender) -> None:
        self._lane, self._send = lane, send
        self._wanted, self._sending = threading.Event(), threading.Lock()

    def work(self) -> None:
        self._wanted.set()
        while self._wanted.is_set() and self._sending.acquire(blocking=False):
            try:
                self._wanted.clear()
                sending.send_all(lane=self._lane, clock=timezone.now, send=self._send)
            finally:
                self._sending.release()


LINES = {
    "news": _Line(sending.NEWS, lambda messages: fcm.send(messages)),
    "broadcasts": _Line(sending.BROADCASTS, lambda messages: fcm.send(messages)),
    "mail": _Line(sending.MAIL, lambda messages: email.send(messages)),
}
if settings.SMS_BACKEND:
    LINES["sms"] = _Line(sending.TEXT_MESSAGES, lambda messages: sms.send(messages))


@app.task(name="notifications.fan_out", retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def fan_out_event(event_id: int) -> None:
    """Store who hears of an event, and have it sent."""
    with transaction.atomic():
        fan_out(event_id=event_id, now=timezone.now())
        jobs.defer("notifications.send_deliveries")


@app.task(name="notifications.send_deliveries")
def send_deliveries(line: str = "news") -> None:
    LINES[line].work()


# Nothing is scheduled for what is due later, retried, or of a killed worker: this looks for it.
@app.task(name="notifications.sweep", queue="push", priority=5)
def sweep(timestamp: int, line: str = "news") -> None:
    """Send what has become due by itself."""
    LINES[line].work()


for _name in LINES:
    app.periodic(
        cron="* * * * * */5",
        periodic_id=_name,
        queue="mail" if _name in ("mail", "sms") else "push",
        queueing_lock=f"notifications.sweep.{_name}",
        task_kwargs={"line": _name},
    )(sweep)


@app.task(name="notifications.carry_on")
def carry_on(broadcast_id: int) -> None:
    """Write, release or drop the deliveries of a broadcast."""
    broadcasting.carry_on(broadcast_id, timezone.now)


@app.periodic(cron="* * * * *")
@app.task(name="notifications.look_after_broadcasts", queue="push")
def look_after_broadcasts(timestamp: int) -> None:
    """Go on with what a killed worker left, and end what is done."""
    for broadcast_id in broadcasting.under_way(timezone.now()):
        jobs.defer("notifications.carry_on", broadcast_id=broadcast_id)


@app.periodic(cron="* * * * *")
@app.task(name="notifications.end_the_old", queue="push", queueing_lock="notifications.end_the_old")
def end_the_old(timestamp: int) -> None:
    """Drop what came to nothing in time: during an outage, in quiet hours, on a removed phone."""
    keeping.end_the_old(timezone.now())


@app.periodic(cron="23 3 * * *")
@app.task(name="notifications.forget", queueing_lock="notifications.forget")
def forget_deliveries(timestamp: int) -> None:
    """Delete the records of what was sent long ago."""
    keeping.forget(before=timezone.now() - timedelta(days=settings.DELIVERIES_KEPT_DAYS))
