"""Regions of a photo made unrecognisable, for good: for faces, plates, windows, names on doors."""

import io
from collections.abc import Iterator
from typing import Any

from PIL import Image, ImageOps

from backend.photos.renditions import DISPLAY_QUALITY, THUMBNAIL_QUALITY, jpeg, thumbnail_of

# A JPEG is coded in squares of this size (colour has half the resolution): grown to their
# borders, a region leaves nothing of itself in what stands beside it.
CODED_PX = 16
BLOCKS_MAX = 6  # across a region's longer side: no letter and no eye is left of a plate or a face
KEPT_BITS = 4  # of a colour: averages this coarse cannot be compared with those of guessed texts

Cell = tuple[int, int, int, int]  # west, north, east, south in pixels


def hide(content: bytes, options: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    """Make the public renditions, display and thumbnail, of a display rendition.

    options: `boxes`, each [x, y, width, height] in fractions (0 to 1) of the picture.
    """
    with Image.open(io.BytesIO(content), formats=["JPEG"]) as stored:
        picture = stored.convert("RGB")
    hidden = picture.copy()
    for box in options["boxes"]:
        _pixelate(picture, hidden, _region(picture.size, box))
    thumbnail = thumbnail_of(hidden)  # it shows no more than the other
    return {}, [jpeg(hidden, DISPLAY_QUALITY), jpeg(thumbnail, THUMBNAIL_QUALITY)]


def _region(size: tuple[int, int], box: list[float]) -> Cell:
    """The box in pixels, grown by one coded square at most on each side, within the picture."""
    x, y, width, height = box
    west, east = _grown(x * size[0], (x + width) * size[0], size[0])
    north, south = _grown(y * size[1], (y + height) * size[1], size[1])
    return west, north, east, south


def _grown(start: float, end: float, limit: int) -> tuple[int, int]:
    first = int(max(0.0, start - 1)) // CODED_PX * CODED_PX
    last = -int(-(end + 1) // CODED_PX) * CODED_PX
    return min(first, limit - 1), min(last, limit)


def _pixelate(picture: Image.Image, hidden: Image.Image, region: Cell) -> None:
    """Paint each block in its average, taken from the picture as it was, within the region."""
    whole = (0, 0, *picture.size)
    for block in _blocks(region):
        average = picture.resize((1, 1), Image.Resampling.BOX, box=_common(block, whole))
        west, north, east, south = painted = _common(block, region)
        color = ImageOps.posterize(average, KEPT_BITS)
        hidden.paste(color.resize((east - west, south - north)), painted)


def _blocks(region: Cell) -> Iterator[Cell]:
    """Cut a region along one grid, which is the same for every region of a picture.

    So another edition with slightly other boxes averages the same squares again, or squares
    of them: two editions together tell no more than the finer one.
    """
    west, north, east, south = region
    step = CODED_PX
    while max(east - west, south - north) > BLOCKS_MAX * step:
        step *= 2
    for left in range(west // step * step, east, step):
        for top in range(north // step * step, south, step):
            yield left, top, left + step, top + step


def _common(one: Cell, other: Cell) -> Cell:
    west, north = map(max, one[:2], other[:2])
    east, south = map(min, one[2:], other[2:])
    return west, north, east, south
