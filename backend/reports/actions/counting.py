"""Keeping the counts of the map: folding the changes in, or counting all anew."""

from pathlib import Path

from django.db import connection, transaction

from backend.reports.workflow import OPEN

CHANGES_AT_ONCE = 2000  # some 0.3 s of work, at most 39 counts for each
LOCK = 0x5573_7465  # of whoever writes the counts: an advisory lock's number, nobody else's

_SQL = Path(__file__).parent.parent / "sql"
_FOLD = (_SQL / "fold.sql").read_text(encoding="utf-8")
_RECOUNT = (_SQL / "recount.sql").read_text(encoding="utf-8")
_REMOVE = (
    "DELETE FROM reports_mapcount WHERE ctid = ANY (%s::tid[])",
    "DELETE FROM reports_municipalitycount WHERE ctid = ANY (%s::tid[])",
)


@transaction.atomic
def fold_changes(*, most: int = CHANGES_AT_ONCE) -> int:
    """Move at most so many changes into the counts; tell how many. 0 while another does it."""
    with connection.cursor() as cursor:
        # A statement of its own: the next one must see all that the last holder has done.
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(_FOLD, {"most": most, "open": list(OPEN)})
        folded, *emptied = cursor.fetchone()
        for statement, rows in zip(_REMOVE, emptied, strict=True):
            if rows:
                cursor.execute(statement, [rows])
    return folded


@transaction.atomic(durable=True)
def recount() -> None:
    """Count all public reports anew, while others write reports and read the map."""
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        # Waits for a fold and makes the next one wait. It takes no snapshot yet: the first
        # statement after it does, and so sees all that the fold has done.
        cursor.execute("LOCK TABLE reports_mapcount IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute("SET LOCAL work_mem = '128MB'")
        cursor.execute(_RECOUNT, {"open": list(OPEN)})
