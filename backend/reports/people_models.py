"""People around a report: who can be reached, who follows it, who judges its end."""

from django.db import models
from django.db.models import Q

from backend.accounts.models import Installation, User
from backend.core.language import Language
from backend.reports import rules


class ReportContact(models.Model):
    """How to reach the reporter; readable for the handler's dispatchers, each reading logged.

    language: in which the report was sent.
    """

    report = models.OneToOneField("reports.Report", models.CASCADE, related_name="contact")
    name = models.CharField(max_length=rules.CONTACT_NAME_MAX_CHARS, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=rules.PHONE_MAX_CHARS, blank=True)
    postal_address = models.CharField(
        max_length=rules.POSTAL_ADDRESS_MAX_CHARS, blank=True, db_default=""
    )
    language = models.CharField(
        max_length=2,
        choices=Language,
        default=Language.POLISH,
        db_default=Language.POLISH.value,
    )

    def __str__(self) -> str:
        return f"contact of {self.report_id}"


class ContactReading(models.Model):
    """One reading of a report's contact data by somebody of the staff."""

    report = models.ForeignKey("reports.Report", models.CASCADE, related_name="contact_readings")
    user = models.ForeignKey(User, models.PROTECT, related_name="contact_readings")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id} read the contact of {self.report_id}"


class Follow(models.Model):
    """Somebody who hears what becomes of a report.

    is_owner: proved the report's secret and reads it like the reporter (a second phone, or an
    account that took the report in).
    """

    report = models.ForeignKey("reports.Report", models.CASCADE, related_name="follows")
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="follows")
    installation = models.ForeignKey(
        Installation, models.CASCADE, null=True, related_name="follows"
    )
    is_owner = models.BooleanField(default=False)
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "user"], name="one_follow_per_user"),
            models.UniqueConstraint(
                fields=["report", "installation"], name="one_follow_per_installation"
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False) ^ Q(installation__isnull=False),
                name="follow_is_of_a_user_or_an_installation",
            ),
        ]

    def __str__(self) -> str:
        return f"follow of {self.report_id}"


_NOBODY = {"user__isnull": True, "installation__isnull": True, "duplicate__isnull": True}


class Verdict(models.Model):
    """One person's word on whether a closed report is mended: the last one counts.

    closed_at: of the closing that it is about. event: where the reporter said it; the word of the
    others is counted, and stands in no history. A reporter's phones and accounts are one person.
    duplicate: whose sender it is, when they have neither account nor installation.
    """

    report = models.ForeignKey(
        "reports.Report", models.CASCADE, related_name="verdicts", db_index=False
    )
    closed_at = models.DateTimeField()
    mended = models.BooleanField()
    at = models.DateTimeField()
    event = models.ForeignKey(
        "reports.ReportEvent", models.PROTECT, null=True, related_name="verdicts"
    )
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="verdicts")
    installation = models.ForeignKey(
        Installation, models.CASCADE, null=True, related_name="verdicts"
    )
    duplicate = models.ForeignKey("reports.Report", models.CASCADE, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report", "closed_at", "user", "installation", "duplicate"],
                nulls_distinct=False,
                name="one_verdict_per_person_and_closing",
            ),
            models.CheckConstraint(
                condition=(
                    Q(event__isnull=False, **_NOBODY)
                    | Q(event__isnull=True, **{**_NOBODY, "user__isnull": False})
                    | Q(event__isnull=True, **{**_NOBODY, "installation__isnull": False})
                    | Q(event__isnull=True, **{**_NOBODY, "duplicate__isnull": False})
                ),
                name="verdict_is_of_one_person",
            ),
        ]

    def __str__(self) -> str:
        return f"verdict on {self.report_id}"
