"""Statistics: whatever happens, they are what a recount of the reports says."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict
from datetime import timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.accounts.models import Role, User
from backend.accounts.viewer import STRANGER, Viewer
from backend.core import errors
from backend.crews.models import Crew
from backend.jurisdictions.models import Jurisdiction
from backend.reports import rules
from backend.reports.actions.case_counting import CHANGES_AT_ONCE, fold_case_changes, recount_cases
from backend.reports.case_models import CaseChange, CaseCount
from backend.reports.models import Report
from backend.reports.statistics import (
    CUTS,
    DIMENSIONS,
    Dimension,
    Figures,
    Question,
    Scope,
    figures,
    month_of,
)
from backend.reports.workflow import CLOSED, OPEN, Status, Visibility
from tests.conftest import NOON
from tests.reports.makers import NORTH, change, code_of, make_account, send_report
from tests.reports.map_makers import make_reports
from tests.threads import in_threads

STATS = "/api/v1/stats"
COMMITTED = "CASE"  # how the numbers of committed reports begin
TERYT = "1418032"
STEPS = (
    *("insert", "status", "manager", "hand over", "move", "hide", "show", "late", "judge"),
    *("delete", "nothing", "fold", "fold a little"),
)


# --- a recount by another way -----------------------------------------------------------------


def quantile(days: list[int], tenths: int) -> float | None:
    """The day by which so many tenths are reached; between two where they are reached exactly."""
    if not days:
        return None
    place, is_inside = divmod(tenths * len(days), 10)
    days = sorted(days)
    return float(days[place]) if is_inside else (days[place - 1] + days[place]) / 2


def keys_of(report: Report) -> dict[Dimension, dict[str, Any]]:
    came = report.received_at.astimezone(ZoneInfo(report.jurisdiction.time_zone))
    return {
        Dimension.SERVICE: {"service": report.service.code},
        Dimension.AREA: {"area": report.municipality_teryt},
        Dimension.MANAGER: {"manager_kind": report.manager_kind, "manager": report.manager_name},
        Dimension.CREW: {"crew": report.crew_id},
        Dimension.MONTH: {"month": f"{came:%Y-%m}"},
    }


def seen_by(scope: Scope, viewer: Viewer) -> list[Report]:
    rows = Report.objects.visible_to(viewer).select_related("service", "jurisdiction")
    if scope is Scope.PUBLIC:
        return list(rows.filter(visibility=Visibility.PUBLIC))
    return [row for row in rows if row.access == "staff"]


def recounted(question: Question, rows: list[Report]) -> dict[Any, dict[str, Any]]:
    groups: dict[Any, list[Report]] = defaultdict(list)
    for row in rows:
        keys = keys_of(row)
        key = {name: value for each in question.group_by for name, value in keys[each].items()}
        groups[frozenset(key.items())].append(row)
    return {key: figures_of(group) for key, group in groups.items()}


def figures_of(rows: list[Report]) -> dict[str, Any]:
    is_open = [row for row in rows if row.status in OPEN]
    days = [(row.closed_at - row.received_at).days for row in rows if row.status == "fixed"]
    return {
        "received": len(rows),
        "closed": len(rows) - len(is_open),
        "open": len(is_open),
        "overdue": sum(row.due_at is not None and row.due_at < NOON for row in is_open),
        "contested": sum(row.contested_closings for row in rows),
        "repeated": sum(row.is_repeated for row in rows),
        "fixed": len(days),
        "median_days": quantile(days, 5),
        "p90_days": quantile(days, 9),
    }


def shown(found: list[Figures]) -> dict[Any, dict[str, Any]]:
    groups = {}
    for each in found:
        values = asdict(each)
        key = values.pop("key")
        groups[frozenset((n, v) for n, v in key.items() if not n.endswith("_name"))] = values
    return groups


def question_of(cut: int, scope: Scope, **narrowed: Any) -> Question:
    used = tuple(each for place, each in enumerate(DIMENSIONS) if cut >> place & 1)
    values = {Dimension(name): value for name, value in narrowed.items()}
    return Question(scope=scope, group_by=used, narrowed=values)


def people() -> list[tuple[Scope, Viewer]]:
    """The public, somebody of one office, of two and of all; theirs is what they work for."""
    offices = list(Jurisdiction.objects.order_by("pk").values_list("pk", flat=True))
    user, operator = User(pk=1), User(pk=2, is_superuser=True)
    viewers = [
        *(Viewer(user=user, dispatches=frozenset({office})) for office in offices),
        Viewer(user=user, dispatches=frozenset(offices[:1]), administers=frozenset(offices[1:])),
        Viewer(user=operator),
    ]
    return [(Scope.PUBLIC, STRANGER), *((Scope.OWN, viewer) for viewer in viewers)]


def miscounted(cuts: list[int]) -> list[Any]:
    wrong = []
    for scope, viewer in people():
        rows = seen_by(scope, viewer)
        for cut in cuts:
            question = question_of(cut, scope)
            if scope is Scope.PUBLIC and Dimension.CREW in question.group_by:
                continue
            found = shown(figures(question, viewer, now=NOON))
            expected = recounted(question, rows) or {} if cut or rows else {frozenset(): NONE}
            if found != expected:
                wrong.append((scope, sorted(viewer.works_for), question.group_by, found, expected))
    return wrong[:2]


NONE = figures_of([])


def counted() -> set[Any]:
    names = [field.name for field in CaseCount._meta.concrete_fields if field.name != "pk"]
    return {
        tuple(tuple(value) if isinstance(value, list) else value for value in row)
        for row in CaseCount.objects.values_list(*names)
    }


def fold_all() -> None:
    while fold_case_changes():
        pass


# --- whatever happens -------------------------------------------------------------------------


def take_step(step: str, random: Random, seed: int, *, prefix: str = "MAP") -> None:
    """Do one thing to some of the reports, by one statement."""
    some = Report.objects.filter(number__startswith=prefix, number__contains=random.randrange(10))
    changes: dict[str, dict[str, Any]] = {
        "manager": {"manager_kind": "county", "manager_name": random.choice(["Zarząd", "ZDP"])},
        "hand over": {"handler": random.choice(list(Jurisdiction.objects.order_by("pk")))},
        "move": {"municipality_teryt": random.choice([TERYT, "1418042", ""])},
        "hide": {"visibility": Visibility.PRIVATE},
        "show": {"visibility": Visibility.PUBLIC},
        "late": random.choice(LATENESS),
        "judge": {"contested_closings": random.randrange(3), "is_repeated": True},
        "nothing": {"description": "said anew", "version": 2},
    }
    if step == "insert":
        make_reports(random.randrange(1, 30), seed=seed, prefix=prefix)
    elif step == "status":
        status = random.choice(STATUSES)
        closed_at = NOON + timedelta(hours=random.randrange(2000))
        some.update(status=status, closed_at=closed_at if status in CLOSED else None)
    elif step == "delete":
        some.delete()
    elif step in changes:
        some.update(**changes[step])
    else:
        fold_case_changes(most=7 if step == "fold a little" else CHANGES_AT_ONCE)


STATUSES = [status for status in Status if status != Status.DUPLICATE]
LATENESS = [
    {"due_at": NOON - timedelta(days=1), "overdue_steps": 1},  # told already
    {"due_at": NOON - timedelta(minutes=1), "overdue_steps": 0},  # not yet
    {"due_at": NOON + timedelta(days=1), "overdue_steps": 0},
    {"due_at": None, "overdue_steps": 1},  # it waits for somebody's answer
]


@pytest.mark.django_db
@settings(max_examples=12)
@given(st.lists(st.sampled_from(STEPS), min_size=2, max_size=12), st.integers(0, 10**6))
def test_figures_are_what_a_recount_says(steps, seed):
    random = Random(seed)
    with transaction.atomic():
        make_reports(30, seed=-1)
        for number, step in enumerate(steps):
            take_step(step, random, seed * 100 + number)
            assert miscounted(random.sample(CUTS, 3)) == []
        fold_all()
        assert not CaseChange.objects.exists()
        assert miscounted(list(CUTS)) == []
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_a_change_that_moves_no_figure_leaves_no_line():
    make_reports(20)
    fold_all()

    Report.objects.update(description="said anew", version=3)

    assert not CaseChange.objects.exists()


@pytest.mark.django_db
def test_counts_that_reach_zero_are_removed():
    make_reports(30)
    fold_all()
    assert CaseCount.objects.exists()

    Report.objects.all().delete()
    fold_all()

    assert not CaseCount.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("days", "median", "ninetieth"),
    [
        ([], None, None),
        ([3], 3, 3),
        ([1, 5], 3, 5),
        ([1, 2, 9], 2, 9),
        ([1, 1, 4, 40], 2.5, 40),
        ([*range(1, 11)], 5.5, 9.5),
        ([*range(1, 12)], 6, 10),
    ],
)
@pytest.mark.parametrize("is_folded", [True, False])
def test_days_until_half_and_nine_tenths_are_fixed(days, median, ninetieth, is_folded):
    rows = make_reports(len(days), status="fixed", visibility="public")
    make_reports(3, seed=2, status="waiting", visibility="public")
    make_reports(3, seed=3, status="not_fixed", visibility="public")
    for row, number in zip(rows, days, strict=True):
        closed_at = row.received_at + timedelta(days=number, hours=3)
        Report.objects.filter(pk=row.pk).update(closed_at=closed_at)
    if is_folded:
        fold_all()

    (found,) = figures(question_of(0, Scope.PUBLIC), STRANGER, now=NOON)

    assert (found.fixed, found.median_days, found.p90_days) == (len(days), median, ninetieth)


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Let a test commit reports whose numbers begin with COMMITTED."""
    with django_db_blocker.unblock():
        try:
            yield
        finally:
            Report.objects.filter(number__startswith=COMMITTED).delete()
            fold_all()
            assert not CaseCount.objects.exists()


