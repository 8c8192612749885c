"""The worker makes photos presentable: upright, small, and without anything but pixels."""

import os
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from backend.photos.limits import DISPLAY_PX, THUMBNAIL_PX
from backend.photos.refusals import PhotoRefused
from backend.photos.renditions import render
from backend.reports.models import Photo, Report
from backend.reports.tasks import process_photo
from tests.reports.makers import read

pytestmark = pytest.mark.django_db

PHONE_PHOTOS = (
    Path(os.environ.get("USTERKA_TEST_DATA") or Path(__file__).parents[3] / "shared" / "data")
    / "photos"
)
RED, BLUE = (220, 20, 20), (20, 20, 220)


def halves(size: tuple[int, int]) -> Image.Image:
    """Red above, blue below."""
    image = Image.new("RGB", size, BLUE)
    image.paste(RED, (0, 0, size[0], size[1] // 2))
    return image


def encoded(image: Image.Image, form: str = "JPEG", **options: object) -> bytes:
    buffer = BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


@pytest.fixture
def process(report):
    """Store bytes as a photo of the report and let the worker do its job."""

    def _process(content: bytes) -> Photo:
        row = Report.objects.get()
        photo = Photo(
            report=row,
            uid=row.pk,
            sha256="",
            size=len(content),
            media_type="image/jpeg",
            uploaded_at=row.received_at,
        )
        photo.original.save("photos/test/original", ContentFile(content))
        process_photo(photo.pk)
        photo.refresh_from_db()
        return photo

    return _process


def opened(file) -> Image.Image:
    with file.open("rb") as stream:
        return Image.open(BytesIO(stream.read()))


def test_a_ready_photo_has_two_renditions_and_links_to_them(process, phone, report, photo):
    row = process(photo)

    assert (row.state, row.width, row.height) == ("ready", 640, 480)
    shown = read(phone, report)["photos"][0]
    assert (shown["width"], shown["height"]) == (640, 480)
    assert shown["display_url"].partition("?")[0].endswith("/display")
    assert shown["thumbnail_url"].partition("?")[0].endswith("/thumbnail")


def test_renditions_are_small_and_never_enlarged(process):
    row = process(encoded(halves((6000, 3000)), quality=30))

    assert opened(row.display).size == (DISPLAY_PX, DISPLAY_PX // 2)
    assert opened(row.thumbnail).size == (THUMBNAIL_PX, THUMBNAIL_PX // 2)
    assert (row.width, row.height) == (6000, 3000)


def test_a_small_photo_keeps_its_size(process):
    assert opened(process(encoded(halves((30, 20)))).display).size == (30, 20)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_ends_upright(orientation):
    # The turns that undo each orientation, applied backwards to an upright picture.
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    upright = halves((60, 80))
    held = upright.transpose(undo[orientation]) if orientation in undo else upright
    exif = Image.Exif()
    exif[0x0112] = orientation

    made = render(BytesIO(encoded(held, exif=exif, quality=95)))
    shown = Image.open(BytesIO(made.display))

    assert (made.width, made.height) == shown.size == (60, 80)
    red, blue = shown.getpixel((30, 10)), shown.getpixel((30, 70))
    assert red[0] > 180 > 60 > red[2]
    assert blue[2] > 180 > 60 > blue[0]


def test_nothing_but_pixels_is_left(process):
    exif = Image.Exif()
    exif[0x010F], exif[0x8298] = "SECRET-MAKER", "SECRET-OWNER"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2] = "N", (52.0, 5.0, 3.0)
    content = encoded(
        halves((300, 200)), exif=exif, comment=b"SECRET-COMMENT", icc_profile=b"SECRET-PROFILE"
    )
    assert b"SECRET-MAKER" in content

    row = process(content)

    for file in (row.display, row.thumbnail):
        shown = opened(file)
        assert not shown.getexif()
        assert set(shown.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        with file.open("rb") as stream:
            assert b"SECRET" not in stream.read()


@pytest.mark.parametrize("form", ["PNG", "WEBP", "AVIF"])
def test_other_formats_become_jpegs(process, form):
    row = process(encoded(halves((300, 200)), form))

    assert row.state == "ready"
    assert opened(row.display).format == opened(row.thumbnail).format == "JPEG"


def test_what_is_transparent_becomes_white(process):
    row = process(encoded(Image.new("RGBA", (20, 20), (0, 0, 0, 0)), "PNG"))

    assert opened(row.display).getpixel((10, 10)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "I;16", "LA"])
def test_every_kind_of_pixel_is_shown(mode):
    form = "JPEG" if mode == "CMYK" else "PNG"

    assert render(BytesIO(encoded(Image.new(mode, (20, 20)), form))).width == 20


@pytest.mark.parametrize(
    ("size", "code"), [((7746, 7746), "too_many_pixels"), ((12000, 10000), "too_many_pixels")]
)
def test_more_than_sixty_megapixels_are_refused_unread(process, phone, report, size, code):
    row = process(encoded(Image.new("1", size), "PNG"))

    assert (row.state, row.code) == ("refused", code)
    shown = read(phone, report)["photos"][0]
    assert (shown["state"], shown["code"], shown["display_url"]) == ("refused", code, None)


@pytest.mark.parametrize("keep", [3, 100, 2000])
def test_a_damaged_photo_is_refused(process, photo, keep):
    row = process(photo[:keep])

    assert (row.state, row.code) == ("refused", "damaged")


def test_a_photo_that_is_done_is_not_done_again(process, photo):
    row = process(photo)
    before = row.display.name

    process_photo(row.pk)
    process_photo(row.pk + 1)

    row.refresh_from_db()
    assert row.display.name == before


@pytest.mark.skipif(not PHONE_PHOTOS.is_dir(), reason=f"no folder {PHONE_PHOTOS} with photos")
def test_real_photos_are_shown_or_refused_and_leak_nothing():
    outcomes = {}
    for path in sorted(PHONE_PHOTOS.rglob("*")):
        if path.suffix.lower() not in (".jpg", ".jpeg", ".png", ".webp", ".avif", ".bin", ".gif"):
            continue
        with path.open("rb") as file:
            try:
                made = render(file)
            except PhotoRefused as refusal:
                outcomes[path.name] = refusal.code
                continue
        shown = Image.open(BytesIO(made.display))
        assert not shown.getexif(), path
        assert not {"exif", "icc_profile", "xmp", "comment", "photoshop"} & set(shown.info), path
        assert max(shown.size) <= DISPLAY_PX, path
        outcomes[path.name] = "ready"

    assert outcomes["gps_lesznowola.jpg"] == outcomes["avif_hopper.avif"] == "ready"
    assert outcomes["bomb_20000x20000_gray8.png"] == "too_many_pixels"
    assert outcomes["truncated_jpeg.jpg"] == "damaged"
    assert outcomes["hopper.gif"] == "damaged"
