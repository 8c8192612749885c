"""One way to import a layer of any kind: the command and the worker both come here."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Unpack

from backend.crews.importers import import_crew_areas
from gis_layers import actions
from gis_layers.importers import (
    ImportRefused,
    ImportResult,
    import_addresses,
    import_boundaries,
    import_roads,
    import_works,
)
from gis_layers.importers.layers import Options
from gis_layers.importers.vetting import vetted
from gis_layers.mapping import load_mapping
from gis_layers.rules import ImportKind, LayerKind, Level

UNPACKED_TIMES = 8  # our choice: so much more a zip may hold than an upload may have
OF_CREW_AREAS = (
    *("srid", "source_layer", "skip_invalid", "moved_by_m"),
    *("dry_run", "progress", "after_switch"),
)
IMPORTERS: dict[ImportKind, Callable[..., ImportResult]] = {
    ImportKind.BOUNDARIES: import_boundaries,
    ImportKind.ROADS: import_roads,
    ImportKind.ADDRESSES: import_addresses,
    ImportKind.WORKS: import_works,
}


def import_layer(
    kind: ImportKind,
    path: Path,
    *,
    mapping: str | Path | None = None,
    level: Level | None = None,
    jurisdiction: str | None = None,
    called: str = "",
    **options: Unpack[Options],
) -> ImportResult:
    """Import a file of any kind; all of it or nothing. Raises ImportRefused.

    level: of boundaries. jurisdiction: of crew areas, the TERYT code of the only one meant.
    called: the name of the file for people, if it is not that of the path.
    """
    layer, most = options.get("source_layer"), UNPACKED_TIMES * actions.upload_max_bytes(kind)
    if kind != ImportKind.CREW_AREAS:  # told before a large file is unpacked
        _require_mapping(kind, mapping)
    with (
        sentences_name(path, called or str(path)),
        vetted(path, layer=layer, unpacked_max_bytes=most) as file,
        sentences_name(file.path, str(path)),
    ):
        options["source_layer"] = file.layer
        if kind == ImportKind.CREW_AREAS:
            said: Any = {key: said for key, said in options.items() if key in OF_CREW_AREAS}
            return import_crew_areas(file.path, jurisdiction=jurisdiction, **said)
        of_kind = {"level": level} if kind == ImportKind.BOUNDARIES else {}
        return IMPORTERS[kind](file.path, mapping=mapping, **of_kind, **options)


def _require_mapping(kind: ImportKind, mapping: str | Path | None) -> None:
    if not mapping:
        raise ImportRefused("Say what the columns mean by --mapping (prg, bdot10k, osm, FILE).")
    load_mapping(mapping, LayerKind(kind))


@contextmanager
def sentences_name(path: Path, called: str) -> Iterator[None]:
    """Call a file in refusals what the administrator calls it, not by a path of ours."""
    try:
        yield
    except ImportRefused as refused:
        refused.args = (str(refused).replace(str(path), called),)
        raise
