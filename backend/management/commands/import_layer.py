"""`manage.py import_layer`: boundaries, roads and crew areas from files."""

import argparse
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.core.management.base import (
    BaseCommand,
    CommandError,
    CommandParser,
    DjangoHelpFormatter,
)
from tqdm import tqdm

from backend.crews.importers import import_crew_areas
from gis_layers.importers import (
    Feature,
    FeaturesRefused,
    ImportRefused,
    ImportResult,
    import_boundaries,
    import_roads,
)
from gis_layers.rules import Level

REFUSALS_SHOWN = 20
EPILOG = """\
examples:
  The municipalities of the country, from the State Register of Borders (PRG):
    manage.py import_layer boundaries A03_Granice_gmin.shp --mapping prg \\
        --source "PRG, GUGiK" --valid-from 2026-01-01
  The roads of two municipalities, each in a layer of its own:
    manage.py import_layer roads 1418032_SKDR_L.gml --mapping bdot10k --name lesznowola
    manage.py import_layer roads 1418042_SKDR_L.gml --mapping bdot10k --name piaseczno
  A file of your own, with a mapping of your own; first only tried:
    manage.py import_layer roads roads.gpkg --mapping roads.toml --dry-run
  The areas of crews (columns crew, name, priority):
    manage.py import_layer crew_areas areas.geojson --jurisdiction 1418032

mappings (TOML):
  [attributes]                # boundaries: code, name
  category = "KATEGORIA"      # roads: category, and if you like number, name, class, source_id
  number = ["NR", "NR2"]      # several columns: the first that has a value counts
  [categories]                # roads: value = a category: krajowa, wojewodzka, powiatowa, ...
  K = "krajowa"
  Before the tables there may stand: optional = ["number"], encoding = "cp1250",
  level = "municipality", default_category = "wewnetrzna", skip = ["footway"].

An import replaces the whole layer of that kind and name, all at once: until it is done, everybody
sees the old one, which is kept beside the new. Repeating an import is safe.
"""


class HelpFormatter(DjangoHelpFormatter, argparse.RawDescriptionHelpFormatter):
    """Django's order of options, with the examples as they are written."""


class Command(BaseCommand):
    help = (
        "Import a map layer from a file (GeoJSON, GeoPackage, shapefile, GML, or a zip of one), "
        "in any CRS."
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(
            prog_name, subcommand, formatter_class=HelpFormatter, epilog=EPILOG, **kwargs
        )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=["boundaries", "roads", "crew_areas"])
        parser.add_argument("file", metavar="FILE")
        _add_reading(parser.add_argument_group("what is in the file"))
        _add_layer(parser.add_argument_group("what becomes of it"))

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            result = self._import(options)
        except FeaturesRefused as refused:
            self._list_refused(refused.result)
            raise CommandError(str(refused)) from refused
        except ImportRefused as refused:
            raise CommandError(str(refused)) from refused
        self._tell(result, is_dry_run=options["dry_run"])

    def _import(self, options: dict[str, Any]) -> ImportResult:
        common = {key: options[key] for key in ("srid", "source_layer", "skip_invalid", "dry_run")}
        common["progress"] = _bar
        if options["kind"] == "crew_areas":
            return import_crew_areas(
                options["file"], jurisdiction=options["jurisdiction"], **common
            )
        if not options["mapping"]:
            raise CommandError("Say what the columns mean by --mapping (prg, bdot10k, osm, FILE).")
        common |= {key: options[key] for key in ("name", "valid_from", "source", "licence")}
        if options["kind"] == "roads":
            return import_roads(options["file"], mapping=options["mapping"], **common)
        level = Level(options["level"]) if options["level"] else None
        return import_boundaries(options["file"], mapping=options["mapping"], level=level, **common)

    def _tell(self, result: ImportResult, *, is_dry_run: bool) -> None:
        self._list_refused(result)
        for repair, count in sorted(result.repaired.items()):
            self.stdout.write(f"  repaired {count:,}: {repair}")
        edition = f", edition {result.edition}" if result.edition else ""
        self.stdout.write(
            f"{result.name}{edition}: {result.read:,} features read, {result.added:,} rows added, "
            f"{result.passed_over:,} passed over, {len(result.refused):,} refused, "
            f"in {result.seconds:.1f} s."
        )
        if is_dry_run:
            self.stdout.write("This was a dry run: nothing is changed.")

    def _list_refused(self, result: ImportResult) -> None:
        for refusal in result.refused[:REFUSALS_SHOWN]:
            self.stderr.write(f"  refused {refusal}")
        more = len(result.refused) - REFUSALS_SHOWN
        if more > 0:
            self.stderr.write(f"  refused {more:,} more")


def _bar(features: Iterator[Feature], count: int) -> Iterable[Feature]:
    """Show a bar of progress on a terminal, and nothing elsewhere."""
    return tqdm(features, total=count, unit=" features", disable=not sys.stderr.isatty())


def _add_reading(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--mapping",
        metavar="NAME|FILE.toml",
        help="what the columns mean: prg, bdot10k, osm, or a file of your own "
        "(needed for boundaries and roads)",
    )
    group.add_argument(
        "--level", choices=Level.values, help="of boundaries; default: by the digits of codes"
    )
    group.add_argument(
        "--srid", type=int, help="EPSG number of the file's CRS, if it does not say its CRS"
    )
    group.add_argument(
        "--source-layer", metavar="LAYER", help="the layer to read from a file that has several"
    )
    group.add_argument(
        "--jurisdiction", metavar="TERYT", help="of crew areas, if a crew's name is ambiguous"
    )


def _add_layer(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--name", help='of the layer; default: "municipalities", ... by level, or "roads"'
    )
    group.add_argument(
        "--valid-from", type=date.fromisoformat, metavar="DATE", help="as in 2026-01-31"
    )
    group.add_argument("--source", default="", help="who made the data")
    group.add_argument("--licence", default="", help="under what terms")
    group.add_argument(
        "--skip-invalid", action="store_true", help="leave out features that cannot be used"
    )
    group.add_argument(
        "--dry-run", action="store_true", help="do all of it, tell about it, take it back"
    )
