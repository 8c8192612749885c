"""A photo that arrives before its report waits for it, bound to whoever sent it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from procrastinate.contrib.django.models import ProcrastinateJob

from backend.accounts.models import Installation
from backend.photos import limits
from backend.photos.likeness import PIECES, distance
from backend.reports.actions.uploads import settle_uploads
from backend.reports.models import Report, ReportEvent
from backend.reports.photo_models import Photo, PhotoUpload
from backend.reports.tasks import look_at_waiting, process_photo
from fixtures.photos import draw_photo
from tests.conftest import Caller
from tests.reports.makers import code_of, fields_of, kinds, read, send_report
from tests.reports.photo_makers import encoded, original, pictures, stored_files

pytestmark = pytest.mark.django_db

LATER = timedelta(hours=23, minutes=59)


def send_with_id(caller: Caller, place: dict[str, float], report: str, **fields: object) -> None:
    send_report(caller, place, id=report, **fields)


def test_a_photo_waits_a_day_for_its_report(phone, photo):
    uid = str(uuid4())

    answer = phone.put_photo(uuid4(), photo, uid, query="?captured_at=2026-11-02T09:00:00Z")

    shown = answer.json()
    expires_at = parse_datetime(shown.pop("expires_at"))
    assert answer.status_code == 202
    assert shown == {
        "id": uid,
        "kind": "before",
        "state": "waiting",
        "published": False,
        "display_url": None,
        "thumbnail_url": None,
        "width": None,
        "height": None,
        "color": None,
        "captured_at": "2026-11-02T09:00:00.000Z",
    }
    assert LATER < expires_at - timezone.now() <= timedelta(days=1)
    assert len(stored_files()) == 1
    assert not Photo.objects.exists()
    (job,) = ProcrastinateJob.objects.all()
    assert job.task_name == "reports.look_at_waiting"
    assert job.args == {"upload_id": PhotoUpload.objects.get().pk}


def test_the_report_takes_its_photos_when_it_comes(phone, photo, place):
    report, uids = str(uuid4()), [str(uuid4()), str(uuid4())]
    for uid, sent in zip(uids, (photo, encoded("PNG")), strict=True):
        assert phone.put_photo(report, sent, uid, query="?lon=20.93&lat=52.08").status_code == 202

    answer = send_report(phone, place, id=report)

    assert [each["id"] for each in answer["photos"]] == uids
    assert answer["photos"] == read(phone, answer)["photos"]
    assert not PhotoUpload.objects.exists()
    assert kinds(phone, answer)[-2:] == ["photo_added"] * 2
    jobs = ProcrastinateJob.objects.filter(task_name="reports.process_photo")
    rows = Photo.objects.order_by("pk")
    assert [job.args["photo_id"] for job in jobs.order_by("pk")] == [row.pk for row in rows]
    assert original(rows[0]) == photo
    assert rows[0].captured_location.coords == (20.93, 52.08)


@pytest.mark.parametrize("sent", [draw_photo("pothole", 1), b"\xff\xd8\xff\xe0" + bytes(999)])
def test_the_worker_looks_at_a_photo_that_waits(phone, sent):
    phone.put_photo(uuid4(), sent)
    waiting = PhotoUpload.objects.get()

    for _ in "12":
        look_at_waiting(waiting.pk)

    waiting.refresh_from_db()
    is_photo = len(sent) > 1003
    assert len(waiting.likeness) == (PIECES if is_photo else 0)


def test_the_worker_finds_nothing_to_look_at_once_the_report_is_here(phone, photo, place):
    report = str(uuid4())
    phone.put_photo(report, photo)
    upload = PhotoUpload.objects.get()
    default_storage.delete(upload.file)
    look_at_waiting(upload.pk)

    send_with_id(phone, place, report)
    look_at_waiting(upload.pk)

    assert Photo.objects.get().likeness == []


def test_a_waiting_photo_looks_as_it_will_look_when_it_is_ready(phone, place):
    report, sent = str(uuid4()), draw_photo("pothole", 2)
    phone.put_photo(report, sent)
    look_at_waiting(PhotoUpload.objects.get().pk)
    before = PhotoUpload.objects.get().likeness

    send_with_id(phone, place, report)
    process_photo(Photo.objects.get().pk)

    assert distance(before, Photo.objects.get().likeness) <= 1


def test_only_a_report_with_an_id_of_its_senders_making_looks_for_photos(phone, place):
    looked = []
    for fields in ({}, {"id": str(uuid4())}):
        with CaptureQueriesContext(connection) as queries:
            send_report(phone, place, **fields)
        looked.append(sum("photoupload" in query["sql"] for query in queries))

    assert looked == [0, 1]


@pytest.mark.parametrize("who", ["phone", "resident", "dispatcher", "crew"])
def test_it_waits_for_an_account_as_for_an_installation(request, who, photo, place):
    caller, report = request.getfixturevalue(who), str(uuid4())
    assert caller.put_photo(report, photo).status_code == 202

    send_with_id(caller, place, report)

    assert Photo.objects.get().report_id == Report.objects.get().pk


def test_a_report_secret_binds_a_photo_too(stranger, photo, place):
    report, secret = str(uuid4()), "s" * 32
    assert Caller(f"Report {secret}").put_photo(report, photo).status_code == 202

    send_with_id(stranger, place, report, secret=secret)

    assert Photo.objects.get().report_id == Report.objects.get().pk


def test_two_proofs_of_one_reporter_bring_the_same_photo_once(phone, photo, place):
    report, secret, uid = str(uuid4()), "s" * 32, uuid4()
    for caller in (phone, Caller(f"Report {secret}")):
        assert caller.put_photo(report, photo, uid).status_code == 202

    send_with_id(phone, place, report, secret=secret)
    settle_uploads(timezone.now())

    assert Photo.objects.get().uid == uid
    assert not PhotoUpload.objects.exists() and len(stored_files()) == 1


def test_somebody_elses_photo_is_not_taken_along(phone, other_phone, photo, place):
    report = str(uuid4())
    assert other_phone.put_photo(report, photo).status_code == 202

    send_with_id(phone, place, report)
    settle_uploads(timezone.now())

    assert not Photo.objects.exists()
    assert PhotoUpload.objects.count() == 1


@pytest.mark.parametrize("visibility", ["public", "private"])
@pytest.mark.parametrize("who", ["other_phone", "resident"])
def test_a_report_that_is_not_ones_own_answers_like_one_that_is_not_there(
    request, phone, place, photo, who, visibility
):
    caller = request.getfixturevalue(who)
    theirs = send_report(phone, place, visibility=visibility)["id"]

    told = []
    for report in (theirs, uuid4()):
        uid = uuid4()
        answers = [
            caller.put_photo(report, photo, uid),
            caller.put_photo(report, photo, uid),
            caller.put_photo(report, encoded("PNG"), uid),
            caller.put_photo(report, photo),
            caller.put_photo(report, photo, query="?kind=after"),
            caller.put_photo(report, b"no photo"),
        ]
        told.append([code_of(answer) for answer in answers])

    waits, conflict = (202, ""), (409, "photo_conflict")
    refused = [(403, "not_allowed"), (415, "unsupported_photo")]
    assert told == [[waits, waits, conflict, waits, *refused]] * 2
    assert not Photo.objects.exists()
    assert ReportEvent.objects.filter(kind="photo_added").count() == 0


def test_staff_are_told_that_they_may_not_add_to_what_they_see(
    phone, county_dispatcher, place, photo
):
    public = send_report(phone, place)["id"]
    hidden = send_report(phone, place, visibility="private")["id"]

    assert code_of(county_dispatcher.put_photo(public, photo)) == (403, "not_allowed")
    assert county_dispatcher.put_photo(hidden, photo).status_code == 202
    assert county_dispatcher.put_photo(uuid4(), photo).status_code == 202


def test_the_first_write_of_an_installation_may_be_a_photo(phone, photo):
    assert not Installation.objects.exists()

    phone.put_photo(uuid4(), photo)

    uid = phone.headers["Authorization"].split()[1].partition(":")[0]
    assert str(Installation.objects.get().pk) == uid
    thief = Caller(f"Installation {uid}:{uuid4().hex}")
    assert code_of(thief.put_photo(uuid4(), photo)) == (401, "bad_credentials")


def test_what_waits_is_repeatable_like_a_photo(phone, photo):
    report, uid = uuid4(), str(uuid4())
    first = phone.put_photo(report, photo, uid)

    again, second_id = phone.put_photo(report, photo, uid), phone.put_photo(report, photo)

    assert first.json() == again.json() == second_id.json()
    assert {again.status_code, second_id.status_code} == {202}
    other = phone.put_photo(report, encoded("PNG"), uid)
    assert (code_of(other), fields_of(other)) == ((409, "photo_conflict"), ["photo_id"])
    assert PhotoUpload.objects.count() == len(stored_files()) == 1


def test_at_most_ten_photos_wait_for_one_report(phone):
    report = uuid4()

    codes = [code_of(phone.put_photo(report, picture)) for picture in pictures(11)]

    assert codes == [(202, "")] * 10 + [(409, "too_many_photos")]
    assert len(stored_files()) == 10


def small_limits(monkeypatch: pytest.MonkeyPatch, **values: int) -> None:
    for name, value in values.items():
        monkeypatch.setattr(limits, name, value)


def put_from(caller: Caller, address: str, photo: bytes) -> tuple[int, str]:
    answer = caller.client.put(
        f"/api/v1/reports/{uuid4()}/photos/{uuid4()}",
        data=photo,
        content_type="image/jpeg",
        headers=caller.headers,
        REMOTE_ADDR=address,
    )
    return code_of(answer)


FULL = (429, "too_many_waiting")


def test_waiting_bytes_of_one_sender_are_limited(phone, other_phone, photo, monkeypatch):
    small_limits(monkeypatch, WAITING_MAX_BYTES=2 * len(photo))

    answers = [phone.put_photo(uuid4(), photo) for _ in range(3)]

    assert [code_of(answer) for answer in answers] == [(202, ""), (202, ""), FULL]
    assert timedelta(seconds=int(answers[2].headers["Retry-After"])) > LATER
    assert other_phone.put_photo(uuid4(), photo).status_code == 202
    assert len(stored_files()) == PhotoUpload.objects.count() == 3


def test_waiting_bytes_of_one_line_are_limited_whoever_sends(photo, monkeypatch):
    small_limits(monkeypatch, WAITING_MAX_BYTES_OF_ADDRESS=2 * len(photo))
    callers = [Caller(f"Installation {uuid4()}:{uuid4().hex}") for _ in range(4)]
    addresses = ["2001:db8:1:2::1", "2001:db8:1:2::2", "2001:db8:1:2:ffff::3", "2001:db8:1:3::1"]

    codes = [
        put_from(caller, address, photo) for caller, address in zip(callers, addresses, strict=True)
    ]

    assert codes == [(202, ""), (202, ""), FULL, (202, "")]


@pytest.mark.parametrize("limit", ["WAITING_MAX", "WAITING_MAX_OF_ADDRESS"])
def test_small_photos_are_counted_as_well(phone, photo, monkeypatch, limit):
    small_limits(monkeypatch, **{limit: 1})

    codes = [code_of(phone.put_photo(uuid4(), photo)) for _ in range(2)]

    assert codes == [(202, ""), FULL]


def test_a_photo_of_ones_own_report_does_not_wait_and_is_not_limited_so(
    phone, report, photo, monkeypatch
):
    small_limits(monkeypatch, WAITING_MAX=0)

    assert phone.put_photo(report["id"], photo).status_code == 201


def test_a_photo_that_crossed_its_report_is_brought_to_it(phone, place, photo):
    phone.put_photo(uuid4(), photo)
    report = send_report(phone, place)["id"]
    # As if its row had been written while the report's was: neither saw the other.
    PhotoUpload.objects.update(report=report)

    settle_uploads(timezone.now())

    assert str(Photo.objects.get().report_id) == report
    assert not PhotoUpload.objects.exists() and len(stored_files()) == 1
    assert ProcrastinateJob.objects.filter(task_name="reports.process_photo").count() == 1
    assert kinds(phone, {"id": report})[-1] == "photo_added"


@pytest.mark.parametrize("same", [True, False])
def test_a_crossed_photo_that_its_report_cannot_take_is_dropped(phone, place, photo, same):
    uid = uuid4()
    phone.put_photo(uuid4(), photo, uid)
    report = send_report(phone, place)["id"]
    kept = photo if same else encoded("PNG")
    phone.put_photo(report, kept, uid)
    PhotoUpload.objects.update(report=report)

    settle_uploads(timezone.now())

    assert original(Photo.objects.get()) == kept
    assert not PhotoUpload.objects.exists() and len(stored_files()) == 1


def test_a_day_later_what_waited_is_gone_with_its_file(phone, photo):
    phone.put_photo(uuid4(), photo)

    settle_uploads(timezone.now() + LATER)
    assert PhotoUpload.objects.count() == len(stored_files()) == 1
    settle_uploads(timezone.now() + timedelta(days=1))

    assert not PhotoUpload.objects.exists() and stored_files() == []


def test_a_store_that_fails_at_dropping_is_asked_again(phone, photo, place):
    report = str(uuid4())
    phone.put_photo(report, photo)
    [upload] = PhotoUpload.objects.all()
    kept, broken = upload.file, f"{upload.file}/below"
    PhotoUpload.objects.update(file=broken)  # a file is no folder: deleting this fails

    with pytest.raises(OSError):
        settle_uploads(timezone.now() + timedelta(days=1))

    send_with_id(phone, place, report)
    assert not Photo.objects.exists()  # it was being dropped already
    PhotoUpload.objects.update(file=kept)
    settle_uploads(timezone.now())
    assert not PhotoUpload.objects.exists() and stored_files() == []
