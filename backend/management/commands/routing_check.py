"""`manage.py routing_check`: do all points of a file get the answers that they should?"""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation

from backend.management.commands.import_layer import HelpFormatter
from backend.management.routing_check import FileRefused, Verdict, check

EPILOG = """\
columns of CSV (comma or semicolon), or properties of GeoJSON points (which need no lon and lat):
  lon, lat, service             the place in WGS84 degrees, and the code of a service
  accuracy, at, name            if you like: metres; a time like 2026-01-31T12:00:00Z, else now
  municipality, jurisdiction, handler   what is expected: TERYT codes,
  road_category, road_number            as krajowa and S7,
  manager_kind, manager, crew           as county, and names
  An empty cell is not checked; - expects that there is none.

example (fixtures/routing_check.csv does this for the demo municipality):
  lon,lat,service,name,municipality,road_number,manager_kind,crew
  20.9313,52.084269,pothole,ul. Boczna,1418032,280002W,municipality,Brygada drogowa Północ
  20.910769,52.057988,pothole,S7,1418032,S7,gddkia,-

Run it after every import and every new agreement: it exits with 1 when any answer is wrong.
"""


class Command(BaseCommand):
    help = "Check routing by a file of points with the answers expected for each (- reads stdin)."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(
            prog_name, subcommand, formatter_class=HelpFormatter, epilog=EPILOG, **kwargs
        )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="CSV or GeoJSON, UTF-8; - for stdin")

    def handle(self, *args: Any, **options: Any) -> None:
        content = _read(options["file"])
        points, right = 0, 0
        try:
            with translation.override("en"):
                for verdict in check(content, now=timezone.now()):
                    points += 1
                    right += verdict.is_right
                    if not verdict.is_right:
                        self._tell(verdict)
        except FileRefused as refused:
            raise CommandError(str(refused)) from refused
        if not points:
            raise CommandError("There is no point in the file.")
        if right < points:
            raise CommandError(f"{points - right:,} of {points:,} points are not as expected.")
        self.stdout.write(f"All {points:,} points are as expected.")

    def _tell(self, verdict: Verdict) -> None:
        self.stdout.write(f"{verdict.number}: {verdict.place}".rstrip(" :"))
        if verdict.refusal:
            self.stdout.write(f"  cannot be read: {verdict.refusal}")
        for name, (expected, found) in verdict.wrong.items():
            self.stdout.write(f"  {name}: expected {expected}, found {found}")
        for reason in verdict.reasons:
            self.stdout.write(f"    {reason}")


def _read(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error.strerror}.") from error
