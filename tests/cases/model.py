"""The rules of a case told a second time, without a database and as simply as can be."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo

from backend.reports.workflow import ALLOWED_CHANGES, Status

Interval = tuple[datetime, datetime]

OPEN = ("received", "assigned", "planned", "in_progress", "waiting", "forwarded")
CLOSED = ("fixed", "not_fixed", "duplicate", "withdrawn")
WORK = ("assigned", "planned", "in_progress", "waiting")
VERDICT_LIFE = timedelta(days=14)
WARSAW = ZoneInfo("Europe/Warsaw")
MUNICIPALITY, COUNTY = "1418032", "1418"
NORTH, SOUTH = "Brygada drogowa Północ", "Brygada drogowa Południe"
COUNTY_CREW = "Obwód Drogowy Powiatu"
OFFICE_OF_CREW = {NORTH: MUNICIPALITY, SOUTH: MUNICIPALITY, COUNTY_CREW: COUNTY}


class Answer(Enum):
    """What the API has to say to a call."""

    DONE = "done"
    SAME = "done already"
    REFUSED = "refused"


@dataclass(frozen=True)
class Spot:
    """A place, whose road's office handles what is reported there, and its crew."""

    name: str
    office: str
    crew: str | None
    is_elsewhere: bool = False


@dataclass(frozen=True)
class Service:
    """hours: of the promise. not_of: the crew that does not serve it."""

    hours: int
    priority: str
    is_private: bool = False
    needs_photo: bool = False
    not_of: str = ""


@dataclass(frozen=True)
class Person:
    office: str = ""  # whose dispatcher
    crew: str = ""


SPOTS = (
    Spot("Lesznowola, ul. Boczna", MUNICIPALITY, NORTH),
    Spot("Nowa Iwiczna, ul. Zbożowa", MUNICIPALITY, SOUTH),
    Spot("Nowa Wola, ul. Krasickiego", COUNTY, COUNTY_CREW),
    Spot("Warszawianka, Aleja Krakowska", MUNICIPALITY, None, is_elsewhere=True),
)
SERVICES = {
    "pothole": Service(120, "normal"),
    "snow": Service(12, "normal"),
    "manhole": Service(2, "danger", needs_photo=True),
    "abandoned_vehicle": Service(336, "low", is_private=True, not_of=SOUTH),
}
RESIDENTS = {"phone": Person(), "other_phone": Person(), "resident": Person()}
CREWS = {"north": Person(crew=NORTH), "south": Person(crew=SOUTH)}
OFFICES = {"dispatcher": Person(office=MUNICIPALITY), "county": Person(office=COUNTY)}
PEOPLE = RESIDENTS | CREWS | OFFICES


@dataclass
class Case:
    """One report. opened: when it came or was opened again for the last time.

    due: as it was promised; a closed case keeps it. words: the last ones of its reporter on a
    closing, by its moment. before: what it was when it was joined to another.
    """

    owner: str
    spot: Spot
    service: str
    visibility: str
    opened: datetime
    priority: str = ""
    kind: str = "report"
    status: str = "received"
    crew: str | None = None
    taken_by: str | None = None
    planned_for: date | None = None
    closed_at: datetime | None = None
    duplicate_of: str | None = None
    due: datetime | None = None
    pauses: list[Interval] = field(default_factory=list)
    paused_since: datetime | None = None
    followers: set[str] = field(default_factory=set)
    claimers: set[str] = field(default_factory=set)  # further phones and accounts of its owner
    voices: dict[str, bool] = field(default_factory=dict)  # of the last closing
    words: dict[datetime, bool] = field(default_factory=dict)
    is_contested: bool = False
    before: "Case | None" = None

    @property
    def office(self) -> str:
        return self.spot.office

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    def is_of(self, who: str) -> bool:
        return who == self.owner or who in self.claimers

    def capacities(self, who: str) -> frozenset[str]:
        """In what capacities somebody acts on it."""
        person = PEOPLE[who]
        found = {
            "dispatcher": person.office == self.office,
            "crew": person.crew != "" and person.crew == self.crew,
            "reporter": self.is_of(who),
        }
        return frozenset(name for name, acts in found.items() if acts)

    def is_visible(self, who: str) -> bool:
        """Every place of this town lies in the municipality."""
        is_office = PEOPLE[who].office in (MUNICIPALITY, self.office)
        return self.visibility == "public" or is_office or bool(self.capacities(who))

    def become(self, status: str, now: datetime) -> None:
        """Change the status, with what follows from it for the promise and for the end."""
        was_open, self.status = self.is_open, status
        if self.is_open and not was_open:
            self.opened, self.pauses, self.paused_since = now, [], None
        self._pause(now)
        if status not in WORK:
            self.taken_by = None
        if not self.is_open:
            self.voices = {}
        self.closed_at = None if self.is_open else now
        self.planned_for, self.is_contested = None, False
        self.duplicate_of = self.before = None
        self.promise()

    def _pause(self, now: datetime) -> None:
        if self.status in ("waiting", "forwarded"):
            self.paused_since = self.paused_since or now
        elif self.paused_since:
            self.pauses.append((self.paused_since, now))
            self.paused_since = None

    def promise(self) -> None:
        """Work out the promise of an open case anew."""
        stands_still = ("forwarded",) if self.kind == "motion" else ("waiting", "forwarded")
        if not self.is_open:
            return
        if self.status in stands_still:
            self.due = None
        elif self.kind == "motion":
            self.due = a_month_after(self.opened)
        else:
            self.due = promised(self.opened, SERVICES[self.service].hours, self.pauses)

    def route(self, now: datetime) -> None:
        """What follows from where it is and of what kind: work stays with a crew of the office."""
        is_ours = self.crew is not None and OFFICE_OF_CREW[self.crew] == self.office
        waits_for_crew = self.status in ("received", "assigned")
        if not waits_for_crew and (self.status not in WORK or is_ours):
            if not is_ours:
                self.crew = self.taken_by = None
            return
        crew = self.spot.crew if self.spot.crew != SERVICES[self.service].not_of else None
        if crew != self.crew:
            self.crew, self.taken_by = crew, None
            self.become("assigned" if crew else "received", now)


