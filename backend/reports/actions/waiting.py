"""Photos that wait for the rest of their bytes or for their report: how many, and for how long.

Locks are taken in this order: the report, the sender and the address, the upload.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import Count, Min, Q, QuerySet, Sum

from backend.core import errors
from backend.photos import limits
from backend.reports.media import PhotoKind
from backend.reports.models import Report
from backend.reports.photo_models import Photo, PhotoUpload

DROPPED = "dropped:"  # the owner of what nobody shall find again, until its file is gone
AT_ONCE = 100  # uploads dropped between two looks at the clock


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Whom waiting bytes count for: `Viewer.key`, and an address, an IPv6 one as its /64."""

    owner: str
    address: str


def lock_sender(sender: Sender) -> None:
    """Let one request at a time count and store what waits for this sender."""
    with connection.cursor() as cursor:
        for name in (f"waiting address {sender.address}", f"waiting owner {sender.owner}"):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def require_room(
    sender: Sender, *, size: int, now: datetime, besides: QuerySet[PhotoUpload] | None = None
) -> None:
    """Raises TooManyWaiting when one more upload, or `size` more bytes, are too many.

    besides: uploads that do not count, for the new one takes their place.
    """
    uploads = PhotoUpload.objects.all()
    if besides is not None:
        uploads = uploads.exclude(pk__in=besides.values("pk"))
    mine, near = Q(owner=sender.owner), Q(address=sender.address)
    found = uploads.filter(mine | near).aggregate(
        bytes=Sum("received", filter=mine, default=0),
        number=Count("pk", filter=mine),
        bytes_near=Sum("received", filter=near, default=0),
        number_near=Count("pk", filter=near),
        oldest=Min("started_at"),
    )
    is_full = (
        found["bytes"] + size > limits.WAITING_MAX_BYTES
        or found["number"] >= limits.WAITING_MAX
        or found["bytes_near"] + size > limits.WAITING_MAX_BYTES_OF_ADDRESS
        or found["number_near"] >= limits.WAITING_MAX_OF_ADDRESS
    )
    if is_full:
        freed_at = (found["oldest"] or now) + limits.WAITING_FOR
        seconds = max(1, round((freed_at - now).total_seconds()))
        raise errors.TooManyWaiting(retry_after_seconds=seconds)


def waiting_with(report: Report, owner: str) -> QuerySet[PhotoUpload]:
    """Lock the whole photos that wait for a report that has come: those of its reporter."""
    owners = {owner, f"report:{report.secret_hash}"} - {"", "report:"}
    waiting = PhotoUpload.objects.filter(report=report.pk, owner__in=owners, kind=PhotoKind.BEFORE)
    return waiting.exclude(file="").select_for_update().order_by("pk")[: limits.PHOTOS_MAX]


def photo_of(upload: PhotoUpload, report: Report) -> Photo:
    """Make (not store) the photo that a whole upload becomes. Its file stays where it is."""
    return Photo(
        report=report,
        uid=upload.uid,
        kind=upload.kind,
        sha256=upload.sha256,
        size=upload.received,
        media_type=upload.media_type,
        original=upload.file,
        captured_at=upload.captured_at,
        captured_location=upload.captured_location,
        uploaded_by=upload.user,
        uploaded_at=upload.started_at,
    )


@transaction.atomic
def forget_parts(uploads: QuerySet[PhotoUpload]) -> None:
    """Delete uploads that have no file yet, whatever is being appended to them."""
    # Locked first: a part that comes in between would refer to nothing.
    for upload in uploads.filter(file="").select_for_update():
        upload.delete()


def drop(uploads: Iterable[PhotoUpload]) -> None:
    """Delete uploads with their files. Raises what the store raises; then `drop_old` goes on."""
    for upload in uploads:
        # Whatever happens from here on, no report can take it any more.
        dropped = f"{DROPPED}{upload.pk}"
        if not PhotoUpload.objects.filter(pk=upload.pk).update(owner=dropped):
            continue  # a report was quicker
        if upload.file:
            default_storage.delete(upload.file)
        PhotoUpload.objects.filter(pk=upload.pk).delete()


def drop_old(now: datetime) -> int:
    """Drop what has waited too long, and what was being dropped; return how many."""
    is_over = Q(started_at__lte=now - limits.WAITING_FOR) | Q(owner__startswith=DROPPED)
    number = 0
    while uploads := list(PhotoUpload.objects.filter(is_over).order_by("pk")[:AT_ONCE]):
        drop(uploads)
        number += len(uploads)
    return number
