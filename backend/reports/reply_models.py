"""Ready-made replies, which an office writes once."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from backend.core.language import Language, Text
from backend.jurisdictions.models import Jurisdiction, Service
from backend.reports import rules
from backend.reports.placeholders import PLACEHOLDERS, wrong_in
from backend.reports.workflow import Status

WRONG_PLACEHOLDER = Text(
    pl="W nawiasach {{ }} mogą stać tylko: {known}.",
    en="Only these may stand in braces {{ }}: {known}.",
    uk="У дужках {{ }} можуть бути лише: {known}.",
)


class Reply(models.Model):
    """What the office often writes to residents: for one service and one status, or for all.

    text_*: with placeholders in braces, see `placeholders`. An empty one falls back to Polish.
    """

    jurisdiction = models.ForeignKey(Jurisdiction, models.CASCADE, related_name="replies")
    service = models.ForeignKey(
        Service, models.CASCADE, null=True, blank=True, related_name="replies"
    )
    status = models.CharField(max_length=20, choices=Status, null=True, blank=True)
    name = models.CharField(max_length=rules.REPLY_NAME_MAX_CHARS)
    text_pl = models.TextField(max_length=rules.COMMENT_MAX_CHARS)
    text_en = models.TextField(max_length=rules.COMMENT_MAX_CHARS, blank=True)
    text_uk = models.TextField(max_length=rules.COMMENT_MAX_CHARS, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        verbose_name_plural = "replies"
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["jurisdiction", "name"], name="one_reply_per_office_and_name"
            ),
            models.CheckConstraint(
                condition=Q(status__isnull=True) | Q(status__in=Status.values),
                name="reply_is_for_a_known_status",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse placeholders that nothing could be put into."""
        super().clean()
        self.status = self.status or None
        known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
        faults: dict[str, Any] = {
            field: str(WRONG_PLACEHOLDER.format(known=known))
            for field in (f"text_{language}" for language in Language.values)
            if wrong_in(getattr(self, field))
        }
        if faults:
            raise ValidationError(faults)
