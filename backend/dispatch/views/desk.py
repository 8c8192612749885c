"""The dispatchers' desk: its page, the list and one report as parts of it."""

from datetime import datetime
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson
from django.conf import settings
from django.contrib.gis.db.models import Extent
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.accounts.actions import require_user
from backend.accounts.models import User
from backend.accounts.viewer import Viewer, viewer_in
from backend.core import errors, schema
from backend.core.language import current_language
from backend.core.page_map import base_layer
from backend.core.pages import render_page, spoken
from backend.core.wording import FRAME
from backend.dispatch import glances, queue
from backend.dispatch.detail import detail_of
from backend.dispatch.doors import for_dispatchers
from backend.dispatch.facets import OPEN_ONES, crews, facets, marks, services
from backend.dispatch.live.feed import position
from backend.dispatch.rows import rows_of
from backend.dispatch.serializers import NOT_FILTERS, DeskFilter, GlanceInput
from backend.dispatch.wording import map as map_wording
from backend.dispatch.wording import work as work_wording
from backend.dispatch.wording.desk import BAD_FILTERS, FLAG_ICONS, FLAG_NAMES, WORDS
from backend.jurisdictions.models import Jurisdiction
from backend.reports import approvals
from backend.reports.models import Report
from backend.reports.views.reports import narrowed
from backend.reports.wording import PRIORITY_NAMES, STATUS_ICONS, STATUS_NAMES
from backend.reports.workflow import Status
from gis_layers.models import Boundary

PAGE_SIZE = 60  # rows; our choice
ALL_WORDS = {**WORDS, **map_wording.WORDS, **work_wording.WORDS}
TIME_ZONE = "Europe/Warsaw"  # where the viewer has no office of their own: the operator


