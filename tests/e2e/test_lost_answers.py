"""Answers that never reach the phone: whatever was sent may be sent again."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

from fixtures.photos import draw_photo
from tests.e2e.callers import Caller, Phone, pothole
from tests.e2e.system import System
from tests.waiting import until

AT_ONCE = 16


def small_photo(seed: int) -> bytes:
    return draw_photo("pothole", seed, size=(640, 480))


def number_of(system: System, table: str, where: str, *values: object) -> int:
    return system.database.rows(f"SELECT count(*) FROM {table} WHERE {where}", *values)[0][0]


def test_a_report_whose_answer_was_lost_is_sent_again_and_is_one_report(system):
    secret = uuid4().hex
    report = pothole(secret=secret)
    with Caller(system).unheard("POST", "/reports", report):
        until(lambda: number_of(system, "reports_report", "id = %s", report["id"]))
    again = Caller(system).post("/reports", report)
    assert again.status_code == 200
    assert number_of(system, "reports_report", "id = %s", report["id"]) == 1
    mine = Caller(system, f"Report {secret}").get(f"/reports/{report['id']}")
    assert mine["number"] == again.json()["number"]


def test_a_report_cut_off_in_the_middle_leaves_nothing_and_is_taken_in_whole_later(system, phone):
    report = pothole(description="x" * 1000)
    with phone.socket() as connection:
        connection.sendall(phone.head("POST", "/reports", 1200) + b'{"id": "')
    assert number_of(system, "reports_report", "id = %s", report["id"]) == 0
    assert phone.post("/reports", report).status_code == 201


def test_a_photo_whose_answer_was_lost_is_sent_again_and_is_one_photo(system, phone):
    report, uid, photo = phone.report()["id"], str(uuid4()), small_photo(1)
    with phone.unheard("PUT", f"/reports/{report}/photos/{uid}", photo):
        until(lambda: number_of(system, "reports_photo", "uid = %s", uid))
    assert phone.put_photo(report, uid, photo).status_code == 200
    other = phone.put_photo(report, uid, small_photo(2))
    assert (other.status_code, other.json()["code"]) == (409, "photo_conflict")
    assert number_of(system, "reports_photo", "uid = %s", uid) == 1


def test_a_change_of_status_whose_answer_was_lost_happens_once_and_is_pushed_once(
    system, phone, crew
):
    report, key = phone.report()["id"], str(uuid4())
    path, change = f"/reports/{report}/status", {"status": "in_progress"}
    changed = "report_id = %s AND kind = 'status_changed'"
    with crew.unheard("POST", path, change, Idempotency_Key=key):
        until(lambda: number_of(system, "reports_reportevent", changed, report))
    again = crew.post(path, change, **{"Idempotency-Key": key})
    assert (again.status_code, again.json()["status"]) == (200, "in_progress")
    assert number_of(system, "reports_reportevent", changed, report) == 1
    until(lambda: len(phone.pushes(report)) == 2)  # assigned, in progress


def test_photos_come_late_and_in_any_order(system, phone):
    report, uids = pothole(), [str(uuid4()) for _ in range(3)]
    photos = dict(zip(uids, map(small_photo, range(3)), strict=True))
    early = phone.put_photo(report["id"], uids[0], photos[uids[0]])
    assert early.status_code == 202
    assert phone.post("/reports", report).status_code == 201
    for uid in reversed(uids):
        again = 200 if uid == uids[0] else 201
        assert phone.put_photo(report["id"], uid, photos[uid]).status_code == again

    def shown():
        found = phone.get(f"/reports/{report['id']}")["photos"]
        return {photo["id"] for photo in found if photo["state"] == "ready"}

    until(lambda: shown() == set(uids), what="photos made ready")


def test_one_report_sent_many_times_at_once_is_one_report(system):
    report = pothole(secret=uuid4().hex)
    with ThreadPoolExecutor(AT_ONCE) as threads:
        answers = list(
            threads.map(lambda _: Caller(system).post("/reports", report), range(AT_ONCE))
        )
    assert sorted(answer.status_code for answer in answers) == [200] * (AT_ONCE - 1) + [201]
    assert len({answer.json()["number"] for answer in answers}) == 1
    assert number_of(system, "reports_report", "id = %s", report["id"]) == 1


def test_one_device_sent_many_times_at_once_is_one_device(system):
    phone = Phone(system)
    with ThreadPoolExecutor(AT_ONCE) as threads:
        answers = list(threads.map(lambda _: phone.register(), range(AT_ONCE)))
    assert {answer.status_code for answer in answers} == {200}
    assert number_of(system, "notifications_device", "value = %s", phone.token) == 1


def test_a_new_phone_takes_the_report_over_by_its_secret_and_nobody_else_does(system, phone):
    secret = uuid4().hex
    report = phone.report(secret=secret, description="Głęboka dziura")["id"]
    new, thief = Phone(system), Phone(system)
    assert new.register().status_code == 200
    guess = thief.post("/me/claims", {"report": report, "secret": uuid4().hex})
    assert (guess.status_code, guess.json()["code"]) == (404, "not_found")
    assert thief.get("/me/reports")["results"] == []
    assert thief.get(f"/reports/{report}")["description"] is None
    claimed = new.post("/me/claims", {"report": report, "secret": secret})
    assert (claimed.status_code, claimed.json()["id"]) == (200, report)
    assert [mine["id"] for mine in new.get("/me/reports")["results"]] == [report]
    assert new.get(f"/reports/{report}")["description"] == "Głęboka dziura"


def test_a_comment_beside_a_change_of_service_is_never_told_that_its_report_is_gone(
    system, phone, dispatcher
):
    report = phone.report()["id"]
    services = ["road_sign", "pothole"] * 8

    def edit(service: str) -> int:
        return dispatcher.call("PATCH", f"/reports/{report}", json={"service": service}).status_code

    def comment(text: str) -> int:
        return phone.post(f"/reports/{report}/comments", {"text": text}).status_code

    with ThreadPoolExecutor(max_workers=8) as pool:
        edits = [pool.submit(edit, service) for service in services]
        comments = [pool.submit(comment, f"Komentarz {n}") for n in range(48)]
    assert {answer.result() for answer in edits} == {200}
    assert {answer.result() for answer in comments} == {201}
