"""Kilometres of roads as sources write them, and how they run along a feature's lines."""

import re
from collections.abc import Iterator

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gis_layers.refusals import FeatureRefused

CHAINAGE = re.compile(r"(?:km\s*)?(\d{1,4})\s*\+\s*(\d{1,3}(?:[.,]\d+)?)", re.IGNORECASE)
NUMBER = re.compile(r"(?:km\s*)?(\d{1,4}(?:[.,]\d+)?)", re.IGNORECASE)

Span = tuple[float | None, float | None]


def kilometre(text: str) -> float | None:
    """Read "12+345" (kilometres + metres), "12.345" or "12,345" (kilometres); "" is none.

    Raises FeatureRefused.
    """
    if not text:
        return None
    if chainage := CHAINAGE.fullmatch(text):
        kilometres, metres = chainage.groups()
        return int(kilometres) + float(metres.replace(",", ".")) / 1000
    if number := NUMBER.fullmatch(text):
        return float(number[1].replace(",", "."))
    raise FeatureRefused(f'its kilometre "{text}" is neither "12+345" nor "12.345"')


def span(start: str, end: str) -> Span:
    """Read both ends of a feature. Raises FeatureRefused when only one is there."""
    if bool(start) != bool(end):
        raise FeatureRefused("it has the kilometre of one end only")
    return kilometre(start), kilometre(end)


def along(lines: BaseGeometry, whole: Span) -> Iterator[tuple[BaseGeometry, Span]]:
    """Hand out each line with its kilometres: in their order, by their length on the ground."""
    parts = shapely.get_parts(lines)
    start, end = whole
    if start is None or end is None:
        yield from ((part, whole) for part in parts)
        return
    reached = np.concatenate([[0.0], np.cumsum([_length(part) for part in parts])])
    kilometres = start + (end - start) * reached / reached[-1]
    for index, part in enumerate(parts):
        yield part, (float(kilometres[index]), float(kilometres[index + 1]))


def _length(line: BaseGeometry) -> float:
    """Tell a length that compares with those of other lines there: degrees of latitude."""
    points = shapely.get_coordinates(line)
    steps = np.diff(points, axis=0)
    shrunk = np.cos(np.radians((points[1:, 1] + points[:-1, 1]) / 2))
    return float(np.hypot(steps[:, 0] * shrunk, steps[:, 1]).sum())
