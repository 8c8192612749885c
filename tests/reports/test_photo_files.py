"""How the files of photos are handed out: to whom, how long kept, in which pieces."""

import pytest

from backend.reports import files
from backend.reports.models import Report
from backend.reports.photo_models import Photo
from tests.reports.decisions import (
    BOX,
    address,
    decide,
    do_jobs,
    local,
    make_photo,
    shown_to,
    stored,
)
from tests.reports.makers import code_of, send_report

pytestmark = pytest.mark.django_db

ALL_RENDITIONS = ("/display", "/thumbnail", "/public/1/display", "/public/1/thumbnail")


@pytest.fixture
def published(report, dispatcher) -> Photo:
    """Public without what the box hides."""
    photo = make_photo(report)
    decide(dispatcher, photo, hide=[BOX])
    do_jobs("reports.hide_regions")
    photo.refresh_from_db()
    return photo


def is_problem(answer) -> bool:
    return answer.headers["Content-Type"] == "application/problem+json"


# --- who ---------------------------------------------------------------------------------------


def test_the_public_gets_the_public_renditions_and_never_the_private_ones(published, stranger):
    for rendition in ("display", "thumbnail"):
        public = stranger.get(address(published, f"/public/1/{rendition}"))
        assert public.getvalue() == stored(getattr(published, f"public_{rendition}"))
        assert public.getvalue() != stored(getattr(published, rendition))
        assert code_of(stranger.get(address(published, f"/{rendition}"))) == (404, "not_found")


def test_guessing_editions_leads_nowhere(published, stranger, dispatcher):
    for edition in (0, 2, 3, 10**12, 10**40):
        for caller in (stranger, dispatcher):
            assert caller.get(address(published, f"/public/{edition}/display")).status_code == 404
    for edition in ("-1", "1.0", "%31%2e", "", "latest", "\u0661"):
        assert stranger.get(address(published, f"/public/{edition}/display")).status_code == 404


@pytest.mark.parametrize("publication", ["private", "preparing"])
def test_what_is_not_published_has_no_public_file_whatever_is_stored(
    published, stranger, dispatcher, publication
):
    Photo.objects.update(publication=publication)

    for caller in (stranger, dispatcher):
        assert caller.get(address(published, "/public/1/display")).status_code == 404


def test_a_published_photo_of_a_report_made_private_is_for_its_people_alone(
    published, stranger, phone, dispatcher
):
    Report.objects.update(visibility="private")

    for path in ALL_RENDITIONS:
        assert stranger.get(address(published, path)).status_code == 404
        for caller in (phone, dispatcher):
            answer = caller.get(address(published, path))
            assert answer.status_code == 200
            assert "private" in answer.headers["Cache-Control"]


def test_who_sees_more_than_the_public_gets_the_private_renditions_unsigned(
    published, phone, crew, dispatcher, resident, other_phone
):
    for caller in (phone, crew, dispatcher):
        answer = caller.get(address(published, "/display"))
        assert answer.getvalue() == stored(published.display)
    for caller in (resident, other_phone):
        assert caller.get(address(published, "/display")).status_code == 404


def test_a_signature_opens_no_public_address(published, phone, stranger, dispatcher):
    link = local(shown_to(phone, published)[0]["display_url"])
    query = link.partition("?")[2]
    decide(dispatcher, published, published=False)

    assert stranger.get(link).status_code == 200  # the private one, for whoever holds its link
    assert stranger.get(address(published, f"/public/1/display?{query}")).status_code == 404


def test_a_photo_that_is_refused_or_waits_has_no_files(published, phone):
    for state in ("waiting", "refused"):
        Photo.objects.update(state=state)
        for path in ALL_RENDITIONS:
            assert phone.get(address(published, path)).status_code == 404


# --- how ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ALL_RENDITIONS)
def test_a_file_is_a_picture_and_nothing_else(published, phone, path):
    answer = phone.get(address(published, path))

    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    name = f"{published.uid}-{path.rpartition('/')[2]}.jpg"
    assert answer.headers["Content-Disposition"] == f'inline; filename="{name}"'
    assert "Content-Language" not in answer.headers
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert int(answer.headers["Content-Length"]) == len(answer.getvalue())


def test_private_files_are_kept_by_their_reader_alone_and_public_ones_for_a_short_time(
    published, phone, stranger
):
    private = phone.get(address(published, "/display"))
    public = stranger.get(address(published, "/public/1/display"))

    assert private.headers["Cache-Control"] == "private, max-age=86400, immutable"
    assert public.headers["Cache-Control"] == f"public, max-age={files.PUBLIC_CACHE_SECONDS}"
    gone = stranger.get(address(published, "/public/2/display"))
    assert "private" in gone.headers["Cache-Control"]


def test_a_known_file_is_not_sent_again(published, stranger):
    url = address(published, "/public/1/display")
    etag = stranger.get(url).headers["ETag"]

    for known in (etag, f"W/{etag}", f'"x", {etag}', "*"):
        answer = stranger.get(url, **{"If-None-Match": known, "Range": "bytes=0-1"})
        assert (answer.status_code, answer.getvalue()) == (304, b""), known
        assert answer.headers["ETag"] == etag
        assert "max-age" in answer.headers["Cache-Control"]
    assert stranger.get(url, **{"If-None-Match": '"x"'}).status_code == 200


