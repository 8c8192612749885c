"""Photos that wait: for the rest of their bytes, or for their report."""

from typing import Any

from rest_framework import serializers

from backend.core.moments import utc_text
from backend.photos.limits import WAITING_FOR
from backend.reports.photo_models import Photo
from backend.reports.serializers.photos import PhotoOutput


class WaitingPhotoOutput(PhotoOutput):
    """A PhotoUpload: a photo that belongs to no report yet. It is dropped at `expires_at`."""

    expires_at = serializers.DateTimeField()

    def to_representation(self, instance: Any) -> dict[str, Any]:
        photo = Photo(uid=instance.uid, kind=instance.kind, captured_at=instance.captured_at)
        expires_at = utc_text(instance.started_at + WAITING_FOR)
        return {**super().to_representation(photo), "expires_at": expires_at}
