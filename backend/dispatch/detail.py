"""What stands beside the list of one report: the same values as the API's, and who may do what."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.gis.db.models.functions import Distance
from django.utils.dateparse import parse_datetime

from backend.accounts.viewer import Viewer
from backend.core import errors
from backend.core.sql import OnTheGround
from backend.crews.wording import ROAD_CATEGORIES
from backend.dispatch.wording.desk import (
    ACTOR_NAMES,
    AUDIENCE_NAMES,
    MANAGER_NAMES,
    SOURCE_NAMES,
    TASK_ICONS,
    TASK_NAMES,
    WORDS,
)
from backend.reports.actions.steps import actors
from backend.reports.earlier import relate
from backend.reports.groups import duplicates_of
from backend.reports.media import PhotoState
from backend.reports.models import Report
from backend.reports.people_models import ReportContact
from backend.reports.querysets import Access
from backend.reports.rules import SIMILAR_TEXT_MAX_CHARS
from backend.reports.serializers.outgoing import ReportDetailOutput
from backend.reports.similar import similar_reports
from backend.reports.views.reading import displayed, history
from backend.reports.wording import (
    CLOSING_REASON_NAMES,
    STATUS_ICONS,
    STATUS_NAMES,
)
from backend.reports.workflow import OPEN, Actor, ReportKind, Status, Visibility, allowed_next

NEARBY_M, NEARBY_MAX = 150, 8  # our choice
# Each has a call of its own, with more to say than a status.
WITH_THEIR_OWN_CALL = (Status.ASSIGNED, Status.FORWARDED, Status.DUPLICATE, Status.WITHDRAWN)
MOMENTS = (
    *("received_at", "updated_at", "observed_at", "due_at", "closed_at"),
    *("passed_on_by", "verdict_until"),
)


def detail_of(report_id: UUID, viewer: Viewer, *, now: datetime) -> dict[str, Any]:
    """All that the fragment shows, as far as the viewer may read it. Raises NotFound.

    A constant number of queries. Contact data are not among it: reading them is recorded.
    """
    report = displayed(Report.objects.visible_to(viewer), report_id)
    relate([report], viewer)
    context = {"contact": None, "duplicates": duplicates_of(report, viewer)}
    shown = dict(ReportDetailOutput(report, context=context).data)
    similar = _similar(report, viewer, now)
    acting = actors(report, viewer)
    return {
        "report": shown,
        "words_of": _words_of(report, shown),
        "moments": {name: _moment(shown.get(name)) for name in MOMENTS},
        "is_open": report.status in OPEN,
        "is_overdue": report.status in OPEN and report.due_at is not None and report.due_at < now,
        "is_work": report.access != Access.PUBLIC,
        "is_private": report.visibility == Visibility.PRIVATE,
        "is_motion": report.kind == ReportKind.MOTION,
        "events": [_event(each) for each in history(report)],
        "photos": _photos(shown["photos"]),
        "accuracy": _filled("accuracy", metres=round(report.accuracy_m))
        if report.accuracy_m
        else "",
        "weight": _filled("weight", count=report.weight) if (report.weight or 0) > 1 else "",
        "verdicts": _filled("verdicts", **shown["verdicts"]),
        "similar": similar,
        "nearby": _nearby(report, viewer, beside={each["id"] for each in similar}),
        "tasks": _tasks(report, acting),
        "allowed": allowed_next(Status(report.status), acting),
        "may_read_contact": _may_read_contact(report, acting),
        "joined": [_named(each) for each in shown["duplicates"]],
        "joined_to": shown["duplicate_of"] and _named(shown["duplicate_of"]),
    }


def _tasks(report: Report, acting: frozenset[Actor]) -> list[dict[str, str]]:
    """What the viewer may do to the report now, in the order of the buttons."""
    allowed = set(allowed_next(Status(report.status), acting))
    is_dispatcher = Actor.DISPATCHER in acting
    able = {
        "assign": is_dispatcher and Status.ASSIGNED in allowed,
        "status": bool(allowed - set(WITH_THEIR_OWN_CALL)),
        "comment": bool(acting & {Actor.DISPATCHER, Actor.CREW}),
        "priority": is_dispatcher,
        "merge": is_dispatcher and Status.DUPLICATE in allowed,
        "unmerge": is_dispatcher and report.duplicate_of_id is not None,
        "forward": is_dispatcher and Status.FORWARDED in allowed,
        "answer": is_dispatcher and report.status == Status.FORWARDED,
        "take_back": is_dispatcher and report.status == Status.FORWARDED,
        "move_pin": is_dispatcher,
        "service": is_dispatcher,
        "visibility": is_dispatcher,
        "publish_text": is_dispatcher and report.visibility == Visibility.PUBLIC,
        "boxes": is_dispatcher and _has_photo(report),
    }
    return [
        {"name": name, "words": str(TASK_NAMES[name]), "icon": TASK_ICONS[name]}
        for name, may in able.items()
        if may
    ]


def _has_photo(report: Report) -> bool:
    return any(photo.state == PhotoState.READY for photo in report.shown_photos)


def _may_read_contact(report: Report, acting: frozenset[Actor]) -> bool:
    """Whether there are any for them: who reads, and what is recorded, is the API's call."""
    is_crew = Actor.CREW in acting and report.service.crew_sees_contact
    may = Actor.DISPATCHER in acting or is_crew
    return may and ReportContact.objects.filter(report=report).exists()


