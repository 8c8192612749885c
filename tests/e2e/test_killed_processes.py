"""kill -9 at the worst moment: what was acknowledged stays, what was under way is done again."""

import os
import signal
from uuid import uuid4

from fixtures.photos import draw_photo
from tests.e2e.burst import Burst
from tests.e2e.system import System, is_alive
from tests.waiting import until

DONE_AGAIN_WITHIN_S = (
    90  # a claim on a push ends after 45 s, a job's after 30 s without a heartbeat
)
SLOW_FCM_MS = 60_000
PHOTOS = 4

DELIVERIES = """
    SELECT state FROM notifications_delivery AS delivery
    JOIN notifications_notification AS notification ON notification.id = delivery.notification_id
    WHERE notification.report_id = %s
"""
DOING = "SELECT id FROM procrastinate_jobs WHERE status = 'doing' AND task_name = %s"


def is_delivered(system: System, report: str) -> bool:
    states = [state for (state,) in system.database.rows(DELIVERIES, report)]
    return bool(states) and set(states) <= {"sent", "overtaken"}


def test_what_a_killed_worker_was_at_is_done_by_the_next(system, phone, fcm):
    photos = [draw_photo("pothole", seed, size=(4000, 3000)) for seed in range(PHOTOS)]
    fcm.control(delay_ms=SLOW_FCM_MS)
    caught = phone.report()["id"]
    until(lambda: fcm.received(phone.token), what="a push that waits for its answer")
    for photo in photos:
        assert phone.put_photo(caught, str(uuid4()), photo).status_code == 201
    until(lambda: system.database.rows(DOING, "reports.process_photo"))
    os.kill(system.worker(), signal.SIGKILL)
    fcm.behave()
    later = phone.report()["id"]

    until(
        lambda: is_delivered(system, caught) and is_delivered(system, later),
        within=DONE_AGAIN_WITHIN_S,
        what="every push delivered",
    )
    assert len(phone.pushes(later)) == 1
    twice = phone.pushes(caught)
    assert len(twice) == 2
    assert len({push["android"]["collapse_key"] for push in twice}) == 1
    until(
        lambda: _states_of_photos(phone, caught) == ["ready"] * PHOTOS,
        within=DONE_AGAIN_WITHIN_S,
        what="every photo made ready",
    )


def _states_of_photos(phone, report: str) -> list[str]:
    return [photo["state"] for photo in phone.get(f"/reports/{report}")["photos"]]


def test_killed_web_processes_lose_no_acknowledged_report(system, phone):
    with Burst(phone) as burst:
        burst.grow(20)
        os.kill(system.web_workers()[0], signal.SIGKILL)
        burst.grow(20)
        os.kill(system.web(), signal.SIGKILL)
        burst.grow(20)
    burst.require_all_kept()


def test_a_killed_web_server_leaves_no_process_behind(system):
    main, before = system.web(), set(system.web_workers())
    os.kill(min(before), signal.SIGKILL)
    until(lambda: set(system.web_workers()) - before, what="a worker in its place")
    left = set(system.web_workers())  # one of them is still loading the application
    os.kill(main, signal.SIGKILL)
    until(lambda: not any(is_alive(pid) for pid in left), what="an end of all workers")
    system.wait_until_ready()
