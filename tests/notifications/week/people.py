"""Who lives in the town, and what their phones and mailboxes know."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from tests.conftest import Caller
from tests.notifications.week.model import Happening, Phone, Told
from tests.notifications.week.phones import Arrival

ANONYMOUS = ("anna", "bogdan", "ewa")
ACCOUNTS = ("celina", "darek")
STAFF = ("north", "south", "dispatcher", "county")
PEOPLE = (*ANONYMOUS, *ACCOUNTS, *STAFF)
WITH_PHONE = tuple(name for name in PEOPLE if name != "darek")


@dataclass
class Clock:
    moment: datetime

    def now(self) -> datetime:
        return self.moment


@dataclass(frozen=True)
class Cast:
    """What all examples share. names: of the accounts, by their keys in the database."""

    clock: Clock
    callers: dict[str, Caller]
    names: dict[int, str]
    installations: dict[str, str]
    addresses: dict[str, str]
    crews: dict[str, set[str]]
    offices: dict[str, set[str]]
    crew_ids: dict[str, int]
    managers: list[int]
    places: dict[str, dict[str, float]]


@dataclass
class Wanted:
    """Something that a phone or a mailbox must be told, or something newer in its place."""

    told: Told
    event: Happening | None
    is_urgent: bool = False
    is_met: bool = False
    is_void: bool = False  # the phone is gone, or wants it no more, or it may not be told now

    @property
    def is_open(self) -> bool:
        return not self.is_met and not self.is_void


Address = tuple[str, str, str]  # owner, app (or the e-mail address), topic


@dataclass
class Seen:
    """What the phones and mailboxes know. arrived: by owner, app and notification."""

    wanted: defaultdict[Address, list[Wanted]] = field(default_factory=lambda: defaultdict(list))
    arrived: defaultdict[Address, list[Arrival]] = field(default_factory=lambda: defaultdict(list))
    addressed: dict[tuple[str, str], Phone] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    ended: dict[int, str] = field(default_factory=dict)
