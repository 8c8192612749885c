"""Limits and choices of notifications."""

from datetime import timedelta

from django.db import models

DEVICE_VALUE_MAX_CHARS = 512  # FCM tokens are some 160 characters today; Google sets no limit
TOPIC_MAX_CHARS = 50  # what a message replaces on the phone; APNs takes 64 bytes as collapse id
PLACES_MAX = 20  # followed by one account or installation, our choice
PLACE_RADIUS_MAX_M = 10_000
PLACE_NAME_MAX_CHARS = 100
PLACE_SERVICES_MAX = 100  # chosen for one place; the shipped catalogue has some 30
BROADCAST_TITLE_MAX_CHARS, BROADCAST_BODY_MAX_CHARS = 80, 300  # what a phone shows
BROADCASTS_A_DAY = 5  # started by one office within 24 hours, our choice: people switch noise off
BROADCAST_LIFE_MAX = timedelta(days=14)
BROADCASTS_SHOWN = 100
BROADCAST_CHUNK = 2000  # devices of one statement and transaction
BROADCAST_REPORTS_SINCE = timedelta(days=365)  # a report this old makes its people neighbours
MAIL_LIFE = timedelta(days=5)  # as long as mail servers try (RFC 5321, section 4.5.4.1)
DEVICES_MAX = 20  # of one account or installation, our choice
INBOX_DEFAULT, INBOX_MAX = 50, 100  # notifications on one page
SEND_CHUNK = 100  # messages in one firebase-admin call: it opens a thread for each
PUSH_LIFE = timedelta(days=2)  # a status older than this is read in the app
# Of a push, with RETRY_AFTER doubling to RETRY_AFTER_MAX: about a day and a quarter, after which
# a letter goes instead. A letter is tried until its life ends.
ATTEMPTS_MAX = 40
RETRY_AFTER = timedelta(seconds=10)
RETRY_AFTER_MAX = timedelta(hours=1)
STOPPED_FOR = timedelta(minutes=10)  # until one delivery finds out whether it was mended
# A batch takes at most 40 s: 10 s each to connect and to read, for the bearer and for the messages.
CLAIM_LIFE = timedelta(seconds=45)  # then a killed worker's delivery is free again
RENEW_AFTER = timedelta(seconds=4)  # of a claim that waited for the batch before
HOUSEKEEPING_CHUNK = 5000  # rows of one statement


class DeviceKind(models.TextChoices):
    TOKEN = "token"  # noqa: S105 (the kind of name: an FCM registration token)
    FID = "fid"  # a Firebase installation id


class Platform(models.TextChoices):
    ANDROID = "android"
    IOS = "ios"
    WEB = "web"


class NotificationType(models.TextChoices):
    """The kinds of news; each device chooses which it wants."""

    STATUS = "status"
    COMMENT = "comment"
    NEARBY = "nearby"  # reports and works at a followed place
    WORK = "work"  # for a crew: what is newly theirs, or taken away
    OVERDUE = "overdue"  # for the office
    NOTICE = "notice"  # a broadcast


class WorkNews(models.TextChoices):
    """What an event is to a crew."""

    GIVEN = "given"  # theirs from now on
    TAKEN = "taken"  # theirs no more: another crew's, the office's, or joined to another report
    CLOSED = "closed"  # theirs, and closed by the office


class Channel(models.TextChoices):
    FCM = "fcm"
    EMAIL = "email"
    SMS = "sms"


class DeliveryState(models.TextChoices):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"  # nobody is there, the message was refused, or every attempt failed
    EXPIRED = "expired"  # older than its use, or hidden since
    OVERTAKEN = "overtaken"  # newer news of the same thing went instead


class Urgency(models.IntegerChoices):
    """What goes first, and what keeps quiet hours."""

    URGENT = 0  # danger, and a crew's urgent work: at any hour, at once
    NEWS = 1
    BROADCAST = 2


class BroadcastState(models.TextChoices):
    DRAFT = "draft"
    PREPARING = "preparing"  # its deliveries are being written
    SENDING = "sending"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    DONE = "done"
