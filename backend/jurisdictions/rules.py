"""Facts of Polish territory and road law that need no database."""

import re

from django.db import models

# By the last digit of a TERYT code: 4 and 5 the town and the country of an urban-rural
# municipality, 8 and 9 the districts of Warsaw and of other cities.
PART_OF_A_MUNICIPALITY = r"^[0-9]{6}[4589]$"
FIRST_CITY_COUNTY_NUMBER = 61  # TERYT: counties 61 to 99 of a voivodeship are cities


class Priority(models.TextChoices):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    DANGER = "danger"


class ManagerKind(models.TextChoices):
    """Who manages a public road (Public Roads Act of 21 March 1985, art. 19)."""

    GDDKIA = "gddkia", "art. 19(2)(1): the General Director for National Roads and Motorways"
    VOIVODESHIP = "voivodeship", "art. 19(2)(2): the voivodeship's board"
    COUNTY = "county", "art. 19(2)(3): the county's board"
    MUNICIPALITY = "municipality", "art. 19(2)(4): the mayor of the municipality"
    CITY = "city", "art. 19(5): the president of a city with county rights"
    OWNER = "owner", "art. 8(2): the owner of an internal road"
    OTHER = "other", "art. 19(3), 19(7): a concessionaire or company"


class Publication(models.TextChoices):
    """When the public may read a report's text and address, or see its photos."""

    AT_ONCE = "at_once"
    AFTER_APPROVAL = "after_approval"
    NEVER = "never"


def is_city_with_county_rights(teryt: str) -> bool:
    """Tell by TERYT's county number (digits 3 and 4)."""
    return len(teryt) >= 4 and int(teryt[2:4]) >= FIRST_CITY_COUNTY_NUMBER


def municipality_of(teryt: str) -> str:
    """The municipality that a part of one belongs to; any other unit itself."""
    if not re.match(PART_OF_A_MUNICIPALITY, teryt):
        return teryt
    return f"{teryt[:6]}3" if teryt[-1] in "45" else f"{teryt[:4]}011"
