"""Photos in parts: what is refused, to whom, and what is left of it."""

from typing import Any

import pytest

from backend.photos import limits
from backend.reports.photo_models import Photo, PhotoUpload, UploadPart
from tests.conftest import Caller
from tests.reports.makers import code_of, fields_of
from tests.reports.photo_makers import digest, original, pictures, stored_files
from tests.reports.sending import LAST, Sending, told

pytestmark = pytest.mark.django_db

PROBLEMS = "https://iana.org/assignments/http-problem-types#"


@pytest.fixture
def sending(phone: Caller, report: dict[str, Any], photo: bytes) -> Sending:
    return Sending(phone, report["id"], photo)


@pytest.mark.parametrize("start", [0, 999, 1001, 10**15 - 1])
def test_bytes_from_another_place_are_refused_with_the_right_one(sending, start):
    sending.begin(1000)

    answer = sending.go_on(start, start + 10)

    assert code_of(answer) == (409, "mismatching_offset")
    assert answer.headers["Upload-Offset"] == "1000"
    body = answer.json()
    assert body["type"] == f"{PROBLEMS}mismatching-upload-offset"
    assert (body["expected-offset"], body["provided-offset"]) == (1000, start)
    assert sending.go_on(1000, None, LAST).status_code == 201


@pytest.mark.parametrize(
    ("method", "headers", "field"),
    [
        ("PATCH", {"upload_offset": "", "upload_complete": "?0"}, "Upload-Offset"),
        ("PATCH", {"upload_offset": "-1", "upload_complete": "?0"}, "Upload-Offset"),
        ("PATCH", {"upload_offset": "1.0", "upload_complete": "?0"}, "Upload-Offset"),
        ("PATCH", {"upload_offset": "\u0661", "upload_complete": "?0"}, "Upload-Offset"),
        ("PATCH", {"upload_offset": "1" * 16, "upload_complete": "?0"}, "Upload-Offset"),
        ("PATCH", {"upload_offset": "10", "upload_complete": ""}, "Upload-Complete"),
        ("PATCH", {"upload_offset": "10", "upload_complete": "1"}, "Upload-Complete"),
        ("PATCH", {"upload_offset": "10", "upload_complete": "?2"}, "Upload-Complete"),
        ("PATCH", {"upload_offset": "10", "upload_complete": "?1, ?1"}, "Upload-Complete"),
        ("PATCH", {"upload_offset": "10", "upload_complete": "true"}, "Upload-Complete"),
    ],
)
def test_structured_headers_of_another_type_are_as_good_as_none(sending, method, headers, field):
    sending.begin(10)

    answer = sending.call(
        method, sending.upload, b"", content_type="application/partial-upload", **headers
    )

    assert (code_of(answer), fields_of(answer)) == ((400, "invalid"), [field])


def test_lengths_that_do_not_agree_are_refused(sending, photo):
    size = len(photo)
    cases = [
        lambda: sending.begin(size, complete=LAST, upload_length=str(size + 1)),
        lambda: sending.begin(1000, upload_length="999"),
        lambda: sending.go_on(1000, 2000, upload_length=str(size - 1)),
        lambda: sending.go_on(1000, 2000, LAST),
        lambda: sending.go_on(1000, 2000, LAST, upload_length="3000"),
    ]
    for case in cases:
        sending.begin(1000, upload_length=str(size))
        answer = case()
        assert code_of(answer) == (400, "inconsistent_length")
        assert answer.json()["type"] == f"{PROBLEMS}inconsistent-upload-length"
    assert not Photo.objects.exists()


def test_more_bytes_than_were_told_end_the_upload(sending):
    sending.begin(1000, upload_length="1500")

    assert code_of(sending.go_on(1000, 1501)) == (400, "inconsistent_length")
    assert sending.head().status_code == 404
    assert not UploadPart.objects.exists()


def test_more_bytes_than_a_photo_may_have_are_refused(sending, monkeypatch):
    monkeypatch.setattr(limits, "PHOTO_MAX_BYTES", 2000)

    assert code_of(sending.begin(10, upload_length="2001")) == (413, "too_large")
    sending.begin(1000)
    assert code_of(sending.go_on(1000, 2001)) == (413, "too_large")
    assert sending.head().status_code == 404


def test_a_body_too_large_is_told_the_limit(sending):
    answer = sending.call("PUT", sending.address, b"", cut_from=limits.PHOTO_MAX_BYTES + 1)

    assert code_of(answer) == (413, "too_large")
    assert answer.headers["Upload-Limit"] == f"max-size={limits.PHOTO_MAX_BYTES}"


def test_what_is_complete_takes_no_more(sending, photo):
    sending.begin(1000)
    sending.go_on(1000, None, LAST)

    more, again = sending.go_on(len(photo), None, LAST), sending.go_on(10, 20)

    assert code_of(more) == (400, "upload_completed")
    assert more.json()["type"] == f"{PROBLEMS}completed-upload"
    assert code_of(again) == (400, "inconsistent_length")
    assert original(Photo.objects.get()) == photo


