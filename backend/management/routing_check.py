"""A municipality's own regression set: points with the answers that routing must give."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from django.contrib.gis.geos import Point

from backend.core import errors, geo
from backend.crews.facts import Manager, RoadFound, Unit
from backend.crews.routing import Route, find_route

NOTHING = "-"  # expected of a place that has none
PLACE = ("lon", "lat", "service")
OPTIONAL = ("accuracy", "at", "name")


def _teryt(unit: Unit | None) -> str:
    return unit.teryt if unit else ""


def _of_road(road: RoadFound | None, name: str) -> str:
    return getattr(road, name) if road else ""


def _of_manager(manager: Manager | None, name: str) -> str:
    return str(getattr(manager, name)) if manager else ""


ANSWERS: dict[str, Callable[[Route], str]] = {
    "municipality": lambda route: _teryt(route.municipality),
    "jurisdiction": lambda route: _teryt(route.jurisdiction),
    "road_category": lambda route: _of_road(route.road, "category"),
    "road_number": lambda route: _of_road(route.road, "number"),
    "manager_kind": lambda route: _of_manager(route.manager, "kind"),
    "manager": lambda route: _of_manager(route.manager, "name"),
    "handler": lambda route: _teryt(route.handler),
    "crew": lambda route: route.crew.name if route.crew else "",
}


class FileRefused(Exception):
    """The file is no set of points with answers."""


class LineRefused(Exception):
    """One point cannot be read."""


Row = tuple[int, dict[str, str] | LineRefused]


@dataclass(frozen=True, kw_only=True)
class Expectation:
    """One point and what routing must say of it."""

    place: str
    location: Point
    service: str
    accuracy_m: float | None
    at: datetime
    expected: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What became of one point. wrong: name -> (expected, found)."""

    number: int
    place: str
    wrong: dict[str, tuple[str, str]] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)
    refusal: str = ""

    @property
    def is_right(self) -> bool:
        return not (self.wrong or self.refusal)


def check(content: bytes, *, now: datetime) -> Iterator[Verdict]:
    """Route each point of a CSV or GeoJSON file and compare. Raises FileRefused.

    The number of a verdict is the line in CSV, and the feature, from 1 on, in GeoJSON.
    """
    for number, row in _rows(content):
        if isinstance(row, LineRefused):
            yield Verdict(number=number, place="", refusal=str(row))
            continue
        try:
            yield _compare(number, _expectation(row, now))
        except LineRefused as refused:
            yield Verdict(number=number, place=row.get("name", ""), refusal=str(refused))


def _compare(number: int, point: Expectation) -> Verdict:
    route = find_route(
        location=point.location,
        accuracy_m=point.accuracy_m,
        service=point.service,
        at=point.at,
    )
    found = {name: ANSWERS[name](route) or NOTHING for name in point.expected}
    wrong = {
        name: (expected, found[name])
        for name, expected in point.expected.items()
        if expected != found[name]
    }
    reasons = [reason.text for reason in route.reasons] if wrong else []
    return Verdict(number=number, place=point.place, wrong=wrong, reasons=reasons)


def _rows(content: bytes) -> Iterator[Row]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileRefused("The file is not UTF-8.") from None
    if text.lstrip().startswith("{"):
        return _features(text)
    return _lines(text)


def _lines(text: str) -> Iterator[Row]:
    header = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text), delimiter=";" if ";" in header else ",")
    names = [name.strip() for name in next(reader, [])]
    _require_known(names)
    try:
        for cells in reader:
            values = [cell.strip() for cell in cells]
            if any(values):
                yield reader.line_num, _of_line(names, values)
    except csv.Error as error:
        raise FileRefused(f"Line {reader.line_num} is no CSV: {error}.") from error


def _of_line(names: list[str], values: list[str]) -> dict[str, str] | LineRefused:
    if len(values) != len(names):
        return LineRefused(f"it has {len(values)} cells and the first line {len(names)}")
    return dict(zip(names, values, strict=True))


def _features(text: str) -> Iterator[Row]:
    try:
        features = list(orjson.loads(text)["features"])
    except (orjson.JSONDecodeError, KeyError, TypeError):
        raise FileRefused("The file is no GeoJSON FeatureCollection.") from None
    for number, feature in enumerate(features, start=1):
        row = _of_feature(feature)
        if isinstance(row, dict):
            _require_known(list(row))
        yield number, row


def _of_feature(feature: Any) -> dict[str, str] | LineRefused:
    try:
        if feature["geometry"]["type"] != "Point":
            return LineRefused("it is no point")
        lon, lat = feature["geometry"]["coordinates"][:2]
        values = {**feature["properties"], "lon": lon, "lat": lat}
    except (KeyError, TypeError, ValueError):
        return LineRefused("it is no GeoJSON feature with a point and properties")
    return {name: "" if value is None else str(value).strip() for name, value in values.items()}


def _require_known(names: list[str]) -> None:
    missing = [name for name in PLACE if name not in names]
    if missing:
        raise FileRefused(f"There is no {' and no '.join(missing)} in the file.")
    unknown = [name for name in names if name not in {*PLACE, *OPTIONAL, *ANSWERS}]
    if unknown:
        raise FileRefused(
            f"Nobody knows what to check by {', '.join(unknown)}. Known: {', '.join(ANSWERS)}."
        )


def _expectation(row: dict[str, str], now: datetime) -> Expectation:
    expected = {name: row[name] for name in ANSWERS if row.get(name)}
    if not expected:
        raise LineRefused("it expects nothing")
    if not row["service"]:
        raise LineRefused("service is missing")
    try:
        location = geo.point(_number(row, "lon"), _number(row, "lat"))
    except errors.InvalidInput as refusal:
        raise LineRefused(f"{refusal.field} is not on the globe (WGS84 degrees)") from None
    place = f"{location.y:.6f} N {location.x:.6f} E, {row['service']}"
    return Expectation(
        place=f"{row['name']} ({place})" if row.get("name") else place,
        location=location,
        service=row["service"],
        accuracy_m=_accuracy(row),
        at=_moment(row) or now,
        expected=expected,
    )


def _number(row: dict[str, str], name: str) -> float:
    try:
        return float(row[name])
    except ValueError:
        raise LineRefused(f"{name} is no number: {row[name]!r}") from None


def _accuracy(row: dict[str, str]) -> float | None:
    if not row.get("accuracy"):
        return None
    metres = _number(row, "accuracy")
    if not 0 <= metres <= geo.ACCURACY_MAX_M:
        raise LineRefused(f"accuracy is not between 0 and {geo.ACCURACY_MAX_M:.0f} m")
    return metres


def _moment(row: dict[str, str]) -> datetime | None:
    if not row.get("at"):
        return None
    try:
        moment = datetime.fromisoformat(row["at"])
    except ValueError:
        raise LineRefused(f"at is no time like 2026-01-31T12:00:00Z: {row['at']!r}") from None
    if moment.tzinfo is None:
        raise LineRefused("at has no time zone; write 2026-01-31T12:00:00Z")
    return moment