def _words_of(report: Report, shown: dict[str, Any]) -> dict[str, str]:
    road, manager = shown["road"], shown["manager"]
    category = road and ROAD_CATEGORIES.get(road["category"])
    return {
        "status": str(STATUS_NAMES[Status(report.status)]),
        "status_icon": STATUS_ICONS[Status(report.status)],
        "service": str(report.service.name),
        "manager": str(MANAGER_NAMES[manager["kind"]]) if manager else "",
        "road": str(category or (road and road["category"]) or ""),
        "source": str(SOURCE_NAMES[shown["source"]]) if shown["source"] else "",
        "closing_reason": str(CLOSING_REASON_NAMES[shown["closing_reason"]])
        if shown["closing_reason"]
        else "",
    }


def _filled(name: str, **values: Any) -> str:
    return str(WORDS[name].format(**values))


def _photos(photos: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            **photo,
            "label": _filled("photo_of", position=position, count=len(photos)),
            "note": ", ".join(
                str(WORDS[name])
                for name in (
                    f"photo_{photo['kind']}",
                    "photo_public" if photo["published"] else "photo_private",
                )
            ),
            "waiting": str(WORDS["photo_refused" if photo.get("code") else "photo_waiting"]),
        }
        for position, photo in enumerate(photos, start=1)
    ]


def _event(event: dict[str, Any]) -> dict[str, Any]:
    texts = [
        {**text, "audience_name": str(AUDIENCE_NAMES[text["audience"]])} for text in event["texts"]
    ]
    has_moved = event["status_before"] and event["status_before"] != event["status"]
    return {
        **event,
        "moment": _moment(event["at"]),
        "who": event["actor"] or str(ACTOR_NAMES[event["by"]]),
        "status_name": str(STATUS_NAMES[event["status"]]) if has_moved else "",
        "status_icon": STATUS_ICONS[event["status"]],
        "texts": texts,
    }


def _named(report: dict[str, Any]) -> dict[str, Any]:
    status = Status(report["status"])
    return {**report, "status_name": str(STATUS_NAMES[status]), "status_icon": STATUS_ICONS[status]}


def _similar(report: Report, viewer: Viewer, now: datetime) -> list[dict[str, Any]]:
    text = report.description[:SIMILAR_TEXT_MAX_CHARS] if report.access != Access.PUBLIC else ""
    try:
        found = similar_reports(
            place=report.location, service=report.service.code, text=text, viewer=viewer, now=now
        )
    except errors.DomainError:  # the service is offered no longer
        return []
    rows = [(each.report, each.distance_m) for each in found if each.report.pk != report.pk]
    return [_beside(other, metres, str(report.service.name)) for other, metres in rows]


def _nearby(report: Report, viewer: Viewer, *, beside: set[UUID]) -> list[dict[str, Any]]:
    """Other open reports around, the nearest first: one query."""
    away = Distance(OnTheGround("location"), report.location)
    near = Report.objects.visible_to(viewer).near(report.location, metres=NEARBY_M)
    others = near.filter(status__in=OPEN).exclude(pk__in=[report.pk, *beside])
    rows = others.select_related("service").annotate(away=away).order_by("away", "id")
    columns = rows.only("number", "status", "location", *_NAMED)
    return [_beside(row, row.away.m, str(row.service.name)) for row in columns[:NEARBY_MAX]]


_NAMED = ("service__name_pl", "service__name_en", "service__name_uk")


def _beside(report: Report, metres: float, service: str) -> dict[str, Any]:
    shown = {"id": report.pk, "number": report.number, "status": report.status}
    place = {"lon": str(report.location.x), "lat": str(report.location.y)}
    away = _filled("metres_away", metres=round(metres))
    return {**_named(shown), **place, "service": service, "away": away}


def _moment(text: str | datetime | None) -> datetime | None:
    return parse_datetime(text) if isinstance(text, str) else text
