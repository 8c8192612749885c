"""What an event says to those who hear of it: pushes, mails, the inbox, the office's preview."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import translation
from django.utils.formats import date_format
from django.utils.text import Truncator

from backend.core.language import LANGUAGES, Text
from backend.jurisdictions.rules import ManagerKind
from backend.reports.events import EventKind
from backend.reports.models import Report, ReportEvent, has_reopened
from backend.reports.news_models import WIDER, NewsText, Occasion, placeholders_of
from backend.reports.news_wording import (
    DAYS,
    EXAMPLE_DAY,
    EXAMPLE_NUMBER,
    EXAMPLE_OFFICE,
    EXAMPLE_SERVICE,
    OVERDUE,
    SHIPPED,
    SOME_MANAGER,
    SOME_OWNER,
)
from backend.reports.placeholders import fill, used_in, wrong_in
from backend.reports.rules import VERDICT_LIFE
from backend.reports.wording import NOT_FIXED_WHY
from backend.reports.workflow import Actor, ClosingReason

MANAGER_MAX_CHARS = 60  # our choice: names have 200, and a phone shows so much of a text

Values = dict[str, Callable[[], str | Text]]  # worked out where a text asks for them


@dataclass(frozen=True, kw_only=True)
class News:
    title: Text
    body: Text


class NewsTexts:
    """What offices say in their own words: the most specific text counts, field by field.

    Its own for the service, its own, the whole installation's for the service, and its own; at
    last what comes with the system.
    """

    def __init__(self, rows: Iterable[NewsText] = ()) -> None:
        self._rows = list(rows)

    def words(self, occasion: str, report: Report) -> News:
        rows = [row for row in self._rows if _fits(row, occasion, report)]
        rows.sort(key=lambda row: _rank(row, occasion))
        title, body = SHIPPED[occasion]
        known = placeholders_of(occasion)
        return News(
            title=_chosen(rows, "title", title, known), body=_chosen(rows, "body", body, known)
        )


def texts_for(reports: Iterable[Report]) -> NewsTexts:
    """Load what may be said of these reports: one query, however many they are."""
    reports = list(reports)
    if not reports:
        return NewsTexts()
    offices = {report.handler_id for report in reports}
    services = {report.service_id for report in reports}
    return NewsTexts(
        NewsText.objects.filter(
            Q(jurisdiction__isnull=True) | Q(jurisdiction__in=offices),
            Q(service__isnull=True) | Q(service__in=services),
        )
    )


def news_of(
    event: ReportEvent,
    report: Report | None = None,
    *,
    texts: NewsTexts | None = None,
    occasion: Occasion | None = None,
) -> News:
    """Put an event into words, by the number and the service of a report.

    report: with its service; the event's own when None. texts: of many reports at once; those of
    this report are loaded when None. occasion: for people to whom the event means something else.
    """
    report = report or event.report
    texts = texts or texts_for([report])
    occasion = occasion or occasion_of(event)
    return _filled(texts.words(occasion, report), occasion, _values(event, report))


def occasion_of(event: ReportEvent) -> Occasion:
    """Tell what an event is to the people of the report."""
    if event.kind == EventKind.COMMENTED:
        is_reply = event.actor_role == Actor.REPORTER
        return Occasion.REPLY if is_reply else Occasion.COMMENT
    if event.kind == EventKind.OVERDUE:
        return OVERDUE[event.data["step"] - 1]
    if event.kind in _OCCASIONS:
        return _OCCASIONS[EventKind(event.kind)]
    if has_reopened(event):
        return Occasion.REOPENED
    if "planned_for" in event.data:
        return Occasion.PLANNED_FOR
    reason = event.data.get("closing_reason")
    return Occasion(f"{event.status}_{reason}" if reason else event.status)


_OCCASIONS = {
    EventKind.JUDGED: Occasion.NOT_MENDED,
    EventKind.ANSWERED: Occasion.ANSWER,
    EventKind.UNMERGED: Occasion.UNMERGED,
}


def example_of(text: NewsText, beside: Iterable[NewsText] = ()) -> News:
    """Put an office's words into those of a report that is made up.

    beside: the other texts, from which comes what this one lacks; at last that is ours.
    """
    report = Report(number=EXAMPLE_NUMBER)
    setattr(report, "handler_id", text.jurisdiction_id)  # noqa: B010  of no office for all
    setattr(report, "service_id", text.service_id)  # noqa: B010
    values: Values = {
        "number": lambda: EXAMPLE_NUMBER,
        "service": lambda: text.service.name if text.service else EXAMPLE_SERVICE,
        "office": lambda: text.jurisdiction.office_name if text.jurisdiction else EXAMPLE_OFFICE,
        "planned_for": lambda: day_in_words(EXAMPLE_DAY),
        "manager": lambda: SOME_MANAGER,
        "why": lambda: _why(text.occasion.removeprefix("not_fixed").removeprefix("_")),
        "days": lambda: DAYS.of(VERDICT_LIFE.days),
    }
    texts = NewsTexts([text, *beside])
    return _filled(texts.words(text.occasion, report), text.occasion, values)


def day_in_words(day: date) -> Text:
    return Text(**{language: _day_in(language, day) for language in LANGUAGES})


def _values(event: ReportEvent, report: Report) -> Values:
    return {
        "number": lambda: report.number,
        "service": lambda: report.service.name,
        "office": lambda: report.handler.office_name,
        "planned_for": lambda: day_in_words(date.fromisoformat(event.data["planned_for"])),
        "manager": lambda: _manager(event),
        "why": lambda: _why(event.data.get("closing_reason", "")),
        "days": lambda: DAYS.of(VERDICT_LIFE.days),
    }


def _manager(event: ReportEvent) -> str | Text:
    """Whoever has it now; an internal road may be a private person's, whom no push names."""
    if event.data.get("manager_kind") == ManagerKind.OWNER:
        return SOME_OWNER
    name = event.data.get("manager") or SOME_MANAGER
    return name if isinstance(name, Text) else Truncator(name).chars(MANAGER_MAX_CHARS)


