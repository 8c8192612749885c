"""Regions of a photo that the office might hide, proposed by the worker; needs the extra `blur`."""

import logging
from importlib.util import find_spec

from django.conf import settings

from backend.core import jobs
from backend.core.connections import give_connection_back
from backend.photos.refusals import PhotoRefused
from backend.photos.sandbox import Sandbox
from backend.reports.media import PhotoState
from backend.reports.photo_models import Photo

# Of its own: only what proposes carries OpenCV.
_SANDBOX = Sandbox("backend.photos.proposals")

logger = logging.getLogger(__name__)


def queue_proposals(photo_id: int) -> None:
    """Let the worker look at a photo that is ready, where PHOTO_PROPOSALS says so."""
    if settings.PHOTO_PROPOSALS:
        jobs.defer("reports.propose_regions", photo_id=photo_id)


def propose_regions(*, photo_id: int) -> None:
    """Store where faces and number plates may be; may be done twice. Raises DecoderUnavailable."""
    photo = Photo.objects.filter(pk=photo_id, state=PhotoState.READY).first()
    if photo is None or find_spec("cv2") is None:  # another worker's setting
        return
    with photo.display.open("rb") as file:
        content = file.read()
    give_connection_back()
    try:
        found = _SANDBOX.run("propose", content)
    except PhotoRefused as refusal:  # then nobody is helped, and nothing is worse than without
        logger.warning("nothing proposed", extra={"photo": photo_id, "code": refusal.code})
        return
    Photo.objects.filter(pk=photo_id).update(proposed=found.facts["boxes"])
