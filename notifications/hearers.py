"""Who hears of an event, as what, and by which report of theirs."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q

from backend.accounts.models import Role
from backend.crews.models import Membership
from backend.reports.events import NEWS, Audience, EventKind
from backend.reports.models import EventText, Report, ReportEvent
from backend.reports.people_models import Follow, ReportContact
from backend.reports.workflow import CLOSED, CREW_WORK, Actor, Status, Visibility
from notifications.messages import is_end
from notifications.models import FollowedPlace
from notifications.rules import NotificationType, WorkNews

TYPES = {
    EventKind.COMMENTED: NotificationType.COMMENT,
    EventKind.ANSWERED: NotificationType.COMMENT,
}
NEARBY_STATUSES = (Status.PLANNED, Status.FIXED, Status.NOT_FIXED)
HANDINGS = (EventKind.ASSIGNED, EventKind.STATUS_CHANGED, EventKind.MERGED, EventKind.UNMERGED)
# A report's crew changes with these before the event that tells of it.
_BEFORE_THE_NEWS = (EventKind.RECEIVED, EventKind.REROUTED)


class Hearer(NamedTuple):
    """One of: an account, an anonymous app, an address left with a report."""

    user: int | None = None
    installation: UUID | None = None
    contact: int | None = None


@dataclass(frozen=True, kw_only=True)
class Hearing:
    """report: of theirs, by which they hear of it."""

    report: UUID
    type: NotificationType
    work: WorkNews | None = None


Hearers = dict[Hearer, Hearing]
NOBODY = Hearer()


@dataclass(kw_only=True)
class People:
    """Who has to do with a report. owners: its sender, on each of their phones and accounts.

    contact: somebody left an address; it is theirs who have nothing else of the report.
    """

    owners: set[Hearer]
    followers: set[Hearer] = field(default_factory=set)
    contact: Hearer = NOBODY
    is_private: bool

    def senders(self) -> set[Hearer]:
        owners = self.owners - {NOBODY}
        return owners or {self.contact} - {NOBODY}


class _Crews(NamedTuple):
    """Whose work a report was before an event, and is after it."""

    before: int | None
    after: int | None


def hearers_of(event: ReportEvent) -> Hearers:
    """The same number of queries whatever the number of people.

    event: with its report.
    """
    if event.kind == EventKind.OVERDUE:
        return _all(_dispatchers(event), event, NotificationType.OVERDUE)
    if event.kind == EventKind.JUDGED:  # that it is mended is news to nobody
        return {} if event.data["mended"] else _workers(event)
    people = _people_by_report(event)
    heard = _people_who_hear(event, people)
    if event.kind == EventKind.COMMENTED and event.actor_role == Actor.REPORTER:
        heard |= _workers(event)
    at_work = _members(event) if event.kind in HANDINGS else {}
    heard |= at_work
    if is_for_neighbours(event):
        for neighbour in _neighbours(event) - _involved(event, people, at_work):
            heard[neighbour] = Hearing(report=event.report_id, type=NotificationType.NEARBY)
    return {hearer: hearing for hearer, hearing in heard.items() if hearer not in _doer(event)}


def _all(hearers: Iterable[Hearer], event: ReportEvent, type_: NotificationType) -> Hearers:
    return dict.fromkeys(hearers, Hearing(report=event.report_id, type=type_))


def _doer(event: ReportEvent) -> set[Hearer]:
    return {Hearer(user=event.actor_id), NOBODY}


# --- the office and its crews -----------------------------------------------------------------


def _workers(event: ReportEvent) -> Hearers:
    """The crew that has the report now; while none has it, the office's dispatchers."""
    crew_id = event.report.crew_id
    if crew_id is None:
        return _all(_dispatchers(event), event, NotificationType.WORK)
    members = Membership.objects.filter(crew=crew_id, user__is_active=True)
    users = members.exclude(user=event.actor_id) if event.actor_id else members
    hearers = (Hearer(user=pk) for pk in users.values_list("user_id", flat=True))
    return _all(hearers, event, NotificationType.WORK)


def _dispatchers(event: ReportEvent) -> set[Hearer]:
    """Those of the office that has the report now."""
    roles = Role.objects.filter(jurisdiction=event.report.handler_id, user__is_active=True)
    dispatchers = roles.filter(kind=Role.Kind.DISPATCHER).values_list("user_id", flat=True)
    return {Hearer(user=pk) for pk in dispatchers}


def _members(event: ReportEvent) -> Hearers:
    """The members of the crews that got or lost the report; not of one that did it themselves."""
    crews = _crews_of(event)
    if crews.before == crews.after or event.actor_role == Actor.CREW:
        return {}
    lost = WorkNews.CLOSED if event.status in CLOSED else WorkNews.TAKEN
    if event.kind == EventKind.MERGED:
        lost = WorkNews.TAKEN
    members = Membership.objects.filter(
        crew__in=[crew for crew in crews if crew], user__is_active=True
    )
    heard: Hearers = {}
    for user_id, crew_id in members.values_list("user_id", "crew_id"):
        work = WorkNews.GIVEN if crew_id == crews.after else lost
        if work == WorkNews.GIVEN or Hearer(user=user_id) not in heard:
            heard[Hearer(user=user_id)] = Hearing(
                report=event.report_id, type=NotificationType.WORK, work=work
            )
    return heard


