"""manage.py load_demo: the demo municipality."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from tqdm import tqdm

from backend.management import demo
from backend.management.demo_file import passwords


class Command(BaseCommand):
    help = (
        "Load the demo municipality of fixtures/: layers, crews, accounts and some forty reports "
        "in all states. Does nothing when it is there already. Passwords: see demo.json in "
        "USTERKA_VAR."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if demo.is_loaded():
            self.stdout.write("The demo municipality is here already.")
            return
        demo.load_office(passwords())
        demo.load_reports(
            now=timezone.now(),
            progress=lambda rows: tqdm(rows, desc="Demo reports", unit="", disable=None),
        )
