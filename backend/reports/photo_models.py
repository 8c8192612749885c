"""Photos of reports, and those on their way to one."""

from django.contrib.gis.db import models as gis
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from backend.accounts.models import User
from backend.reports.media import PhotoKind, PhotoPublication, PhotoState

# Those that can be shown, and that nobody has decided about.
PHOTOS_WAITING = Q(state=PhotoState.READY, publication=PhotoPublication.PRIVATE, edition=0)


class Photo(models.Model):
    """A photo of a report: the private original, and the renditions that the worker makes.

    captured_*: as the sender told. exif_*: as the file told; both are claims, never trusted.
    edition: moves with every decision about its publication, and tells its public files apart.
    hidden, proposed: regions as [x, y, width, height], fractions of the upright picture.
    likeness: pieces of its perceptual hash; similar pictures share some (see photos/likeness.py).
    original: private, and removed after a while; then its name is empty.
    """

    report = models.ForeignKey("reports.Report", models.CASCADE, related_name="photos")
    uid = models.UUIDField()
    kind = models.CharField(max_length=10, choices=PhotoKind, default=PhotoKind.BEFORE)
    state = models.CharField(max_length=10, choices=PhotoState, default=PhotoState.WAITING)
    code = models.CharField(max_length=40, blank=True)  # why it was refused
    publication = models.CharField(
        max_length=10, choices=PhotoPublication, default=PhotoPublication.PRIVATE
    )
    edition = models.PositiveIntegerField(default=0)
    hidden = models.JSONField(default=list)
    proposed = models.JSONField(default=list)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    media_type = models.CharField(max_length=20)
    original = models.FileField(max_length=200, blank=True)
    display = models.FileField(max_length=200, blank=True)
    thumbnail = models.FileField(max_length=200, blank=True)
    public_display = models.FileField(max_length=200, blank=True)
    public_thumbnail = models.FileField(max_length=200, blank=True)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    color = models.CharField(max_length=7, blank=True)
    likeness = ArrayField(models.IntegerField(), default=list)
    captured_at = models.DateTimeField(null=True)
    captured_location = gis.PointField(srid=4326, null=True, spatial_index=False)
    exif_at = models.DateTimeField(null=True)
    exif_location = gis.PointField(srid=4326, null=True, spatial_index=False)
    exif_accuracy_m = models.FloatField(null=True)
    uploaded_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="photos")
    uploaded_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "uid"], name="one_photo_per_report_and_photo_id"
            )
        ]
        indexes = [
            GinIndex("likeness", name="photos_by_likeness"),
            models.Index(fields=["uploaded_at"], name="photos_by_age"),
            models.Index(
                fields=["uploaded_at", "id"],
                condition=PHOTOS_WAITING,
                name="photos_waiting_for_approval",
            ),
            models.Index(
                fields=["uploaded_at"], condition=~Q(original=""), name="photos_with_originals"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uid}"

    @property
    def is_published(self) -> bool:
        return self.publication == PhotoPublication.PUBLISHED


class PhotoUpload(models.Model):
    """A photo on its way, bound to whoever sends it; forgotten after a day.

    owner: `Viewer.key` of the sender. report: the id that the report has or will have; nothing
    tells here whether it exists. address: the sender's, an IPv6 one as its /64.
    length: bytes in all, when told. received: bytes here, in `parts` or, once whole, in `file`.
    sha256: as the sender told it, "" when not; once whole, of the file.
    likeness: as a photo's, when the worker has looked at the whole file.
    """

    owner = models.CharField(max_length=80)
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="photo_uploads")
    address = models.CharField(max_length=50)
    report = models.UUIDField()
    uid = models.UUIDField()
    kind = models.CharField(max_length=10, choices=PhotoKind, default=PhotoKind.BEFORE)
    captured_at = models.DateTimeField(null=True)
    captured_location = gis.PointField(srid=4326, null=True, spatial_index=False)
    length = models.PositiveIntegerField(null=True)
    received = models.PositiveIntegerField(default=0)
    file = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    media_type = models.CharField(max_length=20, blank=True)
    likeness = ArrayField(models.IntegerField(), default=list, db_default=[])
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
