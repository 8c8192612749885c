"""The worker proposes number plates and faces to hide, where the extra `blur` is installed."""

import io
import os
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageFont
from procrastinate.contrib.django.models import ProcrastinateJob

from backend.photos.proposals import _merged
from backend.reports.actions import proposing
from backend.reports.photo_models import Photo
from backend.reports.tasks import process_photo, propose_regions
from tests.reports.stored_photos import store_photo_of

pytestmark = pytest.mark.django_db

PICTURES = (
    Path(os.environ.get("USTERKA_TEST_DATA") or Path(__file__).parents[3] / "shared" / "data")
    / "photos"
)


def road(*pasted: tuple[Image.Image, tuple[int, int]]) -> bytes:
    """A grey picture of 1600 x 1200 pixels with others in it."""
    picture = Image.new("RGB", (1600, 1200), (120, 120, 120))
    for other, place in pasted:
        picture.paste(other, place)
    return encoded(picture)


def encoded(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=85)
    return buffer.getvalue()


def plate(width: int, *, turned: float = 0) -> Image.Image:
    picture = Image.new("RGB", (520, 114), "white")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, 519, 113), outline="black", width=5)
    draw.rectangle((5, 5, 50, 108), fill=(0, 50, 160))
    draw.text((70, 8), "WPI 4J72K", fill="black", font=ImageFont.load_default(88))
    scaled = picture.resize((width, width * 114 // 520))
    return scaled.rotate(turned, expand=True, fillcolor=(90, 90, 90))


@pytest.fixture
def proposed(report):
    """Let the worker look at a display rendition; return the boxes, in pixels of 1600 x 1200."""

    def look(content: bytes) -> list[tuple[float, ...]]:
        photo = store_photo_of(report)
        photo.display.save("photos/test/display.jpg", ContentFile(content))
        propose_regions(photo.pk)
        photo.refresh_from_db()
        assert all(0 <= number <= 1 for box in photo.proposed for number in box)
        return [(x * 1600, y * 1200, w * 1600, h * 1200) for x, y, w, h in photo.proposed]

    return look


def around(box: tuple[float, ...], x: float, y: float) -> bool:
    return box[0] < x < box[0] + box[2] and box[1] < y < box[1] + box[3]


@pytest.mark.parametrize("turned", [0, 8, -14])
def test_a_number_plate_is_proposed(proposed, turned):
    pasted = plate(300, turned=turned)

    boxes = proposed(road((pasted, (600, 700))))

    centre = (600 + pasted.width / 2, 700 + pasted.height / 2)
    found = [box for box in boxes if around(box, *centre)]
    assert len(found) == 1
    assert pasted.width * 0.8 < found[0][2] < pasted.width * 2


@pytest.mark.skipif(not PICTURES.is_dir(), reason=f"no folder {PICTURES} with photos")
@pytest.mark.parametrize("turned", [0, 20])
def test_a_face_is_proposed(proposed, turned):
    with Image.open(PICTURES / "pillow" / "hopper.jpg") as portrait:
        face = portrait.convert("RGB").resize((256, 256)).rotate(turned)

    boxes = proposed(road((face, (900, 300))))

    assert any(around(box, 1028, 410) for box in boxes)


def test_nothing_is_proposed_where_nothing_is(proposed):
    assert proposed(road()) == []


def test_what_is_no_picture_proposes_nothing_and_harms_nothing(proposed):
    assert proposed(b"no jpeg") == []
    assert Photo.objects.get().state == "ready"


@pytest.mark.parametrize("is_on", [True, False])
def test_a_photo_that_becomes_ready_is_looked_at_where_that_is_set(
    phone, report, photo, settings, is_on
):
    settings.PHOTO_PROPOSALS = is_on
    phone.put_photo(report["id"], photo)

    process_photo(Photo.objects.get().pk)

    jobs = ProcrastinateJob.objects.filter(task_name="reports.propose_regions")
    assert jobs.count() == is_on
    assert Photo.objects.get().state == "ready"


def test_a_worker_without_the_extra_proposes_nothing(report, monkeypatch):
    monkeypatch.setattr(proposing, "find_spec", lambda name: None)
    photo = store_photo_of(report)
    photo.display.save("photos/test/display.jpg", ContentFile(road((plate(300), (600, 700)))))

    propose_regions(photo.pk)

    assert Photo.objects.get().proposed == []


def test_boxes_that_touch_become_one():
    left, right, apart = [0.0, 0.0, 10.0, 10.0], [18.0, 0.0, 10.0, 10.0], [50.0, 50.0, 5.0, 5.0]
    bridge = [8.0, 2.0, 12.0, 4.0]

    assert _merged([left, right, apart, bridge]) == [apart, [0.0, 0.0, 28.0, 10.0]]
