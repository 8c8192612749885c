"""Photos on a network that breaks: cut off anywhere, gone on with, whole and stored once."""

import hashlib
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from uuid import uuid4

import httpx
import pytest

from fixtures.photos import draw_photo
from tests.e2e.callers import Phone, pothole
from tests.waiting import until

CUTS = 10
TWICE_AT_ONCE = 6
CROSSINGS = 12
CROSSED_WITHIN_S = 120  # the worker looks every minute
PARTIAL = "application/partial-upload"
STORED = "SELECT state, sha256, original, size FROM reports_photo WHERE report_id = %s"
WAITING_FILE = "SELECT file FROM reports_photoupload WHERE report = %s"
UNDER_WAY = "SELECT count(*) FROM reports_photoupload WHERE report = %s"


@pytest.fixture(scope="module")
def photo() -> bytes:
    return draw_photo("pothole", 7, size=(1200, 900))


@dataclass
class Sending:
    """One photo of a phone, sent piece by piece."""

    phone: Phone
    report: str
    photo: bytes
    uid: str = field(default_factory=lambda: str(uuid4()))

    @property
    def path(self) -> str:
        return f"/reports/{self.report}/photos/{self.uid}"

    def cut_put(self, end: int) -> None:
        """Begin to send the whole; the connection breaks after `end` bytes."""
        self.cut("PUT", self.path, 0, end, Upload_Complete="?1")

    def cut_patch(self, start: int, end: int) -> None:
        told = {"Upload_Complete": "?1", "Upload_Offset": str(start), "Content_Type": PARTIAL}
        self.cut("PATCH", f"{self.path}/upload", start, end, **told)

    def cut(self, method: str, path: str, start: int, end: int, **headers: str) -> None:
        head = self.phone.head(method, path, len(self.photo) - start, **headers)
        with self.phone.socket() as connection:
            connection.sendall(head + self.photo[start:end])

    def progress(self) -> httpx.Response:
        return self.phone.call("HEAD", f"{self.path}/upload")

    def offset(self) -> int | None:
        """The bytes that are here, None before the upload is known."""
        answer = self.progress()
        return int(answer.headers["Upload-Offset"]) if answer.status_code == 204 else None

    def wait_for(self, offset: int) -> None:
        until(lambda: self.offset() == offset, what=f"{offset} bytes at the server")

    def go_on(self) -> httpx.Response:
        """Send what is missing."""
        start = self.offset() or 0
        headers = {"Upload-Complete": "?1", "Upload-Offset": str(start), "Content-Type": PARTIAL}
        return self.phone.call(
            "PATCH", f"{self.path}/upload", content=self.photo[start:], headers=headers
        )

    def require_stored(self) -> None:
        """The photo is there once, with all its bytes, and nothing else of it."""
        rows = self.phone.system.database.rows
        [(_, sha256, original, size)] = rows(STORED, self.report)
        assert (sha256, size) == (hashlib.sha256(self.photo).hexdigest(), len(self.photo))
        assert (self.phone.system.var / "media" / original).read_bytes() == self.photo
        assert rows(UNDER_WAY, self.report) == [(0,)]
        [shown] = self.phone.get(f"/reports/{self.report}")["photos"]
        assert shown["id"] == self.uid


