"""How often a caller may write: an account by itself, everybody else by address."""

from typing import Any

from django.utils import timezone
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from backend.accounts.viewer import viewer_in
from backend.core import throttling


class WriteThrottle(BaseThrottle):
    """Counts every write under its view's `throttle_scope`, "writes" when it names none.

    A view with the scope None counts by itself; one with `counts_reads` has its reads counted too.
    """

    def allow_request(self, request: Request, view: Any) -> bool:
        scope = getattr(view, "throttle_scope", "writes")
        is_counted = request.method not in SAFE_METHODS or getattr(view, "counts_reads", False)
        if scope and is_counted:
            throttling.count(scope, counted_as(request), now=timezone.now())
        return True


def counted_as(request: Request) -> str:
    """Name the caller for a throttle. Installations are free to make, so they do not count."""
    viewer = viewer_in(request)
    return viewer.key if viewer.user else throttling.client_address(request)
