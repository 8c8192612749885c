"""PUT /reports/{id}/photos/{photo_id}: bytes arrive whole, once, from those who may."""

import base64
import hashlib
from io import BytesIO
from uuid import uuid4

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from backend.photos import limits
from backend.reports.models import Report, ReportEvent
from backend.reports.photo_models import Photo
from tests.conftest import Caller
from tests.reports.makers import REPORTS, code_of, fields_of, kinds, send_report
from tests.reports.photo_makers import encoded, original, pictures, stored_files

pytestmark = pytest.mark.django_db


def test_a_photo_is_kept_as_it_came_and_waits_for_the_worker(phone, report, photo):
    uid = str(uuid4())

    answer = phone.put_photo(report["id"], photo, uid=uid)

    assert answer.status_code == 201
    assert answer.json() == {
        "id": uid,
        "kind": "before",
        "state": "waiting",
        "published": False,
        "display_url": None,
        "thumbnail_url": None,
        "width": None,
        "height": None,
        "color": None,
        "captured_at": None,
    }
    row = Photo.objects.get()
    assert original(row) == photo
    assert (row.size, row.sha256) == (len(photo), hashlib.sha256(photo).hexdigest())
    job = ProcrastinateJob.objects.get(task_name="reports.process_photo")
    assert job.args == {"photo_id": row.pk}
    assert kinds(phone, report)[-1] == "photo_added"


def test_when_and_where_it_was_taken_are_kept_beside_it(phone, report, photo):
    query = "?captured_at=2026-11-02T10:00:00%2B01:00&lon=20.93&lat=52.08"

    answer = phone.put_photo(report["id"], photo, query=query)

    assert answer.json()["captured_at"] == "2026-11-02T09:00:00.000Z"
    assert Photo.objects.get().captured_location.coords == (20.93, 52.08)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("kind=during", "kind"),
        ("captured_at=noon", "captured_at"),
        ("lon=20.9", "lat"),
        ("lon=NaN&lat=52", "lon"),
        ("colour=red", "colour"),
    ],
)
def test_a_bad_parameter_is_named(phone, report, photo, query, field):
    answer = phone.put_photo(report["id"], photo, query=f"?{query}")

    assert answer.status_code == 400
    assert fields_of(answer) == [field]
    assert not Photo.objects.exists()


def test_the_same_bytes_again_are_harmless(phone, report, photo):
    uid = str(uuid4())

    answers = [phone.put_photo(report["id"], photo, uid=uid).status_code for _ in range(3)]

    assert answers == [201, 200, 200]
    assert Photo.objects.count() == len(stored_files()) == 1
    assert ReportEvent.objects.filter(kind="photo_added").count() == 1


def test_other_bytes_under_the_same_id_are_a_conflict(phone, report, photo):
    uid = str(uuid4())
    phone.put_photo(report["id"], photo, uid=uid)

    answer = phone.put_photo(report["id"], encoded("PNG"), uid=uid)

    assert code_of(answer) == (409, "photo_conflict")
    assert original(Photo.objects.get()) == photo
    assert len(stored_files()) == 1


def test_the_same_id_at_another_report_is_another_photo(phone, report, photo, place):
    uid, other = str(uuid4()), send_report(phone, place)

    assert phone.put_photo(report["id"], photo, uid=uid).status_code == 201
    assert phone.put_photo(other["id"], encoded("PNG"), uid=uid).status_code == 201


def test_the_eleventh_photo_is_refused_and_a_repeat_of_the_tenth_is_not(phone, report):
    uids, sent = [str(uuid4()) for _ in range(11)], pictures(11)
    pairs = zip(sent, uids, strict=True)
    answers = [phone.put_photo(report["id"], picture, uid=uid) for picture, uid in pairs]

    assert [answer.status_code for answer in answers[:10]] == [201] * 10
    assert code_of(answers[10]) == (409, "too_many_photos")
    assert phone.put_photo(report["id"], sent[9], uid=uids[9]).status_code == 200
    assert len(stored_files()) == 10


@pytest.mark.parametrize(("extra", "expected"), [(0, (201, "")), (1, (413, "too_large"))])
def test_a_photo_has_at_most_fifteen_mebibytes(phone, report, photo, extra, expected):
    padded = photo + b"\x00" * (15 * 1024 * 1024 + extra - len(photo))

    assert code_of(phone.put_photo(report["id"], padded)) == expected


def test_a_body_that_breaks_off_is_not_kept(phone, report, photo):
    answer = phone.client.generic(
        "PUT",
        f"{REPORTS}/{report['id']}/photos/{uuid4()}",
        headers=phone.headers,
        CONTENT_LENGTH=str(len(photo)),
        **{"wsgi.input": BytesIO(photo[:-100])},
    )

    assert code_of(answer) == (400, "malformed")
    assert not Photo.objects.exists()
    assert stored_files() == []


