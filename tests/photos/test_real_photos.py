"""Photos of real phones, cameras and fuzzers: each is taken or refused as it deserves."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from backend.photos import formats, sandbox
from backend.photos.limits import CHILD_MAX_BYTES, DISPLAY_PX, THUMBNAIL_PX
from backend.photos.refusals import PhotoRefused
from tests.photos.makers import (
    PHOTOS,
    assert_bare,
    exiftool,
    needs_photos,
    opened,
    real_photos,
    unlikeness,
)

# One process holds the answers for all tests of this module.
pytestmark = [needs_photos, pytest.mark.xdist_group("real photos")]

AT_THE_DOOR = "unsupported_photo"
OUTCOMES = {
    "exif": {"ready": 37},
    "generated": {"ready": 11, "too_many_pixels": 1},
    "potholes": {"ready": 6},
    "pillow": {"ready": 28, "damaged": 3, "too_many_frames": 1, AT_THE_DOOR: 2},
    "fuzz/gf": {"ready": 4, "damaged": 25, AT_THE_DOOR: 9},
    "fuzz/me": {AT_THE_DOOR: 30},
    "fuzz/sc": {"ready": 43, "damaged": 28, "too_many_pixels": 1, AT_THE_DOOR: 2},
}
# What is no photo that anybody means to send, among the families of good ones.
REFUSED = {
    "bomb_20000x20000_gray8.png": "too_many_pixels",
    "broken.png": "damaged",
    "decompression_bomb.gif": AT_THE_DOOR,
    "hopper.gif": AT_THE_DOOR,
    "iss634.webp": "too_many_frames",
    "truncated_image.png": "damaged",
    "truncated_jpeg.jpg": "damaged",
}
DEGREES = re.compile(r"""(\d+)° (\d+)' ([\d.]+)\"""")


@dataclass(frozen=True)
class Outcome:
    code: str
    facts: dict[str, Any]
    files: list[bytes]
    peak_bytes: int


@cache
def outcome(path: Path) -> Outcome:
    """As the door and then the worker decide. What the door turns away harms the worker neither."""
    content = path.read_bytes()
    with path.open("rb") as file:
        is_photo = formats.is_read(formats.fingerprint(file).media_type)
    try:
        answer = sandbox.run("prepare", content)
    except PhotoRefused as refusal:
        return Outcome(refusal.code if is_photo else AT_THE_DOOR, {}, [], 0)
    assert is_photo, "turned away, though a decoder reads it"
    return Outcome("ready", answer.facts, answer.files, answer.peak_bytes)


def ready() -> dict[Path, Outcome]:
    found = {path: outcome(path) for path in real_photos()}
    return {path: made for path, made in found.items() if made.code == "ready"}


def seen(name: str) -> Any:
    """The display rendition of a photo."""
    (path,) = PHOTOS.rglob(name)
    return opened(outcome(path).files[0])


def family(path: Path) -> str:
    name = path.parent.name
    return f"fuzz/{path.name[:2]}" if name == "fuzz" else name


def test_every_family_has_its_outcomes():
    found: dict[str, Counter[str]] = {name: Counter() for name in OUTCOMES}
    for path in real_photos():
        found[family(path)][outcome(path).code] += 1

    assert found == OUTCOMES


def test_of_the_good_families_only_bombs_animations_and_torn_files_are_refused():
    good = [path for path in real_photos() if path.parent.name != "fuzz"]

    codes = {path.name: outcome(path).code for path in good}
    assert {name: code for name, code in codes.items() if code != "ready"} == REFUSED


def test_renditions_are_small_and_their_making_stays_below_the_limit():
    for path, made in ready().items():
        display, thumbnail = map(opened, made.files)
        size = (made.facts["width"], made.facts["height"])
        for shown, limit in ((display, DISPLAY_PX), (thumbnail, THUMBNAIL_PX)):
            assert (shown.format, shown.mode) == ("JPEG", "RGB"), path
            assert max(shown.size) <= min(limit, max(size)), path
            assert (shown.width > shown.height) <= (size[0] > size[1]), path
        assert len(made.files[0]) < 700_000 and len(made.files[1]) < 60_000, path
        assert made.peak_bytes < CHILD_MAX_BYTES / 4, path
        assert re.fullmatch("#[0-9a-f]{6}", made.facts["color"]), path


