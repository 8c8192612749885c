"""A town in which time goes by: its machines, its phones, and what must hold all the time."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

from django.db.models import F, Min
from procrastinate.contrib.django.models import ProcrastinateJob

from backend.reports.actions.deadlines import announce_overdue
from backend.reports.models import Report, ReportEvent
from notifications import keeping
from notifications.broadcasting import carry_on, under_way
from notifications.channels import Message, Outcome
from notifications.claiming import Lane
from notifications.fanout import fan_out
from notifications.models import Broadcast, ChannelPause, Delivery, Notification
from notifications.sending import BROADCASTS, MAIL, NEWS, send_all, send_batch
from tests.notifications.week.model import CONTACT, Happening, Phone, Told, Town
from tests.notifications.week.people import WITH_PHONE, Cast, Seen, Wanted
from tests.notifications.week.phones import (
    FINE,
    Arrival,
    Handset,
    KilledWorker,
    Provider,
)

MUNICIPALITY = "1418032"
BROADCASTS_PATH = "/api/v1/broadcasts"
PLATFORMS = ("android", "ios", "web")
LANES = (NEWS, BROADCASTS, MAIL)
OVER = ("sent", "failed", "expired", "overtaken")
WEATHER_LASTS = timedelta(hours=12)  # far less than a push is of use
SENT_ONCE = 400  # batches of one awakening; more would be a worker that never rests


class Life:
    """The machines at work, the phones at the end of the wire, and what must hold."""

    def __init__(self, cast: Cast, begin: datetime, *, cases_max: int) -> None:
        self.cast, self.cases_max = cast, cases_max
        self.clock = cast.clock
        self.clock.moment = begin
        self.town = Town(crews=cast.crews, offices=cast.offices)
        self.seen = Seen()
        self.weather_since = begin
        self.last_event = self._last(ReportEvent)
        self.last_job = self._last(ProcrastinateJob)
        self.jobs: list[tuple[str, dict[str, Any]]] = []
        self.events: dict[int, Happening] = {}
        self.secrets: dict[str, str] = {}
        self.handsets = [Handset(PLATFORMS[i % 3], uuid4().hex) for i in range(len(WITH_PHONE))]
        self.apps = [str(UUID(int=number)) for number in range(1, 1 + len(self.handsets))]
        self.fcm = Provider(is_phone=self._is_phone, look=self._look, land=self._land)
        self.post = Provider(look=self._look_at_letter, land=self._land_letter)

    def _last(self, model: Any) -> int:
        return model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0

    # --- the course of things ---------------------------------------------------------------

    def let_pass(self, seconds: int, random: Random) -> None:
        announce_overdue(now=self.clock.moment)
        if self.clock.moment > self.weather_since + WEATHER_LASTS:
            self.fcm.weather = self.post.weather = FINE
        self.live_until(self.clock.moment + timedelta(seconds=seconds), random)

    def live_until(self, end: datetime, random: Random | None) -> None:
        """Let the machines do all that comes until then, each thing at its time."""
        self.awake(random)
        while (moment := self._next_moment()) and moment <= end:
            self.clock.moment = moment
            self.awake(random)
        self.clock.moment = max(end, self.clock.moment)
        self.awake(random)

    def _next_moment(self) -> datetime | None:
        now = self.clock.moment
        waiting = Delivery.objects.filter(state="waiting", next_attempt_at__gt=now)
        pauses = ChannelPause.objects.all()
        moments = [
            waiting.aggregate(at=Min("next_attempt_at"))["at"],
            pauses.filter(until__gt=now).aggregate(at=Min("until"))["at"],
            pauses.filter(until=None, probe_at__gt=now).aggregate(at=Min("probe_at"))["at"],
        ]
        return min((moment for moment in moments if moment), default=None)

    def awake(self, random: Random | None) -> None:
        self._watch()
        self._do_jobs(random)
        for broadcast in under_way(self.clock.moment):
            carry_on(broadcast, self.clock.now)
        keeping.end_the_old(self.clock.moment)
        in_use = self._lanes_in_use()
        for lane in (BROADCASTS, *in_use) if in_use else ():
            for _ in range(SENT_ONCE):
                if not self._send(lane, random):
                    break
            else:
                raise AssertionError(f"never done with {lane}")

    def _lanes_in_use(self) -> list[Lane]:
        due = Delivery.objects.filter(state="waiting", next_attempt_at__lte=self.clock.moment)
        found = set(due.values_list("channel", "urgency"))
        return [
            lane
            for lane in LANES
            if any((lane.channel, urgency) in found for urgency in lane.urgencies)
        ]

    def heal(self) -> None:
        """Everything works again, and two days go by in which nobody does anything."""
        for provider in (self.fcm, self.post):
            provider.weather, provider.kill, provider.meanwhile = FINE, None, None
        for uid in Broadcast.objects.filter(state="paused").values_list("uid", flat=True):
            self._call("dispatcher", "post", f"{BROADCASTS_PATH}/{uid}/resume")
        for _ in range(6):
            self.live_until(self.clock.moment + timedelta(hours=4), None)

    # --- the machines -----------------------------------------------------------------------

    def _watch(self) -> None:
        """Read what has happened: the history, and how the reports stand."""
        rows = Report.objects.filter(pk__in=self.town.cases).values_list(
            "pk", "visibility", "priority", "crew__name", "handler__teryt", "duplicate_of"
        )
        for pk, visibility, priority, crew, office, duplicate_of in rows:
            case = self.town.cases[str(pk)]
            case.is_private, case.is_danger = visibility == "private", priority == "danger"
            case.crew, case.office = crew or "", office
            case.duplicate_of = str(duplicate_of or "")
        events = ReportEvent.objects.filter(pk__gt=self.last_event).order_by("pk")
        for row in events.select_related("crew").prefetch_related("texts"):
            self.events[row.pk] = self._happened(row)
            self.last_event = row.pk
        for address, wanted in self.seen.wanted.items():
            for each in wanted:
                if each.event and not self.town.may_know(address[0], each.told, each.event):
                    each.is_void = True

    def _happened(self, row: ReportEvent) -> Happening:
        case = self.town.cases[str(row.report_id)]
        crew = row.crew.name if row.crew else ""
        after = crew if row.status in ("assigned", "planned", "in_progress", "waiting") else ""
        before = case.handed_to
        if row.kind in ("assigned", "status_changed", "merged", "unmerged"):
            case.handed_to = after
        return Happening(
            id=row.pk, at=row.at, kind=row.kind, report=case.key, status=row.status,
            role=row.actor_role, actor=self.cast.names.get(row.actor_id or 0, ""), crew=crew,
            audience=next((text.audience for text in row.texts.all() if text.audience), "internal"),
            is_no=row.data.get("mended") is False, work_before=before, work_after=after,
        )  # fmt: skip

    def _do_jobs(self, random: Random | None) -> None:
        """In any order, some later, some twice."""
        rows = ProcrastinateJob.objects.filter(pk__gt=self.last_job).order_by("pk")
        for pk, name, args in rows.values_list("pk", "task_name", "args"):
            self.jobs.append((name, args))
            self.last_job = pk
        jobs, self.jobs = self.jobs, []
        if random:
            random.shuffle(jobs)
        for name, args in jobs:
            if random and random.random() < 0.1:
                self.jobs.append((name, args))
            elif name == "notifications.fan_out":
                self._fan_out(args["event_id"], is_twice=bool(random and random.random() < 0.1))
            elif name == "notifications.carry_on":
                self._carry_on(args["broadcast_id"])

    def _fan_out(self, event_id: int, *, is_twice: bool) -> None:
        for _ in range(1 + is_twice):
            fan_out(event_id=event_id, now=self.clock.moment)
        event = self.events[event_id]
        heard = self.town.hears(event)
        devices = self.town.devices_for(heard)
        assert self._told(event_id) == heard, (event, self.town.cases[event.report])
        assert self._pushed(notification__event=event_id) == devices, event
        reached = {owner for owner, _ in devices}
        for owner, uid in devices:
            told = heard[owner]
            is_urgent = told.type == "work" and self.town.cases[event.report].is_danger
            self._want(owner, uid, f"report-{told.report}", Wanted(told, event, is_urgent))
        letters = {
            self._address_of(who): (who, told)
            for who, told in heard.items()
            if told.type in ("status", "comment") and who not in reached and self._address_of(who)
        }
        mails = Delivery.objects.filter(notification__event=event_id, channel="email")
        assert {*mails.values_list("address", flat=True)} == {*letters}, event
        for address, (who, told) in letters.items():
            self._want(who, address, f"report-{told.report}", Wanted(told, event))

    def _carry_on(self, broadcast_id: int) -> None:
        broadcast = Broadcast.objects.get(pk=broadcast_id)
        is_new = broadcast.state == "preparing"
        carry_on(broadcast_id, self.clock.now)
        if not is_new:
            return
        told = Told("notice", "")
        reached = dict.fromkeys(self.town.reached_by_a_notice(), told)
        devices = self.town.devices_for(reached)
        assert self._pushed(notification__broadcast=broadcast_id) == devices
        for owner, uid in devices:
            self._want(owner, uid, f"broadcast-{broadcast_id}", Wanted(told, None))

    def _want(self, owner: str, uid: str, topic: str, wanted: Wanted) -> None:
        self.seen.wanted[owner, uid, topic].append(wanted)

    def _told(self, event_id: int) -> dict[str, Told]:
        rows = Notification.objects.filter(event=event_id).values_list(
            "user", "installation", "contact__report", "type", "report"
        )
        return {self._name(*who): Told(type_, str(report)) for *who, type_, report in rows}

    def _pushed(self, **which: Any) -> set[tuple[str, str]]:
        rows = Delivery.objects.filter(channel="fcm", device__isnull=False, **which)
        found = rows.values_list("device__user", "device__installation", "device__installation_uid")
        return {
            (self._name(user, installation, None), str(uid)) for user, installation, uid in found
        }

    def _name(self, user: int | None, installation: Any, contact_of: Any) -> str:
        if user:
            return self.cast.names[user]
        return (
            self.cast.installations[str(installation)] if installation else f"{CONTACT}{contact_of}"
        )

    def _address_of(self, who: str) -> str:
        if who.startswith(CONTACT):
            return f"{who.removeprefix(CONTACT)}@poczta.example"
        return self.cast.addresses.get(who, "")

    def _send(self, lane: Lane, random: Random | None) -> bool:
        """One worker; whether it may have left something. What it heard counts if it lived."""
        provider = self.post if lane is MAIL else self.fcm
        provider.answered = []
        try:
            if random and not provider.meanwhile and random.random() < 0.2:
                send_all(lane=lane, clock=self.clock.now, send=provider.send)
                more = False
            else:
                more = bool(send_batch(now=self.clock.moment, send=provider.send, lane=lane))
        except KilledWorker:
            more = True
        self._settle(provider.answered)
        return more

    def _settle(self, answers: Sequence[tuple[Message, Outcome]]) -> None:
        for message, outcome in answers:
            if outcome.state == "gone":
                sent_to = self.seen.addressed[_key(message)]
                phone = self.town.phones.get((sent_to.owner, sent_to.uid))
                if phone and phone.token == message.value:
                    phone.is_active = False
                    self._void(phone)

    # --- at the end of the wire -------------------------------------------------------------

    def _is_phone(self, value: str) -> bool:
        return any(handset.token == value for handset in self.handsets)

    def _look(self, message: Message) -> None:
        """What must hold of each message at the moment when it goes out."""
        found = [
            phone
            for phone in self.town.phones.values()
            if phone.is_active and phone.token == message.value
        ]
        assert len(found) == 1, f"sent to a phone of nobody: {message}"
        [phone] = found
        self.seen.addressed[_key(message)] = phone
        assert message.language == phone.language
        assert message.data["type"] in phone.kinds, message
        assert message.title and message.body
        topic = self.seen.wanted[phone.owner, phone.uid, message.collapse_key]
        event = self.events.get(int(message.data.get("event_id", 0)))
        may_ring = any(
            each.is_urgent and each.event and event and each.event.id <= event.id for each in topic
        )
        assert may_ring or not phone.is_quiet(self.clock.moment), (phone, message)
        assert event is None or event.actor != phone.owner, "told of what they did themselves"
        self._require_no_leak(phone.owner, message)

    def _require_no_leak(self, who: str, message: Message) -> None:
        for case in self.town.cases.values():
            names_it = re.search(rf"{case.number}\b", message.title + message.body)
            is_its = message.data.get("report_id") == case.key
            if case.is_private and (names_it or is_its):
                is_work = message.data["type"] in ("work", "overdue")
                assert is_work or who in self.town.concerned_by(case), (who, case, message)

    def _land(self, message: Message) -> Arrival:
        phone = self.seen.addressed[_key(message)]
        handset = next(each for each in self.handsets if each.token == message.value)
        arrival = self._arrive(phone.owner, phone.uid, message)
        before = handset.shown.get((phone.owner, message.collapse_key))
        assert before is None or _news(before) <= _news(message), "older news came after newer"
        handset.shown[phone.owner, message.collapse_key] = message
        for wanted in self.seen.wanted[phone.owner, phone.uid, message.collapse_key]:
            if wanted.event is None or wanted.event.id <= _news(message):
                wanted.is_met = True
        self.seen.counts["merged"] += message.merged
        return arrival

    def _arrive(self, who: str, where: str, message: Message) -> Arrival:
        arrived = self.seen.arrived[who, where, message.data["notification_id"]]
        assert not any(each.is_known for each in arrived), f"told twice: {message}"
        self.seen.counts["accepted"] += 1
        self.seen.counts["again"] += bool(arrived)
        arrived.append(Arrival(message))
        return arrived[-1]

    def _look_at_letter(self, message: Message) -> None:
        assert message.title and message.body
        self._require_no_leak(self._reader_of(message.value), message)

    def _land_letter(self, message: Message) -> Arrival:
        who = self._reader_of(message.value)
        for wanted in self.seen.wanted[who, message.value, message.collapse_key]:
            if wanted.event and wanted.event.id == _news(message):
                wanted.is_met = True
        self.seen.counts["letters"] += 1
        return self._arrive(who, message.value, message)

    def _reader_of(self, address: str) -> str:
        readers = {address: who for who, address in self.cast.addresses.items()}
        return readers.get(address) or f"{CONTACT}{address.partition('@')[0]}"

    # --- what must hold ---------------------------------------------------------------------

    def require_order(self) -> None:
        """The ledger adds up, what has ended stays so, and what waits has a time."""
        rows = Delivery.objects.values_list(
            "pk", "state", "code", "attempts", "next_attempt_at", "sent_at",
            "notification__broadcast__state",
        )  # fmt: skip
        states = {}
        for pk, state, code, attempts, next_attempt_at, sent_at, broadcast in rows:
            states[pk] = state
            is_held = state == "waiting" and code == "paused" and next_attempt_at is None
            assert (state == "waiting") == (next_attempt_at is not None) or is_held, pk
            assert (state == "sent") == (sent_at is not None)
            assert attempts or state != "sent"
            assert code != "too_old" or broadcast, "something grew too old in a few hours"
        for pk, state in self.seen.ended.items():
            assert states[pk] == state, "what had ended went on"
        self.seen.ended = {pk: state for pk, state in states.items() if state in OVER}

    def require_all_told(self) -> None:
        """After everything works again: nothing waits, everybody knows, every failure was met."""
        self.require_order()
        waiting = Delivery.objects.filter(state="waiting")
        facts = ("device", "channel", "topic", "code", "next_attempt_at", "attempts")
        left = list(waiting.values(*facts))
        assert not left, (self.clock.moment, left)
        for address, wanted in self.seen.wanted.items():
            missed = [each for each in wanted if each.is_open]
            assert not missed, (address, missed, self._record_of(missed[0]))
        sent = Delivery.objects.filter(state="sent")
        known = sum(any(each.is_known for each in every) for every in self.seen.arrived.values())
        assert sent.count() == known
        self._require_letters_instead()

    def _record_of(self, wanted: Wanted) -> Any:
        """What the ledger says of it, for whoever looks for a fault."""
        event = wanted.event.id if wanted.event else None
        rows = Delivery.objects.filter(notification__event=event)
        states = rows.values_list("channel", "address", "device", "state", "code", "attempts")
        return [*states], self.town.cases.get(wanted.told.report)

    def _require_letters_instead(self) -> None:
        """Of whom no phone could be reached, and who has an address."""
        told = Notification.objects.filter(type__in=("status", "comment"), user__isnull=False)
        for row in told.annotate(who=F("user")).prefetch_related("deliveries"):
            pushes = {each.state for each in row.deliveries.all() if each.channel == "fcm"}
            has_letter = any(each.channel == "email" for each in row.deliveries.all())
            if pushes == {"failed"} and self._address_of(self.cast.names[row.user_id]):
                assert has_letter, row

    # --- small things -----------------------------------------------------------------------

    def _void(self, phone: Phone, which: Callable[[Wanted], bool] = lambda _: True) -> None:
        for (owner, uid, _), wanted in self.seen.wanted.items():
            if (owner, uid) == (phone.owner, phone.uid):
                _make_void(filter(which, wanted))

    def _void_topic(self, topic: str) -> None:
        for address, wanted in self.seen.wanted.items():
            if address[2] == topic:
                _make_void(wanted)

    def _call(self, who: str, method: str, path: str, *body: Any) -> Any:
        """Return the answer, {} for an empty one; None where it is refused."""
        self.clock.moment += timedelta(seconds=1)
        answer = getattr(self.cast.callers[who], method)(path, *body)
        assert answer.status_code < 500
        self._watch()
        if answer.status_code >= 400:
            return None
        return answer.json() if answer.content else True


def _make_void(wanted: Iterable[Wanted]) -> None:
    for each in wanted:
        each.is_void = True


def _key(message: Message) -> tuple[str, str]:
    return message.value, message.data["notification_id"]


def _news(message: Message) -> int:
    return int(message.data.get("event_id", 0))
