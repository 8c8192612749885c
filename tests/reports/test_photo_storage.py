"""Photos in an S3-compatible store: the whole way, with every request signed."""

import os
import subprocess
import sys
from datetime import timedelta
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from moto.s3.models import s3_backends
from PIL import Image

from backend.core.s3 import LINK_LIFE_SECONDS, S3Files
from backend.management.photo_check import TroubleKind, check, repair
from backend.reports.actions.originals import remove_originals
from backend.reports.photo_files import new_original_name
from backend.reports.photo_models import Photo
from backend.reports.tasks import process_photo
from tests.reports.makers import REPORTS, read
from tests.s3 import REGION

pytestmark = pytest.mark.django_db


@pytest.fixture
def in_bucket(bucket: Any, s3_address: str, settings: Any) -> Any:
    """Photos go to a bucket, as S3_BUCKET and S3_ENDPOINT_URL set it up."""
    options = {"bucket_name": bucket.name, "endpoint_url": s3_address, "region_name": REGION}
    store = {"BACKEND": "backend.core.s3.S3Files", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "default": store}
    yield bucket
    default_storage.connection.meta.client.close()


def keys(bucket: Any) -> list[str]:
    return sorted(each.key for each in bucket.objects.all())


def local(url: str) -> str:
    return "/" + url.split("/", 3)[3]


@pytest.fixture
def ready(in_bucket, phone, report, photo) -> Photo:
    """A photo sent through the API and made ready by the worker."""
    assert phone.put_photo(report["id"], photo).status_code == 201
    row = Photo.objects.get()
    process_photo(row.pk)
    row.refresh_from_db()
    assert row.state == "ready"
    return row


def test_a_photo_lies_in_the_bucket_by_its_day(ready, in_bucket):
    folder = f"photos/{ready.uploaded_at.date()}"

    assert keys(in_bucket) == sorted(
        [ready.original.name, ready.display.name, ready.thumbnail.name]
    )
    assert all(key.startswith(f"{folder}/") for key in keys(in_bucket))


def test_a_link_leads_to_the_stores_own_signed_address(ready, phone, stranger, report):
    link = read(phone, report)["photos"][0]["display_url"]

    answer = stranger.get(local(link))

    assert answer.status_code == 302
    query = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert query["X-Amz-Expires"] == [str(LINK_LIFE_SECONDS)]
    shown = httpx.get(answer.headers["Location"])
    assert (shown.status_code, shown.headers["Content-Type"]) == (200, "image/jpeg")
    assert Image.open(BytesIO(shown.content)).size == (640, 480)


def test_the_store_gives_nothing_to_whoever_has_no_signature(ready, phone, report):
    link = read(phone, report)["photos"][0]["display_url"]
    signed = phone.get(local(link)).headers["Location"]

    assert httpx.get(signed).status_code == 200
    assert httpx.get(signed.partition("?")[0]).status_code == 403
    assert httpx.get(signed.replace(ready.display.name, ready.original.name)).status_code == 403
    assert httpx.get(signed.replace("X-Amz-Expires=3600", "X-Amz-Expires=9999")).status_code == 403


def test_a_redirect_is_kept_shorter_than_its_signature_lives(ready, phone, report):
    link = read(phone, report)["photos"][0]["thumbnail_url"]

    kept = phone.get(local(link)).headers["Cache-Control"]

    assert "max-age=" in kept
    assert int(kept.rpartition("max-age=")[2].partition(",")[0]) < LINK_LIFE_SECONDS / 2


def test_a_published_photo_is_public_until_it_is_withdrawn(
    ready, in_bucket, dispatcher, stranger, report
):
    address = f"{REPORTS}/{report['id']}/photos/{ready.uid}/publication"
    assert stranger.get(f"{REPORTS}/{report['id']}").json()["photos"] == []
    dispatcher.post(address, {"published": True})

    link = local(stranger.get(f"{REPORTS}/{report['id']}").json()["photos"][0]["display_url"])
    answer = stranger.get(link)
    assert httpx.get(answer.headers["Location"]).status_code == 200

    dispatcher.post(address, {"published": False})
    assert stranger.get(link).status_code == 404


def test_an_original_is_removed_from_the_bucket(ready, in_bucket):
    assert remove_originals(now=ready.uploaded_at + timedelta(days=91)) == 1

    assert keys(in_bucket) == sorted([ready.display.name, ready.thumbnail.name])


