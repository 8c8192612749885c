"""manage.py verify_history: does every report's history still add up?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

# A chain that was cut off at its end still adds up, but no longer tells the report's state.
_SQL = """
    WITH chain AS (
        SELECT event.report_id, event.id, event.status, event.version, event.hash,
               event_hash(event, coalesce(lag(event.hash) OVER history, ''::bytea)) AS expected,
               lead(event.id) OVER history IS NULL AS is_last
        FROM reports_reportevent event
        WINDOW history AS (PARTITION BY event.report_id ORDER BY event.id)
    ), sound AS (
        SELECT report_id, bool_and(hash = expected) AS is_unbroken,
               max(status) FILTER (WHERE is_last) AS status,
               max(version) FILTER (WHERE is_last) AS version
        FROM chain GROUP BY report_id
    )
    SELECT report.number
    FROM reports_report report LEFT JOIN sound ON sound.report_id = report.id
    WHERE NOT coalesce(sound.is_unbroken AND sound.status = report.status
                       AND sound.version = report.version, false)
    ORDER BY report.received_at, report.id
"""


class Command(BaseCommand):
    help = (
        "Recompute the chained hashes of every report's events. Names the reports whose history "
        "was changed behind the application's back, and exits with 1 when there are any."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_SQL)
            broken = [number for (number,) in cursor.fetchall()]
        for number in broken:
            self.stdout.write(number)
        if broken:
            raise CommandError(f"{len(broken)} reports have a history that does not add up.")
        self.stdout.write("Every report's history adds up.")
