"""What becomes of a photo once it is stored: renditions and claims, made by the worker."""

import logging
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.gis.geos import Point
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from backend.core import geo
from backend.core.connections import give_connection_back
from backend.photos import sandbox
from backend.photos.refusals import PhotoRefused
from backend.reports.actions import proposing, publication
from backend.reports.media import PhotoState
from backend.reports.photo_files import PhotoFile, rendition_name
from backend.reports.photo_models import Photo, PhotoUpload

logger = logging.getLogger(__name__)

_CLOCK_SKEW = timedelta(days=1)  # a camera may be set to any time zone
_SWAPPED_WITHIN_M = 100_000  # of the report, a place whose lon and lat have changed places
_FILES = (PhotoFile.DISPLAY, PhotoFile.THUMBNAIL)


def prepare_photo(*, photo_id: int, now: datetime) -> None:
    """Make the renditions of a photo that waits, or refuse it; may be done twice, and at once.

    Raises refusals.DecoderUnavailable when it should be tried again.
    """
    photo = (
        Photo.objects.filter(pk=photo_id, state=PhotoState.WAITING)
        .exclude(original="")
        .select_related("report__jurisdiction")
        .first()
    )
    if photo:
        _prepare(photo)
    publication.publish_when_allowed(photo_id=photo_id, now=now)


def look_at_waiting(*, upload_id: int) -> None:
    """Keep how a photo looks that waits for its report, as long as it does; again is harmless.

    Raises refusals.DecoderUnavailable when it should be tried again.
    """
    waiting = PhotoUpload.objects.filter(pk=upload_id).exclude(file="")
    name = waiting.values_list("file", flat=True).first()
    if name is None:
        return
    try:
        with default_storage.open(name) as file:
            content = file.read()
    except FileNotFoundError:  # it was dropped in between
        return
    give_connection_back()  # decoding may take a while
    try:
        facts = sandbox.run("look", content).facts
    except PhotoRefused:
        return  # whoever sent it hears of that when its report is here
    waiting.update(likeness=facts["likeness"])


def _prepare(photo: Photo) -> None:
    with photo.original.open("rb") as file:
        content = file.read()
    give_connection_back()  # decoding may take a while
    try:
        made = sandbox.run("prepare", content)
    except PhotoRefused as refusal:
        _settle(photo, state=PhotoState.REFUSED, code=refusal.code)
        logger.info("photo refused", extra={"photo": photo.pk, "code": refusal.code})
        return
    wanted = {kind: rendition_name(photo, kind) for kind in _FILES}
    stored = {
        kind: default_storage.save(wanted[kind], ContentFile(content))
        for kind, content in zip(_FILES, made.files, strict=True)
    }
    facts = made.facts
    _settle(
        photo,
        state=PhotoState.READY,
        code="",
        width=facts["width"],
        height=facts["height"],
        color=facts["color"],
        likeness=facts["likeness"],
        exif_at=_taken_at(photo, facts["claims"]),
        **_taken_where(photo, facts["claims"]),
        **stored,
    )
    _drop_unused(photo, {*wanted.values(), *stored.values()})


@transaction.atomic
def _settle(photo: Photo, *, state: PhotoState, **values: Any) -> None:
    """Write what was found, unless the same job was quicker elsewhere: then nothing is to do."""
    waiting = Photo.objects.filter(pk=photo.pk, state=PhotoState.WAITING)
    if waiting.update(state=state, **values) and state == PhotoState.READY:
        proposing.queue_proposals(photo.pk)


def _drop_unused(photo: Photo, names: set[str]) -> None:
    """Delete the files of a run that was killed, or of this one when another was quicker.

    A store gives a new name to what finds its own one taken.
    """
    used = Photo.objects.filter(pk=photo.pk).values_list(*PhotoFile)
    for name in names.difference(*used):
        default_storage.delete(name)


def _taken_at(photo: Photo, told: dict[str, Any]) -> datetime | None:
    """The claimed time; without an offset it is local, and one to come is none."""
    if told["at"] is None:
        return None
    at = datetime.fromisoformat(told["at"])
    if at.tzinfo is None:
        at = at.replace(tzinfo=ZoneInfo(photo.report.jurisdiction.time_zone))
    return at if at <= photo.uploaded_at + _CLOCK_SKEW else None


def _taken_where(photo: Photo, told: dict[str, Any]) -> dict[str, Any]:
    """The claimed place, unless its coordinates are swapped."""
    if told["lon"] is None or told["lat"] is None:
        return {}
    place = geo.point(told["lon"], told["lat"])
    if _is_swapped(place, photo.report.location):
        return {}
    return {"exif_location": place, "exif_accuracy_m": told["accuracy_m"]}


def _is_swapped(place: Point, report: Point) -> bool:
    if not geo.is_lat(place.x) or geo.metres_between(place, report) <= _SWAPPED_WITHIN_M:
        return False
    return geo.metres_between(geo.point(place.y, place.x), report) <= _SWAPPED_WITHIN_M
