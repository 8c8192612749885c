"""A template and data -> a PDF file: tagged, in one language, made by a confined process."""

import base64
import logging
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import orjson

from backend.core import errors
from backend.photos.refusals import DecoderUnavailable, PhotoRefused
from backend.photos.sandbox import Sandbox

MAX_SECONDS = 10.0  # on the wall; our choice: a usual one takes 0.04, the longest texts 2
AT_ONCE = 2  # our choice, of one process: each takes a core, and 40 to 300 MB while it lasts
WAIT_SECONDS = 5.0  # for a place
RETRY_SECONDS = 30

logger = logging.getLogger(__name__)

_places = threading.BoundedSemaphore(AT_ONCE)
_SANDBOX = Sandbox("backend.reports.documents.child", max_seconds=MAX_SECONDS)


def typeset(template: str, data: Mapping[str, Any], pictures: Mapping[str, bytes]) -> bytes:
    """Return the PDF. pictures: JPEG files by the names that the template's data calls them.

    It may take seconds: hold no database connection. Raises Unavailable when there was no place,
    and when the compiler ran out of time or broke.
    """
    paper = {
        "data": data,
        "pictures": {name: base64.b64encode(file).decode() for name, file in pictures.items()},
    }
    with _place():
        try:
            answer = _SANDBOX.run("typeset", orjson.dumps(paper), template=template)
        except (DecoderUnavailable, PhotoRefused) as failure:
            logger.warning("no document", extra={"template": template, "failure": repr(failure)})
            raise errors.Unavailable(retry_after_seconds=RETRY_SECONDS) from failure
    return answer.files[0]


@contextmanager
def _place() -> Iterator[None]:
    if not _places.acquire(timeout=WAIT_SECONDS):
        raise errors.Unavailable(retry_after_seconds=RETRY_SECONDS)
    try:
        yield
    finally:
        _places.release()
