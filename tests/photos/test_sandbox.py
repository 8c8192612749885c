"""A photo is decoded where it can harm nothing; what goes wrong there costs that photo alone."""

import os
import select
import signal
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from backend.photos.limits import CHILD_MAX_BYTES, PHOTO_MAX_BYTES
from backend.photos.refusals import DecoderUnavailable, PhotoRefused
from backend.photos.sandbox import Sandbox
from tests.waiting import until

MODULE = "tests.photos.bad_tasks"
WORKER = f"""
from backend.photos.sandbox import Sandbox
sandbox = Sandbox("{MODULE}")
sandbox.run("echo", b"photo")
print(sandbox._zygote.pid, flush=True)
sandbox.run("hang", b"photo")
"""


@pytest.fixture(scope="module")
def sandbox():
    made = Sandbox(MODULE)
    yield made
    made.stop()


def refusal(sandbox: Sandbox, task: str, **options: object) -> str:
    with pytest.raises(PhotoRefused) as refused:
        sandbox.run(task, b"photo", **options)
    # The same process goes on with the next photo.
    assert sandbox.run("echo", b"next").files == [b"next"]
    return refused.value.code


def children(process: int) -> list[int]:
    return [
        int(pid) for pid in Path(f"/proc/{process}/task/{process}/children").read_text().split()
    ]


def zygotes_of(sandbox: Sandbox) -> list[int]:
    zygote = sandbox._zygote
    return [zygote.pid] if zygote and Path(f"/proc/{zygote.pid}").exists() else []


def test_bytes_and_options_go_in_and_facts_and_files_come_out(sandbox):
    content = os.urandom(PHOTO_MAX_BYTES)

    answer = sandbox.run("echo", content, boxes=[[0.5, 1]])

    assert answer.files == [content]
    assert answer.facts["options"] == {"boxes": [[0.5, 1]]}
    assert 0 < answer.peak_bytes < CHILD_MAX_BYTES


def test_every_photo_has_a_process_of_its_own(sandbox):
    with ThreadPoolExecutor(4) as threads:
        contents = [bytes([number]) for number in range(40)]
        answers = list(threads.map(lambda content: sandbox.run("echo", content), contents))

    assert [answer.files for answer in answers] == [[content] for content in contents]
    assert len({answer.facts["process"] for answer in answers}) == 40


@pytest.mark.parametrize("code", ["damaged", "too_many_pixels", "too_heavy"])
def test_a_refusal_comes_back_with_its_code(sandbox, code):
    assert refusal(sandbox, "refuse", code=code) == code


@pytest.mark.parametrize(
    ("task", "options", "code"),
    [
        ("eat", {}, "too_heavy"),
        ("spin", {}, "too_heavy"),
        ("crash", {}, "damaged"),
        ("stumble", {}, "damaged"),
        ("refuse", {"code": "<script>"}, "damaged"),
        ("die", {"signal": signal.SIGABRT}, "damaged"),
        ("leave", {"status": 1}, "damaged"),
        ("leave", {"status": 0}, "damaged"),
    ],
)
def test_a_decoder_that_goes_wrong_costs_one_photo(sandbox, task, options, code):
    assert refusal(sandbox, task, **options) == code


@pytest.mark.parametrize(
    "what",
    "long,no JSON,no object,no sizes,negative,too many bytes,no facts,half".split(","),
)
def test_a_child_that_says_something_else_is_not_believed(sandbox, what):
    assert refusal(sandbox, "chatter", what=what) == "damaged"


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGHUP])
def test_a_child_that_is_killed_from_outside_is_no_fault_of_the_photo(sandbox, number):
    with pytest.raises(DecoderUnavailable):
        sandbox.run("die", b"photo", signal=number)

    assert sandbox.run("echo", b"photo").files == [b"photo"]


def test_a_child_that_takes_too_long_is_ended():
    sandbox = Sandbox(MODULE, max_seconds=3)
    try:
        with pytest.raises(DecoderUnavailable):
            sandbox.run("hang", b"photo")
        (zygote,) = zygotes_of(sandbox)
        assert sandbox.run("echo", b"photo").files == [b"photo"]
        until(lambda: not children(zygote), what="the child is ended and buried")
    finally:
        sandbox.stop()


def test_a_process_that_is_killed_is_started_again(sandbox):
    sandbox.run("echo", b"photo")
    (zygote,) = zygotes_of(sandbox)

    os.kill(zygote, signal.SIGKILL)
    os.waitid(os.P_PID, zygote, os.WEXITED | os.WNOWAIT)

    assert sandbox.run("echo", b"photo").files == [b"photo"]
    assert zygotes_of(sandbox) != [zygote]


def test_nobody_is_left_behind_when_the_sandbox_stops():
    sandbox = Sandbox(MODULE)
    before = threading.active_count()
    sandbox.run("echo", b"photo")

    sandbox.stop()

    assert zygotes_of(sandbox) == []
    assert threading.active_count() == before


def test_a_stop_and_an_interrupt_leave_it_to_finish_its_photos(sandbox):
    sandbox.run("echo", b"photo")
    (zygote,) = zygotes_of(sandbox)

    for number in (signal.SIGTERM, signal.SIGINT):
        os.kill(zygote, number)

    assert sandbox.run("echo", b"photo").files == [b"photo"]
    assert zygotes_of(sandbox) == [zygote]


def test_whoever_decodes_goes_with_the_worker_that_is_killed():
    worker = subprocess.Popen([sys.executable, "-c", WORKER], stdout=subprocess.PIPE)
    with worker:
        zygote = int(worker.stdout.readline())
        while not (decoders := children(zygote)):
            pass
        handles = [os.pidfd_open(pid) for pid in (zygote, *decoders)]
        worker.kill()

        for handle in handles:
            assert select.select([handle], [], [], 30)[0], "still alive"
            os.close(handle)


def test_more_bytes_than_a_photo_may_have_are_not_even_sent(sandbox):
    with pytest.raises(PhotoRefused) as refused:
        sandbox.run("echo", bytes(PHOTO_MAX_BYTES + 1))

    assert refused.value.code == "too_heavy"


def test_a_decoder_reaches_nothing_outside(sandbox, tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "not to be known")
    secret = tmp_path / "secret"
    secret.write_text("SECRET")
    with socket.create_server(("127.0.0.1", 0)) as server:
        told = sandbox.run(
            "look_around", b"photo", file=str(secret), port=server.getsockname()[1]
        ).facts

    assert told["reached"] == dict.fromkeys(told["reached"], False)
    assert len(told["reached"]) == 6
    assert secret.read_text() == "SECRET"
    assert "SECRET_KEY" not in told["environment"] and "PATH" not in told["environment"]
    assert told["files"] == [0, 1, 2, 3]  # three of them lead nowhere, one to the parent
