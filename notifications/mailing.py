"""News by e-mail: for whom no phone is left, and who gave an address."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q

from notifications.hours import first_attempt
from notifications.models import Delivery, MailStop, Notification
from notifications.rules import MAIL_LIFE, Channel, DeliveryState, NotificationType

MAILED = (NotificationType.STATUS, NotificationType.COMMENT)  # to those whose report it is
_HOPEFUL = (DeliveryState.WAITING, DeliveryState.SENT, DeliveryState.OVERTAKEN)
_FACTS = (
    *("pk", "report_id", "event_id", "user_id", "event__at"),
    *("contact__email", "report__contact__email"),
)


@dataclass(frozen=True, kw_only=True)
class _Letter:
    notification: int
    report: UUID
    event: int
    at: datetime
    address: str


def write_mails(notification_ids: Collection[int], now: datetime) -> None:
    """Store a letter for each of them whose person has an address; at most four queries.

    The account's own address, else, for the sender, the one left with the report. One address
    gets one letter of an event, and none after it has asked for no more.
    """
    letters = {(each.event, each.address): each for each in _letters(notification_ids)}
    stopped = _stopped(letters.values())
    Delivery.objects.bulk_create(
        [
            Delivery(
                notification_id=each.notification,
                channel=Channel.EMAIL,
                address=each.address,
                topic=f"report-{each.report}",
                next_attempt_at=first_attempt(at=each.at, now=now, merge_for=merge_for()),
                expires_at=each.at + MAIL_LIFE,
                created_at=now,
            )
            for each in letters.values()
            if not {(each.address, None), (each.address, each.report)} & stopped
        ],
        ignore_conflicts=True,
    )


def mail_instead(delivery_ids: Collection[int], now: datetime) -> None:
    """Write to whom no push can reach any more: every one of a notification has failed for good.

    delivery_ids: what has just ended, and may be of other channels or still hope. Again is the
    same as once.
    """
    siblings = Delivery.objects.filter(notification=OuterRef("pk"))
    hopeless = Notification.objects.filter(
        ~Exists(siblings.filter(Q(state__in=_HOPEFUL) | ~Q(channel=Channel.FCM))),
        type__in=MAILED,
        pk__in=Delivery.objects.filter(
            pk__in=delivery_ids, channel=Channel.FCM, state=DeliveryState.FAILED
        ).values("notification"),
    )
    found = list(hopeless.values_list("pk", flat=True))
    if found:
        write_mails(found, now)


def merge_for() -> timedelta:
    return timedelta(seconds=settings.PUSH_MERGE_SECONDS)


def _letters(notification_ids: Collection[int]) -> list[_Letter]:
    is_sender = Q(user=F("report__reporter")) | Q(installation=F("report__installation"))
    wanted = Notification.objects.filter(pk__in=notification_ids, type__in=MAILED)
    rows = list(wanted.annotate(is_sender=is_sender).values_list(*_FACTS, "is_sender"))
    users = {user_id for _, _, _, user_id, *_ in rows if user_id}
    own = _addresses_of(users) if users else {}
    letters = []
    for pk, report, event, user_id, at, of_contact, of_report, sends in rows:
        address = own.get(user_id) or of_contact or (of_report if sends else "")
        if address:
            letters.append(
                _Letter(notification=pk, report=report, event=event, at=at, address=address.lower())
            )
    return letters


def _addresses_of(users: Collection[int]) -> dict[int, str]:
    """The verified ones; of several the primary."""
    verified = EmailAddress.objects.filter(user__in=users, verified=True, user__is_active=True)
    return dict(verified.order_by("primary").values_list("user_id", "email"))


def _stopped(letters: Iterable[_Letter]) -> set[tuple[str, UUID | None]]:
    addresses = {each.address for each in letters}
    if not addresses:
        return set()
    return set(MailStop.objects.filter(address__in=addresses).values_list("address", "report_id"))
