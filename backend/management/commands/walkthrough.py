"""manage.py walkthrough: one report's life, played against the running system."""

import json
import logging
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import httpx
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from backend.core.language import Language
from backend.management.story import PUSHED_STATUSES, Demo, Story, StoryBroken

READY_WITHIN_S = 30


class Command(BaseCommand):
    help = (
        "Play one report's life against the running demo, over HTTP alone, and tell each step: a "
        "resident's phone reports a pothole with a photo, the crew mends it, and every push is "
        "shown as it arrives. Ends with 0 when all three pushes arrived. Start the demo first "
        "(make demo), with the same USTERKA_VAR."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--demo-json",
            type=Path,
            metavar="FILE",
            help="addresses and tokens of the demo; default: demo.json in USTERKA_VAR",
        )
        parser.add_argument("--url", help="the API's address, when not the one in that file")
        parser.add_argument(
            "--language",
            choices=Language.values,
            default=Language.ENGLISH.value,
            help="what the resident's phone speaks; default: en",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        logging.getLogger("httpx").setLevel(logging.WARNING)  # the story tells each call itself
        path = options["demo_json"] or Path(settings.USTERKA_VAR) / "demo.json"
        demo = _read_demo(path, options["url"])
        _require_running(demo)
        self._number = 0
        self.stdout.write(self.style.MIGRATE_HEADING(f"Usterka at {demo.url}"))
        try:
            missing = Story(demo, options["language"], self).tell()
        except StoryBroken as broken:
            raise CommandError(str(broken)) from None
        except httpx.HTTPError as error:
            raise CommandError(f"The story broke off at {_address(error)}: {error}") from None
        if missing:
            raise CommandError(f"These pushes did not arrive: {', '.join(missing)}.")
        arrived = ", ".join(PUSHED_STATUSES)
        self.stdout.write(self.style.SUCCESS(f"\nAll three pushes arrived: {arrived}."))
        self.stdout.write(f"See them as phones do: {demo.fcm_url}/")

    def step(self, text: str) -> None:
        self._number += 1
        self.stdout.write(f"\n{self._number:>2}  {self.style.MIGRATE_HEADING(text)}")

    def call(self, method: str, path: str, status: int) -> None:
        style = self.style.HTTP_SUCCESS if status < 400 else self.style.WARNING
        self.stdout.write(f"    {self.style.HTTP_INFO(method)} {path}  {style(str(status))}")

    def line(self, text: str) -> None:
        self.stdout.write(f"    {text}")

    def push(self, title: str, body: str) -> None:
        self.stdout.write(f"    {self.style.SUCCESS('Push on the phone:')} {title}")
        self.stdout.write(f"      {body}")

    def missed(self, text: str) -> None:
        self.stdout.write(f"    {self.style.ERROR(text)}")


def _read_demo(path: Path, url: str | None) -> Demo:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return Demo(
            url=(url or content["url"]).rstrip("/"),
            fcm_url=content["fcm_url"],
            crew_token=content["accounts"]["crew"]["token"],
        )
    except FileNotFoundError:
        raise CommandError(
            f"There is no {path}: start the demo first (make demo), with the same USTERKA_VAR."
        ) from None
    except (OSError, ValueError, KeyError) as error:
        raise CommandError(f"{path} is not what the demo writes: {error!r}") from None


def _require_running(demo: Demo) -> None:
    """Raises CommandError unless both the system and its stand-in for FCM answer."""
    for url in (f"{demo.url}/readyz", f"{demo.fcm_url}/control"):
        try:
            answer = httpx.get(url, timeout=READY_WITHIN_S, trust_env=False)
        except httpx.HTTPError:
            raise CommandError(
                f"Nothing answers at {url}. Start the demo (make demo) and try again; it may "
                "have been moved by PORT or USTERKA_VAR."
            ) from None
        if answer.status_code != 200:
            raise CommandError(f"{url} says that it is not ready: {answer.text.strip()}")


def _address(error: httpx.HTTPError) -> str:
    try:
        return str(error.request.url)
    except RuntimeError:  # it has none
        return "an unknown address"
