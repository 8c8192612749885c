"""Made-up reports in bulk, for benchmarks and trials: the same for the same seed."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import accumulate, pairwise
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Model

from backend.jurisdictions.models import Jurisdiction
from backend.management.seeding.catalogue import Catalogue
from backend.management.seeding.lives import moments
from backend.management.seeding.places import Place, find_places
from backend.management.seeding.rows import (
    EVENT_COLUMNS,
    REPORT_COLUMNS,
    MadeUp,
    Survivors,
    event_rows,
    local_year,
    make_up,
    report_row,
)
from backend.reports.actions.case_counting import fold_case_changes, recount_cases
from backend.reports.actions.counting import fold_changes, recount
from backend.reports.case_models import CaseChange, CaseCount
from backend.reports.map_models import MapChange, MapCount, MunicipalityCount
from backend.reports.models import Report, ReportEvent
from backend.reports.workflow import Status

BATCH = 50_000  # reports in one transaction
# Plans that PostgreSQL makes for the checks of rows while a table is empty read it from end to
# end, for each row; it makes them anew when it knows better.
FIRST_BATCH = 500
ROWS = (Report, ReportEvent)
COUNTS = (MapChange, MapCount, MunicipalityCount, CaseChange, CaseCount)

_NUMBERS = (Path(__file__).parent / "sql" / "numbers.sql").read_text(encoding="utf-8")
_PASSED_ON = (Path(__file__).parent / "sql" / "passed_on.sql").read_text(encoding="utf-8")


class SeedingRefused(Exception):
    """Why no reports can be made up here."""


def seed_reports(
    *, count: int, seed: int, years: float, until: datetime, has_history: bool = True
) -> Iterator[int]:
    """Store made-up reports, oldest first; yields after each whole batch how many there are.

    until: the moment as of which the reports have fared as they have.
    Raises SeedingRefused.
    """
    ids = _ids(seed)
    if Report.objects.filter(pk=next(_ids(seed))).exists():
        raise SeedingRefused(f"The reports of seed {seed} are here already: name another seed.")
    random, catalogue = Random(seed), Catalogue()  # noqa: S311 (the same for the same seed)
    places = _places(random, catalogue, count, until)
    weights, survivors = list(accumulate(place.weight for place in places)), Survivors()
    came = moments(random, count, years=years, months=catalogue.months, until=until)
    for start, end in pairwise([0, *range(min(FIRST_BATCH, count), count, BATCH), count]):
        drawn = came[start:end]
        spots = random.choices(places, cum_weights=weights, k=len(drawn))
        batch = [
            survivors.joined(
                make_up(
                    random, id=pk, place=place, catalogue=catalogue, received_at=moment, until=until
                )
            )
            for pk, place, moment in zip(ids, spots, drawn, strict=False)
        ]
        with transaction.atomic():
            numbers = _numbers(batch)
            _copy(
                Report,
                REPORT_COLUMNS,
                (
                    report_row(
                        random, made, number=number, mark=f"seed {seed}", catalogue=catalogue
                    )
                    for made, number in zip(batch, numbers, strict=True)
                ),
            )
            if has_history:
                events = (event for made in batch for event in event_rows(made))
                _copy(ReportEvent, EVENT_COLUMNS, events)
                _pass_on(batch)
        if start == 0:
            _run_on("ANALYZE", ROWS)
        yield end


def settle() -> None:
    """Count the new reports, and let the database see to what many rows ask for."""
    if connection.in_atomic_block:  # the reports are not there yet for another transaction
        while fold_changes():
            pass
        while fold_case_changes():
            pass
        _run_on("ANALYZE", ROWS)
    else:
        recount()
        recount_cases()
        # VACUUM sets the marks by which an index alone can answer.
        _run_on("VACUUM (ANALYZE)", (*ROWS, *COUNTS))


def _run_on(command: str, models: Iterable[type[Model]]) -> None:
    with connection.cursor() as cursor:
        for model in models:
            cursor.execute(f"{command} {model._meta.db_table}")


def _places(random: Random, catalogue: Catalogue, count: int, at: datetime) -> list[Place]:
    """Raises SeedingRefused."""
    if not catalogue.jurisdictions:
        raise SeedingRefused(
            "No jurisdiction offers a service: set one up first (manage.py setup_jurisdiction, "
            "or manage.py load_demo)."
        )
    found = find_places(random, count, service=catalogue.any_service, at=at)
    places = [place for place in found if place.jurisdiction in catalogue.jurisdictions]
    if not places:
        raise SeedingRefused(
            "No road lies in a municipality that is served here: import boundaries and roads "
            "first (manage.py import_layer)."
        )
    return places


def _pass_on(batch: Sequence[MadeUp]) -> None:
    """Say to whom reports about others' roads went, and that it was by letter."""
    ids = [made.id for made in batch if made.life.status is Status.FORWARDED]
    with connection.cursor() as cursor:
        cursor.execute(_PASSED_ON, {"ids": ids})


def _ids(seed: int) -> Iterator[UUID]:
    random = Random(f"ids of {seed}")  # noqa: S311 (the same for the same seed)
    while True:
        yield UUID(int=random.getrandbits(128), version=4)


def _numbers(batch: Sequence[MadeUp]) -> list[str]:
    """Draw the public numbers from the jurisdictions' own sequences, as intake does."""
    wanted = Counter(made.place.jurisdiction for made in batch)
    drawn: dict[int, list[int]] = {}
    with connection.cursor() as cursor:
        values = {"jurisdictions": list(wanted), "counts": list(wanted.values())}
        cursor.execute(_NUMBERS, values)
        for jurisdiction, number in cursor.fetchall():
            drawn.setdefault(jurisdiction, []).append(number)
    queues = {jurisdiction: iter(sorted(numbers)) for jurisdiction, numbers in drawn.items()}
    tenants = Jurisdiction.objects.in_bulk(list(wanted))
    return [_number(tenants[made.place.jurisdiction], made, queues) for made in batch]


def _number(tenant: Jurisdiction, made: MadeUp, queues: dict[int, Iterator[int]]) -> str:
    year = local_year(made.received_at, tenant.time_zone)
    return f"{tenant.number_prefix}-{year}-{next(queues[tenant.pk])}"


def _copy(model: type[Model], columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    target = f"COPY {model._meta.db_table} ({', '.join(columns)}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(target) as copy:
        for row in rows:
            copy.write_row(row)
