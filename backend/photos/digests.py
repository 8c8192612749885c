"""Digests that a sender tells beside a photo (RFC 9530)."""

import base64
import binascii
import re

_SHA_256 = re.compile(r"sha-256=:([A-Za-z0-9+/=]*):")


def told_sha256(header: str) -> str:
    """Read Content-Digest or Repr-Digest: the SHA-256 in hex, "" when none is told.

    Other algorithms are passed over. Raises ValueError for one that cannot be read.
    """
    if "sha-256" not in header:
        return ""
    found = _SHA_256.search(header)
    try:
        digest = base64.b64decode(found[1], validate=True) if found else b""
    except binascii.Error as error:
        raise ValueError(header) from error
    if len(digest) != 32:
        raise ValueError(header)
    return digest.hex()
