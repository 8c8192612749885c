"""The ledger of pushes at work: claim what is due, send it, write down what became of it."""

import logging
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from backend.reports.people_models import Follow
from backend.reports.workflow import Visibility
from notifications.fcm import Outcome, Push
from notifications.messages import collapse_key, data_of, is_end, news_for
from notifications.models import Delivery, Device, Notification
from notifications.rules import (
    ATTEMPTS_MAX,
    CLAIM_LIFE,
    PUSH_LIFE,
    RETRY_AFTER,
    RETRY_AFTER_MAX,
    SEND_CHUNK,
    STOPPED_FOR,
    DeliveryState,
    DeviceKind,
)

ENDS = {
    "sent": DeliveryState.SENT,
    "gone": DeliveryState.FAILED,
    "wrong_sender": DeliveryState.FAILED,
    "rejected": DeliveryState.DEAD,
}
OFF_REASONS = {"gone", "wrong_sender"}  # outcomes that switch the device off
ALARMS = {
    "wrong_sender": logging.ERROR,  # the app was built for another Firebase project
    "rejected": logging.ERROR,  # a message of ours that FCM calls wrong
    "stop": logging.CRITICAL,  # the credentials, or the key for Apple's or the browsers' pushes
}

logger = logging.getLogger(__name__)


class Sender(Protocol):
    def __call__(self, pushes: Sequence[Push]) -> list[Outcome]: ...


def send_batch(*, now: datetime, send: Sender) -> int:
    """Claim at most SEND_CHUNK due deliveries, send and mark them; return how many.

    A claim is a new `next_attempt_at`, committed before anything is sent: what a killed worker
    had claimed is due again after CLAIM_LIFE. So a push may arrive twice, but none is lost.
    """
    claimed = _claim(now)
    pointless = dict.fromkeys(_overtaken(claimed), "overtaken") | dict.fromkeys(
        _hidden(claimed), "hidden"
    )
    hopeful = [delivery for delivery in claimed if not _give_up(delivery, pointless, now)]
    outcomes = send([_push(delivery, now) for delivery in hopeful]) if hopeful else []
    for delivery, outcome in zip(hopeful, outcomes, strict=True):
        _note(delivery, outcome, now)
    _mark(claimed)
    _switch_off(hopeful, outcomes, now)
    _log(claimed, outcomes)
    return len(claimed)


@transaction.atomic
def _claim(now: datetime) -> list[Delivery]:
    """Take what is due, of one report's news for one device the oldest.

    The newest replaces the others on the phone, so they are sent one after the other, in order.
    """
    older = Delivery.objects.filter(
        device=OuterRef("device"),
        event__lt=OuterRef("event"),
        notification__report=OuterRef("notification__report"),
        state=DeliveryState.WAITING,
        code="",  # no attempt has failed: the first is still to come, or under way
    )
    due = (
        Delivery.objects.filter(state=DeliveryState.WAITING, next_attempt_at__lte=now)
        .filter(~Exists(older))
        .select_related(
            "device",
            "notification__event__report",
            "notification__report__service",
            "notification__report__duplicate_of",
        )
        .order_by("next_attempt_at", "id")
        .select_for_update(of=("self",), skip_locked=True)
    )
    claimed = list(due[:SEND_CHUNK])
    Delivery.objects.filter(pk__in=[delivery.pk for delivery in claimed]).update(
        attempts=F("attempts") + 1, next_attempt_at=now + CLAIM_LIFE, code=""
    )
    for delivery in claimed:
        delivery.attempts += 1
    return claimed


def _overtaken(deliveries: list[Delivery]) -> set[int]:
    """The ids of those that failed before, while newer news of their report have arrived."""
    retried = [delivery for delivery in deliveries if delivery.attempts > 1]
    if not retried:
        return set()
    sent = Delivery.objects.filter(
        state=DeliveryState.SENT,
        device__in={delivery.device_id for delivery in retried},
        event__gt=min(delivery.event_id for delivery in retried),
    ).values_list("device", "notification__report", "event")
    newest: dict[tuple[int, UUID], int] = {}
    for device, report, event in sent:
        newest[device, report] = max(event, newest.get((device, report), 0))
    return {
        delivery.pk
        for delivery in retried
        if newest.get((delivery.device_id, delivery.notification.report_id), 0) > delivery.event_id
    }


