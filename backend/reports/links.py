"""Addresses of photos: private ones signed and expiring, public ones for everybody."""

import time
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.core.signing import Signer
from django.utils.crypto import constant_time_compare

if TYPE_CHECKING:
    from backend.jurisdictions.models import Jurisdiction
    from backend.reports.photo_models import Photo

LINK_LIFE_SECONDS = 24 * 3600
# Links made within the same hour are the same, so that a phone's cache keeps the picture.
LINK_STEP_SECONDS = 3600


def signed_photo_url(photo: "Photo", rendition: str) -> str:
    """Return an absolute address that works for whoever holds it, LINK_LIFE_SECONDS at least."""
    step = int(time.time()) // LINK_STEP_SECONDS + 1
    expires = step * LINK_STEP_SECONDS + LINK_LIFE_SECONDS
    path = f"{_photo_path(photo)}/{rendition}"
    return f"{settings.PUBLIC_URL}{path}?exp={expires}&sig={_signature(path, expires)}"


def public_photo_url(photo: "Photo", rendition: str) -> str:
    """Return the absolute address of a public rendition: it works while this edition is public."""
    return f"{settings.PUBLIC_URL}{_photo_path(photo)}/public/{photo.edition}/{rendition}"


def is_valid(path: str, exp: str, sig: str, *, now: float) -> bool:
    """Tell whether a link is ours and has not expired. now: seconds since the epoch."""
    if not (exp.isascii() and exp.isdigit() and len(exp) <= len(str(2**53))):
        return False
    known = _signature(path, int(exp))
    return constant_time_compare(known, sig) and int(exp) > now


def report_page_url(report_id: UUID) -> str:
    """Return the address that opens a report, in the app or as a page."""
    return f"{settings.PUBLIC_URL}/reports/{report_id}"


def privacy_page_url(office: "Jurisdiction") -> str:
    """Return the address of the office's own notice, else of ours for it."""
    return office.privacy_url or f"{settings.PUBLIC_URL}/privacy?office={office.teryt}"


def accessibility_page_url(office: "Jurisdiction") -> str:
    return office.accessibility_url or f"{settings.PUBLIC_URL}/accessibility?office={office.teryt}"


def _photo_path(photo: "Photo") -> str:
    return f"/api/v1/reports/{photo.report_id}/photos/{photo.uid}"


def _signature(path: str, expires: int) -> str:
    return Signer(salt="photo-link").signature(f"{path} {expires}")
