"""Photos of a report: stored when they arrive, made presentable by the worker."""

from dataclasses import dataclass
from datetime import datetime
from typing import IO
from uuid import UUID, uuid4

from django.contrib.gis.geos import Point
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction

from backend.accounts.viewer import Viewer
from backend.core import errors, jobs
from backend.photos import formats, limits
from backend.reports.actions.steps import actors, event_of, lock_report, record
from backend.reports.events import EventKind
from backend.reports.media import PhotoKind
from backend.reports.models import Photo, Report
from backend.reports.workflow import Actor


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A photo as it came. captured_location: where the sender says it was taken (WGS84)."""

    uid: UUID
    file: IO[bytes]
    kind: PhotoKind
    content_digest: str = ""
    captured_at: datetime | None = None
    captured_location: Point | None = None


def put_photo(
    *, report_id: UUID, viewer: Viewer, upload: Upload, now: datetime
) -> tuple[Photo, bool]:
    """Store a photo, or find it stored already; the flag tells whether it is new.

    Raises LoginRequired, NotFound, NotAllowed, DigestMismatch, UnsupportedPhoto, PhotoConflict,
    TooManyPhotos.
    """
    found = formats.fingerprint(upload.file)
    if upload.content_digest and not formats.digest_matches(upload.content_digest, found.sha256):
        raise errors.DigestMismatch(field="Content-Digest")
    if not found.media_type:
        raise errors.UnsupportedPhoto()
    with transaction.atomic():
        known = _place_for(report_id, viewer, upload, found)[2]
    if known:
        return known, False
    # Between two transactions: a slow store must not hold the report's lock.
    name = default_storage.save(f"photos/{uuid4().hex}/original", File(upload.file))
    try:
        photo, is_new = _add(report_id, viewer, upload, found, name, now)
    except BaseException:  # whatever it was: no private original stays behind without a row
        default_storage.delete(name)
        raise
    if not is_new:
        default_storage.delete(name)
    return photo, is_new


@transaction.atomic
def _add(
    report_id: UUID,
    viewer: Viewer,
    upload: Upload,
    found: formats.Fingerprint,
    name: str,
    now: datetime,
) -> tuple[Photo, bool]:
    """Store the row of a photo whose file is stored, and its event."""
    report, actor, known = _place_for(report_id, viewer, upload, found)
    if known:  # the same photo, sent twice at once: the other one was first
        return known, False
    photo = Photo.objects.create(
        report=report,
        uid=upload.uid,
        kind=upload.kind,
        sha256=found.sha256,
        size=found.size,
        media_type=found.media_type,
        original=name,
        captured_at=upload.captured_at,
        captured_location=upload.captured_location,
        uploaded_by=viewer.user,
        uploaded_at=now,
    )
    record(
        event_of(
            report,
            EventKind.PHOTO_ADDED,
            at=now,
            changed_at=upload.captured_at,
            actor=viewer.user,
            actor_role=actor,
            photo=str(upload.uid),
            photo_kind=upload.kind,
        )
    )
    jobs.defer("reports.process_photo", photo_id=photo.pk)
    return photo, True


def _place_for(
    report_id: UUID, viewer: Viewer, upload: Upload, found: formats.Fingerprint
) -> tuple[Report, Actor, Photo | None]:
    """Lock the report and tell who adds the photo, and the row when it is stored already."""
    report = lock_report(report_id, viewer)
    actor = _require_may_add(report, viewer, upload.kind)
    known = report.photos.filter(uid=upload.uid).first()
    if known:
        return report, actor, _same(known, upload, found)
    if report.photos.count() >= limits.PHOTOS_MAX:
        raise errors.TooManyPhotos()
    return report, actor, None


def _require_may_add(report: Report, viewer: Viewer, kind: PhotoKind) -> Actor:
    """The office and the crew may add any photo, the reporter one of the defect."""
    acting = actors(report, viewer)
    allowed = [Actor.DISPATCHER, Actor.CREW]
    if kind is PhotoKind.BEFORE:
        allowed.append(Actor.REPORTER)
    for actor in allowed:
        if actor in acting:
            return actor
    raise errors.NotAllowed()


def _same(photo: Photo, upload: Upload, found: formats.Fingerprint) -> Photo:
    if photo.sha256 != found.sha256 or photo.kind != upload.kind:
        raise errors.PhotoConflict(field="photo_id")
    return photo