def _hidden(deliveries: list[Delivery]) -> set[int]:
    """The ids of those whose report has become private since, for others than its owners.

    And of news of a report that theirs was joined to: when that one has, only its end is told.
    """
    private = [delivery for delivery in deliveries if _is_of_something_private(delivery)]
    if not private:
        return set()
    follows = Follow.objects.filter(report=OuterRef("report"), is_owner=True)
    owners = Notification.objects.filter(
        Q(user=F("report__reporter"))
        | Q(installation=F("report__installation"))
        | Q(Exists(follows.filter(user=OuterRef("user"))))
        | Q(Exists(follows.filter(installation=OuterRef("installation")))),
        pk__in=[delivery.notification_id for delivery in private],
    )
    known = set(owners.values_list("pk", flat=True))
    return {
        delivery.pk
        for delivery in private
        if delivery.notification_id not in known or _is_of_a_hidden_survivor(delivery)
    }


def _is_of_something_private(delivery: Delivery) -> bool:
    notification = delivery.notification
    reports = (notification.report, notification.event.report)
    return any(report.visibility == Visibility.PRIVATE for report in reports)


def _is_of_a_hidden_survivor(delivery: Delivery) -> bool:
    event = delivery.notification.event
    is_other = event.report_id != delivery.notification.report_id
    return is_other and event.report.visibility == Visibility.PRIVATE and not is_end(event)


def _give_up(delivery: Delivery, pointless: dict[int, str], now: datetime) -> bool:
    """End a delivery that nobody should get any more. pointless: why, by delivery."""
    if not delivery.device.is_active:
        _end(delivery, DeliveryState.FAILED, delivery.device.off_reason or "off")
    elif delivery.notification.event.at + PUSH_LIFE <= now:
        _end(delivery, DeliveryState.EXPIRED, "too_old")
    elif delivery.pk in pointless:
        _end(delivery, DeliveryState.EXPIRED, pointless[delivery.pk])
    return delivery.state != DeliveryState.WAITING


def _push(delivery: Delivery, now: datetime) -> Push:
    event, device = delivery.notification.event, delivery.device
    news = news_for(delivery.notification)
    return Push(
        kind="fid" if device.kind == DeviceKind.FID else "token",
        value=device.value,
        platform=device.platform,
        title=news.title.in_language(device.language),
        body=news.body.in_language(device.language),
        data=data_of(delivery.notification),
        collapse_key=collapse_key(delivery.notification),
        ttl=event.at + PUSH_LIFE - now,
        urgent=True,
    )


def _note(delivery: Delivery, outcome: Outcome, now: datetime) -> None:
    """Write into the row (not yet the database) what became of one attempt."""
    code = outcome.code or outcome.state
    if outcome.state in ENDS:
        _end(delivery, ENDS[outcome.state], outcome.code)
    elif outcome.state == "stop":  # no fault of the message, so no attempt of its own
        delivery.attempts -= 1
        delivery.code, delivery.next_attempt_at = code, now + STOPPED_FOR
    elif delivery.attempts >= ATTEMPTS_MAX:
        _end(delivery, DeliveryState.DEAD, code)
    else:
        wait = min(RETRY_AFTER * 2 ** (delivery.attempts - 1), RETRY_AFTER_MAX)
        if outcome.retry_after:
            wait = max(wait, outcome.retry_after)
        delivery.code, delivery.next_attempt_at = code, now + wait
    if outcome.state == "sent":
        delivery.sent_at, delivery.message_id = now, outcome.message_id


def _end(delivery: Delivery, state: DeliveryState, code: str) -> None:
    delivery.state, delivery.code, delivery.next_attempt_at = state, code, None


def _mark(deliveries: list[Delivery]) -> None:
    # Only what still waits: whoever took over an expired claim may have ended it already.
    Delivery.objects.filter(state=DeliveryState.WAITING).bulk_update(
        deliveries,
        ["state", "code", "attempts", "next_attempt_at", "sent_at", "message_id"],
    )


def _switch_off(deliveries: list[Delivery], outcomes: list[Outcome], now: datetime) -> None:
    for reason in OFF_REASONS:
        devices = [
            delivery.device
            for delivery, outcome in zip(deliveries, outcomes, strict=True)
            if outcome.state == reason
        ]
        if devices:
            # By value too: the app may have brought a new token while the old one was tried.
            Device.objects.filter(
                pk__in=[device.pk for device in devices],
                value__in=[device.value for device in devices],
            ).update(is_active=False, off_reason=reason, updated_at=now)


def _log(claimed: list[Delivery], outcomes: list[Outcome]) -> None:
    if claimed:
        states = Counter(str(delivery.state) for delivery in claimed)
        logger.info("pushes handled", extra={"deliveries": dict(states)})
    alarming = Counter(
        (outcome.state, outcome.code) for outcome in outcomes if outcome.state in ALARMS
    )
    for (state, code), count in alarming.items():
        logger.log(ALARMS[state], "pushes refused", extra={"code": code, "count": count})
    for delivery in claimed:
        if delivery.state == DeliveryState.DEAD:
            logger.error("push given up", extra={"delivery": delivery.pk, "code": delivery.code})
