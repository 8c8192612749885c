"""Taking what is due, so that one worker has it: committed before anything is sent."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, NamedTuple

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Lower

from backend.core.language import Language
from notifications.hiding import hidden_among
from notifications.ledger import SQL, Entry, write
from notifications.mailing import mail_instead
from notifications.models import ChannelPause, Delivery, Device, MailStop
from notifications.pauses import Pauses, give_back_probe, pauses_of, take_probe
from notifications.rules import CLAIM_LIFE, SEND_CHUNK, Channel, DeliveryState, Urgency
from notifications.topics import Decision, Phone, Row, decide

_DUE = (SQL / "due.sql").read_text(encoding="utf-8")
_TOPICS = (SQL / "topics.sql").read_text(encoding="utf-8")
_CHANGEABLE = ("state", "code", "attempts", "merged", "urgency", "next_attempt_at")

_IS_STOPPED = Exists(
    MailStop.objects.filter(
        Q(report=None) | Q(report=OuterRef("notification__report")),
        address=Lower(OuterRef("address")),
    )
)
# Of the phone that somebody used last, else of the form by which they sent the report.
_READERS_LANGUAGE = Coalesce(
    Subquery(
        Device.objects.filter(
            Q(user=OuterRef("notification__user"))
            | Q(installation=OuterRef("notification__installation"))
        )
        .order_by("-updated_at")
        .values("language")[:1]
    ),
    F("notification__contact__language"),
    F("notification__report__contact__language"),
    Value(Language.POLISH.value),
)

Topic = tuple[int, str]  # a device's id, and what the news are about


@dataclass(frozen=True, kw_only=True)
class Lane:
    """What is sent one batch after the other; lanes do not wait for each other."""

    channel: Channel
    urgencies: tuple[Urgency, ...]


class Recipient(NamedTuple):
    """Where a message goes, as the channel names it. device: its id; None for an address."""

    kind: Literal["token", "fid", "address"]
    value: str
    language: str
    platform: str = ""
    device: int | None = None


class Claimed(NamedTuple):
    """A delivery that is ours to send."""

    row: Row
    topic: str
    recipient: Recipient


@dataclass(kw_only=True)
class Batch:
    """Deliveries of this worker until `until`. handled: all that changed, sent or not."""

    lane: Lane
    deliveries: list[Claimed]
    handled: int
    pauses: Pauses
    until: datetime


class _Choice(NamedTuple):
    decision: Decision
    topic: str
    recipient: Recipient


class _Device(NamedTuple):
    phone: Phone
    recipient: Recipient


@transaction.atomic
def claim(lane: Lane, now: datetime) -> Batch:
    """Take at most SEND_CHUNK of what is due, the most urgent first.

    A claim is a new `next_attempt_at`: what a killed worker had claimed is due again after
    CLAIM_LIFE. So a push may arrive twice, but none is lost.
    """
    until = now + CLAIM_LIFE
    pauses = pauses_of(lane.channel, now)
    pause = pauses.get("")
    limit = _limit(pause, now)
    changed: list[Row] = []
    claimed: list[Claimed] = []
    for urgency in lane.urgencies if limit else ():
        choose = _pushes if lane.channel == Channel.FCM else _letters
        for choice in choose(lane.channel, urgency, limit - len(claimed), pauses, now, until):
            changed += choice.decision.changed
            if choice.decision.claimed:
                claimed.append(Claimed(choice.decision.claimed, choice.topic, choice.recipient))
        if len(claimed) >= limit:
            break
    if pause and limit and not claimed:
        give_back_probe(pause, now)
    write([Entry(**{name: getattr(row, name) for name in ("id", *_CHANGEABLE)}) for row in changed])
    failed = [row.id for row in changed if row.state == DeliveryState.FAILED]
    if failed:
        mail_instead(failed, now)
    return Batch(
        lane=lane,
        deliveries=sorted(claimed, key=lambda each: (each.row.urgency, each.row.id)),
        handled=len(changed),
        pauses=pauses,
        until=until,
    )


def renew(batch: Batch, now: datetime) -> None:
    """Hold a batch for CLAIM_LIFE from now on; what somebody else has taken since is left out."""
    until = now + CLAIM_LIFE
    mine = Delivery.objects.filter(
        pk__in=[delivery.row.id for delivery in batch.deliveries],
        state=DeliveryState.WAITING,
        next_attempt_at=batch.until,
    )
    with transaction.atomic():
        kept = set(mine.select_for_update().values_list("pk", flat=True))
        Delivery.objects.filter(pk__in=kept).update(next_attempt_at=until)
    batch.deliveries = [delivery for delivery in batch.deliveries if delivery.row.id in kept]
    batch.until = until


def _limit(pause: ChannelPause | None, now: datetime) -> int:
    """While the channel is stopped, one delivery now and then finds out whether it works again."""
    if pause is None:
        return SEND_CHUNK
    return 1 if pause.until is None and take_probe(pause, now) else 0


def _pushes(
    channel: Channel, urgency: Urgency, limit: int, pauses: Pauses, now: datetime, until: datetime
) -> list[_Choice]:
    devices = _lock_due(urgency, limit, now)
    choices = []
    for topic, rows in _rows_of(devices).items():
        phone, recipient = devices[topic]
        decision = decide(rows, phone, now, until)
        pause = pauses.get(recipient.platform)
        if pause and decision.claimed and not take_probe(pause, now):
            put_off = (pause.code, pause.probe_at or until)
            decision = decide(rows, replace(phone, stopped=put_off), now, until)
        choices.append(_Choice(decision, topic[1], recipient))
    return choices


def _letters(
    channel: Channel, urgency: Urgency, limit: int, pauses: Pauses, now: datetime, until: datetime
) -> list[_Choice]:
    """What goes to addresses: nothing replaces a letter, and an inbox sleeps at no hour.

    Whoever wants no more mail wants no kind of news by it.
    """
    due = Delivery.objects.filter(
        channel=channel, state=DeliveryState.WAITING, urgency=urgency, next_attempt_at__lte=now
    )
    facts = due.order_by("next_attempt_at", "id").values_list(
        "topic", "address", _READERS_LANGUAGE, _IS_STOPPED,
        "pk", "state", "code", "attempts", "merged", "urgency", "next_attempt_at", "expires_at",
        Value(0), "notification__type", Coalesce("notification__broadcast__state", Value("")),
        Value("UTC"), "notification_id",
    )  # fmt: skip
    found = facts.select_for_update(of=("self",), skip_locked=True)[:limit]
    choices = []
    for topic, address, language, is_stopped, *values in found:
        row = _row(*values)
        phone = Phone(kinds=frozenset() if is_stopped else frozenset({row.type}))
        recipient = Recipient(kind="address", value=address, language=language)
        choices.append(_Choice(decide([row], phone, now, until), topic, recipient))
    return choices


def _lock_due(urgency: Urgency, limit: int, now: datetime) -> dict[Topic, _Device]:
    with connection.cursor() as cursor:
        cursor.execute(_DUE, {"urgency": urgency.value, "now": now, "limit": limit})
        rows = cursor.fetchall()
    return {(device, topic): _device(device, *facts) for topic, device, *facts in rows}


def _device(pk: int, is_active: bool, off_reason: str, kinds: list[str], *facts: Any) -> _Device:
    quiet_from, quiet_to, kind, value, language, platform = facts
    phone = Phone(
        is_active=is_active,
        off_reason=off_reason,
        kinds=frozenset(kinds),
        quiet_from=quiet_from,
        quiet_to=quiet_to,
    )
    return _Device(phone, Recipient(kind, value, language, platform, pk))


def _rows_of(topics: Iterable[Topic]) -> dict[Topic, list[Row]]:
    wanted = list(topics)
    rows: dict[Topic, list[Row]] = defaultdict(list)
    if not wanted:
        return rows
    with connection.cursor() as cursor:
        cursor.execute(
            _TOPICS,
            {"devices": [device for device, _ in wanted], "topics": [topic for _, topic in wanted]},
        )
        found = [
            (device, topic, _row(*facts), is_private)
            for device, topic, *facts, is_private in cursor.fetchall()
        ]
    private = {row.notification for _, _, row, is_private in found if is_private}
    hidden = hidden_among(private)
    for device, topic, row, _ in found:
        rows[device, topic].append(row._replace(is_hidden=row.notification in hidden))
    return rows


def _row(
    pk: int, state: str, code: str, attempts: int, merged: int, urgency: int, *facts: Any
) -> Row:
    next_attempt_at, expires_at, news, type_, broadcast, zone, notification = facts
    return Row(
        id=pk,
        state=DeliveryState(state),
        code=code,
        attempts=attempts,
        merged=merged,
        urgency=Urgency(urgency),
        next_attempt_at=next_attempt_at,
        expires_at=expires_at,
        news=news,
        type=type_,
        broadcast=broadcast,
        zone=zone,
        notification=notification,
    )
