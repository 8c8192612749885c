"""`manage.py reroute`: which reports would go elsewhere by now, and the open ones routed again."""

import argparse
import sys
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q
from django.utils import timezone, translation
from tqdm import tqdm

from backend.core import errors
from backend.crews.facts import POLAND
from backend.jurisdictions.models import Jurisdiction, Service
from backend.management.help import HelpFormatter
from backend.reports.actions.editing import reroute_report
from backend.reports.models import Report
from backend.reports.querysets import ReportQuerySet
from backend.reports.rerouting import Rerouting, reroutings

STOPPED_BY_HAND = 130  # a shell's exit code after Ctrl-C
EPILOG = """\
examples:
  After new roads were imported, which reports of this year would go elsewhere, and why:
    manage.py reroute --since 2026-01-01 --dry-run
  Send the open ones there, those of one office only:
    manage.py reroute --since 2026-01-01 --jurisdiction 1418032

Closed reports are listed and stay as they are. A crew that a dispatcher chose keeps its report
while that stays with the same office, and so does one that took over from a crew off duty. Each
report is changed in a transaction of its own, with an event in its history and the notifications
that follow: the command can be stopped at any time and repeated.
"""


class Command(BaseCommand):
    help = (
        "Route past reports again by the layers, agreements and crews of now: tell which would go "
        "elsewhere and why, and send the open ones there."
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(
            prog_name, subcommand, formatter_class=HelpFormatter, epilog=EPILOG, **kwargs
        )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--since",
            type=_day,
            required=True,
            metavar="DATE",
            help="reports received on this day (in Poland) or later, as in 2026-01-31",
        )
        parser.add_argument("--until", type=_day, metavar="DATE", help="and on this day at last")
        parser.add_argument(
            "--jurisdiction", metavar="TERYT", help="reports from there, or handled by it"
        )
        parser.add_argument("--service", metavar="CODE", help="reports of this service")
        parser.add_argument(
            "--dry-run", action="store_true", help="only tell what would be changed"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        reports = _chosen(options)
        self.looked_at, self.told, self.closed, self.moved, self.refused = 0, 0, 0, 0, 0
        try:
            with translation.override("en"):
                for rerouting in reroutings(reports, at=timezone.now(), progress=self._progress):
                    self._tell(rerouting)
                    if not rerouting.is_open:
                        self.closed += 1
                    elif not options["dry_run"]:
                        self._route(rerouting)
        except KeyboardInterrupt:
            self._conclude(options["dry_run"])
            self.stderr.write("Stopped; repeat the command to go on.")
            sys.exit(STOPPED_BY_HAND)
        self._conclude(options["dry_run"])

    def _progress(self, reports: Iterable[Report]) -> Iterable[Report]:
        for report in tqdm(reports, unit=" reports", disable=not sys.stderr.isatty()):
            self.looked_at += 1
            yield report

    def _tell(self, rerouting: Rerouting) -> None:
        self.told += 1
        point = rerouting.location
        state = "open" if rerouting.is_open else "closed"
        self.stdout.write(f"{rerouting.number}  {state}  {point.y:.6f} N {point.x:.6f} E")
        before, after = asdict(rerouting.before), asdict(rerouting.after)
        for name, had in before.items():
            if had != after[name]:
                label = name.replace("_", " ")
                self.stdout.write(f"  {label:<13}{had or '(none)'} -> {after[name] or '(none)'}")
        for reason in rerouting.reasons:
            self.stdout.write(f"    {reason}")

    def _route(self, rerouting: Rerouting) -> None:
        try:
            is_changed = reroute_report(report_id=rerouting.report_id, now=timezone.now())
        except errors.DomainError as refusal:
            self.refused += 1
            self.stdout.write(f"  It stays where it is: {refusal.sentence.en}")
        else:
            self.moved += is_changed  # not when somebody was faster

    def _conclude(self, is_dry_run: bool) -> None:
        self.stdout.write(
            f"{self.looked_at:,} reports looked at, {self.told:,} would go elsewhere"
            + (
                ". This was a dry run: nothing is changed."
                if is_dry_run
                else f": {self.moved:,} routed again, {self.refused:,} could not be, "
                f"{self.closed:,} are closed and stay."
            )
        )


def _chosen(options: dict[str, Any]) -> ReportQuerySet:
    reports = Report.objects.filter(received_at__gte=_midnight(options["since"]))
    if options["until"]:
        reports = reports.filter(received_at__lt=_midnight(options["until"] + timedelta(days=1)))
    if options["jurisdiction"]:
        office = Jurisdiction.objects.filter(teryt=options["jurisdiction"]).first()
        if office is None:
            raise CommandError(f"No jurisdiction here has the code {options['jurisdiction']}.")
        reports = reports.filter(Q(jurisdiction=office) | Q(handler=office))
    if options["service"]:
        service = Service.objects.filter(code=options["service"]).first()
        if service is None:
            raise CommandError(f"No service here has the code {options['service']}.")
        reports = reports.filter(service=service)
    return reports


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no date like 2026-01-31") from None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), POLAND)
