"""Imports of whole layers: all of a file or nothing, as the next edition of a layer."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date
from itertools import chain
from pathlib import Path
from typing import TypedDict, Unpack

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from gis_layers.importers.errors import ImportRefused
from gis_layers.importers.mapping import Mapping, load_mapping
from gis_layers.importers.reading import Feature, Source, open_source
from gis_layers.importers.repairs import Shape
from gis_layers.importers.results import (
    ImportResult,
    Progress,
    ToRows,
    require_usable,
    silently,
    usable_rows,
)
from gis_layers.importers.rows import BoundaryRows, RoadRows, teryt
from gis_layers.models import Boundary, Layer, Road
from gis_layers.rules import (
    DEFAULT_NAMES,
    DEFAULT_ROADS_NAME,
    EDITIONS_KEPT,
    REFUSALS_KEPT,
    TEXTS_MAX_CHARS,
    LayerKind,
    Level,
    level_of,
)

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
COPY: dict[str, str] = {
    LayerKind.BOUNDARIES: "COPY gis_layers_boundary (layer_id, is_active, level, code, name, "
    "geometry) FROM STDIN",
    LayerKind.ROADS: "COPY gis_layers_road (layer_id, is_active, category, is_expressway, number, "
    "name, source_id, geometry) FROM STDIN",
}
ANALYZE: dict[str, str] = {
    LayerKind.BOUNDARIES: "ANALYZE gis_layers_boundary",
    LayerKind.ROADS: "ANALYZE gis_layers_road",
}


class Options(TypedDict, total=False):
    """What may be said of an import; everything has a default.

    name: of the layer that is replaced; by default that of its level, or "roads".
    srid: EPSG number of the file's CRS, where the file does not say it, or says it wrongly.
    source_layer: the layer within a file of several.
    skip_invalid: leave out features that cannot be used, instead of refusing the file.
    dry_run: do all of it, then take it back.
    progress: is given the features and their number, and hands the features on.
    """

    name: str | None
    srid: int | None
    source_layer: str | None
    valid_from: date | None
    source: str
    licence: str
    skip_invalid: bool
    dry_run: bool
    progress: Progress


def import_boundaries(
    path: str | Path,
    *,
    mapping: str | Path,
    level: Level | None = None,
    **options: Unpack[Options],
) -> ImportResult:
    """Replace a layer of boundaries of one level. Raises ImportRefused."""
    rules = load_mapping(mapping, LayerKind.BOUNDARIES)
    file = _open(path, rules, options)
    features = file.features(Shape.AREAS)
    level = level or rules.level
    if level is None:
        level, features = _first_level(features)
    layer = _layer(LayerKind.BOUNDARIES, DEFAULT_NAMES[level], file, options)
    return _import(layer, _shown(features, file, options), BoundaryRows(level), options)


def import_roads(
    path: str | Path, *, mapping: str | Path, **options: Unpack[Options]
) -> ImportResult:
    """Replace a layer of roads. Raises ImportRefused."""
    rules = load_mapping(mapping, LayerKind.ROADS)
    file = _open(path, rules, options)
    layer = _layer(LayerKind.ROADS, DEFAULT_ROADS_NAME, file, options)
    features = _shown(file.features(Shape.LINES), file, options)
    return _import(layer, features, RoadRows(rules), options)


def _open(path: str | Path, rules: Mapping, options: Options) -> Source:
    return open_source(path, rules, srid=options.get("srid"), layer=options.get("source_layer"))


def _shown(features: Iterator[Feature], file: Source, options: Options) -> Iterable[Feature]:
    return options.get("progress", silently)(features, file.count)


def _layer(kind: LayerKind, default_name: str, file: Source, options: Options) -> Layer:
    layer = Layer(
        kind=kind,
        name=options.get("name") or default_name,
        srid=file.srid,
        valid_from=options.get("valid_from"),
        source=options.get("source", ""),
        licence=options.get("licence", ""),
        imported_at=timezone.now(),
    )
    for said, most in TEXTS_MAX_CHARS.items():
        if len(getattr(layer, said)) > most:
            raise ImportRefused(f"The {said} of a layer has at most {most} characters.")
    return layer


def _first_level(features: Iterator[Feature]) -> tuple[Level, Iterator[Feature]]:
    """Tell the level of a file by its first TERYT code; hands back all of its features."""
    seen = []
    for feature in features:
        seen.append(feature)
        level = level_of(teryt(feature.attributes["code"]))
        if level:
            return level, chain(seen, features)
    raise ImportRefused("No feature has a TERYT code of 7, 4 or 2 digits.")


def _import(
    layer: Layer, features: Iterable[Feature], to_rows: ToRows, options: Options
) -> ImportResult:
    started = time.monotonic()
    result = ImportResult(name=layer.name)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LOCK, [f"{layer.kind}:{layer.name}"])
        layer.edition = _next_edition(layer)
        layer.save()
        with cursor.copy(COPY[layer.kind]) as copy:
            for row in usable_rows(features, to_rows, result):
                # Nobody sees the rows as active before the commit.
                copy.write_row((layer.pk, True, *row))
        require_usable(result, skip_invalid=options.get("skip_invalid", False))
        _switch(layer, result)
        cursor.execute(ANALYZE[layer.kind])
        transaction.set_rollback(options.get("dry_run", False))
    result.edition = layer.edition
    result.seconds = time.monotonic() - started
    return result


def _next_edition(layer: Layer) -> int:
    newest = Layer.objects.of(layer.kind, layer.name).aggregate(newest=Max("edition"))["newest"]
    return (newest or 0) + 1


def _switch(layer: Layer, result: ImportResult) -> None:
    """Make the new edition the active one; keep the one before it, drop older rows."""
    others = Layer.objects.of(layer.kind, layer.name).exclude(pk=layer.pk)
    rows = Boundary.objects if layer.kind == LayerKind.BOUNDARIES else Road.objects
    old = others.filter(edition__lte=layer.edition - EDITIONS_KEPT)
    rows.filter(layer__in=old).delete()
    old.delete()
    rows.filter(layer__in=others, is_active=True).update(is_active=False)
    others.update(is_active=False)
    layer.is_active = True
    layer.feature_count = result.added
    layer.refused = [asdict(refusal) for refusal in result.refused[:REFUSALS_KEPT]]
    layer.save(update_fields=["is_active", "feature_count", "refused"])