def promised(opened: datetime, hours: int, pauses: Iterable[Interval]) -> datetime:
    """So many hours after the opening, later by each pause that began before the time was over."""
    due = opened + timedelta(hours=hours)
    for begin, end in pauses:
        if begin < due:
            due += end - begin
    return due


def a_month_after(moment: datetime) -> datetime:
    """The end of the day of the same number in the next month, or of that month's last."""
    day = moment.astimezone(WARSAW).date()
    first = (day.replace(day=1) + timedelta(days=31)).replace(day=1)
    last = first.replace(day=min(day.day, monthrange(first.year, first.month)[1]))
    return datetime.combine(last, time(23, 59, 59), tzinfo=WARSAW)


class World:
    """All cases by their ids. Each call says what the API has to answer, and does it here."""

    def __init__(self) -> None:
        self.cases: dict[str, Case] = {}

    def report(self, key: str, case: Case) -> None:
        service = SERVICES[case.service]
        case.priority = service.priority
        if service.is_private:
            case.visibility = "private"
        case.promise()
        case.route(case.opened)
        self.cases[key] = case

    def duplicates(self, key: str) -> list[str]:
        return [other for other, case in self.cases.items() if case.duplicate_of == key]

    def change(
        self,
        key: str,
        who: str,
        status: str,
        now: datetime,
        *,
        has_words: bool,
        day: date | None = None,
    ) -> Answer:
        case = self.cases[key]
        able = _able(case, who, status)
        if not able or status in ("duplicate", "forwarded"):
            return Answer.REFUSED
        to_another = status == "assigned" and (case.status == "assigned" or case.crew is None)
        gives_back = status == "received" and "dispatcher" not in able
        lacks_photo = status == "fixed" and SERVICES[case.service].needs_photo
        is_waited_for = status == "withdrawn" and bool(self.duplicates(key))
        lacks_words = not has_words and (status == "not_fixed" or gives_back)
        if to_another or lacks_photo or is_waited_for or lacks_words:
            return Answer.REFUSED
        case.become(status, now)
        case.planned_for = day
        if status == "received":
            case.crew = None
        return Answer.DONE

    def assign(self, key: str, who: str, crew: str, now: datetime) -> Answer:
        case = self.cases[key]
        may = case.capacities(who) & {"dispatcher"} & _who_may(case.status, "assigned")
        if not may or OFFICE_OF_CREW[crew] != case.office:
            return Answer.REFUSED
        if (case.status, case.crew) == ("assigned", crew):
            return Answer.SAME
        holder = case.taken_by if case.crew == crew else None
        case.crew = crew
        case.become("assigned", now)
        case.taken_by = holder
        return Answer.DONE

    def take(self, key: str, who: str) -> Answer:
        case = self.cases[key]
        is_free = case.taken_by in (None, who)
        if "crew" not in case.capacities(who) or case.status not in WORK or not is_free:
            return Answer.REFUSED
        if case.taken_by == who:
            return Answer.SAME
        case.taken_by = who
        return Answer.DONE

    def release(self, key: str, who: str) -> Answer:
        case = self.cases[key]
        if not case.capacities(who) & {"crew", "dispatcher"}:
            return Answer.REFUSED
        was, case.taken_by = case.taken_by, None
        return Answer.DONE if was else Answer.SAME

    def comment(self, key: str, who: str, audience: str) -> Answer:
        acts = self.cases[key].capacities(who)
        may = acts & {"crew", "dispatcher"} if audience else acts
        return Answer.DONE if may else Answer.REFUSED

    def follow(self, key: str, who: str) -> Answer:
        case = self.cases[key]
        if not case.is_visible(who):
            return Answer.REFUSED
        if who in case.followers | case.claimers:
            return Answer.SAME
        case.followers.add(who)
        return Answer.DONE

    def unfollow(self, key: str, who: str) -> Answer:
        case = self.cases[key]
        followed = who in case.followers
        case.followers.discard(who)
        return Answer.DONE if followed else Answer.SAME

    def claim(self, key: str, who: str) -> Answer:
        """By the right secret."""
        case = self.cases[key]
        if who in case.claimers:
            return Answer.SAME
        case.followers.discard(who)
        case.claimers.add(who)
        return Answer.DONE

    def forward(self, key: str, who: str, manager_office: str, now: datetime) -> Answer:
        """manager_office: of the manager to whom it goes, "" for one without an office here."""
        case = self.cases[key]
        if "dispatcher" not in _able(case, who, "forwarded") or manager_office == case.office:
            return Answer.REFUSED
        case.become("forwarded", now)
        return Answer.DONE

    def answer(self, key: str, who: str) -> Answer:
        case = self.cases[key]
        may = "dispatcher" in case.capacities(who) and case.status == "forwarded"
        return Answer.DONE if may else Answer.REFUSED

    def merge(self, key: str, who: str, survivor_key: str, now: datetime) -> Answer:
        case, survivor = self.cases[key], self.cases[survivor_key]
        if "dispatcher" not in case.capacities(who):
            return Answer.REFUSED
        if case.duplicate_of == survivor_key:
            return Answer.SAME
        able = "dispatcher" in _able(case, who, "duplicate") and not self.duplicates(key)
        has_ended_unseen = not survivor.is_open and survivor.visibility == "private"
        suits = survivor.status not in ("duplicate", "withdrawn") and not has_ended_unseen
        if not able or not suits or key == survivor_key or not survivor.is_visible(who):
            return Answer.REFUSED
        case.before = replace(case)
        case.status, case.closed_at, case.duplicate_of = "duplicate", now, survivor_key
        case.taken_by = case.planned_for = None
        return Answer.DONE

    def unmerge(self, key: str, who: str) -> Answer:
        case = self.cases[key]
        if "dispatcher" not in case.capacities(who):
            return Answer.REFUSED
        if case.status != "duplicate":
            return Answer.SAME
        before = case.before
        if before is None or _kept(before) != _kept(case):
            return Answer.REFUSED
        for name in ("status", "closed_at", "duplicate_of", "taken_by", "planned_for", "due"):
            setattr(case, name, getattr(before, name))
        case.before = None
        return Answer.DONE

    def judge(self, key: str, who: str, mended: bool, now: datetime) -> Answer:
        case = self.cases[key]
        if not case.is_visible(who):
            return Answer.REFUSED
        if case.is_of(who):
            return _judge_own(case, who, mended, now)
        names = self._names(key, who)
        may = names and case.owner not in names and not case.capacities(who)
        if not may or not _is_asked(case, now):
            return Answer.REFUSED
        _speak(case, names, mended)
        return Answer.DONE

    def _names(self, key: str, who: str) -> list[str]:
        """By what names somebody is counted among the voices: now by the first."""
        joined = [self.cases[other] for other in self.duplicates(key)]
        senders = [case.owner for case in joined if case.is_of(who)]
        if senders:
            return [who, *senders] if who in senders else [*senders, who]
        heard_by = [case for case in (self.cases[key], *joined) if who in case.followers]
        return [who] if any(case.is_visible(who) for case in heard_by) else []

    def edit(self, key: str, who: str, wanted: dict[str, Any], now: datetime) -> Answer:
        case = self.cases[key]
        service = SERVICES[wanted.get("service", case.service)]
        if "dispatcher" not in case.capacities(who):
            return Answer.REFUSED
        if service.is_private and wanted.get("visibility") == "public":
            return Answer.REFUSED
        before = replace(case)
        case.spot, case.service = wanted.get("spot", case.spot), wanted.get("service", case.service)
        if case.service != before.service and service.is_private:
            case.visibility = "private"
        if (case.spot, case.service) != (before.spot, before.service):
            case.route(now)
            case.promise()
        case.priority = wanted.get("priority", case.priority)
        case.visibility = wanted.get("visibility", case.visibility)
        return Answer.SAME if case == before else Answer.DONE


