"""`manage.py seed_reports`: made-up reports in bulk, for benchmarks and trials."""

import argparse
import time
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from backend.jurisdictions.models import Jurisdiction
from backend.management.seeding import SeedingRefused, seed_reports, settle

MADE_UP = ".example"  # the ending that no real address has (RFC 2606)


class Command(BaseCommand):
    help = (
        "Make up a realistic load of reports: clustered on the roads of the served municipalities, "
        "more of them in towns and after frosts, in all statuses, with their histories. The same "
        "seed on the same layers gives the same places, times and fates. Nobody is told of them. "
        "History is append-only, so they stay for good: refused where a real office works, "
        "unless --force says otherwise."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--count", type=_positive, required=True, help="how many reports")
        parser.add_argument("--seed", type=int, required=True, help="any whole number")
        parser.add_argument("--years", type=float, default=4.0, help="how far back (default: 4)")
        parser.add_argument(
            "--until",
            type=_moment,
            metavar="TIME",
            help="as of when, as in 2026-01-31T12:00Z (default: now)",
        )
        parser.add_argument(
            "--events",
            choices=["all", "none"],
            default="all",
            help="whether reports get their history; without it verify_history complains",
        )
        parser.add_argument("--force", action="store_true", help="even where a real office works")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["force"]:
            _require_no_real_office()
        start = time.monotonic()
        stored = 0
        self.stdout.write("Choosing places on the roads ...")
        try:
            for stored in seed_reports(
                count=options["count"],
                seed=options["seed"],
                years=options["years"],
                until=options["until"] or datetime.now(UTC),
                has_history=options["events"] == "all",
            ):
                self._tell(stored, options["count"], time.monotonic() - start)
        except SeedingRefused as refused:
            raise CommandError(str(refused)) from refused
        except KeyboardInterrupt:
            raise CommandError(f"Stopped: {stored:,} reports are stored.", returncode=130) from None
        self.stdout.write("Settling: map cells, statistics of the tables ...")
        settle()
        self.stdout.write(f"{stored:,} reports in {time.monotonic() - start:.0f} s.")

    def _tell(self, stored: int, count: int, seconds: float) -> None:
        rate = stored / max(seconds, 0.001)
        self.stdout.write(f"  {stored:>12,} of {count:,}, {rate:,.0f} a second")
        self.stdout.flush()


def _require_no_real_office() -> None:
    """Raises CommandError naming the office."""
    real = Jurisdiction.objects.active().exclude(contact_email__endswith=MADE_UP)
    office = real.first()
    if office:
        raise CommandError(
            f"{office.office_name} ({office.name}) works in this installation, and made-up reports "
            "could never be taken out again. If this is no production, add --force."
        )


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
