"""Reports in the words and shapes that the public templates show.

Everything comes through the API's own representations: what those withhold, no page can show.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.dateparse import parse_date, parse_datetime

from backend.core.language import Text
from backend.public.wording import WORDS
from backend.reports.events import EventKind
from backend.reports.models import Report
from backend.reports.routes import reasons_in_words
from backend.reports.serializers import outgoing
from backend.reports.wording import CLOSING_REASON_NAMES, STATUS_ICONS, STATUS_NAMES
from backend.reports.workflow import CLOSED, OPEN, Actor, ClosingReason, Status

BY = {
    Actor.DISPATCHER: "by_office",
    Actor.CREW: "by_crew",
    Actor.REPORTER: "by_reporter",
    Actor.SYSTEM: "by_system",
}
SUMMARY_MAX_CHARS = 140


def status(code: str) -> dict[str, str]:
    known = Status(code)
    return {"code": code, "name": str(STATUS_NAMES[known]), "icon": STATUS_ICONS[known]}


def statuses(codes: Iterable[str]) -> list[dict[str, str]]:
    return [status(code) for code in codes]


def row(report: Report) -> dict[str, Any]:
    """A report in a list."""
    told = outgoing.ReportOutput(report).data
    return {
        "id": told["id"],
        "number": told["number"],
        "status": status(told["status"]),
        "service": str(report.service.name),
        "icon": report.service.icon,
        "place": place(report, told["address"]),
        "lon": told["location"]["lon"],
        "lat": told["location"]["lat"],
        "received_at": _moment(told["received_at"]),
        "closed_at": _moment(told["closed_at"]),
        "planned_for": _day(told["planned_for"]),
        "contested": told["contested"],
        "thumbnail": next((_own_host(each["thumbnail_url"]) for each in told["photos"]), None),
    }


def whole(report: Report, events: list[dict[str, Any]], *, now: datetime) -> dict[str, Any]:
    """A report on a page of its own. report: of `displayed`, after `relate`."""
    told = outgoing.ReportOutput(report).data
    due_at, closed_at = _moment(told["due_at"]), _moment(told["closed_at"])
    return {
        **told,
        "status": status(told["status"]),
        "is_open": told["status"] in OPEN,
        "is_closed": told["status"] in CLOSED,
        "service": str(report.service.name),
        "icon": report.service.icon,
        "place": place(report, told["address"]),
        "time_zone": report.jurisdiction.time_zone,
        "office": report.jurisdiction,
        "handler": report.handler.office_name or report.handler.name,
        "received_at": _moment(told["received_at"]),
        "closed_at": closed_at,
        "planned_for": _day(told["planned_for"]),
        "due_at": due_at,
        "is_late": bool(due_at and closed_at is None and due_at < now and not told["due_paused"]),
        "verdict_until": _moment(told["verdict_until"]),
        "closing_reason": _closing_reason(told["closing_reason"]),
        "photos": [_photo(each, str(report.service.name)) for each in told["photos"]],
        "joined": _joined(told["duplicate_of"]),
        "timeline": [_line(each) for each in events],
    }


def place(report: Report, address: str | None) -> str:
    """The address where it is public, else the road, and the municipality."""
    if address:
        return address
    road = report.road_name or report.road_number
    return ", ".join(filter(None, [road, report.municipality_name or report.jurisdiction.name]))


def summary(told: dict[str, Any]) -> str:
    """What a shared link says beside its title: no word of a person's."""
    words = f"{told['status']['name']} · {told['place']} · {told['office'].name}"
    return words if len(words) <= SUMMARY_MAX_CHARS else f"{words[: SUMMARY_MAX_CHARS - 1]}…"


def _joined(survivor: dict[str, Any] | None) -> str:
    """Where the defect is dealt with that was reported twice."""
    return str(WORDS["joined"].format(number=survivor["number"])) if survivor else ""


def _closing_reason(code: str | None) -> str:
    return str(CLOSING_REASON_NAMES[ClosingReason(code)]) if code else ""


def _photo(photo: dict[str, Any], service: str) -> dict[str, Any]:
    is_after = photo["kind"] == "after"
    words: Text = WORDS["photo_after" if is_after else "photo_before"]
    return {
        **photo,
        "is_after": is_after,
        "display_url": _own_host(photo["display_url"]),
        "thumbnail_url": _own_host(photo["thumbnail_url"]),
        "alt": str(words.format(service=service)),
    }


def _line(event: dict[str, Any]) -> dict[str, Any]:
    has_moved = event["status_before"] != event["status"] and event["status"]
    is_news = event["kind"] in (EventKind.STATUS_CHANGED, EventKind.ASSIGNED)
    return {
        "at": _moment(event["at"]),
        "sentence": event["sentence"],
        "by": str(WORDS[BY[Actor(event["by"])]]),
        "status": status(event["status"]) if is_news or has_moved else None,
        "texts": [
            {"text": text["text"], "hidden": text["hidden"] and not text["text"]}
            for text in event["texts"]
        ],
    }


def _own_host(url: str | None) -> str | None:
    """An address on the host that the page was asked from: an office may have one of its own."""
    return url and url.removeprefix(settings.PUBLIC_URL)


def _moment(text: str | None) -> datetime | None:
    return parse_datetime(text) if text else None


def _day(value: Any) -> date | None:
    return parse_date(value) if isinstance(value, str) else value


def reasons(stored: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Reasons in words; a stranger reads of no crew by its name."""
    return reasons_in_words(stored, with_crew=False)
