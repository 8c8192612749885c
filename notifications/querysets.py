"""Reads of the inbox."""

from django.db import models
from django.db.models import Exists, OuterRef

from backend.accounts.viewer import Viewer
from backend.reports.models import Report


class NotificationQuerySet(models.QuerySet):
    """The one gate is `inbox_of`."""

    def inbox_of(self, viewer: Viewer) -> "NotificationQuerySet":
        """Keep the viewer's own, of reports that they may see today. Raises LoginRequired."""
        visible = Report.objects.visible_to(viewer).filter(pk=OuterRef("report"))
        return self.filter(viewer.owned()).filter(Exists(visible))

    def for_display(self) -> "NotificationQuerySet":
        return self.select_related("event__report", "report__service", "report__duplicate_of")
