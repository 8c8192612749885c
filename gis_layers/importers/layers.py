"""Imports of whole layers: all of a file or nothing, as the next edition of a layer."""

import math
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from datetime import date
from itertools import chain
from pathlib import Path
from typing import TypedDict, Unpack

from django.db import connection, transaction
from django.utils import timezone

from gis_layers import editions
from gis_layers.importers import addresses
from gis_layers.importers.difference import find_difference
from gis_layers.importers.differing import keep_differing
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
from gis_layers.importers.works import WorkRows
from gis_layers.mapping import Mapping, load_mapping
from gis_layers.models import Layer
from gis_layers.refusals import ImportRefused
from gis_layers.rules import (
    DEFAULT_ADDRESSES_NAME,
    DEFAULT_NAMES,
    DEFAULT_ROADS_NAME,
    DEFAULT_WORKS_NAME,
    MOVED_BY_M,
    NAME_MAX_CHARS,
    REFUSALS_KEPT,
    TEXTS_MAX_CHARS,
    LayerKind,
    Level,
    level_of,
)


class Options(TypedDict, total=False):
    """What may be said of an import; everything has a default.

    name: of the layer that is replaced; by default that of its level, "roads", "addresses" or
    "works".
    srid: EPSG number of the file's CRS, where the file does not say it, or says it wrongly.
    source_layer: the layer within a file of several.
    imported_by: a person's name.
    skip_invalid: leave out features that cannot be used, instead of refusing the file.
    moved_by_m: what counts as moved against the edition before, in metres on the ground.
    dry_run: do all of it, then take it back.
    after_switch: called in the import's transaction when the new edition is in force, in a dry
    run too; where it differs is then in the table of `differing`.
    progress: is given the features and their number, and hands the features on.
    """

    name: str | None
    srid: int | None
    source_layer: str | None
    valid_from: date | None
    source: str
    licence: str
    imported_by: str
    skip_invalid: bool
    moved_by_m: float
    dry_run: bool
    after_switch: Callable[[], None] | None
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


def import_addresses(
    path: str | Path, *, mapping: str | Path, **options: Unpack[Options]
) -> ImportResult:
    """Replace a layer of addresses. Raises ImportRefused."""
    rules = load_mapping(mapping, LayerKind.ADDRESSES)
    file = _open(path, rules, options)
    layer = _layer(LayerKind.ADDRESSES, DEFAULT_ADDRESSES_NAME, file, options)
    features = _shown(file.features(Shape.POINTS), file, options)
    return _import(layer, features, addresses.address_rows, options)


def import_works(
    path: str | Path, *, mapping: str | Path, **options: Unpack[Options]
) -> ImportResult:
    """Replace a layer of works on roads and closures. Raises ImportRefused."""
    rules = load_mapping(mapping, LayerKind.WORKS)
    file = _open(path, rules, options)
    layer = _layer(LayerKind.WORKS, DEFAULT_WORKS_NAME, file, options)
    features = _shown(file.features(Shape.ANY), file, options)
    return _import(layer, features, WorkRows(rules), options)


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
        imported_by=options.get("imported_by", "")[:NAME_MAX_CHARS],
    )
    moved_by_m = options.get("moved_by_m", MOVED_BY_M)
    if not (math.isfinite(moved_by_m) and moved_by_m >= 0):
        raise ImportRefused("The metres of a move are a number from 0.")
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
        editions.lock(cursor, layer.kind, layer.name)
        before = editions.in_force(layer.kind, layer.name)
        layer.edition = editions.next_edition(layer)
        layer.save()
        editions.write(cursor, layer, usable_rows(features, to_rows, result))
        require_usable(result, skip_invalid=options.get("skip_invalid", False))
        editions.analyze(cursor, layer.kind)
        if layer.kind == LayerKind.ADDRESSES:
            editions.write(cursor, layer, addresses.streets(cursor, layer))
        if before:
            moved_by_m = options.get("moved_by_m", MOVED_BY_M)
            result.difference = find_difference(cursor, before, layer, moved_by_m=moved_by_m)
        _note(layer, result)
        editions.switch(layer, before)
        after_switch = options.get("after_switch")
        if after_switch:
            keep_differing(cursor, before, layer)
            after_switch()
        transaction.set_rollback(options.get("dry_run", False))
    result.edition = layer.edition
    result.seconds = time.monotonic() - started
    return result


def _note(layer: Layer, result: ImportResult) -> None:
    """Keep with the layer what its import did."""
    layer.feature_count = result.added
    layer.refused = [asdict(refusal) for refusal in result.refused[:REFUSALS_KEPT]]
    layer.counts = {
        "read": result.read,
        "added": result.added,
        "passed_over": result.passed_over,
        "refused": len(result.refused),
        "repaired": {str(repair): count for repair, count in result.repaired.items()},
    }
    layer.difference = asdict(result.difference) if result.difference else {}
    layer.save(update_fields=["feature_count", "refused", "counts", "difference"])
