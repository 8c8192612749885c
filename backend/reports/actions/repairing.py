"""Photos whose files or jobs got lost: made good from what is left."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from backend.core import jobs
from backend.reports.actions.steps import event_of, lock_row, record
from backend.reports.events import EventKind
from backend.reports.media import PhotoPublication, PhotoState
from backend.reports.models import Report
from backend.reports.photo_files import PUBLIC, PhotoFile
from backend.reports.photo_models import Photo
from backend.reports.workflow import Actor

LOST = "lost"  # the code of a photo of which nothing is left
FILES = [kind.value for kind in PhotoFile]


@transaction.atomic
def repair_photo(*, photo_id: int, missing: Collection[str], now: datetime) -> None:
    """Let the row name files that exist, and have the worker make again what can be made.

    missing: stored names that the store does not have. From the original everything is made
    again; without it the display rendition and the thumbnail stand in for each other; with neither
    the photo is refused as lost. What was public stays so as far as its files can be had.
    """
    found = Photo.objects.filter(pk=photo_id).first()
    if found is None:
        return
    lock_row(found.report_id)
    photo = Photo.objects.select_for_update().get(pk=photo_id)
    for field in (PhotoFile.ORIGINAL, PhotoFile.DISPLAY, PhotoFile.THUMBNAIL):
        if getattr(photo, field).name in missing:
            setattr(photo, field, "")
    _mend(photo, missing, now)
    photo.save(update_fields=[*FILES, "state", "code", "publication", "edition"])


@transaction.atomic
def queue_again(*, photo_id: int) -> None:
    """Give a photo that waits for the worker a job, when it has none."""
    photo = Photo.objects.select_for_update().filter(pk=photo_id).first()
    if photo and photo.state == PhotoState.WAITING:
        jobs.defer("reports.process_photo", photo_id=photo_id)
    elif photo and photo.publication == PhotoPublication.PREPARING:
        jobs.defer("reports.hide_regions", photo_id=photo_id, edition=photo.edition)


def _mend(photo: Photo, missing: Collection[str], now: datetime) -> None:
    if photo.state == PhotoState.REFUSED:
        return
    is_whole = bool(photo.display and photo.thumbnail)
    if photo.original and not is_whole:
        _make_again(photo)
    elif photo.display or photo.thumbnail:
        photo.display = photo.display or photo.thumbnail
        photo.thumbnail = photo.thumbnail or photo.display
        _show_again(photo, missing)
    else:
        _give_up(photo, now)


def _make_again(photo: Photo) -> None:
    """From the original: files of the same names, so that what was public is so again."""
    photo.state = PhotoState.WAITING
    photo.display, photo.thumbnail = "", ""
    jobs.defer("reports.process_photo", photo_id=photo.pk)


def _show_again(photo: Photo, missing: Collection[str]) -> None:
    if not any(getattr(photo, kind).name in missing for kind in PUBLIC):
        return
    if photo.hidden:
        photo.publication = PhotoPublication.PREPARING
        photo.edition += 1
        photo.public_display, photo.public_thumbnail = "", ""
        jobs.defer("reports.hide_regions", photo_id=photo.pk, edition=photo.edition)
    else:
        photo.public_display, photo.public_thumbnail = photo.display, photo.thumbnail


def _give_up(photo: Photo, now: datetime) -> None:
    photo.state, photo.code = PhotoState.REFUSED, LOST
    photo.public_display, photo.public_thumbnail = "", ""
    if photo.publication == PhotoPublication.PRIVATE:
        return
    photo.publication = PhotoPublication.PRIVATE
    photo.edition += 1
    report = Report.objects.get(pk=photo.report_id)
    report.updated_at = now
    report.save(update_fields=["updated_at"])
    hidden = event_of(
        report, EventKind.PHOTO_HIDDEN, at=now, actor_role=Actor.SYSTEM, photo=str(photo.uid)
    )
    record(hidden)
