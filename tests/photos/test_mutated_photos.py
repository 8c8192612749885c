"""A thousand photos cut, changed and spliced by chance: each is refused, or it is a clean photo."""

import random
from pathlib import Path

import pytest

from backend.photos import formats, sandbox
from backend.photos.limits import CHILD_MAX_BYTES, DISPLAY_PX, THUMBNAIL_PX
from backend.photos.refusals import CODES, PhotoRefused
from tests.photos.makers import assert_bare, needs_photos, opened, real_photos

pytestmark = needs_photos

SEED = 20261102
BATCHES, BATCH = 10, 100
SOURCE_MAX_BYTES = 150_000  # larger ones differ from these in nothing but the time they take


def sources() -> list[bytes]:
    """Photos of every format; the fuzzers' own files are mutants already."""
    good = [path for path in real_photos() if path.parent.name != "fuzz"]
    small = [path for path in good if path.stat().st_size <= SOURCE_MAX_BYTES]
    return [path.read_bytes() for path in small if is_photo(path)]


def is_photo(path: Path) -> bool:
    return bool(formats.sniff(path.read_bytes()[: formats.HEAD_BYTES]))


def cut(content: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    return content[: chance.randrange(len(content))]


def scratch(content: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    """Change some bytes, most of them where the headers are."""
    changed = bytearray(content)
    for _ in range(chance.choice([1, 3, 10, 100])):
        reach = chance.choice([64, 1024, len(changed)])
        changed[chance.randrange(min(reach, len(changed)))] = chance.randrange(256)
    return bytes(changed)


def exaggerate(content: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    """Overwrite a number by the largest, the smallest or a great one: lengths, sizes, offsets."""
    place = chance.randrange(min(len(content), 4096))
    number = chance.choice([b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff", b"\0\1\0\0"])
    return content[:place] + number + content[place + 4 :]


def splice(content: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    other = chance.choice(others)
    return content[: chance.randrange(len(content))] + other[chance.randrange(len(other)) :]


def repeat(content: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    start = chance.randrange(len(content))
    end = start + chance.randrange(1, 2000)
    return content[:end] + content[start:end] * chance.randrange(1, 5) + content[end:]


def drop(content: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    start = chance.randrange(len(content))
    return content[:start] + content[start + chance.randrange(1, 2000) :]


MUTATIONS = (cut, scratch, scratch, exaggerate, splice, repeat, drop)


@pytest.mark.parametrize("batch", range(BATCHES))
def test_mutants_are_refused_or_made_clean_and_the_next_photo_is_taken(batch, tmp_path):
    chance, photos, made = random.Random(SEED + batch), sources(), []
    for _ in range(BATCH):
        mutant = chance.choice(MUTATIONS)(chance.choice(photos), chance, photos)
        try:
            made.append(sandbox.run("prepare", mutant))
        except PhotoRefused as refusal:
            assert refusal.code in CODES

    assert 10 < len(made) < 90  # neither all destroyed nor all unharmed
    for answer in made:
        display, thumbnail = map(opened, answer.files)
        assert max(display.size) <= DISPLAY_PX and max(thumbnail.size) <= THUMBNAIL_PX
        assert answer.peak_bytes < CHILD_MAX_BYTES
    assert_bare(tmp_path, [file for answer in made for file in answer.files])
