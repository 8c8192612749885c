"""Imports of crew areas: who mends where, as polygons from a file."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import shapely
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon
from django.db import connection, transaction
from django.db.models import Q

from backend.crews.models import Crew, CrewArea
from gis_layers.importers import (
    Difference,
    Feature,
    FeatureRefused,
    ImportResult,
    Mapping,
    Progress,
    Shape,
    open_source,
    require_usable,
    silently,
    usable_rows,
)
from gis_layers.importers.differing import keep_shapes
from gis_layers.rules import MOVED_BY_M

POLISH_METRES = 2180  # EPSG
COLUMNS = Mapping(
    attributes={"crew": ("crew",), "name": ("name",), "priority": ("priority",)},
    optional=frozenset({"name", "priority"}),
)
NAME_MAX_CHARS = 100  # CrewArea.name
AREAS_TOLD = 10  # our choice: examples of each kind of change
LEAST_PRIORITY, MOST_PRIORITY = -32_768, 32_767  # smallint


class AreaRows:
    """Makes an area of each feature, for a crew named by its name or its id."""

    def __init__(self, jurisdiction: str | None) -> None:
        self.jurisdiction = jurisdiction
        self._crews: dict[str, Crew] = {}

    def __call__(self, feature: Feature) -> Iterator[tuple[Any, ...]]:
        crew = self._crew(feature.attributes["crew"])
        name = feature.attributes["name"] or crew.name
        if len(name) > NAME_MAX_CHARS:
            raise FeatureRefused(f"its name has over {NAME_MAX_CHARS} characters")
        priority = _priority(feature.attributes["priority"])
        wkb = shapely.to_wkb(feature.usable_geometry())
        area = cast(MultiPolygon, GEOSGeometry(memoryview(wkb), srid=4326))
        yield (CrewArea(crew=crew, name=name, priority=priority, area=area),)

    def _crew(self, text: str) -> Crew:
        if text not in self._crews:
            self._crews[text] = self._found(text)
        return self._crews[text]

    def _found(self, text: str) -> Crew:
        if not text:
            raise FeatureRefused("it names no crew")
        crews = Crew.objects.select_related("jurisdiction")
        if self.jurisdiction:
            crews = crews.filter(jurisdiction__teryt=self.jurisdiction)
        found = list(crews.filter(name=text)) or list(crews.filter(_is_id(text)))
        if not found:
            raise FeatureRefused(f'there is no crew "{text}"')
        if len(found) > 1:
            codes = ", ".join(sorted(crew.jurisdiction.teryt for crew in found))
            raise FeatureRefused(
                f'several jurisdictions ({codes}) have a crew "{text}": choose by --jurisdiction'
            )
        return found[0]


def import_crew_areas(
    path: str | Path,
    *,
    jurisdiction: str | None = None,
    srid: int | None = None,
    source_layer: str | None = None,
    skip_invalid: bool = False,
    moved_by_m: float = MOVED_BY_M,
    dry_run: bool = False,
    after_switch: Callable[[], None] | None = None,
    progress: Progress = silently,
) -> ImportResult:
    """Replace the areas of every crew named in the file; all of it or nothing.

    jurisdiction: the TERYT code of the only tenant whose crews are meant.
    moved_by_m: what counts as moved against the areas before, in metres on the ground.
    after_switch: called in the transaction when the new areas are there, in a dry run too; where
    they differ is then in the table of `differing`.
    Raises ImportRefused.
    """
    started = time.monotonic()
    file = open_source(path, COLUMNS, srid=srid, layer=source_layer)
    result = ImportResult(name="crew_areas")
    with transaction.atomic():
        features = progress(file.features(Shape.AREAS), file.count)
        rows = usable_rows(features, AreaRows(jurisdiction), result)
        areas = [area for (area,) in rows]
        require_usable(result, skip_invalid=skip_invalid)
        before = _replace(areas)
        result.difference = _difference(before, areas, moved_by_m)
        if after_switch:
            with connection.cursor() as cursor:
                keep_shapes(cursor, _differing(before, areas))
            after_switch()
        transaction.set_rollback(dry_run)
    result.seconds = time.monotonic() - started
    return result


def _replace(areas: list[CrewArea]) -> list[CrewArea]:
    """Replace the areas of the crews that have one here; give those before."""
    crews = sorted({area.crew_id for area in areas})
    # Locked, so that two imports for one crew cannot both leave their areas.
    list(Crew.objects.select_for_update().filter(pk__in=crews).order_by("pk"))
    found = CrewArea.objects.filter(crew__in=crews)
    before = list(found.select_related("crew").order_by("pk"))
    found.delete()
    CrewArea.objects.bulk_create(areas)
    return before


def _difference(before: list[CrewArea], after: list[CrewArea], moved_by_m: float) -> Difference:
    """Compare areas by crew and name, and of several with the same by their order."""
    old, new = _by_name(before), _by_name(after)
    both = sorted(old.keys() & new.keys())
    added, removed = sorted(new.keys() - old.keys()), sorted(old.keys() - new.keys())
    changed = [key for key in both if old[key].priority != new[key].priority]
    moved = [key for key in both if _metres_between(old[key], new[key]) > moved_by_m]
    told = {"added": added, "removed": removed, "changed": changed, "moved": moved}
    areas = old | new
    return Difference(
        **{word: len(keys) for word, keys in told.items()},
        moved_by_m=moved_by_m,
        examples=[
            f"{word}: {areas[key].crew.name}, {areas[key].name}"
            for word, keys in told.items()
            for key in keys[:AREAS_TOLD]
        ],
    )


def _by_name(areas: list[CrewArea]) -> dict[tuple[int, str, int], CrewArea]:
    seen: Counter[tuple[int, str]] = Counter()
    named = {}
    for area in areas:
        key = (area.crew_id, area.name)
        named[*key, seen[key]] = area
        seen[key] += 1
    return named


def _metres_between(old: CrewArea, new: CrewArea) -> float:
    """How far the outlines lie apart: Hausdorff's distance, as for boundaries."""
    if old.area.equals_exact(new.area):
        return 0.0
    lines = (shapely.from_wkb(bytes(_in_metres(each).wkb)).boundary for each in (old, new))
    return shapely.hausdorff_distance(*lines)


def _in_metres(area: CrewArea) -> GEOSGeometry:
    return area.area.transform(POLISH_METRES, clone=True)


def _differing(before: list[CrewArea], after: list[CrewArea]) -> list[bytes]:
    """Outlines of the areas that are in one of both alone; a crew chosen by priority counts."""
    old, new = (
        Counter((area.crew_id, area.priority, bytes(area.area.wkb)) for area in areas)
        for areas in (before, after)
    )
    return [wkb for _, _, wkb in (old - new) | (new - old)]


def _is_id(text: str) -> Q:
    return Q(pk=int(text)) if text.isascii() and text.isdigit() and len(text) < 19 else Q(pk=None)


def _priority(text: str) -> int:
    try:
        priority = int(text or 0)
    except ValueError:
        raise FeatureRefused(f'its priority "{text}" is no whole number') from None
    if not LEAST_PRIORITY <= priority <= MOST_PRIORITY:
        raise FeatureRefused(
            f"its priority is not between {LEAST_PRIORITY:,} and {MOST_PRIORITY:,}"
        )
    return priority
