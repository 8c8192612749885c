"""The same picture is found again when it was shrunk, compressed or lit anew; others are not."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageEnhance

from backend.photos.likeness import ALIKE_WITHIN_BITS, PIECE_BITS, PIECES, distance, likeness
from tests.photos.makers import PHOTOS, encoded, halves, needs_photos, opened

pieces = st.lists(st.integers(0, 2**PIECE_BITS - 1), min_size=PIECES, max_size=PIECES).map(
    lambda own: [number << PIECE_BITS | piece for number, piece in enumerate(own)]
)


def sent_again(image: Image.Image) -> list[Image.Image]:
    """As messengers and other phones send it on."""
    return [
        image.resize((640, 640 * image.height // image.width)),
        opened(encoded(image, quality=30)),
        opened(encoded(image.resize((320, 240)), "WEBP", quality=50)),
        ImageEnhance.Brightness(image).enhance(1.15),
        ImageEnhance.Contrast(image).enhance(0.85),
        image.convert("L").convert("RGB"),
    ]


@needs_photos
def test_a_picture_sent_again_is_alike_and_another_one_of_the_same_street_is_not():
    originals = [opened(path.read_bytes()) for path in sorted((PHOTOS / "potholes").iterdir())]
    hashes = [likeness(image) for image in originals]

    for image, own in zip(originals, hashes, strict=True):
        for copy in sent_again(image):
            assert distance(own, likeness(copy)) <= ALIKE_WITHIN_BITS
            assert set(own) & set(likeness(copy)), "no common piece to find it by"
    for one, other in combinations(hashes, 2):
        assert distance(one, other) > ALIKE_WITHIN_BITS


def test_a_picture_without_contrast_is_like_none():
    flat = likeness(Image.new("RGB", (400, 300), (90, 92, 91)))

    assert flat == []
    assert distance(flat, flat) == distance(flat, likeness(halves((40, 30)))) == 128


def test_the_pieces_fit_a_column_of_integers():
    hash_ = likeness(halves((400, 300)))

    assert len(hash_) == PIECES
    assert all(0 <= piece < 2**31 for piece in hash_)
    assert distance(hash_, hash_) == 0
    assert distance(hash_, list(reversed(hash_))) == 0  # whatever order they come back in


@given(pieces, st.sets(st.integers(0, PIECES * PIECE_BITS - 1), max_size=ALIKE_WITHIN_BITS))
def test_what_is_alike_shares_a_piece(hash_, bits):
    other = list(hash_)
    for bit in bits:
        other[bit // PIECE_BITS] ^= 1 << bit % PIECE_BITS

    assert distance(hash_, other) == len(bits)
    assert set(hash_) & set(other)


@pytest.mark.parametrize("broken", [[], [1, 2, 3], list(range(9))])
def test_a_hash_of_another_length_is_like_none(broken):
    assert distance(broken, broken) == 128
