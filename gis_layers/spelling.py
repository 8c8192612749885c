"""How names and house numbers are compared: without case, diacritics and abbreviations."""

import re
import unicodedata

# Letters that Unicode does not take apart into a letter and its mark.
_LETTERS = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe"})
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")  # noqa: RUF001
# What is written in several ways is written in one; "street" is what no name needs to say.
_DROPPED = frozenset({"ul", "ulica", "ulicy"})
_SHORT = {
    long: short
    for short, longs in {
        "al": "aleja aleje alei",
        "pl": "plac placu",
        "os": "osiedle osiedla",
        "rd": "rondo ronda",
        "sk": "skwer",
        "bulw": "bulwar bulwary",
        "sw": "swietego swietej swietych",
        "gen": "general generala",
        "ks": "ksiadz ksiedza",
        "kard": "kardynala",
        "bp": "biskupa",
        "abp": "arcybiskupa",
        "marsz": "marszalka",
        "plk": "pulkownika",
        "pplk": "podpulkownika",
        "mjr": "majora",
        "kpt": "kapitana",
        "por": "porucznika",
        "rtm": "rotmistrza",
        "hr": "hrabiego",
        "dr": "doktora",
        "prof": "profesora",
        "inz": "inzyniera",
        "im": "imienia",
        "woj": "wojewody",
    }.items()
    for long in longs.split()
}


def plain(text: str) -> str:
    """Write in small letters without marks."""
    # Taken apart twice: some letters are only then capitals, some small ones only then letters.
    small = unicodedata.normalize("NFKD", text).casefold()
    decomposed = unicodedata.normalize("NFKD", small)
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return bare.translate(_LETTERS)


def normalised(text: str) -> str:
    """Write a name as it is compared: "ul. Święta Anna" and "SWIETA ANNA" are the same."""
    words = (_SHORT.get(word, word) for word in _WORD.findall(plain(text)))
    return " ".join(word for word in words if word not in _DROPPED)


def normalised_number(text: str) -> str:
    """Write a house number as it is compared: "12 A" as "12a"."""
    return re.sub(r"\s+", "", plain(text))
