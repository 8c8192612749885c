"""What an import did, counted feature by feature."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from gis_layers.importers.difference import Difference
from gis_layers.importers.reading import Feature
from gis_layers.importers.repairs import Repair
from gis_layers.refusals import FeatureRefused, ImportRefused

Row = tuple[Any, ...]
ToRows = Callable[[Feature], Iterable[Row]]
Progress = Callable[[Iterator[Feature], int], Iterable[Feature]]


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """A feature left out: its place in the file, from 1, and why."""

    number: int
    reason: str

    def __str__(self) -> str:
        return f"feature {self.number}: {self.reason}"


@dataclass(kw_only=True)
class ImportResult:
    """What an import did; after a dry run, what it would have done.

    added: rows; a line of several parts becomes several rows.
    passed_over: features that are no roads by the mapping.
    repaired: how many features each repair mended.
    difference: what changed against the edition in force before; None when there was none.
    """

    name: str = ""
    edition: int | None = None
    read: int = 0
    added: int = 0
    passed_over: int = 0
    repaired: Counter[Repair] = field(default_factory=Counter)
    refused: list[Refusal] = field(default_factory=list)
    difference: Difference | None = None
    seconds: float = 0.0


class FeaturesRefused(ImportRefused):
    """Some features cannot be used, and nobody asked to skip them; `result` lists them."""

    def __init__(self, result: ImportResult) -> None:
        super().__init__(
            f"{len(result.refused)} of {result.read} features cannot be used, so nothing is "
            f"imported (--skip-invalid imports the others)."
        )
        self.result = result


def silently(features: Iterator[Feature], count: int) -> Iterable[Feature]:
    """Show no progress."""
    return features


def usable_rows(
    features: Iterable[Feature], to_rows: ToRows, result: ImportResult
) -> Iterator[Row]:
    """Yield the rows of all usable features; count, and note what is refused."""
    for feature in features:
        result.read += 1
        try:
            rows = list(to_rows(feature))
        except FeatureRefused as refused:
            result.refused.append(Refusal(number=feature.number, reason=str(refused)))
            continue
        result.repaired.update(feature.repairs if rows else ())
        result.passed_over += not rows
        result.added += len(rows)
        yield from rows


def require_usable(result: ImportResult, *, skip_invalid: bool) -> None:
    """Raises FeaturesRefused, or ImportRefused when nothing at all is left."""
    if result.refused and not skip_invalid:
        raise FeaturesRefused(result)
    if not result.added:
        raise ImportRefused(
            f"None of the {result.read} features can be used, so nothing is imported."
        )
