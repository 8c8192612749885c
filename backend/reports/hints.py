"""What speaks for or against a photo: its claims beside its report, and others that look like it.

Only hints for whoever decides. Nothing here changes a report's place, and nobody is refused.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point

from backend.accounts.viewer import Viewer
from backend.core.language import Text
from backend.photos import likeness
from backend.reports import rules
from backend.reports.media import ClaimSource, PhotoHint
from backend.reports.models import Report
from backend.reports.photo_models import Photo
from backend.reports.querysets import Access
from backend.reports.wording import CLAIM_SOURCES, PHOTO_HINTS


@dataclass(frozen=True, kw_only=True)
class Claim:
    """location: WGS84. accuracy_m: radius, None when not told. distance_m: from the report."""

    source: ClaimSource
    at: datetime | None
    location: Point | None
    accuracy_m: float | None
    distance_m: float | None


@dataclass(frozen=True, kw_only=True)
class Hint:
    code: PhotoHint
    text: Text


@dataclass(frozen=True, kw_only=True)
class Lookalike:
    """A similar photo of another report. is_public: the viewer sees its public version only."""

    photo: Photo
    difference_bits: int
    is_public: bool


@dataclass(frozen=True, kw_only=True)
class Review:
    claims: list[Claim]
    hints: list[Hint]
    lookalikes: list[Lookalike]


def review(photo: Photo, viewer: Viewer) -> Review:
    """Gather what is known about a photo, as far as the viewer may know it: four queries."""
    claims, lookalikes = claims_of(photo), lookalikes_of(photo, viewer)
    return Review(claims=claims, hints=_hints(photo, claims, lookalikes), lookalikes=lookalikes)


def claims_of(photo: Photo) -> list[Claim]:
    """What the file and the sender told, each as far as it told anything."""
    found = Photo.objects.filter(pk=photo.pk).values_list(
        Distance("exif_location", "report__location"),
        Distance("captured_location", "report__location"),
    )
    by_file, by_sender = (None if each is None else each.m for each in found[0])
    claims = [
        Claim(
            source=ClaimSource.FILE,
            at=photo.exif_at,
            location=photo.exif_location,
            accuracy_m=photo.exif_accuracy_m,
            distance_m=by_file,
        ),
        Claim(
            source=ClaimSource.SENDER,
            at=photo.captured_at,
            location=photo.captured_location,
            accuracy_m=None,
            distance_m=by_sender,
        ),
    ]
    return [claim for claim in claims if claim.at or claim.location]


def lookalikes_of(photo: Photo, viewer: Viewer) -> list[Lookalike]:
    """Photos of other reports that look the same, the most similar first.

    Only such as the viewer may see: those of their office, their own, and published ones.
    """
    differences = _similar(photo)
    rows = Photo.objects.select_related("report").in_bulk(differences)
    reports = Report.objects.visible_to(viewer).filter(
        pk__in=[row.report_id for row in rows.values()]
    )
    access = {report.pk: report.access for report in reports}
    found = []
    for pk, bits in differences.items():
        row = rows[pk]
        is_public = access.get(row.report_id) == Access.PUBLIC
        if row.report_id in access and (row.is_published or not is_public):
            found.append(Lookalike(photo=row, difference_bits=bits, is_public=is_public))
    return found[: rules.LOOKALIKES_MAX]


def _similar(photo: Photo) -> dict[int, int]:
    """Ids of other reports' photos that look the same, with their difference in bits.

    The index finds what shares a piece of the hash, the newest first; the rest is told here.
    """
    others = Photo.objects.filter(likeness__overlap=photo.likeness).exclude(report=photo.report_id)
    candidates = others.order_by("-pk").values_list("pk", "likeness")[: rules.CANDIDATES_MAX]
    measured = ((likeness.distance(photo.likeness, other), pk) for pk, other in candidates)
    nearest = sorted(each for each in measured if each[0] <= likeness.ALIKE_WITHIN_BITS)
    return {pk: bits for bits, pk in nearest[: rules.ALIKE_MAX]}


def _hints(photo: Photo, claims: list[Claim], lookalikes: list[Lookalike]) -> list[Hint]:
    hints = [hint for claim in claims for hint in _claim_hints(photo, claim)]
    if lookalikes:
        hints.append(_hint(PhotoHint.SEEN_ELSEWHERE, number=lookalikes[0].photo.report.number))
    return hints


def _claim_hints(photo: Photo, claim: Claim) -> Iterator[Hint]:
    away = (claim.distance_m or 0) - (claim.accuracy_m or 0)
    if away > rules.TAKEN_ELSEWHERE_M:
        metres = round(claim.distance_m or 0)
        yield _hint(PhotoHint.TAKEN_ELSEWHERE, source=CLAIM_SOURCES[claim.source], metres=metres)
    if claim.at and photo.uploaded_at - claim.at > rules.TAKEN_LONG_AGO:
        zone = ZoneInfo(photo.report.jurisdiction.time_zone)
        day = claim.at.astimezone(zone).date().isoformat()
        yield _hint(PhotoHint.TAKEN_LONG_AGO, source=CLAIM_SOURCES[claim.source], day=day)


def _hint(code: PhotoHint, **values: Any) -> Hint:
    return Hint(code=code, text=PHOTO_HINTS[code].format(**values))
