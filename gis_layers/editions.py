"""Editions of a layer: written beside the one in force, switched to, and taken back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import F, Max, QuerySet
from django.db.models.functions import Greatest

from gis_layers.models import Address, Boundary, Layer, LayerRow, Road, RoadWork
from gis_layers.refusals import ImportRefused
from gis_layers.rules import EDITIONS_KEPT, LayerKind

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


@dataclass(frozen=True, kw_only=True)
class Table:
    """Where the rows of one kind of layer are, and how they are written."""

    model: type[LayerRow]
    copy: str
    analyze: str


TABLES: dict[str, Table] = {
    LayerKind.BOUNDARIES: Table(
        model=Boundary,
        copy="COPY gis_layers_boundary (layer_id, is_active, valid_from, level, code, name, "
        "geometry) FROM STDIN",
        analyze="ANALYZE gis_layers_boundary",
    ),
    LayerKind.ROADS: Table(
        model=Road,
        copy="COPY gis_layers_road (layer_id, is_active, valid_from, category, is_expressway, "
        "number, name, source_id, km_from, km_to, geometry) FROM STDIN",
        analyze="ANALYZE gis_layers_road",
    ),
    LayerKind.ADDRESSES: Table(
        model=Address,
        copy="COPY gis_layers_address (layer_id, is_active, valid_from, place, street, "
        "house_number, postcode, searched, geometry) FROM STDIN",
        analyze="ANALYZE gis_layers_address",
    ),
    LayerKind.WORKS: Table(
        model=RoadWork,
        copy="COPY gis_layers_roadwork (layer_id, is_active, valid_from, kind, description, "
        "manager, starts_at, ends_at, source_id, geometry) FROM STDIN",
        analyze="ANALYZE gis_layers_roadwork",
    ),
}


def lock(cursor: CursorWrapper, kind: str, name: str) -> None:
    """Let one change of a layer follow the other, until the end of the transaction."""
    cursor.execute(LOCK, [f"{kind}:{name}"])


def next_edition(layer: Layer) -> int:
    newest = Layer.objects.of(layer.kind, layer.name).aggregate(newest=Max("edition"))["newest"]
    return (newest or 0) + 1


def in_force(kind: str, name: str) -> Layer | None:
    return Layer.objects.of(kind, name).active().first()


def before(layer: Layer) -> Layer | None:
    """The edition that a rollback would bring back; None when there is no way back."""
    if not layer.is_active:
        return None
    earlier = Layer.objects.of(layer.kind, layer.name).filter(edition__lt=layer.edition)
    return earlier.order_by("edition").last()


def held_from(layer: Layer) -> date:
    """The day from which the rows of a layer hold: that of the data, else of the import."""
    return layer.valid_from or layer.imported_at.date()


def write(cursor: CursorWrapper, layer: Layer, rows: Iterable[tuple[Any, ...]]) -> None:
    """Add rows to an edition. Nobody sees them as active before the commit."""
    valid_from = held_from(layer)
    with cursor.copy(TABLES[layer.kind].copy) as copy:
        for row in rows:
            copy.write_row((layer.pk, True, valid_from, *row))


def analyze(cursor: CursorWrapper, kind: str) -> None:
    cursor.execute(TABLES[kind].analyze)


def switch(new: Layer, old: Layer | None) -> None:
    """Put an edition in force; end the one before it, and drop those that are too old."""
    if old:
        _end(old, held_from(new))
    _drop(new, old)
    new.is_active = True
    new.save(update_fields=["is_active"])


def rollback_layer(kind: str, name: str) -> Layer:
    """Put the edition before the one in force back in force. Raises ImportRefused."""
    with transaction.atomic(), connection.cursor() as cursor:
        lock(cursor, kind, name)
        newest = in_force(kind, name)
        if newest is None:
            raise ImportRefused(f'There is no layer of {kind} named "{name}".')
        earlier = before(newest)
        if earlier is None:
            raise ImportRefused(
                f"{newest} has no edition before it to go back to: import the file that you "
                "want instead."
            )
        # What is taken back has held on no day: the edition before it never ended.
        _end(newest, held_from(newest))
        _rows(earlier).update(is_active=True, valid_to=None)
        earlier.is_active = True
        earlier.save(update_fields=["is_active"])
        analyze(cursor, kind)
    return earlier


def _rows(layer: Layer) -> QuerySet[Any]:
    return TABLES[layer.kind].model.objects.filter(layer=layer)  # type: ignore[attr-defined]


def _end(layer: Layer, day: date) -> None:
    # The data of the new edition may be older: no row ends before it began.
    _rows(layer).update(is_active=False, valid_to=Greatest(F("valid_from"), day))
    layer.is_active = False
    layer.save(update_fields=["is_active"])


def _drop(new: Layer, old: Layer | None) -> None:
    """Delete editions beyond those kept; never the one that was in force until now."""
    kept = [layer.pk for layer in (new, old) if layer]
    others = Layer.objects.of(new.kind, new.name).exclude(pk__in=kept)
    for layer in others.order_by("-edition")[max(0, EDITIONS_KEPT - len(kept)) :]:
        _rows(layer).delete()
        layer.delete()
