"""What the public may read of a report: its text and its photos, as the office decides."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from backend.accounts.viewer import Viewer
from backend.core import errors
from backend.reports.actions.steps import event_of, lock_report, record
from backend.reports.events import EventKind
from backend.reports.media import PhotoPublication, PhotoState
from backend.reports.models import Photo, Report
from backend.reports.workflow import Actor


def approve_text(*, report_id: UUID, viewer: Viewer, now: datetime) -> Report:
    """Let the public read a report's text and address, as its handler's office.

    Raises LoginRequired, NotFound, NotAllowed.
    """
    return _set_approval(report_id, viewer, now, EventKind.TEXT_APPROVED)


def hide_text(*, report_id: UUID, viewer: Viewer, now: datetime) -> Report:
    """Take a report's text and address back. Raises as `approve_text`."""
    return _set_approval(report_id, viewer, now, EventKind.TEXT_HIDDEN)


def publish_photo(*, photo: Photo, viewer: Viewer, now: datetime) -> Photo:
    """Let the public see a photo, as the office of its report's handler.

    Raises LoginRequired, NotFound, NotAllowed; PhotoNotReady for one that nobody could look at.
    """
    return _set_published(photo, viewer, now, EventKind.PHOTO_PUBLISHED)


def hide_photo(*, photo: Photo, viewer: Viewer, now: datetime) -> Photo:
    """Take a photo back. Raises as `publish_photo`."""
    return _set_published(photo, viewer, now, EventKind.PHOTO_HIDDEN)


@transaction.atomic
def _set_approval(report_id: UUID, viewer: Viewer, now: datetime, kind: EventKind) -> Report:
    report = _lock_as_office(report_id, viewer)
    is_approved = kind is EventKind.TEXT_APPROVED
    if report.is_text_approved != is_approved:
        report.is_text_approved = is_approved
        report.updated_at = now
        report.save(update_fields=["is_text_approved", "updated_at"])
        _record(report, viewer, now, kind)
    return report


@transaction.atomic
def _set_published(photo: Photo, viewer: Viewer, now: datetime, kind: EventKind) -> Photo:
    report = _lock_as_office(photo.report_id, viewer)
    photo = report.photos.select_for_update().get(pk=photo.pk)
    is_published = kind is EventKind.PHOTO_PUBLISHED
    if is_published and photo.state != PhotoState.READY:
        raise errors.PhotoNotReady(field="photo")
    if photo.is_published != is_published:
        photo.publication = PhotoPublication.PUBLISHED if is_published else PhotoPublication.PRIVATE
        photo.save(update_fields=["publication"])
        report.updated_at = now
        report.save(update_fields=["updated_at"])
        _record(report, viewer, now, kind, photo=str(photo.uid))
    return photo


def _lock_as_office(report_id: UUID, viewer: Viewer) -> Report:
    report = lock_report(report_id, viewer)
    if report.handler_id not in viewer.works_for and not viewer.is_operator:
        raise errors.NotAllowed()
    return report


def _record(report: Report, viewer: Viewer, now: datetime, kind: EventKind, **data: Any) -> None:
    event = event_of(report, kind, at=now, actor=viewer.user, actor_role=Actor.DISPATCHER, **data)
    record(event)