def _who_may(old: str, new: str) -> frozenset[str]:
    """The table itself is what the cases are held to."""
    actors = ALLOWED_CHANGES[Status(old)].get(Status(new), frozenset())
    return frozenset(actor.value for actor in actors)


def _able(case: Case, who: str, status: str) -> frozenset[str]:
    return case.capacities(who) & _who_may(case.status, status)


def _kept(case: Case) -> tuple[Any, ...]:
    return case.crew, case.office, case.service


def _is_asked(case: Case, now: datetime) -> bool:
    is_judged = case.status in ("fixed", "not_fixed")
    return is_judged and case.closed_at is not None and now <= case.closed_at + VERDICT_LIFE


def _speak(case: Case, names: list[str], mended: bool) -> None:
    for name in names:
        case.voices.pop(name, None)
    case.voices[names[0]] = mended


def _judge_own(case: Case, who: str, mended: bool, now: datetime) -> Answer:
    last = max(case.words, default=None)
    if last and case.words[last] == mended:
        undone = case.is_open and not mended
        if last == case.closed_at or undone:
            return Answer.SAME
    if not _is_asked(case, now) or case.closed_at is None:
        return Answer.REFUSED
    case.words[case.closed_at] = mended
    _speak(case, [case.owner, who], mended)
    case.is_contested = not mended
    if not mended and list(case.words.values()).count(False) == 1:
        _open_again(case, now)
    return Answer.DONE


