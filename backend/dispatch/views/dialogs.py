"""The windows in which dispatchers work on reports: parts of the desk, filled for one report."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from backend.accounts.viewer import Viewer
from backend.core import errors, geo
from backend.core.language import Text, current_language
from backend.core.pages import LANGUAGE_NAMES, render_page
from backend.crews import routing
from backend.crews.models import Crew
from backend.dispatch.views.desk import for_dispatchers
from backend.dispatch.wording.work import WORDS
from backend.jurisdictions.models import Service
from backend.reports import rules
from backend.reports.actions.steps import actors
from backend.reports.events import Audience
from backend.reports.media import PhotoState
from backend.reports.models import Report
from backend.reports.replies import replies_for
from backend.reports.views.reading import displayed
from backend.reports.wording import (
    CLOSING_REASON_NAMES,
    PRIORITY_NAMES,
    STATUS_ICONS,
    STATUS_NAMES,
    VISIBILITY_NAMES,
)
from backend.reports.workflow import (
    ALLOWED_CHANGES,
    STAFF_SOURCES,
    Actor,
    Status,
    allowed_next,
)

Filled = dict[str, Any]
# These have calls of their own, and their own windows.
OF_OTHER_CALLS = (Status.FORWARDED, Status.DUPLICATE, Status.WITHDRAWN)


@for_dispatchers
def dialog(request: HttpRequest, viewer: Viewer, name: str) -> HttpResponse:
    """A window as a part of the page; `report` names the report that it is about."""
    given = request.GET.get("report", "")
    if name not in (ABOUT_ONE if given else ABOUT_MANY):
        raise Http404
    try:
        fill = (
            ABOUT_ONE[name](_report(given, viewer), viewer) if given else ABOUT_MANY[name](viewer)
        )
    except errors.NotFound:
        return HttpResponse(status=404)
    context = {"workflow": WORKFLOW, "languages_of_replies": LANGUAGE_NAMES, **fill}
    return render_page(request, f"dispatch/work/{name}.html", words=WORDS, context=context)


def _report(given: str, viewer: Viewer) -> Report:
    """Of those that the viewer works on: a window shows what the public does not read."""
    try:
        report_id = UUID(given)
    except ValueError:
        raise errors.NotFound() from None
    return displayed(Report.objects.visible_to(viewer).worked_on(), report_id)


def _about(report: Report) -> Filled:
    status = Status(report.status)
    return {
        "report": report,
        "path": f"/api/v1/reports/{report.pk}",
        "service_name": str(report.service.name),
        "status_name": str(STATUS_NAMES[status]),
        "status_icon": STATUS_ICONS[status],
        "before": {
            "id": str(report.pk),
            "number": report.number,
            "version": report.version,
            "status": report.status,
            "crew": report.crew_id,
            "planned_for": report.planned_for and report.planned_for.isoformat(),
            "priority": report.priority,
            "visibility": report.visibility,
            "service": report.service.code,
        },
    }


def _assign(report: Report, viewer: Viewer) -> Filled:
    route = routing.find_route(
        location=report.location,
        accuracy_m=report.accuracy_m,
        service=report.service.code,
        at=timezone.now(),
    )
    suggested = route.crew.id if route.crew else None
    crews = Crew.objects.filter(jurisdiction=report.handler_id, is_active=True).order_by("name")
    rows = sorted(crews, key=lambda crew: crew.pk != suggested)
    return {
        **_about(report),
        **_replies(report, [Status.ASSIGNED]),
        "crews": [
            {
                "id": crew.pk,
                "name": crew.name,
                "is_suggested": crew.pk == suggested,
                "is_current": crew.pk == report.crew_id,
            }
            for crew in rows
        ],
        "why": [reason.text for reason in route.reasons] if suggested else [],
    }


def _status(report: Report, viewer: Viewer) -> Filled:
    acting = actors(report, viewer) - {Actor.REPORTER}
    found = [each for each in allowed_next(Status(report.status), acting) if _fits(report, each)]
    return {**_about(report), **_replies(report, found), **_closing(), "statuses": _named(found)}


def _fits(report: Report, new: Status) -> bool:
    has_crew = report.crew_id is not None and report.status != Status.ASSIGNED
    return new not in OF_OTHER_CALLS and (new is not Status.ASSIGNED or has_crew)


def _closing() -> Filled:
    return {"reasons": [(code, str(name)) for code, name in CLOSING_REASON_NAMES.items()]}


def _named(statuses: list[Status]) -> list[Filled]:
    return [
        {"code": each.value, "name": str(STATUS_NAMES[each]), "icon": STATUS_ICONS[each]}
        for each in statuses
    ]


def _replies(report: Report, statuses: list[Status]) -> Filled:
    """Those that suit what may be done, and those that suit all."""
    wanted = {None, *(each.value for each in statuses)}
    found = [asdict(each) for each in replies_for(report) if each.status in wanted]
    return {"replies": found, "comment_max": rules.COMMENT_MAX_CHARS}


def _comment(report: Report, viewer: Viewer) -> Filled:
    audiences = [(each.value, str(WORDS[f"audience_{each.value}"])) for each in Audience]
    return {**_about(report), **_replies(report, list(Status)), "audiences": audiences}


def _service(report: Report, viewer: Viewer) -> Filled:
    offered = Service.objects.active().offered_by(report.jurisdiction_id)
    language = current_language()
    services = [
        {
            "code": each.code,
            "name": each.name.in_language(language),
            "description": Text.of(each, "description").in_language(language),
        }
        for each in offered
    ]
    return {**_about(report), "services": sorted(services, key=lambda each: each["name"])}


def _priority(report: Report, viewer: Viewer) -> Filled:
    return {**_about(report), "choices": _choices(PRIORITY_NAMES)}


def _visibility(report: Report, viewer: Viewer) -> Filled:
    return {**_about(report), "choices": _choices(VISIBILITY_NAMES)}


def _choices(names: Any) -> list[tuple[str, str]]:
    return [(code.value, str(name)) for code, name in names.items()]


def _forward(report: Report, viewer: Viewer) -> Filled:
    is_elsewhere = report.is_managed_elsewhere
    manager = {
        "name": report.manager_name,
        "email": report.manager.email if report.manager else "",
    }
    found = manager if is_elsewhere and report.manager_name else None
    return {**_about(report), **_replies(report, [Status.FORWARDED]), "manager": found}


def _plain(report: Report, viewer: Viewer) -> Filled:
    return _about(report)


def _answer(report: Report, viewer: Viewer) -> Filled:
    forwarding = report.forwarding
    return {**_about(report), "manager_name": forwarding.manager_name if forwarding else ""}


def _text(report: Report, viewer: Viewer) -> Filled:
    shown = {
        "description": _first(report.public_description, report.description),
        "address": _first(report.public_address, report.address),
    }
    return {**_about(report), "shown": shown}


def _first(shown: str | None, written: str) -> str:
    return written if shown is None else shown


def _boxes(report: Report, viewer: Viewer) -> Filled:
    photos = [photo for photo in report.shown_photos if photo.state == PhotoState.READY]
    return {**_about(report), "photos": [{"id": str(photo.uid)} for photo in photos]}


def _many(viewer: Viewer) -> Filled:
    offices = list(viewer.dispatches)
    crews = Crew.objects.filter(jurisdiction__in=offices, is_active=True).order_by("name")
    statuses = [each for each in Status if each not in OF_OTHER_CALLS]
    return {
        **_closing(),
        "crews": [{"id": crew.pk, "name": crew.name} for crew in crews],
        "statuses": _named([each for each in statuses if each is not Status.ASSIGNED]),
        "comment_max": rules.COMMENT_MAX_CHARS,
        "most": min(rules.ASSIGNMENTS_MAX, rules.STATUSES_MAX),
    }


def _phone_in(viewer: Viewer) -> Filled:
    sources = [(each.value, str(WORDS[f"source_{each.value}"])) for each in STAFF_SOURCES]
    limits = {
        "description": rules.DESCRIPTION_MAX_CHARS,
        "name": rules.CONTACT_NAME_MAX_CHARS,
        "phone": rules.PHONE_MAX_CHARS,
        "accuracy": geo.ACCURACY_MAX_M,
    }
    return {"sources": sources, "limits": limits}


# What a dispatcher may change into what: by this table work is undone.
WORKFLOW = {
    old.value: [
        new.value
        for new, who in changes.items()
        if Actor.DISPATCHER in who and new not in OF_OTHER_CALLS
    ]
    for old, changes in ALLOWED_CHANGES.items()
}
ABOUT_ONE: dict[str, Callable[[Report, Viewer], Filled]] = {
    "assign": _assign,
    "status": _status,
    "comment": _comment,
    "service": _service,
    "priority": _priority,
    "visibility": _visibility,
    "forward": _forward,
    "answer": _answer,
    "unmerge": _plain,
    "text": _text,
    "boxes": _boxes,
}
ABOUT_MANY: dict[str, Callable[[Viewer], Filled]] = {
    "assign-many": _many,
    "status-many": _many,
    "phone-in": _phone_in,
}