def _crews_of(event: ReportEvent) -> _Crews:
    earlier = ReportEvent.objects.filter(report=event.report_id, pk__lt=event.pk)
    last = earlier.exclude(kind__in=_BEFORE_THE_NEWS).order_by("-pk")
    before = last.values_list("crew_id", "status").first() or (None, "")
    return _Crews(*(
        crew if status in CREW_WORK else None
        for crew, status in (before, (event.crew_id, event.status))
    ))  # fmt: skip


# --- reporters and followers ------------------------------------------------------------------


def _audience(event: ReportEvent) -> Audience:
    """How far the news goes; of a private report, only its owners hear."""
    if event.kind not in NEWS or event.kind == EventKind.RECEIVED:
        return Audience.INTERNAL
    audience = Audience.PUBLIC
    if event.kind in (EventKind.COMMENTED, EventKind.ANSWERED):
        comments = event.texts.filter(kind=EventText.Kind.COMMENT)
        audience = Audience(
            comments.values_list("audience", flat=True).first() or Audience.INTERNAL
        )
    is_private = event.report.visibility == Visibility.PRIVATE
    if audience is Audience.PUBLIC and is_private:
        return Audience.REPORTER
    return audience


def _people_who_hear(event: ReportEvent, people: dict[UUID, People]) -> Hearers:
    """The reporter and the followers, of the report and its duplicates, but not whoever did it.

    What the reporter did is no news on any phone that owns the report: they all are the reporter's.
    Whoever has to do with the report itself hears by it, the others by a report of their own.
    """
    audience = _audience(event)
    if audience is Audience.INTERNAL:
        return {}
    mine = people[event.report_id]
    here = mine.senders()
    if audience is not Audience.REPORTER:
        here |= mine.followers
    reports = _joined_people(event, audience, people) | dict.fromkeys(here, event.report_id)
    silent = mine.owners | mine.senders() if event.actor_role == Actor.REPORTER else set()
    type_ = TYPES.get(EventKind(event.kind), NotificationType.STATUS)
    return {
        hearer: Hearing(report=report, type=type_)
        for hearer, report in reports.items()
        if hearer not in silent
    }


def _people_by_report(event: ReportEvent) -> dict[UUID, People]:
    """Who has to do with the report and with each that was joined to it: three queries."""
    joined = Report.objects.filter(duplicate_of=event.report_id).order_by("pk")
    found = {
        report.pk: People(
            owners={Hearer(user=report.reporter_id), Hearer(installation=report.installation_id)},
            is_private=report.visibility == Visibility.PRIVATE,
        )
        for report in (event.report, *joined)
    }
    follows = Follow.objects.filter(report__in=found)
    for pk, user_id, installation_id, is_owner in follows.values_list(
        "report", "user_id", "installation_id", "is_owner"
    ):
        people = found[pk]
        hearer = Hearer(user=user_id, installation=installation_id)
        (people.owners if is_owner else people.followers).add(hearer)
    contacts = ReportContact.objects.filter(report__in=found).exclude(email="")
    for pk, contact_id in contacts.values_list("report", "pk"):
        found[pk].contact = Hearer(contact=contact_id)
    return found


def _joined_people(
    event: ReportEvent, audience: Audience, people: dict[UUID, People]
) -> dict[Hearer, UUID]:
    """Those who hear by a duplicate what happens to the report that it was joined to.

    They hear what its followers do, best by what they sent themselves. Of a private one the
    senders learn how it ends, for it is the end of their own: `messages.news_for` names no other.
    """
    is_private = event.report.visibility == Visibility.PRIVATE
    if audience is not Audience.PUBLIC and not (is_private and is_end(event)):
        return {}
    duplicates = {pk: theirs for pk, theirs in people.items() if pk != event.report_id}
    hearers: dict[Hearer, UUID] = {}
    for report_id, theirs in duplicates.items():
        if not (is_private or theirs.is_private):
            hearers |= dict.fromkeys(theirs.followers, report_id)
    for report_id, theirs in duplicates.items():
        hearers |= dict.fromkeys(theirs.senders(), report_id)
    return hearers


# --- neighbours -------------------------------------------------------------------------------


def is_for_neighbours(event: ReportEvent) -> bool:
    """Tell whether those who follow a place hear of it: a new report, its plan and its end."""
    if event.report.visibility != Visibility.PUBLIC:
        return False
    if event.kind == EventKind.RECEIVED:
        return True
    return event.kind == EventKind.STATUS_CHANGED and event.status in NEARBY_STATUSES


def _neighbours(event: ReportEvent) -> set[Hearer]:
    places = FollowedPlace.objects.filter(
        Q(services=[]) | Q(services__contains=[event.report.service.code]),
        area__covers=event.report.location,
    )
    return {Hearer(*owner) for owner in places.values_list("user_id", "installation_id")}


def _involved(event: ReportEvent, people: dict[UUID, People], at_work: Hearers) -> set[Hearer]:
    """Who hears of the report anyhow, of this event or of the others: as theirs, or as work."""
    involved = {hearer for each in people.values() for hearer in each.owners | each.followers}
    crews = {event.crew_id, event.report.crew_id} - {None}
    members = Membership.objects.filter(crew__in=crews)
    crew = {Hearer(user=pk) for pk in members.values_list("user_id", flat=True)}
    return involved | crew | at_work.keys()
