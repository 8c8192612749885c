"""The town in which the stories happen: its places, its clock, and the work of its machines."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any

from django.core import mail
from procrastinate.contrib.django.models import ProcrastinateJob

from backend.reports import tasks
from notifications import tasks as news
from notifications.channels import Message, Outcome
from notifications.sending import send_batch

EVERY_FEW_MINUTES = (tasks.settle_uploads, tasks.tell_what_is_overdue)
JOBS: dict[str, Any] = {
    task.name: task
    for task in (
        tasks.process_photo,
        tasks.look_at_waiting,
        tasks.hide_regions,
        tasks.remove_public_files,
        tasks.send_packet,
        news.fan_out_event,
    )
}
SENDING = "notifications.send_deliveries"  # which would go to FCM


class Town:
    """Its clock begins at a moment of the story's and runs on; `days_pass` moves it."""

    def __init__(self, begin: datetime, places: dict[str, dict[str, Any]]) -> None:
        self._begin, self._started, self._places = begin, monotonic(), places
        self._done: set[int] = set()
        self._pushes: list[Message] = []

    def now(self) -> datetime:
        return self._begin + timedelta(milliseconds=int(1000 * (monotonic() - self._started)))

    def at(self, name: str) -> dict[str, float]:
        """The place of this name, as a phone tells it."""
        return {"lon": self._places[name]["lon"], "lat": self._places[name]["lat"]}

    def days_pass(self, days: float) -> None:
        """Let the machines do what waits, then time go by, and wake them up."""
        self.machines_work()
        self._begin += timedelta(days=days)
        for task in EVERY_FEW_MINUTES:
            task.func(timestamp=0)
        self.machines_work()

    def machines_work(self) -> None:
        """Do every job that waits, each once, and those that they queue."""
        while jobs := [job for job in _waiting() if job.pk not in self._done]:
            for job in jobs:
                self._done.add(job.pk)
                if job.task_name == SENDING:
                    send_batch(now=self.now(), send=self._ring)
                else:
                    JOBS[job.task_name].func(**job.args)

    def letters(self) -> list[Any]:
        """The e-mails that have gone out, the oldest first."""
        self.machines_work()
        return list(mail.outbox)

    def pushes(self) -> list[Message]:
        """What the phones have shown, the oldest first."""
        self.machines_work()
        return list(self._pushes)

    def _ring(self, pushes: Sequence[Message]) -> list[Outcome]:
        self._pushes.extend(pushes)
        return [Outcome(state="sent") for _ in pushes]


def moment(text: str) -> datetime:
    """A moment as the API tells it."""
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(UTC)


def _waiting() -> list[Any]:
    return list(ProcrastinateJob.objects.filter(status="todo").order_by("id"))
