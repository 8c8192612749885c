"""Addresses as rows, and one row more for each street and each place that they name."""

from collections.abc import Iterator
from pathlib import Path

from django.db.backends.utils import CursorWrapper

from gis_layers.importers.reading import Feature
from gis_layers.importers.results import Row
from gis_layers.importers.rows import ewkb, short
from gis_layers.models import Layer
from gis_layers.refusals import FeatureRefused
from gis_layers.rules import NAME_MAX_CHARS, NUMBER_MAX_CHARS
from gis_layers.spelling import normalised, normalised_number

STREETS = (Path(__file__).parent / "sql" / "streets.sql").read_text(encoding="utf-8")
CELL_DEGREES = 0.02  # about 1.4 by 2.2 km
APART_CELLS = 2.5  # 3 to 5 km: further apart, two places of one name are two


def address_rows(feature: Feature) -> Iterator[Row]:
    """Make a row of an address; a feature without a house number is none."""
    attributes = feature.attributes
    number = short(attributes["house_number"], "house number", NUMBER_MAX_CHARS)
    if not number:
        return
    street = short(attributes.get("street", ""), "street", NAME_MAX_CHARS)
    place = short(attributes["place"], "place", NAME_MAX_CHARS)
    if not place:
        raise FeatureRefused("it names no place")
    postcode = short(attributes.get("postcode", ""), "postcode", NUMBER_MAX_CHARS)
    geometry = ewkb(feature.usable_geometry())
    yield place, street, number, postcode, normalised_number(number), geometry


def streets(cursor: CursorWrapper, layer: Layer) -> list[Row]:
    """Make a row of each street and place of the addresses that a layer has, at one of these."""
    values = {"layer": layer.pk, "cell": CELL_DEGREES, "apart": APART_CELLS}
    cursor.execute(STREETS, values)
    return [
        (place, street, "", postcode, normalised(f"{street} {place} {postcode}"), geometry)
        for place, street, postcode, geometry in cursor.fetchall()
    ]
