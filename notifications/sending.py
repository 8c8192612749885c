"""The ledger at work: claim what is due, send it, write down what became of it."""

import logging
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from backend.reports.news import News
from backend.reports.workflow import Visibility
from notifications.channels import Message, Outcome, Sender
from notifications.claiming import Batch, Claimed, Lane, claim, renew
from notifications.hiding import hidden_of
from notifications.ledger import Entry, write
from notifications.links import follow_url, mail_stop_url
from notifications.mailing import mail_instead
from notifications.messages import data_of, news_for, texts_of
from notifications.models import Device, Notification
from notifications.pauses import Answers, note_answers
from notifications.reading import notifications_of
from notifications.rules import (
    ATTEMPTS_MAX,
    CLAIM_LIFE,
    RENEW_AFTER,
    RETRY_AFTER,
    RETRY_AFTER_MAX,
    STOPPED_FOR,
    Channel,
    DeliveryState,
    Urgency,
)
from notifications.topics import Row

NEWS = Lane(channel=Channel.FCM, urgencies=(Urgency.URGENT, Urgency.NEWS))
BROADCASTS = Lane(channel=Channel.FCM, urgencies=(Urgency.BROADCAST,))
MAIL = Lane(channel=Channel.EMAIL, urgencies=tuple(Urgency))
TEXT_MESSAGES = Lane(channel=Channel.SMS, urgencies=tuple(Urgency))

ENDS = {
    "sent": DeliveryState.SENT,
    "gone": DeliveryState.FAILED,
    "wrong_sender": DeliveryState.FAILED,
    "rejected": DeliveryState.FAILED,
}
OFF_REASONS = {"gone", "wrong_sender"}  # outcomes that switch the device off
RENEWED = Outcome(state="retry", code="token_renewed")
ALARMS = {"wrong_sender", "rejected"}  # the app is of another project; a message of ours is wrong

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]


@dataclass(frozen=True, kw_only=True)
class _UnderWay:
    """A batch that is being sent. answers: what becomes of each delivery, in their order."""

    batch: Batch
    answers: "Future[Answers]"


def send_batch(*, now: datetime, send: Sender, lane: Lane = NEWS) -> int:
    """Send one batch of what is due, and write down what became of it; return how many changed."""
    batch = claim(lane, now)
    _finish(batch, _ask(send, _messages(batch, now)), now)
    return batch.handled


