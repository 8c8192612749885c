"""What kinds of files are taken as photos, at the door: by their bytes, and without decoding."""

import pytest
from PIL import Image

from backend.photos import formats
from backend.reports.photo_models import Photo
from tests.photos.makers import PHOTOS, encoded, halves, needs_photos
from tests.photos.test_formats import boxed, zipped
from tests.reports.makers import code_of

pytestmark = pytest.mark.django_db

NO_HEIC = ("image/jpeg", "image/png", "image/webp", "image/avif")


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF", "MPO"])
def test_photos_of_phones_are_taken_whatever_the_header_says(phone, report, form):
    sent = phone.put_photo(
        report["id"], encoded(halves((60, 40)), form), **{"Content-Type": "text/html"}
    )

    assert sent.status_code == 201, sent.content


@pytest.mark.parametrize(
    "content",
    [
        encoded(halves((60, 40))) + zipped(),
        encoded(halves((60, 40)), comment=b"<script>alert(1)</script>"),
        b"%PDF-1.7\n" + encoded(halves((60, 40))),
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        zipped(),
        encoded(halves((60, 40)), "GIF"),
        encoded(halves((60, 40)), "TIFF"),
    ],
)
def test_what_is_no_photo_or_not_only_one_is_refused_with_what_is_taken(phone, report, content):
    refused = phone.put_photo(report["id"], content)

    assert code_of(refused) == (415, "unsupported_photo")
    assert refused.json()["accepted"] == list(formats.MEDIA_TYPES)
    assert refused["Accept"] == ", ".join(formats.MEDIA_TYPES)
    assert not Photo.objects.exists()


def test_heic_is_taken_where_it_can_be_read_and_refused_by_name_elsewhere(
    phone, report, monkeypatch
):
    heic = boxed(b"heic", b"mif1")
    monkeypatch.setattr(formats, "MEDIA_TYPES", (*NO_HEIC, "image/heic"))
    assert phone.put_photo(report["id"], heic).status_code == 201

    monkeypatch.setattr(formats, "MEDIA_TYPES", NO_HEIC)
    refused = phone.put_photo(report["id"], heic + b"another")

    assert code_of(refused) == (415, "heic_unsupported")
    assert refused["Accept"] == "image/jpeg, image/png, image/webp, image/avif"


def test_a_bomb_is_taken_unread_and_left_to_the_worker(phone, report):
    bomb = encoded(Image.new("1", (12000, 10000)), "PNG")

    assert phone.put_photo(report["id"], bomb).json()["state"] == "waiting"


@needs_photos
def test_a_photo_of_each_kind_of_phone_is_taken(phone, report):
    names = ["Apple_iPhone_6.jpg", "jolla.jpg", "HTC_Desire.jpg", "frame_size.mpo", "cmyk.jpg"]
    for name in [*names, "Samsung_GT-I9000_(Galaxy_S).jpg", "Photo_(1).webp"]:
        (path,) = PHOTOS.rglob(name)
        assert phone.put_photo(report["id"], path.read_bytes()).status_code == 201, name
