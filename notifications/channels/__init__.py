"""How a message leaves: one file for each channel, plain values in and out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal, Protocol

State = Literal["sent", "gone", "wrong_sender", "retry", "stop", "rejected"]


@dataclass(frozen=True, kw_only=True)
class Message:
    """What one recipient is told.

    kind, platform: of the device, for pushes. value: its token or installation id; elsewhere the
    address. collapse_key: a later message of the same key replaces this one. ttl: how long it is
    of use. merged: how many earlier changes went unsent because this one came; the body tells it.
    url, stop_url, office: for letters: what opens the report, where they are stopped, who writes.
    """

    kind: Literal["token", "fid", "address"]
    value: str
    platform: str = ""
    language: str
    title: str
    body: str
    data: dict[str, str] = field(default_factory=dict)
    collapse_key: str
    ttl: timedelta
    urgent: bool
    merged: int = 0
    url: str = ""
    stop_url: str = ""
    office: str = ""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What the provider said of one message.

    gone: nobody is there any more. wrong_sender: not ours to write to. retry: it may work later,
    and may have worked now. stop: we are refused, whatever the message. rejected: the message is
    wrong. of_platform: the stop holds for the platform of the message alone.
    """

    state: State
    message_id: str = ""
    code: str = ""
    retry_after: timedelta | None = None
    of_platform: bool = False


class Sender(Protocol):
    """A channel: the function `send` of a module here.

    One outcome for each message, in their order. It blocks for the slowest answer and for no
    Retry-After, knows no database, and may be called by several threads.
    Raises ImproperlyConfigured when the settings name nobody who could send.
    """

    def __call__(self, messages: Sequence[Message]) -> list[Outcome]: ...
