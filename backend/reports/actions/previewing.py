"""What people would read of a change that nobody has made yet."""

from copy import copy
from datetime import datetime
from typing import Any

from backend.accounts.viewer import Viewer
from backend.core import errors
from backend.core.language import Language
from backend.reports.actions.allowing import Change
from backend.reports.actions.changes import changing_event
from backend.reports.actions.steps import actors, event_of, require_change
from backend.reports.events import EventKind
from backend.reports.models import Report, ReportEvent
from backend.reports.news import News, news_of
from backend.reports.workflow import Actor, ClosingReason, Status


def news_before(report: Report, viewer: Viewer, change: Change | None, *, now: datetime) -> News:
    """Put a change of status, or a comment where there is none, into the words of its push.

    What a push does not need (the explanation of a closing, an after-photo) may be missing yet.
    Raises NotAllowed, ChangeNotAllowed, InvalidInput.
    """
    acting = actors(report, viewer) - {Actor.REPORTER}
    if not acting:
        raise errors.NotAllowed()
    if change is None:
        actor = next(actor for actor in Actor if actor in acting)
        event = event_of(report, EventKind.COMMENTED, at=now, actor_role=actor)
        return news_of(event)
    actor = require_change(report, change.new, acting)
    return news_of(_as_if(report, change, viewer, actor, now))


def in_each(news: News) -> list[dict[str, Any]]:
    return [
        {
            "language": language,
            "title": news.title.in_language(language),
            "body": news.body.in_language(language),
        }
        for language in Language.values
    ]


def _as_if(
    report: Report, change: Change, viewer: Viewer, actor: Actor, now: datetime
) -> ReportEvent:
    if change.closing_reason and change.closing_reason not in ClosingReason.values:
        raise errors.InvalidInput(field="reason", reasons=ClosingReason.values)
    if change.planned_for and change.new is not Status.PLANNED:
        raise errors.InvalidInput(field="planned_for")
    changed = copy(report)
    changed.status = change.new
    return changing_event(changed, change, viewer=viewer, actor=actor, old=report.status, now=now)
