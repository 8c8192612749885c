"""Keeping the counts of how reports fared: folding the changes in, or counting all anew."""

from pathlib import Path

from django.db import connection, transaction

from backend.reports.statistics import CUTS

CHANGES_AT_ONCE = 500  # our choice: some 0.3 s of work, up to 52 counts for each
LOCK = 0x5573_7466  # of whoever writes the counts: an advisory lock's number, nobody else's

_KEY = (
    "office_id, other_id, cut, municipality_teryt, manager_name, manager_kind, crew_id,"
    " service_id, month"
)
_COLUMNS = (
    f"{_KEY}, received, open, fixed, late, contested, repeated, days, counts, median, ninetieth"
)


def _read(name: str) -> str:
    return (Path(__file__).parent.parent / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def _whole(name: str) -> str:
    sql = _read(name).replace("{counted}", _read("counted_cases"))
    sql = sql.replace("{facts}", _read("case_facts"))
    return sql.replace("{columns}", _COLUMNS).replace("{key}", _KEY)


_FOLD, _RECOUNT = _whole("fold_cases"), _whole("recount_cases")


@transaction.atomic
def fold_case_changes(*, most: int = CHANGES_AT_ONCE) -> int:
    """Move at most so many changes into the counts; tell how many. 0 while another does it."""
    with connection.cursor() as cursor:
        # A statement of its own: the next one must see all that the last holder has done.
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(_FOLD, {"most": most, "cuts": list(CUTS)})
        folded, emptied = cursor.fetchone()
        if emptied:
            cursor.execute("DELETE FROM reports_casecount WHERE ctid = ANY (%s::tid[])", [emptied])
    return folded


@transaction.atomic(durable=True)
def recount_cases() -> None:
    """Count all reports anew, while others write reports and read the figures.

    One snapshot for all of it: a change that is seen is in the reports as well and goes; one that
    is not seen stays, and counts on top.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        # Waits for a fold and makes the next one wait. It takes no snapshot yet: the first
        # statement after it does, and so sees all that the fold has done.
        cursor.execute("LOCK TABLE reports_casecount IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute("SET LOCAL work_mem = '128MB'")
        cursor.execute("DELETE FROM reports_casechange")
        cursor.execute("DELETE FROM reports_casecount")
        for cut in CUTS:  # one after the other, so that they need not all be in memory
            cursor.execute(_RECOUNT, {"cuts": [cut]})
