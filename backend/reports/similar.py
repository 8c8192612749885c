"""Reports that may be of the defect that somebody is about to report."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point

from backend.accounts.viewer import Viewer
from backend.core.sql import OnTheGround
from backend.jurisdictions.models import Service
from backend.reports.media import PhotoPublication, PhotoState
from backend.reports.models import Report
from backend.reports.photo_models import Photo
from backend.reports.rules import SIMILAR_CONSIDERED, SIMILAR_MAX, SIMILAR_STEP_M

_SHOWN = (
    *("number", "status", "visibility", "location", "received_at", "closed_at"),
    *("address", "description", "public_address", "public_description"),
    *("is_text_hidden", "is_text_approved", "service_id", "jurisdiction__text_publication"),
)
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
    *, place: Point, service: str, text: str, viewer: Viewer, now: datetime
) -> list[Similar]:
    """Find public reports of the service near a place, open ones and such as were lately fixed.

    The nearest first; within a step of SIMILAR_STEP_M those whose public text is like `text`, then
    the newest. place: WGS84 point. service: its code. At most three statements, and no text is
    compared but of the nearest. Raises ServiceNotOffered.
    """
    known = Service.objects.active().only("similar_radius_m").named(service)
    shown = sorted(_nearest(place, known, text, viewer, now), key=_rank)[:SIMILAR_MAX]
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


def _rank(near: Near) -> tuple[int, float, float]:
    report, metres = near
    step = int(metres // SIMILAR_STEP_M)
    return step, -report.likeness, -report.received_at.timestamp()


def _thumbnails(reports: list[Report]) -> dict[UUID, Photo]:
    """By the report's id."""
    if not reports:
        return {}
    photos = Photo.objects.filter(
        report__in=[report.pk for report in reports],
        publication=PhotoPublication.PUBLISHED,
        state=PhotoState.READY,
    )
    first = photos.order_by("report", "id").distinct("report").only("report_id", "uid", "edition")
    return {photo.report_id: photo for photo in first}
