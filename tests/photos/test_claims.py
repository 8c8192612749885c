"""What a photo says of its time and place is read as it stands, and dropped when it cannot be."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL.TiffImagePlugin import IFDRational

from backend.photos.claims import Claims, read

TAKEN, OFFSET = 0x9003, 0x9011
PLACE = {1: "N", 2: (52.0, 5.0, 21.48), 3: "E", 4: (20.0, 56.0, 22.92)}
SPOILT = [
    {1: ""},
    {1: "X"},
    {2: (91.0, 0.0, 0.0)},
    {4: (180.0, 0.0, 1.0)},
    {2: (52.0, 61.0, 0.0)},
    {2: (52.0, 5.0, 61.0)},
    {2: (-52.0, 5.0, 0.0)},
    {2: (math.nan, 5.0, 0.0)},
    {2: (math.inf, 5.0, 0.0)},
    {2: (52.0, math.nan, 0.0)},
    {2: (IFDRational(52, 0), IFDRational(5, 1), IFDRational(0, 1))},
    {2: (52.0, 5.0)},
    {2: 52.0},
    {2: "52.0"},
    {2: None},
    {1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)},  # a receiver without a fix
]


def taken(text: str, offset: str = "", **gps: object) -> str | None:
    exif = {TAKEN: text} | ({OFFSET: offset} if offset else {})
    told = read(exif, {{"date": 29, "time": 7}[name]: value for name, value in gps.items()}).at
    return told.isoformat() if told else None


def test_a_place_and_its_accuracy_are_read():
    assert read({}, PLACE | {31: 12.5}) == Claims(lon=20.9397, lat=52.0893, accuracy_m=12.5)
    assert read({}, PLACE) == Claims(lon=20.9397, lat=52.0893)


def test_south_and_west_are_negative():
    told = read({}, PLACE | {1: b"s\0", 3: "W\0"})

    assert (told.lon, told.lat) == (-20.9397, -52.0893)


def test_minutes_with_a_fraction_need_no_seconds():
    told = read({}, PLACE | {2: (48.0, 53.32358, math.nan)})

    assert told.lat == pytest.approx(48.888726)


@pytest.mark.parametrize("spoilt", SPOILT)
def test_a_place_that_cannot_be_is_none(spoilt):
    assert read({}, PLACE).lat is not None
    assert read({TAKEN: "2026:11:02 11:00:00"}, PLACE | spoilt).lat is None
    assert read({TAKEN: "2026:11:02 11:00:00"}, PLACE | spoilt).at is not None


@pytest.mark.parametrize("metres", [0, -3, math.nan, math.inf, 100_001, "12", None, (1, 2)])
def test_an_accuracy_that_cannot_be_is_none(metres):
    told = read({}, PLACE | {31: metres})

    assert told.lat and told.accuracy_m is None


def test_a_time_is_local_unless_its_offset_is_told():
    assert taken("2026:11:02 11:00:00") == "2026-11-02T11:00:00"
    assert taken("2026:11:02 11:00:00", "+01:00") == "2026-11-02T11:00:00+01:00"
    assert taken("2026:11:02 11:00:00", "soon") == "2026-11-02T11:00:00"


def test_satellites_tell_the_time_where_the_camera_tells_no_offset():
    clock = {"date": "2026:11:02", "time": (10.0, 0.0, 1.62)}

    assert taken("2026:11:02 11:00:00", **clock) == "2026-11-02T10:00:01+00:00"
    assert taken("", **clock) == "2026-11-02T10:00:01+00:00"
    assert taken("2026:11:02 11:00:00", "+01:00", **clock) == "2026-11-02T11:00:00+01:00"
    assert taken("2026:11:02 11:00:00", date="2026:11:259", time=(10.0, 0.0, 0.0)) == (
        "2026-11-02T11:00:00"
    )
    assert taken("", date="2026:11:02", time=(25.0, 0.0, 0.0)) is None


@pytest.mark.parametrize(
    "text",
    ["0000:00:00 00:00:00", "    :  :     :  :  ", "1994:12:31 23:59:59", "2026:13:01 00:00:00"]
    + ["2026:02:30 11:00:00", "2026", "", "1970:01:01 00:00:00"],
)
def test_a_time_that_cannot_be_is_none(text):
    assert taken(text) is None


anything = st.one_of(
    *(st.none(), st.text(max_size=30), st.binary(max_size=30), st.floats(), st.integers()),
    st.lists(st.one_of(st.floats(), st.none(), st.integers()), max_size=4).map(tuple),
)


@given(
    st.dictionaries(st.sampled_from([TAKEN, OFFSET]), anything),
    st.dictionaries(st.sampled_from([1, 2, 3, 4, 7, 29, 31]), anything),
)
def test_any_tags_are_claims_or_none(exif, gps):
    told = read(exif, gps)

    assert (told.lon is None) == (told.lat is None)
    assert told.lat is None or (-90 <= told.lat <= 90 and -180 <= told.lon <= 180)
    assert told.accuracy_m is None or 0 < told.accuracy_m <= 100_000
    assert told.as_facts()["offset_known"] in (True, False)