def test_what_does_not_agree_is_found_and_made_good(ready, in_bucket):
    stray = default_storage.save(new_original_name(ready.uploaded_at), ContentFile(b"stray"))
    in_bucket.Object(ready.display.name).delete()
    later = timezone.now() + timedelta(days=2)

    troubles = {trouble.kind: trouble for trouble in check(now=later)}

    assert troubles[TroubleKind.NO_ROW].names == (stray,)
    assert troubles[TroubleKind.NO_FILE].names == (ready.display.name,)
    for trouble in troubles.values():
        repair(trouble, now=later)
    process_photo(ready.pk)
    ready.refresh_from_db()
    assert list(check(now=later)) == []
    assert keys(in_bucket) == sorted(
        [ready.original.name, ready.display.name, ready.thumbnail.name]
    )


def test_more_photos_a_day_than_one_listing_tells_are_all_seen(in_bucket):
    store = s3_backends["123456789012"]["aws"]  # by the back door: 1,100 requests take a minute
    for number in range(1100):  # S3 lists a thousand at a time
        store.put_object(in_bucket.name, f"photos/2026-11-02/{number:032x}.original", b"")

    assert len(default_storage.listdir("photos/2026-11-02")[1]) == 1100
    assert default_storage.listdir("photos")[0] == ["2026-11-02"]


def test_a_stored_file_is_never_overwritten(in_bucket):
    first = default_storage.save("photos/2026-11-02/one.original", ContentFile(b"first"))
    second = default_storage.save("photos/2026-11-02/one.original", ContentFile(b"second"))

    assert first != second
    with default_storage.open(first) as file:
        assert file.read() == b"first"


def test_a_file_that_is_gone_is_told_as_a_disk_does(in_bucket):
    with pytest.raises(FileNotFoundError):
        default_storage.get_modified_time("photos/2026-01-01/gone.jpg")


def test_a_store_that_is_away_is_told_by_readyz_and_raises_as_a_disk_does(
    in_bucket, stranger, settings
):
    nowhere = {"bucket_name": in_bucket.name, "endpoint_url": "http://127.0.0.1:9"}
    store = {**settings.STORAGES["default"], "OPTIONS": nowhere}
    settings.STORAGES = {**settings.STORAGES, "default": store}

    for call in (
        lambda: default_storage.save("photos/x", ContentFile(b"")),
        lambda: default_storage.open("photos/x"),
        lambda: default_storage.listdir("photos"),
        lambda: default_storage.delete("photos/x"),
    ):
        with pytest.raises(OSError, match="The store failed"):
            call()
    assert stranger.get("/readyz").json()["checks"]["storage"] is False


def settings_told(name: str, **environment: str) -> str:
    """What a process with these variables has for a setting, or the sentence that it ends with."""
    told = subprocess.run(
        [sys.executable, "-c", f"from backend import settings; print(settings.{name})"],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
    )
    return told.stdout.strip() or told.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize(
    ("variables", "origin"),
    [
        ({"S3_ENDPOINT_URL": "https://s3.example.pl:9000/"}, "https://s3.example.pl:9000"),
        ({"AWS_DEFAULT_REGION": "us-east-1"}, "https://roads.s3.amazonaws.com"),
        (
            {"AWS_DEFAULT_REGION": "eu-central-1"},
            "https://roads.s3.eu-central-1.amazonaws.com",
        ),
    ],
)
def test_pages_may_show_what_the_store_hands_out(s3_keys, variables, origin):
    assert settings_told("PHOTO_ORIGINS", S3_BUCKET="roads", **variables) == f"['{origin}']"
    policy = settings_told("CONTENT_SECURITY_POLICY", S3_BUCKET="roads", **variables)
    assert f"'{origin}'" in policy.partition("img-src")[2].partition("]")[0]

    store = S3Files(
        bucket_name="roads",
        endpoint_url=variables.get("S3_ENDPOINT_URL"),
        region_name=variables.get("AWS_DEFAULT_REGION", "us-east-1"),
    )
    assert store.url("photos/x").startswith(f"{origin}/")


def test_a_wrong_address_of_a_store_stops_the_start():
    told = settings_told("S3_BUCKET", S3_BUCKET="roads", S3_ENDPOINT_URL="s3.example.pl")

    assert "S3_ENDPOINT_URL must begin with https://" in told
