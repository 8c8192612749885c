"""The one of a process who hears of events, reads what changed, and hands it to all streams."""

import asyncio
import contextlib
import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar
from uuid import UUID

import psycopg
from django.db import Error, connection
from django.utils import timezone
from procrastinate.contrib.django.utils import connector_params
from psycopg import AsyncConnection, Notify
from psycopg_pool import PoolTimeout

from backend.core import errors
from backend.dispatch.live import feed as live_feed
from backend.dispatch.live.client import Client, reset
from backend.dispatch.live.feed import Attendance, Change, Group, frame
from backend.dispatch.live.order import Order

CHANNELS = ("report_events", "report_presence")
BATCH_EVERY_S = 0.5  # at most two batches a second
COLLECT_S = 0.02  # a change of many reports is many events
LOOK_EVERY_S = 15  # for what no notification told, and for people who went without a word
RECONNECT_AFTER_S = 1
ANSWER_WITHIN_S = 10
# More than these is not told one by one: our choice, some 300 kB of rows.
EVENTS_MAX = 1000
CLIENTS_MAX = 1000  # of one process; our choice
CLIENTS_PER_USER_MAX = 20  # tabs and screens of one person; our choice
RETRY_AFTER_SECONDS = 10
DATABASE_THREADS = 2  # one reads for the batches, while another lets somebody in
LISTENING = "usterka live, listening"  # shown in pg_stat_activity
DATABASE_FAILS = (psycopg.Error, Error, PoolTimeout, TimeoutError)

Answer = TypeVar("Answer")

logger = logging.getLogger(__name__)


