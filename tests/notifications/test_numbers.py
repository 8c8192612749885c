"""What the operator's Prometheus reads of the ledger."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from notifications.models import ChannelPause, Delivery
from tests.conftest import Caller
from tests.notifications.makers import make_device, make_event, make_report, make_user, told

pytestmark = pytest.mark.django_db


def number(caller: Caller, line: str) -> float:
    text = caller.get("/metrics").content.decode()
    [found] = [each for each in text.splitlines() if each.startswith(f"{line} ")]
    return float(found.rpartition(" ")[2])


def deliveries(count: int, *, seconds_ago: float = 0) -> list[Delivery]:
    at = timezone.now() - timedelta(seconds=seconds_ago)
    for _ in range(count):
        reporter = make_user()
        make_device(reporter)
        told(make_event(make_report(reporter=reporter), at=at))
    return list(Delivery.objects.order_by("-pk")[:count])


def test_the_depth_and_the_age_of_the_queue(stranger: Caller) -> None:
    deliveries(2, seconds_ago=100)
    [later] = deliveries(1)
    Delivery.objects.filter(pk=later.pk).update(
        urgency=0, next_attempt_at=timezone.now() + timedelta(hours=1)
    )
    news = 'channel="fcm",urgency="news"'
    assert number(stranger, f"usterka_deliveries_waiting{{{news}}}") == 2
    assert 95 < number(stranger, f"usterka_deliveries_late_seconds{{{news}}}") < 300
    urgent = 'channel="fcm",urgency="urgent"'
    assert number(stranger, f"usterka_deliveries_late_seconds{{{urgent}}}") == 0


def test_what_became_of_them_by_reason_in_the_last_hour_and_day(stranger: Caller) -> None:
    first, second, old = deliveries(3)
    now = timezone.now()
    ids = [first.pk, second.pk]
    Delivery.objects.filter(pk__in=ids).update(state="failed", code="UNREGISTERED")
    Delivery.objects.filter(pk=second.pk).update(created_at=now - timedelta(hours=2))
    Delivery.objects.filter(pk=old.pk).update(created_at=now - timedelta(days=2))
    labels = 'channel="fcm",state="failed",code="UNREGISTERED"'
    assert number(stranger, f'usterka_deliveries{{{labels},within="hour"}}') == 1
    assert number(stranger, f'usterka_deliveries{{{labels},within="day"}}') == 2


def test_the_time_from_the_event_to_acceptance(stranger: Caller) -> None:
    for delivery, seconds in zip(deliveries(4), (0.5, 3, 45, 7000), strict=True):
        at = delivery.notification.at + timedelta(seconds=seconds)
        Delivery.objects.filter(pk=delivery.pk).update(state="sent", sent_at=at)
    name = "usterka_push_seconds_last_hour"
    for bound, count in (("1", 1), ("2", 1), ("5", 2), ("60", 3), ("3600", 3), ("+Inf", 4)):
        assert number(stranger, f'{name}_bucket{{le="{bound}"}}') == count
    assert number(stranger, f"{name}_count") == 4
    assert number(stranger, f"{name}_sum") == pytest.approx(7048.5)


def test_with_an_empty_ledger_there_is_nothing_to_tell(stranger: Caller) -> None:
    assert number(stranger, "usterka_push_seconds_last_hour_count") == 0
    assert "usterka_deliveries_waiting{" not in stranger.get("/metrics").content.decode()


def test_a_stopped_channel_and_what_it_says(stranger: Caller) -> None:
    ChannelPause.objects.create(
        channel="fcm", platform="ios", code='a "code"\\', since=timezone.now()
    )
    line = 'usterka_channel_paused{channel="fcm",platform="ios",code="a \\"code\\"\\\\"}'
    assert number(stranger, line) == 1


def test_the_number_of_queries_is_that_of_one(
    stranger: Caller, django_assert_num_queries: Any
) -> None:
    deliveries(5)
    with django_assert_num_queries(5):
        stranger.get("/metrics")
