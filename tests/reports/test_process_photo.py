"""The worker makes photos presentable: upright, small, and without anything but pixels."""

import os
import signal
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from backend.photos.limits import DISPLAY_PX, THUMBNAIL_PX
from backend.photos.refusals import DecoderUnavailable
from backend.reports.models import Report
from backend.reports.photo_files import PhotoFile, rendition_name
from backend.reports.photo_models import Photo
from backend.reports.tasks import process_photo
from tests.conftest import NOON
from tests.photos.makers import assert_bare, encoded, halves, opened
from tests.reports.makers import read

pytestmark = pytest.mark.django_db

EXIF, GPS = 0x8769, 0x8825


@pytest.fixture
def store(report):
    """Store bytes as a photo of the report; its job is left to the test."""

    def _store(content: bytes, *, at: datetime = NOON) -> Photo:
        row = Report.objects.get()
        photo = Photo(
            report=row,
            uid=row.pk,
            sha256="",
            size=len(content),
            media_type="image/jpeg",
            uploaded_at=at,
        )
        photo.original.save("photos/2026-11-02/test.original", ContentFile(content))
        return photo

    return _store


@pytest.fixture
def process(store):
    """Store bytes as a photo of the report and let the worker do its job."""

    def _process(content: bytes, **options: datetime) -> Photo:
        photo = store(content, **options)
        process_photo(photo.pk)
        photo.refresh_from_db()
        return photo

    return _process


def content_of(file) -> bytes:
    with file.open("rb") as stream:
        return stream.read()


def telling(*, at: str = "", lat: float | None = None, lon: float | None = None) -> bytes:
    """A photo whose metadata tell a time, a place, or both."""
    exif = Image.Exif()
    if at:
        exif.get_ifd(EXIF)[0x9003] = at
    if lat is not None and lon is not None:
        exif.get_ifd(GPS).update(
            {1: "S" if lat < 0 else "N", 2: (abs(lat), 0.0, 0.0), 31: 12.5}
            | {3: "W" if lon < 0 else "E", 4: (abs(lon), 0.0, 0.0)}
        )
    return encoded(halves((64, 48)), exif=exif)


def test_a_ready_photo_has_two_renditions_and_links_to_them(process, phone, report, photo):
    row = process(photo)

    assert (row.state, row.width, row.height) == ("ready", 640, 480)
    shown = read(phone, report)["photos"][0]
    assert (shown["width"], shown["height"]) == (640, 480)
    assert shown["color"] == row.color != ""
    assert shown["display_url"].partition("?")[0].endswith("/display")
    assert shown["thumbnail_url"].partition("?")[0].endswith("/thumbnail")


def test_renditions_are_small_and_stand_beside_the_original(process):
    row = process(encoded(halves((6000, 3000)), quality=30))

    assert opened(content_of(row.display)).size == (DISPLAY_PX, DISPLAY_PX // 2)
    assert opened(content_of(row.thumbnail)).size == (THUMBNAIL_PX, THUMBNAIL_PX // 2)
    assert (row.width, row.height) == (6000, 3000)
    assert sorted(default_storage.listdir("photos/2026-11-02")[1]) == [
        "test.display.jpg",
        "test.original",
        "test.thumbnail.jpg",
    ]


def test_nothing_but_pixels_is_left(process, tmp_path):
    exif = Image.Exif()
    exif[0x010F], exif[0x8298] = "SECRET-MAKER", "SECRET-OWNER"
    exif.get_ifd(GPS).update({1: "N", 2: (52.0, 5.0, 3.0)})
    content = encoded(
        halves((300, 200)),
        exif=exif,
        comment=b"SECRET-COMMENT",
        icc_profile=b"SECRET-PROFILE",
        xmp=b"SECRET-XMP",
    )
    assert content.count(b"SECRET") == 5

    row = process(content)

    files = [content_of(row.display), content_of(row.thumbnail)]
    assert not any(b"SECRET" in file for file in files)
    assert_bare(tmp_path / "files", files)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (encoded(Image.new("1", (7746, 7746)), "PNG"), "too_many_pixels"),
        (encoded(Image.new("1", (12000, 10000)), "PNG"), "too_many_pixels"),
        (encoded(halves((640, 480)), quality=95)[:2000], "damaged"),
        (b"\xff\xd8\xff", "damaged"),
    ],
)
def test_a_photo_that_cannot_be_shown_is_refused_with_its_code(
    process, phone, report, content, code
):
    row = process(content)

    assert (row.state, row.code, row.display.name) == ("refused", code, "")
    shown = read(phone, report)["photos"][0]
    assert (shown["state"], shown["code"], shown["display_url"]) == ("refused", code, None)