def test_nothing_but_pixels_is_left(tmp_path):
    assert_bare(tmp_path, [file for made in ready().values() for file in made.files])


def test_the_eight_orientations_of_one_photo_look_the_same():
    upright = seen("landscape_1.jpg")

    for number in range(2, 9):
        turned = seen(f"landscape_{number}.jpg")
        assert turned.size == upright.size == (600, 450)
        assert unlikeness(turned, upright) < 6, number


@pytest.mark.parametrize(
    ("turned", "upright"),
    [
        ("Portrait_6.jpg", "Portrait_0.jpg"),
        ("hopper_orientation_2.jpg", "hopper.jpg"),
        ("hopper_orientation_6.jpg", "hopper.jpg"),
        ("hopper_orientation_8.jpg", "hopper.jpg"),
        ("hopper_orientation_6.webp", "hopper.webp"),
        ("avif_hopper.avif", "hopper.png"),
        ("gps_lesznowola_or6.heic", "gps_torun_or6.jpg"),
    ],
)
def test_other_orientations_and_formats_end_upright_as_well(turned, upright):
    assert seen(turned).size == seen(upright).size
    assert unlikeness(seen(turned), seen(upright)) < 6


def test_sizes_are_those_of_the_upright_original():
    photos = [path for path in ready() if path.suffix.lower() in (".jpg", ".jpeg", ".webp")]
    for told in exiftool(photos, "-ImageWidth", "-ImageHeight", "-Orientation"):
        path = Path(told["SourceFile"])
        if path.parent.name == "fuzz":
            continue
        size = told["ImageWidth"], told["ImageHeight"]
        facts = outcome(path).facts
        is_lying = told.get("Orientation", 1) in (5, 6, 7, 8)
        assert (facts["width"], facts["height"]) == (size[::-1] if is_lying else size), path


def test_places_are_those_that_another_program_finds():
    names = ("GPSLatitude", "GPSLongitude", "GPSHPositioningError")
    photos = [path for path in ready() if path.parent.name != "fuzz"]
    found = 0
    for told in exiftool(photos, *(f"-Composite:{name}" for name in names[:2]), "-GPS:" + names[2]):
        claims = outcome(Path(told["SourceFile"])).facts["claims"]
        lat, lon, error_m = (told.get(name) for name in names)
        if lat == "":
            continue  # seconds of 0/0, which exiftool gives up on; the dumps below tell the place
        if not lat and not lon:  # none, or zero and zero
            assert (claims["lat"], claims["lon"]) == (None, None), told
            continue
        found += 1
        assert (claims["lat"], claims["lon"]) == pytest.approx((lat, lon), abs=1e-6), told
        assert claims["accuracy_m"] == (pytest.approx(error_m) if error_m else None), told
    assert found >= 14


@pytest.mark.parametrize(
    "dump", sorted(PHOTOS.glob("expected_metadata/*.txt")), ids=lambda p: p.stem
)
def test_claims_are_those_of_the_expected_dumps(dump):
    """The dumps are those that metadata-extractor publishes with its photos."""
    expected = dict(re.findall(r"^\[[^\]]*\] ([^=\n]+) = (.*)$", dump.read_text(), re.MULTILINE))
    claims = outcome(PHOTOS / "exif" / dump.stem).facts["claims"]

    assert (claims["lat"], claims["lon"]) == (
        degrees(expected, "GPS Latitude", "S"),
        degrees(expected, "GPS Longitude", "W"),
    )
    local = expected.get("Date/Time Original")
    date, clock = expected.get("GPS Date Stamp", ""), expected.get("GPS Time-Stamp", "")
    if re.fullmatch(r"\d{4}:\d\d:\d\d", date):
        assert claims["at"] == f"{date.replace(':', '-')}T{clock[:8]}+00:00"
    else:
        assert claims["at"] == (local and local.replace(":", "-", 2).replace(" ", "T"))


def degrees(expected: dict[str, str], name: str, negative: str) -> Any:
    found = DEGREES.search(expected.get(name, ""))
    if not found or not any(map(float, found.groups())):
        return None  # none, or zero
    value = float(found[1]) + float(found[2]) / 60 + float(found[3]) / 3600
    return pytest.approx(-value if expected[name + " Ref"] == negative else value, abs=2e-6)
