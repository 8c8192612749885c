"""Source features as rows of our tables, or refused."""

import re
from collections.abc import Iterator

import shapely
from shapely.geometry.base import BaseGeometry

from gis_layers.importers import kilometres
from gis_layers.importers.reading import WGS84, Feature
from gis_layers.importers.results import Row
from gis_layers.mapping import Mapping
from gis_layers.refusals import FeatureRefused
from gis_layers.rules import (
    EXPRESSWAY_CLASSES,
    EXPRESSWAY_NUMBER,
    NAME_MAX_CHARS,
    NUMBER_MAX_CHARS,
    Level,
    RoadCategory,
    category_of_number,
    level_of,
)


class BoundaryRows:
    """Makes a row of each unit of the level that the layer has."""

    def __init__(self, level: Level) -> None:
        self.level = level
        self._numbers: dict[str, int] = {}

    def __call__(self, feature: Feature) -> Iterator[Row]:
        code = self._code(feature)
        name = short(feature.attributes["name"], "name", NAME_MAX_CHARS)
        if not name:
            raise FeatureRefused("it has no name")
        geometry = ewkb(feature.usable_geometry())
        self._numbers[code] = feature.number
        yield self.level, code, name, geometry

    def _code(self, feature: Feature) -> str:
        code = teryt(feature.attributes["code"])
        level = level_of(code)
        if level is None:
            raise FeatureRefused(f'its code "{code}" is no TERYT code of 7, 4 or 2 digits')
        if level != self.level:
            raise FeatureRefused(f'its code "{code}" is that of a {level}, not of a {self.level}')
        if code in self._numbers:
            raise FeatureRefused(f'feature {self._numbers[code]} has its code "{code}" already')
        return code


class RoadRows:
    """Makes a row of each line; features that are no roads give none."""

    def __init__(self, mapping: Mapping) -> None:
        self.mapping = mapping

    def __call__(self, feature: Feature) -> Iterator[Row]:
        value = feature.attributes["category"].casefold()
        if value in self.mapping.skip:
            return
        attributes = feature.attributes
        number, told = _number(attributes.get("number", ""))
        row = (
            self._category(value, told),
            _is_expressway(feature, number),
            short(number, "number", NUMBER_MAX_CHARS),
            short(attributes.get("name", ""), "name", NAME_MAX_CHARS),
            short(attributes.get("source_id", ""), "source_id", NAME_MAX_CHARS),
        )
        whole = kilometres.span(attributes.get("km_from", ""), attributes.get("km_to", ""))
        for line, (start, end) in kilometres.along(feature.usable_geometry(), whole):
            yield *row, start, end, ewkb(line)

    def _category(self, value: str, told: RoadCategory | None) -> RoadCategory:
        category = self.mapping.categories.get(value) or self.mapping.default_category
        if self.mapping.number_decides and told:
            return told
        if category is None:
            raise FeatureRefused(f'its category "{value}" is not in the mapping')
        return category


def teryt(code: str) -> str:
    """Write a code with its digits only: GUGiK also writes 060802_2 for 0608022."""
    return code.replace("_", "")


def _number(text: str) -> tuple[str, RoadCategory | None]:
    """Choose the number that tells a category, of several as in "E67;S8"."""
    numbers = [re.sub(r"\s+", "", part) for part in re.split("[;,/]", text)]
    for number in numbers:
        category = category_of_number(number)
        if category:
            return number, category
    return " ".join(text.split()), None


def _is_expressway(feature: Feature, number: str) -> bool:
    road_class = feature.attributes.get("class", "").casefold()
    return road_class in EXPRESSWAY_CLASSES or bool(EXPRESSWAY_NUMBER.fullmatch(number))


def short(text: str, what: str, most: int) -> str:
    if len(text) > most:
        raise FeatureRefused(f"its {what} has over {most} characters")
    return text


def ewkb(geometry: BaseGeometry) -> str:
    return shapely.to_wkb(shapely.set_srid(geometry, WGS84), hex=True, include_srid=True)
