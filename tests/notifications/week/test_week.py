"""Whatever happens in a week: nobody misses an end, nobody hears of what is not for them."""

import os
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from backend.accounts.models import Role, User
from backend.accounts.people import issue_token
from backend.crews.models import Crew, Membership
from backend.jurisdictions.models import RoadManager, Service
from backend.management import demo_file
from tests.conftest import NOON, Caller
from tests.notifications.week.deeds import SPOTS, Deeds
from tests.notifications.week.people import (
    ACCOUNTS,
    ANONYMOUS,
    WITH_PHONE,
    Cast,
    Clock,
)
from tests.reports.makers import SOUTH

pytestmark = pytest.mark.django_db

DEEDS = (
    *("report", "report", "work", "work", "work", "close", "close", "withdraw", "assign"),
    *("comment", "comment", "follow", "follow", "claim", "forward", "merge", "merge", "unmerge"),
    *("judge", "edit", "edit", "choose_place"),
    *("bring_phone", "bring_phone", "reinstall", "log_out", "choose"),
    *("broadcast", "hold_broadcast"),
    *("change_weather", "kill_the_next_worker", "disturb_the_next_batch"),
    "disturb_the_next_batch",
)
AUTUMN = datetime(2026, 10, 23, 6, tzinfo=UTC)  # two days before the clock is put back
BEGINNINGS = (NOON, datetime(2026, 10, 24, 20, tzinfo=UTC), datetime(2027, 3, 27, 20, tzinfo=UTC))
WEEK = timedelta(days=7)
WEEKS = int(os.environ.get("WEEKS", "1"))  # how many to live through; more find more
PAUSES = (1, 40, 70, 600, 2 * 3600, 4 * 3600)  # seconds between two deeds
HURRY = (*DEEDS, "time_passes", "time_passes", "time_passes")


@pytest.fixture
def cast(monkeypatch: pytest.MonkeyPatch, spots: dict[str, dict[str, Any]], settings: Any) -> Cast:
    settings.PUSH_MERGE_SECONDS = 60
    Service.objects.update(needs_after_photo=False)
    clock = Clock(NOON)
    monkeypatch.setattr(timezone, "now", clock.now)
    installations = {name: UUID(int=number + 1) for number, name in enumerate(ANONYMOUS)}
    users = _users()
    callers = {name: Caller(f"Bearer {issue_token(user)}") for name, user in users.items()}
    for name, uid in installations.items():
        callers[name] = Caller(f"Installation {uid}:{'s' * 40}")
    names = {user.pk: name for name, user in users.items()}
    return Cast(
        clock=clock,
        callers=callers,
        names=names,
        installations={str(uid): name for name, uid in installations.items()},
        addresses={name: f"{name}@poczta.example" for name in ACCOUNTS},
        crews=_members(names),
        offices=_dispatchers(names),
        crew_ids=dict(Crew.objects.values_list("name", "pk")),
        managers=[*RoadManager.objects.values_list("pk", flat=True)],
        places={name: {"lon": spots[name]["lon"], "lat": spots[name]["lat"]} for name in SPOTS},
    )


def _users() -> dict[str, User]:
    users = {name: User.objects.create_user(f"{name}@poczta.example") for name in ACCOUNTS}
    for name, user in users.items():
        EmailAddress.objects.create(
            user=user, email=f"{name}@poczta.example", verified=True, primary=True
        )
    south = User.objects.create_user("south@poczta.example")
    Membership.objects.create(user=south, crew=Crew.objects.get(name=SOUTH))
    demo = {"north": "crew", "dispatcher": "dispatcher", "county": "county_dispatcher"}
    for name, key in demo.items():
        users[name] = User.objects.get(email=demo_file.email_of(key))
        EmailAddress.objects.filter(user=users[name]).delete()
    return {**users, "south": south}


def _members(names: dict[int, str]) -> dict[str, set[str]]:
    crews: dict[str, set[str]] = {
        name: set() for name in Crew.objects.values_list("name", flat=True)
    }
    Membership.objects.exclude(user__in=names).delete()
    for crew, user in Membership.objects.values_list("crew__name", "user"):
        crews[crew].add(names[user])
    return crews


def _dispatchers(names: dict[int, str]) -> dict[str, set[str]]:
    roles = Role.objects.filter(kind=Role.Kind.DISPATCHER)
    roles.exclude(user__in=names).delete()
    offices: dict[str, set[str]] = {}
    for office, user in roles.values_list("jurisdiction__teryt", "user"):
        offices.setdefault(office, set()).add(names[user])
    return offices


def settle_in(life: Deeds) -> None:
    """Everybody has a phone; some sleep at night."""
    for number, who in enumerate(WITH_PHONE):
        life.register(who, number, {})
    life.register(
        "celina", WITH_PHONE.index("celina"), {"quiet_hours": {"from": "22:00", "to": "06:00"}}
    )
    life.register("anna", 0, {"quiet_hours": {"from": "02:30", "to": "07:00"}})


@pytest.mark.parametrize("seed", range(1, WEEKS + 1))
def test_in_a_week_nobody_misses_an_end(
    cast: Cast, seed: int, capsys: pytest.CaptureFixture[str]
) -> None:
    begin = AUTUMN if seed % 2 else NOON
    random, life = Random(seed), Deeds(cast, begin, cases_max=20)
    settle_in(life)
    while life.clock.moment < begin + WEEK:
        getattr(life, random.choice(DEEDS))(random)
        life.let_pass(random.choice(PAUSES), random)
        life.require_order()
    life.heal()
    life.require_all_told()
    with capsys.disabled():
        counts = dict(life.seen.counts + life.fcm.counts)
        print(f"\nweek {seed}: {len(life.events)} events, {counts}")


class WeekMachine(RuleBasedStateMachine):
    cast: Cast

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.life = Deeds(self.cast, NOON, cases_max=4)

    def teardown(self) -> None:
        try:
            self.life.heal()
            self.life.require_all_told()
        finally:
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)

    @initialize(begin=st.sampled_from(BEGINNINGS), is_private=st.booleans())
    def begin(self, begin: datetime, is_private: bool) -> None:
        self.life.clock.moment = begin
        settle_in(self.life)
        self.life.send_report("anna", SPOTS[0], "pothole", is_private=is_private)
        self.life.send_report("celina", SPOTS[0], "pothole", is_private=False)
        self.life.send_report("", SPOTS[0], "pothole", is_private=False)

    @rule(deed=st.sampled_from(HURRY), random=st.randoms(use_true_random=False))
    def somebody_does_something(self, deed: str, random: Random) -> None:
        getattr(self.life, deed)(random)

    @invariant()
    def the_ledger_is_in_order(self) -> None:
        self.life.require_order()


@pytest.mark.skipif("WEEKS" not in os.environ, reason="it takes minutes: WEEKS=6 runs it too")
def test_whatever_happens_everybody_knows_in_the_end(cast: Cast) -> None:
    WeekMachine.cast = cast
    run_state_machine_as_test(
        WeekMachine, settings=hypothesis_settings(max_examples=5, stateful_step_count=40)
    )
