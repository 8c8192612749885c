"""Originals of photos: private, and kept for a while only."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import QuerySet

from backend.reports.media import PhotoState
from backend.reports.photo_models import Photo

REMOVED_AT_ONCE = 500
BATCHES_AT_MOST = 40  # of a run, some 7 minutes with a store that needs 20 ms for each

logger = logging.getLogger(__name__)


def remove_originals(*, now: datetime) -> int:
    """Remove originals that came more than PHOTO_ORIGINALS_DAYS ago; tell how many.

    The file goes first: when this is cut off, the row still names it and the next run ends the
    work, while a row emptied first would leave a private file that nobody knows of. Photos that
    still wait for the worker keep theirs: there is nothing else of them yet. What a run does not
    reach is left to the next one.
    """
    due = _due(now - timedelta(days=settings.PHOTO_ORIGINALS_DAYS))
    removed, failed = 0, set[int]()
    for _ in range(BATCHES_AT_MOST):
        batch = list(due.exclude(pk__in=failed)[:REMOVED_AT_ONCE])
        gone = [photo for photo in batch if _delete(photo)]
        removed += len(gone)
        _forget(gone)
        if not gone:  # nothing is left, or the store is away
            break
        failed.update({photo.pk for photo in batch} - {photo.pk for photo in gone})
    return removed


def _due(before: datetime) -> QuerySet[Photo]:
    old = Photo.objects.filter(uploaded_at__lt=before).exclude(original="")
    done = old.exclude(state=PhotoState.WAITING)
    return done.only("original").order_by("uploaded_at")


def _delete(photo: Photo) -> bool:
    try:
        default_storage.delete(str(photo.original.name))
    except OSError:
        logger.exception("original not removed", extra={"photo": photo.pk})
        return False
    return True


def _forget(photos: list[Photo]) -> None:
    names = [str(photo.original.name) for photo in photos]
    Photo.objects.filter(pk__in=[photo.pk for photo in photos], original__in=names).update(
        original=""
    )
