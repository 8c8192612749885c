"""Residents, crews and dispatchers do whatever they like, in any order, and nothing goes wrong."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.db.models import Model, Q
from django.utils import timezone
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from backend.accounts.models import User
from backend.crews.models import Crew
from backend.jurisdictions.models import RoadManager, Service
from backend.management import demo_file
from backend.reports.actions.deadlines import announce_overdue
from backend.reports.forwarding_models import Forwarding
from backend.reports.models import EventText, Report, ReportEvent
from backend.reports.people_models import Follow, Verdict
from backend.reports.workflow import ALLOWED_CHANGES, Status
from notifications.fanout import fan_out
from notifications.models import Notification
from tests.cases.model import (
    CREWS,
    OFFICE_OF_CREW,
    OFFICES,
    PEOPLE,
    RESIDENTS,
    SERVICES,
    SPOTS,
    WORK,
    Answer,
    Case,
    World,
    forbidden,
    rebuild,
)
from tests.conftest import NOON, Caller
from tests.reports.elsewhere import GDDKIA, MOTION
from tests.reports.makers import NOT_FIXED, REPORTS, SOUTH, make_account

CASES_MAX = 4
CLAIMS = "/api/v1/me/claims"
SOUTH_NAME = "Piotr Zieliński"
OWN_MANAGER = "Wójt Gminy Lesznowola"
MANAGERS = {GDDKIA: "", OWN_MANAGER: "1418032"}
BEGINNINGS = (
    NOON,
    datetime(2026, 10, 24, 20, tzinfo=UTC),  # the night in which the clock is put back
    datetime(2027, 3, 27, 20, tzinfo=UTC),  # and forward
    datetime(2027, 1, 30, 23, 30, tzinfo=UTC),  # the last of a month longer than the next
)
WHILES = tuple(timedelta(hours=hours) for hours in (1, 11, 26, 24 * 6, 24 * 15))
STEP = timedelta(minutes=1)
COLUMNS = [field.name for field in Report._meta.concrete_fields if not field.generated]
NAMES = ("service__code", "crew__name", "handler__teryt")
AS_IT_IS = (
    *("status", "service", "priority", "visibility", "planned_for", "closed_at", "duplicate_of"),
    "is_contested",
)
COLUMN_OF = {"service": "service__code"}

which = st.integers(0, CASES_MAX - 1)
# None is whoever it is up to: their dispatcher, crew or reporter.
anybody = st.one_of(*[st.none()] * 4, st.sampled_from([*PEOPLE]))
residents = st.sampled_from([*RESIDENTS])
crews = st.sampled_from([*OFFICE_OF_CREW])
turns = st.sampled_from(["planned", "waiting", "fixed", "not_fixed", "received"])
spots, services = st.sampled_from(SPOTS), st.sampled_from([*SERVICES])
edits = st.one_of(
    st.fixed_dictionaries({"spot": spots}),
    st.fixed_dictionaries({"service": services}),
    st.fixed_dictionaries({"spot": spots, "service": services}),
    st.fixed_dictionaries({"visibility": st.sampled_from(["public", "private"])}),
    st.fixed_dictionaries({"priority": st.sampled_from(["low", "danger"])}),
)


@dataclass
class Clock:
    moment: datetime = NOON

    def now(self) -> datetime:
        return self.moment


@dataclass(frozen=True)
class Town:
    """What all examples share: the people, the places, and the clock on the wall."""

    clock: Clock
    callers: dict[str, Caller]
    users: dict[str, int]
    crews: dict[str, int]
    managers: dict[str, int]
    places: dict[str, dict[str, float]]


def where(is_fit: Callable[[Case], Any]) -> Callable[[Any], Any]:
    """Let a rule act only while there is such a case."""
    return precondition(lambda self: any(map(is_fit, self.world.cases.values())))


def secret_of(key: str) -> str:
    """What was sent with a report, to claim it by."""
    return f"the-secret-of-{key}"


def is_forwarded(case: Case) -> bool:
    return case.status == "forwarded"


def is_taken(case: Case) -> bool:
    return case.taken_by is not None


def is_work(case: Case) -> bool:
    return case.status in WORK


def is_mergeable(case: Case) -> bool:
    return case.status == "received" or is_work(case)


def is_joined(case: Case) -> bool:
    return case.duplicate_of is not None


def is_judged(case: Case) -> bool:
    return case.status in ("fixed", "not_fixed")


def is_doubted(case: Case) -> bool:
    """Its reporter has said something of one of its ends, or may."""
    return bool(case.words) or is_judged(case)


class CaseMachine(RuleBasedStateMachine):
    """Every call is made twice, to the API and to the model; then they are held together."""

    def __init__(self, town: Town) -> None:
        super().__init__()
        self.town, self.world = town, World()
        self.seen = look()
        self.told = 0  # the last event of which everybody has been told
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    # --- what people do ---------------------------------------------------------------------

    @initialize(
        begin=st.sampled_from(BEGINNINGS),
        spot=spots,
        is_motion=st.booleans(),
        is_one_defect=st.booleans(),
    )
    def two_reports_of_one_place(
        self, begin: datetime, spot: Any, is_motion: bool, is_one_defect: bool
    ) -> None:
        self.town.clock.moment = begin
        self.send("phone", spot, "pothole", "public", is_motion=is_motion)
        self.send("resident", spot, "pothole", "public")
        if is_one_defect:
            self.join(self.key(1), 0, None)

    @precondition(lambda self: len(self.world.cases) < CASES_MAX)
    @rule(
        who=residents,
        spot=spots,
        service=services,
        visibility=st.sampled_from(["public", "private"]),
        is_motion=st.booleans(),
    )
    def report(self, who: str, spot: Any, service: str, visibility: str, is_motion: bool) -> None:
        self.send(who, spot, service, visibility, is_motion=is_motion)

    @rule(case=which, who=st.sampled_from([*PEOPLE]), status=st.sampled_from([*Status]))
    def try_any_status(self, case: int, who: str, status: Status) -> None:
        self.change(self.key(case), who, status, has_words=False)

    @rule(case=which, is_crew=st.booleans(), choice=st.integers(0, 7), has_words=st.booleans())
    def work(self, case: int, is_crew: bool, choice: int, has_words: bool) -> None:
        """Something that the table allows, if not the case."""
        key = self.key(case, is_work if is_crew else lambda case: case.is_open)
        who, role = (self.crew_of(key), "crew") if is_crew else (self.office_of(key), "dispatcher")
        allowed = ALLOWED_CHANGES[Status(self.world.cases[key].status)]
        able = [new for new, roles in allowed.items() if role in roles] or [Status.RECEIVED]
        self.change(key, who, able[choice % len(able)], has_words=has_words)

    @rule(case=which, status=turns)
    def turn(self, case: int, status: str) -> None:
        key = self.key(case, lambda case: case.is_open == (status != "received"))
        self.change(key, self.office_of(key), status)

    @rule(case=which)
    def withdraw(self, case: int) -> None:
        self.change(self.key(case), self.world.cases[self.key(case)].owner, "withdrawn")

    @rule(case=which, who=anybody, crew=crews)
    def assign(self, case: int, who: str | None, crew: str) -> None:
        key = self.key(case, lambda case: case.is_open and OFFICE_OF_CREW[crew] == case.office)
        who = who or self.office_of(key)
        expected = self.world.assign(key, who, crew, self.tick())
        self.post(expected, who, key, "assignment", {"crew": self.town.crews[crew]})

    @where(is_work)
    @rule(case=which, who=anybody)
    def take(self, case: int, who: str | None) -> None:
        key = self.key(case, is_work)
        who = who or self.crew_of(key)
        self.tick()
        self.post(self.world.take(key, who), who, key, "taking")

    @where(is_taken)
    @rule(case=which, who=anybody)
    def release(self, case: int, who: str | None) -> None:
        key = self.key(case, is_taken)
        who = who or self.crew_of(key)
        self.tick()
        self.delete(self.world.release(key, who), who, key, "taking")

    @rule(case=which, who=anybody, audience=st.sampled_from(["", "internal", "public"]))
    def comment(self, case: int, who: str | None, audience: str) -> None:
        key, who = self.key(case), who or self.office_of(self.key(case))
        self.tick()
        body = {"text": "Coraz gorzej.", **({"audience": audience} if audience else {})}
        self.post(self.world.comment(key, who, audience), who, key, "comments", body)

    @rule(case=which, who=residents)
    def follow_or_not(self, case: int, who: str) -> None:
        key = self.key(case)
        self.tick()
        if who in self.world.cases[key].followers:
            self.delete(self.world.unfollow(key, who), who, key, "follow")
        else:
            self.put(self.world.follow(key, who), who, key, "follow")

    @rule(case=which, who=residents, is_right=st.sampled_from([True, True, False]))
    def claim(self, case: int, who: str, is_right: bool) -> None:
        """Take a report onto a second phone, or into an account."""
        key = self.key(case)
        self.tick()
        claimed = {"report": key, "secret": secret_of(key) if is_right else "x" * 40}
        if is_right:
            expected = self.world.claim(key, who)
            self.call(expected, who, key, lambda caller: caller.post(CLAIMS, claimed))
        else:
            assert self.town.callers[who].post(CLAIMS, claimed).status_code == 404
            assert look() == self.seen

    @rule(case=which, who=anybody, to=st.sampled_from([GDDKIA, *MANAGERS]))
    def forward(self, case: int, who: str | None, to: str) -> None:
        key = self.key(case, lambda case: case.is_open)
        who = who or self.office_of(key)
        expected = self.world.forward(key, who, MANAGERS[to], self.tick())
        self.post(expected, who, key, "forwarding", {"how": "email", "to": self.town.managers[to]})

    @where(is_forwarded)
    @rule(case=which, who=anybody)
    def answer(self, case: int, who: str | None) -> None:
        key = self.key(case, is_forwarded)
        who = who or self.office_of(key)
        self.tick()
        body = {"text": "Naprawimy w maju."}
        self.post(self.world.answer(key, who), who, key, "forwarding/answer", body)

    @rule(case=which, survivor=which, who=anybody)
    def merge(self, case: int, survivor: int, who: str | None) -> None:
        self.join(self.key(case, is_mergeable), survivor, who)

    @where(is_joined)
    @rule(case=which, who=anybody)
    def unmerge(self, case: int, who: str | None) -> None:
        """Of what it was before, nothing is lost."""
        key = self.key(case, is_joined)
        who, before = who or self.office_of(key), self.world.cases[key].before
        self.tick()
        expected = self.world.unmerge(key, who)
        self.delete(expected, who, key, "duplicate")
        if expected is Answer.DONE:
            assert before is not None
            row = Report.objects.select_related("crew").get(pk=key)
            assert (row.status, row.crew and row.crew.name) == (before.status, before.crew)
            assert (row.due_at, row.closed_at, row.planned_for) == (
                *(before.due, before.closed_at, before.planned_for),
            )

    @where(is_judged)
    @rule(case=which, who=residents, mended=st.booleans())
    def judge(self, case: int, who: str, mended: bool) -> None:
        self.say(self.key(case, is_judged), who, mended=mended)

    @precondition(lambda self: self.judged_for_others())
    @rule(case=which, joined=which, who=st.one_of(st.none(), residents), mended=st.booleans())
    def judge_what_ones_own_was_joined_to(
        self, case: int, joined: int, who: str | None, mended: bool
    ) -> None:
        keys = self.judged_for_others()
        key = keys[case % len(keys)]
        duplicates = self.world.duplicates(key)
        sent = self.world.cases[duplicates[joined % len(duplicates)]]
        self.say(key, who or sent.owner, mended=mended)

    def judged_for_others(self) -> list[str]:
        """What is closed, and others were joined to."""
        cases = self.world.cases.items()
        return [key for key, case in cases if is_judged(case) and self.world.duplicates(key)]

    @where(is_doubted)
    @rule(case=which, mended=st.sampled_from([False, False, True]))
    def judge_ones_own(self, case: int, mended: bool) -> None:
        key = self.key(case, is_doubted)
        self.say(key, self.world.cases[key].owner, mended=mended)

    @rule(case=which, who=anybody, wanted=edits)
    def edit(self, case: int, who: str | None, wanted: dict[str, Any]) -> None:
        self.correct(self.key(case), who, wanted)

    @where(is_joined)
    @rule(case=which, wanted=edits)
    def edit_a_duplicate(self, case: int, wanted: dict[str, Any]) -> None:
        """After which it may be too late to undo the joining."""
        self.correct(self.key(case, is_joined), None, wanted)

    def correct(self, key: str, who: str | None, wanted: dict[str, Any]) -> None:
        who = who or self.office_of(key)
        expected = self.world.edit(key, who, wanted, self.tick())
        body = {name: value for name, value in wanted.items() if name != "spot"}
        if "spot" in wanted:
            body["location"] = self.town.places[wanted["spot"].name]
        self.call(expected, who, key, lambda caller: caller.patch(f"{REPORTS}/{key}", body))

    @rule(how_long=st.sampled_from(WHILES))
    def time_passes(self, how_long: timedelta) -> None:
        self.town.clock.moment += how_long
        announce_overdue(now=self.town.clock.moment)
        self.seen = look()

    # --- how they do it ---------------------------------------------------------------------

    def key(self, number: int, is_fit: Callable[[Case], Any] = bool) -> str:
        """One of the cases that are fit, else of all."""
        fit = [key for key, case in self.world.cases.items() if is_fit(case)]
        keys = fit or [*self.world.cases]
        return keys[number % len(keys)]

    def tick(self) -> datetime:
        """Nobody does two things in the same minute."""
        self.town.clock.moment += STEP
        return self.town.clock.moment

    def office_of(self, key: str) -> str:
        office = self.world.cases[key].office
        return next(who for who, person in OFFICES.items() if person.office == office)

    def crew_of(self, key: str) -> str:
        crew = self.world.cases[key].crew
        return next((who for who, person in CREWS.items() if person.crew == crew), "north")

    def send(
        self, who: str, spot: Any, service: str, visibility: str, *, is_motion: bool = False
    ) -> None:
        kind = "motion" if is_motion else "report"
        body = {
            **{"service": service, "location": self.town.places[spot.name]},
            **{"visibility": visibility, "kind": kind},
            **({"contact": MOTION} if is_motion else {}),
        }
        key = str(uuid4())
        body |= {"id": key, "secret": secret_of(key)}
        now = self.tick()
        answer = self.town.callers[who].post(REPORTS, body)
        assert answer.status_code == 201, answer.content
        case = Case(who, spot, service, visibility, now, kind=kind)
        sent = answer.json()
        self.world.report(sent["id"], case)
        self.seen = look()

    def change(self, key: str, who: str, status: str, *, has_words: bool = True) -> None:
        now = self.tick()
        day = now.date() + timedelta(days=3) if status == "planned" else None
        expected = self.world.change(key, who, status, now, has_words=has_words, day=day)
        body = {
            "status": status,
            **({"planned_for": day.isoformat()} if day else {}),
            **(NOT_FIXED if has_words else {}),
        }
        self.post(expected, who, key, "status", body)

    def join(self, key: str, survivor: int, who: str | None) -> None:
        mine, who = self.world.cases[key], who or self.office_of(key)
        of = self.key(survivor, lambda case: case is not mine and not is_joined(case))
        expected = self.world.merge(key, who, of, self.tick())
        self.put(expected, who, key, "duplicate", {"of": of})

    def say(self, key: str, who: str, *, mended: bool) -> None:
        expected = self.world.judge(key, who, mended, self.tick())
        self.post(expected, who, key, "verdict", {"mended": mended})

    def post(self, expected: Answer, who: str, key: str, what: str, body: Any = None) -> None:
        self.call(expected, who, key, lambda caller: caller.post(f"{REPORTS}/{key}/{what}", body))

    def put(self, expected: Answer, who: str, key: str, what: str, body: Any = None) -> None:
        self.call(expected, who, key, lambda caller: caller.put(f"{REPORTS}/{key}/{what}", body))

    def delete(self, expected: Answer, who: str, key: str, what: str) -> None:
        self.call(expected, who, key, lambda caller: caller.delete(f"{REPORTS}/{key}/{what}"))

    def call(self, expected: Answer, who: str, key: str, send: Callable[[Caller], Any]) -> None:
        """What is refused, or done already, changes nothing; what is hidden is not there."""
        before = self.seen
        answer = send(self.town.callers[who])
        self.seen = look()
        succeeds = answer.status_code in (200, 201, 204)
        assert succeeds == (expected is not Answer.REFUSED), (expected, answer.content)
        if expected is not Answer.DONE:
            assert self.seen == before
        if not succeeds:
            assert 400 <= answer.status_code < 500
            if self.world.cases[key].is_visible(who):
                assert answer.status_code != 404

    # --- what is always so ------------------------------------------------------------------

    @invariant()
    def the_reports_are_what_the_model_says(self) -> None:
        for key, row in self.seen.reports.items():
            assert _in_the_words_of_the_model(row) == self.expected(key)

    @invariant()
    def the_events_alone_tell_what_a_report_is(self) -> None:
        for key, row in self.seen.reports.items():
            told = asdict(rebuild(self.seen.events[key]))
            assert told == {name: row[COLUMN_OF.get(name, name)] for name in told}

    @invariant()
    def no_rule_is_broken(self) -> None:
        for events in self.seen.events.values():
            assert forbidden(events) == []

    @invariant()
    def there_is_no_chain_and_no_circle(self) -> None:
        joined = {key: row for key, row in self.seen.reports.items() if row["duplicate_of"]}
        assert {row["status"] for row in joined.values()} <= {"duplicate"}
        assert not {row["duplicate_of"] for row in joined.values()} & joined.keys()

    @invariant()
    def every_reporter_knows_how_it_has_ended(self) -> None:
        self.tell_everybody()
        for key, case in self.world.cases.items():
            survivor = self.world.cases.get(case.duplicate_of or "")
            if survivor is None or survivor.closed_at is None:
                continue
            ends = Q(event__report=case.duplicate_of, event__at=survivor.closed_at)
            joined = Q(event__report=key, event__kind="merged", event__at__gt=survivor.closed_at)
            news = self.inbox(case.owner).filter(ends | joined, report__in=(key, case.duplicate_of))
            assert news.exists()

    def expected(self, key: str) -> dict[str, Any]:
        case = self.world.cases[key]
        voices = list(case.voices.values())
        return {
            **{name: getattr(case, name) for name in AS_IT_IS},
            "crew": case.crew,
            "office": case.office,
            "taken_by": self.town.users.get(case.taken_by or ""),
            "due_at": case.due,
            "voices": (voices.count(True), voices.count(False)),
        }

    def tell_everybody(self) -> None:
        events = sorted(event["id"] for events in self.seen.events.values() for event in events)
        for pk in events:
            if pk > self.told:
                fan_out(event_id=pk, now=self.town.clock.moment)
        self.told = max(events, default=self.told)

    def inbox(self, who: str) -> Any:
        if who in self.town.users:
            return Notification.objects.filter(user=self.town.users[who])
        uid = self.town.callers[who].headers["Authorization"].split()[1].split(":")[0]
        return Notification.objects.filter(installation=UUID(uid))


@dataclass(frozen=True)
class Seen:
    """All that there is: by report its columns and its events, and how much else there is."""

    reports: dict[str, dict[str, Any]]
    events: dict[str, list[dict[str, Any]]]
    others: list[int]


def look() -> Seen:
    rows = Report.objects.order_by("received_at").values(*COLUMNS, *NAMES)
    events: dict[str, list[dict[str, Any]]] = {}
    for event in ReportEvent.objects.order_by("id").values():
        events.setdefault(str(event["report_id"]), []).append({**event})
    beside: tuple[type[Model], ...] = (EventText, Follow, Verdict, Forwarding)
    counts = [model._default_manager.count() for model in beside]
    reports = {str(row["id"]): row for row in rows}
    for row in reports.values():
        row["duplicate_of"] = row["duplicate_of"] and str(row["duplicate_of"])
    return Seen(reports, events, counts)


def _in_the_words_of_the_model(row: dict[str, Any]) -> dict[str, Any]:
    return {
        **{name: row[COLUMN_OF.get(name, name)] for name in AS_IT_IS},
        "crew": row["crew__name"],
        "office": row["handler__teryt"],
        "taken_by": row["taken_by"],
        "due_at": row["due_at"],
        "voices": (row["mended_voices"], row["not_mended_voices"]),
    }


@pytest.fixture
def town(  # noqa: PLR0913  all of them live here
    db: None,
    monkeypatch: pytest.MonkeyPatch,
    spots: dict[str, dict[str, Any]],
    phone: Caller,
    other_phone: Caller,
    resident: Caller,
    crew: Caller,
    dispatcher: Caller,
    county_dispatcher: Caller,
) -> Town:
    Service.objects.filter(code="pothole").update(needs_after_photo=False)
    south = make_account(crew=SOUTH, name=SOUTH_NAME)
    clock = Clock()
    monkeypatch.setattr(timezone, "now", clock.now)
    callers = {
        "phone": phone,
        "other_phone": other_phone,
        "resident": resident,
        "north": crew,
        "south": south,
        "dispatcher": dispatcher,
        "county": county_dispatcher,
    }
    emails = {
        "resident": "resident",
        "north": "crew",
        "dispatcher": "dispatcher",
        "county": "county_dispatcher",
    }
    users = {who: User.objects.get(email=demo_file.email_of(key)) for who, key in emails.items()}
    users["south"] = User.objects.get(name=SOUTH_NAME)
    return Town(
        clock=clock,
        callers=callers,
        users={who: user.pk for who, user in users.items()},
        crews=dict(Crew.objects.values_list("name", "pk")),
        managers=dict(RoadManager.objects.values_list("name", "pk")),
        places={name: {"lon": spot["lon"], "lat": spot["lat"]} for name, spot in spots.items()},
    )


def test_whatever_people_do_a_case_keeps_to_its_rules(town: Town) -> None:
    run_state_machine_as_test(
        partial(CaseMachine, town),  # type: ignore[arg-type]  # it needs no more than a call
        settings=settings(max_examples=20, stateful_step_count=25),
    )
