"""Random CQL2 filters: well-typed trees, the same as text, and what they mean, in plain Python."""

import re
from datetime import UTC, date, datetime, time, timedelta
from operator import add
from typing import Any

from hypothesis import strategies as st
from shapely import Point, Polygon, box
from shapely.geometry import shape

WORDS = ["", "ulica", "Ulica", "ŁĄKA", "łąka", "laka", "a%b", "a_b", "axb", "it's", "\\d", "100%"]
TITLES = st.sampled_from(WORDS)
WHOLES = st.sampled_from([-5, 0, 1, 2, 3, 2**62])
NUMBERS = st.sampled_from([-1.5, 0, 0.1, 1, 2.25, 1e300])
DAYS = st.sampled_from([date(2026, 1, day) for day in (1, 2, 3, 15)])
MOMENTS = st.sampled_from(
    [datetime(2026, 1, 1, hour, tzinfo=UTC) for hour in (0, 12)]
    + [datetime(2026, 1, 1, 23, 59, 59, 999000, UTC), datetime(2026, 1, 2, tzinfo=UTC)]
)
UNSHOWN = st.sampled_from([timedelta(0), timedelta(microseconds=700)])  # published without it
PLACES = st.tuples(st.integers(0, 4), st.integers(0, 4))

ROWS = st.fixed_dictionaries(
    {
        "title": TITLES,
        "lanes": st.none() | WHOLES,
        "length_km": st.none() | NUMBERS.map(float),
        "closed": st.booleans(),
        "note": st.none() | DAYS,
        "day": DAYS,
        "starts_at": st.just(datetime(2026, 1, 1, tzinfo=UTC)),
        "ends_at": st.none() | st.builds(add, MOMENTS, UNSHOWN),
        "geometry": PLACES,
    }
)

COMPARISONS = ("=", "<>", "<", ">", "<=", ">=")
TEMPORAL = (
    "t_after t_before t_contains t_disjoint t_during t_equals t_finishedBy t_finishes "
    "t_intersects t_meets t_metBy t_overlappedBy t_overlaps t_startedBy t_starts"
).split()
SPATIAL = "s_intersects s_disjoint s_equals s_touches s_within s_contains".split()


def prop(name: str) -> dict[str, str]:
    return {"property": name}


def op(name: str, *args: Any) -> dict[str, Any]:
    return {"op": name, "args": list(args)}


def dated(value: date) -> dict[str, str]:
    if isinstance(value, datetime):
        return {"timestamp": value.isoformat().replace("+00:00", "Z")}
    return {"date": value.isoformat()}


def _folded(node: Any, folds: str) -> Any:
    for name in {"": (), "c": ("casei",), "a": ("accenti",), "ca": ("casei", "accenti")}[folds]:
        node = op(name, node)
    return node


def _texts() -> st.SearchStrategy[Any]:
    def comparison(folds: str, name: str, word: str) -> Any:
        return op(name, _folded(prop("title"), folds), _folded(word, folds))

    def like(folds: str, pattern: str) -> Any:
        return op("like", _folded(prop("title"), folds), _folded(pattern, folds))

    def among(folds: str, words: list[str]) -> Any:
        return op("in", _folded(prop("title"), folds), [_folded(word, folds) for word in words])

    folds = st.sampled_from(["", "c", "a", "ca"])
    patterns = st.sampled_from(
        ["%", "_", "%a%", "ul%", "A\\%B", "a\\_b", "a_b", "\\\\d", "łą__", ""]
    )
    return st.one_of(
        st.builds(comparison, folds, st.sampled_from(["=", "<>"]), TITLES),
        st.builds(like, folds, patterns),
        st.builds(among, folds, st.lists(TITLES, min_size=1, max_size=3)),
    )


