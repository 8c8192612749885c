"""Photos in parts (draft-ietf-httpbis-resumable-upload): what has arrived is not sent again."""

import hashlib
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from backend.photos import limits
from backend.reports.actions.uploads import settle_uploads
from backend.reports.photo_models import Photo, PhotoUpload, UploadPart
from tests.conftest import Caller
from tests.reports.makers import REPORTS, code_of, send_report
from tests.reports.photo_makers import digest, encoded, original, stored_files
from tests.reports.sending import LAST, MORE, Sending, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def sending(phone: Caller, report: dict[str, Any], photo: bytes) -> Sending:
    return Sending(phone, report["id"], photo)


def test_a_photo_in_three_parts_is_the_photo(sending, photo):
    begun = sending.begin(1000, upload_length=str(len(photo)))
    middle = sending.go_on(1000, 3000)
    end = sending.go_on(3000, None, LAST)

    assert (begun.status_code, told(begun)) == (201, {"Complete": MORE, "Offset": "1000"})
    assert begun.headers["Location"] == f"http://testserver{sending.upload}"
    assert begun.headers["Upload-Limit"].startswith(f"max-size={limits.PHOTO_MAX_BYTES}, max-age=")
    assert (middle.status_code, told(middle)) == (204, {"Complete": MORE, "Offset": "3000"})
    assert (end.status_code, told(end)) == (201, {"Complete": LAST})
    row = Photo.objects.get()
    assert end.json()["id"] == str(row.uid) and end.json()["state"] == "waiting"
    assert (row.size, row.sha256) == (len(photo), hashlib.sha256(photo).hexdigest())
    assert original(row) == photo
    assert not PhotoUpload.objects.exists() and not UploadPart.objects.exists()


def test_an_upload_is_no_file_and_shown_to_nobody_until_it_is_whole(sending, phone, report):
    sending.begin(1000)
    sending.go_on(1000, None)

    assert stored_files() == [] and not Photo.objects.exists()
    assert phone.get(f"{REPORTS}/{report['id']}").json()["photos"] == []


def test_one_learns_how_far_it_is_also_after_the_end(sending, photo):
    size = str(len(photo))
    assert sending.head().status_code == 404
    sending.begin(1000)
    unknown = sending.head()
    sending.go_on(1000, 2000, upload_length=size)
    known = sending.head()
    sending.go_on(2000, None, LAST)
    done = sending.head()

    assert told(unknown) == {"Complete": MORE, "Offset": "1000"}
    assert told(known) == {"Complete": MORE, "Offset": "2000", "Length": size}
    assert told(done) == {"Complete": LAST, "Offset": size, "Length": size}
    for answer in (unknown, known, done):
        assert answer.status_code == 204
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Upload-Limit"]


def test_when_and_where_it_was_taken_come_with_the_beginning(sending):
    sending.begin(10, query="?captured_at=2026-11-02T09:00:00Z&lon=20.93&lat=52.08")
    sending.go_on(10, None, LAST)

    row = Photo.objects.get()
    assert row.captured_at.isoformat() == "2026-11-02T09:00:00+00:00"
    assert row.captured_location.coords == (20.93, 52.08)


def test_an_upload_for_a_report_that_is_not_there_yet_waits_for_it(phone, place, photo):
    report = str(uuid4())
    sending = Sending(phone, report, photo)
    sending.begin(1000)
    end = sending.go_on(1000, None, LAST)
    assert (end.status_code, told(end)) == (202, {"Complete": LAST})
    assert end.json()["expires_at"]
    assert told(sending.head())["Complete"] == LAST

    send_report(phone, place, id=report)

    assert original(Photo.objects.get()) == photo
    assert told(sending.head())["Complete"] == LAST


def test_an_upload_that_began_before_its_report_ends_after_it(phone, place, photo):
    report = str(uuid4())
    sending = Sending(phone, report, photo)
    sending.begin(1000)

    send_report(phone, place, id=report)

    assert sending.go_on(1000, None, LAST).status_code == 201


def test_the_same_part_twice_is_added_once(sending, photo):
    sending.begin(1000)

    codes = [code_of(sending.go_on(1000, 2000)) for _ in range(2)]

    assert codes == [(204, ""), (409, "mismatching_offset")]
    assert sending.go_on(2000, None, LAST).status_code == 201
    assert original(Photo.objects.get()) == photo


def test_structured_headers_may_carry_parameters(sending):
    assert sending.begin(10, complete="?0;a=1;b").status_code == 201
    assert sending.go_on(10, None, " ?1; why=none ").status_code == 201


def test_a_put_that_says_nothing_readable_about_parts_is_a_plain_one(sending, photo):
    answer = sending.begin(len(photo), complete="yes")

    assert (answer.status_code, told(answer)) == (201, {})
    assert Photo.objects.exists()


def test_a_put_that_says_it_is_all_is_answered_like_a_plain_one(sending, photo):
    answer = sending.begin(len(photo), complete=LAST, upload_length=str(len(photo)))

    assert answer.status_code == 201
    assert original(Photo.objects.get()) == photo
    assert told(sending.head())["Complete"] == LAST


def test_a_photo_that_is_here_by_its_digest_need_not_be_sent(phone, report, photo):
    first = phone.put_photo(report["id"], photo).json()

    answer = Sending(phone, report["id"], photo).begin(0, repr_digest=digest(photo))

    assert (answer.status_code, answer.json()) == (200, first)
    assert told(answer) == {"Complete": LAST}
    assert not PhotoUpload.objects.exists()