def write(seed: int) -> None:
    random = Random(seed)
    for number in range(10):
        step = random.choice(STEPS[:-3])
        with transaction.atomic(), connection.cursor() as cursor:
            # Two bulk changes of the same rows would deadlock: nothing here is about that.
            cursor.execute("LOCK TABLE reports_follow IN SHARE ROW EXCLUSIVE MODE")
            take_step(step, random, seed * 100 + number, prefix=COMMITTED)


def miscounted_at_one_moment() -> list[Any]:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        return miscounted([0, CUTS[-1]])


def test_nothing_is_lost_between_writers_a_folder_and_a_recount(committed):
    writing, reading, seen = {1, 2}, {True}, []

    def write_some(seed: int) -> None:
        try:
            write(seed)
            while len(seen) < 3 and reading:
                write(seed := seed + 10)
        finally:
            writing.remove(seed % 10)

    def fold() -> None:
        while writing:
            fold_case_changes(most=11)

    def read_and_recount() -> None:
        try:
            while writing:
                seen.append(miscounted_at_one_moment())
                recount_cases()
        finally:
            reading.clear()

    make_reports(60, seed=0, prefix=COMMITTED)
    connection.close()  # the pool holds four
    in_threads(lambda: write_some(1), lambda: write_some(2), fold, read_and_recount)

    assert len(seen) >= 3
    assert [wrong for wrong in seen if wrong] == []
    assert miscounted(list(CUTS)) == []
    fold_all()
    folded = counted()
    recount_cases()
    assert folded == counted()


