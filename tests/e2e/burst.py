"""Residents who report all at once and do not give up."""

import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

import httpx

from tests.e2e.callers import Phone, pothole
from tests.waiting import until

THREADS = 4
PAUSE_S = 0.05
ACKNOWLEDGED_WITHIN_S = 90
PUSHED_WITHIN_S = 90
UNDONE = "SELECT status FROM procrastinate_jobs WHERE task_name = 'notifications.fan_out'"


class Burst:
    """One phone's reports from several threads, each repeated until it is acknowledged."""

    def __init__(self, phone: Phone) -> None:
        self.numbers: dict[str, str] = {}
        self.refusals: list[httpx.Response] = []
        self.unanswered = 0
        self._phone = phone
        self._ended = threading.Event()
        self._pool = ThreadPoolExecutor(THREADS)
        self._work: list[Future[None]] = []

    def __enter__(self) -> "Burst":
        self._work = [self._pool.submit(self._report_on) for _ in range(THREADS)]
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._pool.shutdown()
        for work in self._work:
            work.result()

    def grow(self, by: int) -> None:
        """Wait for so many more acknowledged reports."""
        wanted = len(self.numbers) + by
        until(
            lambda: len(self.numbers) >= wanted or any(work.done() for work in self._work),
            within=ACKNOWLEDGED_WITHIN_S,
            what=f"{by} more reports taken in",
        )

    def require_all_kept(self) -> None:
        """Every acknowledged report is there under its number, and its push has arrived."""
        for report, number in self.numbers.items():
            assert self._phone.get(f"/reports/{report}")["number"] == number
        until(lambda: not self._unpushed(), within=PUSHED_WITHIN_S, what="a push for every report")
        undone = partial(self._phone.system.database.rows, UNDONE)
        until(lambda: not undone(), within=PUSHED_WITHIN_S, what="an end of every job")

    def _unpushed(self) -> set[str]:
        pushed = [
            push["data"]["report_id"]
            for push in self._phone.pushes()
            if push["data"]["status"] == "assigned"
        ]
        return set(self.numbers) - set(pushed)

    def _report_on(self) -> None:
        while not self._ended.wait(PAUSE_S):
            report = pothole()
            self.numbers[report["id"]] = self._acknowledged(report)

    def _acknowledged(self, report: dict[str, object]) -> str:
        deadline = time.monotonic() + ACKNOWLEDGED_WITHIN_S
        while time.monotonic() < deadline:
            try:
                answer = self._phone.post("/reports", report)
            except httpx.TransportError:
                self.unanswered += 1
            else:
                if answer.status_code in (200, 201):
                    return answer.json()["number"]
                self._note(answer)
            time.sleep(PAUSE_S)
        raise TimeoutError("a report was never acknowledged")

    def _note(self, answer: httpx.Response) -> None:
        assert answer.status_code == 503, (answer.status_code, answer.text)
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert int(answer.headers["Retry-After"]) > 0
        self.refusals.append(answer)