def test_the_same_bytes_in_parts_under_a_second_id_are_the_first_photo(phone, report, photo):
    first = phone.put_photo(report["id"], photo).json()
    sending = Sending(phone, report["id"], photo)
    sending.begin(1000)

    answer = sending.go_on(1000, None, LAST)

    assert (answer.status_code, answer.json()) == (200, first)
    assert Photo.objects.count() == len(stored_files()) == 1
    assert not PhotoUpload.objects.exists()


def test_an_upload_can_begin_anew(sending, photo):
    sending.begin(1000, upload_length="2000")

    sending.begin(500)

    assert told(sending.head()) == {"Complete": MORE, "Offset": "500"}
    assert UploadPart.objects.count() == 1
    sending.go_on(500, None, LAST)
    assert original(Photo.objects.get()) == photo


def test_a_plain_put_takes_the_place_of_an_upload_under_way(sending, photo):
    sending.begin(1000)

    answer = sending.call("PUT", sending.address, photo)

    assert answer.status_code == 201
    assert not PhotoUpload.objects.exists()


def test_an_upload_can_be_cancelled(sending):
    sending.begin(1000)

    assert sending.cancel().status_code == 204
    assert code_of(sending.cancel()) == (404, "not_found")
    assert code_of(sending.go_on(1000, None, LAST)) == (404, "not_found")
    assert not UploadPart.objects.exists()


def test_what_waits_for_its_report_can_be_cancelled(phone, photo, place):
    report = str(uuid4())
    sending = Sending(phone, report, photo)
    sending.begin(len(photo), complete=LAST)

    assert sending.cancel().status_code == 204

    assert stored_files() == []
    assert send_report(phone, place, id=report)["photos"] == []


def test_a_photo_cannot_be_cancelled(sending, photo):
    sending.begin(len(photo), complete=LAST)

    assert code_of(sending.cancel()) == (404, "not_found")
    assert Photo.objects.exists()


def test_a_body_that_is_cut_off_leaves_what_arrived(sending, photo):
    """The client has gone: only what is asked later tells."""
    size = len(photo)
    sending.call("PUT", sending.address, photo[:700], cut_from=size, upload_complete=LAST)
    assert told(sending.head()) == {"Complete": MORE, "Offset": "700", "Length": str(size)}

    sending.go_on(700, 1500, LAST, cut_from=size - 700)
    assert told(sending.head()) == {"Complete": MORE, "Offset": "1500", "Length": str(size)}

    assert sending.go_on(1500, None, LAST).status_code == 201
    assert original(Photo.objects.get()) == photo


def test_a_first_part_that_is_cut_off_leaves_what_arrived(sending):
    sending.call("PUT", sending.address, b"\xff" * 300, cut_from=1000, upload_complete=MORE)

    assert told(sending.head()) == {"Complete": MORE, "Offset": "300"}


def test_an_end_that_was_not_made_a_photo_is_made_one_when_asked_again(sending, photo, monkeypatch):
    def fail(*args: object, **more: object) -> str:
        raise OSError("the store is away")

    sending.begin(1000)
    sending.caller.client.raise_request_exception = False
    with monkeypatch.context() as broken:
        broken.setattr(default_storage, "save", fail)
        assert sending.go_on(1000, None, LAST).status_code == 500
    size = str(len(photo))
    assert told(sending.head()) == {"Complete": MORE, "Offset": size, "Length": size}

    assert sending.go_on(len(photo), None, LAST).status_code == 201
    assert original(Photo.objects.get()) == photo


def test_a_day_later_an_upload_is_forgotten(sending):
    sending.begin(1000)

    settle_uploads(timezone.now() + timedelta(days=1))

    assert sending.head().status_code == 404
    assert not UploadPart.objects.exists()


def test_both_addresses_tell_what_they_take(sending, phone, photo):
    for address in (sending.address, sending.upload):
        answer = phone.client.options(address, headers=phone.headers)
        assert answer.status_code == 204
        assert answer.headers["Accept-Patch"] == "application/partial-upload"
        assert answer.headers["Upload-Limit"] == f"max-size={limits.PHOTO_MAX_BYTES}"


def test_a_web_page_may_send_parts(sending, client, settings):
    settings.CORS_ALLOWED_ORIGINS = ["https://zgloszenia.example"]
    asked = "upload-offset, upload-complete, upload-length, repr-digest, content-type"
    answer = client.options(
        sending.upload,
        headers={
            "Origin": "https://zgloszenia.example",
            "Access-Control-Request-Method": "PATCH",
            "Access-Control-Request-Headers": asked,
        },
    )
    allowed = answer.headers["Access-Control-Allow-Headers"]

    assert answer.status_code == 200
    assert "PATCH" in answer.headers["Access-Control-Allow-Methods"]
    assert set(asked.split(", ")) <= set(allowed.split(", "))
    begun = sending.begin(10, origin="https://zgloszenia.example")
    exposed = begun.headers["Access-Control-Expose-Headers"].split(", ")
    assert {"Location", "Upload-Offset", "Upload-Complete", "Upload-Limit"} <= set(exposed)


def test_every_report_photo_may_come_in_single_bytes(phone, report):
    sending = Sending(phone, report["id"], encoded("PNG", (3, 3)))
    size = len(sending.photo)
    sending.begin()
    for start in range(size):
        answer = sending.go_on(start, start + 1, LAST if start == size - 1 else MORE)

    assert answer.status_code == 201
    assert original(Photo.objects.get()) == sending.photo
