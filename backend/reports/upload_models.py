"""Uploads under way: photos that wait for the rest of their bytes, or for their report."""

from django.contrib.gis.db import models as gis
from django.db import models

from backend.accounts.models import User
from backend.reports.media import PhotoKind


class PhotoUpload(models.Model):
    """A photo on its way, bound to whoever sends it; forgotten after a day.

    owner: `Viewer.key` of the sender. report: the id that the report has or will have; nothing
    tells here whether it exists. address: the sender's, an IPv6 one as its /64.
    length: bytes in all, when told. received: bytes here, in `parts` or, once whole, in `file`.
    """

    owner = models.CharField(max_length=80)
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="photo_uploads")
    address = models.CharField(max_length=50)
    report = models.UUIDField()
    uid = models.UUIDField()
    kind = models.CharField(max_length=10, choices=PhotoKind, default=PhotoKind.BEFORE)
    content_digest = models.CharField(max_length=200, blank=True)
    captured_at = models.DateTimeField(null=True)
    captured_location = gis.PointField(srid=4326, null=True, spatial_index=False)
    length = models.PositiveIntegerField(null=True)
    received = models.PositiveIntegerField(default=0)
    file = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    media_type = models.CharField(max_length=20, blank=True)
    started_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "report", "uid"], name="one_upload_per_sender_and_photo_id"
            )
        ]
        indexes = [
            models.Index(fields=["report"], name="uploads_by_report"),
            models.Index(fields=["address"], name="uploads_by_address"),
            models.Index(fields=["started_at"], name="uploads_by_age"),
        ]

    def __str__(self) -> str:
        return f"upload of {self.uid}"


class UploadPart(models.Model):
    """Bytes of an upload, from `start` on. In the database: whole or not there at all."""

    upload = models.ForeignKey(PhotoUpload, models.CASCADE, related_name="parts", db_index=False)
    start = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ["start"]
        constraints = [
            models.UniqueConstraint(fields=["upload", "start"], name="one_part_per_start")
        ]

    def __str__(self) -> str:
        return f"part of {self.upload_id} at {self.start}"
