"""What an office knows of a report that it has passed on: to whom, why, how, and the answer."""

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db import models
from django.db.models import Q

from backend.jurisdictions.models import RoadManager
from backend.jurisdictions.rules import ManagerKind
from backend.reports import rules
from backend.reports.workflow import PassingOn

if TYPE_CHECKING:
    from backend.reports.models import EventText, Report, ReportEvent


class Forwarding(models.Model):
    """One passing on of a report to the manager of the road, who has no office here.

    manager_*, phone, email, form_url, reasons: as they were then; addresses and routes change.
    event: the change of status. What the office wrote to the manager is its internal text.
    reference: the manager's own name for the case. answer: their last one; its text has its event.
    uid: names the letter, the same each time it is sent. sent_at: when the mail server took it.
    failure: why the last attempt did not succeed (`rules.PACKET_FAILURES`); "" if none failed.
    """

    report_id: UUID
    event: "models.OneToOneField[ReportEvent, ReportEvent]"

    uid = models.UUIDField(default=uuid4, unique=True)
    report: "models.ForeignKey[Report, Report]" = models.ForeignKey(
        "reports.Report", models.PROTECT, related_name="forwardings"
    )
    event = models.OneToOneField("reports.ReportEvent", models.PROTECT, related_name="forwarding")
    manager = models.ForeignKey(
        RoadManager, models.SET_NULL, null=True, related_name="forwardings", db_index=False
    )
    manager_kind = models.CharField(max_length=20, choices=ManagerKind)
    manager_name = models.CharField(max_length=200)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    form_url = models.URLField(blank=True)
    reasons = models.JSONField(default=list)
    how = models.CharField(max_length=10, choices=PassingOn)
    at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=20, blank=True)
    reference = models.CharField(max_length=rules.REFERENCE_MAX_CHARS, blank=True)
    answer: "models.ForeignKey[EventText | None, EventText | None]" = models.ForeignKey(
        "reports.EventText", models.PROTECT, null=True, related_name="+", db_index=False
    )
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(how=PassingOn.EMAIL) | ~Q(email=""),
                name="report_passed_on_by_email_has_an_address",
            )
        ]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.manager_name}"