def test_a_photo_that_is_done_is_not_done_again(process, photo):
    row = process(photo)
    before = row.display.name

    process_photo(row.pk)
    process_photo(row.pk + 1)

    row.refresh_from_db()
    assert row.display.name == before


def test_a_run_that_was_killed_between_its_files_leaves_nothing_behind(store, photo):
    row = store(photo)
    leftover = default_storage.save(rendition_name(row, PhotoFile.DISPLAY), ContentFile(b"half"))

    process_photo(row.pk)

    row.refresh_from_db()
    assert row.state == "ready"
    assert not default_storage.exists(leftover)
    assert opened(content_of(row.display)).size == opened(photo).size
    assert len(default_storage.listdir("photos/2026-11-02")[1]) == 3


def test_a_photo_made_again_keeps_what_is_public_of_it(process, photo):
    row = process(photo)
    row.public_display, row.public_thumbnail = row.display.name, row.thumbnail.name
    row.state, row.display, row.thumbnail = "waiting", "", ""
    row.save()

    process_photo(row.pk)

    row.refresh_from_db()
    assert row.state == "ready"
    for kind in PhotoFile:
        assert default_storage.exists(getattr(row, kind).name)


def test_a_photo_whose_original_is_gone_waits_for_whoever_mends_it(store, photo):
    row = store(photo)
    Photo.objects.update(original="")

    process_photo(row.pk)

    row.refresh_from_db()
    assert row.state == "waiting"


def test_a_decoder_killed_from_outside_costs_nothing_but_time(store):
    row = store(encoded(Image.linear_gradient("L").resize((7000, 7000)), "PNG"))
    done = threading.Event()
    killer = threading.Thread(target=kill_decoders, args=[done])
    killer.start()

    try:
        with pytest.raises(DecoderUnavailable):
            process_photo(row.pk)
    finally:
        done.set()
        killer.join()
    row.refresh_from_db()
    assert (row.state, row.code) == ("waiting", "")
    process_photo(row.pk)

    row.refresh_from_db()
    assert row.state == "ready"
    retried = process_photo.retry_strategy.get_retry_decision(
        exception=DecoderUnavailable(), job=job_of(row)
    )
    assert retried


def kill_decoders(done: threading.Event) -> None:
    """Kill -9 every process that decodes for this one."""
    while not done.is_set():
        for zygote in children("self"):
            if b"backend.photos.child" not in read_of(zygote, "cmdline"):
                continue
            for child in children(zygote):
                os.kill(int(child), signal.SIGKILL)
                return


def children(process: str) -> list[str]:
    tasks = Path(f"/proc/{process}/task")
    return [pid for task in tasks.iterdir() for pid in (task / "children").read_text().split()]


def read_of(process: str, name: str) -> bytes:
    try:
        return Path(f"/proc/{process}/{name}").read_bytes()
    except OSError:
        return b""


def job_of(photo: Photo):
    return process_photo.configure().job.evolve(task_kwargs={"photo_id": photo.pk}, attempts=1)


# Claims


def test_the_place_and_time_that_a_photo_tells_are_kept_as_claims(process, report, place):
    row = process(telling(at="2026:11:02 11:30:00", lat=52.25, lon=20.75))

    assert row.exif_at == datetime(2026, 11, 2, 10, 30, tzinfo=UTC)  # the camera's time is Warsaw's
    assert row.exif_location.coords == pytest.approx((20.75, 52.25))
    assert row.exif_accuracy_m == 12.5
    assert row.report.location.coords == pytest.approx((place["lon"], place["lat"]))


def test_a_photo_that_tells_nothing_claims_nothing(process):
    row = process(telling())

    assert (row.exif_at, row.exif_location, row.exif_accuracy_m) == (None, None, None)


def test_a_time_to_come_is_ignored_but_for_a_clock_that_is_a_little_ahead(process):
    ahead = process(telling(at="2026:11:03 11:00:00"), at=NOON)

    assert ahead.exif_at == NOON + timedelta(hours=23)
    ahead.delete()
    assert process(telling(at="2026:11:03 14:00:00"), at=NOON).exif_at is None


@pytest.mark.parametrize(
    ("lat", "lon", "is_kept"),
    [
        (52.1, 20.9, True),
        (20.9, 52.1, False),  # swapped: the other way round it is here
        (41.9, 12.5, True),  # elsewhere, both ways
        (12.5, 41.9, True),
        (0.0, 0.0, False),
        (-33.9, -151.2, True),  # a longitude that is no latitude
    ],
)
def test_swapped_coordinates_are_ignored_and_distant_ones_are_not(process, lat, lon, is_kept):
    row = process(telling(lat=lat, lon=lon))

    assert (row.exif_location is not None) == is_kept
    assert (row.exif_accuracy_m is not None) == is_kept
