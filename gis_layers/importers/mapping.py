"""Mappings: a TOML file that says which column of a source means what here."""

import codecs
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gis_layers.importers.errors import ImportRefused
from gis_layers.rules import LayerKind, Level, RoadCategory

FOLDER = Path(__file__).resolve().parent.parent / "mappings"
REQUIRED = {LayerKind.BOUNDARIES: {"code", "name"}, LayerKind.ROADS: {"category"}}
KNOWN = {
    LayerKind.BOUNDARIES: {"code", "name"},
    LayerKind.ROADS: {"category", "number", "name", "class", "source_id"},
}
SETTINGS = {
    LayerKind.BOUNDARIES: {"level", "encoding", "optional", "attributes"},
    LayerKind.ROADS: {
        "encoding", "optional", "attributes", "categories", "default_category", "number_decides",
        "skip",
    },
}  # fmt: skip
# The words of the law are understood in every file, with and without Polish letters.
WORDS = {category.value: category for category in RoadCategory} | {
    "wojewódzka": RoadCategory.WOJEWODZKA,
    "wewnętrzna": RoadCategory.WEWNETRZNA,
}


@dataclass(frozen=True, kw_only=True)
class Mapping:
    """Which columns hold what.

    attributes: our attribute -> columns; the first that has a value counts.
    optional: attributes whose columns a file may lack.
    categories: lower-case value of the source -> our category.
    number_decides: a Polish road number tells the category before `categories` does.
    skip: lower-case values of the category's column that are no roads.
    """

    attributes: dict[str, tuple[str, ...]]
    optional: frozenset[str] = frozenset()
    encoding: str | None = None
    level: Level | None = None
    categories: dict[str, RoadCategory] = field(default_factory=lambda: dict(WORDS))
    default_category: RoadCategory | None = None
    number_decides: bool = False
    skip: frozenset[str] = frozenset()


def load_mapping(mapping: str | Path, kind: LayerKind) -> Mapping:
    """Read a mapping of ours by its name, or a .toml file. Raises ImportRefused."""
    path = _path(str(mapping))
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ImportRefused(f"The mapping {path} is not valid TOML: {error}.") from error
    except OSError as error:
        raise ImportRefused(f"The mapping {path} cannot be read: {error.strerror}.") from error
    try:
        return _checked(content, kind)
    except (ValueError, LookupError, TypeError) as error:
        raise ImportRefused(f"The mapping {path} is wrong: {error}") from error


def _path(name: str) -> Path:
    own = FOLDER / f"{name}.toml"
    if "/" not in name and own.is_file():
        return own
    if not name.endswith(".toml"):
        names = ", ".join(sorted(path.stem for path in FOLDER.glob("*.toml")))
        raise ImportRefused(f'There is no mapping "{name}": name a .toml file or one of {names}.')
    return Path(name)


def _checked(content: dict[str, Any], kind: LayerKind) -> Mapping:
    _refuse_unknown(content, SETTINGS[kind], "setting")
    columns = content.get("attributes")
    if not isinstance(columns, dict):
        raise ValueError("the table [attributes] is missing.")
    _refuse_unknown(columns, KNOWN[kind], "attribute")
    missing = REQUIRED[kind] - columns.keys()
    if missing:
        raise ValueError(f"[attributes] lacks {_listed(missing)}, which {kind} need.")
    optional = frozenset(_texts(content.get("optional", []), "optional"))
    _refuse_unknown(optional, KNOWN[kind] - REQUIRED[kind], "optional attribute")
    return Mapping(
        attributes={key: _texts(value, key) for key, value in columns.items()},
        optional=optional,
        encoding=_encoding(content.get("encoding")),
        level=_choice(Level, content["level"]) if "level" in content else None,
        categories=WORDS | _categories(content.get("categories", {})),
        default_category=_choice(RoadCategory, content["default_category"])
        if "default_category" in content
        else None,
        number_decides=content.get("number_decides") is True,
        skip=frozenset(value.casefold() for value in _texts(content.get("skip", []), "skip")),
    )


def _refuse_unknown(given: Iterable[str], known: set[str], what: str) -> None:
    unknown = set(given) - known
    if unknown:
        raise ValueError(f"there is no {what} {_listed(unknown)}; known are {_listed(known)}.")


def _texts(value: Any, where: str) -> tuple[str, ...]:
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(text, str) for text in values):
        raise ValueError(f"{where} must be a text or a list of texts.")
    return tuple(values)


def _categories(table: Any) -> dict[str, RoadCategory]:
    if not isinstance(table, dict):
        raise ValueError("[categories] must be a table: value = category.")
    return {key.casefold(): _choice(RoadCategory, value) for key, value in table.items()}


def _choice(choices: Any, value: Any) -> Any:
    if value not in choices.values:
        raise ValueError(f'"{value}" is not one of {_listed(choices.values)}.')
    return choices(value)


def _encoding(name: Any) -> str | None:
    if name is None:
        return None
    try:
        return codecs.lookup(name).name
    except (LookupError, TypeError):
        raise ValueError(f'there is no encoding "{name}".') from None


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in sorted(names))
