"""Whether it is mended, as those say who reported it or follow it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q

from backend.accounts.actions import require_unblocked
from backend.accounts.viewer import Viewer
from backend.core import errors
from backend.core.moments import utc_text
from backend.reports.actions.deadlines import settle_due
from backend.reports.actions.editing import reroute_report
from backend.reports.actions.endings import settle_ending
from backend.reports.actions.steps import actors, event_of, lock_report, record, write_texts
from backend.reports.events import Audience, EventKind
from backend.reports.models import EventText, Report, ReportEvent
from backend.reports.people_models import Follow, Verdict
from backend.reports.workflow import OPEN, Actor, Status

Voice = dict[str, object]  # the columns by which one person's word is told from the others'

_OF_REPORTER = Q(event__isnull=False)
_NOBODY: Voice = {"user_id": None, "installation_id": None, "duplicate_id": None}


@dataclass(frozen=True, kw_only=True)
class Said:
    """photo: the id of one of the report's photos."""

    mended: bool
    comment: str = ""
    photo: UUID | None = None


@transaction.atomic
def give_verdict(*, report_id: UUID, viewer: Viewer, said: Said, now: datetime) -> Report:
    """Say of a closed report whether it is mended: one voice per person, whose last word counts.

    The reporter's first "no" opens the report again; later ones mark it for the dispatcher.
    Followers, and the people of its duplicates, are counted and have nothing to add. The same word
    again changes nothing; what was said stays when somebody follows no more, or is joined no more.
    Raises LoginRequired, NotFound, Blocked, NotAllowed, VerdictNotAsked, VerdictTooLate,
    InvalidInput.
    """
    report = lock_report(report_id, viewer)
    require_unblocked(viewer, report.handler, now=now)
    if report.is_own:
        _hear_reporter(report, viewer, said, now)
    else:
        voices = _require_concerned(report, viewer, said)
        _require_judged(report, now)
        _keep_voice(report, said, now, voices)
        _count_voices(report)
        report.save(update_fields=["mended_voices", "not_mended_voices"])
    return report


def _require_concerned(report: Report, viewer: Viewer, said: Said) -> list[Voice]:
    """Tell whose voice it is, the first one; by the others they may have spoken before.

    Whoever mends it does not judge it.
    """
    if actors(report, viewer):
        raise errors.NotAllowed()
    voices = _voices_of_senders(report, viewer) or [_voice_of_follower(report, viewer)]
    if _voice(report.pk, report.reporter_id, report.installation_id) in voices:
        raise errors.NotAllowed()  # on another phone: the survivor's reporter speaks as such
    for field in ("comment", "photo"):
        if getattr(said, field):
            raise errors.NotAllowed(field=field)
    return voices


def _voices_of_senders(report: Report, viewer: Viewer) -> list[Voice]:
    """Of whoever sent duplicates of the report, by whichever of their phones they speak."""
    sent = report.duplicates.own(viewer).order_by("received_at", "id")
    rows = sent.values_list("id", "reporter_id", "installation_id")
    voices = [_voice(*row) for row in rows]
    if not voices:
        return []
    mine = _own_voice(viewer)
    return [*mine, *voices] if any(voice in voices for voice in mine) else [*voices, *mine]


def _voice(report_id: UUID, reporter_id: int | None, installation_id: UUID | None) -> Voice:
    """A sender's account, else installation, else what they sent: nobody else has its secret."""
    if reporter_id:
        return {**_NOBODY, "user_id": reporter_id}
    if installation_id:
        return {**_NOBODY, "installation_id": installation_id}
    return {**_NOBODY, "duplicate_id": report_id}


def _own_voice(viewer: Viewer) -> list[Voice]:
    """Of an account or an installation; whoever has but a report's secret has none."""
    if viewer.user is None and viewer.installation is None:
        return []
    return [{**viewer.owner(), "duplicate_id": None}]


def _voice_of_follower(report: Report, viewer: Viewer) -> Voice:
    """Of whoever follows the report, or a duplicate of it that they may see."""
    mine = _own_voice(viewer)
    if not mine:
        raise errors.NotAllowed()
    joined = Report.objects.visible_to(viewer).filter(duplicate_of=report.pk).values("pk")
    followed = Q(report=report.pk) | Q(report__in=joined)
    if not Follow.objects.filter(viewer.owned(), followed).exists():
        raise errors.NotAllowed()
    return mine[0]


