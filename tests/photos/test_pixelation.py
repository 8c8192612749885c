"""What is hidden in a photo is gone for good, and nothing else of it is."""

import io
import random

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageStat

from backend.photos import sandbox
from backend.photos.limits import BOXES_MAX, THUMBNAIL_PX
from backend.photos.pixelation import BLOCKS_MAX, CODED_PX, hide

SIZE = (1000, 750)
PLATE = [0.3, 0.4, 0.4, 0.12]
TEXTS = ["WX 4071K", "WPI 88AB", "KR 1MMM1", "LU 77777", "GD 00000"]
JPEG_NOISE = 12  # of 255: what coding may change a flat block by


def coded(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def hidden(image: Image.Image, *boxes: list[float]) -> tuple[Image.Image, Image.Image]:
    """The public display rendition and thumbnail."""
    _, files = hide(coded(image), {"boxes": list(boxes)})
    display, thumbnail = (Image.open(io.BytesIO(file)) for file in files)
    return display, thumbnail


def street(seed: int = 1) -> Image.Image:
    """Grain and stripes: there is fine detail everywhere."""
    grain = random.Random(seed).randbytes(SIZE[0] * SIZE[1])
    image = Image.frombytes("L", SIZE, grain).convert("RGB")
    return Image.blend(image, Image.new("RGB", SIZE, (120, 130, 110)), 0.6)


def region(image: Image.Image, box: list[float], grown: float = 0.0) -> Image.Image:
    width, height = image.size
    x, y, w, h = box
    west, north, east, south = x * width, y * height, (x + w) * width, (y + h) * height
    return image.crop(
        (int(west - grown), int(north - grown), int(east + grown), int(south + grown))
    )


def fine_detail(image: Image.Image) -> float:
    """The energy of what changes from one pixel to the next but one."""
    grey = image.convert("L")
    rest = ImageChops.difference(grey, grey.filter(ImageFilter.BoxBlur(2)))
    return ImageStat.Stat(rest).mean[0]


def checkered(step: int, *, is_shifted: bool) -> Image.Image:
    """A street with a board of black and white squares where the plate is."""
    image, draw = street(), None
    draw = ImageDraw.Draw(image)
    west, north = 288, 288  # wider than PLATE, on the grid of blocks
    for y in range(north, 416, step):
        for x in range(west, 736, step):
            is_white = ((x + y) // step % 2 == 0) != is_shifted
            draw.rectangle((x, y, x + step - 1, y + step - 1), "white" if is_white else "black")
    return image


def test_fine_detail_is_gone_inside_and_stays_outside():
    before = street()
    display, _ = hidden(before, PLATE)

    assert fine_detail(region(before, PLATE)) > 10
    assert fine_detail(region(display, PLATE, grown=-4)) < 1
    beside = [0.05, 0.05, 0.4, 0.25]
    assert fine_detail(region(display, beside)) > 0.8 * fine_detail(region(before, beside))


def test_fine_detail_is_gone_up_to_the_very_edge_of_a_box():
    x, y, width, height = PLATE
    display, _ = hidden(street(), PLATE)

    for box in (
        [x, y, 4 / SIZE[0], height],
        [x + width - 4 / SIZE[0], y, 4 / SIZE[0], height],
        [x, y, width, 4 / SIZE[1]],
        [x, y + height - 4 / SIZE[1], width, 4 / SIZE[1]],
    ):
        # Steps between blocks are left, which are few; of the grain there is nothing.
        assert fine_detail(region(display, box)) < 2, box


@pytest.mark.parametrize("step", [4, 8])
def test_patterns_with_the_same_averages_end_as_the_same_blocks(step):
    ends = [
        region(hidden(checkered(step, is_shifted=shifted), PLATE)[0], PLATE).tobytes()
        for shifted in (False, True)
    ]

    assert max(abs(a - b) for a, b in zip(*ends, strict=True)) <= JPEG_NOISE


def test_a_plate_has_no_more_than_a_few_blocks_across():
    display, _ = hidden(street(), PLATE)
    row = region(display, PLATE).convert("L")
    line = [row.getpixel((x, row.height // 2)) for x in range(row.width)]
    steps = sum(abs(a - b) > JPEG_NOISE // 2 for a, b in zip(line, line[1:], strict=False))

    # One block more at each end, where the grid of the picture cuts the box.
    assert steps <= BLOCKS_MAX + 1


def test_texts_of_the_same_ink_cannot_be_told_apart():
    """Of plates with other letters, what is left differs less than their colours' coarseness."""
    ends = []
    for text in TEXTS:
        image = Image.new("RGB", SIZE, (120, 130, 110))
        draw = ImageDraw.Draw(image)
        draw.rectangle((300, 300, 700, 390), "white")
        draw.text((330, 320), text, fill="black", font_size=44)
        ends.append(region(hidden(image, PLATE)[0], PLATE))
    letters = [end.crop((0, 0, end.width, end.height)) for end in ends]

    for other in letters[1:]:
        apart = ImageStat.Stat(ImageChops.difference(letters[0], other)).mean
        assert max(apart) < 20, apart


def test_a_thumbnail_shows_no_more_than_the_display_rendition():
    display, thumbnail = hidden(street(), PLATE)

    assert max(thumbnail.size) == THUMBNAIL_PX
    expected = display.copy()
    expected.thumbnail((THUMBNAIL_PX, THUMBNAIL_PX))
    apart = ImageChops.difference(region(thumbnail, PLATE), region(expected, PLATE))
    assert max(ImageStat.Stat(apart).mean) < 3
    assert fine_detail(region(thumbnail, PLATE, grown=-4)) < 1.5


@pytest.mark.parametrize(
    "box",
    [
        [0, 0, 1, 1],
        [0, 0, 1e-9, 1e-9],
        [1 - 1e-9, 1 - 1e-9, 1e-9, 1e-9],
        [0.999, 0, 0.001, 1],
        [0, 0.5, 1, 1e-6],
    ],
)
@pytest.mark.parametrize("size", [(1, 1), (7, 300), (2048, 15), (640, 480)])
def test_any_box_of_any_picture_is_hidden(box, size):
    image = Image.frombytes("RGB", size, random.Random(2).randbytes(size[0] * size[1] * 3))
    display, _ = hidden(image, box)

    assert display.size == size
    west, north = min(int(box[0] * size[0]), size[0] - 1), min(int(box[1] * size[1]), size[1] - 1)
    cell = display.crop((west, north, min(west + 4, size[0]), min(north + 4, size[1])))
    assert all(high - low <= 2 * JPEG_NOISE for low, high in cell.getextrema())


def test_two_editions_with_slightly_other_boxes_average_the_same_squares():
    """Else whoever kept both could compare them and see more than either shows."""
    shifted = [PLATE[0] + 0.011, PLATE[1] - 0.007, PLATE[2], PLATE[3]]
    in_both = (304, 288, 704, 400)
    both = [hidden(street(), box)[0].crop(in_both) for box in (PLATE, shifted)]

    assert max(max(pair) for pair in ImageChops.difference(*both).getextrema()) <= JPEG_NOISE


def test_boxes_that_overlap_hide_all_that_each_names():
    display, _ = hidden(street(), PLATE, [0.5, 0.45, 0.3, 0.3])

    assert fine_detail(region(display, PLATE, grown=-4)) < 1.5
    assert fine_detail(region(display, [0.5, 0.45, 0.3, 0.3], grown=-4)) < 1.5


def test_nothing_but_pixels_is_left():
    exif = Image.Exif()
    exif[0x010F] = "SECRET-MAKER"
    buffer = io.BytesIO()
    street().save(buffer, "JPEG", exif=exif, comment=b"SECRET", icc_profile=b"SECRET")

    _, files = hide(buffer.getvalue(), {"boxes": [PLATE]})

    assert not any(b"SECRET" in file for file in files)


def test_the_most_boxes_are_hidden_in_the_confined_child():
    boxes = [[number / BOXES_MAX, 0.1, 1 / BOXES_MAX, 0.8] for number in range(BOXES_MAX)]
    image = Image.effect_noise((2048, 1536), 80).convert("RGB")

    answer = sandbox.run("hide", coded(image), boxes=boxes)

    display, thumbnail = (Image.open(io.BytesIO(file)) for file in answer.files)
    assert (display.size, thumbnail.size) == ((2048, 1536), (400, 300))
    assert fine_detail(region(display, [0, 0.12, 1, 0.7])) < 1
    assert CODED_PX == 16
