"""In which order a crew best goes round its places. Pure."""

from collections.abc import Sequence
from itertools import pairwise
from math import cos, hypot, radians

Place = tuple[float, float]  # lon, lat in degrees

EARTH_M_PER_DEGREE = 111_320  # near enough to compare ways within a county
ROUNDS_MAX = 50  # of looking for a shorter way; a crew's day needs a handful


def round_trip(places: Sequence[Place]) -> list[int]:
    """The order of a short way through all places, from the first one, as indices.

    Nearest neighbour, then stretches are turned round while that makes it shorter (2-opt): for
    a day's work within a few per cent of the best. Metres as the crow flies.
    """
    if len(places) < 3:
        return list(range(len(places)))
    order = _nearest_first(places)
    for _ in range(ROUNDS_MAX):
        if not _turn_one(order, places):
            break
    return order


def length_m(places: Sequence[Place]) -> float:
    """How long the way through the places is, in their order."""
    return sum(_metres(a, b) for a, b in pairwise(places))


def _nearest_first(places: Sequence[Place]) -> list[int]:
    order, left = [0], set(range(1, len(places)))
    while left:
        here = places[order[-1]]
        nearest = min(left, key=lambda other: (_metres(here, places[other]), other))
        order.append(nearest)
        left.remove(nearest)
    return order


def _turn_one(order: list[int], places: Sequence[Place]) -> bool:
    """Turn round a stretch that makes the way shorter; tell whether there was one."""
    for first in range(1, len(order) - 1):
        for last in range(first + 1, len(order)):
            if _gain(order, places, first, last) > 1e-6:
                order[first : last + 1] = order[first : last + 1][::-1]
                return True
    return False


def _gain(order: list[int], places: Sequence[Place], first: int, last: int) -> float:
    before, start, end = (places[order[at]] for at in (first - 1, first, last))
    gain = _metres(before, start) - _metres(before, end)
    if last + 1 < len(order):
        after = places[order[last + 1]]
        gain += _metres(end, after) - _metres(start, after)
    return gain


def _metres(a: Place, b: Place) -> float:
    east = (a[0] - b[0]) * cos(radians((a[1] + b[1]) / 2))
    return hypot(east, a[1] - b[1]) * EARTH_M_PER_DEGREE