def _why(reason: str) -> Text:
    return NOT_FIXED_WHY[ClosingReason(reason or ClosingReason.OTHER)]


def _filled(words: News, occasion: str, values: Values) -> News:
    known = placeholders_of(occasion)
    texts = (words.title, words.body)
    used = frozenset[str]().union(
        *(used_in(text.in_language(each)) for text in texts for each in LANGUAGES)
    )
    facts = {name: values[name]() for name in used}
    title, body = (
        Text(
            **{
                language: fill(text.in_language(language), _spoken(facts, language), known)
                for language in LANGUAGES
            }
        )
        for text in texts
    )
    return News(title=title, body=body)


def _spoken(facts: dict[str, str | Text], language: str) -> dict[str, str]:
    return {
        name: fact.in_language(language) if isinstance(fact, Text) else fact
        for name, fact in facts.items()
    }


def _fits(row: NewsText, occasion: str, report: Report) -> bool:
    return (
        row.occasion in (occasion, WIDER.get(occasion))
        and row.jurisdiction_id in (None, report.handler_id)
        and row.service_id in (None, report.service_id)
    )


def _rank(row: NewsText, occasion: str) -> tuple[bool, bool, bool]:
    """The most specific first."""
    return row.jurisdiction_id is None, row.service_id is None, row.occasion != occasion


def _chosen(rows: list[NewsText], part: str, shipped: Text, known: Sequence[str]) -> Text:
    return Text(
        **{
            language: _first([getattr(row, f"{part}_{language}") for row in rows], known)
            or shipped.in_language(language)
            for language in LANGUAGES
        }
    )


def _first(texts: Iterable[str], known: Sequence[str]) -> str:
    """Pass over one that cannot be filled, however it came here: it must not stop the others."""
    return next((text for text in texts if text and not wrong_in(text, known)), "")


def _day_in(language: str, day: date) -> str:
    with translation.override(language):
        return date_format(day, "DATE_FORMAT")
