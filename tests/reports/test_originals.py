"""Originals are private and kept for a set number of days; renditions stay."""

from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from backend.reports.actions.originals import remove_originals
from backend.reports.photo_files import PhotoFile, rendition_name
from backend.reports.photo_models import Photo
from tests.conftest import NOON
from tests.reports.makers import read
from tests.reports.stored_photos import store_photo_of

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(days=91)


@pytest.fixture
def store_photo(report):
    return partial(store_photo_of, report)


@pytest.mark.parametrize("state", ["ready", "refused"])
def test_an_original_is_removed_after_its_days(store_photo, state):
    photo = store_photo(state=state)
    name = photo.original.name

    assert remove_originals(now=NOON + timedelta(days=90)) == 0
    assert default_storage.exists(name)
    assert remove_originals(now=LATER) == 1

    photo.refresh_from_db()
    assert not photo.original
    assert not default_storage.exists(name)
    assert remove_originals(now=LATER) == 0


def test_the_number_of_days_is_a_setting(store_photo, settings):
    store_photo()
    settings.PHOTO_ORIGINALS_DAYS = 7

    assert remove_originals(now=NOON + timedelta(days=7)) == 0
    assert remove_originals(now=NOON + timedelta(days=7, seconds=1)) == 1


def test_a_photo_is_shown_without_its_original(store_photo, phone, report):
    photo = store_photo()

    remove_originals(now=LATER)

    shown = read(phone, report)["photos"][0]
    assert (shown["id"], shown["state"]) == (str(photo.uid), "ready")
    answer = phone.get("/" + shown["display_url"].split("/", 3)[3])
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/jpeg"


def test_the_same_bytes_sent_again_are_known_after_their_removal(phone, report, photo):
    uid = str(uuid4())
    assert phone.put_photo(report["id"], photo, uid=uid).status_code == 201
    Photo.objects.update(state="refused", code="damaged")
    assert remove_originals(now=Photo.objects.get().uploaded_at + timedelta(days=91)) == 1

    assert phone.put_photo(report["id"], photo, uid=uid).status_code == 200


def test_a_photo_that_still_waits_keeps_its_original(store_photo):
    photo = store_photo(state="waiting")

    assert remove_originals(now=LATER) == 0
    assert default_storage.exists(photo.original.name)


def test_a_run_that_was_cut_off_after_the_file_is_ended_by_the_next(store_photo):
    photo = store_photo()
    default_storage.delete(photo.original.name)

    assert remove_originals(now=LATER) == 1

    photo.refresh_from_db()
    assert not photo.original


def test_a_file_that_cannot_be_removed_holds_up_no_other(store_photo):
    stuck, other = store_photo(), store_photo(at=NOON + timedelta(hours=1))
    stuck_path = default_storage.path(stuck.original.name)
    default_storage.delete(stuck.original.name)
    default_storage.save(f"{stuck.original.name}/inside", ContentFile(b""))  # a folder that stays

    assert remove_originals(now=LATER) == 1

    stuck.refresh_from_db()
    other.refresh_from_db()
    assert default_storage.path(stuck.original.name) == stuck_path
    assert not other.original


def test_old_originals_are_found_without_reading_the_whole_table(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert remove_originals(now=LATER) == 0


def test_names_of_files_lie_in_a_folder_of_their_day_and_tell_nothing(store_photo):
    photo = store_photo()

    folder, _, name = photo.original.name.rpartition("/")
    assert folder == f"photos/{NOON.date()}"
    assert str(photo.uid) not in name and str(photo.report_id) not in name
    photo.edition = 3
    token = name.removesuffix(".original")
    assert photo.display.name == f"{folder}/{token}.display.jpg"
    hidden = rendition_name(photo, PhotoFile.PUBLIC_THUMBNAIL)
    assert hidden == f"{folder}/{token}.public-3-thumbnail.jpg"
    photo.original = ""
    assert rendition_name(photo, PhotoFile.PUBLIC_THUMBNAIL) == hidden