def _require_judged(report: Report, now: datetime) -> None:
    until = report.verdict_until
    if until is None:
        raise errors.VerdictNotAsked(status_now=report.status)
    if now > until:
        raise errors.VerdictTooLate(until=utc_text(until), previous=str(report.pk))


def _hear_reporter(report: Report, viewer: Viewer, said: Said, now: datetime) -> None:
    before = report.verdicts.filter(_OF_REPORTER).select_related("event").order_by("-closed_at")
    last = before.first()
    if last and _is_said_again(report, last, said):
        return
    _require_judged(report, now)
    if said.photo and not report.photos.filter(uid=said.photo).exists():
        raise errors.InvalidInput(field="photo")
    event = event_of(
        report,
        EventKind.JUDGED,
        at=now,
        actor=viewer.user,
        actor_role=Actor.REPORTER,
        mended=said.mended,
        photo=_text(said.photo),
    )
    record(event)
    write_texts(event, [(EventText.Kind.COMMENT, said.comment, Audience.REPORTER)])
    _keep_voice(report, said, now, [_NOBODY, *_own_voice(viewer)], event=event)
    _count_voices(report)
    report.is_contested, report.updated_at = not said.mended, now
    if report.is_contested and report.contested_closings == 1:
        _open_again(report, viewer, now)
        return
    voices = ("mended_voices", "not_mended_voices")
    report.save(update_fields=["is_contested", "contested_closings", "updated_at", *voices])


def _is_said_again(report: Report, last: Verdict, said: Said) -> bool:
    """Tell whether the reporter's last word on this closing, or the one that undid it, was this."""
    is_this_closing = last.closed_at == report.closed_at
    has_undone_it = report.status in OPEN and not last.mended
    event = last.event
    if event is None or not (is_this_closing or has_undone_it):
        return False
    comments = event.texts.filter(kind=EventText.Kind.COMMENT).values_list("text", flat=True)
    before = (last.mended, comments.first() or "", event.data["photo"])
    return before == (said.mended, said.comment, _text(said.photo))


def _text(photo: UUID | None) -> str | None:
    return str(photo) if photo else None


def _keep_voice(
    report: Report,
    said: Said,
    now: datetime,
    voices: list[Voice],
    *,
    event: ReportEvent | None = None,
) -> None:
    """Store a person's last word, the reporter's with its event.

    voices: it is kept under the first, in the place of what they said under the others, before
    they took the report in or a report of theirs was joined to it.
    """
    first, *others = voices
    if others:
        spoken = Q(*(Q(**voice) for voice in others), _connector=Q.OR)
        this = Q(event=None, closed_at=report.closed_at)
        report.verdicts.filter(this, spoken).exclude(event=None, **first).delete()
    key: dict[str, Any] = {"report": report, "closed_at": report.closed_at, **first}
    said_now = {"mended": said.mended, "at": now, "event": event}
    Verdict.objects.update_or_create(**key, defaults=said_now)


def _count_voices(report: Report) -> None:
    mended, this = Q(mended=True), Q(closed_at=report.closed_at)
    counts = report.verdicts.aggregate(
        yes=Count("pk", filter=this & mended),
        no=Count("pk", filter=this & ~mended),
        contested=Count("pk", filter=_OF_REPORTER & ~mended),
    )
    report.mended_voices, report.not_mended_voices = counts["yes"], counts["no"]
    report.contested_closings = counts["contested"]


def _open_again(report: Report, viewer: Viewer, now: datetime) -> None:
    """Give the report to the crew that had it, or to whom a new report would go."""
    old, crew = report.status, report.crew
    report.status, report.crew = Status.RECEIVED, None
    report.version += 1
    settle_ending(report, now=now)
    events = [
        event_of(
            report,
            EventKind.STATUS_CHANGED,
            at=now,
            actor=viewer.user,
            actor_role=Actor.REPORTER,
            status_before=old,
        )
    ]
    if crew and crew.is_active and crew.jurisdiction_id == report.handler_id:
        report.status, report.crew = Status.ASSIGNED, crew
        report.version += 1
        role = Actor.SYSTEM
        events.append(
            event_of(
                report,
                EventKind.ASSIGNED,
                at=now,
                actor_role=role,
                status_before=Status.RECEIVED,
            )
        )
    events += settle_due(report, old=old, now=now)
    report.save()
    record(*events)
    if report.crew is None:
        _route(report, now)


def _route(report: Report, now: datetime) -> None:
    """What nobody serves by now waits for the dispatcher all the same."""
    try:
        reroute_report(report_id=report.pk, now=now)
    except (errors.OutsideJurisdiction, errors.ServiceNotOffered):
        return
