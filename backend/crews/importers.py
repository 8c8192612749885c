"""Imports of crew areas: who mends where, as polygons from a file."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import shapely
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon
from django.db import transaction
from django.db.models import Q

from backend.crews.models import Crew, CrewArea
from gis_layers.importers import (
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

COLUMNS = Mapping(
    attributes={"crew": ("crew",), "name": ("name",), "priority": ("priority",)},
    optional=frozenset({"name", "priority"}),
)
NAME_MAX_CHARS = 100  # CrewArea.name
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
    dry_run: bool = False,
    progress: Progress = silently,
) -> ImportResult:
    """Replace the areas of every crew named in the file; all of it or nothing.

    jurisdiction: the TERYT code of the only tenant whose crews are meant.
    Raises ImportRefused.
    """
    started = time.monotonic()
    file = open_source(path, COLUMNS, srid=srid, layer=source_layer)
    features = progress(file.features(Shape.AREAS), file.count)
    result = ImportResult(name="crew_areas")
    with transaction.atomic():
        rows = usable_rows(features, AreaRows(jurisdiction), result)
        areas = [area for (area,) in rows]
        require_usable(result, skip_invalid=skip_invalid)
        _replace(areas)
        transaction.set_rollback(dry_run)
    result.seconds = time.monotonic() - started
    return result


def _replace(areas: list[CrewArea]) -> None:
    crews = sorted({area.crew_id for area in areas})
    # Locked, so that two imports for one crew cannot both leave their areas.
    list(Crew.objects.select_for_update().filter(pk__in=crews).order_by("pk"))
    CrewArea.objects.filter(crew__in=crews).delete()
    CrewArea.objects.bulk_create(areas)


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
