"""Who is to hear of what, told a second time: without a database, and as simply as can be."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time
from zoneinfo import ZoneInfo

WARSAW = ZoneInfo("Europe/Warsaw")
WORK = ("assigned", "planned", "in_progress", "waiting")
ENDS = ("fixed", "not_fixed", "duplicate", "withdrawn")
HANDINGS = ("assigned", "status_changed", "merged", "unmerged")
OF_STAFF = ("work", "overdue")
TOLD_TO_PEOPLE = (*HANDINGS, "commented", "answered")
CONTACT = "contact of "


@dataclass
class Case:
    """One report. owner: "" when nobody but an address stands behind it."""

    key: str
    number: str
    owner: str
    spot: str
    service: str
    has_contact: bool = False
    is_private: bool = False
    is_danger: bool = False
    crew: str = ""
    office: str = ""
    duplicate_of: str = ""
    followers: set[str] = field(default_factory=set)
    claimers: set[str] = field(default_factory=set)
    handed_to: str = ""  # whose work it is, as far as they were told

    @property
    def owners(self) -> set[str]:
        return self.claimers | ({self.owner} - {""})

    @property
    def senders(self) -> set[str]:
        contact = {CONTACT + self.key} if self.has_contact else set()
        return self.owners or contact


@dataclass(frozen=True, kw_only=True)
class Happening:
    """An event as the history has it. work_before, work_after: the crew whose work it was."""

    id: int
    at: datetime
    kind: str
    report: str
    status: str
    role: str
    actor: str
    crew: str
    audience: str
    is_no: bool
    work_before: str
    work_after: str

    @property
    def is_end(self) -> bool:
        return self.kind == "status_changed" and self.status in ENDS


@dataclass(frozen=True)
class Told:
    """type: as what somebody hears of it. report: of theirs."""

    type: str
    report: str


@dataclass
class Phone:
    """What the server knows of an app of somebody's. handset: which phone in the real world."""

    owner: str
    uid: str
    handset: int
    token: str
    language: str
    kinds: frozenset[str]
    quiet: tuple[time, time] | None = None
    is_active: bool = True

    def is_quiet(self, now: datetime) -> bool:
        if self.quiet is None:
            return False
        (begin, end), clock = self.quiet, now.astimezone(WARSAW).time()
        return begin <= clock < end if begin < end else clock >= begin or clock < end


@dataclass
class Place:
    """spot: "" for the whole municipality. service: "" for all."""

    owner: str
    spot: str
    service: str


@dataclass
class Town:
    """crews, offices: their members. phones: by owner and app."""

    crews: dict[str, set[str]]
    offices: dict[str, set[str]]
    cases: dict[str, Case] = field(default_factory=dict)
    phones: dict[tuple[str, str], Phone] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)

    def hears(self, event: Happening) -> dict[str, Told]:
        """Everybody who is to hear of it, by name; nobody hears of what they did themselves."""
        heard = self._neighbours(event) | self._people(event) | self._workers(event)
        return {who: told for who, told in heard.items() if who != event.actor}

    def devices_for(self, heard: dict[str, Told]) -> set[tuple[str, str]]:
        return {
            (who, phone.uid)
            for who, told in heard.items()
            for phone in self.phones.values()
            if phone.owner == who and phone.is_active and told.type in phone.kinds
        }

    def joined_to(self, key: str) -> list[Case]:
        return [case for case in self.cases.values() if case.duplicate_of == key]

    def may_know(self, who: str, told: Told, event: Happening) -> bool:
        """Tell whether a push may say it now, after what has become private since."""
        mine, case = self.cases[told.report], self.cases[event.report]
        if told.type in OF_STAFF or not (mine.is_private or case.is_private):
            return True
        is_hidden_survivor = mine is not case and case.is_private and not event.is_end
        return who in mine.owners | mine.senders and not is_hidden_survivor

    def concerned_by(self, case: Case) -> set[str]:
        """Those who may know of a private report."""
        crew = self.crews.get(case.crew, set())
        return case.owners | case.senders | crew | self.offices[case.office]

    def reached_by_a_notice(self) -> set[str]:
        """Of the municipality, for all of it."""
        placed = {place.owner for place in self.places.values()}
        return placed.union(*(case.owners | case.followers for case in self.cases.values()))

    # --- as what --------------------------------------------------------------------------

    def _workers(self, event: Happening) -> dict[str, Told]:
        case = self.cases[event.report]
        work, office = Told("work", case.key), self.offices[case.office]
        if event.kind == "overdue":
            return dict.fromkeys(office, Told("overdue", case.key))
        is_said = event.kind == "commented" and event.role == "reporter"
        if is_said or (event.kind == "judged" and event.is_no):
            return dict.fromkeys(self.crews[case.crew] if case.crew else office, work)
        has_moved = event.work_before != event.work_after and event.role != "crew"
        if event.kind not in HANDINGS or not has_moved:
            return {}
        both = self._members({event.work_before, event.work_after})
        return dict.fromkeys(both, work)

    def _members(self, crews: Iterable[str]) -> set[str]:
        return set().union(*(self.crews.get(crew, set()) for crew in crews))

    def _people(self, event: Happening) -> dict[str, Told]:
        """Who sent or follows it, and who sent or follows what was joined to it."""
        case, is_comment = self.cases[event.report], event.kind in ("commented", "answered")
        reach = event.audience if is_comment else "public"
        if event.kind not in TOLD_TO_PEOPLE or reach == "internal":
            return {}
        is_open = reach == "public" and not case.is_private
        heard: dict[str, str] = {}
        joined = self.joined_to(case.key)
        for other in joined if is_open else []:
            heard |= dict.fromkeys(set() if other.is_private else other.followers, other.key)
        for other in joined if is_open or (reach == "public" and event.is_end) else []:
            heard |= dict.fromkeys(other.senders, other.key)
        mine = case.senders | (case.followers if is_open else set())
        heard |= dict.fromkeys(mine, case.key)
        silent = case.owners | case.senders if event.role == "reporter" else set()
        type_ = "comment" if is_comment else "status"
        return {who: Told(type_, key) for who, key in heard.items() if who not in silent}

    def _neighbours(self, event: Happening) -> dict[str, Told]:
        case = self.cases[event.report]
        is_step = event.kind == "status_changed" and event.status in (
            *("planned", "fixed", "not_fixed"),
        )
        if case.is_private or not (event.kind == "received" or is_step):
            return {}
        near = {
            place.owner
            for place in self.places.values()
            if place.spot in ("", case.spot) and place.service in ("", case.service)
        }
        mine = [case, *self.joined_to(case.key)]
        involved = set().union(*(each.owners | each.followers for each in mine))
        involved |= self._members({event.crew, case.crew, event.work_before, event.work_after})
        return dict.fromkeys(near - involved, Told("nearby", case.key))
