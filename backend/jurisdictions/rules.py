"""Facts of Polish territory and road law that need no database."""

import re

from django.db import models

# By the last digit of a TERYT code: 4 and 5 the town and the country of an urban-rural
# municipality, 8 and 9 the districts of Warsaw and of other cities.
PART_OF_A_MUNICIPALITY = r"^[0-9]{6}[4589]$"
MUNICIPALITY_DIGITS = 7
FIRST_CITY_COUNTY_NUMBER = 61  # TERYT: counties 61 to 99 of a voivodeship are cities

MANAGERS_MAX = 20  # road managers in one answer; our choice
QUESTIONS_MAX = 50  # of one service, withdrawn ones too; our choice
CHOICES_MAX = 50  # of one question; our choice
KEY_MAX_CHARS = 40  # codes of questions and keys of choices; as a service's code
QUESTION_MAX_CHARS = 200  # the text of a question; our choice
HELP_MAX_CHARS = 400  # as a service's description
CHOICE_MAX_CHARS = 80  # as a service's name
STOP_MESSAGE_MAX_CHARS = 400  # as a service's
ANSWER_LINE_MAX_CHARS = 255  # a `string`; our choice
ANSWER_MAX_CHARS = 4000  # a `text`; as a report's description
ANSWER_MAX_NUMBER = 10**12  # our choice: exact in JSON (RFC 8259, section 6) and in words


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


class TakingPolicy(models.TextChoices):
    """What an office does with reports about roads of a manager that it does not work for."""

    TAKE = "take", "take the report and pass it on"
    DIRECT = "direct", "only tell where to report it"


# How far apart two reports of a service may be of one defect, in metres: our choice. Phones are
# some 5 to 20 m off, and a pin is set by hand.
SIMILAR_RADIUS_M, SIMILAR_RADIUS_MAX_M = 30, 500


class QuestionKind(models.TextChoices):
    """What the answer to a question is (GeoReport v2, GET Service Definition: datatype)."""

    STRING = "string", "one line of text"
    NUMBER = "number", "a number"
    DATETIME = "datetime", "a date and time"
    TEXT = "text", "text of several lines"
    SINGLE = "singlevaluelist", "one of the choices"
    MULTIPLE = "multivaluelist", "any of the choices"

    @property
    def has_choices(self) -> bool:
        return self in (QuestionKind.SINGLE, QuestionKind.MULTIPLE)


def is_city_with_county_rights(teryt: str) -> bool:
    """Tell by TERYT's county number (digits 3 and 4)."""
    return len(teryt) >= 4 and int(teryt[2:4]) >= FIRST_CITY_COUNTY_NUMBER


def territory_of(teryt: str) -> str:
    """How the TERYT codes of all municipalities, and parts of such, begin that lie in a unit."""
    if re.match(PART_OF_A_MUNICIPALITY, teryt) or len(teryt) < MUNICIPALITY_DIGITS:
        return teryt
    if teryt.endswith("3"):  # the town and the country of an urban-rural municipality
        return teryt[:6]
    return teryt[:4] if is_city_with_county_rights(teryt) else teryt


def municipality_of(teryt: str) -> str:
    """The municipality that a part of one belongs to; any other unit itself."""
    if not re.match(PART_OF_A_MUNICIPALITY, teryt):
        return teryt
    return f"{teryt[:6]}3" if teryt[-1] in "45" else f"{teryt[:4]}011"