def test_the_command_counts_anew_what_was_lost(committed, capsys):
    make_reports(40, prefix=COMMITTED)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM reports_casechange")
    assert miscounted([0]) != []

    call_command("rebuild_statistics")

    assert miscounted(list(CUTS)) == []
    assert capsys.readouterr().out == f"{CaseCount.objects.count()} counts of statistics.\n"


def test_two_folds_do_not_wait_for_each_other(committed):
    make_reports(5, prefix=COMMITTED)
    answers = []
    with transaction.atomic():
        assert fold_case_changes(most=1) == 1
        in_threads(lambda: answers.append(fold_case_changes()))
    assert answers == [0]


# --- through the API --------------------------------------------------------------------------


def asked(caller: Any, query: str = "") -> list[dict[str, Any]]:
    answer = caller.get(f"{STATS}?{query}")
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


@pytest.mark.django_db
def test_a_report_is_counted_at_once_until_its_end(phone, stranger, dispatcher, place):
    report = send_report(phone, place)
    (open_,) = asked(stranger)
    assert (open_["received"], open_["open"], open_["closed"]) == (1, 1, 0)

    change(dispatcher, report, "not_fixed", reason="no_defect", comment="Nic tu nie ma.")

    assert asked(stranger) == [
        {
            **{"received": 1, "closed": 1, "open": 0, "overdue": 0, "contested": 0},
            **{"repeated": 0, "fixed": 0, "median_days": None, "p90_days": None},
        }
    ]


