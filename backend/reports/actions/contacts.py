"""Reading how to reach a reporter: nobody of the staff does so unseen."""

import logging
from datetime import datetime

from backend.accounts.viewer import Viewer
from backend.reports.actions.steps import actors
from backend.reports.models import Report
from backend.reports.people_models import ContactReading, ReportContact
from backend.reports.workflow import Actor

logger = logging.getLogger(__name__)


def read_contact(*, report: Report, viewer: Viewer, now: datetime) -> ReportContact | None:
    """Read a report's contact data, None when there are none or they are not for the viewer.

    report: a row of `visible_to(viewer).for_display()`. A reading by staff is stored and logged.
    """
    acting = actors(report, viewer)
    crew_reads = Actor.CREW in acting and report.service.crew_sees_contact
    as_staff = Actor.DISPATCHER in acting or crew_reads
    if not as_staff and Actor.REPORTER not in acting:
        return None
    contact = ReportContact.objects.filter(report=report).first()
    if contact and as_staff and viewer.user:
        ContactReading.objects.create(report=report, user=viewer.user, at=now)
        logger.info("contact read", extra={"report": report.pk, "user": viewer.user.pk})
    return contact
