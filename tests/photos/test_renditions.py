"""Renditions show what the photo shows: upright, in its colours, on white, and nothing else."""

import math
import struct
import zlib

import pytest
from PIL import Image, ImageCms, ImageDraw
from PIL.PngImagePlugin import PngInfo

from backend.photos import limits, sandbox
from backend.photos.refusals import PhotoRefused
from tests.photos.makers import BLUE, RED, encoded, halves, opened, unlikeness
from tests.photos.test_formats import with_segment


def prepared(content: bytes) -> tuple[dict, Image.Image, Image.Image]:
    answer = sandbox.run("prepare", content)
    return answer.facts, opened(answer.files[0]), opened(answer.files[1])


def refusal(content: bytes) -> str:
    with pytest.raises(PhotoRefused) as refused:
        sandbox.run("prepare", content)
    return refused.value.code


def chunk(name: bytes, content: bytes) -> bytes:
    checked = name + content
    return struct.pack("!I", len(content)) + checked + struct.pack("!I", zlib.crc32(checked))


def with_chunk(png: bytes, name: bytes, content: bytes) -> bytes:
    return png[:33] + chunk(name, content) + png[33:]


def near(color: tuple[int, ...], other: tuple[int, ...], most: int = 12) -> bool:
    return all(abs(one - two) <= most for one, two in zip(color, other, strict=True))


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_every_orientation_ends_upright(orientation, form):
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
    upright.paste((240, 240, 240), (0, 0, 30, 40))  # its left and right differ, too
    held = upright.transpose(undo[orientation]) if orientation in undo else upright
    exif = Image.Exif()
    exif[0x0112] = orientation

    facts, display, thumbnail = prepared(encoded(held, form, exif=exif.tobytes(), quality=95))

    assert (facts["width"], facts["height"]) == display.size == thumbnail.size == (60, 80)
    assert unlikeness(display, upright) < 5 and unlikeness(thumbnail, upright) < 5


@pytest.mark.parametrize("orientation", [0, 9, 255, 65535])
def test_an_orientation_that_does_not_exist_turns_nothing(orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation

    assert prepared(encoded(halves((60, 80)), exif=exif))[1].size == (60, 80)


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "CMYK"])
def test_every_kind_of_pixel_is_shown(mode):
    image = halves((80, 60)).quantize(8) if mode == "P" else halves((80, 60)).convert(mode)

    display = prepared(encoded(image, "JPEG" if mode == "CMYK" else "PNG"))[1]

    assert unlikeness(display, image.convert("RGB")) < 6


def test_of_sixteen_bits_the_upper_eight_are_shown():
    grey = halves((80, 60)).convert("L")
    deep = b"".join(bytes([7, value]) for value in grey.tobytes())

    display = prepared(encoded(Image.frombytes("I;16", grey.size, deep), "PNG"))[1]

    assert unlikeness(display, grey.convert("RGB")) < 3


@pytest.mark.parametrize("form", ["PNG", "WEBP", "AVIF"])
def test_what_is_transparent_becomes_white(form):
    _, display, thumbnail = prepared(encoded(Image.new("RGBA", (40, 40), (0, 0, 0, 0)), form))

    assert near(display.getpixel((20, 20)), (255, 255, 255))
    assert near(thumbnail.getpixel((20, 20)), (255, 255, 255))


def test_a_color_that_stands_for_transparency_becomes_white():
    palette = Image.new("P", (40, 40), 3)
    palette.putpalette([0, 0, 0] * 256)

    assert near(prepared(encoded(palette, "PNG", transparency=3))[1].getpixel((9, 9)), (255,) * 3)
    assert near(prepared(encoded(palette, "PNG"))[1].getpixel((9, 9)), (0, 0, 0))


def test_colors_are_turned_into_srgb_by_their_profile():
    # A profile whose red and blue have changed places.
    swapped = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, blue = swapped.index(b"rXYZ"), swapped.index(b"bXYZ")
    swapped[red : red + 4], swapped[blue : blue + 4] = b"bXYZ", b"rXYZ"
    named = bytes(swapped).replace("sRGB".encode("utf-16-be"), "test".encode("utf-16-be"))
    image = Image.new("RGB", (64, 64), RED)

    facts, display, _ = prepared(encoded(image, icc_profile=named, quality=95))

    assert near(display.getpixel((30, 30)), RED[::-1], 40)
    assert facts["color"][1:3] < "60" < "a0" < facts["color"][5:7]
    assert near(prepared(encoded(image))[1].getpixel((30, 30)), RED)


@pytest.mark.parametrize("profile", [b"", b"junk", b"\0" * 128, bytes(range(256)) * 8])
def test_a_broken_profile_is_ignored(profile):
    image = encoded(Image.new("RGB", (64, 64), RED), icc_profile=profile)

    assert near(prepared(image)[1].getpixel((30, 30)), RED)


def test_a_profile_for_another_kind_of_pixel_is_ignored():
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()

    assert near(prepared(encoded(halves((64, 64)), icc_profile=lab))[1].getpixel((9, 9)), RED)


