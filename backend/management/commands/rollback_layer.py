"""`manage.py rollback_layer`: the edition before, in force again."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from gis_layers import editions
from gis_layers.importers import ImportRefused, rollback_layer
from gis_layers.models import Layer
from gis_layers.rules import LayerKind


class Command(BaseCommand):
    help = (
        "Put the edition before back in force, all at once, for example after the wrong file was "
        "imported: manage.py rollback_layer roads lesznowola. Without a name it lists the layers "
        "of that kind and the way back that each has."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=LayerKind.values)
        parser.add_argument("name", nargs="?", help="of the layer, such as municipalities or roads")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["name"]:
            self._list(options["kind"])
            return
        try:
            layer = rollback_layer(options["kind"], options["name"])
        except ImportRefused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(self.style.SUCCESS(f"In force again: {_told(layer)}."))

    def _list(self, kind: str) -> None:
        active = Layer.objects.filter(kind=kind).active().order_by("name")
        for layer in active:
            self.stdout.write(f"{layer.name}: in force is {_told(layer)}")
            way_back = editions.before(layer)
            told = f"back to {_told(way_back)}" if way_back else "no edition before it is kept"
            self.stdout.write(f"  {told}")
        if not active:
            self.stdout.write(f"There are no {kind}.")


def _told(layer: Layer) -> str:
    day = editions.held_from(layer)
    return f"edition {layer.edition} of {day} ({layer.feature_count:,} rows)"