class Hub:
    """is_listening: whether it hears of what happens now, rather than at the next look."""

    def __init__(self) -> None:
        self.is_listening = False
        self._clients: set[Client] = set()
        self._newcomers: list[Client] = []
        self._per_user: Counter[int] = Counter()
        self._heard: set[int] = set()
        self._attendances: dict[UUID, Attendance] = {}
        self._look_at_people = False
        self._wake = asyncio.Event()
        self._threads = ThreadPoolExecutor(DATABASE_THREADS, "live")
        self._order: Order | None = None
        self._told = 0

    # --- streams ------------------------------------------------------------------------------

    @property
    def count(self) -> int:
        return self._per_user.total()

    def join(self, client: Client) -> None:
        """Let a stream have all that comes. Raises Unavailable beyond the limits."""
        self.require_room()
        if self._per_user[client.user] >= CLIENTS_PER_USER_MAX:
            raise full()
        self._per_user[client.user] += 1
        self._newcomers.append(client)
        self._wake.set()

    def leave(self, client: Client) -> None:
        self._per_user[client.user] -= 1
        self._per_user += Counter()  # forgets those who have none
        self._clients.discard(client)
        with contextlib.suppress(ValueError):
            self._newcomers.remove(client)

    def require_room(self) -> None:
        if self.count >= CLIENTS_MAX:
            raise full()

    async def ask(self, question: Callable[..., Answer], *values: Any, **named: Any) -> Answer:
        """Ask the database in a thread, which gives its connection back at once."""

        def asked() -> Answer:
            try:
                return question(*values, **named)
            finally:
                connection.close()

        return await asyncio.get_running_loop().run_in_executor(self._threads, asked)

    # --- hearing ------------------------------------------------------------------------------

    async def run(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._listen())
            tasks.create_task(self._spread())

    async def _listen(self) -> None:
        while True:
            try:
                await self._listen_once()
            except DATABASE_FAILS as fault:
                logger.warning("live: the database is away", extra={"fault": repr(fault)})
            finally:
                self.is_listening = False
            await asyncio.sleep(RECONNECT_AFTER_S)

    async def _listen_once(self) -> None:
        parameters = connector_params() | {"application_name": LISTENING, "autocommit": True}
        async with await AsyncConnection.connect(**parameters) as listening:
            for channel in CHANNELS:
                await listening.execute(f"LISTEN {channel}")
            while True:
                await self._look()
                self.is_listening = True
                async for notification in listening.notifies(timeout=LOOK_EVERY_S):
                    self._hear(notification)
                async with asyncio.timeout(ANSWER_WITHIN_S):  # a dead connection shows by it
                    await listening.execute("SELECT 1")

    def _hear(self, notification: Notify) -> None:
        if notification.channel == "report_presence":
            self._look_at_people = True
        elif self._order:
            ids = list(map(int, notification.payload.split(",")))
            self._order.note(ids)
            self._heard.update(ids)
        self._wake.set()

    async def _look(self) -> None:
        """Find what happened without being heard, as while the connection was lost."""
        if self._order is None:
            self._order = await self.ask(_order_of_now)
            self._told = self._order.position
        after = self._order.position
        ids = await self.ask(live_feed.events_after, after, limit=EVENTS_MAX + 1)
        self._heard.update(self._order.note(ids))
        if len(ids) > EVENTS_MAX:
            self._order = await self.ask(_order_of_now)
        self._look_at_people = True
        self._wake.set()

    # --- telling ------------------------------------------------------------------------------

    async def _spread(self) -> None:
        while True:
            await self._wake.wait()
            await asyncio.sleep(COLLECT_S)
            started = time.monotonic()
            self._wake.clear()
            try:
                await self._tell()
            except DATABASE_FAILS as fault:
                logger.warning("live: nothing can be read", extra={"fault": repr(fault)})
                self._look_at_people = True
                self._wake.set()
            await asyncio.sleep(max(0, started + BATCH_EVERY_S - time.monotonic()))

    async def _tell(self) -> None:
        if self._order is None:
            return
        newcomers = list(self._newcomers)
        heard, position = frozenset(self._heard), self._order.position
        await self._tell_changes(heard, position)
        await self._tell_people()
        await self._welcome(newcomers, position)
        self._heard -= heard
        self._told = position

    async def _tell_changes(self, heard: frozenset[int], position: int) -> None:
        if len(heard) > EVENTS_MAX:
            self._offer(dict.fromkeys(self._groups(), reset(position)), position)
        elif heard and self._clients:
            changes = await self.ask(live_feed.changes_in, heard)
            self._offer(await self.ask(_batches, self._groups(), changes, position), position)

    async def _tell_people(self) -> None:
        if not self._look_at_people:
            return
        self._look_at_people = False
        before, now = self._attendances, await self.ask(live_feed.attendances, now=timezone.now())
        self._attendances = now
        changed = [report for report in before | now if before.get(report) != now.get(report)]
        batches = {
            group: b"".join(_people_frames(group, changed, before, now)) for group in self._groups()
        }
        self._offer(batches, self._told)

    async def _welcome(self, newcomers: list[Client], position: int) -> None:
        """Tell newcomers what they have missed, once for those who see and missed the same."""
        waiting = {(client.group, client.since) for client in newcomers}
        told = {key: await self._welcome_of(*key, position) for key in waiting}
        for client in newcomers:
            if client in self._newcomers:  # else it has left meanwhile
                self._newcomers.remove(client)
                self._clients.add(client)
                client.offer(told[client.group, client.since], position=position)

    async def _welcome_of(self, group: Group, since: int | None, position: int) -> bytes:
        after = self._told if since is None else since
        # One that is not here yet is of another database, as before it was restored.
        known = self._order is not None and after <= self._order.newest
        missed = await self.ask(_missed, group, after, position) if known else reset(position)
        people = _people_frames(group, self._attendances, {}, self._attendances)
        return b"".join([missed, *people, frame("hello", {}, position)])

    def _groups(self) -> set[Group]:
        return {client.group for client in self._clients}

    def _offer(self, batches: dict[Group, bytes], position: int) -> None:
        for client in self._clients:
            if batch := batches.get(client.group):
                client.offer(batch, position=position)


def full() -> errors.DomainError:
    return errors.Unavailable(retry_after_seconds=RETRY_AFTER_SECONDS)


def _order_of_now() -> Order:
    """Begin at the newest event; the last ones of before may still lack some of theirs."""
    newest = live_feed.newest_event()
    begin = max(0, newest - live_feed.OVERLAP_EVENTS)
    order = Order(begin)
    order.note(live_feed.events_after(begin, limit=EVENTS_MAX))
    return order


def _batches(groups: Iterable[Group], changes: list[Change], position: int) -> dict[Group, bytes]:
    now = timezone.now()
    news = {group: live_feed.news_for(group, changes, now=now) for group in groups}
    return {group: frame("reports", told, position) for group, told in news.items() if told}


def _missed(group: Group, since: int, position: int) -> bytes:
    """What came after an event, up to `position` and perhaps further."""
    ids = live_feed.events_after(since, limit=EVENTS_MAX + 1)
    if len(ids) > EVENTS_MAX:
        return reset(position)
    changes = live_feed.changes_in(ids) if ids else []
    return _batches([group], changes, position).get(group, b"") if changes else b""


def _people_frames(
    group: Group,
    reports: Iterable[UUID],
    before: dict[UUID, Attendance],
    now: dict[UUID, Attendance],
) -> Iterable[bytes]:
    for report in reports:
        known = now.get(report) or before[report]
        if group.works_for(known.handler):
            people = now[report].people if report in now else ()
            yield frame("presence", live_feed.attendance_of(report, people))