@pytest.mark.parametrize(
    ("size", "display", "thumbnail"),
    [
        ((4032, 3024), (2016, 1512), (400, 300)),  # decoded at a half: near enough
        ((3000, 6000), (1024, 2048), (200, 400)),
        ((2500, 500), (2048, 410), (400, 80)),
        ((30, 20), (30, 20), (30, 20)),
        ((1, 1), (1, 1), (1, 1)),
        ((9000, 2), (2048, 1), (400, 1)),
    ],
)
def test_renditions_are_as_large_as_they_need_be_and_never_enlarged(size, display, thumbnail):
    facts, *made = prepared(encoded(Image.new("RGB", size, RED), quality=30))

    assert (facts["width"], facts["height"]) == size
    assert [image.size for image in made] == [display, thumbnail]


def test_the_average_color_stands_for_the_photo_while_it_loads():
    assert prepared(encoded(Image.new("RGB", (90, 90), BLUE), "PNG"))[0]["color"] == "#1414dc"
    assert prepared(encoded(halves((90, 90)), "PNG"))[0]["color"][1:3] in ("77", "78", "79")


def test_a_phones_two_pictures_in_one_file_are_one_photo():
    two = encoded(halves((300, 200)), "MPO", save_all=True, append_images=[halves((300, 200))] * 2)

    assert prepared(two)[1].size == (300, 200)


def test_fine_lines_survive():
    image = Image.new("RGB", (1200, 900), "white")
    ImageDraw.Draw(image).line((100, 100, 1100, 800), "black", 3)

    _, display, _ = prepared(encoded(image, quality=90))

    assert min(display.getpixel((600, y))[0] for y in range(440, 460)) < 60


# Limits, before anything is decoded.


def png_that_tells(width: int, height: int) -> bytes:
    header = struct.pack("!IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


def jpeg_that_tells(width: int, height: int) -> bytes:
    photo = bytearray(encoded(halves((64, 64))))
    frame = photo.index(b"\xff\xc0")
    photo[frame + 5 : frame + 9] = struct.pack("!HH", height, width)
    return bytes(photo)


def webp_that_tells(width: int, height: int) -> bytes:
    photo = bytearray(encoded(Image.new("RGBA", (64, 64), (9, 9, 9, 9)), "WEBP"))
    canvas = photo.index(b"VP8X") + 12
    photo[canvas : canvas + 6] = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(
        3, "little"
    )
    return bytes(photo)


@pytest.mark.parametrize("telling", [png_that_tells, jpeg_that_tells, webp_that_tells])
def test_more_pixels_than_phones_have_are_refused_undecoded(telling):
    side = math.isqrt(limits.PHOTO_MAX_PIXELS)

    for size in ((side + 1, side + 1), (16_000, 16_000), (65_000, 1_000)):
        assert refusal(telling(*size)) == "too_many_pixels"
    assert refusal(png_that_tells(side, side)) == "damaged"  # it is looked at, and is empty


@pytest.mark.parametrize("form", ["PNG", "WEBP", "AVIF"])
def test_an_animation_is_no_photo(form):
    frames = [Image.new("RGB", (40, 40), (40 * number, 9, 9)) for number in range(6)]

    def animation(count: int) -> bytes:
        return encoded(frames[0], form, save_all=True, append_images=frames[1:count])

    assert refusal(animation(limits.PHOTO_MAX_FRAMES + 1)) == "too_many_frames"
    assert prepared(animation(limits.PHOTO_MAX_FRAMES))[1].size == (40, 40)


def test_metadata_may_be_as_large_as_a_portraits_depth_map():
    photo, part = encoded(halves((64, 64))), bytes(65_000)

    def carrying(count: int) -> bytes:
        for _ in range(count):
            photo_and_more = with_segment(parts[-1], 0xE1, b"http://ns.adobe.com/xmp/ext/\0" + part)
            parts.append(photo_and_more)
        return parts[-1]

    parts = [photo]
    assert prepared(carrying(80))[1].size == (64, 64)  # 5 MiB
    assert refusal(carrying(60)) == "too_much_metadata"


def test_metadata_that_unpack_to_more_are_refused():
    png = encoded(halves((64, 64)), "PNG")
    packed = zlib.compress(bytes(80_000_000), 9)

    assert refusal(with_chunk(png, b"iCCP", b"name\0\0" + packed)) == "too_much_metadata"
    text = PngInfo()
    text.add_text("Comment", "a" * 1000, zip=True)
    assert prepared(encoded(halves((64, 64)), "PNG", pnginfo=text))[1].size == (64, 64)


@pytest.mark.parametrize(("form", "name"), [("PNG", b"teXt"), ("WEBP", b"EXIF"), ("AVIF", b"free")])
def test_metadata_of_other_formats_are_limited_too(form, name):
    photo = encoded(halves((64, 64)), form)
    much = bytes(limits.PHOTO_MAX_METADATA_BYTES + 2)
    grown = {
        "PNG": lambda: with_chunk(photo, name, much),
        "WEBP": lambda: photo + name + struct.pack("<I", len(much)) + much,
        "AVIF": lambda: photo + struct.pack("!I", len(much) + 8) + name + much,
    }[form]()

    assert refusal(grown) == "too_much_metadata"
    assert prepared(photo)[1].size == (64, 64)


@pytest.mark.parametrize("keep", [0, 3, 100, 600])
def test_a_torn_photo_is_refused(keep):
    assert refusal(encoded(halves((640, 480)), quality=95)[:keep]) == "damaged"


@pytest.mark.parametrize("form", ["GIF", "TIFF", "BMP", "ICO", "PPM", "EPS", "PDF", "JPEG2000"])
def test_no_other_decoder_is_tried(form):
    assert refusal(encoded(halves((64, 64)), form)) == "damaged"