def _ordered(name: str, values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    literals = values.map(lambda value: dated(value) if isinstance(value, date) else value)
    either_way = st.booleans()

    def comparison(operator: str, literal: Any, swapped: bool) -> Any:
        sides = (literal, prop(name)) if swapped else (prop(name), literal)
        return op(operator, *sides)

    return st.one_of(
        st.builds(comparison, st.sampled_from(COMPARISONS), literals, either_way),
        st.builds(lambda low, high: op("between", prop(name), low, high), literals, literals),
        st.lists(literals, min_size=1, max_size=3).map(lambda many: op("in", prop(name), many)),
        st.just(op("isNull", prop(name))),
    )


def _temporal() -> st.SearchStrategy[Any]:
    def interval(ends: list[date], opened: int) -> Any:
        bounds = [next(iter(dated(end).values())) for end in sorted(ends, key=_moment_of)]
        return {"interval": [".." if opened == at else each for at, each in enumerate(bounds)]}

    def related(name: str, one: str, other: Any, swapped: bool) -> Any:
        return op(name, *((other, prop(one)) if swapped else (prop(one), other)))

    names, sides = st.sampled_from(TEMPORAL), st.booleans()
    literals = [
        st.one_of(
            values.map(dated),
            st.builds(interval, st.lists(values, min_size=2, max_size=2), st.integers(0, 4)),
        )
        for values in (DAYS, MOMENTS | DAYS)
    ]
    own = {"interval": [prop("starts_at"), prop("ends_at")]}
    return st.one_of(
        st.builds(related, names, st.sampled_from(["day", "note"]), literals[0], sides),
        st.builds(related, names, st.just("ends_at"), literals[1], sides),
        st.builds(lambda name, other: op(name, own, other), names, literals[1]),
        st.just(op("t_equals", prop("day"), prop("note"))),
    )


def _spatial() -> st.SearchStrategy[Any]:
    geometries = st.one_of(
        PLACES.map(lambda place: {"type": "Point", "coordinates": list(map(float, place))}),
        st.tuples(PLACES, PLACES).map(
            lambda pair: {
                "bbox": [
                    float(pick(pair[0][axis], pair[1][axis]))
                    for pick in (min, max)
                    for axis in (0, 1)
                ]
            }
        ),
        st.sampled_from([[(0, 0), (4, 0), (2, 3)], [(1, 1), (3, 1), (3, 3), (1, 3)]]).map(
            lambda ring: {
                "type": "Polygon",
                "coordinates": [[list(map(float, place)) for place in [*ring, ring[0]]]],
            }
        ),
    )
    names = st.sampled_from(SPATIAL)
    return st.builds(
        lambda name, geometry, swapped: op(
            name, *((geometry, prop("geometry")) if swapped else (prop("geometry"), geometry))
        ),
        names,
        geometries,
        st.booleans(),
    )


LEAVES = st.one_of(
    _texts(),
    _ordered("lanes", WHOLES | NUMBERS),
    _ordered("length_km", WHOLES | NUMBERS),
    _ordered("note", DAYS),
    _ordered("ends_at", MOMENTS | DAYS),
    _temporal(),
    _spatial(),
    st.sampled_from([True, False, prop("closed"), op("=", prop("closed"), False)]),
    st.sampled_from(COMPARISONS).map(lambda name: op(name, prop("day"), prop("note"))),
    st.sampled_from(COMPARISONS).map(lambda name: op(name, prop("lanes"), prop("length_km"))),
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        inner.map(lambda node: op("not", node)),
        st.lists(inner, min_size=2, max_size=3).map(lambda nodes: op("and", *nodes)),
        st.lists(inner, min_size=2, max_size=3).map(lambda nodes: op("or", *nodes)),
    ),
    max_leaves=8,
)


# --- the same as text -------------------------------------------------------------------------


def as_text(node: Any) -> str:
    """Write a tree as CQL2 text, with no parentheses but those that it needs."""
    if isinstance(node, bool):
        return str(node).upper()
    if isinstance(node, str):
        return "'" + node.replace("'", "''") + "'"
    if isinstance(node, int | float):
        return repr(node)
    if isinstance(node, list):
        return "(" + ", ".join(map(as_text, node)) + ")"
    return _object_as_text(node)


def _object_as_text(node: dict[str, Any]) -> str:
    if "property" in node:
        return node["property"]
    for word in ("date", "timestamp"):
        if word in node:
            return f"{word.upper()}('{node[word]}')"
    if "interval" in node:
        return f"INTERVAL({', '.join(map(as_text, node['interval']))})"
    if "bbox" in node:
        return f"BBOX({', '.join(map(repr, node['bbox']))})"
    if "type" in node:
        return shape(node).wkt
    return _operation_as_text(node["op"], node["args"])


def _operation_as_text(name: str, args: list[Any]) -> str:
    if name in ("and", "or"):
        weaker = ("or",) if name == "and" else ()
        return f" {name.upper()} ".join(_grouped(each, weaker) for each in args)
    if name == "not":
        return f"NOT {_grouped(args[0], ('and', 'or'))}"
    if name == "isNull":
        return f"{as_text(args[0])} IS NULL"
    if name == "between":
        return "{} BETWEEN {} AND {}".format(*map(as_text, args))
    if name in (*COMPARISONS, "like", "in"):
        return f"{as_text(args[0])} {name.upper()} {as_text(args[1])}"
    return f"{name.upper()}({', '.join(map(as_text, args))})"


def _grouped(node: Any, weaker: tuple[str, ...]) -> str:
    needs = isinstance(node, dict) and node.get("op") in weaker
    return f"({as_text(node)})" if needs else as_text(node)


# --- what it means ----------------------------------------------------------------------------


