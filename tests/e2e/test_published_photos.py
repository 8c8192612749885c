"""From a resident's phone to everybody's screen: what is hidden stays so, whatever fails."""

import os
import signal
from typing import Any
from uuid import uuid4

import pytest

from fixtures.photos import draw_photo
from tests.e2e.callers import Caller
from tests.waiting import until

BOX = {"x": 0.2, "y": 0.5, "width": 0.4, "height": 0.3}
DONE_AGAIN_WITHIN_S = 90  # a job of a killed worker is freed after 30 s without a heartbeat


@pytest.fixture
def stranger(system) -> Caller:
    return Caller(system)


def sent(phone: Any, number: int) -> tuple[str, list[str]]:
    """A report with so many photos that are ready."""
    report, uids = phone.report()["id"], [str(uuid4()) for _ in range(number)]
    for seed, uid in enumerate(uids):
        assert phone.put_photo(report, uid, draw_photo("pothole", seed)).status_code == 201
    until(
        lambda: [each["state"] for each in photos_of(phone, report)] == ["ready"] * number,
        within=DONE_AGAIN_WITHIN_S,
        what="photos made ready",
    )
    return report, uids


def photos_of(caller: Caller, report: str) -> list[dict[str, Any]]:
    return caller.get(f"/reports/{report}")["photos"]


def publish(office: Caller, report: str, uid: str, **decision: Any) -> Any:
    body = {"published": True, **decision}
    answer = office.post(f"/reports/{report}/photos/{uid}/publication", body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def path_of(url: str) -> str:
    return url.partition("/api/v1")[2]


def test_the_public_gets_a_photo_without_what_the_office_hides(phone, dispatcher, stranger):
    report, (uid,) = sent(phone, 1)
    private = path_of(photos_of(phone, report)[0]["display_url"])
    assert photos_of(stranger, report) == []

    assert publish(dispatcher, report, uid, hide=[BOX])["publication"] == "preparing"
    until(lambda: photos_of(stranger, report), what="a public photo")

    public = path_of(photos_of(stranger, report)[0]["display_url"])
    whole = stranger.call("GET", public)
    assert (
        whole.content.startswith(b"\xff\xd8\xff") and whole.headers["Content-Type"] == "image/jpeg"
    )
    assert whole.content != phone.call("GET", private).content
    head = stranger.call("HEAD", public)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Length"] == str(len(whole.content))
    part = stranger.call("GET", public, headers={"Range": "bytes=100-199"})
    assert (part.status_code, part.content) == (206, whole.content[100:200])
    known = stranger.call("GET", public, headers={"If-None-Match": whole.headers["ETag"]})
    assert (known.status_code, known.content) == (304, b"")

    publish(dispatcher, report, uid, published=False)
    assert stranger.call("GET", public).status_code == 404
    assert photos_of(stranger, report) == []


def test_a_killed_worker_publishes_nothing_half_hidden(system, phone, dispatcher, stranger):
    report, uids = sent(phone, 4)
    for uid in uids:
        publish(dispatcher, report, uid, hide=[BOX])
    os.kill(system.worker(), signal.SIGKILL)

    def all_are_shown_and_each_is_whole() -> bool:
        found = photos_of(stranger, report)
        for photo in found:
            content = stranger.call("GET", path_of(photo["display_url"])).content
            assert content.startswith(b"\xff\xd8") and content.endswith(b"\xff\xd9")
        return len(found) == len(uids)

    until(all_are_shown_and_each_is_whole, within=DONE_AGAIN_WITHIN_S, what="every public photo")
