"""Limits and choices of notifications."""

from datetime import timedelta

from django.db import models

DEVICE_VALUE_MAX_CHARS = 512  # FCM tokens are some 160 characters today; Google sets no limit
DEVICES_MAX = 20  # of one account or installation, our choice
INBOX_DEFAULT, INBOX_MAX = 50, 100  # notifications on one page
SEND_CHUNK = 100  # messages in one firebase-admin call: it opens a thread for each
PUSH_LIFE = timedelta(days=2)  # a status older than this is read in the app
ATTEMPTS_MAX = 40  # with RETRY_AFTER doubling to RETRY_AFTER_MAX: about a day and a quarter
RETRY_AFTER = timedelta(seconds=10)
RETRY_AFTER_MAX = timedelta(hours=1)
STOPPED_FOR = timedelta(minutes=10)  # until an operator has mended the credentials
# A batch takes at most 40 s: 10 s each to connect and to read, for the bearer and for the messages.
CLAIM_LIFE = timedelta(seconds=45)  # then a killed worker's delivery is free again


class DeviceKind(models.TextChoices):
    TOKEN = "token"  # noqa: S105 (the kind of name: an FCM registration token)
    FID = "fid"  # a Firebase installation id


class Platform(models.TextChoices):
    ANDROID = "android"
    IOS = "ios"
    WEB = "web"


class NotificationType(models.TextChoices):
    STATUS = "status"
    COMMENT = "comment"
    OVERDUE = "overdue"  # for the office


class DeliveryState(models.TextChoices):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"  # the device is gone, or belongs to another project
    DEAD = "dead"  # FCM calls the message itself wrong, or every attempt failed
    EXPIRED = "expired"
