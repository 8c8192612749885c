"""All processes with their photos in a bucket, set up by the environment alone."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import boto3
import httpx
import pytest

from fixtures.photos import draw_photo
from tests.e2e.callers import Caller, Phone, connect
from tests.e2e.system import SERVER_ERROR, System
from tests.s3 import KEY_ID, REGION, SECRET
from tests.waiting import until

NAME = "photos-of-processes"
NOW_OLD = "UPDATE reports_photo SET uploaded_at = uploaded_at - interval '91 days' WHERE uid = %s"
REMOVE = """
from django.utils import timezone
from backend.reports.actions.originals import remove_originals
assert remove_originals(now=timezone.now()) == 1
"""
FILES = "SELECT original, display, thumbnail FROM reports_photo WHERE uid = %s"


@pytest.fixture(scope="module")
def bucket(s3_address: str) -> Iterator[Any]:
    keys = {"aws_access_key_id": KEY_ID, "aws_secret_access_key": SECRET, "region_name": REGION}
    store = boto3.resource("s3", endpoint_url=s3_address, **keys)
    store.create_bucket(Bucket=NAME, CreateBucketConfiguration={"LocationConstraint": REGION})
    yield store.Bucket(NAME)
    store.meta.client.close()


@pytest.fixture(scope="module")
def with_bucket(bucket: Any, s3_address: str) -> Iterator[System]:
    system = System(
        "demo",
        S3_BUCKET=NAME,
        S3_ENDPOINT_URL=s3_address,
        AWS_ACCESS_KEY_ID=KEY_ID,
        AWS_SECRET_ACCESS_KEY=SECRET,
        AWS_DEFAULT_REGION=REGION,
    )
    try:
        system.database.create()
        system.start()
        yield system
    finally:
        system.remove()


def keys(bucket: Any) -> set[str]:
    return {each.key for each in bucket.objects.all()}


def shown(caller: Caller, report: str) -> dict[str, Any]:
    """The report's photo, once the worker is done with it."""

    def look() -> Any:
        photos = caller.get(f"/reports/{report}")["photos"]
        return next((photo for photo in photos if photo["state"] == "ready"), None)

    return until(look, within=60, what="the photo is ready")


def fetched(link: str) -> httpx.Response:
    with connect(follow_redirects=True) as http:
        return http.get(link)


def test_a_photo_goes_its_whole_way_through_a_bucket(with_bucket, bucket):
    phone = Phone(with_bucket)
    dispatcher = Caller(with_bucket, f"Bearer {with_bucket.accounts['dispatcher']['token']}")
    report, uid = phone.report()["id"], str(uuid4())
    assert phone.put_photo(report, uid, draw_photo("pothole", 5)).status_code == 201

    private = fetched(shown(phone, report)["display_url"])
    assert (private.status_code, private.headers["Content-Type"]) == (200, "image/jpeg")
    assert not list(with_bucket.var.glob("media/*"))

    decision = {"published": True, "hide": [{"x": 0.2, "y": 0.2, "width": 0.3, "height": 0.3}]}
    address = f"/reports/{report}/photos/{uid}/publication"
    assert dispatcher.post(address, decision).status_code == 200
    public = fetched(shown(Caller(with_bucket), report)["display_url"])
    assert public.status_code == 200
    assert public.content != private.content

    told = with_bucket.manage("check_photos")
    assert told == "file without row: 0, row without file: 0, photo without job: 0.\n"
    ((original, display, thumbnail),) = with_bucket.database.rows(FILES, uid)
    assert {original, display, thumbnail} <= keys(bucket)

    bucket.Object(thumbnail).delete()
    told = with_bucket.manage("check_photos", "--repair")
    assert "row without file: 1, photo without job: 0. Repaired." in told
    until(lambda: thumbnail in keys(bucket), what="the thumbnail is made again")
    assert fetched(shown(phone, report)["thumbnail_url"]).status_code == 200

    with_bucket.database.change(NOW_OLD, uid)
    with_bucket.manage("shell", "-c", REMOVE)
    assert original not in keys(bucket)
    assert fetched(shown(phone, report)["display_url"]).content == private.content
    assert SERVER_ERROR not in with_bucket.log
