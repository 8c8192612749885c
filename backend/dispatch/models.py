"""What the dispatchers' desk keeps for itself."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q

from backend.accounts.models import User
from backend.reports.models import Report

# A page says again every 30 s that it is there; two of these may get lost. Our choice.
PRESENCE_LIFE = timedelta(seconds=75)


class PresenceQuerySet(models.QuerySet["Presence"]):
    def current(self, now: datetime) -> "PresenceQuerySet":
        return self.filter(seen_at__gt=now - PRESENCE_LIFE)

    def over(self, now: datetime) -> "PresenceQuerySet":
        return self.filter(seen_at__lte=now - PRESENCE_LIFE)

    def of_colleagues(self) -> "PresenceQuerySet":
        """Keep the people of the report's handler: others are not shown by name."""
        office = Q(user__roles__jurisdiction=F("report__handler"))
        return self.filter(office | Q(user__is_superuser=True)).distinct()


class Presence(models.Model):
    """Somebody has a report open. The table is not logged: a crash of the database empties it."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="+", db_index=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    objects = PresenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "user"], name="one_presence_per_report")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} at {self.report_id}"


class Glance(models.Model):
    """When a person last said that they have looked at what came in."""

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id} at {self.at}"
