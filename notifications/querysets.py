"""Reads of the inbox."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from backend.accounts.viewer import Viewer
from backend.reports.models import Report


class NotificationQuerySet(models.QuerySet):
    """The one gate is `inbox_of`."""

    def inbox_of(self, viewer: Viewer) -> "NotificationQuerySet":
        """Keep the viewer's own: broadcasts, and of reports that they may see today.

        Raises LoginRequired.
        """
        visible = Report.objects.visible_to(viewer).filter(pk=OuterRef("report"))
        is_shown = Exists(visible) | Q(broadcast__isnull=False)
        return self.filter(viewer.owned()).filter(is_shown)

    def for_display(self) -> "NotificationQuerySet":
        rows = self.select_related(
            "event__report", "report__service", "report__duplicate_of", "broadcast"
        )
        return rows.defer("broadcast__area")


class BroadcastQuerySet(models.QuerySet):
    def visible_to(self, viewer: Viewer) -> "BroadcastQuerySet":
        """Keep those of the offices that the viewer works for."""
        if viewer.is_operator:
            return self.all()
        return self.filter(jurisdiction__in=viewer.works_for)
