"""Pages of points in the order of their cells on the map, however many points there are.

A box is some ranges of cells, and each range is read along the index (cell, id) until the page is
full. PostgreSQL is told the numbers themselves, one SELECT a range: it then knows how much a range
holds, and walks instead of gathering and sorting.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from backend.core.features import Part, Placeholder
from backend.core.geo import Box
from gis_layers import tiles

RANGES_MAX = 4  # more would cover less beside the box, but each costs 0.5 ms of planning
FIRST_CELL, LAST_CELL = 0, (1 << 2 * tiles.CELL_ZOOM) - 1
BEGINNING = (-1, UUID(int=0))


class Bound(Placeholder):
    """What is put into the query of one range."""

    FIRST, LAST, AFTER_CELL, AFTER_ID = range(4)


def within_bounds(rows: QuerySet[Any], cell: str, pk: str) -> QuerySet[Any]:
    """The rows of one range after one position, whose numbers are still to be put in.

    So the query is compiled once for all ranges.
    """
    first, last, after_cell, after_id = (RawSQL("%s", [bound]) for bound in Bound)  # noqa: S611  a bare placeholder
    return rows.filter((f"{cell}__gte", first), (f"{cell}__lte", last)).filter(
        Q((f"{cell}__gt", after_cell)) | Q((f"{pk}__gt", after_id))
    )


def ranges(box: Box | None, after: Sequence[Any] | None) -> list[Part]:
    """The ranges of the box, or of everything, that hold rows after this cell and id."""
    cell, pk = after or BEGINNING
    found = tiles.cell_ranges(box, most=RANGES_MAX) if box else [(FIRST_CELL, LAST_CELL)]
    return [
        {
            Bound.FIRST: max(first, cell),
            Bound.LAST: last,
            Bound.AFTER_CELL: cell,
            Bound.AFTER_ID: pk,
        }
        for first, last in found
        if last >= cell
    ]
