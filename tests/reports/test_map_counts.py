"""The counts of the map: whatever happens, they are what a recount says."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.reports.actions import counting
from backend.reports.map_models import MapChange, MapCount, MunicipalityStatistics
from backend.reports.models import Report
from backend.reports.workflow import CLOSED, Status, Visibility
from tests.conftest import NOON
from tests.reports.makers import NOT_FIXED, change, send_report
from tests.reports.map_makers import (
    apart,
    counts,
    folded,
    is_folded,
    make_reports,
    recounted,
    some_place,
)
from tests.threads import in_threads

COMMITTED = "MAP"  # how the numbers of committed reports begin
STEPS = ("insert", "status", "move", "hide", "show", "delete", "nothing", "fold", "fold a little")


def miscounted() -> list[Any]:
    return apart(counts(), recounted())


def misfolded() -> list[Any]:
    return apart(folded(), recounted())


def fold_all() -> None:
    while counting.fold_changes():
        pass


def take_step(step: str, random: Random, seed: int) -> None:
    """Do one thing to some of the reports, by one statement."""
    some = Report.objects.filter(
        number__startswith=COMMITTED, number__contains=random.randrange(10)
    )
    if step == "insert":
        make_reports(random.randrange(1, 40), seed=seed)
    elif step == "status":
        status = random.choice(Status.values)
        some.update(status=status, closed_at=NOON if status in CLOSED else None)
    elif step == "move":
        some.update(location=some_place(random), municipality_teryt=random.choice(["1418032", ""]))
    elif step in ("hide", "show"):
        some.update(visibility=Visibility.PRIVATE if step == "hide" else Visibility.PUBLIC)
    elif step == "delete":
        some.delete()
    elif step == "nothing":
        some.update(description="said anew", version=2)
    else:
        counting.fold_changes(most=7 if step == "fold a little" else counting.CHANGES_AT_ONCE)


@pytest.mark.django_db
@settings(max_examples=15)
@given(st.lists(st.sampled_from(STEPS), min_size=2, max_size=12), st.integers(0, 10**6))
def test_counts_and_changes_are_what_a_recount_says(steps, seed):
    random = Random(seed)
    with transaction.atomic():
        make_reports(30, seed=-1)
        for number, step in enumerate(steps):
            take_step(step, random, seed * 100 + number)
            assert miscounted() == []
        fold_all()
        assert is_folded()
        assert misfolded() == []
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_a_change_that_moves_nothing_on_the_map_leaves_no_line():
    make_reports(20)
    fold_all()

    Report.objects.update(description="said anew", version=3)
    assert is_folded()

    Report.objects.filter(number="MAP-7-3").update(visibility=Visibility.PRIVATE)
    Report.objects.filter(number="MAP-7-3").update(visibility=Visibility.PUBLIC)
    assert MapChange.objects.count() == 2


@pytest.mark.django_db
def test_counts_that_reach_zero_are_removed():
    make_reports(50, visibility=Visibility.PUBLIC)
    fold_all()
    assert MapCount.objects.exists()

    Report.objects.all().delete()
    fold_all()

    assert folded() == {"cells": set(), "municipalities": set()}


@pytest.mark.django_db
def test_a_report_that_comes_and_is_closed_is_counted_at_once(phone, dispatcher, place):
    report = send_report(phone, place)
    change(dispatcher, report, "not_fixed", **NOT_FIXED)

    assert miscounted() == []
    closed = Report.objects.get(pk=report["id"])
    teryt = closed.municipality_teryt
    statistics = MunicipalityStatistics.objects.get(municipality_teryt=teryt)
    assert (statistics.open, statistics.closed, statistics.median_days_to_close) == (0, 1, 0.0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("days", "median"), [([], None), ([3], 3), ([1, 5], 3), ([1, 2, 9], 2), ([1, 1, 4, 40], 2.5)]
)
def test_median_of_the_days_to_close(days, median):
    teryt = "0101011"
    rows = make_reports(len(days), seed=1, status="fixed", municipality_teryt=teryt)
    rows += make_reports(2, seed=2, status="waiting", municipality_teryt=teryt)
    make_reports(2, seed=3, status="duplicate", municipality_teryt=teryt)
    Report.objects.update(visibility=Visibility.PUBLIC)
    for row, number in zip(rows, days, strict=False):
        closed_at = row.received_at + timedelta(days=number, hours=3)
        Report.objects.filter(pk=row.pk).update(closed_at=closed_at)
    counting.fold_changes(most=3)

    found = MunicipalityStatistics.objects.get(municipality_teryt=teryt)

    assert (found.open, found.closed) == (2, len(days) + 2)
    assert found.median_days_to_close == median


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Let a test commit reports whose numbers begin with COMMITTED."""
    with django_db_blocker.unblock():
        try:
            yield
        finally:
            Report.objects.filter(number__startswith=COMMITTED).delete()
            fold_all()
            assert misfolded() == []


def write(seed: int) -> None:
    random = Random(seed)
    for number in range(12):
        step = random.choice(("insert", "status", "move", "hide", "show", "delete"))
        with transaction.atomic(), connection.cursor() as cursor:
            # Two bulk changes of the same rows would deadlock: nothing here is about that.
            cursor.execute("LOCK TABLE reports_follow IN SHARE ROW EXCLUSIVE MODE")
            take_step(step, random, seed * 100 + number)


def miscounted_at_one_moment() -> list[Any]:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        return miscounted()


def test_nothing_is_lost_between_writers_a_folder_and_a_recount(committed):
    writing, seen = {1, 2}, []

    def write_some(seed: int) -> None:
        try:
            write(seed)
        finally:
            writing.remove(seed)

    def fold() -> None:
        while writing:
            counting.fold_changes(most=11)

    def read_and_recount() -> None:
        while writing:
            seen.append(miscounted_at_one_moment())
            counting.recount()

    make_reports(60, seed=0)
    connection.close()  # the pool holds four
    in_threads(lambda: write_some(1), lambda: write_some(2), fold, read_and_recount)

    assert len(seen) > 2
    assert [wrong for wrong in seen if wrong] == []
    assert miscounted() == []
    fold_all()
    assert misfolded() == []


def test_the_command_counts_anew_what_was_lost(committed, capsys):
    make_reports(40)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM reports_mapchange")
    assert miscounted() != []

    call_command("rebuild_map_cells")

    assert misfolded() == []
    assert capsys.readouterr().out == f"{MapCount.objects.count()} counts of the map.\n"


def test_two_folds_do_not_wait_for_each_other(committed):
    make_reports(5, visibility=Visibility.PUBLIC)
    answers = []
    with transaction.atomic():
        assert counting.fold_changes(most=1) == 1
        in_threads(lambda: answers.append(counting.fold_changes()))
    assert answers == [0]
