"""The ledger is kept in order: the old ends, and is forgotten after a set time."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from backend.accounts.models import User
from notifications import keeping, tasks
from notifications.models import Delivery, Device, Notification
from tests.notifications.makers import (
    NOON,
    make_device,
    make_event,
    make_report,
    make_user,
    told,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def delivery() -> Delivery:
    reporter = make_user()
    make_device(reporter)
    told(make_event(make_report(reporter=reporter)))
    return Delivery.objects.get()


@pytest.fixture
def operator() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("operator@example.org"))
    return client


@pytest.mark.parametrize(("days", "kept"), [(29, True), (31, False)])
def test_what_was_told_is_forgotten_after_the_days_that_are_set(
    delivery: Delivery, settings: Any, days: int, kept: bool
) -> None:
    settings.DELIVERIES_KEPT_DAYS = 30
    Delivery.objects.update(created_at=timezone.now() - timedelta(days=days))
    tasks.forget_deliveries(0)
    assert Delivery.objects.exists() is kept
    assert Notification.objects.exists()  # the inbox keeps its own


def test_more_than_a_chunk_is_forgotten(
    delivery: Delivery, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "HOUSEKEEPING_CHUNK", 1)
    told(make_event(delivery.notification.report))
    assert Delivery.objects.count() == 2
    assert keeping.forget(before=NOON + DAY) == 2
    assert keeping.forget(before=NOON + DAY) == 0


def test_what_is_past_its_use_ends(delivery: Delivery) -> None:
    keeping.end_the_old(delivery.expires_at - timedelta(seconds=1))
    assert Delivery.objects.get().state == "waiting"
    keeping.end_the_old(delivery.expires_at)
    ended = Delivery.objects.get()
    assert (ended.state, ended.code, ended.next_attempt_at) == ("expired", "too_old", None)


def test_what_a_worker_is_sending_does_not_end_under_it(delivery: Delivery) -> None:
    end = delivery.expires_at
    Delivery.objects.update(attempts=1, next_attempt_at=end + timedelta(seconds=30))
    keeping.end_the_old(end)
    assert Delivery.objects.get().state == "waiting"
    keeping.end_the_old(end + timedelta(seconds=30))
    assert Delivery.objects.get().state == "expired"


def test_what_waits_for_a_phone_that_was_removed_fails(delivery: Delivery) -> None:
    Device.objects.all().delete()
    keeping.end_the_old(delivery.next_attempt_at)
    ended = Delivery.objects.get()
    assert (ended.state, ended.code) == ("failed", "removed")


def test_the_operator_finds_a_delivery_by_what_it_is_known_by(
    delivery: Delivery, operator: Client
) -> None:
    other = make_user()
    make_device(other)
    told(make_event(make_report(reporter=other)))
    Delivery.objects.filter(pk=delivery.pk).update(code="UNREGISTERED", address="a@x.example")
    report = delivery.notification.report
    for term in (
        report.number,
        report.number.lower(),
        delivery.device_id,
        "UNREGISTERED",
        "a@x.example",
    ):
        assert _found(operator, term) == [delivery.pk], term
    for term in ("A-1", "9" * 30, "nobody@x.example", "nothing", "0"):
        assert _found(operator, term) == [], term
    assert len(_found(operator, " ")) == 2


def test_nobody_else_reads_the_ledger(client: Client) -> None:
    client.force_login(make_user(is_staff=True))
    answer = client.get("/admin/notifications/delivery/")
    assert answer.status_code == 302 and answer.headers["Location"].startswith("/admin/login/")


def _found(client: Client, term: object) -> list[int]:
    page = client.get("/admin/notifications/delivery/", {"q": str(term)})
    assert page.status_code == 200
    return [delivery.pk for delivery in page.context["cl"].result_list]
