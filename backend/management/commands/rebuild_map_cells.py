"""The map's counts made anew from the reports."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from backend.reports.actions.counting import recount
from backend.reports.map_models import MapChange, MapCount, MunicipalityCount


class Command(BaseCommand):
    help = "Count the public reports of every map cell and municipality anew; others may go on."

    def handle(self, *args: Any, **options: Any) -> None:
        recount()
        with connection.cursor() as cursor:
            for model in (MapChange, MapCount, MunicipalityCount):
                # What was there before is dead rows now, in the way of every reader.
                table = connection.ops.quote_name(model._meta.db_table)
                cursor.execute(f"VACUUM (ANALYZE) {table}")
        self.stdout.write(f"{MapCount.objects.count()} counts of the map.")