def published(row: dict[str, Any]) -> dict[str, Any]:
    end = row["ends_at"]
    return row | {"ends_at": end and end.replace(microsecond=end.microsecond // 1000 * 1000)}


def meaning(node: Any, row: dict[str, Any]) -> bool | None:
    """Whether a row fits: True, False, or None for unknown."""
    if isinstance(node, bool):
        return node
    if "property" in node:
        return row[node["property"]]
    name, args = node["op"], node["args"]
    if name == "not":
        inner = meaning(args[0], row)
        return None if inner is None else not inner
    if name in ("and", "or"):
        return _connected(name == "or", [meaning(each, row) for each in args])
    if name == "isNull":
        return row[args[0]["property"]] is None
    if name.startswith("s_"):
        return _spatially(name, *(_geometry(each, row) for each in args))
    if name.startswith("t_"):
        lasts = "ends_at" in str(args)
        return _temporally(name, *(_period(each, row, lasts) for each in args))
    return _compared(name, args, row)


def _connected(decides: bool, parts: list[bool | None]) -> bool | None:
    if decides in parts:
        return decides
    return None if None in parts else not decides


def _compared(name: str, args: list[Any], row: dict[str, Any]) -> bool | None:
    if name == "in":
        return _connected(True, [_compared("=", [args[0], each], row) for each in args[1]])
    if name == "between":
        low, high = _compared(">=", args[:2], row), _compared("<=", [args[0], args[2]], row)
        return _connected(False, [low, high])
    left, right = (_value(each, row) for each in args)
    if left is None or right is None:
        return None
    if name == "like":
        return _fits(left, right)
    if name in ("=", "<>"):
        return (name == "=") == _same(left, right)
    (start, end), (begin, finish) = _span(left), _span(right)
    return {
        "<": end < begin,
        ">": start > finish,
        "<=": start <= finish,
        ">=": end >= begin,
    }[name]


def _same(left: Any, right: Any) -> bool:
    (start, end), (begin, finish) = _span(left), _span(right)
    return (begin <= start and end <= finish) or (start <= begin and finish <= end)


def _span(value: Any) -> tuple[Any, Any]:
    """A date among moments lasts the whole day; so compare every date as its day."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time.min, UTC), datetime.combine(value, time.max, UTC)
    return value, value


def _value(node: Any, row: dict[str, Any]) -> Any:
    if not isinstance(node, dict):
        return node
    if "property" in node:
        return row[node["property"]]
    if "date" in node:
        return date.fromisoformat(node["date"])
    if "timestamp" in node:
        return datetime.fromisoformat(node["timestamp"])
    inner = _value(node["args"][0], row)
    return inner.lower() if node["op"] == "casei" else _without_accents(inner)


def _without_accents(text: str) -> str:
    return text.translate(str.maketrans("ŁĄłą", "LAla"))


def _fits(text: str, pattern: str) -> bool:
    parts = re.findall(r"\\(.)|(%)|(_)|(.)", pattern, re.DOTALL)
    forms = [
        re.escape(escaped or plain) if escaped or plain else ".*" if many else "."
        for escaped, many, one, plain in parts
    ]
    return re.fullmatch("".join(forms), text, re.DOTALL) is not None


def _moment_of(value: date) -> datetime:
    return _span(value)[0]


def _period(node: Any, row: dict[str, Any], lasts: bool) -> tuple[Any, Any]:
    """lasts: a date among moments lasts the whole day; among dates it is an instant."""
    first, last = node["interval"] if "interval" in node else (node, node)
    return (
        datetime.min.replace(tzinfo=UTC) if first == ".." else _bound(first, row, 0),
        datetime.max.replace(tzinfo=UTC) if last == ".." else _bound(last, row, int(lasts)),
    )


def _bound(node: Any, row: dict[str, Any], at: int) -> Any:
    if isinstance(node, str):
        node = {"timestamp" if "T" in node else "date": node}
    value = _value(node, row)
    return None if value is None else _span(value)[at]


def _temporally(name: str, one: tuple[Any, Any], other: tuple[Any, Any]) -> bool | None:
    """By the table of Allen's relations; what compares with an unknown bound is unknown."""

    def less(x: Any, y: Any) -> bool | None:
        return None if x is None or y is None else x < y

    def same(x: Any, y: Any) -> bool | None:
        return None if x is None or y is None else x == y

    def both(*parts: bool | None) -> bool | None:
        return _connected(False, list(parts))

    def no(part: bool | None) -> bool | None:
        return None if part is None else not part

    (a, b), (c, d) = one, other
    overlap = both(no(less(d, a)), no(less(b, c)))
    return {
        "t_after": less(d, a),
        "t_before": less(b, c),
        "t_contains": both(less(a, c), less(d, b)),
        "t_disjoint": no(overlap),
        "t_during": both(less(c, a), less(b, d)),
        "t_equals": both(same(a, c), same(b, d)),
        "t_finishedBy": both(less(a, c), same(b, d)),
        "t_finishes": both(less(c, a), same(b, d)),
        "t_intersects": overlap,
        "t_meets": same(b, c),
        "t_metBy": same(a, d),
        "t_overlappedBy": both(less(c, a), less(a, d), less(d, b)),
        "t_overlaps": both(less(a, c), less(c, b), less(b, d)),
        "t_startedBy": both(same(a, c), less(d, b)),
        "t_starts": both(same(a, c), less(b, d)),
    }[name]


def _geometry(node: Any, row: dict[str, Any]) -> Any:
    if "property" in node:
        return Point(row["geometry"])
    if "bbox" not in node:
        return shape(node)
    west, south, east, north = node["bbox"]
    if (west, south) == (east, north):
        return Point(west, south)
    if west == east or south == north:
        return shape({"type": "LineString", "coordinates": [(west, south), (east, north)]})
    return box(west, south, east, north)


def _spatially(name: str, one: Point, other: Polygon) -> bool:
    return getattr(one, name.removeprefix("s_"))(other)
