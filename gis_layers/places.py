"""Addresses and streets by what somebody typed, and the address nearest to a place."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.contrib.gis.geos import Point
from django.contrib.gis.measure import D
from django.db import connection, transaction

from gis_layers.models import Address
from gis_layers.rules import (
    LIKENESS_LEAST,
    PLACE_NEARBY_M,
    PLACES_FOUND_MAX,
    REVERSE_WITHIN_M,
    STREET_REACH_M,
    STREETS_CONSIDERED,
)
from gis_layers.spelling import normalised, plain

_FOLDER = Path(__file__).parent / "sql"
_SQL, _AS_TYPED, _ALIKE = (
    (_FOLDER / f"{name}.sql").read_text(encoding="utf-8")
    for name in ("places", "places_as_typed", "places_alike")
)
_LIKENESS = "SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)"

_FLAT = re.compile(r"\b(?:m|lok|lokal|mieszkanie)\.?\s*\d+\w?\b")
_POSTCODE = re.compile(r"\b\d{2}-\d{3}\b")
_NUMBER = re.compile(r"(?<![\w/-])(\d{1,4})\s?([a-z]?)(?![\w-])(?:\s?/\s?(\d{1,4}[a-z]?)(?!\w))?")
# "3 Maja" and "11 Listopada" are streets.
_OF_A_NAME = re.compile(
    r"\s*(?:stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|wrzesnia|pazdziernika|"
    r"listopada|grudnia|lecia|pulku|pp|dywizji|armii|brygady)\b"
)


@dataclass(frozen=True, kw_only=True)
class Place:
    """An address, or without a house number a street, or without a street a place.

    distance_m: on the ground from the place asked about, if one was.
    """

    place: str
    street: str
    house_number: str
    postcode: str
    lon: float
    lat: float
    distance_m: float | None = None

    @property
    def kind(self) -> str:
        if self.house_number:
            return "address"
        return "street" if self.street else "place"

    @property
    def label(self) -> str:
        """The address as on an envelope: "Lipowa 5/7, 05-515 Nowa Iwiczna"."""
        town = " ".join(filter(None, [self.postcode, self.place]))
        if not self.street:
            return " ".join(filter(None, [self.place, self.house_number]))
        return f"{' '.join(filter(None, [self.street, self.house_number]))}, {town}"


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What somebody typed: names to compare, and the house numbers it may mean, the best first."""

    text: str
    numbers: tuple[str, ...]


def understood(query: str) -> Typed:
    """Take "ul. Lipowa 5/7 m. 3, 05-515 Nowa Iwiczna" apart."""
    text = _FLAT.sub(" ", plain(query))
    postcodes = " ".join(_POSTCODE.findall(text))
    rest = _POSTCODE.sub(" ", text)
    numbers: list[str] = []
    names = ""
    reached = 0
    for found in _NUMBER.finditer(rest):
        if _OF_A_NAME.match(rest, found.end()):
            continue
        names += rest[reached : found.start()] + " "
        reached = found.end()
        first, letter, second = found.groups("")
        # 5/7 is house 5/7, or flat 7 of house 5; 12a is next to 12.
        numbers += [f"{first}{letter}/{second}"] if second else []
        numbers += [f"{first}{letter}", first]
    names += rest[reached:]
    return Typed(text=normalised(f"{names} {postcodes}"), numbers=tuple(dict.fromkeys(numbers)))


def search(query: str, near: Point | None = None) -> list[Place]:
    """Find what is called about as typed, at most PLACES_FOUND_MAX.

    near: of equally good finds the nearer goes first.
    """
    typed = understood(query)
    if not typed.text:
        return []
    values: dict[str, Any] = {
        "text": typed.text,
        "numbers": list(typed.numbers),
        "here": near is not None,
        "lon": near.x if near else 0.0,
        "lat": near.y if near else 0.0,
        "considered": STREETS_CONSIDERED,
        "nearby_m": PLACE_NEARBY_M,
        "reach_m": STREET_REACH_M,
        "most": PLACES_FOUND_MAX,
    }
    return _found(_AS_TYPED, values) or _alike(values)


def _alike(values: dict[str, Any]) -> list[Place]:
    """Look for what is ever less alike, until something is found: the less, the slower."""
    with transaction.atomic(), connection.cursor() as cursor:
        for least in LIKENESS_LEAST:
            cursor.execute(_LIKENESS, [str(least)])
            found = _found(_ALIKE, values)
            if found:
                return found
    return []


def _found(called: str, values: dict[str, Any]) -> list[Place]:
    with connection.cursor() as cursor:
        cursor.execute(_SQL.replace("{called}", called), values)
        return [_place(*row) for row in cursor.fetchall()]


def nearest_address(point: Point) -> Place | None:
    """Find the address nearest on the ground, within REVERSE_WITHIN_M metres."""
    address = Address.objects.active().nearest(point, within=D(m=REVERSE_WITHIN_M)).first()
    if address is None:
        return None
    return _place(
        address.place,
        address.street,
        address.house_number,
        address.postcode,
        address.geometry.x,
        address.geometry.y,
        address.distance.m,  # type: ignore[attr-defined]
    )


def _place(
    place: str,
    street: str,
    house_number: str,
    postcode: str,
    lon: float,
    lat: float,
    distance_m: float | None,
) -> Place:
    return Place(
        place=place,
        street=street,
        house_number=house_number,
        postcode=postcode,
        lon=lon,
        lat=lat,
        distance_m=distance_m,
    )
