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
    CLAIMED = "claimed"


class Audience(models.TextChoices):
    """Who may read a text beside an event."""

    INTERNAL = "internal"  # the office and the crew
    REPORTER = "reporter"  # they and the reporter
    PUBLIC = "public"


# Events that somebody is told of.
NEWS = (EventKind.ASSIGNED, EventKind.STATUS_CHANGED, EventKind.COMMENTED)

# Events in the history as its reporter sees it; and comments that are for them.
OWN_EVENTS = tuple(kind for kind in EventKind if kind != EventKind.COMMENTED)

# Events that a stranger sees in the history of a public report; and public comments.
PUBLIC_EVENTS = (
    EventKind.RECEIVED,
    EventKind.ASSIGNED,
    EventKind.STATUS_CHANGED,
    EventKind.REROUTED,
    EventKind.SERVICE_CHANGED,
)
