"""Public renditions of photos in which something is to be hidden, made by the worker."""

from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from backend.core.connections import give_connection_back
from backend.photos import sandbox
from backend.reports.actions import publication
from backend.reports.media import PhotoPublication
from backend.reports.photo_files import PhotoFile, rendition_name
from backend.reports.photo_models import Photo


def hide_regions(*, photo_id: int, edition: int, now: datetime) -> None:
    """Make and publish the files of an edition that is being prepared; may be done twice.

    A newer decision wins: then nothing of this edition stays. Raises what `sandbox.run` raises.
    """
    photo = Photo.objects.filter(
        pk=photo_id, edition=edition, publication=PhotoPublication.PREPARING
    ).first()
    if photo is None:
        return
    with photo.display.open("rb") as file:
        content = file.read()
    give_connection_back()  # it may take a while
    made = sandbox.run("hide", content, boxes=photo.hidden)
    display, thumbnail = (
        default_storage.save(rendition_name(photo, kind), ContentFile(content))
        for kind, content in zip(
            (PhotoFile.PUBLIC_DISPLAY, PhotoFile.PUBLIC_THUMBNAIL), made.files, strict=True
        )
    )
    is_shown = publication.show_edition(
        photo_id=photo_id, edition=edition, display=display, thumbnail=thumbnail, now=now
    )
    if not is_shown:
        _drop_unused(photo_id, {display, thumbnail})


def _drop_unused(photo_id: int, names: set[str]) -> None:
    """Delete files that nothing refers to: a second run of the same job may have named them."""
    used = Photo.objects.filter(pk=photo_id).values_list("public_display", "public_thumbnail")
    for name in names.difference(*used):
        default_storage.delete(name)
