"""Photos with all their files, whatever is in them: for tests of the store."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from backend.reports.photo_files import RENDITIONS, PhotoFile, new_original_name, rendition_name
from backend.reports.photo_models import Photo
from tests.conftest import NOON

PRIVATE = [PhotoFile.DISPLAY, PhotoFile.THUMBNAIL]


def store_photo_of(report: dict[str, Any], *, at: datetime = NOON, **fields: Any) -> Photo:
    """Store a photo that came at a moment; ready, or in the state that `fields` say."""
    values = {"sha256": "", "size": 8, "media_type": "image/jpeg", "state": "ready", **fields}
    photo = Photo(report_id=report["id"], uid=uuid4(), uploaded_at=at, **values)
    photo.original = default_storage.save(new_original_name(at), ContentFile(b"original"))
    if photo.state == "ready":
        for kind in PRIVATE if photo.publication == "private" else RENDITIONS:
            name = default_storage.save(rendition_name(photo, kind), ContentFile(b"jpeg"))
            setattr(photo, kind, name)
    photo.save()
    return photo
