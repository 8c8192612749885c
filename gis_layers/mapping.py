"""Mappings: a TOML file that says which column of a source means what here."""

import codecs
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gis_layers.refusals import ImportRefused
from gis_layers.rules import MAPPINGS, LayerKind, Level, RoadCategory, WorkKind

REQUIRED = {
    LayerKind.BOUNDARIES: {"code", "name"},
    LayerKind.ROADS: {"category"},
    LayerKind.ADDRESSES: {"place", "house_number"},
    LayerKind.WORKS: {"description", "starts_at"},
}
KNOWN = {
    LayerKind.BOUNDARIES: {"code", "name"},
    LayerKind.ROADS: {"category", "number", "name", "class", "source_id", "km_from", "km_to"},
    LayerKind.ADDRESSES: {"place", "street", "house_number", "postcode"},
    LayerKind.WORKS: {"kind", "description", "manager", "starts_at", "ends_at", "source_id"},
}
OF_EVERY_KIND = {"encoding", "optional", "attributes", "source_layers", "references"}
SETTINGS = {
    LayerKind.BOUNDARIES: OF_EVERY_KIND | {"level"},
    LayerKind.ROADS: OF_EVERY_KIND | {"categories", "default_category", "number_decides", "skip"},
    LayerKind.ADDRESSES: OF_EVERY_KIND,
    LayerKind.WORKS: OF_EVERY_KIND | {"kinds", "default_kind"},
}
# The words of the law are understood in every file, with and without Polish letters.
WORDS = {category.value: category for category in RoadCategory} | {
    "wojewódzka": RoadCategory.WOJEWODZKA,
    "wewnętrzna": RoadCategory.WEWNETRZNA,
}
WORKS_WORDS = {kind.value: kind for kind in WorkKind} | {
    "roboty": WorkKind.WORKS,
    "remont": WorkKind.WORKS,
    "zamknięcie": WorkKind.CLOSURE,
    "zamkniecie": WorkKind.CLOSURE,
}


@dataclass(frozen=True, kw_only=True)
class Reference:
    """Where the features that a column refers to by their GML id are, and their name's column."""

    layer: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Mapping:
    """Which columns hold what.

    attributes: our attribute -> columns; the first that has a value counts.
    optional: attributes whose columns a file may lack.
    categories: lower-case value of the source -> our category.
    number_decides: a Polish road number tells the category before `categories` does.
    skip: lower-case values of the category's column that are no roads.
    kinds: lower-case value of the source -> kind of works; without one it is `default_kind`.
    source_layers: the layers to read, of a file that has several; the first that it has counts.
    references: column -> what it refers to (`xlink:href` of GML).
    """

    attributes: dict[str, tuple[str, ...]]
    optional: frozenset[str] = frozenset()
    encoding: str | None = None
    level: Level | None = None
    categories: dict[str, RoadCategory] = field(default_factory=lambda: dict(WORDS))
    default_category: RoadCategory | None = None
    number_decides: bool = False
    skip: frozenset[str] = frozenset()
    kinds: dict[str, WorkKind] = field(default_factory=lambda: dict(WORKS_WORDS))
    default_kind: WorkKind = WorkKind.WORKS
    source_layers: tuple[str, ...] = ()
    references: dict[str, Reference] = field(default_factory=dict)


def load_mapping(mapping: str | Path, kind: LayerKind) -> Mapping:
    """Read a mapping of ours by its name, or a .toml file. Raises ImportRefused."""
    path = _path(str(mapping))
    try:
        content = parse_toml(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ImportRefused(f"The mapping {path} is not valid TOML: {error}.") from error
    except OSError as error:
        raise ImportRefused(f"The mapping {path} cannot be read: {error.strerror}.") from error
    try:
        return _checked(content, kind)
    except (ValueError, LookupError, TypeError) as error:
        raise ImportRefused(f"The mapping {path} is wrong: {error}") from error


def parse_toml(text: str) -> dict[str, Any]:
    """Raises ValueError, for what is nested too deeply as well."""
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _path(name: str) -> Path:
    own = MAPPINGS / f"{name}.toml"
    if "/" not in name and own.is_file():
        return own
    if not name.endswith(".toml"):
        names = ", ".join(sorted(path.stem for path in MAPPINGS.glob("*.toml")))
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
        categories=WORDS | _values(content, "categories", RoadCategory),
        default_category=_choice(RoadCategory, content["default_category"])
        if "default_category" in content
        else None,
        number_decides=content.get("number_decides") is True,
        skip=frozenset(value.casefold() for value in _texts(content.get("skip", []), "skip")),
        kinds=WORKS_WORDS | _values(content, "kinds", WorkKind),
        default_kind=_choice(WorkKind, content.get("default_kind", WorkKind.WORKS.value)),
        source_layers=_texts(content.get("source_layers", []), "source_layers"),
        references=_references(content.get("references", {})),
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


def _values(content: dict[str, Any], name: str, choices: Any) -> dict[str, Any]:
    table = content.get(name, {})
    if not isinstance(table, dict):
        raise ValueError(f"[{name}] must be a table: value in the file = our word for it.")
    return {key.casefold(): _choice(choices, value) for key, value in table.items()}


def _references(table: Any) -> dict[str, Reference]:
    if not isinstance(table, dict):
        raise ValueError("[references] must be a table: column = {layer, name}.")
    for column, target in table.items():
        if not isinstance(target, dict) or target.keys() != {"layer", "name"}:
            raise ValueError(f"the reference {column} must have a layer and a name.")
        _texts([target["layer"], target["name"]], column)
    return {column: Reference(**target) for column, target in table.items()}


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
