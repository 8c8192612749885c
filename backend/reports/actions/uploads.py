"""Resumable uploads of photos, after draft-ietf-httpbis-resumable-upload.

What has arrived is kept in the database until the photo is whole: every web process sees the same
bytes, and none is lost or left behind when one of them is killed.
"""

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import IO
from uuid import UUID

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from backend.accounts.actions import make_known
from backend.accounts.viewer import Viewer, viewer_named
from backend.core import errors
from backend.photos import limits
from backend.reports.actions import photos, waiting
from backend.reports.actions.photos import Sent, Taken
from backend.reports.events import EventKind
from backend.reports.models import Report
from backend.reports.photo_models import Photo, PhotoUpload, UploadPart
from backend.reports.querysets import Access
from backend.reports.workflow import STAFF_SOURCES

IN_MEMORY_MAX_BYTES = 256 * 1024
SETTLED_AT_ONCE = 1000

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Part:
    """Bytes of a photo from `start` on. length: of the whole photo, where it is told.

    is_last: nothing comes after them.
    """

    start: int
    content: bytes
    length: int | None
    is_last: bool = False

    @property
    def end(self) -> int:
        return self.start + len(self.content)


@dataclass(frozen=True, kw_only=True)
class State:
    """How far an upload is. offset: bytes that are here. length: in all, where it is told.

    started_at: None for a photo that its report has got.
    """

    offset: int
    length: int | None
    is_complete: bool
    started_at: datetime | None = None


def start_upload(*, viewer: Viewer, sent: Sent, part: Part, now: datetime) -> Taken | PhotoUpload:
    """Begin an upload anew with its first part; or find the photo stored already.

    Raises LoginRequired, NotAllowed, InconsistentLength, BodyTooLarge, PhotoConflict,
    TooManyPhotos, TooManyWaiting, BadCredentials.
    """
    refusal = _misfit(part, told=None)
    if refusal:
        raise refusal
    with transaction.atomic():
        report, _ = photos.require_may_send(viewer, sent, now=now)
        waiting.lock_sender(sent.sender)
        known = photos.stored_already(sent, report)
        waiting.forget_parts(sent.same)
        if known:
            return Taken(photo=known, is_new=False)
        waiting.require_room(sent.sender, size=part.length or part.end, now=now)
        make_known(viewer)
        upload = photos.upload_of(sent, viewer, now=now)
        upload.save(force_insert=True)
        _append(upload, part)
    return upload


def append_part(
    *, viewer: Viewer, report_id: UUID, uid: UUID, part: Part, now: datetime
) -> PhotoUpload:
    """Add bytes where the last ones ended.

    Raises LoginRequired, NotFound, MismatchingOffset, UploadCompleted, TooManyWaiting, and
    InconsistentLength and BodyTooLarge, which end the upload.
    """
    known = _own_upload(viewer, report_id, uid)
    if known is None or known.file:
        state_of(viewer=viewer, report_id=report_id, uid=uid)  # NotFound
        raise errors.InconsistentLength() if part.content else errors.UploadCompleted()
    with transaction.atomic():
        upload = _lock(known)
        _require_offset(upload, part)
        refusal = _misfit(part, told=upload.length)
        if refusal:
            upload.delete()
        else:
            _require_room(upload, part, now)
            _append(upload, part)
    if refusal:
        raise refusal
    return upload


def complete_upload(*, viewer: Viewer, upload: PhotoUpload, now: datetime) -> Taken:
    """Make a photo of an upload whose last byte is here. May be tried again when a store fails.

    Raises what `put_photo` raises; refused bytes are gone then.
    """
    try:
        with _joined(upload) as file:
            return photos.put_photo(viewer=viewer, sent=photos.sent_of(upload), file=file, now=now)
    except errors.TooManyWaiting:
        raise
    except errors.DomainError:
        waiting.forget_parts(PhotoUpload.objects.filter(pk=upload.pk))
        raise


def state_of(*, viewer: Viewer, report_id: UUID, uid: UUID) -> State:
    """Tell how far an upload is, the end of it included.

    Raises LoginRequired, NotFound.
    """
    upload = _own_upload(viewer, report_id, uid)
    if upload:
        return State(
            offset=upload.received,
            length=upload.length,
            is_complete=bool(upload.file),
            started_at=upload.started_at,
        )
    report = Report.objects.visible_to(viewer).filter(pk=report_id).first()
    is_read = report is not None and report.access != Access.PUBLIC
    photo = Photo.objects.filter(report=report_id, uid=uid).first() if is_read else None
    if photo is None:
        raise errors.NotFound()
    return State(offset=photo.size, length=photo.size, is_complete=True)


