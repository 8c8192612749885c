"""Reports that may be of the defect that somebody is about to report."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point
from django.db.models import QuerySet

from backend.accounts.viewer import Viewer
from backend.core.sql import OnTheGround
from backend.jurisdictions.models import Service
from backend.photos import likeness
from backend.reports.media import PhotoPublication, PhotoState
from backend.reports.models import Report
from backend.reports.photo_models import Photo, PhotoUpload
from backend.reports.rules import (
    SIMILAR_CONSIDERED,
    SIMILAR_MAX,
    SIMILAR_STEP_M,
)

_SHOWN = (
    *("number", "status", "visibility", "location", "received_at", "closed_at"),
    *("address", "description", "public_address", "public_description"),
    *("is_text_hidden", "is_text_approved", "service_id", "jurisdiction__text_publication"),
)
Look = Sequence[int]  # of a photo, see photos/likeness.py
Near = tuple[Report, float]  # and how many metres away it is


@dataclass(frozen=True, kw_only=True)
class Similar:
    """report: a row of `visible_to(viewer)`, fetched as far as it is shown. service: its code.

    distance_m: on the ground. thumbnail: the first photo that the office has published.
    """

    report: Report
    service: str
    distance_m: float
    thumbnail: Photo | None


def similar_reports(
    *,
    place: Point,
    service: str,
    text: str,
    viewer: Viewer,
    now: datetime,
    photos: Sequence[UUID] = (),
) -> list[Similar]:
    """Find public reports of the service near a place, open ones and such as were lately fixed.

    The nearest first; within a step of SIMILAR_STEP_M those whose published photo or public text
    is most like what the viewer has, then the newest. place: WGS84 point. service: its code.
    photos: ids of the viewer's own that wait for their report. At most five statements, and
    nothing is compared but with the nearest. Raises ServiceNotOffered.
    """
    known = Service.objects.active().only("similar_radius_m").named(service)
    nearest = _nearest(place, known, text, viewer, now)
    alike = _alike([report for report, _ in nearest], _looks(photos, viewer))
    shown = sorted(nearest, key=partial(_rank, alike))[:SIMILAR_MAX]
    thumbnails = _thumbnails([report for report, _ in shown])
    return [
        Similar(
            report=report,
            service=service,
            distance_m=metres,
            thumbnail=thumbnails.get(report.pk),
        )
        for report, metres in shown
    ]


def _nearest(
    place: Point, service: Service, text: str, viewer: Viewer, now: datetime
) -> list[Near]:
    """What is shown of the nearest; the index of the ground finds what is within the radius."""
    away = Distance(OnTheGround("location"), place)
    near = Report.objects.near(place, metres=service.similar_radius_m).alike(service, now=now)
    nearest = near.order_by(away, "-received_at", "id").values("pk")[:SIMILAR_CONSIDERED]
    rows = Report.objects.visible_to(viewer).filter(pk__in=nearest).with_likeness(text)
    shown = rows.select_related("jurisdiction").only(*_SHOWN).annotate(away=away)
    return [(report, report.away.m) for report in shown]


def _looks(photos: Sequence[UUID], viewer: Viewer) -> list[Look]:
    """How the viewer's own waiting photos look, as far as the worker has looked at them."""
    if not photos or not viewer.key:
        return []
    own = PhotoUpload.objects.filter(owner=viewer.key, uid__in=photos).exclude(likeness=[])
    return list(own.values_list("likeness", flat=True))


def _alike(reports: list[Report], looks: list[Look]) -> dict[UUID, float]:
    """By the report's id, how alike a published photo of it is, up to 1; nothing for the others."""
    if not (reports and looks):
        return {}
    pieces = {piece for look in looks for piece in look}
    published = _published(reports).filter(likeness__overlap=list(pieces))
    alike: dict[UUID, float] = {}
    for report_id, other in published.values_list("report_id", "likeness"):
        bits = min(likeness.distance(look, other) for look in looks)
        if bits <= likeness.ALIKE_WITHIN_BITS:
            alike[report_id] = max(alike.get(report_id, 0), 1 - bits / likeness.BITS)
    return alike


def _rank(alike: dict[UUID, float], near: Near) -> tuple[int, float, float]:
    report, metres = near
    step = int(metres // SIMILAR_STEP_M)
    likest = max(report.likeness, alike.get(report.pk, 0))
    return step, -likest, -report.received_at.timestamp()


def _published(reports: list[Report]) -> QuerySet[Photo]:
    return Photo.objects.filter(
        report__in=[report.pk for report in reports],
        publication=PhotoPublication.PUBLISHED,
        state=PhotoState.READY,
    )


def _thumbnails(reports: list[Report]) -> dict[UUID, Photo]:
    """By the report's id."""
    if not reports:
        return {}
    photos = _published(reports).order_by("report", "id").distinct("report")
    first = photos.only("report_id", "uid", "edition")
    return {photo.report_id: photo for photo in first}
