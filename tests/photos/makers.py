"""Pictures to begin with, the real ones that developers are given, and what they look like."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageStat

PHOTOS = (
    Path(os.environ.get("USTERKA_TEST_DATA") or Path(__file__).parents[3] / "shared" / "data")
    / "photos"
)
needs_photos = pytest.mark.skipif(not PHOTOS.is_dir(), reason=f"no folder {PHOTOS} with photos")
FAMILIES = ("exif", "fuzz", "generated", "pillow", "potholes")
RED, BLUE = (220, 20, 20), (20, 20, 220)

# All that a rendition may tell, as exiftool names it: what its pixels need, and its format.
BARE_TAGS = {
    "BitsPerSample",
    "ColorComponents",
    "Directory",
    "EncodingProcess",
    "ExifToolVersion",
    "FileAccessDate",
    "FileInodeChangeDate",
    "FileModifyDate",
    "FileName",
    "FilePermissions",
    "FileSize",
    "FileType",
    "FileTypeExtension",
    "ImageHeight",
    "ImageSize",
    "ImageWidth",
    "JFIFVersion",
    "MIMEType",
    "Megapixels",
    "ResolutionUnit",
    "SourceFile",
    "XResolution",
    "YCbCrSubSampling",
    "YResolution",
}


def real_photos() -> list[Path]:
    """Every file of every family, photo or not."""
    return sorted(path for family in FAMILIES for path in (PHOTOS / family).iterdir())


def halves(size: tuple[int, int]) -> Image.Image:
    """Red above, blue below."""
    image = Image.new("RGB", size, BLUE)
    image.paste(RED, (0, 0, size[0], size[1] // 2))
    return image


def encoded(image: Image.Image, form: str = "JPEG", **options: Any) -> bytes:
    buffer = BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def unlikeness(one: Image.Image, other: Image.Image) -> float:
    """The mean difference of two pictures seen from afar, 0 to 255."""
    small = [image.convert("RGB").resize((48, 48), Image.Resampling.BOX) for image in (one, other)]
    return sum(ImageStat.Stat(ImageChops.difference(*small)).mean) / 3


def exiftool(paths: Iterable[Path], *options: str) -> list[dict[str, Any]]:
    """What a program that shares no code with Pillow finds in files, hidden tags included."""
    program = shutil.which("exiftool")
    assert program, "exiftool is missing: .ci/bootstrap dev installs it"
    command = [program, "-j", "-n", "-a", "-u", "-U", *options, "-@", "-"]
    names = "\n".join(map(str, paths))
    done = subprocess.run(command, input=names, capture_output=True, text=True, check=False)
    return json.loads(done.stdout)


def assert_bare(folder: Path, files: Iterable[bytes]) -> None:
    """All files are baseline JPEGs with pixels and nothing else."""
    folder.mkdir(exist_ok=True)
    paths = []
    for number, content in enumerate(files):
        paths.append(folder / f"{number}.jpg")
        paths[-1].write_bytes(content)
    for told in exiftool(paths):
        assert set(told) <= BARE_TAGS, told
        assert told["FileType"] == "JPEG"
        assert told["EncodingProcess"] == 0, "not baseline"
        assert told["ColorComponents"] == 3