@for_dispatchers
def desk(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The page. Without a filter: what is open."""
    if not set(request.GET) - NOT_FILTERS:
        query = request.GET.copy()
        others = query.urlencode()
        return redirect(f"{request.path}?{OPEN_ONES}{'&' if others else ''}{others}")
    offices = _offices(viewer)
    with timezone.override(_zone(offices)):
        status, listed = _listed(request, viewer)
        context = {
            **listed,
            **_frame(request, viewer),
            **_chosen(listed.get("report_id"), viewer),
            "settings": _settings(viewer, offices),
            "blank": {"status": Status.RECEIVED},
        }
        return render_page(
            request, "dispatch/desk.html", words=ALL_WORDS, context=context, status=status
        )


@for_dispatchers
def report_list(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The rows of the list as a part of the page; with `after`, the next of them."""
    with timezone.override(_zone(_offices(viewer))):
        status, listed = _listed(request, viewer)
        return render_page(
            request, "dispatch/list.html", words=WORDS, context=listed, status=status
        )


@for_dispatchers
def report_counts(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The tiles of figures above the list."""
    context = {"counts": _counts(viewer)}
    return render_page(request, "dispatch/counts.html", words=WORDS, context=context)


@for_dispatchers
def report_detail(request: HttpRequest, viewer: Viewer, report_id: UUID) -> HttpResponse:
    """One report as a part of the page."""
    with timezone.override(_zone(_offices(viewer))):
        shown = _chosen(report_id, viewer)
        status = 200 if shown["report"] else 404
        return render_page(
            request, "dispatch/detail.html", words=WORDS, context=shown, status=status
        )


class MyGlance(APIView):
    @extend_schema(
        operation_id="me_glance", auth=schema.ACCOUNT, request=GlanceInput, responses={204: None}
    )
    def put(self, request: Request) -> Response:
        """Say that one has seen what came until then: the desk marks what is newer."""
        require_user(viewer_in(request))
        form = GlanceInput(data=request.data)
        form.is_valid(raise_exception=True)
        user = cast(User, viewer_in(request).user)
        glances.look(user=user, at=form.validated_data["at"], now=timezone.now())
        return Response(status=204)


def _listed(request: HttpRequest, viewer: Viewer) -> tuple[int, dict[str, Any]]:
    """The status and the context of the list; a filter that is wrong leaves it empty."""
    try:
        wanted = DeskFilter.parse(Request(request))
        return 200, {**_page(request.GET, wanted, viewer), "report_id": wanted.get("report")}
    except (errors.DomainError, exceptions.ValidationError) as refusal:
        status = getattr(refusal, "status", 400)
        return status, {"rows": [], "mistake": str(BAD_FILTERS)}


def _page(query: QueryDict, wanted: dict[str, Any], viewer: Viewer) -> dict[str, Any]:
    now = timezone.now()
    after = queue.Place.parse(wanted.pop("after")) if "after" in wanted else None
    reports = narrowed(viewer, wanted).handled_by(viewer)
    if "ids" in wanted:
        reports = reports.filter(pk__in=wanted["ids"])
    ids, following = queue.page_of_queue(
        reports, wanted.get("status", Status.values), after=after, now=now, size=PAGE_SIZE
    )
    since = glances.last_glance(cast(User, viewer.user), now=now)
    return {
        "rows": _rows(ids, viewer, since=since, now=now),
        "here": _address(query, without=("after", "ids", "report")),
        "more": following and _address(query, after=str(following)),
        "is_first": after is None,
        "since": since,
        "now": now,
        "row_flags": _row_flags(),
    }


def _rows(
    ids: list[UUID], viewer: Viewer, *, since: datetime, now: datetime
) -> list[dict[str, Any]]:
    found = Report.objects.visible_to(viewer).filter(pk__in=ids)
    rows = {row["id"]: row for row in rows_of(found, current_language(), now=now)}
    return [_row(rows[str(pk)], since) for pk in ids if str(pk) in rows]


def _row(row: dict[str, Any], since: datetime) -> dict[str, Any]:
    status, received_at = Status(row["status"]), cast(datetime, parse_datetime(row["received_at"]))
    return {
        **row,
        "json": orjson.dumps(row).decode(),
        "status_name": str(STATUS_NAMES[status]),
        "status_icon": STATUS_ICONS[status],
        "received": received_at,
        "due": row["due_at"] and parse_datetime(row["due_at"]),
        "is_new": received_at > since,
        "choose_words": str(WORDS["choose"].format(number=row["number"])),
    }


def _row_flags() -> list[dict[str, str]]:
    return [
        {"code": code, "name": str(FLAG_NAMES[code]), "icon": icon}
        for code, icon in FLAG_ICONS.items()
    ]


def _address(query: QueryDict, *, without: tuple[str, ...] = (), **changed: str) -> str:
    query = query.copy()
    for name in without:
        query.pop(name, None)
    for name, value in changed.items():
        query[name] = value
    return f"?{query.urlencode()}"


def _chosen(report_id: UUID | None, viewer: Viewer) -> dict[str, Any]:
    if report_id is None:
        return {"report": None}
    try:
        return detail_of(report_id, viewer, now=timezone.now())
    except errors.NotFound:
        return {"report": None, "is_gone": True}


def _frame(request: HttpRequest, viewer: Viewer) -> dict[str, Any]:
    """What stands around the list: figures, and the form of the filters."""
    user = cast(User, viewer.user)
    return {
        "counts": _counts(viewer),
        "facets": facets(request.GET, viewer),
        "marks": marks(request.GET),
        "asked": request.GET,
        "stored": list(user.stored_filters.all()),
    }


def _counts(viewer: Viewer) -> list[dict[str, Any]]:
    """The figures above the list, each with the address of what it counts."""
    found = queue.counts(viewer, now=timezone.now())
    addresses = {
        "open": f"/dispatch/?{OPEN_ONES}",
        "overdue": f"/dispatch/?{OPEN_ONES}&due=overdue",
        "unassigned": f"/dispatch/?{OPEN_ONES}&unassigned=true",
        "approval": "/dispatch/approvals",
    }
    counted = {**found, "approval": approvals.how_many(viewer)}
    return [
        {"name": name, "words": str(WORDS[f"count_{name}"]), "count": counted[name], "href": href}
        for name, href in addresses.items()
    ]


def _offices(viewer: Viewer) -> list[dict[str, Any]]:
    offices = Jurisdiction.objects.filter(pk__in=list(viewer.works_for)).order_by("name")
    return [dict(office) for office in offices.values("id", "name", "teryt", "time_zone")]


def _zone(offices: list[dict[str, Any]]) -> ZoneInfo:
    return ZoneInfo(offices[0]["time_zone"] if offices else TIME_ZONE)


def _settings(viewer: Viewer, offices: list[dict[str, Any]]) -> dict[str, Any]:
    """What the page's scripts need to know."""
    user = cast(User, viewer.user)
    return {
        "words": spoken({**FRAME, **ALL_WORDS}),
        "language": current_language(),
        "timeZone": str(_zone(offices)),
        "statuses": [
            {"code": code, "name": str(name), "icon": STATUS_ICONS[code]}
            for code, name in STATUS_NAMES.items()
        ],
        "priorities": [{"code": code, "name": str(name)} for code, name in PRIORITY_NAMES.items()],
        "flags": _row_flags(),
        "baseMap": base_layer(),
        "officeBox": _box(offices),
        "liveUrl": f"{settings.LIVE_URL}/live?lang={current_language()}",
        "me": {
            "id": user.pk,
            "name": user.name or user.email,
            "offices": [office["id"] for office in offices],
            "crews": sorted(viewer.crews),
            "isOperator": viewer.is_operator,
        },
        "crews": [{"id": pk, "name": name} for pk, name in crews(viewer)],
        "services": [{"code": code, "name": name} for code, name in services()],
        "openOnes": OPEN_ONES,
        "newest_event": position(),
    }


def _box(offices: list[dict[str, Any]]) -> tuple[float, ...] | None:
    """The box around the offices' territory, in degrees: west, south, east, north."""
    places = Boundary.objects.active().filter(code__in=[office["teryt"] for office in offices])
    return places.order_by().aggregate(box=Extent("geometry"))["box"]
