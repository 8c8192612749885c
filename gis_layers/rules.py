"""Facts and limits of the layers that need no database."""

import re

from django.db import models

EDITIONS_KEPT = 2  # our choice: the active one and the one before it
# Our choice: what is said of a layer, and of what is in it.
TEXTS_MAX_CHARS = {"name": 100, "source": 500, "licence": 200}
NAME_MAX_CHARS = 200
NUMBER_MAX_CHARS = 20  # our choice; a municipal road's number has 7
REFUSALS_KEPT = 1_000  # our choice: how many refused features a layer lists
AREA_CHANGE_MAX = 0.001  # our choice: a repair may change a polygon's area by 0.1 %


class LayerKind(models.TextChoices):
    BOUNDARIES = "boundaries"
    ROADS = "roads"


class Level(models.TextChoices):
    """A level of Polish territory that has boundaries and a TERYT code."""

    MUNICIPALITY = "municipality"
    COUNTY = "county"
    VOIVODESHIP = "voivodeship"


class RoadCategory(models.TextChoices):
    """Categories of the Public Roads Act, art. 2(1), and internal roads, art. 8(1)."""

    KRAJOWA = "krajowa"
    WOJEWODZKA = "wojewodzka"
    POWIATOWA = "powiatowa"
    GMINNA = "gminna"
    WEWNETRZNA = "wewnetrzna"


TERYT_DIGITS = {Level.MUNICIPALITY: 7, Level.COUNTY: 4, Level.VOIVODESHIP: 2}

DEFAULT_NAMES = {
    Level.MUNICIPALITY: "municipalities",
    Level.COUNTY: "counties",
    Level.VOIVODESHIP: "voivodeships",
}
DEFAULT_ROADS_NAME = "roads"


def level_of(code: str) -> Level | None:
    """Tell the level by the number of digits; None when it is no TERYT code."""
    if not (code.isascii() and code.isdigit()):
        return None
    return {digits: level for level, digits in TERYT_DIGITS.items()}.get(len(code))


# Classes of road in BDOT10k (letters, words) and OpenStreetMap, in lower case.
EXPRESSWAY_CLASSES = frozenset(
    {"a", "s", "autostrada", "droga ekspresowa", "ekspresowa", "motorway", "motorway_link"}
)
EXPRESSWAY_NUMBER = re.compile(r"[AS][0-9]{1,2}[a-z]?")
# Forms of the road numbers that are given under the Public Roads Act, art. 10.
NUMBER_FORMS = {
    RoadCategory.KRAJOWA: re.compile(r"[AS]?[0-9]{1,2}[a-z]?"),
    RoadCategory.WOJEWODZKA: re.compile(r"[0-9]{3}"),
    RoadCategory.POWIATOWA: re.compile(r"[0-9]{4}[A-Z]"),
    RoadCategory.GMINNA: re.compile(r"[0-9]{6}[A-Z]"),
}


def category_of_number(number: str) -> RoadCategory | None:
    """Tell the category by the form of a Polish road number; None when it has none of them."""
    matching = (category for category, form in NUMBER_FORMS.items() if form.fullmatch(number))
    return next(matching, None)
