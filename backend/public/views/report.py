"""One public report, for whoever has its address."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.utils import timezone
from django.views import View

from backend.accounts.viewer import STRANGER
from backend.core import errors
from backend.public import telling
from backend.public.views.frame import missing_page, public_page
from backend.reports.earlier import relate
from backend.reports.links import report_page_url
from backend.reports.models import Report
from backend.reports.views.reading import displayed, history


class ReportPage(View):
    """As strangers read it, whoever asks: so the page can be shared and kept."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, report_id: UUID) -> HttpResponse:
        try:
            report = displayed(Report.objects.visible_to(STRANGER), report_id)
        except errors.NotFound:
            return missing_page(request)
        relate([report], STRANGER)
        told = telling.whole(report, history(report), now=timezone.now())
        return public_page(request, "public/report.html", _context(told))


def _context(told: dict[str, Any]) -> dict[str, Any]:
    return {
        "office": told["office"],
        "report": told,
        "summary": telling.summary(told),
        "canonical": report_page_url(told["id"]),
        "preview": _preview(told),
        "app_link": _app_link(told),
        "map": {
            "lon": told["location"]["lon"],
            "lat": told["location"]["lat"],
            "accuracy": told["location"]["accuracy_m"],
            "status": told["status"],
        },
    }


def _app_link(told: dict[str, Any]) -> str:
    """For Android's browsers, which open no app by a link on its own site. "" without an app."""
    if not settings.ANDROID_APP:
        return ""
    scheme, _, address = report_page_url(told["id"]).partition("://")
    return f"intent://{address}#Intent;scheme={scheme};package={settings.ANDROID_APP};end"


def _preview(told: dict[str, Any]) -> dict[str, Any]:
    """The picture of a shared link: the last published photo, else a drawing of ours."""
    if told["photos"]:
        photo = told["photos"][-1]
        return {"url": f"{settings.PUBLIC_URL}{photo['display_url']}", "alt": photo["alt"]}
    return {"url": f"{settings.PUBLIC_URL}{static('public/preview.png')}", "alt": "Usterka"}
