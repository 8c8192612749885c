"""Photos as bytes: their format, size and SHA-256. Decodes nothing, and needs no Pillow."""

import hashlib
from dataclasses import dataclass
from importlib.util import find_spec
from typing import IO

from backend.photos import disguises

HEAD_BYTES = disguises.HEAD_BYTES
HEIC = "image/heic"
READS_HEIC = find_spec("pillow_heif") is not None  # the extra `heic`; its licence: docs/deploy.md
MEDIA_TYPES = (
    *("image/jpeg", "image/png", "image/webp", "image/avif"),
    *([HEIC] if READS_HEIC else []),
)
_CHUNK_BYTES = 1024 * 1024
_AVIF_BRANDS = {b"avif", b"avis"}
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"}


@dataclass(frozen=True, kw_only=True)
class Fingerprint:
    """size in bytes; sha256 in hex; media_type as the bytes tell it.

    media_type is "" for what is no photo, and for what is something else as well (see disguises);
    HEIC is told also where it cannot be read.
    """

    size: int
    sha256: str
    media_type: str


def fingerprint(file: IO[bytes]) -> Fingerprint:
    """Read the file once, in pieces; it is left at its start."""
    file.seek(0)
    watch, digest, size = disguises.Watch(), hashlib.sha256(), 0
    while chunk := file.read(_CHUNK_BYTES):
        digest.update(chunk)
        watch.see(chunk)
        size += len(chunk)
    file.seek(0)
    media_type = "" if watch.is_something_else() else sniff(watch.head)
    return Fingerprint(size=size, sha256=digest.hexdigest(), media_type=media_type)


def sniff(head: bytes) -> str:
    """Tell the media type by the first bytes (some 100 are enough), else ""."""
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    brands = _brands(head)
    if brands & _AVIF_BRANDS:
        return "image/avif"
    return HEIC if brands & _HEIC_BRANDS else ""


def _brands(head: bytes) -> set[bytes]:
    """The brands that an ISO base media file says it fits: the major one, then the compatible."""
    if head[4:8] != b"ftyp":
        return set()
    box = head[: int.from_bytes(head[:4], "big")]
    return {box[8:12], *(box[start : start + 4] for start in range(16, len(box), 4))}


def is_read(media_type: str) -> bool:
    """HEIC is not, unless its extra is installed."""
    return media_type in MEDIA_TYPES
