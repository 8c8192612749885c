"""The words of news that an office has written in the place of those that come with the system."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from backend.core.language import Language, Text
from backend.jurisdictions.models import Jurisdiction, Service
from backend.reports import rules
from backend.reports.placeholders import usual_length, wrong_in

WRONG_PLACEHOLDER = Text(
    pl="W nawiasach {{ }} mogą tu stać tylko: {known}.",
    en="Only these may stand in braces {{ }} here: {known}.",
    uk="У дужках {{ }} тут можуть бути лише: {known}.",
)
TOO_LONG = Text(
    pl="Z wstawionymi danymi to około {chars} znaków; telefon pokaże najwyżej {most}.",
    en="With the facts put in these are some {chars} characters; a phone shows at most {most}.",
    uk="Із вставленими даними це близько {chars} знаків; телефон покаже щонайбільше {most}.",
)
NOTHING_WRITTEN = Text(
    pl="Wpisz tytuł albo treść w co najmniej jednym języku.",
    en="Write a title or a text in at least one language.",
    uk="Напишіть заголовок або текст принаймні однією мовою.",
)


class Occasion(models.TextChoices):
    """What there is news of."""

    RECEIVED = "received"
    ASSIGNED = "assigned"
    PLANNED = "planned"
    PLANNED_FOR = "planned_for"  # with a day
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    FIXED = "fixed"
    NOT_FIXED = "not_fixed"
    NO_DEFECT = "not_fixed_no_defect"
    NOT_ROAD = "not_fixed_not_road"
    LATER_WORKS = "not_fixed_later_works"
    NO_ACCESS = "not_fixed_no_access"
    OTHER_REASON = "not_fixed_other"
    FORWARDED = "forwarded"
    DUPLICATE = "duplicate"
    WITHDRAWN = "withdrawn"
    REOPENED = "reopened"
    UNMERGED = "unmerged"
    COMMENT = "comment"  # of the office
    REPLY = "reply"  # of the reporter
    ANSWER = "answer"  # of the manager to whom it was passed on
    NOT_MENDED = "not_mended"
    OVERDUE = "overdue"
    OVERDUE_DAY = "overdue_day"
    OVERDUE_WEEK = "overdue_week"
    CREW_NEW = "crew_new"
    CREW_AWAY = "crew_away"
    CREW_BACK = "crew_back"
    CREW_DANGER = "crew_danger"
    CREW_CLOSED = "crew_closed"
    NEARBY_NEW = "nearby_new"
    NEARBY_PLANNED = "nearby_planned"
    NEARBY_CLOSED = "nearby_closed"


NOT_FIXED = (
    Occasion.NOT_FIXED,
    Occasion.NO_DEFECT,
    Occasion.NOT_ROAD,
    Occasion.LATER_WORKS,
    Occasion.NO_ACCESS,
    Occasion.OTHER_REASON,
)
# What has no words of its own takes those of the wider occasion.
WIDER: dict[str, str] = {each: Occasion.NOT_FIXED for each in NOT_FIXED[1:]}

# Neither a person nor a place is among them: pushes show on locked screens.
ALWAYS_KNOWN = ("number", "service", "office")
KNOWN_BESIDES: dict[str, tuple[str, ...]] = {
    Occasion.PLANNED_FOR: ("planned_for",),
    Occasion.FORWARDED: ("manager",),
    **dict.fromkeys(NOT_FIXED, ("why", "days")),
}


def placeholders_of(occasion: str) -> tuple[str, ...]:
    return (*ALWAYS_KNOWN, *KNOWN_BESIDES.get(occasion, ()))


class NewsText(models.Model):
    """What people read on one occasion, in an office's own words.

    jurisdiction: whose reports; None for the whole installation. service: None for all.
    What is left empty is read as if this row did not have it: in wider words, at last in ours.
    """

    jurisdiction = models.ForeignKey(
        Jurisdiction, models.CASCADE, null=True, blank=True, related_name="news_texts"
    )
    service = models.ForeignKey(
        Service, models.CASCADE, null=True, blank=True, related_name="news_texts"
    )
    occasion = models.CharField(max_length=30, choices=Occasion)
    title_pl = models.CharField(max_length=rules.NEWS_TITLE_MAX_CHARS, blank=True)
    title_en = models.CharField(max_length=rules.NEWS_TITLE_MAX_CHARS, blank=True)
    title_uk = models.CharField(max_length=rules.NEWS_TITLE_MAX_CHARS, blank=True)
    body_pl = models.TextField(max_length=rules.NEWS_BODY_MAX_CHARS, blank=True)
    body_en = models.TextField(max_length=rules.NEWS_BODY_MAX_CHARS, blank=True)
    body_uk = models.TextField(max_length=rules.NEWS_BODY_MAX_CHARS, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["jurisdiction", "service", "occasion"],
                nulls_distinct=False,
                name="one_news_text_per_office_service_and_occasion",
            )
        ]

    def __str__(self) -> str:
        return str(self.get_occasion_display())

    @property
    def missing(self) -> list[str]:
        """The languages in which it lacks a title or a text that it has in another one."""
        return [
            language
            for language in Language.values
            if any(self._is_gap(part, language) for part in ("title", "body"))
        ]

    def clean(self) -> None:
        """Refuse placeholders that nothing could be put into, and more than a phone shows."""
        super().clean()
        faults: dict[str, Any] = {}
        for part, most in _LIMITS.items():
            for language in Language.values:
                fault = self._fault_of(getattr(self, f"{part}_{language}"), most)
                if fault:
                    faults[f"{part}_{language}"] = str(fault)
        if not any(getattr(self, f"{part}_{each}") for part in _LIMITS for each in Language.values):
            faults["body_pl"] = str(NOTHING_WRITTEN)
        if faults:
            raise ValidationError(faults)

    def _fault_of(self, text: str, most: int) -> Text | None:
        known = placeholders_of(self.occasion)
        if wrong_in(text, known):
            return WRONG_PLACEHOLDER.format(known=", ".join(f"{{{name}}}" for name in known))
        chars = usual_length(text)
        return TOO_LONG.format(chars=chars, most=most) if chars > most else None

    def _is_gap(self, part: str, language: str) -> bool:
        others = any(getattr(self, f"{part}_{each}") for each in Language.values)
        return others and not getattr(self, f"{part}_{language}")


_LIMITS = {"title": rules.NEWS_TITLE_MAX_CHARS, "body": rules.NEWS_BODY_MAX_CHARS}
