"""manage.py check_photos: stored files and rows agree, or it says what does not."""

import logging
import os
from datetime import timedelta
from functools import partial
from io import StringIO
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from backend.management.tasks import check_photo_files
from backend.reports.models import ReportEvent
from backend.reports.photo_files import PUBLIC
from backend.reports.photo_models import Photo, PhotoUpload
from backend.reports.tasks import process_photo
from tests.conftest import NOON
from tests.reports.makers import REPORTS, read
from tests.reports.stored_photos import store_photo_of

pytestmark = pytest.mark.django_db

TWO_DAYS = 2 * 24 * 3600


@pytest.fixture
def store_photo(report):
    return partial(store_photo_of, report)


def run(*arguments: str) -> str:
    """Return what the command prints, with the sentence that it fails with."""
    out = StringIO()
    try:
        call_command("check_photos", *arguments, stdout=out)
    except CommandError as error:
        return f"{out.getvalue()}FAILED {error}"
    return out.getvalue()


def save_old(name: str) -> str:
    """Store a file that is two days old."""
    stored = default_storage.save(name, ContentFile(b"jpeg"))
    path = default_storage.path(stored)
    os.utime(path, (os.stat(path).st_mtime - TWO_DAYS,) * 2)
    return stored


def waiting_jobs(task: str) -> list[dict]:
    found = ProcrastinateJob.objects.filter(task_name=task, status="todo")
    return list(found.values_list("args", flat=True))