def send_all(*, lane: Lane, clock: Clock, send: Sender) -> None:
    """Send until nothing is due. While one batch is being sent, the next one is claimed.

    The thread that sends knows the channel only; the calling thread alone uses the database.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="usterka-send") as line:
        before: _UnderWay | None = None
        while True:
            batch = claim(lane, clock())
            messages = _messages(batch, clock())
            answers = before.answers.result() if before else []
            current = _start(line, send, batch, messages, clock())
            if before:
                _finish(before.batch, answers, clock())
            elif not batch.handled:
                return
            before = current


def _start(
    line: ThreadPoolExecutor, send: Sender, batch: Batch, messages: list[Message], now: datetime
) -> _UnderWay | None:
    if batch.deliveries and batch.until - now < CLAIM_LIFE - RENEW_AFTER:
        renew(batch, now)  # the batch before took its time, in which much may have changed
        messages = _messages(batch, now)
    if not messages:
        return None
    return _UnderWay(batch=batch, answers=line.submit(_ask, send, messages))


def _ask(send: Sender, messages: Sequence[Message]) -> Answers:
    if not messages:
        return []
    try:
        outcomes = send(messages)
    except ImproperlyConfigured as error:
        logger.error("channel is not configured", extra={"problem": str(error)})
        outcomes = [Outcome(state="stop", code="NOT_CONFIGURED")] * len(messages)
    return list(zip(messages, outcomes, strict=True))


def _messages(batch: Batch, now: datetime) -> list[Message]:
    """Write the words of a batch; end what has become private since."""
    told = notifications_of(delivery.row.notification for delivery in batch.deliveries)
    hidden = hidden_of(told.values())
    ended = [delivery for delivery in batch.deliveries if delivery.row.notification in hidden]
    write([_end(delivery.row, batch, DeliveryState.EXPIRED, "hidden") for delivery in ended])
    batch.deliveries = [
        delivery
        for delivery in batch.deliveries
        if delivery.row.notification in told.keys() - hidden
    ]
    words = _Words(told.values())
    return [
        _message(delivery, told[delivery.row.notification], words, now)
        for delivery in batch.deliveries
    ]


class _Words:
    """The words of a batch; what many hear is put into words once."""

    def __init__(self, told: Collection[Notification]) -> None:
        self._texts = texts_of(told)
        self._known: dict[tuple[object, ...], News] = {}

    def of(self, notification: Notification, merged: int) -> News:
        matter = (notification.broadcast_id, notification.event_id, notification.report_id)
        key = (*matter, notification.type, notification.work, merged)
        if key not in self._known:
            self._known[key] = news_for(notification, self._texts, merged=merged)
        return self._known[key]


def _message(
    delivery: Claimed, notification: Notification, words: _Words, now: datetime
) -> Message:
    row, topic, recipient = delivery
    news = words.of(notification, row.merged)
    return Message(
        kind=recipient.kind,
        value=recipient.value,
        platform=recipient.platform,
        language=recipient.language,
        title=news.title.in_language(recipient.language),
        body=news.body.in_language(recipient.language),
        data=data_of(notification),
        collapse_key=topic,
        ttl=row.expires_at - now,
        urgent=row.urgency != Urgency.BROADCAST,
        merged=row.merged,
        **(_around_a_letter(notification) if recipient.kind == "address" else {}),
    )


def _around_a_letter(notification: Notification) -> dict[str, str]:
    """What a phone has in the app. A private report opens by its number and secret alone."""
    report = notification.report
    is_private = report is not None and report.visibility == Visibility.PRIVATE
    return {
        "url": follow_url() if is_private else data_of(notification)["url"],
        "stop_url": mail_stop_url(notification.pk),
        "office": report.handler.office_name if report else "",
    }


def _finish(batch: Batch, answers: Answers, now: datetime) -> None:
    """Write down what became of a batch."""
    outcomes = [outcome for _, outcome in answers]
    pairs = list(zip(batch.deliveries, outcomes, strict=True))
    _switch_off(pairs, now)
    renewed = _renewed(pairs)
    with transaction.atomic():
        entries = [
            _entry(each.row, RENEWED if each.row.id in renewed else outcome, batch, now)
            for each, outcome in pairs
        ]
        write(entries)
        failed = [entry.id for entry in entries if entry.state == DeliveryState.FAILED]
        if failed:
            mail_instead(failed, now)
        note_answers(batch.lane.channel, answers, batch.pauses, now)
    _log(entries, outcomes)


def _entry(row: Row, outcome: Outcome, batch: Batch, now: datetime) -> Entry:
    code = outcome.code or outcome.state
    if outcome.state == "sent":
        sent = _end(row, batch, DeliveryState.SENT, "")
        return sent._replace(sent_at=now, message_id=outcome.message_id)
    if outcome.state in ENDS:
        return _end(row, batch, ENDS[outcome.state], code)
    waiting = _end(row, batch, DeliveryState.WAITING, code)
    if outcome.state == "stop":  # no fault of the message, so no attempt of its own
        return waiting._replace(attempts=row.attempts - 1, next_attempt_at=now + STOPPED_FOR)
    if row.attempts >= ATTEMPTS_MAX and batch.lane.channel == Channel.FCM:
        return waiting._replace(state=DeliveryState.FAILED)
    wait = min(RETRY_AFTER * 2 ** min(row.attempts - 1, ATTEMPTS_MAX), RETRY_AFTER_MAX)
    return waiting._replace(next_attempt_at=now + max(wait, outcome.retry_after or wait))


def _end(row: Row, batch: Batch, state: DeliveryState, code: str) -> Entry:
    return Entry(
        id=row.id,
        claim=batch.until,
        state=state,
        code=code,
        attempts=row.attempts,
        merged=row.merged,
        urgency=row.urgency,
        next_attempt_at=None,
    )


def _switch_off(pairs: Sequence[tuple[Claimed, Outcome]], now: datetime) -> None:
    """Push no more to phones that are gone. By itself: claims lock phones before deliveries."""
    for reason in OFF_REASONS:
        devices = [
            delivery.recipient
            for delivery, outcome in pairs
            if outcome.state == reason and delivery.recipient.device
        ]
        if devices:
            # By value too: the app may have brought a new token while the old one was tried.
            Device.objects.filter(
                pk__in=[device.device for device in devices],
                value__in=[device.value for device in devices],
            ).update(is_active=False, off_reason=reason, updated_at=now)


def _renewed(pairs: Sequence[tuple[Claimed, Outcome]]) -> set[int]:
    """The ids of what was tried by a token that is gone, while the app has brought a new one.

    Called when the phones that have no other are switched off.
    """
    tried = [each for each, outcome in pairs if outcome.state in OFF_REASONS]
    if not tried:
        return set()
    devices = Device.objects.filter(pk__in=[each.recipient.device for each in tried])
    active = set(devices.filter(is_active=True).values_list("pk", flat=True))
    return {each.row.id for each in tried if each.recipient.device in active}


def _log(entries: Sequence[Entry], outcomes: Sequence[Outcome]) -> None:
    if entries:
        states = Counter(str(entry.state) for entry in entries)
        logger.info("messages handled", extra={"deliveries": dict(states)})
    alarming = Counter(outcome.code for outcome in outcomes if outcome.state in ALARMS)
    for code, count in alarming.items():
        logger.error("messages refused", extra={"code": code, "count": count})
    for entry in entries:
        if entry.state == DeliveryState.FAILED:
            logger.error("message given up", extra={"delivery": entry.id, "code": entry.code})
