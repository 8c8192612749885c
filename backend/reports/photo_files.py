"""Names of stored photo files: a folder for every day, one token for all files of a photo.

A folder of a day keeps listings short on every kind of store; the token tells nothing.
"""

from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import uuid4

if TYPE_CHECKING:
    from backend.reports.photo_models import Photo

ROOT = "photos"


class PhotoFile(StrEnum):
    """The file fields of a Photo."""

    ORIGINAL = "original"
    DISPLAY = "display"
    THUMBNAIL = "thumbnail"
    PUBLIC_DISPLAY = "public_display"
    PUBLIC_THUMBNAIL = "public_thumbnail"


RENDITIONS = [kind for kind in PhotoFile if kind != PhotoFile.ORIGINAL]
PUBLIC = [PhotoFile.PUBLIC_DISPLAY, PhotoFile.PUBLIC_THUMBNAIL]


def new_original_name(now: datetime) -> str:
    """Return a fresh name for an original that is stored now (an aware datetime)."""
    return f"{ROOT}/{now.astimezone(UTC).date()}/{uuid4().hex}.original"


def rendition_name(photo: "Photo", kind: PhotoFile) -> str:
    """Return the name of a rendition, beside the photo's other files.

    Public ones carry the photo's edition: an older one never answers for a newer. Raises
    ValueError for a photo that has no file at all, and for the original.
    """
    stem = _stem(photo)
    if kind == PhotoFile.ORIGINAL:
        raise ValueError("An original keeps its name.")
    if kind in PUBLIC:
        return f"{stem}.public-{photo.edition}-{kind.removeprefix('public_')}.jpg"
    return f"{stem}.{kind}.jpg"


def _stem(photo: "Photo") -> str:
    """Return the folder and token; the original may be gone already."""
    known = photo.original.name or photo.display.name
    if not known:
        raise ValueError("The photo has no file.")
    folder, _, name = str(known).rpartition("/")
    return f"{folder}/{name.partition('.')[0]}"
