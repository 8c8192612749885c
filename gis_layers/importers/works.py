"""Works on roads and closures as rows."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.dateparse import parse_date, parse_datetime

from gis_layers.importers.reading import Feature
from gis_layers.importers.results import Row
from gis_layers.importers.rows import ewkb, short
from gis_layers.mapping import Mapping
from gis_layers.refusals import FeatureRefused
from gis_layers.rules import (
    NAME_MAX_CHARS,
    TIME_ZONE,
    WORK_DESCRIPTION_MAX_CHARS,
    WorkKind,
)

POLISH_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(.*)")


class WorkRows:
    """Makes a row of each of the works."""

    def __init__(self, mapping: Mapping) -> None:
        self.mapping = mapping

    def __call__(self, feature: Feature) -> Iterator[Row]:
        attributes = feature.attributes
        description = short(attributes["description"], "description", WORK_DESCRIPTION_MAX_CHARS)
        if not description:
            raise FeatureRefused("it has no description")
        starts_at, ends_at = _period(attributes["starts_at"], attributes.get("ends_at", ""))
        yield (
            self._kind(attributes.get("kind", "")),
            description,
            short(attributes.get("manager", ""), "manager", NAME_MAX_CHARS),
            starts_at,
            ends_at,
            short(attributes.get("source_id", ""), "source_id", NAME_MAX_CHARS),
            ewkb(feature.usable_geometry()),
        )

    def _kind(self, value: str) -> WorkKind:
        if not value:
            return self.mapping.default_kind
        kind = self.mapping.kinds.get(value.casefold())
        if kind is None:
            raise FeatureRefused(f'its kind "{value}" is not in the mapping')
        return kind


def _period(start: str, end: str) -> tuple[datetime, datetime | None]:
    starts_at = moment(start, is_end=False)
    if starts_at is None:
        raise FeatureRefused("it does not say when it starts")
    ends_at = moment(end, is_end=True)
    if ends_at and ends_at < starts_at:
        raise FeatureRefused(f"it ends ({end}) before it starts ({start})")
    return starts_at, ends_at


def moment(text: str, *, is_end: bool) -> datetime | None:
    """Read a day or a moment, in the time of Poland where it names no zone; "" is none.

    The last day of a period is a whole day: it ends as the next one begins.
    Raises FeatureRefused.
    """
    if not text:
        return None
    try:
        day, at = _read(text)
    except ValueError:
        day, at = None, None
    if day:
        at = datetime.combine(day + timedelta(days=is_end), time())
    if at is None:
        raise FeatureRefused(f'its "{text}" is no date (2026-01-31, or 2026-01-31T08:00)')
    return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(TIME_ZONE))


def _read(text: str) -> tuple[date | None, datetime | None]:
    """Tell a day, or a moment. Raises ValueError for one that no calendar has."""
    iso = text.replace("/", "-")
    if polish := POLISH_DATE.fullmatch(text):
        day, month, year, rest = polish.groups()
        iso = f"{year}-{int(month):02}-{int(day):02}{rest}"
    return parse_date(iso), parse_datetime(iso)