def tenths(photo: bytes) -> list[int]:
    return [len(photo) * n // CUTS for n in range(1, CUTS)]


def test_a_photo_cut_at_every_tenth_and_resumed_is_the_same_photo(phone, photo):
    sending = Sending(phone, phone.report()["id"], photo)
    start = 0
    for end in tenths(photo):
        sending.cut_patch(start, end) if start else sending.cut_put(end)
        sending.wait_for(end)
        start = end
        assert phone.get(f"/reports/{sending.report}")["photos"] == []

    answer = sending.go_on()

    assert (answer.status_code, answer.headers["Upload-Complete"]) == (201, "?1")
    sending.require_stored()
    assert sending.progress().headers["Upload-Complete"] == "?1"


def test_photos_cut_at_each_tenth_go_on_after_a_restart_of_the_server(system, phone, photo):
    cut = [(Sending(phone, phone.report()["id"], photo), end) for end in tenths(photo)]
    for sending, end in cut:
        sending.cut_put(end)
    for sending, end in cut:
        sending.wait_for(end)

    assert system.stop() == [0]
    system.start()

    for sending, end in cut:
        assert sending.offset() == end
        assert sending.go_on().status_code == 201
        sending.require_stored()


def test_a_plain_photo_that_is_cut_leaves_nothing(phone, photo):
    sending = Sending(phone, phone.report()["id"], photo)
    files = set(phone.system.var.glob("media/photos/*/*"))
    for end in tenths(photo):
        sending.cut("PUT", sending.path, 0, end)

    assert phone.put_photo(sending.report, sending.uid, photo).status_code == 201

    sending.require_stored()
    originals = {path for path in phone.system.var.glob("media/photos/*/*.original")} - files
    assert len(originals) == 1


def test_a_killed_web_process_loses_no_part_that_was_acknowledged(system, phone, photo):
    sending = Sending(phone, phone.report()["id"], photo)
    half = len(photo) // 2
    sending.cut_put(half)
    sending.wait_for(half)
    head = phone.head(
        "PATCH",
        f"{sending.path}/upload",
        len(photo) - half,
        Upload_Complete="?1",
        Upload_Offset=str(half),
        Content_Type=PARTIAL,
    )
    with phone.socket() as connection:
        connection.sendall(head + photo[half : half + 1000])
        for pid in system.web_workers():
            os.kill(pid, signal.SIGKILL)
        os.kill(system.web(), signal.SIGKILL)
    system.wait_until_ready()

    assert sending.offset() == half  # of the rest nothing was acknowledged
    assert phone.get(f"/reports/{sending.report}")["photos"] == []
    assert sending.go_on().status_code == 201
    sending.require_stored()


def test_one_photo_sent_many_times_at_once_is_stored_once(system, phone, photo):
    own, unknown, uid = phone.report()["id"], str(uuid4()), str(uuid4())
    with ThreadPoolExecutor(TWICE_AT_ONCE) as pool:
        for report, expected in ((own, {200, 201}), (unknown, {202})):
            sent = [pool.submit(phone.put_photo, report, uid, photo) for _ in range(TWICE_AT_ONCE)]
            assert {each.result().status_code for each in sent} == expected

    assert len(system.database.rows(STORED, own)) == 1
    assert system.database.rows(UNDER_WAY, unknown) == [(1,)]
    originals = system.database.rows(
        "SELECT file FROM reports_photoupload WHERE report = %s", unknown
    )
    assert (system.var / "media" / originals[0][0]).read_bytes() == photo


def test_parts_sent_at_once_are_added_once(phone, photo):
    sending = Sending(phone, phone.report()["id"], photo)
    sending.cut_put(1000)
    sending.wait_for(1000)

    with ThreadPoolExecutor(TWICE_AT_ONCE) as pool:
        answers = [each.result() for each in [pool.submit(sending.go_on) for _ in range(4)]]

    assert sum(answer.status_code in (200, 201) for answer in answers) >= 1
    assert all(answer.status_code < 500 for answer in answers)
    sending.require_stored()


def test_photos_and_reports_that_cross_each_other_find_together(system, phone, photo):
    pairs = [(pothole(), str(uuid4())) for _ in range(CROSSINGS)]
    with ThreadPoolExecutor(8) as pool:
        work = [
            pool.submit(send, *arguments)
            for report, uid in pairs
            for send, arguments in (
                (phone.put_photo, (report["id"], uid, photo)),
                (phone.post, ("/reports", report)),
            )
        ]
        assert {each.result().status_code for each in work} <= {201, 202}

    def apart() -> list[str]:
        ids = [report["id"] for report, _ in pairs]
        return [each for each in ids if len(phone.get(f"/reports/{each}")["photos"]) != 1]

    until(lambda: not apart(), within=CROSSED_WITHIN_S, what="every photo at its report")
