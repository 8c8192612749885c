"""`manage.py import_layer`: layers of every kind, and crew areas, from files."""

import argparse
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import (
    BaseCommand,
    CommandError,
    CommandParser,
)
from tqdm import tqdm

from backend.management.help import HelpFormatter
from backend.management.layers import import_layer
from backend.management.rerouted import ASKED_MOST, Rerouted, open_reports
from gis_layers.importers import (
    Difference,
    Feature,
    FeaturesRefused,
    ImportRefused,
    ImportResult,
)
from gis_layers.rules import MOVED_BY_M, ImportKind, Level

REFUSALS_SHOWN = REPORTS_SHOWN = 20
OPTIONS = (
    *("srid", "source_layer", "skip_invalid", "dry_run"),
    *("name", "valid_from", "source", "licence", "moved_by_m", "imported_by"),
)
EPILOG = """\
examples:
  The municipalities of the country, from the State Register of Borders (PRG):
    manage.py import_layer boundaries A03_Granice_gmin.shp --mapping prg \\
        --source "PRG, GUGiK" --valid-from 2026-01-01
  The roads of two municipalities, each in a layer of its own:
    manage.py import_layer roads 1418032_SKDR_L.gml --mapping bdot10k --name lesznowola
    manage.py import_layer roads 1418042_SKDR_L.gml --mapping bdot10k --name piaseczno
  A file of your own, with a mapping of your own; first only tried, to see what it would change
  and which open reports would go elsewhere:
    manage.py import_layer roads roads.gpkg --mapping roads.toml --dry-run
  Address points of the PRG, and your own list of works on roads:
    manage.py import_layer addresses 1418_Adresy.zip --mapping prg_addresses
    manage.py import_layer works works.geojson --mapping works
  The areas of crews (columns crew, name, priority):
    manage.py import_layer crew_areas areas.geojson --jurisdiction 1418032

mappings (TOML):
  [attributes]                # boundaries: code, name
  category = "KATEGORIA"      # roads: category, and if you like number, name, class, source_id,
                              # km_from, km_to
                              # addresses: place, house_number, and street, postcode
                              # works: description, starts_at, and ends_at, kind, manager, source_id
  number = ["NR", "NR2"]      # several columns: the first that has a value counts
  [categories]                # roads: value = a category: krajowa, wojewodzka, powiatowa, ...
  K = "krajowa"
  Before the tables there may stand: optional = ["number"], encoding = "cp1250",
  level = "municipality", default_category = "wewnetrzna", skip = ["footway"].

An import replaces the whole layer of that kind and name, all at once: until it is done, everybody
sees the old one, which is kept beside the new (manage.py rollback_layer goes back to it). Repeating
an import is safe. What a file leads to beside itself (links, entities, other files) is not opened.
"""


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
        parser.add_argument("kind", choices=ImportKind.values)
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
        said = {key: options[key] for key in OPTIONS}
        level, routes = options["level"], options["dry_run"] and not options["skip_reports"]
        rerouted = Rerouted(open_reports(options["jurisdiction"]), _bar_of_reports)
        result = import_layer(
            ImportKind(options["kind"]),
            Path(options["file"]),
            mapping=options["mapping"],
            level=Level(level) if level else None,
            jurisdiction=options["jurisdiction"],
            progress=_bar,
            after_switch=rerouted if routes else None,
            **said,
        )
        if routes:
            rerouted.compare()
        self.rerouted = rerouted if routes else None
        return result

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
        self._tell_difference(result.difference)
        if self.rerouted:
            self._tell_rerouted(self.rerouted)
        if is_dry_run:
            self.stdout.write("This was a dry run: nothing is changed.")

    def _tell_difference(self, difference: Difference | None) -> None:
        if difference is None:
            self.stdout.write("There is no edition before it to compare with.")
            return
        self.stdout.write(
            f"Against the edition before: {difference.added:,} added, {difference.removed:,} "
            f"removed, {difference.changed:,} changed, {difference.moved:,} moved by more than "
            f"{difference.moved_by_m:g} m."
        )
        for example in difference.examples:
            self.stdout.write(f"  {example}")

    def _tell_rerouted(self, rerouted: Rerouted) -> None:
        self.stdout.write(
            f"{rerouted.differ:,} of {rerouted.asked:,} open reports would be routed differently "
            f"(asked of the newest up to {ASKED_MOST:,} near what differs; {rerouted.near:,} are)."
        )
        for each in rerouted.examples[:REPORTS_SHOWN]:
            changes = (
                f"{name} {before or 'none'} -> {each['after'][name] or 'none'}"
                for name, before in each["before"].items()
            )
            self.stdout.write(f"  {each['number']}: {', '.join(changes)}")
        more = rerouted.differ - REPORTS_SHOWN
        if more > 0:
            self.stdout.write(f"  and {more:,} more; they do not move by themselves")

    def _list_refused(self, result: ImportResult) -> None:
        for refusal in result.refused[:REFUSALS_SHOWN]:
            self.stderr.write(f"  refused {refusal}")
        more = len(result.refused) - REFUSALS_SHOWN
        if more > 0:
            self.stderr.write(f"  refused {more:,} more")


def _bar(features: Iterator[Feature], count: int) -> Iterable[Feature]:
    """Show a bar of progress on a terminal, and nothing elsewhere."""
    return tqdm(features, total=count, unit=" features", disable=not sys.stderr.isatty())


def _bar_of_reports(reports: Iterable[Any], count: int) -> Iterable[Any]:
    return tqdm(reports, total=count, unit=" reports", disable=not sys.stderr.isatty())


def _add_reading(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--mapping",
        metavar="NAME|FILE.toml",
        help="what the columns mean: prg, bdot10k, osm, prg_addresses, osm_addresses, works, or a "
        "file of your own (needed for all but crew areas)",
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
        "--name", help='of the layer; default: "municipalities", ... by level, else the kind'
    )
    group.add_argument(
        "--valid-from", type=date.fromisoformat, metavar="DATE", help="as in 2026-01-31"
    )
    group.add_argument("--source", default="", help="who made the data")
    group.add_argument("--licence", default="", help="under what terms")
    group.add_argument(
        "--skip-invalid", action="store_true", help="leave out features that cannot be used"
    )
    group.add_argument("--imported-by", default="", metavar="NAME", help="kept with the layer")
    group.add_argument(
        "--moved-by", dest="moved_by_m", type=float, default=MOVED_BY_M, metavar="METRES",
        help="what counts as moved against the edition before; default: %(default)s",
    )  # fmt: skip
    group.add_argument(
        "--dry-run",
        action="store_true",
        help="do all of it, tell what it would change and which open reports would be routed "
        "differently, take it back",
    )
    group.add_argument(
        "--skip-reports", action="store_true", help="do not ask that of the reports: it takes time"
    )
