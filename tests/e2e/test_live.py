"""The live stream as a dispatcher's browser has it: real processes, real connections."""

import os
import signal
import socket
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest

from tests.e2e.callers import PLACE, connect
from tests.e2e.listening import Desk, Listener
from tests.e2e.system import Database
from tests.waiting import until

COUNTY_ROAD = {"lon": 20.953679, "lat": 52.0949}
LISTENING = "usterka live, listening"
MANY = 200


@pytest.fixture
def gmina(system):
    return Desk(system, "dispatcher")


@pytest.fixture
def county(system):
    return Desk(system, "county_dispatcher")


@pytest.fixture
def crew_member(system):
    return Desk(system, "crew")


def refusal(system, session="", query="", method="GET", **headers):
    """Ask for a stream that is refused: status and code."""
    cookies = {"sessionid": session} if session else {}
    with connect(base_url=system.live_url, cookies=cookies) as http:
        answer = http.request(method, f"/live{query}", headers=headers)
        assert answer.headers["content-type"] == "application/problem+json"
        return answer.status_code, answer.json()["code"]


# --- who may listen ----------------------------------------------------------------------------


def test_nobody_listens_without_a_login_of_staff(system, gmina):
    assert refusal(system) == (401, "login_required")
    assert refusal(system, "f" * 32) == (401, "login_required")
    assert refusal(system, system.accounts["resident"]["token"]) == (403, "not_allowed")
    assert refusal(system, gmina.session, Origin="https://evil.example") == (403, "not_allowed")
    assert refusal(system, gmina.session, method="POST") == (405, "method_not_allowed")


@pytest.mark.parametrize("since", ["x", "-1", "1" * 40, "%00", "1&" * 2000 + "a"])
def test_a_position_that_cannot_be_read_is_refused(system, gmina, since):
    assert refusal(system, gmina.session, f"?since={since}")[0] == 400


def test_only_our_own_pages_may_read_the_stream_with_the_cookies_of_their_user(system, gmina):
    with connect(base_url=system.live_url, cookies={"sessionid": gmina.session}) as http:
        ours = http.head("/live", headers={"Origin": system.url})
        no_page = http.head("/live")
    assert ours.headers["access-control-allow-origin"] == system.url
    assert ours.headers["access-control-allow-credentials"] == "true"
    assert ours.headers["x-accel-buffering"] == "no"
    assert "access-control-allow-origin" not in no_page.headers


def test_a_person_has_so_many_streams_and_no_more(system, gmina):
    with connect(base_url=system.live_url, cookies={"sessionid": gmina.session}) as http:
        head = f"GET /live HTTP/1.1\r\nHost: localhost\r\nCookie: sessionid={gmina.session}\r\n\r\n"
        streams = [socket.create_connection(("127.0.0.1", system.port + 1)) for _ in range(20)]
        for stream in streams:
            stream.sendall(head.encode())
        until(lambda: http.get("/readyz").json()["clients"] >= 20)
        refused = http.get("/live")
        assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
        assert refused.headers["retry-after"]
        for stream in streams:
            stream.close()
        until(lambda: http.get("/readyz").json()["clients"] == 0)


# --- what they hear ----------------------------------------------------------------------------


def test_new_and_changed_reports_appear_for_who_works_on_them(phone, gmina, crew_member):
    with gmina.listen("?lang=en") as desk, crew_member.listen() as van:
        report = phone.report()["id"]
        row = desk.row(report)
        assert (row["status"], row["service"]["name"]) == ("assigned", "Pothole")
        assert van.row(report)["service"]["name"] == "Dziura w jezdni"
        version = gmina.prioritise(report, "danger")
        for listener in (desk, van):
            assert listener.row(report, version=version)["priority"] == "danger"


def test_another_offices_report_is_heard_neither_private_nor_public(phone, gmina, county):
    with county.listen() as neighbour, gmina.listen() as desk:
        public, private = (phone.report(visibility=v)["id"] for v in ("public", "private"))
        gmina.prioritise(private, "high")
        theirs = phone.report(location=COUNTY_ROAD)["id"]
        assert neighbour.row(theirs)["access"] == "staff"
        desk.row(private, version=2)
        assert not neighbour.has_heard_of(private)
        assert not neighbour.has_heard_of(public)


def test_a_report_that_is_no_longer_ones_work_is_told_as_gone(phone, gmina, county):
    report = phone.report(location=COUNTY_ROAD)["id"]
    with county.listen() as before, gmina.listen() as desk:
        moved = county.call("PATCH", f"/reports/{report}", json={"location": PLACE})
        assert moved.status_code == 200, moved.text
        before.wait_for("reports", reports=[], gone=[report])
        assert desk.row(report, version=2)["crew"]


