"""Photos of a report: stored when they arrive, made presentable by the worker.

A photo whose report is not there, or is not for its sender to add to, waits for a day: an app on
a bad network may send it first. What waits says nothing about which reports exist.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import IO
from uuid import UUID

from django.contrib.gis.geos import Point
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet

from backend.accounts.actions import make_known, require_unblocked
from backend.accounts.viewer import Viewer
from backend.core import errors, jobs
from backend.photos import formats, limits
from backend.reports.actions import waiting
from backend.reports.actions.steps import actors, event_of, lock_report, record
from backend.reports.events import EventKind
from backend.reports.media import PhotoKind
from backend.reports.models import Report
from backend.reports.photo_files import new_original_name
from backend.reports.photo_models import Photo, PhotoUpload
from backend.reports.workflow import STAFF_SOURCES, Actor


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A photo as its sender tells of it.

    report: the id that its report has or will have. sha256: in hex, "" when not told.
    captured_location: where the sender says it was taken (WGS84).
    """

    report: UUID
    uid: UUID
    kind: PhotoKind
    sender: waiting.Sender
    sha256: str = ""
    captured_at: datetime | None = None
    captured_location: Point | None = None

    @property
    def uploads(self) -> QuerySet[PhotoUpload]:
        """What this sender has under way for this report."""
        return PhotoUpload.objects.filter(owner=self.sender.owner, report=self.report)

    @property
    def same(self) -> QuerySet[PhotoUpload]:
        """What is under way of this very photo: one upload or none."""
        return self.uploads.filter(uid=self.uid)


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A photo, or the upload that waits."""

    photo: Photo | PhotoUpload
    is_new: bool


def put_photo(*, viewer: Viewer, sent: Sent, file: IO[bytes], now: datetime) -> Taken:
    """Store a photo, or find it stored already, under this id or as the same bytes.

    Raises LoginRequired, NotAllowed, DigestMismatch, UnsupportedPhoto, HeicUnsupported,
    PhotoConflict, TooManyPhotos, TooManyWaiting, BadCredentials.
    """
    found = _checked(sent, file)
    sent = replace(sent, sha256=found.sha256)
    known = _find(viewer, sent, size=found.size, now=now)
    if known:
        return Taken(photo=known, is_new=False)
    # Between two transactions: a slow store must not hold the report's lock.
    name = default_storage.save(new_original_name(now), File(file))
    try:
        taken = _store(viewer, sent, found, name, now)
    except BaseException:  # whatever it was: no private original stays behind without a row
        default_storage.delete(name)
        raise
    if not taken.is_new:
        default_storage.delete(name)
    return taken


def _checked(sent: Sent, file: IO[bytes]) -> formats.Fingerprint:
    found = formats.fingerprint(file)
    if sent.sha256 and sent.sha256 != found.sha256:
        raise errors.DigestMismatch()
    if not found.media_type:
        raise errors.UnsupportedPhoto(accepted=list(formats.MEDIA_TYPES))
    if not formats.is_read(found.media_type):
        raise errors.HeicUnsupported(accepted=list(formats.MEDIA_TYPES))
    return found


@transaction.atomic
def _find(viewer: Viewer, sent: Sent, *, size: int, now: datetime) -> Photo | PhotoUpload | None:
    report, _ = require_may_send(viewer, sent, now=now)
    known = stored_already(sent, report)
    if known:
        waiting.forget_parts(sent.same)
    elif report is None:
        waiting.require_room(sent.sender, size=size, now=now, besides=sent.same)
    return known


@transaction.atomic
def _store(
    viewer: Viewer, sent: Sent, found: formats.Fingerprint, name: str, now: datetime
) -> Taken:
    """Store the row of a photo whose file is stored, or of what waits for its report."""
    report, actor = require_may_send(viewer, sent, now=now)
    known = stored_already(sent, report)
    waiting.forget_parts(sent.same)
    if known:  # the same photo, sent twice at once: the other one was first
        return Taken(photo=known, is_new=False)
    upload = upload_of(sent, viewer, now=now)
    upload.file, upload.media_type = name, found.media_type
    upload.received = upload.length = found.size
    if report:
        photo = waiting.photo_of(upload, report)
        add_photo(report, actor, photo, now=now)
        return Taken(photo=photo, is_new=True)
    waiting.require_room(sent.sender, size=found.size, now=now)
    make_known(viewer)
    upload.save(force_insert=True)
    jobs.defer("reports.look_at_waiting", upload_id=upload.pk)
    return Taken(photo=upload, is_new=True)


def require_may_send(viewer: Viewer, sent: Sent, *, now: datetime) -> tuple[Report | None, Actor]:
    """Lock the report and tell who adds to it; None where the photo has to wait.

    Staff learn that they may not add to a report that they see; everybody else hears the same of
    a report that is not theirs as of one that does not exist.
    Raises LoginRequired, NotAllowed, Blocked.
    """
    if sent.kind is PhotoKind.AFTER and not viewer.is_staff:
        raise errors.NotAllowed()
    try:
        report = lock_report(sent.report, viewer)
    except errors.NotFound:
        report = None
    actor = _actor(report, viewer, sent.kind) if report else None
    if actor is None or actor is Actor.REPORTER:
        require_unblocked(viewer, report.handler if report and actor else None, now=now)
    if actor:
        return report, actor
    if report and viewer.is_staff:
        raise errors.NotAllowed()
    waiting.lock_sender(sent.sender)
    return None, Actor.REPORTER


def stored_already(sent: Sent, report: Report | None) -> Photo | PhotoUpload | None:
    """Find the photo under this id, else one of the same bytes; if there is none, one more fits.

    Raises PhotoConflict, TooManyPhotos.
    """
    whole = list(report.photos.all()) if report else list(sent.uploads.exclude(file=""))
    known = _same(whole, sent)
    if known:
        return known
    others = 0 if report else sent.uploads.filter(file="").exclude(uid=sent.uid).count()
    if len(whole) + others >= limits.PHOTOS_MAX:
        raise errors.TooManyPhotos()
    return None


def _same(stored: Sequence[Photo | PhotoUpload], sent: Sent) -> Photo | PhotoUpload | None:
    found = next((each for each in stored if each.uid == sent.uid), None)
    if found and found.sha256 != sent.sha256:
        raise errors.PhotoConflict(field="photo_id")
    found = found or next((each for each in stored if each.sha256 == sent.sha256), None)
    if found and found.kind != sent.kind:
        raise errors.PhotoConflict(field="kind")
    return found


def _actor(report: Report, viewer: Viewer, kind: PhotoKind) -> Actor | None:
    """The office and the crew may add any photo, the reporter one of the defect.

    So may the office of the place where it wrote the report down: it came with the letter, say.
    """
    acting = actors(report, viewer)
    allowed = [Actor.DISPATCHER, Actor.CREW]
    if kind is PhotoKind.BEFORE:
        allowed.append(Actor.REPORTER)
        if report.source in STAFF_SOURCES and report.jurisdiction_id in viewer.dispatches:
            return Actor.DISPATCHER
    return next((actor for actor in allowed if actor in acting), None)


def add_photo(report: Report, actor: Actor, photo: Photo, *, now: datetime) -> None:
    """Store the row of a photo whose file is stored, its event, and the worker's job."""
    photo.save(force_insert=True)
    record(
        event_of(
            report,
            EventKind.PHOTO_ADDED,
            at=now,
            changed_at=photo.captured_at,
            actor=photo.uploaded_by,
            actor_role=actor,
            photo=str(photo.uid),
            photo_kind=photo.kind,
        )
    )
    jobs.defer("reports.process_photo", photo_id=photo.pk)


