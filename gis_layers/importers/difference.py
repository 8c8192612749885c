"""What a new edition of a layer changes, against the one in force, computed in the database."""

from dataclasses import dataclass
from pathlib import Path

from django.db.backends.utils import CursorWrapper

from gis_layers.models import Layer
from gis_layers.rules import DIFFERENCES_SHOWN, LayerKind

FOLDER = Path(__file__).parent / "sql"
HAVE_IDENTIFIERS = """
SELECT bool_and(source_id <> '') FROM gis_layers_road WHERE layer_id IN (%(old)s, %(new)s)
"""


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Counts of what is new, gone, told otherwise, and lying elsewhere.

    moved: by more than `moved_by_m` metres.
    examples: sentences, some of each.
    """

    added: int
    removed: int
    changed: int
    moved: int
    moved_by_m: float
    examples: list[str]


def find_difference(
    cursor: CursorWrapper, old: Layer, new: Layer, *, moved_by_m: float
) -> Difference:
    """Compare two editions of the same layer, both in the database."""
    layers = {"old": old.pk, "new": new.pk}
    values = {**layers, "moved_by_m": moved_by_m, "examples": DIFFERENCES_SHOWN}
    names = [str(new.kind)]
    if new.kind == LayerKind.ROADS:
        cursor.execute(HAVE_IDENTIFIERS, layers)
        by_identifier = cursor.fetchone()[0]
        names.insert(0, "roads_by_source_id" if by_identifier else "roads_by_content")
    found = ",\n".join(_text(f"difference_{name}") for name in names)
    cursor.execute(_text("difference").replace("{found}", found), values)
    added, removed, changed, moved, examples = cursor.fetchone()
    return Difference(
        added=added,
        removed=removed,
        changed=changed,
        moved=moved,
        moved_by_m=moved_by_m,
        examples=examples,
    )


def _text(name: str) -> str:
    return (FOLDER / f"{name}.sql").read_text(encoding="utf-8")
