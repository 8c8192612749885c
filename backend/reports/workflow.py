"""A report's life: its statuses, and who may change which into which."""

from django.db import models


class Status(models.TextChoices):
    RECEIVED = "received"
    ASSIGNED = "assigned"
    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    FIXED = "fixed"
    NOT_FIXED = "not_fixed"
    FORWARDED = "forwarded"
    DUPLICATE = "duplicate"
    WITHDRAWN = "withdrawn"


class Visibility(models.TextChoices):
    PUBLIC = "public"
    PRIVATE = "private"


class Source(models.TextChoices):
    """The way by which a report came."""

    APP = "app"
    WEB = "web"
    OPEN311 = "open311"
    PHONE = "phone"
    DESK = "desk"
    LETTER = "letter"
    INSPECTION = "inspection"


class ReportKind(models.TextChoices):
    """What a resident sends: a plain report, or a motion in the sense of the code.

    A motion (*wniosek*, art. 241 of the Code of Administrative Procedure of 14 June 1960) has its
    sender's name and address, and the code's month; a report needs neither.
    """

    REPORT = "report"
    MOTION = "motion"


class PassingOn(models.TextChoices):
    """How a report went to another manager."""

    EMAIL = "email"
    BY_HAND = "by_hand"  # by letter, telephone or another program: the office saw to it itself


class ClosingReason(models.TextChoices):
    """Why a report is closed though nothing was mended."""

    NO_DEFECT = "no_defect"
    NOT_ROAD = "not_road"
    LATER_WORKS = "later_works"
    NO_ACCESS = "no_access"
    OTHER = "other"


class Actor(models.TextChoices):
    """In what capacity somebody changes a report."""

    DISPATCHER = "dispatcher"
    CREW = "crew"
    REPORTER = "reporter"
    SYSTEM = "system"


OPEN = (
    Status.RECEIVED,
    Status.ASSIGNED,
    Status.PLANNED,
    Status.IN_PROGRESS,
    Status.WAITING,
    Status.FORWARDED,
)
CLOSED = (Status.FIXED, Status.NOT_FIXED, Status.DUPLICATE, Status.WITHDRAWN)
JUDGED = (Status.FIXED, Status.NOT_FIXED)  # people may say whether it is mended
PAUSED = (Status.WAITING, Status.FORWARDED)  # somebody else's turn: the promised time stands still
UNASSIGNED = tuple(status for status in OPEN if status != Status.FORWARDED)  # without a crew
CREW_WORK = (Status.ASSIGNED, Status.PLANNED, Status.IN_PROGRESS, Status.WAITING)
STAFF_SOURCES = (Source.PHONE, Source.DESK, Source.LETTER, Source.INSPECTION)

_D = frozenset({Actor.DISPATCHER})
_R = frozenset({Actor.REPORTER})
_CD = frozenset({Actor.CREW, Actor.DISPATCHER})
_SD = frozenset({Actor.SYSTEM, Actor.DISPATCHER})

ALLOWED_CHANGES: dict[Status, dict[Status, frozenset[Actor]]] = {
    Status.RECEIVED: {
        Status.ASSIGNED: _SD,
        Status.PLANNED: _D,
        Status.IN_PROGRESS: _D,
        Status.WAITING: _D,
        Status.FIXED: _D,
        Status.NOT_FIXED: _D,
        Status.FORWARDED: _D,
        Status.DUPLICATE: _D,
        Status.WITHDRAWN: _R,
    },
    Status.ASSIGNED: {
        Status.RECEIVED: _CD,
        Status.ASSIGNED: _SD,  # to another crew
        Status.PLANNED: _CD,
        Status.IN_PROGRESS: _CD,
        Status.WAITING: _CD,
        Status.FIXED: _CD,
        Status.NOT_FIXED: _CD,
        Status.FORWARDED: _D,
        Status.DUPLICATE: _D,
        Status.WITHDRAWN: _R,
    },
    Status.PLANNED: {
        Status.RECEIVED: _CD,
        Status.ASSIGNED: _CD,
        Status.PLANNED: _CD,  # to another date
        Status.IN_PROGRESS: _CD,
        Status.WAITING: _CD,
        Status.FIXED: _CD,
        Status.NOT_FIXED: _CD,
        Status.FORWARDED: _D,
        Status.DUPLICATE: _D,
        Status.WITHDRAWN: _R,
    },
    Status.IN_PROGRESS: {
        Status.RECEIVED: _CD,
        Status.ASSIGNED: _CD,  # paused
        Status.PLANNED: _CD,
        Status.WAITING: _CD,
        Status.FIXED: _CD,
        Status.NOT_FIXED: _CD,
        Status.FORWARDED: _D,
        Status.DUPLICATE: _D,
    },
    Status.WAITING: {
        Status.RECEIVED: _D,
        Status.ASSIGNED: _CD,
        Status.PLANNED: _CD,
        Status.IN_PROGRESS: _CD,
        Status.FIXED: _CD,
        Status.NOT_FIXED: _CD,
        Status.FORWARDED: _D,
        Status.DUPLICATE: _D,
        Status.WITHDRAWN: _R,
    },
    # The reporter reopens by a verdict, which is a call of its own (actions/verdicts.py).
    Status.FIXED: {Status.RECEIVED: _D},
    Status.NOT_FIXED: {Status.RECEIVED: _D},
    Status.FORWARDED: {
        Status.RECEIVED: _D,  # it came back
        Status.FIXED: _D,
        Status.NOT_FIXED: _D,
        Status.FORWARDED: _D,  # to yet another manager
    },
    Status.DUPLICATE: {Status.RECEIVED: _D},
    Status.WITHDRAWN: {Status.RECEIVED: _D},
}


def paused_in(kind: str) -> tuple[Status, ...]:
    """The statuses in which the promised time stands still: a motion's waits for no answer."""
    return (Status.FORWARDED,) if kind == ReportKind.MOTION else PAUSED


def allowed_next(status: Status, actors: frozenset[Actor]) -> list[Status]:
    """List what somebody acting in these capacities may change `status` into."""
    return [new for new, who in ALLOWED_CHANGES[status].items() if who & actors]


def needs_reason(old: Status, new: Status, actor: Actor) -> bool:
    """A crew that gives work back says why."""
    return actor is Actor.CREW and new is Status.RECEIVED
