"""Whether stored photo files and their rows agree: found day by day, made good when asked to.

Works with any of Django's file stores. Holds the names of a few days at a time.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import Max, Min, Q
from procrastinate.contrib.django.models import ProcrastinateJob

from backend.reports.actions.repairing import FILES, queue_again, repair_photo
from backend.reports.media import PhotoPublication, PhotoState
from backend.reports.photo_files import ROOT
from backend.reports.photo_models import Photo, PhotoUpload

UNDER_WAY = timedelta(days=1)  # a file this young may get its row yet
JOB_WITHIN = timedelta(hours=1)  # of a photo's arrival; the worker may be that late
DAYS_AT_HAND = 4  # whose listings are kept: those of a day's photos
JOBS = ("reports.process_photo", "reports.hide_regions")

logger = logging.getLogger(__name__)

Progress = Callable[[list[str]], Iterable[str]]
Row = dict[str, Any]  # of a photo: its key, its FILES, what it waits for


class TroubleKind(StrEnum):
    """The values are what people read."""

    NO_ROW = "file without row"
    NO_FILE = "row without file"
    NO_JOB = "photo without job"


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """names: of stored files; photo_id: of the row, None for a file without one."""

    kind: TroubleKind
    names: tuple[str, ...] = ()
    photo_id: int | None = None

    @property
    def size(self) -> int:
        """How many files, or photos without job."""
        return len(self.names) or 1


def check(*, now: datetime, progress: Progress = iter) -> Iterator[Trouble]:
    """Yield what is wrong, and change nothing. progress: hands on the folders, one for each day."""
    listing = lru_cache(maxsize=DAYS_AT_HAND)(_listing)
    for folder in progress(_folders()):
        yield from _photos_in_trouble(folder, listing, now)
        yield from _files_without_row(folder, listing(folder), now)


def repair(trouble: Trouble, *, now: datetime) -> None:
    """Make it good: see `repair_photo`; a file that no row names is deleted."""
    if trouble.kind == TroubleKind.NO_ROW:
        for name in trouble.names:
            default_storage.delete(name)
    elif trouble.photo_id and trouble.kind == TroubleKind.NO_FILE:
        repair_photo(photo_id=trouble.photo_id, missing=trouble.names, now=now)
    elif trouble.photo_id:
        queue_again(photo_id=trouble.photo_id)


def report_nightly(*, now: datetime) -> None:
    """Log one line of counts, a warning when something is wrong."""
    counts = Counter[TroubleKind]()
    for trouble in check(now=now):
        counts[trouble.kind] += trouble.size
    level = logging.WARNING if counts else logging.INFO
    numbers = {kind.name.lower(): counts[kind] for kind in TroubleKind}
    logger.log(level, "photo files checked", extra=numbers)


def _folders() -> list[str]:
    """The folders of the store, and those that rows of photos may name."""
    stored, loose = _contents(ROOT)
    days = {f"{ROOT}/{name}" for name in stored} | ({ROOT} if loose else set())
    span = Photo.objects.aggregate(first=Min("uploaded_at"), last=Max("uploaded_at"))
    if span["first"]:
        first, last = (span[end].astimezone(UTC).date() for end in ("first", "last"))
        days |= {
            f"{ROOT}/{first + timedelta(days=number)}" for number in range((last - first).days + 1)
        }
    return sorted(days)


def _listing(folder: str) -> frozenset[str]:
    return frozenset(f"{folder}/{name}" for name in _contents(folder)[1])


def _contents(folder: str) -> tuple[list[str], list[str]]:
    try:
        return default_storage.listdir(folder)
    except FileNotFoundError:  # a bucket has no folders; a disk has
        return [], []


# --- rows without files, photos without jobs ---------------------------------------------------


def _photos_in_trouble(
    folder: str, listing: Callable[[str], frozenset[str]], now: datetime
) -> Iterator[Trouble]:
    day = _day(folder)
    if day is None:
        return
    idle = []
    for photo in _photos_since(day, days=1):
        missing = [name for name in _names(photo) if name not in listing(name.rpartition("/")[0])]
        if missing and (gone := _still_missing(photo["pk"], missing)):
            yield Trouble(kind=TroubleKind.NO_FILE, names=gone, photo_id=photo["pk"])
        elif _needs_job(photo, now):
            idle.append(photo["pk"])
    for pk in _without_job(idle):
        yield Trouble(kind=TroubleKind.NO_JOB, photo_id=pk)


def _day(folder: str) -> date | None:
    try:
        return date.fromisoformat(folder.removeprefix(f"{ROOT}/"))
    except ValueError:
        return None


def _photos_since(day: date, *, days: int) -> list[Row]:
    start = datetime.combine(day, time(), UTC)
    rows = Photo.objects.filter(uploaded_at__gte=start, uploaded_at__lt=start + timedelta(days))
    return list(rows.order_by().values("pk", *FILES, "state", "publication", "uploaded_at"))


def _names(photo: Row) -> set[str]:
    return {photo[field] for field in FILES} - {""}


def _still_missing(pk: int, names: list[str]) -> tuple[str, ...]:
    """Look again, one by one: the listing may be older than the row, or the row than the store."""
    gone = {name for name in names if not default_storage.exists(name)}
    named = set[str]().union(*map(_names, Photo.objects.filter(pk=pk).values(*FILES)))
    return tuple(sorted(gone & named))


def _needs_job(photo: Row, now: datetime) -> bool:
    is_late = photo["uploaded_at"] < now - JOB_WITHIN
    is_waiting = photo["state"] == PhotoState.WAITING
    return is_late and (is_waiting or photo["publication"] == PhotoPublication.PREPARING)


def _without_job(pks: list[int]) -> list[int]:
    if not pks:
        return []
    jobs = ProcrastinateJob.objects.filter(
        task_name__in=JOBS, status__in=("todo", "doing"), args__photo_id__in=pks
    )
    busy = set(jobs.values_list("args__photo_id", flat=True))
    # A job may have ended in between: then its photo waits no longer.
    idle = Photo.objects.filter(pk__in=set(pks) - busy).filter(
        Q(state=PhotoState.WAITING) | Q(publication=PhotoPublication.PREPARING)
    )
    return sorted(idle.values_list("pk", flat=True))


# --- files without rows ------------------------------------------------------------------------


def _files_without_row(folder: str, stored: frozenset[str], now: datetime) -> Iterator[Trouble]:
    day = _day(folder)
    # A photo that waited for its report is a day younger than its file.
    near = _photos_since(day, days=2) if day and stored else []
    unknown = stored.difference(*map(_names, near))
    old = {name for name in unknown if _is_older(name, now - UNDER_WAY)}
    for name in sorted(old - _named(old)):
        yield Trouble(kind=TroubleKind.NO_ROW, names=(name,))


def _is_older(name: str, moment: datetime) -> bool:
    try:
        return default_storage.get_modified_time(name) < moment
    except FileNotFoundError:  # deleted since it was listed
        return False


def _named(names: set[str]) -> set[str]:
    """Those that any row names after all. Reads the whole table: asked about leftovers only."""
    if not names:
        return set()
    of_fields = (Q(**{f"{field}__in": names}) for field in FILES)
    condition = next(of_fields)
    for each in of_fields:
        condition |= each
    photos = Photo.objects.filter(condition).values(*FILES)
    uploads = PhotoUpload.objects.filter(file__in=names).values_list("file", flat=True)
    return set(uploads).union(*map(_names, photos))
