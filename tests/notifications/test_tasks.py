from collections.abc import Sequence
from typing import Any

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from backend.reports.models import Report, ReportEvent
from backend.reports.workflow import Status
from notifications import sending, tasks
from notifications.channels import Message, Outcome, fcm
from notifications.claiming import Lane
from notifications.models import Delivery
from tests.fcm import Loopback
from tests.notifications.makers import make_device, make_event, make_report, make_user, told

pytestmark = pytest.mark.django_db


def test_an_event_ends_as_a_push_on_the_phone(loopback_fcm: Loopback) -> None:
    reporter = make_user()
    device = make_device(reporter, language="en")
    event = _event(make_report(reporter=reporter))
    tasks.fan_out_event(event.pk)
    tasks.send_deliveries()
    [entry] = loopback_fcm.received(device.value)
    assert entry["message"]["notification"]["title"] == f"{event.report.number}: fixed"
    assert entry["message"]["data"]["event_id"] == str(event.pk)
    assert Delivery.objects.get().message_id


def test_fanning_out_queues_the_sending() -> None:
    tasks.fan_out_event(_event(make_report()).pk)
    queued = ProcrastinateJob.objects.values_list("task_name", "queue_name")
    assert list(queued) == [("notifications.send_deliveries", "push")]


def test_a_job_that_comes_while_another_sends_leaves_the_work_to_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rounds: list[int] = []

    def send_all(**arguments: Any) -> None:
        rounds.append(len(rounds))
        if len(rounds) == 1:
            tasks.send_deliveries()  # comes back at once, and is not forgotten

    monkeypatch.setattr(tasks.sending, "send_all", send_all)
    tasks.send_deliveries()
    assert rounds == [0, 1]


def test_news_and_broadcasts_do_not_wait_for_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []

    def send_all(*, lane: Lane, **arguments: Any) -> None:
        if lane == sending.BROADCASTS:
            tasks.send_deliveries()
        sent.append("broadcasts" if lane == sending.BROADCASTS else "news")

    monkeypatch.setattr(tasks.sending, "send_all", send_all)
    tasks.sweep(0, line="broadcasts")
    assert sent == ["news", "broadcasts"]


def test_a_failed_batch_does_not_stop_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    reporter = make_user()
    make_device(reporter)
    told(_event(make_report(reporter=reporter)))

    def send(pushes: Sequence[Message]) -> list[Outcome]:
        raise OSError("no network")

    monkeypatch.setattr(fcm, "send", send)
    with pytest.raises(OSError, match="no network"):
        tasks.sweep(0)
    assert Delivery.objects.update(next_attempt_at=timezone.now()) == 1
    monkeypatch.setattr(fcm, "send", lambda pushes: [Outcome(state="sent")] * len(pushes))
    tasks.sweep(0)
    assert Delivery.objects.get().state == "sent"


def _event(report: Report, status: Status = Status.FIXED) -> ReportEvent:
    return make_event(report, status, at=timezone.now())  # the jobs look at the clock
