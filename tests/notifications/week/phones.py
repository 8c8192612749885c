"""The world at the end of the wire: phones, mailboxes, and a provider in all weathers."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

from notifications.channels import Message, Outcome

FINE, LOST, OUTAGE, QUOTA, NO_IOS, REFUSED = WEATHERS = (
    *("fine", "lost answers", "outage", "quota", "ios refused", "all refused"),
)
RETRY = Outcome(state="retry", code="UNAVAILABLE")
GONE = Outcome(state="gone", code="UNREGISTERED")
ACCEPTED = Outcome(state="sent", message_id="projects/week/messages/1")
NO_CREDENTIALS = Outcome(state="stop", code="UNAUTHENTICATED")
NO_APNS = Outcome(state="stop", code="THIRD_PARTY_AUTH_ERROR", of_platform=True)
SLOWED = Outcome(state="retry", code="QUOTA_EXCEEDED", retry_after=timedelta(minutes=3))


class KilledWorker(Exception):
    """What is left of a worker when its process is gone."""


@dataclass
class Handset:
    """A phone: what it shows is the newest message of each topic of each owner."""

    platform: str
    token: str
    shown: dict[tuple[str, str], Message] = field(default_factory=dict)


@dataclass
class Arrival:
    """A message at a phone or in a mailbox. is_known: the sender heard that it had arrived."""

    message: Message
    is_known: bool = True


@dataclass
class Provider:
    """The channel double. look: sees each message as it is sent, `land` as it is accepted.

    meanwhile: what happens while it is being sent, once. kill: how many messages it still takes
    before the worker dies; None to let it live.
    """

    weather: str = FINE
    kill: int | None = None
    meanwhile: Callable[[], Any] | None = None
    random: Random = field(default_factory=lambda: Random(1))
    is_phone: Callable[[str], bool] = lambda value: True
    look: Callable[[Message], None] = lambda message: None
    land: Callable[[Message], Arrival] = Arrival
    counts: Counter[str] = field(default_factory=Counter)
    answered: list[tuple[Message, Outcome]] = field(default_factory=list)

    def send(self, messages: Sequence[Message]) -> list[Outcome]:
        for message in messages:
            self.look(message)
        self._let_happen()
        landed, outcomes = [], []
        kill, self.kill = self.kill, None
        for message in messages if kill is None else messages[:kill]:
            outcome = self._answer(message)
            arrived = outcome.state == "sent" or self._is_lost(outcome)
            if arrived:
                landed.append(self.land(message))
                landed[-1].is_known = outcome.state == "sent"
            outcomes.append(outcome)
        if kill is not None:
            for arrival in landed:
                arrival.is_known = False
            self.counts["killed"] += 1
            raise KilledWorker
        self.counts.update(outcome.code or outcome.state for outcome in outcomes)
        self.answered += zip(messages, outcomes, strict=True)
        return outcomes

    def _let_happen(self) -> None:
        happening, self.meanwhile = self.meanwhile, None
        if happening:
            happening()

    def _answer(self, message: Message) -> Outcome:
        if self.weather == REFUSED:
            return NO_CREDENTIALS
        if self.weather == NO_IOS and message.platform == "ios":
            return NO_APNS
        if self.weather == OUTAGE:
            return RETRY
        if not self.is_phone(message.value):
            return GONE
        if self.weather == QUOTA and self.random.random() < 0.5:
            return SLOWED
        if self.weather == LOST and self.random.random() < 0.5:
            return Outcome(state="retry", code="LOST")
        return ACCEPTED

    def _is_lost(self, outcome: Outcome) -> bool:
        return outcome.code == "LOST"
