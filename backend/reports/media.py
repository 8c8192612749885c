"""What a photo of a report is: of which kind, how far made, and whom it is shown to."""

from django.db import models


class PhotoKind(models.TextChoices):
    BEFORE = "before"
    AFTER = "after"


class PhotoState(models.TextChoices):
    WAITING = "waiting"  # for the worker
    READY = "ready"
    REFUSED = "refused"


class PhotoPublication(models.TextChoices):
    """Whether the public sees it."""

    PRIVATE = "private"
    PREPARING = "preparing"  # the worker hides what is to be hidden
    PUBLISHED = "published"


class ClaimSource(models.TextChoices):
    """Who says when and where a photo was taken."""

    FILE = "file"
    SENDER = "sender"


class PhotoHint(models.TextChoices):
    """What whoever decides about a photo should know of it."""

    TAKEN_ELSEWHERE = "taken_elsewhere"
    TAKEN_LONG_AGO = "taken_long_ago"
    SEEN_ELSEWHERE = "seen_elsewhere"  # a similar one belongs to another report