@pytest.mark.django_db
def test_nothing_is_a_row_of_zeros(stranger):
    (found,) = asked(stranger)
    assert (found["received"], found["median_days"]) == (0, None)
    assert asked(stranger, "group_by=service") == []


@pytest.mark.django_db
def test_groups_carry_their_names(phone, dispatcher, place):
    report = send_report(phone, place)
    month = f"{Report.objects.get().received_at.astimezone(ZoneInfo('Europe/Warsaw')):%Y-%m}"
    north = Crew.objects.get(name=NORTH)

    (area,) = asked(dispatcher, "group_by=service,area")
    (manager,) = asked(dispatcher, "group_by=manager,month")
    (crew,) = asked(dispatcher, "scope=own&group_by=crew")

    assert (area["service"], area["area"], area["area_name"]) == ("pothole", TERYT, "Lesznowola")
    assert (manager["manager"], manager["month"]) == (report["manager"]["name"], month)
    assert manager["manager_kind"] == "municipality"
    assert (crew["crew"], crew["crew_name"]) == (north.pk, NORTH)


@pytest.mark.django_db
def test_private_reports_and_crews_are_for_their_offices_alone(
    phone, stranger, resident, dispatcher, county_dispatcher, crew, superuser, place
):
    send_report(phone, place, visibility="private")
    send_report(phone, place)

    for caller in (stranger, resident, crew, dispatcher, superuser):
        assert asked(caller)[0]["received"] == 1
        refused = caller.get(f"{STATS}?group_by=crew")
        assert code_of(refused) == (403, "filter_not_allowed")
    assert asked(dispatcher, "scope=own")[0]["received"] == 2
    assert asked(superuser, "scope=own")[0]["received"] == 2
    assert asked(county_dispatcher, "scope=own")[0]["received"] == 0
    assert code_of(stranger.get(f"{STATS}?scope=own")) == (401, "login_required")
    for caller in (resident, crew):
        assert code_of(caller.get(f"{STATS}?scope=own")) == (403, "not_allowed")


@pytest.mark.django_db
def test_what_two_offices_share_is_counted_once_for_who_works_for_both(phone, county_place):
    send_report(phone, county_place)
    report = Report.objects.get()
    assert report.handler_id != report.jurisdiction_id
    caller = make_account()
    user = User.objects.order_by("-pk").first()
    for office in (report.handler, report.jurisdiction):
        Role.objects.create(user=user, jurisdiction=office, kind=Role.Kind.DISPATCHER)

    assert asked(caller, "scope=own")[0]["received"] == 1
    fold_all()
    assert asked(caller, "scope=own")[0]["received"] == 1


