"""What a photo is, its bytes tell: no name, no header, and nothing that it is besides."""

import struct
import zipfile
from hashlib import sha256
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.photos import disguises, formats
from tests.photos.makers import encoded, halves

PHOTO = encoded(halves((200, 100)))
PNG = encoded(halves((200, 100)), "PNG")


def media_type(content: bytes) -> str:
    return formats.fingerprint(BytesIO(content)).media_type


def with_segment(photo: bytes, marker: int, content: bytes) -> bytes:
    """A JPEG with one more segment, before all others."""
    return photo[:2] + struct.pack("!BBH", 0xFF, marker, len(content) + 2) + content + photo[2:]


def zipped(**options: str) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("index.html", "<script>alert(1)</script>")
        archive.comment = options.get("comment", "").encode()
    return buffer.getvalue()


def boxed(*brands: bytes) -> bytes:
    body = brands[0] + b"\0\0\0\0" + b"".join(brands[1:])
    return struct.pack("!I", 8 + len(body)) + b"ftyp" + body + bytes(100)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (PHOTO, "image/jpeg"),
        (PNG, "image/png"),
        (encoded(halves((20, 10)), "WEBP"), "image/webp"),
        (encoded(halves((20, 10)), "AVIF"), "image/avif"),
        (boxed(b"avif", b"mif1"), "image/avif"),
        (boxed(b"mif1", b"miaf", b"avif"), "image/avif"),
        (boxed(b"heic", b"mif1"), "image/heic"),
        (boxed(b"mif1", b"heic"), "image/heic"),
        (boxed(b"msf1", b"hevc"), "image/heic"),
        (boxed(b"isom", b"mp42"), ""),
        (encoded(halves((20, 10)), "GIF"), ""),
        (encoded(halves((20, 10)), "TIFF"), ""),
        (encoded(halves((20, 10)), "BMP"), ""),
        (encoded(halves((20, 10)), "ICO"), ""),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', ""),
        (b"<!DOCTYPE html><title>photo.jpg</title>", ""),
        (b"%PDF-1.7", ""),
        (zipped(), ""),
        (b"\xff\xd8", ""),
        (b"", ""),
    ],
)
def test_the_first_bytes_tell_the_format(content, told):
    assert media_type(content) == told


@pytest.mark.parametrize(
    "disguised",
    [
        PHOTO + zipped(),
        PHOTO + zipped(comment="x" * 60_000),
        PHOTO + zipped() + b"behind the archive",
        PHOTO + b"PK\x05\x06" + bytes(18),  # an empty archive
        PNG + zipped(),
        with_segment(PHOTO, 0xFE, b"%PDF-1.4 1 0 obj"),
        with_segment(PHOTO, 0xFE, b"<!DocType html><body>"),
        with_segment(PHOTO, 0xFE, b"*/<script>alert(1)</script>"),
        with_segment(PHOTO, 0xE1, b"<HTML><body onload=alert(1)>"),
        with_segment(PHOTO, 0xFE, b'<svg onload="alert(1)">'),
        with_segment(PHOTO, 0xFE, b"<?php system($_GET[0]); ?>"),
        with_segment(PHOTO, 0xFE, bytes(257 - 6) + b"ustar\x0000"),
        PHOTO + b"<?php __HALT_COMPILER(); ?>",
        PHOTO + bytes(3 * 1024 * 1024) + b"__HALT_COMPILER();" + bytes(100),
        PHOTO + b"Rar!\x1a\x07\x01\x00",
        PHOTO + b"7z\xbc\xaf\x27\x1c\x00\x04",
    ],
)
def test_what_is_a_photo_and_something_else_is_no_photo(disguised):
    assert media_type(PHOTO) == "image/jpeg"
    assert media_type(disguised) == ""


@pytest.mark.parametrize("split", range(1, 18))
def test_a_mark_is_found_where_two_pieces_meet(split):
    mark = b"__HALT_COMPILER();"
    watch = disguises.Watch()

    for piece in (PHOTO + mark[:split], mark[split:] + PHOTO):
        watch.see(piece)

    assert watch.is_something_else()


@pytest.mark.parametrize(
    "trailer",
    [
        PHOTO,  # the second picture of an MPO
        struct.pack("!I", 24) + b"ftypmp42" + bytes(200_000),  # a motion photo's video
        b"\0\0\x01\x0a\x0e\0\0\0Image_UTC_Data1700000000000SEFHk\0\0\0SEFT",  # Samsung's
        b"PK\x05\x06",  # chance: four bytes are no archive
        b"PK\x05\x06" + b"\xa7" * 30,
    ],
)
def test_what_phones_put_behind_a_picture_is_left_alone(trailer):
    assert media_type(PHOTO + trailer) == "image/jpeg"


def test_metadata_in_xml_are_no_page():
    xmp = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta><dc:title>&lt;svg&gt;<svg></dc:title>"

    assert media_type(with_segment(PHOTO, 0xE1, xmp)) == "image/jpeg"
    assert media_type(with_segment(PHOTO, 0xE1, xmp + b"%PDF-1.4")) == ""


def test_a_fingerprint_is_of_all_bytes_and_leaves_the_file_at_its_start():
    content = PHOTO + bytes(2_500_000)
    file = BytesIO(content)
    file.seek(17)

    found = formats.fingerprint(file)

    assert (found.size, found.sha256) == (len(content), sha256(content).hexdigest())
    assert file.tell() == 0


@given(st.binary(max_size=300))
def test_any_bytes_have_a_fingerprint(content):
    found = formats.fingerprint(BytesIO(b"\xff\xd8\xff" + content))

    assert found.media_type in ("image/jpeg", "")
    assert found.size == len(content) + 3


def test_heic_is_read_where_its_extra_is_installed():
    assert formats.is_read("image/heic") == formats.READS_HEIC
    assert formats.is_read("image/jpeg") and not formats.is_read("image/gif")
    assert formats.is_read("") is False
