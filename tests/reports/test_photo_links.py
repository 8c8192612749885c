"""Signed links to photos: they work for whoever holds one, until they expire."""

import time
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest

from backend.reports import links
from backend.reports.photo_models import Photo
from backend.reports.tasks import process_photo
from tests.reports.makers import REPORTS, read, send_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def hidden(phone, place, photo) -> dict:
    """A private report with a photo that is ready, as its reporter reads it."""
    report = send_report(phone, place, visibility="private")
    phone.put_photo(report["id"], photo)
    process_photo(Photo.objects.get().pk)
    return read(phone, report)


def local(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


def test_a_link_opens_a_private_photo_for_whoever_holds_it(stranger, hidden):
    for name in ("display_url", "thumbnail_url"):
        answer = stranger.get(local(hidden["photos"][0][name]))

        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert b"".join(answer).startswith(b"\xff\xd8\xff")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "private" in answer.headers["Cache-Control"]


def test_a_link_lives_a_day_and_no_longer(hidden):
    parts = urlsplit(hidden["photos"][0]["display_url"])
    exp, sig = (parse_qs(parts.query)[name][0] for name in ("exp", "sig"))

    assert 24 * 3600 < int(exp) - time.time() <= 25 * 3600
    assert links.is_valid(parts.path, exp, sig, now=int(exp) - 1)
    assert not links.is_valid(parts.path, exp, sig, now=int(exp))


def test_a_link_cannot_be_forged(stranger, hidden, settings):
    url = local(hidden["photos"][0]["display_url"])
    path, _, query = url.partition("?")
    exp, sig = (parse_qs(query)[name][0] for name in ("exp", "sig"))

    for forged in (
        path,
        f"{path}?exp={exp}",
        f"{path}?exp={int(exp) + 1}&sig={sig}",
        f"{path}?exp={exp}&sig={sig[:-1]}",
        f"{path}?exp={exp}&sig={sig[::-1]}",
        f"{path}?exp=&sig={sig}",
        f"{path}?exp=-1&sig={sig}",
        f"{path}?exp=1e9&sig={sig}",
        f"{path}?exp={'9' * 400}&sig={sig}",
        f"{path}?exp=%D9%A3&sig={sig}",
        f"{path}?exp={exp}&sig=%C5%BC",
        url.replace("/display", "/thumbnail"),
    ):
        assert stranger.get(forged).status_code == 404, forged
    settings.SECRET_KEY = "another"
    assert stranger.get(url).status_code == 404


def test_a_link_is_for_one_photo_only(stranger, phone, hidden, photo):
    uid = str(uuid4())
    phone.put_photo(hidden["id"], photo, uid=uid)
    for row in Photo.objects.all():
        process_photo(row.pk)
    url = local(hidden["photos"][0]["display_url"])

    assert stranger.get(url.replace(hidden["photos"][0]["id"], uid)).status_code == 404


def test_links_made_within_an_hour_are_the_same_so_that_phones_keep_the_picture(phone, hidden):
    again = read(phone, hidden)["photos"][0]["display_url"]

    made = [hidden["photos"][0]["display_url"], again]
    assert len(set(made)) == 1 or time.time() % 3600 < 60


def test_a_photo_that_is_not_ready_has_no_file(phone, report, photo):
    uid = str(uuid4())
    phone.put_photo(report["id"], photo, uid=uid)

    assert phone.get(f"{REPORTS}/{report['id']}/photos/{uid}/display").status_code == 404


def test_the_original_has_no_address(phone, hidden):
    uid = hidden["photos"][0]["id"]

    assert phone.get(f"{REPORTS}/{hidden['id']}/photos/{uid}/original").status_code == 404
    assert phone.get(f"{REPORTS}/{hidden['id']}/photos/{uid}").status_code == 405


def test_a_proxy_may_hand_out_the_file(phone, hidden, settings):
    settings.X_ACCEL_LOCATION = "/protected/"

    answer = phone.get(local(hidden["photos"][0]["display_url"]))

    assert answer.headers["X-Accel-Redirect"] == f"/protected/{Photo.objects.get().display.name}"
    assert answer.content == b""