def test_each_edition_has_a_tag_of_its_own(published, stranger, dispatcher):
    etag = stranger.get(address(published, "/public/1/display")).headers["ETag"]
    decide(dispatcher, published)

    url = address(published, "/public/2/display")
    assert stranger.get(url, **{"If-None-Match": etag}).status_code == 200
    old = stranger.get(address(published, "/public/1/display"), **{"If-None-Match": etag})
    assert old.status_code == 404


def test_a_head_tells_all_but_the_bytes(published, stranger):
    url = address(published, "/public/1/display")
    got = stranger.get(url)

    head = stranger.client.head(url)

    assert (head.status_code, head.content) == (200, b"")
    for name in ("Content-Length", "Content-Type", "ETag", "Cache-Control", "Accept-Ranges"):
        assert head.headers[name] == got.headers[name], name
    assert stranger.client.head(address(published, "/display")).status_code == 404


# --- in pieces ---------------------------------------------------------------------------------


def test_a_range_brings_just_those_bytes(published, stranger):
    url, whole = address(published, "/public/1/display"), stored(published.public_display)
    size = len(whole)

    for asked, expected in (
        ("bytes=0-0", (0, 1)),
        ("bytes=5-9", (5, 10)),
        (f"bytes={size - 1}-", (size - 1, size)),
        ("bytes=-7", (size - 7, size)),
        ("bytes=100-", (100, size)),
        (f"bytes=0-{size + 50}", (0, size)),
        (f"bytes=-{size + 50}", (0, size)),
        ("bytes=100-99999999999999", (100, size)),
    ):
        first, end = expected
        answer = stranger.get(url, Range=asked)
        assert answer.status_code == 206, asked
        assert answer.getvalue() == whole[first:end], asked
        assert answer.headers["Content-Range"] == f"bytes {first}-{end - 1}/{size}"
        assert answer.headers["Content-Type"] == "image/jpeg"


@pytest.mark.parametrize(
    "asked",
    ["bytes=0-1,5-9", "bytes=-", "bytes=9-5", "bytes=a-b", "lines=0-1", "bytes", "bytes=1-2-3", ""],
)
def test_what_is_no_single_range_brings_the_whole_file(published, stranger, asked):
    answer = stranger.get(address(published, "/public/1/display"), Range=asked)

    assert answer.status_code == 200
    assert answer.getvalue() == stored(published.public_display)


def test_a_range_that_the_file_does_not_have_is_refused(published, stranger):
    size = len(stored(published.public_display))

    for asked in (f"bytes={size}-", f"bytes={size + 10}-{size + 20}", "bytes=-0"):
        answer = stranger.get(address(published, "/public/1/display"), Range=asked)
        assert code_of(answer) == (416, "range_not_satisfiable"), asked
        assert answer.headers["Content-Range"] == f"bytes */{size}"
        assert is_problem(answer) and "max-age" not in answer.headers["Cache-Control"]


def test_a_range_of_another_file_brings_the_whole_new_one(published, stranger):
    url = address(published, "/public/1/display")
    etag = stranger.get(url).headers["ETag"]

    for known, status in ((etag, 206), ('"x"', 200), (f"W/{etag}", 200)):
        answer = stranger.get(url, **{"Range": "bytes=0-9", "If-Range": known})
        assert answer.status_code == status, known


# --- by others ---------------------------------------------------------------------------------


def test_a_proxy_hands_out_what_is_allowed_and_hears_of_nothing_else(
    published, stranger, phone, settings
):
    settings.X_ACCEL_LOCATION = "/protected/"

    public = stranger.get(address(published, "/public/1/display"))

    assert public.headers["X-Accel-Redirect"] == f"/protected/{published.public_display.name}"
    assert public.headers["Cache-Control"] == f"public, max-age={files.PUBLIC_CACHE_SECONDS}"
    assert (public.content, public.headers["Content-Type"]) == (b"", "image/jpeg")
    assert "X-Accel-Redirect" not in stranger.get(address(published, "/display")).headers
    private = phone.get(address(published, "/thumbnail"))
    assert private.headers["X-Accel-Redirect"] == f"/protected/{published.thumbnail.name}"


def test_a_file_that_is_lost_is_not_there(published, phone):
    for path, file in (("/display", published.display), ("/thumbnail", published.thumbnail)):
        file.storage.delete(file.name)
        for headers in ({}, {"Range": "bytes=0-1"}):
            assert code_of(phone.get(address(published, path), **headers)) == (404, "not_found")


def test_nothing_of_a_request_reaches_the_name_of_a_file(published, phone, stranger):
    for tail in ("/..%2f..%2fmanage.py", "/display%00.html", "/display/../original", "/display;a"):
        assert phone.get(address(published, tail)).status_code == 404
    report = send_report(phone, {"lon": 20.9313, "lat": 52.084269})
    foreign = Photo(report_id=report["id"], uid=published.uid)
    assert phone.get(address(foreign, "/display")).status_code == 404
