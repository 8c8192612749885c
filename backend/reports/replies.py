"""An office's ready-made replies, with the facts of one report in them."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from backend.core.language import Language, Text
from backend.reports import rules
from backend.reports.models import Report
from backend.reports.news import day_in_words
from backend.reports.placeholders import fill, used_in
from backend.reports.querysets import public_text_of
from backend.reports.reply_models import Reply

Values = dict[str, str]


@dataclass(frozen=True, kw_only=True)
class FilledReply:
    """needs: placeholders that nothing is known for."""

    id: int
    name: str
    status: str | None
    text: dict[str, str]
    needs: list[str]


def replies_for(report: Report, *, planned_for: date | None = None) -> list[FilledReply]:
    """Those of the report's handler for its service, in their order; one query.

    planned_for: a day that is yet to be set; the report's own without it.
    """
    fitting = Q(service__isnull=True) | Q(service=report.service_id)
    found = Reply.objects.filter(fitting, jurisdiction=report.handler_id, is_active=True)
    values = {
        language: _values(report, planned_for or report.planned_for, language)
        for language in Language.values
    }
    return [_filled(reply, values) for reply in found[: rules.REPLIES_MAX]]


def _filled(reply: Reply, values: dict[str, Values]) -> FilledReply:
    words = Text.of(reply, "text")
    used = used_in(reply.text_pl)
    return FilledReply(
        id=reply.pk,
        name=reply.name,
        status=reply.status,
        text={
            language: fill(words.in_language(language), known) for language, known in values.items()
        },
        needs=sorted(name for name in used if not values[Language.POLISH][name]),
    )


def _values(report: Report, planned_for: date | None, language: str) -> Values:
    return {
        "number": report.number,
        "service": report.service.name.in_language(language),
        "address": _address(report),
        "office": report.handler.office_name,
        "planned_for": day_in_words(planned_for).in_language(language) if planned_for else "",
    }


def _address(report: Report) -> str:
    """A reply is for everybody: what the reporter wrote of the place is in it once published."""
    words = public_text_of(report)
    if words and words[0]:
        return words[0]
    found = report.address if report.is_address_found else ""
    return found or report.road_name or report.municipality_name
