"""Jobs of reports; every one may run twice."""

import logging

from django.core.files.base import ContentFile
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from backend.photos.refusals import PhotoRefused
from backend.photos.renditions import render
from backend.reports.actions.counting import CHANGES_AT_ONCE, fold_changes
from backend.reports.media import PhotoState
from backend.reports.models import Photo

logger = logging.getLogger(__name__)


@app.task(name="reports.process_photo", retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def process_photo(photo_id: int) -> None:
    """Make the renditions of a photo that waits, or refuse it."""
    photo = Photo.objects.filter(pk=photo_id, state=PhotoState.WAITING).first()
    if photo is None:
        return
    try:
        with photo.original.open("rb") as file:
            made = render(file)
    except PhotoRefused as refusal:
        photo.state, photo.code = PhotoState.REFUSED, refusal.code
        photo.save(update_fields=["state", "code"])
        logger.info("photo refused", extra={"photo": photo_id, "code": refusal.code})
        return
    folder = str(photo.original.name).rpartition("/")[0]
    photo.display.save(f"{folder}/display.jpg", ContentFile(made.display), save=False)
    photo.thumbnail.save(f"{folder}/thumbnail.jpg", ContentFile(made.thumbnail), save=False)
    photo.width, photo.height, photo.state = made.width, made.height, PhotoState.READY
    photo.save(update_fields=["display", "thumbnail", "width", "height", "state"])


@app.periodic(cron="* * * * * */10")
@app.task(name="reports.fold_map_changes", queueing_lock="reports.fold_map_changes")
def fold_map_changes(timestamp: int) -> None:
    """Move what changed on the map into its counts."""
    while fold_changes() == CHANGES_AT_ONCE:
        pass
