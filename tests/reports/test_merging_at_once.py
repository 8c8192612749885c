"""Two dispatchers at once make neither a chain nor a circle."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import permutations
from random import Random
from uuid import UUID

import pytest
from django.db import connection, connections, transaction

from backend.accounts.models import User
from backend.accounts.viewer import Viewer
from backend.core import errors
from backend.crews.models import Crew
from backend.jurisdictions.models import Jurisdiction
from backend.reports.actions.merging import merge_report, unmerge_report
from backend.reports.case_models import CaseChange
from backend.reports.map_models import MapChange
from backend.reports.models import Report, ReportEvent
from backend.reports.workflow import Status
from tests.conftest import NOON
from tests.notifications.makers import make_report, make_user

ROUNDS = 12
Pair = tuple[UUID, UUID]


@pytest.fixture
def scene(django_db_setup: None, django_db_blocker: object) -> Iterator[list[Report]]:
    """Three reports of one office, committed; all of it is removed afterwards."""
    with django_db_blocker.unblock():
        reports = [make_report(status=Status.RECEIVED, crew=None) for _ in range(3)]
        yield reports
        with transaction.atomic():
            _remove(reports)
        connections.close_all()


def _remove(reports: list[Report]) -> None:
    ids = [report.pk for report in reports]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # nothing is left pending for ALTER
        cursor.execute("ALTER TABLE reports_reportevent DISABLE TRIGGER USER")
        ReportEvent.objects.filter(report__in=ids)._raw_delete("default")
        cursor.execute("ALTER TABLE reports_reportevent ENABLE TRIGGER USER")
        cursor.execute("DELETE FROM procrastinate_jobs")
    Report.objects.filter(pk__in=ids).delete()
    Crew.objects.filter(jurisdiction=reports[0].jurisdiction).delete()
    User.objects.filter(email__startswith="user", email__endswith="@example.org").delete()
    for row in (reports[0].jurisdiction, reports[0].service):
        row.delete()
    for changes in (MapChange, CaseChange):
        changes.objects.all().delete()


def at_once(do: Callable[[Pair], str], pairs: list[Pair]) -> list[str]:
    def closing(pair: Pair) -> str:
        try:
            return do(pair)
        except errors.DomainError as refusal:
            return refusal.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=len(pairs)) as pool:
        return list(pool.map(closing, pairs))


def test_joining_in_circles_at_once_leaves_one_survivor_for_each(scene: list[Report]) -> None:
    office = Jurisdiction.objects.get(pk=scene[0].handler_id)
    dispatcher = Viewer(user=make_user(), dispatches=frozenset({office.pk}))
    ids = [report.pk for report in scene]
    allowed = {"done", "has_duplicates", "survivor_not_suitable", "change_not_allowed"}

    def merge(pair: Pair) -> str:
        merge_report(report_id=pair[0], viewer=dispatcher, survivor_id=pair[1], now=NOON)
        return "done"

    for number in range(ROUNDS):
        pairs = Random(number).sample(list(permutations(ids, 2)), 6)
        results = at_once(merge, pairs)

        rows = {row.pk: row for row in Report.objects.filter(pk__in=ids)}
        joined = [row for row in rows.values() if row.duplicate_of_id]
        assert set(results) <= allowed
        assert "done" in results
        assert joined
        for row in joined:
            assert rows[row.duplicate_of_id].duplicate_of_id is None
            assert rows[row.duplicate_of_id].status != Status.DUPLICATE
        for row in joined:
            unmerge_report(report_id=row.pk, viewer=dispatcher, now=NOON)
        statuses = Report.objects.filter(pk__in=ids).values_list("status", flat=True)
        assert set(statuses) == {Status.RECEIVED}
