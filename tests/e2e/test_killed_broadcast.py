"""kill -9 of the sender, again and again while a broadcast goes out: nobody is left out."""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from backend.core.processes import die_with_parent
from tests.e2e.killable import BATCH
from tests.e2e.system import ROOT, Database
from tests.fcm import Loopback, running_loopback
from tests.waiting import until

KILLS = int(os.environ.get("KILLS", "12"))  # fifty take minutes: KILLS=50
SEED = 20261121
SENT_MAX = 2 * BATCH  # messages of one life: it ends in the first batch, in the next, or between
LATER_S = 0.05  # and so much later, at most
# More than the killed take with them: all of them die at work, and none tries again what another
# has tried, for that comes after what is new.
PHONES = 100 * KILLS  # so many that some are left after the last kill
FEW = 600
READY_WITHIN_S = 300
DONE_WITHIN_S = 400

STATES = "SELECT state, count(*) FROM notifications_delivery GROUP BY state"
NEW = "SELECT count(*) FROM notifications_delivery WHERE state = 'waiting' AND attempts = 0"
ATTEMPTS = """
    SELECT device.value, delivery.attempts, delivery.message_id
    FROM notifications_delivery AS delivery
    JOIN notifications_device AS device ON device.id = delivery.device_id
"""


class Sender:
    """The process of `killable`: its children are the senders."""

    def __init__(self, phones: int, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.killable", str(phones)],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=die_with_parent,
        )
        assert self._read() == "ready"

    def start(self) -> int:
        assert self._process.stdin
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return int(self._read())

    def end(self) -> None:
        self._process.kill()
        self._process.communicate()

    def _read(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline().strip()


@pytest.fixture
def var() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="usterka-e2e-"))
    path.chmod(0o755)  # root's PostgreSQL runs as another user
    yield path
    shutil.rmtree(path)


@pytest.fixture
def database(var: Path) -> Iterator[Database]:
    database = Database(var)
    try:
        database.create()
        yield database
    finally:
        database.remove()


@pytest.fixture
def loopback(var: Path) -> Iterator[Loopback]:
    with running_loopback(var / "fcm") as loopback:
        yield loopback


@pytest.fixture
def sender_to(
    var: Path, database: Database, loopback: Loopback
) -> Iterator[Callable[[int], Sender]]:
    """Give a sender with a broadcast to so many phones, that nobody sends as yet."""
    environment = {
        **os.environ,
        **loopback.credentials.environment(),
        "DJANGO_SETTINGS_MODULE": "backend.settings",
        "USTERKA_VAR": str(var),
        "DATABASE_URL": database.setting,
        "SECRET_KEY": "only-for-the-end-to-end-tests-of-one-run",
        "LOG_LEVEL": "WARNING",
    }
    senders: list[Sender] = []

    def sender_to(phones: int) -> Sender:
        senders.append(Sender(phones, environment))
        return senders[-1]

    yield sender_to
    for sender in senders:
        sender.end()


def test_senders_side_by_side_send_a_broadcast_once(
    database: Database, loopback: Loopback, sender_to: Callable[[int], Sender]
) -> None:
    sender = sender_to(FEW)
    pids = [sender.start() for _ in range(3)]
    try:
        until(lambda: dict(database.rows(STATES)) == {"sent": FEW}, within=DONE_WITHIN_S)
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
    tokens = [entry["message"]["token"] for entry in loopback.received()]
    assert len(tokens) == len(set(tokens)) == FEW


def test_every_phone_gets_a_broadcast_whose_sender_is_killed_again_and_again(
    database: Database,
    loopback: Loopback,
    sender_to: Callable[[int], Sender],
    capsys: pytest.CaptureFixture[str],
) -> None:
    sender = sender_to(PHONES)
    moments = random.Random(SEED)
    for _ in range(KILLS):
        pid, enough = sender.start(), loopback.count() + moments.randint(0, SENT_MAX)
        until(lambda: loopback.count() >= enough, within=DONE_WITHIN_S)  # noqa: B023
        time.sleep(moments.uniform(0, LATER_S))  # the moment is what is tried, not waited for
        os.kill(pid, signal.SIGKILL)
    [(new,)] = database.rows(NEW)
    assert new  # the last one, too, was killed at work
    last = sender.start()
    try:
        until(lambda: dict(database.rows(STATES)) == {"sent": PHONES}, within=DONE_WITHIN_S)
    finally:
        os.kill(last, signal.SIGKILL)

    accepted: dict[str, list[str]] = defaultdict(list)
    for entry in loopback.received():
        accepted[entry["message"]["token"]].append(_collapse_key(entry["message"]))
    times = Counter(len(keys) for keys in accepted.values())
    with capsys.disabled():
        print(f"\n{KILLS} kills, {PHONES} phones; accepted so many times by FCM: {dict(times)}")
    assert len(accepted) == PHONES
    for token, attempts, message_id in database.rows(ATTEMPTS):
        assert message_id
        # Twice where a crash fell between the acceptance and the record of it.
        assert len(accepted[token]) <= attempts <= 2
        assert len(set(accepted[token])) == 1


def _collapse_key(message: dict[str, dict[str, dict[str, str]]]) -> str:
    if "android" in message:
        return str(message["android"]["collapse_key"])
    if "apns" in message:
        return message["apns"]["headers"]["apns-collapse-id"]
    return message["webpush"]["headers"]["Topic"]
