"""What a photo says of when and where it was taken: claims, easily forged, often absent.

Values that cannot be are left out here; those that the report proves wrong (a place swapped, a
time to come) are left out by whoever knows the report.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

# Tags of EXIF 3.0
EXIF_IFD, GPS_IFD = 0x8769, 0x8825
_TAKEN, _TAKEN_OFFSET = 0x9003, 0x9011
_LAT_REF, _LAT, _LON_REF, _LON, _TIME, _DATE, _ERROR_M = 1, 2, 3, 4, 7, 29, 31

_EARLIEST = datetime(1995, 1, 1)  # noqa: DTZ001 (a camera's clock; the first phones came later)
_NOWHERE_DEGREES = 0.01  # around 0, 0 in the Gulf of Guinea: a receiver without a fix
_LARGEST_ERROR_M = 100_000


@dataclass(frozen=True, kw_only=True)
class Claims:
    """at: local time, aware where the photo tells its offset. lon, lat: WGS84 degrees."""

    at: datetime | None = None
    lon: float | None = None
    lat: float | None = None
    accuracy_m: float | None = None

    def as_facts(self) -> dict[str, Any]:
        return {
            "at": self.at.isoformat() if self.at else None,
            "offset_known": self.at is not None and self.at.tzinfo is not None,
            "lon": self.lon,
            "lat": self.lat,
            "accuracy_m": self.accuracy_m,
        }


def read(exif: Mapping[int, Any], gps: Mapping[int, Any]) -> Claims:
    """Read the claims of an EXIF directory and its GPS directory, tag by tag."""
    lat = _degrees(gps.get(_LAT), gps.get(_LAT_REF), "NS", 90)
    lon = _degrees(gps.get(_LON), gps.get(_LON_REF), "EW", 180)
    at = _taken_at(exif, gps)
    if lat is None or lon is None or max(abs(lat), abs(lon)) < _NOWHERE_DEGREES:
        return Claims(at=at)
    return Claims(at=at, lon=lon, lat=lat, accuracy_m=_error_m(gps.get(_ERROR_M)))


def _degrees(parts: Any, reference: Any, letters: str, most: int) -> float | None:
    """Degrees, minutes and seconds as one number; southern and western ones are negative."""
    letter = _text(reference).upper()
    numbers = _numbers(parts) or _decimal_minutes(parts)
    if len(numbers) != 3 or letter not in tuple(letters) or min(numbers) < 0:
        return None
    degrees, minutes, seconds = numbers
    value = degrees + minutes / 60 + seconds / 3600
    if minutes > 60 or seconds > 60 or value > most:
        return None
    return round(value if letter == letters[0] else -value, 7)


def _decimal_minutes(parts: Any) -> list[float]:
    """Some cameras write minutes with a fraction, and 0/0 for the seconds."""
    numbers = _numbers(parts[:2]) if isinstance(parts, tuple) and len(parts) == 3 else []
    return [*numbers, 0.0] if len(numbers) == 2 and numbers[1] % 1 else []


def _error_m(part: Any) -> float | None:
    numbers = _numbers((part,))
    return numbers[0] if numbers and 0 < numbers[0] <= _LARGEST_ERROR_M else None


def _taken_at(exif: Mapping[int, Any], gps: Mapping[int, Any]) -> datetime | None:
    """The camera's time with its offset, else the satellites' time, else the camera's alone."""
    local = _moment(_text(exif.get(_TAKEN)))
    if local and (offset := _text(exif.get(_TAKEN_OFFSET))):
        aware = _parsed(f"{local:%Y-%m-%dT%H:%M:%S}{offset}")
        if aware and aware.tzinfo:
            return aware
    return _satellites_time(gps) or local


def _satellites_time(gps: Mapping[int, Any]) -> datetime | None:
    day, clock = _moment(_text(gps.get(_DATE)) + " 00:00:00"), _numbers(gps.get(_TIME))
    if not day or len(clock) != 3:
        return None
    hours, minutes, seconds = clock
    if not (0 <= hours < 24 and 0 <= minutes < 60 and 0 <= seconds <= 60):
        return None
    passed = timedelta(hours=hours, minutes=minutes, seconds=int(seconds))
    return (day + passed).replace(tzinfo=UTC)


def _moment(text: str) -> datetime | None:
    """EXIF's `2026:11:02 11:00:00`, some phones with dashes or with a T."""
    date, clock = text[:10].replace(":", "-").replace("/", "-"), text[11:19]
    moment = _parsed(f"{date}T{clock}")
    return moment if moment and moment.tzinfo is None and moment >= _EARLIEST else None


def _parsed(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _numbers(parts: Any) -> list[float]:
    """Rational numbers as floats; [] when one of them is none."""
    if not isinstance(parts, tuple) or any(isinstance(part, (str, bytes)) for part in parts):
        return []
    try:
        numbers = [float(part) for part in parts]
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return []
    return numbers if all(math.isfinite(number) for number in numbers) else []


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        value = value.decode("ascii", "replace")
    return value.strip("\0 ") if isinstance(value, str) else ""
