"""The page of what waits for the office's approval: one decision after the other, by one key."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from backend.accounts.viewer import Viewer
from backend.core import errors
from backend.core.pages import render_page, spoken
from backend.core.wording import FRAME
from backend.dispatch.views.desk import ALL_WORDS, for_dispatchers
from backend.reports.approvals import Waiting, waiting_for
from backend.reports.links import signed_photo_url

PAGE, PART = "dispatch/approvals.html", "dispatch/approval_items.html"


@for_dispatchers
def approvals(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The whole page, or with `after` the next items as a part of it."""
    after = request.GET.get("after", "")
    try:
        page = waiting_for(viewer, cursor=after)
    except errors.InvalidInput:
        return HttpResponse(status=400)
    user: Any = viewer.user
    context = {
        "items": [_item(each) for each in page.items],
        "next": page.next,
        "part": "approvals",
        "settings": {
            "words": spoken({**FRAME, **ALL_WORDS}),
            "me": {"id": user.pk},
        },
    }
    return render_page(request, PART if after else PAGE, words=ALL_WORDS, context=context)


def _item(waiting: Waiting) -> dict[str, Any]:
    report, photo = waiting.report, waiting.photo
    path = f"/api/v1/reports/{report.pk}"
    return {
        "report": report,
        "at": waiting.at,
        "service": str(report.service.name),
        "photo": photo,
        "photo_url": photo and signed_photo_url(photo, "display"),
        "call": f"{path}/photos/{photo.uid}/publication" if photo else f"{path}/text",
        "alt": str(ALL_WORDS["photo_alt"].format(number=report.number)),
    }
