from datetime import timedelta
from typing import Any, Literal
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser

from backend.core.language import Language, Text
from notifications.channels import Message, Outcome, fcm
from notifications.doctor import advice_on
from notifications.models import Device
from notifications.rules import DeviceKind, Platform

TITLE = Text(pl="Wiadomość próbna", en="Test message", uk="Пробне повідомлення")
BODY = Text(
    pl="Powiadomienia na tym telefonie działają.",
    en="Notifications work on this phone.",
    uk="Сповіщення на цьому телефоні працюють.",
)
LIFE = timedelta(minutes=10)
DEVICE_ID_DIGITS_MAX = 18  # a token is longer, and never of digits alone


class Command(BaseCommand):
    help = (
        "Send one test message to one phone, at once and beside the queue, and say in words what "
        "FCM made of it. Nothing is written into the ledger and no phone is switched off."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "device",
            metavar="DEVICE",
            help="the id of a phone, as the administration shows it, or an FCM token itself",
        )
        parser.add_argument(
            "--platform",
            choices=Platform.values,
            default="android",
            help="of a token (%(default)s)",
        )
        parser.add_argument(
            "--kind",
            choices=DeviceKind.values,
            default="token",
            help="what was given: a registration token or an installation id (%(default)s)",
        )
        parser.add_argument(
            "--language", choices=Language.values, default="pl", help="of a token (%(default)s)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        message = _message(**_target(options))
        try:
            [outcome] = fcm.send([message])
        except ImproperlyConfigured as error:
            raise CommandError(f"{error} Ask manage.py push_doctor.") from error
        if outcome.state != "sent":
            raise CommandError(_refusal(outcome))
        self.stdout.write(f"FCM took the message: {outcome.message_id}")
        self.stdout.write("If the phone shows nothing, look at its settings for this app.")


def _target(options: dict[str, Any]) -> dict[str, Any]:
    given = options["device"]
    if not (given.isdecimal() and len(given) <= DEVICE_ID_DIGITS_MAX):
        names = ("kind", "platform", "language")
        return {"value": given, **{name: options[name] for name in names}}
    device = Device.objects.filter(pk=int(given)).first()
    if device is None:
        raise CommandError(f"There is no device {given}.")
    return {
        "value": device.value,
        "kind": device.kind,
        "platform": device.platform,
        "language": device.language,
    }


def _message(*, value: str, kind: Literal["token", "fid"], platform: str, language: str) -> Message:
    return Message(
        kind=kind,
        value=value,
        platform=platform,
        language=language,
        title=TITLE.in_language(language),
        body=BODY.in_language(language),
        data={"type": "test", "url": settings.PUBLIC_URL},
        collapse_key=f"test-{uuid4()}",
        ttl=LIFE,
        urgent=True,
    )


def _refusal(outcome: Outcome) -> str:
    words = {
        "gone": "Nobody is there",
        "wrong_sender": "This phone is not ours",
        "retry": "FCM did not take it now",
        "stop": "FCM refuses us",
        "rejected": "FCM rejects the message",
    }
    return f"{words[outcome.state]} ({outcome.code}). {advice_on(outcome)}"
