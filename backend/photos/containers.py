"""How much of a photo's file is about the picture, and how large a WebP says it is.

Walks boxes, chunks and segments by their told lengths: nothing is decoded, nothing unpacked.
What cannot be walked to its end is left to the decoder to refuse.
"""

from collections.abc import Iterator
from dataclasses import dataclass

_PNG_PICTURE = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"fdAT", b"IEND"}
_WEBP_PICTURE = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF"}
_JPEG_WITHOUT_LENGTH = {0x01, *range(0xD0, 0xD9)}
_JPEG_COMMENT, _JPEG_SCAN, _JPEG_END = 0xFE, 0xDA, 0xD9


@dataclass(frozen=True, kw_only=True)
class Part:
    """A segment, chunk or box. size: bytes that are there, whatever it tells."""

    name: bytes
    start: int
    size: int


def metadata_bytes(content: bytes, media_type: str) -> int:
    """Count the bytes of EXIF, XMP, profiles, comments, previews, before the picture itself.

    Those of AVIF and HEIC stand among the picture's own bytes: only their directory is counted.
    """
    if media_type == "image/jpeg":
        return sum(part.size for part in _segments(content) if _is_about(part.name[0]))
    if media_type == "image/png":
        return sum(part.size for part in _chunks(content) if part.name not in _PNG_PICTURE)
    if media_type == "image/webp":
        return sum(part.size for part in _riff(content) if part.name not in _WEBP_PICTURE)
    return sum(part.size for part in _boxes(content) if part.name != b"mdat")


def webp_pixels(content: bytes) -> int:
    """The area of the canvas that a WebP's header asks for; 0 where it does not say."""
    first = next(_riff(content), None)
    if first is None or first.name != b"VP8X":
        return 0  # without that header it has 16,383 x 16,383 at most, and its decoder checks
    start = first.start + 4
    sides = content[start : start + 3], content[start + 3 : start + 6]
    width, height = (int.from_bytes(side, "little") + 1 for side in sides)
    return width * height


def _is_about(marker: int) -> bool:
    return marker == _JPEG_COMMENT or 0xE0 <= marker <= 0xEF


def _segments(content: bytes) -> Iterator[Part]:
    """A JPEG's segments before its first scan, named by their markers."""
    position = 2
    while position + 4 <= len(content):
        marker = content[position + 1]
        if content[position] != 0xFF or marker == 0xFF:
            position += 1  # decoders pass over what stands between segments
        elif marker in _JPEG_WITHOUT_LENGTH:
            position += 2
        elif marker in (_JPEG_SCAN, _JPEG_END):
            return
        else:
            length = int.from_bytes(content[position + 2 : position + 4], "big")
            yield _part(content, bytes([marker]), position + 2, length)
            position += 2 + length


def _chunks(content: bytes) -> Iterator[Part]:
    position = 8
    while position + 8 <= len(content):
        length = int.from_bytes(content[position : position + 4], "big")
        yield _part(content, content[position + 4 : position + 8], position + 8, length)
        position += 12 + length


def _riff(content: bytes) -> Iterator[Part]:
    position = 12
    while position + 8 <= len(content):
        length = int.from_bytes(content[position + 4 : position + 8], "little")
        yield _part(content, content[position : position + 4], position + 8, length)
        position += 8 + length + length % 2


def _boxes(content: bytes) -> Iterator[Part]:
    position = 0
    while position + 8 <= len(content):
        length = int.from_bytes(content[position : position + 4], "big")
        if length == 1:  # the length is a longer number, behind the name
            length = int.from_bytes(content[position + 8 : position + 16], "big")
        length = max(length, 8) if length else len(content) - position
        yield _part(content, content[position + 4 : position + 8], position, length)
        position += length


def _part(content: bytes, name: bytes, start: int, told: int) -> Part:
    return Part(name=name, start=start, size=min(told, len(content) - start))
