"""What can happen to a report, in the past tense."""

from django.db import models


class EventKind(models.TextChoices):
    RECEIVED = "received"
    ASSIGNED = "assigned"
    STATUS_CHANGED = "status_changed"
    REROUTED = "rerouted"
    PIN_MOVED = "pin_moved"
    SERVICE_CHANGED = "service_changed"
    PRIORITY_CHANGED = "priority_changed"
    VISIBILITY_CHANGED = "visibility_changed"
    COMMENTED = "commented"
    PHOTO_ADDED = "photo_added"
    PHOTO_PUBLISHED = "photo_published"
    PHOTO_HIDDEN = "photo_hidden"
    TEXT_APPROVED = "text_approved"
    TEXT_HIDDEN = "text_hidden"
    COMMENT_PUBLISHED = "comment_published"
    COMMENT_HIDDEN = "comment_hidden"
    CLAIMED = "claimed"
    DUE_CHANGED = "due_changed"
    OVERDUE = "overdue"
    TAKEN = "taken"
    RELEASED = "released"
    JUDGED = "judged"
    ANSWERED = "answered"  # by the manager to whom it was passed on
    MERGED = "merged"
    UNMERGED = "unmerged"


class DueReason(models.TextChoices):
    """Why a promised time has moved."""

    PAUSED = "paused"
    RESUMED = "resumed"
    REOPENED = "reopened"
    SERVICE = "service"
    HANDLER = "handler"


class Audience(models.TextChoices):
    """Who may read a text beside an event."""

    INTERNAL = "internal"  # the office and the crew
    REPORTER = "reporter"  # they and the reporter
    PUBLIC = "public"


# Events that somebody is told of.
NEWS = (
    EventKind.RECEIVED,  # to those who follow the place
    EventKind.ASSIGNED,
    EventKind.STATUS_CHANGED,
    EventKind.COMMENTED,
    EventKind.OVERDUE,
    EventKind.JUDGED,
    EventKind.ANSWERED,
    EventKind.MERGED,
    EventKind.UNMERGED,
)

# Who of a crew does what, and what is late: the office's and the crew's own affair.
INTERNAL_EVENTS = (EventKind.TAKEN, EventKind.RELEASED, EventKind.OVERDUE)

# Events in the history as its reporter sees it; and comments that are for them.
OWN_EVENTS = tuple(
    kind for kind in EventKind if kind not in (EventKind.COMMENTED, *INTERNAL_EVENTS)
)

# Events that a stranger sees in the history of a public report; and public comments.
PUBLIC_EVENTS = (
    EventKind.RECEIVED,
    EventKind.ASSIGNED,
    EventKind.STATUS_CHANGED,
    EventKind.REROUTED,
    EventKind.SERVICE_CHANGED,
    EventKind.DUE_CHANGED,
    EventKind.JUDGED,
    EventKind.ANSWERED,
    EventKind.MERGED,
    EventKind.UNMERGED,
)

# A report's joining to another one, and its undoing: their data serve to restore what was, and
# name a report that not everybody may know of.
MERGERS = (EventKind.MERGED, EventKind.UNMERGED)

# Events whose data anybody reads who reads the event.
TOLD_WHOLE = (EventKind.DUE_CHANGED,)