def cancel_upload(*, viewer: Viewer, report_id: UUID, uid: UUID) -> None:
    """Forget an upload, also one that is whole and waits for its report.

    Raises LoginRequired, NotFound.
    """
    upload = _own_upload(viewer, report_id, uid)
    if upload is None:
        raise errors.NotFound()
    waiting.forget_parts(PhotoUpload.objects.filter(pk=upload.pk))
    waiting.drop(PhotoUpload.objects.filter(pk=upload.pk))


def settle_uploads(now: datetime) -> None:
    """Give their photos to reports that came at the same moment; drop what waited too long."""
    for upload in _arrived().select_related("user").order_by("pk")[:SETTLED_AT_ONCE]:
        viewer = viewer_named(upload.owner, upload.user)
        try:
            photos.settle_upload(upload, viewer=viewer, now=now)
        except errors.DomainError as refusal:
            logger.info("photo dropped", extra={"upload": upload.pk, "code": refusal.code})
            waiting.drop([upload])
    waiting.drop_old(now)


def _arrived() -> QuerySet[PhotoUpload]:
    """Whole uploads whose report is there and is their sender's, or written down by them."""
    reports = Report.objects.filter(pk=OuterRef("report")).alias(
        by_installation=Concat(Value("installation:"), Cast("installation", CharField())),
        by_secret=Concat(Value("report:"), "secret_hash"),
    )
    owner = OuterRef("owner")
    own = Q(reporter=OuterRef("user")) | Q(by_installation=owner) | Q(by_secret=owner)
    own |= Q(
        source__in=STAFF_SOURCES, events__kind=EventKind.RECEIVED, events__actor=OuterRef("user")
    )
    return PhotoUpload.objects.exclude(file="").filter(Exists(reports.filter(own)))


def _own_upload(viewer: Viewer, report_id: UUID, uid: UUID) -> PhotoUpload | None:
    if not viewer.key:
        raise errors.LoginRequired()
    return PhotoUpload.objects.filter(owner=viewer.key, report=report_id, uid=uid).first()


def _lock(upload: PhotoUpload) -> PhotoUpload:
    waiting.lock_sender(photos.sent_of(upload).sender)
    rows = PhotoUpload.objects.select_for_update().filter(pk=upload.pk, file="")
    locked = rows.first()
    if locked is None:  # another request has completed, begun anew or cancelled it
        raise errors.NotFound()
    return locked


def _require_offset(upload: PhotoUpload, part: Part) -> None:
    if part.start != upload.received:
        raise errors.MismatchingOffset(expected=upload.received, provided=part.start)


def _require_room(upload: PhotoUpload, part: Part, now: datetime) -> None:
    sent = photos.sent_of(upload)
    waiting.require_room(sent.sender, size=part.end, now=now, besides=sent.same)


def _misfit(part: Part, *, told: int | None) -> errors.DomainError | None:
    """Compare what is told of the length with itself and the limit. told: before."""
    lengths = {each for each in (told, part.length) if each is not None}
    lengths |= {part.end} if part.is_last else set()
    if len(lengths) > 1 or any(part.end > length for length in lengths):
        return errors.InconsistentLength()
    if max([part.end, *lengths]) > limits.PHOTO_MAX_BYTES:
        return errors.BodyTooLarge(limit_bytes=limits.PHOTO_MAX_BYTES)
    return None


def _append(upload: PhotoUpload, part: Part) -> None:
    if part.content:
        UploadPart.objects.create(upload=upload, start=part.start, content=part.content)
    upload.received = part.end
    upload.length = part.end if part.is_last else upload.length or part.length
    upload.save(update_fields=["received", "length"])


@contextmanager
def _joined(upload: PhotoUpload) -> Iterator[IO[bytes]]:
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_MAX_BYTES) as file:
        parts = upload.parts.order_by("start").values_list("content", flat=True)
        for content in parts.iterator(chunk_size=1):
            file.write(content)
        if file.tell() != upload.received:  # another request was quicker to complete it
            raise errors.NotFound()
        yield file