def attach_waiting(report: Report, *, viewer: Viewer, now: datetime) -> list[Photo]:
    """Give a report that is being taken in the photos that came before it.

    What it cannot take (an id twice, the same bytes twice) stays for `settle_upload`.
    """
    added: list[Photo] = []
    is_office = report.handler_id in viewer.dispatches or report.source in STAFF_SOURCES
    for upload in waiting.waiting_with(report, viewer.key):
        if not any(upload.uid == photo.uid or upload.sha256 == photo.sha256 for photo in added):
            photo = waiting.photo_of(upload, report)
            add_photo(report, Actor.DISPATCHER if is_office else Actor.REPORTER, photo, now=now)
            upload.delete()
            added.append(photo)
    return added


@transaction.atomic
def settle_upload(upload: PhotoUpload, *, viewer: Viewer, now: datetime) -> None:
    """Give a whole upload to its report, if that is there and its sender's by now.

    Raises NotAllowed, Blocked, PhotoConflict, TooManyPhotos: it will never be taken.
    """
    sent = sent_of(upload)
    report, actor = require_may_send(viewer, sent, now=now)
    if report is None:
        return
    if stored_already(sent, report):
        raise errors.PhotoConflict()
    if sent.same.filter(pk=upload.pk).select_for_update():  # else somebody was quicker
        add_photo(report, actor, waiting.photo_of(upload, report), now=now)
        upload.delete()


def sent_of(upload: PhotoUpload) -> Sent:
    """Tell of a photo as its sender did when the upload began."""
    return Sent(
        report=upload.report,
        uid=upload.uid,
        kind=PhotoKind(upload.kind),
        sender=waiting.Sender(owner=upload.owner, address=upload.address),
        sha256=upload.sha256,
        captured_at=upload.captured_at,
        captured_location=upload.captured_location,
    )


def upload_of(sent: Sent, viewer: Viewer, *, now: datetime) -> PhotoUpload:
    """Make (not store) the row of an upload that begins."""
    return PhotoUpload(
        owner=sent.sender.owner,
        user=viewer.user,
        address=sent.sender.address,
        report=sent.report,
        uid=sent.uid,
        kind=sent.kind,
        sha256=sent.sha256,
        captured_at=sent.captured_at,
        captured_location=sent.captured_location,
        started_at=now,
    )