def _open_again(case: Case, now: datetime) -> None:
    """To its crew when that is still the office's, else to whom a new report would go."""
    crew = case.crew
    case.become("received", now)
    case.crew = None
    if crew and OFFICE_OF_CREW[crew] == case.office:
        case.become("assigned", now)
        case.crew = crew
    else:
        case.route(now)


# --- from the events alone ----------------------------------------------------------------------


@dataclass(kw_only=True)
class Told:
    """What the events of one report say that it is."""

    status: str = ""
    crew: int | None = None
    service: str = ""
    priority: str = ""
    visibility: str = ""
    duplicate_of: str | None = None
    due_at: datetime | None = None
    version: int = 0


def rebuild(events: Iterable[dict[str, Any]]) -> Told:
    """Work out a report's state from its events, oldest first: columns of rows, no texts."""
    told = Told()
    for event in events:
        told.status, told.crew = event["status"], event["crew_id"]
        told.version = event["version"]
        _tell(told, event["kind"], event["data"])
        if told.status != "duplicate":
            told.duplicate_of = None
    return told


def _tell(told: Told, kind: str, data: dict[str, Any]) -> None:
    if kind == "received":
        told.service, told.priority = data["service"], data["priority"]
        told.visibility = data["visibility"]
    if kind in ("received", "due_changed"):
        told.due_at = datetime.fromisoformat(data["due_at"]) if data["due_at"] else None
    if kind == "merged":
        told.duplicate_of = data["of"]
    for name in ("service", "priority", "visibility"):
        if kind == f"{name}_changed":
            setattr(told, name, data["after"])


def forbidden(events: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The events of one report, oldest first, that no rule allows."""
    status, joined_from, wrong = "", "", []
    moved: set[datetime] = set()  # when a new place or kind has routed it again
    doubted: set[datetime] = set()  # when its reporter said that it is not mended
    for event in events:
        at, kind, old, new = event["at"], event["kind"], event["status_before"], event["status"]
        if kind in ("service_changed", "pin_moved"):
            moved.add(at)
        if kind == "judged" and not event["data"]["mended"]:
            doubted.add(at)
        if old == new:
            continue
        is_by_table = old and event["actor_role"] in _who_may(old, new) and kind != "unmerged"
        is_by_route = at in moved | doubted and new in ("received", "assigned")
        is_first = kind == "received" and (old, new) == ("", "received")
        is_restored = kind == "unmerged" and new == joined_from
        if old != status or not (is_by_table or is_by_route or is_first or is_restored):
            wrong.append(event)
        if kind == "merged":
            joined_from = old
        status = new
    return wrong