def test_bytes_that_are_no_photo_are_refused_at_the_end_and_forgotten(phone, report):
    sending = Sending(phone, report["id"], b"%PDF-1.7" * 100)
    sending.begin(100)

    answer = sending.go_on(100, None, LAST)

    assert (code_of(answer), told(answer)) == ((415, "unsupported_photo"), {"Complete": LAST})
    assert sending.head().status_code == 404
    assert not PhotoUpload.objects.exists() and stored_files() == []


@pytest.mark.parametrize("is_true", [True, False])
def test_the_digest_of_the_whole_is_checked_at_the_end(sending, photo, is_true):
    sending.begin(1000, repr_digest=digest(photo if is_true else b"other"))

    answer = sending.go_on(1000, None, LAST)

    assert code_of(answer) == ((201, "") if is_true else (400, "digest_mismatch"))
    assert told(answer) == {"Complete": LAST}
    assert PhotoUpload.objects.count() == 0 and len(stored_files()) == int(is_true)


def test_the_digest_of_a_part_is_checked_and_a_wrong_part_not_added(sending, photo):
    sending.begin(1000, content_digest=digest(photo[:1000]))

    wrong = sending.go_on(1000, 2000, content_digest=digest(photo))
    right = sending.go_on(1000, 2000, content_digest=digest(photo[1000:2000]))

    assert code_of(wrong) == (400, "digest_mismatch")
    assert told(right)["Offset"] == "2000"


def test_an_id_that_is_taken_is_known_at_the_beginning(sending, photo):
    sending.begin(len(photo), complete=LAST)

    assert code_of(sending.begin(10)) == (409, "photo_conflict")
    assert code_of(sending.begin(10, repr_digest=digest(b"other"))) == (409, "photo_conflict")
    assert sending.begin(10, repr_digest=digest(photo)).status_code == 200


def test_the_digest_of_a_whole_that_was_cut_off_is_checked_at_the_end(sending, photo):
    told_digest = {"upload_complete": LAST, "content_digest": digest(photo + b"x")}
    sending.call("PUT", sending.address, photo[:700], cut_from=len(photo) + 1, **told_digest)
    sending.photo += b"y"

    assert code_of(sending.go_on(700, None, LAST)) == (400, "digest_mismatch")


@pytest.mark.parametrize("who", ["other_phone", "resident", "dispatcher"])
def test_an_upload_is_for_its_sender_alone(request, sending, who):
    sending.begin(1000)
    sending.caller = request.getfixturevalue(who)

    assert sending.head().status_code == 404
    assert code_of(sending.go_on(1000, None, LAST)) == (404, "not_found")
    assert code_of(sending.cancel()) == (404, "not_found")
    assert PhotoUpload.objects.count() == 1


def test_a_stranger_is_asked_to_log_in(sending, stranger):
    sending.begin(1000)
    sending.caller = stranger

    assert sending.head().status_code == 401
    for answer in (sending.begin(10), sending.go_on(1000, None, LAST), sending.cancel()):
        assert code_of(answer) == (401, "login_required")


@pytest.mark.parametrize(
    ("who", "kind", "status"),
    [("phone", "after", 403), ("county_dispatcher", "before", 403), ("crew", "after", 201)],
)
def test_who_may_not_add_a_photo_may_not_begin_one(request, report, photo, who, kind, status):
    sending = Sending(request.getfixturevalue(who), report["id"], photo)

    assert sending.begin(10, query=f"?kind={kind}").status_code == status
    assert PhotoUpload.objects.count() == int(status == 201)


def test_the_end_asks_again_whether_one_more_photo_fits(phone, report, photo):
    sending = Sending(phone, report["id"], photo)
    sending.begin(1000)
    for picture in pictures(10):
        phone.put_photo(report["id"], picture)

    assert code_of(sending.go_on(1000, None, LAST)) == (409, "too_many_photos")
    assert code_of(Sending(phone, report["id"], photo).begin(10)) == (409, "too_many_photos")
    assert not PhotoUpload.objects.exists() and len(stored_files()) == 10


def test_parts_count_among_the_bytes_that_wait(phone, report, photo, monkeypatch):
    monkeypatch.setattr(limits, "WAITING_MAX_BYTES", 2000)
    first, second = (Sending(phone, report["id"], photo) for _ in range(2))
    first.begin(1500)

    told_too_long, too_long = second.begin(0, upload_length="501"), first.go_on(1500, 2001)

    assert code_of(told_too_long) == code_of(too_long) == (429, "too_many_waiting")
    assert int(too_long.headers["Retry-After"]) > 0
    assert told(first.head())["Offset"] == "1500"
    assert first.go_on(1500, 2000).status_code == 204


def test_parts_have_a_media_type_of_their_own(sending):
    sending.begin(10)

    answer = sending.go_on(10, 20, content_type="image/jpeg")

    assert code_of(answer) == (415, "unsupported_media_type")
    assert answer.headers["Accept-Patch"] == "application/partial-upload"
