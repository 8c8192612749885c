"""The map and the list of an office's public reports, and the choice of an office."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views import View

from backend.core.moments import utc_text
from backend.jurisdictions.models import Jurisdiction
from backend.jurisdictions.rules import territory_of
from backend.public import listing, telling
from backend.public.listing import NEAREST, SHOWN, Wanted
from backend.public.places import CHOICE_COOKIE, is_chosen, jurisdiction_for
from backend.public.views.frame import public_page
from backend.public.wording import WORDS
from backend.reports.workflow import Status

CHOICE_KEPT = timedelta(days=365)
OFFICES_MAX = 50  # in one answer of the choice; our choice


class Reports(View):
    """template: the map beside the list, or the list alone."""

    http_method_names = ["get", "head", "options"]
    template = "public/map.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        office = jurisdiction_for(request)
        if office is None:
            return _choice(request)
        response = public_page(request, self.template, _context(request, office))
        return _remembered(request, response, office)


def _context(request: HttpRequest, office: Jurisdiction) -> dict[str, Any]:
    now, wanted = timezone.now(), Wanted.of(request.GET)
    part = listing.part_of(office, wanted, now=now)
    box = Jurisdiction.objects.filter(pk=office.pk).box()
    return {
        "office": office,
        "is_chosen": is_chosen(request, office),
        "figures": listing.figures_of(office, now=now),
        "rows": [telling.row(report) for report in part.reports],
        "older": _link(request, after=part.after) if part.after else "",
        "newer": _link(request, after="") if wanted.after else "",
        "services": listing.services_of(office),
        "works": listing.works_in(box, now=now),
        "now": now,
        "wanted": wanted,
        "is_nearest": request.GET.get("order") == NEAREST,
        "choices": [(code, str(WORDS[f"show_{code}"])) for code in SHOWN],
        "legend": telling.statuses(SHOWN["current"]),
        "plain_query": _query(request, after=""),
        "map": {
            "tiles": wanted.tile_query
            | {
                "teryt": territory_of(office.teryt),
                "closed_after": utc_text(listing.since(now)),
            },
            "box": [box.west, box.south, box.east, box.north] if box else None,
            "statuses": telling.statuses(Status),
            "services": {each.code: str(each.name) for each in listing.services_of(office)},
        },
    }


def _query(request: HttpRequest, **changed: str) -> str:
    query = request.GET.copy()
    for name, value in changed.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return query.urlencode()


def _link(request: HttpRequest, **changed: str) -> str:
    return f"?{_query(request, **changed)}"


def _choice(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    offices = Jurisdiction.objects.active().order_by("name", "teryt")
    if asked:
        offices = offices.filter(name__icontains=asked)
    context = {"offices": offices[:OFFICES_MAX], "asked": asked}
    return public_page(request, "public/choice.html", context)


def _remembered(request: HttpRequest, response: HttpResponse, office: Jurisdiction) -> HttpResponse:
    """Keep a choice that was made by the reader; a page by itself sets no cookie."""
    if request.GET.get(CHOICE_COOKIE) == office.teryt:
        response.set_cookie(
            CHOICE_COOKIE,
            office.teryt,
            max_age=CHOICE_KEPT,
            samesite="Lax",
            secure=request.is_secure(),
            httponly=True,
        )
        response["Cache-Control"] = "private, no-cache"
    return response