NARROWED = {
    "service=pothole": lambda row: row.service.code == "pothole",
    "service=pothole,manhole": lambda row: row.service.code in ("pothole", "manhole"),
    "area=1418": lambda row: row.municipality_teryt.startswith("1418"),
    f"area={TERYT}": lambda row: row.municipality_teryt == TERYT,
    "manager=ZDP": lambda row: row.manager_name == "ZDP",
    "month_from=2026-03": lambda row: keys_of(row)[Dimension.MONTH]["month"] >= "2026-03",
    "month_to=2026-03": lambda row: keys_of(row)[Dimension.MONTH]["month"] <= "2026-03",
    "month_from=2026-02&month_to=2026-04": lambda row: (
        "2026-02" <= keys_of(row)[Dimension.MONTH]["month"] <= "2026-04"
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("is_folded", [True, False])
@pytest.mark.parametrize("query", NARROWED)
def test_figures_can_be_narrowed(stranger, query, is_folded):
    make_reports(60)
    Report.objects.filter(number__endswith="3").update(manager_kind="county", manager_name="ZDP")
    Report.objects.update(**LATENESS[1])
    Report.objects.filter(number__endswith="4").update(**LATENESS[0])
    if is_folded:
        fold_all()
    rows = [row for row in seen_by(Scope.PUBLIC, STRANGER) if NARROWED[query](row)]
    assert rows

    assert asked(stranger, query) == [figures_of(rows)]
    by_service = asked(stranger, f"group_by=service&{query}")
    question = question_of(1, Scope.PUBLIC)
    assert {frozenset({("service", row.pop("service"))}): row for row in by_service} == recounted(
        question, rows
    )


@pytest.mark.django_db
def test_months_are_those_of_the_office(stranger):
    late_on_the_last = NOON.replace(month=10, day=31, hour=23, minute=30)  # past midnight there
    make_reports(1, received_at=late_on_the_last, status="received", visibility="public")

    (found,) = asked(stranger, "group_by=month")

    assert found["month"] == "2026-11"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "code", "field"),
    [
        ("group_by=service,area,month", "invalid", "group_by"),
        ("group_by=service,service", "invalid", "group_by"),
        ("group_by=colour", "invalid", "group_by.0"),
        ("group_by=area,manager", "too_detailed", "group_by"),
        ("group_by=area,month&service=pothole", "too_detailed", "group_by"),
        ("area=14180", "invalid", "area"),
        ("month_from=2026-13", "invalid", "month_from"),
        ("month_from=2026-03&month_to=2026-02", "invalid", "month_to"),
        ("f=xml", "invalid", "f"),
        ("by=service", "unknown_parameter", "by"),
    ],
)
def test_questions_that_cannot_be_answered_are_refused(stranger, query, code, field):
    answer = stranger.get(f"{STATS}?{query}")
    assert code_of(answer) == (400, code)
    assert [error["field"] for error in answer.json()["errors"]] == [field]


@pytest.mark.django_db
def test_every_pair_of_dimensions_is_answered_or_refused_as_too_detailed(dispatcher):
    answered = set()
    for cut in range(1 << len(DIMENSIONS)):
        names = [each for place, each in enumerate(DIMENSIONS) if cut >> place & 1]
        if len(names) <= 2:
            answer = dispatcher.get(f"{STATS}?scope=own&group_by={','.join(names) or 'service'}")
            assert code_of(answer) in ((200, ""), (400, "too_detailed"))
            if answer.status_code == 200:
                answered.add(cut)
    assert answered == set(CUTS)


@pytest.mark.django_db
def test_too_many_groups_are_refused(monkeypatch):
    make_reports(40)
    monkeypatch.setattr("backend.reports.statistics.FIGURES_MAX", 3)
    with pytest.raises(errors.TooManyGroups):
        figures(question_of(1, Scope.PUBLIC), STRANGER, now=NOON)
    assert len(figures(question_of(0, Scope.PUBLIC), STRANGER, now=NOON)) == 1
    assert rules.FIGURES_MAX >= 2479


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["group_by=service", "group_by=service,area", "group_by=month"])
def test_as_many_queries_for_one_report_as_for_many(stranger, django_assert_max_num_queries, query):
    make_reports(1, visibility="public")
    with django_assert_max_num_queries(3) as few:
        asked(stranger, query)
    make_reports(80, seed=9)
    with django_assert_max_num_queries(len(few)):
        asked(stranger, query)


@pytest.mark.django_db
def test_the_same_as_a_table_that_no_spreadsheet_takes_for_formulas(stranger):
    make_reports(20, manager_kind="county", manager_name="=1+1", visibility="public")

    answer = stranger.get(f"{STATS}?group_by=manager,month&f=csv")

    assert answer.headers["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert {row["manager"] for row in rows} == {"'=1+1"}
    found = asked(stranger, "group_by=manager,month")
    assert [int(row["received"]) for row in rows] == [row["received"] for row in found]
    assert list(rows[0]) == list(found[0])


def test_months_are_numbered_without_gaps():
    assert month_of(2027, 1) - month_of(2026, 12) == 1
