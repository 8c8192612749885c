"""What goes to another manager with a report: a letter, a paper, the same as JSON, the photos."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from django.utils import translation

from backend.core.language import current_language
from backend.core.moments import utc_text
from backend.reports.documents import wording as words
from backend.reports.documents.parts import (
    Row,
    moment_text,
    office_name,
    photo_captions,
    pictures,
    position_text,
    road_text,
    row,
    section,
    with_contact,
)
from backend.reports.documents.typesetting import typeset
from backend.reports.forwarding_models import Forwarding
from backend.reports.links import report_page_url
from backend.reports.media import PhotoState
from backend.reports.models import Report
from backend.reports.photo_models import Photo
from backend.reports.routes import reasons_in_words
from backend.reports.rules import PACKET_PHOTOS_MAX_BYTES
from backend.reports.workflow import ReportKind

File = tuple[str, bytes, str]  # name, content, media type


@dataclass(frozen=True, kw_only=True)
class Packet:
    subject: str
    body: str
    files: list[File]


def packet_of(report: Report, forwarding: Forwarding, *, note: str, now: datetime) -> Packet:
    """Make the packet in the first language of the office that passes the report on.

    report: a row of `for_display()`. note: what the office has to say to the manager. How to reach
    the reporter is not in it. Photos go along, as
    the public sees them where it does, until they would be more than PACKET_PHOTOS_MAX_BYTES.
    It may take seconds. Raises Unavailable when the paper cannot be made now.
    """
    with translation.override(report.handler.languages[0]):
        photos = dict(_within_limit(report))
        left_out = sum(photo.state == PhotoState.READY for photo in report.shown_photos)
        sentences = list(_sentences(report, left_out=left_out - len(photos)))
        facts = {**_facts(report, forwarding), "note": note, "photos": list(_listed(photos))}
        hand_over = section(words.HAND_OVER, _hand_over(report, forwarding, note))
        paper = _paper(report, forwarding, {**hand_over, "sentences": sentences}, now)
        subject = words.PACKET_SUBJECT.format(number=report.number, service=report.service.name)
        return Packet(
            subject=str(subject),
            body="\n\n".join([*sentences, *_signature(report)]),
            files=[
                (f"{report.number}.pdf", paper, "application/pdf"),
                (f"{report.number}.json", _json(facts), "application/json"),
                *((_file_name(photo), file, "image/jpeg") for photo, file in photos.items()),
            ],
        )


def _sentences(report: Report, *, left_out: int) -> Iterator[str]:
    is_motion = report.kind == ReportKind.MOTION
    yield str(words.HANDED_OVER_MOTION if is_motion else words.HANDED_OVER)
    yield str(words.PLEASE_ANSWER.format(number=report.number))
    if left_out:
        yield str(words.PHOTOS_LEFT_OUT.format(count=left_out))


def _signature(report: Report) -> Iterator[str]:
    office = report.handler
    yield with_contact(office_name(office), office.contact_phone, office.contact_email)


def _paper(
    report: Report, forwarding: Forwarding, hand_over: dict[str, Any], now: datetime
) -> bytes:
    zone = ZoneInfo(report.handler.time_zone)
    return typeset(
        "packet",
        {
            "language": current_language(),
            "title": str(words.PACKET_TITLE),
            "number": report.number,
            "office": office_name(report.handler),
            "page": str(words.PAGE),
            "as_of": str(words.AS_OF.format(moment=moment_text(now, zone), zone=zone.key)),
            "summary": [
                row(words.RECEIVED, moment_text(report.received_at, zone)),
                row(words.PASSED_AT, moment_text(forwarding.at, zone)),
            ],
            "hand_over": hand_over,
            "reasons": {"label": str(words.REASONS), "items": _reasons(forwarding)},
            "sent": section(words.SENT, _sent(report, zone)),
            "photos": photo_captions(report, zone),
        },
        pictures(report),
    )


def _hand_over(report: Report, forwarding: Forwarding, note: str) -> Iterator[Row]:
    addressee = with_contact(forwarding.manager_name, forwarding.phone, forwarding.email)
    yield row(words.ADDRESSEE, addressee)
    yield row(words.SENDER, next(_signature(report)))
    yield row(words.NOTE, note)


def _sent(report: Report, zone: ZoneInfo) -> Iterator[Row]:
    yield row(words.SERVICE, report.service.name)
    yield row(words.ADDRESS, report.address)
    yield row(words.MUNICIPALITY, report.municipality_name)
    yield row(words.ROAD, road_text(report))
    yield row(words.POSITION, position_text(report))
    yield row(words.DESCRIPTION, report.description)
    for answered in report.answered(current_language()):
        yield row(answered.question, answered.answer)
    if report.observed_at:
        yield row(words.OBSERVED, moment_text(report.observed_at, zone))


def _facts(report: Report, forwarding: Forwarding) -> dict[str, Any]:
    """The same for programs, by the names of the API."""
    office = report.handler
    return {
        "id": report.pk,
        "number": report.number,
        "kind": report.kind,
        "url": report_page_url(report.pk),
        "service": {"code": report.service.code, "name": str(report.service.name)},
        "location": {
            "lon": report.location.x,
            "lat": report.location.y,
            "accuracy_m": report.accuracy_m,
        },
        "address": report.address,
        "municipality": {"teryt": report.municipality_teryt, "name": report.municipality_name},
        "road": {
            "category": report.road_category,
            "number": report.road_number,
            "name": report.road_name,
            "km": report.road_km,
        },
        "description": report.description,
        "answers": report.answers,
        "observed_at": utc_text(report.observed_at),
        "received_at": utc_text(report.received_at),
        "forwarded_at": utc_text(forwarding.at),
        "from": {
            "teryt": office.teryt,
            "name": office_name(office),
            "phone": office.contact_phone,
            "email": office.contact_email,
        },
        "to": {"kind": forwarding.manager_kind, "name": forwarding.manager_name},
        "reasons": reasons_in_words(forwarding.reasons, with_crew=False),
    }


def _listed(photos: dict[Photo, bytes]) -> Iterator[dict[str, Any]]:
    for photo, file in photos.items():
        yield {
            "file": _file_name(photo),
            "kind": photo.kind,
            "uploaded_at": utc_text(photo.uploaded_at),
            "sha256": hashlib.sha256(file).hexdigest(),
        }


def _json(facts: dict[str, Any]) -> bytes:
    return orjson.dumps(facts, default=str, option=orjson.OPT_INDENT_2)


def _reasons(forwarding: Forwarding) -> list[str]:
    return [each["text"] for each in reasons_in_words(forwarding.reasons, with_crew=False)]


def _file_name(photo: Photo) -> str:
    return f"{photo.kind}-{photo.uid}.jpg"


def _within_limit(report: Report) -> Iterator[tuple[Photo, bytes]]:
    """The photos that fit, in order; one that the store has lost is left out."""
    room = PACKET_PHOTOS_MAX_BYTES
    for photo in report.shown_photos:
        file = photo.public_display if photo.is_published else photo.display
        if photo.state != PhotoState.READY or not file:
            continue
        try:
            with file.open("rb") as stored:
                content = stored.read()
        except OSError:
            continue
        if len(content) <= room:
            room -= len(content)
            yield photo, content