def test_a_crew_hears_that_its_report_was_given_to_another(system, phone, gmina, crew_member):
    [(other,)] = system.database.rows(
        "SELECT id FROM crews_crew WHERE name = 'Brygada drogowa Południe'"
    )
    with crew_member.listen() as van:
        report = phone.report()["id"]
        van.row(report)
        gmina.post(f"/reports/{report}/assignment", {"crew": other}, idempotency_key=str(uuid4()))
        van.wait_for("reports", reports=[], gone=[report])
        before = len(van.told)
        gmina.prioritise(report, "high")
        later = phone.report()["id"]
        van.row(later)
        assert not [each for each in van.told[before:] if report in str(each.data)]


# --- coming back -------------------------------------------------------------------------------


def test_who_comes_back_hears_what_they_missed(phone, gmina):
    with gmina.listen() as desk:
        known = phone.report()["id"]
        desk.row(known)
    missed = phone.report()["id"]
    with gmina.listen(Last_Event_ID=desk.position) as again:
        again.row(missed)
        assert not again.has_heard_of(known)
    with gmina.listen(f"?since={desk.position}") as by_query:
        by_query.row(missed)


def test_who_missed_too_much_reads_the_list_anew(gmina):
    with gmina.listen(f"?since={2**62}") as of_another_database:
        of_another_database.wait_for("reset")


def test_an_event_that_is_committed_late_is_missed_by_nobody(system, phone, gmina):
    """Its id is older than those that were told meanwhile."""
    late, quick = phone.report()["id"], phone.report()["id"]
    insert = """
        INSERT INTO reports_reportevent
            (report_id, kind, at, actor_role, status_before, status, version, data, hash)
        SELECT id, 'commented', now(), 'system', status, status, version, '{}', ''
        FROM reports_report WHERE id = %s
    """
    with gmina.listen() as early, system.database.open() as slow:
        early_told = len(early.told)
        slow.execute(insert, [late])
        version = gmina.prioritise(quick, "high")
        early.row(quick, version=version)
        assert not any(late in str(told.data) for told in early.told[early_told:])
        with gmina.listen() as leaves:
            position = leaves.position
        slow.commit()
        until(lambda: any(late in str(told.data) for told in early.told[early_told:]))
    with gmina.listen(f"?since={position}") as again:
        again.row(late)


# --- colleagues --------------------------------------------------------------------------------


def test_colleagues_see_who_has_a_report_open(system, phone, gmina, county, crew_member):
    report = phone.report()["id"]
    me = {"id": system.accounts["dispatcher"].get("id"), "name": "Dorota Wysocka"}
    colleague = Desk(system, "administrator")
    with colleague.listen() as desk, county.listen() as neighbour, crew_member.listen() as van:
        assert gmina.call("PUT", f"/reports/{report}/presence").status_code == 204
        told = desk.wait_for("presence", report=report)
        assert [person["name"] for person in told.data["people"]] == [me["name"]]
        with colleague.listen() as later:
            later.wait_for("presence", report=report)
        assert gmina.call("DELETE", f"/reports/{report}/presence").status_code == 204
        desk.wait_for("presence", report=report, people=[])
        assert not any(told.event == "presence" for told in neighbour.told + van.told)


def test_who_went_without_a_word_is_there_no_more(system, phone, gmina):
    report = phone.report()["id"]
    with gmina.listen() as desk:
        gmina.call("PUT", f"/reports/{report}/presence")
        desk.wait_for("presence", report=report)
        system.database.change(
            "UPDATE dispatch_presence SET seen_at = seen_at - %s", timedelta(seconds=76)
        )
        desk.wait_for("presence", report=report, people=[], within=40)


# --- rights that end ---------------------------------------------------------------------------


@contextmanager
def without_role(database, email):
    """Take somebody's only role away for a while."""
    of_them = "FROM accounts_role WHERE user_id = (SELECT id FROM accounts_user WHERE email = %s)"
    [role] = database.rows(f"SELECT user_id, kind, jurisdiction_id {of_them}", email)
    database.change(f"DELETE {of_them}", email)
    try:
        yield
    finally:
        database.change(
            "INSERT INTO accounts_role (user_id, kind, jurisdiction_id) VALUES (%s, %s, %s)", *role
        )


def another_session(database, session):
    """The same login once more, which can be ended by itself."""
    copy = f"only-of-this-test-{uuid4().hex[:12]}"
    database.change(
        "INSERT INTO django_session SELECT %s, session_data, expire_date FROM django_session"
        " WHERE session_key = %s",
        *(copy, session),
    )
    return copy


