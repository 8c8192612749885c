"""What papers about a report have in common: rows with labels, moments, places, photos."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format

from backend.core.language import Text
from backend.crews.wording import ROAD_CATEGORIES
from backend.jurisdictions.models import Jurisdiction
from backend.reports.documents import wording as words
from backend.reports.media import PhotoKind, PhotoState
from backend.reports.models import Report
from backend.reports.photo_models import Photo

Row = dict[str, str]


def section(title: Text, rows: Iterator[Row]) -> dict[str, Any]:
    return {"title": str(title), "rows": [row for row in rows if row["value"]]}


def row(label: object, value: object) -> Row:
    return {"label": str(label), "value": str(value)}


def moment_text(moment: datetime, zone: ZoneInfo) -> str:
    return date_format(moment.astimezone(zone), str(words.MOMENT_FORMAT))


def day_text(day: date) -> str:
    return date_format(day, str(words.DAY_FORMAT))


def office_name(jurisdiction: Jurisdiction) -> str:
    return jurisdiction.office_name or jurisdiction.name


def with_contact(name: str, phone: str, email: str) -> str:
    spoken = str(words.PHONE.format(phone=phone)) if phone else ""
    return ", ".join(part for part in (name, spoken, email) if part)


def passed_to(report: Report, zone: ZoneInfo) -> Iterator[Row]:
    """To whom it was passed on, when, and how they call it."""
    forwarding = report.forwarding
    if forwarding is None:
        return
    addressee = with_contact(forwarding.manager_name, forwarding.phone, forwarding.email)
    yield row(words.PASSED_TO, addressee)
    yield row(words.PASSED_AT, moment_text(forwarding.at, zone))
    yield row(words.THEIR_REFERENCE, forwarding.reference)


def position_text(report: Report) -> str:
    place = words.POSITION_VALUE.format(
        lat=f"{report.location.y:.6f}", lon=f"{report.location.x:.6f}"
    )
    accuracy = words.ACCURACY.format(metres=round(report.accuracy_m)) if report.accuracy_m else ""
    return f"{place} (WGS 84){accuracy}"


def road_text(report: Report) -> str:
    if not report.road_category:
        return ""
    category = ROAD_CATEGORIES.get(report.road_category, report.road_category)
    named = " ".join(part for part in (str(category), report.road_number, report.road_name) if part)
    km = words.ROAD_KM.format(km=f"{report.road_km:.3f}") if report.road_km is not None else ""
    return ", ".join(part for part in (named, str(km)) if part)


def photo_captions(report: Report, zone: ZoneInfo) -> dict[str, Any]:
    photos = report.shown_photos
    shown = [
        {
            "name": _name(photo),
            "caption": _caption(photo, position=position, count=len(photos), zone=zone),
        }
        for position, photo in enumerate(photos, 1)
    ]
    return {"title": str(words.PHOTOS), "items": shown}


def _caption(photo: Photo, *, position: int, count: int, zone: ZoneInfo) -> str:
    said = words.PHOTO_AFTER if photo.kind == PhotoKind.AFTER else words.PHOTO_BEFORE
    day = day_text(photo.uploaded_at.astimezone(zone).date())
    caption = said.format(position=position, count=count, day=day)
    if photo.state == PhotoState.WAITING:
        return str(words.PHOTO_WAITING.format(photo=caption))
    if photo.state == PhotoState.REFUSED:
        return str(words.PHOTO_REFUSED.format(photo=caption))
    return str(caption)


def _name(photo: Photo) -> str:
    return f"{photo.uid}.jpg"


def pictures(report: Report) -> dict[str, bytes]:
    """Fetch the small renditions that there are; one that the store has lost is left out."""
    found = {}
    for photo in report.shown_photos:
        if photo.state != PhotoState.READY or not photo.thumbnail:
            continue
        try:
            with photo.thumbnail.open("rb") as file:
                found[_name(photo)] = file.read()
        except OSError:
            continue
    return found
