"""Who may come to the pages of the desk."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from backend.accounts.viewer import Viewer, viewer_of
from backend.core.pages import render_page
from backend.dispatch.wording.desk import WORDS

Page = Callable[..., HttpResponse]


def for_dispatchers(view: Page) -> Page:
    """Let in the people of an office and the operator."""
    return _guarded(view, lambda viewer: bool(viewer.works_for or viewer.is_operator))


def for_staff(view: Page) -> Page:
    """Let in the people of an office, of its crews, and the operator."""
    return _guarded(view, lambda viewer: viewer.is_staff)


def _guarded(view: Page, may_enter: Callable[[Viewer], bool]) -> Page:
    """Hand the view who it is; whoever has no account here logs in first.

    A part of a page that is asked for by a script is refused by its status, not sent elsewhere.
    """

    @wraps(view)
    def checked(request: HttpRequest, **path: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            is_part = request.headers.get("X-Requested-With") == "fetch"
            return (
                HttpResponse(status=401) if is_part else redirect_to_login(request.get_full_path())
            )
        viewer = viewer_of(request.user)
        if not may_enter(viewer):
            return render_page(request, "dispatch/not_for_you.html", words=WORDS, status=403)
        response = view(request, viewer, **path)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return require_GET(checked)
