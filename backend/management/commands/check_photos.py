"""`manage.py check_photos`: do the stored photo files and their rows agree?"""

import sys
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from tqdm import tqdm

from backend.management.help import HelpFormatter
from backend.management.photo_check import Trouble, TroubleKind, check, repair
from backend.reports.photo_models import Photo

EPILOG = """\
It names
  file without row    a stored file, older than a day, that no photo and no upload has
  row without file    a file that a photo has and the store has not
  photo without job   a photo that has waited longer than an hour, and no job that would do it

and exits with 1 when there are any. With --repair, files without row are deleted; renditions are
made again from the original, and a photo of which nothing is left is refused with the code "lost";
photos without job get one. Nothing else is changed, and it can be stopped at any time and repeated.

After an older database was restored, look before you repair: the files of all photos that came
later have no row.

examples:
  manage.py check_photos
  manage.py check_photos --repair
"""


class Command(BaseCommand):
    help = (
        "Compare the photo files in the store, a folder or a bucket, with the photos in the "
        "database, one day after the other; others may go on. The worker does it every night, "
        "and logs the counts."
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(
            prog_name, subcommand, formatter_class=HelpFormatter, epilog=EPILOG, **kwargs
        )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--repair", action="store_true", help="make good what is wrong")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        counts = Counter[TroubleKind]()
        for trouble in check(now=now, progress=_bar):
            self._tell(trouble)
            counts[trouble.kind] += trouble.size
            if options["repair"]:
                repair(trouble, now=now)
        summary = ", ".join(f"{kind.value}: {counts[kind]:,}" for kind in TroubleKind)
        if counts and not options["repair"]:
            raise CommandError(f"{summary}. Repeat with --repair to make it good.")
        self.stdout.write(f"{summary}." + (" Repaired." if counts else ""))

    def _tell(self, trouble: Trouble) -> None:
        where = _place(trouble.photo_id) if trouble.photo_id else ""
        for name in trouble.names or ("",):
            self.stdout.write("  ".join(filter(None, (trouble.kind, name, where))))


def _place(photo_id: int) -> str:
    """The report's number and the photo's id, as the API tells them."""
    photo = Photo.objects.filter(pk=photo_id).select_related("report").first()
    return f"{photo.report.number} photo {photo.uid}" if photo else ""


def _bar(folders: list[str]) -> "tqdm[str]":
    """Show a bar of progress on a terminal, and nothing elsewhere."""
    return tqdm(folders, unit=" days", disable=not sys.stderr.isatty())
