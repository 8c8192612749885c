"""Photos as bytes: their format, size and digest. Decodes nothing, and needs no Pillow."""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from typing import IO

HEAD_BYTES = 32  # enough for every magic number below
MEDIA_TYPES = ("image/jpeg", "image/png", "image/webp", "image/avif")


@dataclass(frozen=True, kw_only=True)
class Fingerprint:
    """size in bytes; sha256 in hex; media_type as the first bytes tell it, "" when unknown."""

    size: int
    sha256: str
    media_type: str


def fingerprint(file: IO[bytes]) -> Fingerprint:
    """Read the file once; it is left at its start."""
    file.seek(0)
    head = file.read(HEAD_BYTES)
    digest, size = hashlib.sha256(head), len(head)
    while chunk := file.read(1024 * 1024):
        digest.update(chunk)
        size += len(chunk)
    file.seek(0)
    return Fingerprint(size=size, sha256=digest.hexdigest(), media_type=sniff(head))


def sniff(head: bytes) -> str:
    """Tell the media type by the magic numbers of JPEG, PNG, WebP and AVIF, else ""."""
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp" and head[8:12] in (b"avif", b"avis"):
        return "image/avif"
    if head[4:8] == b"ftyp" and head[8:12] == b"mif1" and b"avif" in head[16:]:
        return "image/avif"
    return ""


def digest_matches(header: str, sha256: str) -> bool:
    """Compare with Content-Digest (RFC 9530); an algorithm that is not known is passed over."""
    found = re.search(r"sha-256=:([A-Za-z0-9+/=]*):", header)
    if found is None:
        return "sha-256" not in header
    try:
        return base64.b64decode(found.group(1), validate=True).hex() == sha256
    except binascii.Error:
        return False