def test_a_logout_or_a_role_taken_away_ends_the_stream_within_a_minute(system, gmina, county):
    database, email = system.database, system.accounts["dispatcher"]["email"]
    session = another_session(database, gmina.session)
    with (
        gmina.listen() as no_dispatcher,
        Listener(system, session) as logged_out,
        county.listen() as untouched,
    ):
        database.change("DELETE FROM django_session WHERE session_key = %s", session)
        with without_role(database, email):
            logged_out.wait_for("end", code="login_required", within=90)
            no_dispatcher.wait_for("end", code="not_allowed", within=90)
            assert logged_out.ended.wait(10) and no_dispatcher.ended.wait(10)
        assert not untouched.ended.is_set()


# --- what breaks -------------------------------------------------------------------------------


def cut(database):
    return database.rows(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = %s",
        LISTENING,
    )


def test_the_listening_connection_is_cut_and_nothing_is_missed(system, phone, gmina):
    with gmina.listen() as desk:
        for _ in range(3):
            assert cut(system.database)
            desk.row(phone.report()["id"])
        assert not desk.ended.is_set()


@pytest.mark.usefixtures("own_database")
@pytest.mark.parametrize("end", [Database.stop, Database.kill])
def test_a_stream_outlives_the_database(system, phone, gmina, end):
    with gmina.listen() as desk, connect(base_url=system.live_url) as http:
        end(system.database)
        until(lambda: http.get("/readyz").status_code == 503, within=60)
        assert refusal(system, gmina.session) == (503, "unavailable")
        system.database.start()
        system.wait_until_ready()
        desk.row(phone.report()["id"], within=60)
        assert not desk.ended.is_set()


def test_streams_begin_anew_after_the_process_was_killed(system, phone, gmina):
    with gmina.listen() as desk:
        position = desk.position
        os.kill(system.live(), signal.SIGKILL)
        assert desk.ended.wait(30)
    missed = phone.report()["id"]
    system.wait_until_ready()
    with gmina.listen(f"?since={position}") as again:
        again.row(missed)


def test_two_hundred_streams_hold_no_connection_of_the_database(system, phone, gmina):
    count = "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'usterka live%%'"
    tokens = many_sessions(system, MANY // 20)
    head = "GET /live HTTP/1.1\r\nHost: localhost\r\nCookie: sessionid={}\r\n\r\n"
    streams = []
    with gmina.listen() as desk, connect(base_url=system.live_url) as http:
        before = system.database.rows(count)[0][0]
        try:
            for token in tokens * 20:
                streams.append(socket.create_connection(("127.0.0.1", system.port + 1)))
                streams[-1].sendall(head.format(token).encode())
            until(lambda: http.get("/readyz").json()["clients"] > MANY)
            desk.row(phone.report()["id"])
            assert system.database.rows(count)[0][0] <= max(before, 3)  # one listens, two read
        finally:
            for stream in streams:
                stream.close()


def test_a_client_that_reads_nothing_costs_the_others_nothing(system, phone, gmina):
    report = phone.report()["id"]
    flood = """
        INSERT INTO reports_reportevent
            (report_id, kind, at, actor_role, status_before, status, version, data, hash)
        SELECT id, 'commented', now(), 'system', status, status, version, '{}', ''
        FROM reports_report
    """
    with socket.socket() as sleeper, gmina.listen() as desk:
        sleeper.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sleeper.connect(("127.0.0.1", system.port + 1))
        head = f"GET /live HTTP/1.1\r\nHost: localhost\r\nCookie: sessionid={gmina.session}\r\n\r\n"
        sleeper.sendall(head.encode())

        def seen() -> int:
            return sum(told.event == "reports" for told in desk.told)

        for _ in range(40):
            known = seen()
            system.database.change(flood)
            until(lambda known=known: seen() > known)
        assert desk.has_heard_of(report)
        assert not any(told.event == "reset" for told in desk.told)


def many_sessions(system, people):
    """Sessions of so many more dispatchers of the same office."""
    script = f"""
from backend.accounts.models import Role, User
from backend.accounts.people import issue_token
from backend.jurisdictions.models import Jurisdiction
office = Jurisdiction.objects.get(teryt="1418032")
for number in range({people}):
    user, _ = User.objects.get_or_create(email=f"many{{number}}@example.org")
    Role.objects.get_or_create(user=user, jurisdiction=office, kind="dispatcher")
    print("SESSION", issue_token(user))
"""
    printed = system.manage("shell", "-v", "0", "-c", script)
    return [line.split()[1] for line in printed.splitlines() if line.startswith("SESSION")]