def forget_jobs() -> None:
    """End the jobs that wait, as a worker would that failed at the last try."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed'")


def test_nothing_is_wrong_with_what_is_whole(store_photo):
    store_photo()
    store_photo(at=NOON - timedelta(days=40), state="refused", code="damaged")
    store_photo(publication="published", hidden=[[0, 0, 0.5, 0.5]], edition=1)

    assert run() == "file without row: 0, row without file: 0, photo without job: 0.\n"


def test_an_empty_store_is_whole(db):
    assert run().startswith("file without row: 0")


@pytest.mark.parametrize("folder", ["photos/2026-11-02", "photos/2020-01-01", "photos/x", "photos"])
def test_an_old_file_without_row_is_named_and_deleted_on_request(store_photo, folder):
    store_photo()
    name = save_old(f"{folder}/{uuid4().hex}.original")

    out = run()
    assert f"file without row  {name}\n" in out
    assert "FAILED file without row: 1, row without file: 0, photo without job: 0" in out
    assert default_storage.exists(name)

    assert "file without row: 1" in run("--repair")
    assert not default_storage.exists(name)
    assert run().startswith("file without row: 0, row without file: 0,")


def test_a_young_file_may_get_its_row_yet(store_photo):
    name = default_storage.save(f"photos/{NOON.date()}/{uuid4().hex}.original", ContentFile(b""))

    assert run("--repair").startswith("file without row: 0")
    assert default_storage.exists(name)


def test_a_photo_that_waits_for_its_report_has_a_row(report):
    name = save_old(f"photos/{NOON.date()}/{uuid4().hex}.original")
    assert "file without row: 1" in run()
    PhotoUpload.objects.create(
        owner="someone", address="::", report=uuid4(), uid=uuid4(), file=name, started_at=NOON
    )

    assert "file without row: 0" in run()


def test_a_file_whose_row_came_much_later_has_a_row(store_photo):
    photo = store_photo()
    for name in (photo.original.name, photo.display.name, photo.thumbnail.name):
        path = default_storage.path(name)
        os.utime(path, (os.stat(path).st_mtime - TWO_DAYS,) * 2)
    Photo.objects.update(uploaded_at=NOON + timedelta(days=9))

    assert run().startswith("file without row: 0, row without file: 0")


@pytest.mark.parametrize("missing", ["display", "thumbnail"])
def test_a_lost_rendition_is_made_again_from_the_original(store_photo, report, missing):
    photo = store_photo(publication="published")
    name = getattr(photo, missing).name
    default_storage.delete(name)

    out = run()
    assert f"row without file  {name}  {report['number']} photo {photo.uid}\n" in out
    photo.refresh_from_db()
    assert photo.state == "ready"

    run("--repair")
    photo.refresh_from_db()
    assert (photo.state, photo.publication) == ("waiting", "published")
    assert (photo.display.name, photo.thumbnail.name) == ("", "")
    assert waiting_jobs("reports.process_photo") == [{"photo_id": photo.pk}]


def test_a_published_photo_that_was_lost_is_public_again_under_its_address(
    phone, dispatcher, stranger, report, photo
):
    phone.put_photo(report["id"], photo)
    row = Photo.objects.get()
    process_photo(row.pk)
    decision = f"{REPORTS}/{report['id']}/photos/{row.uid}/publication"
    assert dispatcher.post(decision, {"published": True}).status_code == 200
    link = "/" + read(stranger, report)["photos"][0]["display_url"].split("/", 3)[3]
    before = stranger.get(link).content
    row.refresh_from_db()
    default_storage.delete(row.display.name)
    assert stranger.get(link).status_code == 404

    run("--repair")
    process_photo(row.pk)

    assert stranger.get(link).content == before
    assert run().startswith("file without row: 0, row without file: 0, photo without job: 0")


@pytest.mark.parametrize(("gone", "left"), [("display", "thumbnail"), ("thumbnail", "display")])
def test_without_original_what_is_left_stands_in(store_photo, gone, left):
    photo = store_photo()
    for field in ("original", gone):
        default_storage.delete(getattr(photo, field).name)

    assert "row without file: 2" in run("--repair")

    photo.refresh_from_db()
    assert photo.state == "ready"
    assert getattr(photo, gone).name == getattr(photo, left).name
    assert run().startswith("file without row: 0, row without file: 0")


@pytest.mark.parametrize("state", ["ready", "waiting"])
@pytest.mark.parametrize("publication", ["private", "published"])
def test_a_photo_of_which_nothing_is_left_is_refused_as_lost(store_photo, state, publication):
    photo = store_photo(state=state, publication=publication, edition=1)
    for name in default_storage.listdir(f"photos/{NOON.date()}")[1]:
        default_storage.delete(f"photos/{NOON.date()}/{name}")

    run("--repair")

    photo.refresh_from_db()
    assert (photo.state, photo.code, photo.publication) == ("refused", "lost", "private")
    assert not any((photo.original, photo.display, photo.thumbnail, photo.public_display))
    hidden = ReportEvent.objects.filter(kind="photo_hidden", report=photo.report_id)
    assert hidden.count() == (1 if publication == "published" else 0)
    assert run().startswith("file without row: 0, row without file: 0")


def test_a_refused_photo_without_its_original_stays_as_it_is(store_photo):
    photo = store_photo(state="refused", code="damaged")
    default_storage.delete(photo.original.name)

    run("--repair")

    photo.refresh_from_db()
    assert (photo.state, photo.code, photo.original.name) == ("refused", "damaged", "")


def test_lost_public_files_are_made_again(store_photo):
    box = [[0, 0, 0.5, 0.5]]
    photo = store_photo(publication="published", hidden=box, edition=1)
    default_storage.delete(photo.public_display.name)

    run("--repair")

    photo.refresh_from_db()
    assert (photo.publication, photo.edition) == ("preparing", 2)
    assert [getattr(photo, kind).name for kind in PUBLIC] == ["", ""]
    assert waiting_jobs("reports.hide_regions") == [{"photo_id": photo.pk, "edition": 2}]


def test_a_photo_published_whole_names_its_renditions_again(store_photo):
    photo = store_photo(publication="published", edition=1)
    default_storage.delete(photo.public_thumbnail.name)

    run("--repair")

    photo.refresh_from_db()
    assert photo.publication == "published"
    assert photo.public_display.name == photo.display.name
    assert photo.public_thumbnail.name == photo.thumbnail.name


def test_a_photo_that_waits_for_an_hour_without_job_gets_one(store_photo, report):
    late, early = timezone.now() - timedelta(minutes=61), timezone.now() - timedelta(minutes=59)
    photo = store_photo(state="waiting", at=late)
    store_photo(state="waiting", at=early)

    assert f"photo without job  {report['number']} photo {photo.uid}\n" in run()
    assert "photo without job: 1. Repaired." in run("--repair")
    assert waiting_jobs("reports.process_photo") == [{"photo_id": photo.pk}]
    assert "photo without job: 0" in run()

    forget_jobs()
    assert "photo without job: 1" in run()


def test_an_edition_that_nobody_prepares_gets_a_job(store_photo):
    photo = store_photo(publication="preparing", edition=2, hidden=[[0, 0, 1, 1]])

    assert "photo without job: 1" in run("--repair")
    assert waiting_jobs("reports.hide_regions") == [{"photo_id": photo.pk, "edition": 2}]


def test_every_night_the_counts_are_logged_and_nothing_is_changed(store_photo, caplog):
    with caplog.at_level(logging.INFO):
        check_photo_files(0)
    assert [record.levelname for record in caplog.records] == ["INFO"]
    caplog.clear()

    photo = store_photo()
    default_storage.delete(photo.display.name)
    check_photo_files(0)

    (record,) = caplog.records
    assert (record.levelname, record.no_file, record.no_row) == ("WARNING", 1, 0)
    photo.refresh_from_db()
    assert photo.state == "ready"


def test_every_day_costs_the_same_few_queries(store_photo, django_assert_max_num_queries):
    for number in range(20):
        store_photo(at=NOON + timedelta(minutes=number))

    with django_assert_max_num_queries(3):
        run()


def test_a_store_with_a_thousand_days_is_checked_day_by_day(store_photo):
    store_photo(at=NOON - timedelta(days=1000))
    store_photo()

    assert run().startswith("file without row: 0, row without file: 0")


def test_help_tells_what_is_repaired(capsys):
    with pytest.raises(SystemExit):
        call_command("check_photos", "--help")
    assert "--repair" in capsys.readouterr().out
