"""Text messages: what a gateway has to do, and one that only prints.

A gateway is a function like `print_out`: it gets the number, as it was given to us, and the text
of `text_of`, and returns the Outcome of that one message.

- `sent` with the gateway's id when it has taken the message; `gone` when it says that the number
  does not exist; `rejected` when it will not have this text; `stop` when it does not know us or
  our credit is used up; `retry` for all else, with `retry_after` where it asks to wait.
- It passes the Message's `collapse_key` and notification id as the reference by which the gateway
  knows a repetition, blocks for 10 seconds at most, sleeps through no Retry-After, and writes no
  number into a log.
"""

from collections.abc import Callable, Sequence

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from notifications.channels import Message, Outcome

SHOWN_DIGITS = 3  # of a number, its last ones


def send(messages: Sequence[Message]) -> list[Outcome]:
    """Send text messages one after the other; one outcome for each, in their order.

    Raises ImproperlyConfigured when SMS_BACKEND names no gateway.
    """
    if not messages:
        return []
    gateway = _GATEWAYS.get(settings.SMS_BACKEND)
    if gateway is None:
        raise ImproperlyConfigured("SMS_BACKEND is empty: no text message can be sent.")
    return [gateway(message) for message in messages]


def text_of(message: Message) -> str:
    """One line of title and body, and the address that opens the report."""
    return f"{message.title}. {message.body} {message.url}".strip()


def print_out(message: Message) -> Outcome:
    """Show on standard output what would be sent, to a number that cannot be read from it."""
    digits = "".join(each for each in message.value if each.isdigit())
    print(f"SMS …{digits[-SHOWN_DIGITS:]}: {text_of(message)}", flush=True)  # noqa: T201
    return Outcome(state="sent", message_id=f"console-{message.data.get('notification_id', '')}")


_GATEWAYS: dict[str, Callable[[Message], Outcome]] = {"console": print_out}
