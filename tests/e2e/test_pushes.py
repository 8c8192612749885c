"""Pushes through the real worker and the real firebase-admin, with FCM at its worst."""

from collections import Counter

from tests.e2e.callers import Caller, Phone
from tests.e2e.system import System
from tests.waiting import until

RETRIED_WITHIN_S = 60  # the first retry comes after ten seconds
REPORTS = 10

UNDONE = """
    SELECT (SELECT count(*) FROM notifications_delivery WHERE state = 'waiting')
        + (SELECT count(*) FROM procrastinate_jobs WHERE queue_name = 'push' AND status <> 'failed')
"""


def device_of(system: System, phone: Phone) -> tuple[bool, str]:
    query = "SELECT is_active, off_reason FROM notifications_device WHERE value = %s"
    return system.database.rows(query, phone.token)[0]


def attempts_for(system: System, report: str) -> int:
    query = """
        SELECT coalesce(sum(delivery.attempts), 0) FROM notifications_delivery AS delivery
        JOIN notifications_notification AS notification
            ON notification.id = delivery.notification_id
        WHERE notification.report_id = %s AND delivery.code <> ''
    """
    return system.database.rows(query, report)[0][0]


def test_pushes_of_an_outage_arrive_after_it(system, phone, fcm):
    fcm.control(outage=True)
    report = phone.report()["id"]
    until(lambda: attempts_for(system, report), what="an attempt that failed")
    assert phone.pushes(report) == []
    fcm.control(outage=False)
    [push] = until(lambda: phone.pushes(report), within=RETRIED_WITHIN_S)
    assert push["data"]["status"] == "assigned"


def test_a_phone_without_the_app_is_switched_off_and_the_others_are_not(system, phone, fcm):
    gone = Phone(system)
    assert gone.register().status_code == 200
    fcm.control(token=gone.token, answer="UNREGISTERED")
    gone.report()
    until(lambda: device_of(system, gone) == (False, "gone"))
    report = phone.report()["id"]
    until(lambda: phone.pushes(report))
    assert device_of(system, phone) == (True, "")


def test_every_phone_hears_of_every_event_once_and_in_order(system, phone, crew):
    second = Phone(system)
    assert second.register().status_code == 200
    reports = [phone.report()["id"] for _ in range(REPORTS)]
    for report in reports:
        assert second.call("PUT", f"/reports/{report}/follow").status_code == 204
    for report in reports:
        _start_work(crew, report)
    until(lambda: system.database.rows(UNDONE) == [(0,)], what="an empty queue")
    for report in reports:  # the first news may have been overtaken by the second
        assert _statuses(phone, report) in (["assigned", "in_progress"], ["in_progress"])
        assert _statuses(second, report)[-1:] == ["in_progress"]
    for one in (phone, second):
        assert max(Counter(push["data"]["event_id"] for push in one.pushes()).values()) == 1


def _start_work(crew: Caller, report: str) -> None:
    answer = crew.post(f"/reports/{report}/status", {"status": "in_progress"})
    assert answer.status_code == 200, answer.text


def _statuses(phone: Phone, report: str) -> list[str]:
    return [push["data"]["status"] for push in phone.pushes(report)]
