"""CQL2 text, made safe for the parser library before it sees it.

The library is native code that recurses: a text too deep ends the process, and its grammar
reads whatever stands in unfinished parentheses twice, level by level. So the text is cut into
words here, bounded, and written anew with numbers in the place of its literals, which the
library's answer then gets back exactly.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import cql2

from backend.core.language import Text
from gis_layers.ogc.refusals import NOT_FLAT, refused

TEXT_MAX_CHARS = 8_000  # our choice: web servers take some 8 kB of a request's first line
DEPTH_MAX = 12  # our choice: parentheses inside one another; each is some levels of recursion
OPERATORS_MAX = 200  # our choice: AND, OR, NOT, comparisons; each is a level of recursion
WORK_MAX = 50_000  # our choice: words read, each parenthesis around them doubling their number
NUMBER_MAX_CHARS = 40  # our choice: a double has 17 digits and an exponent
COORDINATE_MAX = 1e9  # our choice: no coordinate system here reaches so far
AXES_MAX = 2  # x y; many numbers in a row would be read as a sum, one level for each

_TOKENS = re.compile(
    r"""
    (?P<space>[ \t\r\n]+)
    | (?P<string>'(?:[^'\\]|''|\\'|\\)*')
    | (?P<quoted>"[A-Za-z][A-Za-z0-9_.:]*")
    | (?P<number>[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    | (?P<word>[A-Za-z][A-Za-z0-9_.:]*)
    | (?P<operator><>|<=|>=|[=<>])
    | (?P<open>\()
    | (?P<close>\))
    | (?P<comma>,)
    """,
    re.VERBOSE,
)
_OPERATOR_WORDS = frozenset({"AND", "OR", "NOT", "LIKE", "BETWEEN", "IN", "IS"})
_CONSTANTS = frozenset({"NULL", "TRUE", "FALSE"})
_GEOMETRY_WORDS = frozenset(
    {
        "POINT",
        "LINESTRING",
        "POLYGON",
        "MULTIPOINT",
        "MULTILINESTRING",
        "MULTIPOLYGON",
        "GEOMETRYCOLLECTION",
        "BBOX",
    }
)

_TOO_LONG = Text(
    pl="Filtr jest za długi: najwięcej {limit} znaków.",
    en="The filter is too long: at most {limit} characters.",
    uk="Фільтр задовгий: щонайбільше {limit} символів.",
)
_TOO_DEEP = Text(
    pl="Filtr ma za wiele zagnieżdżonych nawiasów.",
    en="The filter has too many parentheses inside one another.",
    uk="У фільтрі забагато вкладених дужок.",
)
_TOO_MANY_OPERATORS = Text(
    pl="Filtr jest za złożony: najwięcej {limit} operatorów.",
    en="The filter is too complex: at most {limit} operators.",
    uk="Фільтр заскладний: щонайбільше {limit} операторів.",
)
_UNBALANCED = Text(
    pl="Nawiasy w filtrze się nie zgadzają.",
    en="The parentheses of the filter do not match.",
    uk="Дужки у фільтрі не збігаються.",
)
_UNREADABLE = Text(
    pl="Filtra nie da się odczytać od znaku {position}: „{near}”.",
    en="The filter cannot be read from character {position}: “{near}”.",
    uk="Фільтр неможливо прочитати від символу {position}: «{near}».",
)
_NOT_CQL2 = Text(
    pl="To nie jest filtr CQL2.",
    en="This is no CQL2 filter.",
    uk="Це не фільтр CQL2.",
)
_NUMBER_TOO_LONG = Text(
    pl="Liczba w filtrze jest za długa.",
    en="A number in the filter is too long.",
    uk="Число у фільтрі задовге.",
)


def parse_text(text: str) -> Any:
    """Return the CQL2-JSON tree of a text. Raises InvalidInput naming `filter`."""
    if len(text) > TEXT_MAX_CHARS:
        raise refused(_TOO_LONG.format(limit=TEXT_MAX_CHARS))
    rewriting = _Rewriting()
    for token in _tokens(text):
        rewriting.add(*token)
    try:
        tree = cql2.parse_text(rewriting.finished()).to_json()
    except Exception:  # what the library raises for some geometries has no class of its own
        raise refused(_NOT_CQL2) from None
    return _with_literals(tree, rewriting.literals)


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    position = 0
    while position < len(text):
        found = _TOKENS.match(text, position)
        if found is None:
            near = text[position : position + 20].encode(errors="replace").decode()
            raise refused(_UNREADABLE.format(position=position + 1, near=near))
        if found.lastgroup != "space":
            yield str(found.lastgroup), found.group()
        position = found.end()


@dataclass
class _Rewriting:
    """The text as it is written anew, token by token.

    open: the kinds of the parentheses that are open: "group", "call" or "geometry".
    name: the word that came last, in capitals, "" after anything else.
    numbers: how many came in a row.
    """

    words: list[str] = field(default_factory=list)
    literals: list[str | int | float] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    name: str = ""
    numbers: int = 0
    operators: int = 0
    work: int = 0

    def add(self, kind: str, token: str) -> None:
        if kind != "open":
            self._quote_name()
        written = getattr(self, f"_{kind}")(token)
        self.words.append(written)
        self.name = token.upper() if kind == "word" else ""
        self.numbers = self.numbers + 1 if kind == "number" else 0
        self.work += 2 ** sum(each != "call" for each in self.open)
        if self.work > WORK_MAX:
            raise refused(_TOO_DEEP)

    def finished(self) -> str:
        self._quote_name()
        if self.open:
            raise refused(_UNBALANCED)
        return " ".join(self.words)

    def _quote_name(self) -> None:
        """Tell the library that the word before is a property, whatever it may sound like."""
        if self.name and self.name not in _OPERATOR_WORDS | _CONSTANTS | _GEOMETRY_WORDS:
            self.words[-1] = f'"{self.words[-1]}"'

    def _string(self, token: str) -> str:
        return self._literal(re.sub(r"''|\\'", "'", token[1:-1]))

    def _number(self, token: str) -> str:
        if len(token) > NUMBER_MAX_CHARS:
            raise refused(_NUMBER_TOO_LONG)
        if "geometry" in self.open[-1:]:
            if self.numbers >= AXES_MAX:
                raise refused(NOT_FLAT)
            return _plain_decimal(token)
        is_whole = token.lstrip("+-").isdigit()
        return self._literal(int(token) if is_whole else float(token))

    def _quoted(self, token: str) -> str:
        return token

    def _word(self, token: str) -> str:
        return self._operator(token.upper()) if token.upper() in _OPERATOR_WORDS else token

    def _operator(self, token: str) -> str:
        self.operators += 1
        if self.operators > OPERATORS_MAX:
            raise refused(_TOO_MANY_OPERATORS.format(limit=OPERATORS_MAX))
        return token

    def _open(self, token: str) -> str:
        if self.name in _GEOMETRY_WORDS or "geometry" in self.open[-1:]:
            self.open.append("geometry")
        else:
            is_call = self.name and self.name not in _OPERATOR_WORDS
            self.open.append("call" if is_call else "group")
        if len(self.open) > DEPTH_MAX:
            raise refused(_TOO_DEEP)
        return token

    def _close(self, token: str) -> str:
        if not self.open:
            raise refused(_UNBALANCED)
        self.open.pop()
        return token

    def _comma(self, token: str) -> str:
        return token

    def _literal(self, value: str | int | float) -> str:
        self.literals.append(value)
        return f"'{len(self.literals) - 1}'"


def _plain_decimal(token: str) -> str:
    """Write a coordinate without an exponent, which the library does not read in WKT."""
    value = float(token)
    if not abs(value) < COORDINATE_MAX:
        raise refused(_NUMBER_TOO_LONG)
    return f"{Decimal(repr(value)):f}"


def _with_literals(tree: Any, literals: list[str | int | float]) -> Any:
    """Put the literals back: every text in the library's answer that is none of its own words."""
    if isinstance(tree, list):
        return [_with_literals(each, literals) for each in tree]
    if isinstance(tree, dict):
        return {
            key: value if key in ("op", "property", "type") else _with_literals(value, literals)
            for key, value in tree.items()
        }
    return literals[int(tree)] if isinstance(tree, str) else tree
