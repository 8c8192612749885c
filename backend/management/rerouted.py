"""What a change of layers would mean for the open reports: which ones would go elsewhere."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL
from django.utils import timezone

from backend.reports.models import Report
from backend.reports.querysets import ReportQuerySet
from backend.reports.rerouting import Rerouting, RouteSummary, reroutings
from backend.reports.workflow import OPEN
from gis_layers.importers.differing import TABLE

EXAMPLES_KEPT = 50  # our choice: of reports that would go elsewhere
ASKED_MOST = 10_000  # our choice: each is routed twice while the import's transaction is open
REACH_M = 100.0  # a little more than routing looks for a road at the most (crews.facts)

# The table is there while the other layer is: see gis_layers.importers.differing.
_NEAR = f"""EXISTS (
    SELECT FROM {TABLE} AS place
    WHERE ST_DWithin(place.geometry::geography, "reports_report"."location"::geography, %s)
)"""

Progress = Callable[[Iterable[Any], int], Iterable[Any]]


@dataclass
class Rerouted:
    """Counts the reports that another layer would send elsewhere than the one in force does.

    It is called while the other layer is there, and compares when it is gone again. What a report
    says of its route may be older than both: reports do not move with the layers.
    reports: which are asked about: those near what differs, the newest `ASKED_MOST` of them.
    progress: is given them and how many. near: how many there are.
    """

    reports: ReportQuerySet
    progress: Progress
    near: int = 0
    asked: int = 0
    differ: int = 0
    examples: list[dict[str, Any]] = field(default_factory=list)
    _then: dict[UUID, Rerouting] = field(default_factory=dict)

    def __call__(self) -> None:
        is_near = RawSQL(_NEAR, [REACH_M], BooleanField())  # noqa: S611 (our own text)
        near = self.reports.filter(is_near)
        self.near = near.count()
        newest = near.order_by("-received_at", "-id").values_list("pk", flat=True)[:ASKED_MOST]
        chosen = list(newest)
        self.asked = len(chosen)
        self.reports = self.reports.filter(pk__in=chosen)
        self._then = {each.report_id: each for each in self._found()}

    def compare(self) -> None:
        for now in self._found():
            then = self._then.pop(now.report_id, None)
            if then is None:  # then it would be as the report says
                self._add(now.number, now.after, now.before, [])
            elif then.after != now.after:
                self._add(then.number, now.after, then.after, then.reasons)
        for then in self._then.values():  # now it is as the report says
            self._add(then.number, then.before, then.after, then.reasons)

    def _add(self, number: str, now: RouteSummary, then: RouteSummary, reasons: list[str]) -> None:
        self.differ += 1
        if len(self.examples) >= EXAMPLES_KEPT:
            return
        before, after = asdict(now), asdict(then)
        differing = [name for name in before if before[name] != after[name]]
        self.examples.append(
            {
                "number": number,
                "before": {name: before[name] for name in differing},
                "after": {name: after[name] for name in differing},
                "reasons": reasons,
            }
        )

    def _found(self) -> Iterator[Rerouting]:
        return reroutings(self.reports, at=timezone.now(), progress=self._shown)

    def _shown(self, items: Iterable[Any]) -> Iterable[Any]:
        return self.progress(items, self.asked)


def open_reports(teryt: str | None = None) -> ReportQuerySet:
    """All open reports, or those of one jurisdiction."""
    reports = Report.objects.filter(status__in=OPEN)
    if not teryt:
        return reports
    return reports.filter(Q(jurisdiction__teryt=teryt) | Q(handler__teryt=teryt))
