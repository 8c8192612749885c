"""Reads of what accounts own, and of who is blocked."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from backend.accounts.viewer import Viewer


class BlockQuerySet(models.QuerySet):
    def visible_to(self, viewer: "Viewer") -> "BlockQuerySet":
        """Keep what the viewer's own offices said; all of it for the operator."""
        if viewer.is_operator:
            return self
        return self.filter(jurisdiction__in=list(viewer.works_for))

    def in_force(self, *, now: datetime) -> "BlockQuerySet":
        return self.filter(ended_at__isnull=True, until__gt=now)

    def towards(self, jurisdiction_id: int | None) -> "BlockQuerySet":
        """Keep what keeps somebody from this office; None for what keeps them from every one."""
        everywhere = Q(jurisdiction__isnull=True)
        if jurisdiction_id is None:
            return self.filter(everywhere)
        return self.filter(everywhere | Q(jurisdiction=jurisdiction_id))
