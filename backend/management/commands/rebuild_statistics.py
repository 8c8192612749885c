"""The counts of statistics made anew from the reports."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from backend.reports.actions.case_counting import recount_cases
from backend.reports.case_models import CaseChange, CaseCount


class Command(BaseCommand):
    help = "Count anew how reports fared, for statistics; others may go on."

    def handle(self, *args: Any, **options: Any) -> None:
        recount_cases()
        with connection.cursor() as cursor:
            for model in (CaseChange, CaseCount):
                # What was there before is dead rows now, in the way of every reader.
                table = connection.ops.quote_name(model._meta.db_table)
                cursor.execute(f"VACUUM (ANALYZE) {table}")
        self.stdout.write(f"{CaseCount.objects.count()} counts of statistics.")