def test_a_declared_length_is_believed_before_a_byte_is_read(phone, report):
    class Unread(BytesIO):
        def read(self, *args: object) -> bytes:
            raise AssertionError("read")

    answer = phone.client.generic(
        "PUT",
        f"{REPORTS}/{report['id']}/photos/{uuid4()}",
        headers=phone.headers,
        CONTENT_LENGTH=str(limits.PHOTO_MAX_BYTES + 1),
        **{"wsgi.input": Unread()},
    )

    assert code_of(answer) == (413, "too_large")


def test_a_body_without_a_length_is_asked_for_one(phone, report):
    answer = phone.client.generic(
        "PUT",
        f"{REPORTS}/{report['id']}/photos/{uuid4()}",
        headers={**phone.headers, "Transfer-Encoding": "chunked"},
        CONTENT_LENGTH="",
    )

    assert code_of(answer) == (411, "length_required")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"GIF89a" + b"\x00" * 100,
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
        b"<html>",
    ],
)
def test_what_is_no_photo_by_its_bytes_is_refused_whatever_its_header_says(phone, report, content):
    assert code_of(phone.put_photo(report["id"], content)) == (415, "unsupported_photo")
    assert stored_files() == []


@pytest.mark.parametrize(
    ("form", "media_type"),
    [
        ("JPEG", "image/jpeg"),
        ("PNG", "image/png"),
        ("WEBP", "image/webp"),
        ("AVIF", "image/avif"),
    ],
)
def test_four_formats_are_taken_by_their_magic_numbers(phone, report, form, media_type):
    assert phone.put_photo(report["id"], encoded(form)).status_code == 201
    assert Photo.objects.get().media_type == media_type


def digest(content: bytes) -> str:
    return base64.b64encode(hashlib.sha256(content).digest()).decode()


def test_a_digest_is_checked_when_it_is_given(phone, report, photo):
    cases = {
        f"sha-256=:{digest(photo)}:": "",
        f"sha-512=:x:, sha-256=:{digest(photo)}:": "",
        "md5=:x:": "",
        f"sha-256=:{digest(photo + b'x')}:": "digest_mismatch",
        "sha-256=:not base64:": "digest_mismatch",
        "sha-256=": "digest_mismatch",
    }
    uid = str(uuid4())
    for name in ("Content-Digest", "Repr-Digest"):
        for header, code in cases.items():
            answer = phone.put_photo(report["id"], photo, uid, **{name: header})
            assert code_of(answer)[1] == code, header
            assert (answer.status_code == 400) == bool(code), header


@pytest.mark.parametrize(
    ("who", "before", "after"),
    [
        ("stranger", 401, 401),
        ("other_phone", 202, 403),  # as for a report that does not exist
        ("resident", 202, 403),
        ("other_crew", 403, 403),
        ("county_dispatcher", 403, 403),
        ("administrator", 403, 403),
        ("phone", 201, 403),
        ("crew", 201, 201),
        ("dispatcher", 201, 201),
    ],
)
def test_who_adds_a_photo_of_which_kind(request, report, photo, who, before, after):
    caller: Caller = request.getfixturevalue(who)

    answers = [
        caller.put_photo(report["id"], sent, query=f"?kind={kind}").status_code
        for kind, sent in (("before", photo), ("after", encoded("PNG")))
    ]

    assert answers == [before, after]
    assert len(stored_files()) == sum(answer in (201, 202) for answer in answers)
    assert Photo.objects.count() == answers.count(201)


def test_a_report_secret_adds_photos_too(stranger, place, photo):
    secret = send_report(stranger, place)["secret"]

    assert Caller(f"Report {secret}").put_photo(Report.objects.get().pk, photo).status_code == 201


def test_the_same_photo_of_another_kind_is_a_conflict(crew, report, photo):
    uid = uuid4()
    crew.put_photo(report["id"], photo, uid)

    for name in (uid, uuid4()):
        answer = crew.put_photo(report["id"], photo, name, query="?kind=after")
        assert code_of(answer) == (409, "photo_conflict")
        assert fields_of(answer) == ["kind"]


def test_the_same_bytes_under_a_second_id_are_the_first_photo(phone, report, photo):
    first = phone.put_photo(report["id"], photo).json()

    answer = phone.put_photo(report["id"], photo)

    assert (answer.status_code, answer.json()) == (200, first)
    assert Photo.objects.count() == len(stored_files()) == 1


def test_a_photo_is_the_same_after_its_original_was_removed(phone, report, photo):
    uid = str(uuid4())
    phone.put_photo(report["id"], photo, uid)
    Photo.objects.update(original="")

    assert phone.put_photo(report["id"], photo, uid).status_code == 200
    assert phone.put_photo(report["id"], photo).json()["id"] == uid
    assert code_of(phone.put_photo(report["id"], encoded("PNG"), uid)) == (409, "photo_conflict")
