"""The same picture sent again is found by how it looks, not by its bytes.

A difference hash of 128 bits: for a grid of 8 x 8, whether the picture gets brighter to the
right, then whether it does downwards. It outlives shrinking, compressing and small corrections
of light; a crop or another view of the same place is another picture.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

SIDE = 8
PIECES, PIECE_BITS = 8, 16
BITS = PIECES * PIECE_BITS
# Pictures that differ in at most so many bits share one of the 8 pieces: none is missed by
# looking for common pieces first.
ALIKE_WITHIN_BITS = PIECES - 1
_BOX = 4  # PIL.Image.Resampling.BOX, by number: whoever compares hashes needs no Pillow
_LEAST_CONTRAST = 8  # of 255, between the brightest and darkest of the grid: less is noise


def likeness(image: "Image.Image") -> list[int]:
    """Return the hash of an upright picture in pieces, `number << 16 | bits`.

    A picture without contrast has none: it would be like every other one.
    """
    # In floats: asphalt is so even that rounding would decide many a bit.
    small = image.convert("L").convert("F").resize((SIDE + 1, SIDE + 1), resample=_BOX)
    grey = memoryview(small.tobytes()).cast("f").tolist()
    if max(grey) - min(grey) < _LEAST_CONTRAST:
        return []
    rows = [grey[start : start + SIDE + 1] for start in range(0, len(grey), SIDE + 1)]
    bits = [rows[y][x] < rows[y][x + 1] for y in range(SIDE) for x in range(SIDE)]
    bits += [rows[y][x] < rows[y + 1][x] for y in range(SIDE) for x in range(SIDE)]
    return [number << PIECE_BITS | _piece(bits, number) for number in range(PIECES)]


def _piece(bits: list[bool], number: int) -> int:
    own = bits[number * PIECE_BITS : (number + 1) * PIECE_BITS]
    return sum(bit << place for place, bit in enumerate(own))


def distance(one: Sequence[int], other: Sequence[int]) -> int:
    """Count the bits in which two hashes differ, 0 to 128; 128 when one is missing."""
    if len(one) != PIECES or len(other) != PIECES:
        return BITS
    pairs = zip(sorted(one), sorted(other), strict=True)
    return sum((mine ^ theirs).bit_count() for mine, theirs in pairs)
