"""What the public may read of a report: its texts and its photos, as the office decides."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from backend.accounts.viewer import Viewer
from backend.core import errors, jobs
from backend.jurisdictions.models import ServiceOffer
from backend.jurisdictions.rules import Publication
from backend.reports.actions.steps import event_of, lock_report, lock_row, record
from backend.reports.events import Audience, EventKind
from backend.reports.media import PhotoPublication, PhotoState
from backend.reports.models import EventText, Report, ReportEvent
from backend.reports.photo_models import Photo
from backend.reports.workflow import Actor

Box = list[float]  # x, y, width, height in fractions (0 to 1) of the upright picture


AS_WRITTEN = None  # in the place of a public text: the text itself


@transaction.atomic
def publish_text(
    *,
    report_id: UUID,
    viewer: Viewer,
    now: datetime,
    description: str | None = AS_WRITTEN,
    address: str | None = AS_WRITTEN,
) -> Report:
    """Let the public read a report's text and address, as its handler's office.

    description, address: what is shown in the place of what was written, which the office and the
    reporter keep. Said twice, it happens once.
    Raises LoginRequired, NotFound, NotAllowed, TextsNeverPublic.
    """
    report = _lock_as_office(report_id, viewer)
    if report.jurisdiction.text_publication == Publication.NEVER:
        raise errors.TextsNeverPublic(field="published")
    description = _differing(description, report.description)
    address = _differing(address, report.address)
    shown = {"public_description": description, "public_address": address}
    redacted = [name.removeprefix("public_") for name, text in shown.items() if text is not None]
    values = {"is_text_approved": True, "is_text_hidden": False, **shown}
    return _decide_text(
        report, viewer, now, EventKind.TEXT_APPROVED, values, **_told(redacted=redacted)
    )


def approve_text(*, report_id: UUID, viewer: Viewer, now: datetime) -> Report:
    """Publish a report's text as it was published before, or else as it was written.

    Raises as `publish_text`.
    """
    with transaction.atomic():
        report = _lock_as_office(report_id, viewer)
        return publish_text(
            report_id=report_id,
            viewer=viewer,
            now=now,
            description=report.public_description,
            address=report.public_address,
        )


@transaction.atomic
def hide_text(*, report_id: UUID, viewer: Viewer, now: datetime) -> Report:
    """Take a report's text and address back, whatever the jurisdiction says of texts.

    What was to be shown in their place stays noted, for the next time.
    Raises LoginRequired, NotFound, NotAllowed.
    """
    report = _lock_as_office(report_id, viewer)
    values = {"is_text_approved": False, "is_text_hidden": True}
    return _decide_text(report, viewer, now, EventKind.TEXT_HIDDEN, values)


@transaction.atomic
def publish_comment(
    *,
    report_id: UUID,
    event_id: int,
    viewer: Viewer,
    now: datetime,
    text: str | None = AS_WRITTEN,
) -> ReportEvent:
    """Let those read a comment for whom it was written; text: what they read in its place.

    Raises LoginRequired, NotFound, NotAllowed.
    """
    report, comment = _lock_comment(report_id, event_id, viewer)
    text = _differing(text, comment.text)
    redacted = ["text"] if text is not None else []
    values = {"is_hidden": False, "public_text": text}
    kind = EventKind.COMMENT_PUBLISHED
    return _decide_comment(report, comment, viewer, now, kind, values, **_told(redacted=redacted))


@transaction.atomic
def hide_comment(*, report_id: UUID, event_id: int, viewer: Viewer, now: datetime) -> ReportEvent:
    """Take a comment back from all but the office, the crew and who wrote it.

    Its event stays in the history. Raises as `publish_comment`.
    """
    report, comment = _lock_comment(report_id, event_id, viewer)
    kind, values = EventKind.COMMENT_HIDDEN, {"is_hidden": True}
    return _decide_comment(report, comment, viewer, now, kind, values)


@transaction.atomic
def publish_photo(
    *, report_id: UUID, uid: UUID, viewer: Viewer, now: datetime, hide: list[Box]
) -> Photo:
    """Let the public see a photo without what `hide` names, as the office of its report's handler.

    With nothing to hide it is public at once, else as soon as the worker has made a public
    rendition; an earlier public version is gone at once. Said twice, it happens once.
    Raises LoginRequired, NotFound, NotAllowed; PhotoNotReady for one that nobody could look at,
    PhotosNeverPublic where the jurisdiction shows none of this service.
    """
    report = _lock_as_office(report_id, viewer)
    photo = _lock_photo(report, uid)
    if photo.state != PhotoState.READY:
        raise errors.PhotoNotReady(field="photo")
    if _photo_publication(report) == Publication.NEVER:
        raise errors.PhotosNeverPublic(field="published")
    if photo.is_published and photo.hidden == hide:
        return photo
    _take_back(photo)
    photo.hidden = hide
    if hide:
        photo.publication = PhotoPublication.PREPARING
        jobs.defer("reports.hide_regions", photo_id=photo.pk, edition=photo.edition)
    else:
        _show(photo, str(photo.display.name), str(photo.thumbnail.name))
    _decided(report, photo, now)
    _record(report, viewer, now, EventKind.PHOTO_PUBLISHED, photo=str(photo.uid), hidden=len(hide))
    return photo


@transaction.atomic
def hide_photo(*, report_id: UUID, uid: UUID, viewer: Viewer, now: datetime) -> Photo:
    """Take a photo back: from now on its public addresses lead nowhere.

    One that was never public is decided about by this, and waits no more. What was hidden in it
    stays noted, for the next time. Raises LoginRequired, NotFound, NotAllowed.
    """
    report = _lock_as_office(report_id, viewer)
    photo = _lock_photo(report, uid)
    if photo.publication != PhotoPublication.PRIVATE or photo.edition == 0:
        _take_back(photo)
        _decided(report, photo, now)
        _record(report, viewer, now, EventKind.PHOTO_HIDDEN, photo=str(photo.uid))
    return photo


@transaction.atomic
def publish_when_allowed(*, photo_id: int, now: datetime) -> None:
    """Publish a photo that has become ready where the jurisdiction wants that at once.

    Not one that an office has decided about. Locks the report first, as every action does: call
    it while no photo is locked. May be called again.
    """
    found = Photo.objects.filter(pk=photo_id).first()
    if found is None:
        return
    lock_row(found.report_id)
    report = Report.objects.get(pk=found.report_id)
    photo = _lock_photo(report, found.uid)
    is_decided = photo.edition > 0
    if is_decided or photo.state != PhotoState.READY:
        return
    if _photo_publication(report) != Publication.AT_ONCE:
        return
    photo.edition += 1
    _show(photo, str(photo.display.name), str(photo.thumbnail.name))
    _decided(report, photo, now)
    record(
        event_of(
            report,
            EventKind.PHOTO_PUBLISHED,
            at=now,
            actor_role=Actor.SYSTEM,
            photo=str(photo.uid),
            hidden=0,
        )
    )


@transaction.atomic
def show_edition(
    *, photo_id: int, edition: int, display: str, thumbnail: str, now: datetime
) -> bool:
    """Publish the files made for an edition; False when another decision has overtaken it.

    display, thumbnail: names of stored files.
    """
    report_id = Photo.objects.filter(pk=photo_id).values_list("report", flat=True).first()
    if report_id is None:
        return False
    lock_row(report_id)
    waiting = Photo.objects.select_for_update().filter(
        pk=photo_id, edition=edition, publication=PhotoPublication.PREPARING
    )
    photo = waiting.first()
    if photo is None:
        return False
    _show(photo, display, thumbnail)
    _decided(Report.objects.get(pk=report_id), photo, now)
    return True


def _differing(shown: str | None, written: str) -> str | None:
    """What is shown in the place of a text, AS_WRITTEN where that is the text itself."""
    return AS_WRITTEN if shown == written else shown


def _told(**lists: list[str]) -> dict[str, Any]:
    """The data of an event: what there is nothing of is left out."""
    return {name: names for name, names in lists.items() if names}


def _decide_text(
    report: Report,
    viewer: Viewer,
    now: datetime,
    kind: EventKind,
    values: dict[str, Any],
    **data: Any,
) -> Report:
    if _change(report, values):
        report.updated_at = now
        report.save(update_fields=[*values, "updated_at"])
        _record(report, viewer, now, kind, **data)
    return report


def _decide_comment(
    report: Report,
    comment: EventText,
    viewer: Viewer,
    now: datetime,
    kind: EventKind,
    values: dict[str, Any],
    **data: Any,
) -> ReportEvent:
    if _change(comment, values):
        comment.save(update_fields=[*values])
        report.updated_at = now
        report.save(update_fields=["updated_at"])
        _record(report, viewer, now, kind, comment=comment.event_id, **data)
    return comment.event


def _change(row: Report | EventText, values: dict[str, Any]) -> bool:
    """Set the columns; tell whether that changed anything."""
    before = {name: getattr(row, name) for name in values}
    for name, value in values.items():
        setattr(row, name, value)
    return before != values


def _lock_comment(report_id: UUID, event_id: int, viewer: Viewer) -> tuple[Report, EventText]:
    """What the office and the crew say among themselves nobody else reads: there is nothing to do.

    Raises LoginRequired, NotFound, NotAllowed.
    """
    report = _lock_as_office(report_id, viewer)
    comments = EventText.objects.filter(kind=EventText.Kind.COMMENT, event__report=report)
    comment = comments.exclude(audience=Audience.INTERNAL).filter(event=event_id).first()
    if comment is None or not comment.text:
        raise errors.NotFound()
    return report, comment


def _lock_as_office(report_id: UUID, viewer: Viewer) -> Report:
    report = lock_report(report_id, viewer)
    if report.handler_id not in viewer.works_for and not viewer.is_operator:
        raise errors.NotAllowed()
    return report


def _lock_photo(report: Report, uid: UUID) -> Photo:
    photo = report.photos.select_for_update().filter(uid=uid).first()
    if photo is None:
        raise errors.NotFound()
    return photo


def _photo_publication(report: Report) -> Publication:
    """As the jurisdiction of the place says for the service; what it no longer offers waits."""
    offer = ServiceOffer.objects.filter(
        jurisdiction=report.jurisdiction_id, service=report.service_id
    ).first()
    return Publication(offer.photo_publication) if offer else Publication.AFTER_APPROVAL


def _take_back(photo: Photo) -> None:
    """Begin a new edition, of which nothing is public yet, and let the old one's files go."""
    shared = {photo.display.name, photo.thumbnail.name}
    old = {photo.public_display.name, photo.public_thumbnail.name} - shared - {"", None}
    if old:
        jobs.defer("reports.remove_public_files", names=sorted(map(str, old)))
    photo.edition += 1
    photo.publication = PhotoPublication.PRIVATE
    photo.public_display, photo.public_thumbnail = "", ""


def _show(photo: Photo, display: str, thumbnail: str) -> None:
    photo.publication = PhotoPublication.PUBLISHED
    photo.public_display, photo.public_thumbnail = display, thumbnail


def _decided(report: Report, photo: Photo, now: datetime) -> None:
    photo.save(
        update_fields=["publication", "edition", "hidden", "public_display", "public_thumbnail"]
    )
    report.updated_at = now
    report.save(update_fields=["updated_at"])


def _record(report: Report, viewer: Viewer, now: datetime, kind: EventKind, **data: Any) -> None:
    event = event_of(report, kind, at=now, actor=viewer.user, actor_role=Actor.DISPATCHER, **data)
    record(event)
