"""Facts and limits of the layers that need no database."""

import re
from datetime import timedelta
from pathlib import Path

from django.db import models

EDITIONS_KEPT = 2  # our choice: the active one and the one before it
# Our choice: what is said of a layer, and of what is in it.
TEXTS_MAX_CHARS = {"name": 100, "source": 500, "licence": 200}
NAME_MAX_CHARS = 200
NUMBER_MAX_CHARS = 20  # our choice; a municipal road's number has 7
WORK_DESCRIPTION_MAX_CHARS = 500  # our choice: two or three sentences
MAPPINGS = Path(__file__).resolve().parent / "mappings"  # those that come with this program
CREW_AREAS_MAX_MB = 20  # our choice: some hundred polygons, which every administrator may upload
UPLOAD_KEPT_FOR = timedelta(days=14)  # our choice: one that nobody confirms
REFUSALS_KEPT = 1_000  # our choice: how many refused features a layer lists
AREA_CHANGE_MAX = 0.001  # our choice: a repair may change a polygon's area by 0.1 %
MOVED_BY_M = 5.0  # our choice: less is a finer survey of the same thing
DIFFERENCES_SHOWN = 20  # our choice: examples of what an import changes
PLACES_FOUND_MAX = 10  # our choice: what fits on a phone
PLACES_QUERY_CHARS = (3, 100)  # our choice: three letters make a search; an address has under 100
REVERSE_WITHIN_M = 200.0  # our choice: an address further away misleads
# Tried: pg_trgm's word similarity with one typo in a word of eight letters, and with two.
LIKENESS_LEAST = (0.6, 0.45)
STREETS_CONSIDERED = 60  # our choice: the best ones, in which a house number is looked up
PLACE_NEARBY_M = 30_000.0  # our choice: a place this near goes before streets called like it
STREET_REACH_M = 10_000.0  # our choice: from a street's middle to its houses
TIME_ZONE = "Europe/Warsaw"  # of days and hours of sources that name no zone


class LayerKind(models.TextChoices):
    BOUNDARIES = "boundaries"
    ROADS = "roads"
    ADDRESSES = "addresses"
    WORKS = "works"


class ImportKind(models.TextChoices):
    """What a file may be imported as: a kind of layer, or the areas of crews."""

    BOUNDARIES = "boundaries"
    ROADS = "roads"
    ADDRESSES = "addresses"
    WORKS = "works"
    CREW_AREAS = "crew_areas"


class ImportState(models.TextChoices):
    """Where an upload is on its way: first tried, then confirmed, then done."""

    UPLOADED = "uploaded"
    CHECKING = "checking"
    CHECKED = "checked"
    REFUSED = "refused"
    CONFIRMED = "confirmed"
    IMPORTING = "importing"
    DONE = "done"
    FAILED = "failed"
    DISCARDED = "discarded"


TO_CHECK = frozenset({ImportState.UPLOADED, ImportState.CHECKING})
TO_RUN = frozenset({ImportState.CONFIRMED, ImportState.IMPORTING})
DISCARDABLE = TO_CHECK | {ImportState.CHECKED, ImportState.REFUSED, ImportState.FAILED}


class Level(models.TextChoices):
    """A level of Polish territory that has boundaries and a TERYT code."""

    MUNICIPALITY = "municipality"
    COUNTY = "county"
    VOIVODESHIP = "voivodeship"


class WorkKind(models.TextChoices):
    """What an office announces on a road."""

    WORKS = "works"
    CLOSURE = "closure"


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
DEFAULT_ADDRESSES_NAME = "addresses"
DEFAULT_WORKS_NAME = "works"


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
