"""The loopback FCM alone: its grants, its refusals, its control and its page."""

import http.client
import json
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from django.core.management import CommandError, call_command

from notifications.loopback import NotLoopback, prepare
from notifications.loopback.checks import BadArgument, check_request
from notifications.loopback.fcm_v1 import LoopbackFcm
from notifications.loopback.oauth import GRANT_TYPE, TokenEndpoint
from notifications.management.commands import fcm_loopback
from tests.fcm import Loopback, free_port

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
SCOPE = "https://www.googleapis.com/auth/firebase.messaging"
SEND = "/v1/projects/usterka-loopback/messages:send"
POST = b"POST /control HTTP/1.1\r\nHost: x\r\n"
MANAGE = Path(__file__).resolve().parents[2] / "manage.py"
Answered = tuple[int, dict[str, Any]]


def message(**changes: Any) -> dict[str, Any]:
    return {"message": {"token": "phone", "notification": {"title": "Hej"}, **changes}}


@pytest.fixture
def account(loopback_server: Loopback) -> dict[str, str]:
    return json.loads(loopback_server.credentials.service_account.read_text())


@pytest.fixture
def oauth(loopback_server: Loopback) -> TokenEndpoint:
    return TokenEndpoint(loopback_server.credentials.service_account)


@pytest.fixture
def loopback(loopback_server: Loopback) -> Loopback:
    loopback_server.clear()
    return loopback_server


@pytest.fixture
def post(loopback: Loopback, account: dict[str, str]) -> Callable[[Any], Answered]:
    """Send as an authorised client, without TLS."""
    grant = loopback.http.post("/token", content=_form(_assertion(account, datetime.now(UTC))))
    headers = {"Authorization": f"Bearer {grant.json()['access_token']}"}

    def send(body: Any, path: str = SEND) -> Answered:
        answer = loopback.http.post(path, json=body, headers=headers)
        return answer.status_code, answer.json()

    return send


# --- where it listens, what it keeps ------------------------------------------------------------


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.10", "example.org", ""])  # noqa: S104
def test_only_loopback_addresses_are_bound(tmp_path: Path, host: str) -> None:
    with pytest.raises(NotLoopback):
        prepare(tmp_path, 1, host)
    with pytest.raises(CommandError, match="cannot run"):
        call_command(fcm_loopback.Command(), host=host, port=free_port(), state=tmp_path)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "localhost", "::1"])
def test_every_loopback_address_may_be_bound(tmp_path: Path, host: str) -> None:
    assert prepare(tmp_path, 1, host).proxy_url.endswith(":1")


def test_the_state_is_kept_private_and_reused(tmp_path: Path) -> None:
    first = prepare(tmp_path / "fcm", 18002)
    files = {path: path.read_bytes() for path in (tmp_path / "fcm").iterdir()}
    assert prepare(tmp_path / "fcm", 18002) == first
    assert {path: path.read_bytes() for path in (tmp_path / "fcm").iterdir()} == files
    kept = (first.service_account, first.ca_bundle, first.server_certificate)
    assert {stat.S_IMODE(path.stat().st_mode) for path in kept} == {0o600}
    assert stat.S_IMODE((tmp_path / "fcm").stat().st_mode) == 0o700


def test_a_moved_port_keeps_the_key(tmp_path: Path) -> None:
    before = json.loads(prepare(tmp_path, 18002).service_account.read_text())
    after = json.loads(prepare(tmp_path, 19002).service_account.read_text())
    assert after == {**before, "token_uri": "http://127.0.0.1:19002/token"}


def test_a_worker_is_told_all_it_needs(tmp_path: Path) -> None:
    environment = prepare(tmp_path, 18002).environment()
    assert environment["HTTPS_PROXY"] == environment["https_proxy"] == "http://127.0.0.1:18002"
    assert "127.0.0.1" in environment["NO_PROXY"]
    assert Path(environment["REQUESTS_CA_BUNDLE"]).exists()
    assert Path(environment["FIREBASE_CREDENTIALS"]).exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_command_serves_and_stops_cleanly_on_a_signal(tmp_path: Path, number: int) -> None:
    command = [sys.executable, str(MANAGE), "fcm_loopback", "--port", str(free_port())]
    with subprocess.Popen(  # noqa: S603
        [*command, "--state", str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("Loopback FCM: http://127.0.0.1:")
        process.send_signal(number)
        assert process.wait(30) == 0


def test_a_taken_port_is_said_in_a_sentence(loopback: Loopback, tmp_path: Path) -> None:
    port = int(loopback.url.rpartition(":")[2])
    with pytest.raises(CommandError, match=f"cannot run on port {port}"):
        call_command(fcm_loopback.Command(), port=port, state=tmp_path)


# --- grants -------------------------------------------------------------------------------------


def test_a_signed_assertion_gets_a_bearer_with_a_life(
    oauth: TokenEndpoint, account: dict[str, str]
) -> None:
    answer = oauth.grant(_form(_assertion(account, NOON)), now=NOON)
    granted = json.loads(answer.body)
    assert (answer.status, granted["token_type"]) == (200, "Bearer")
    life = timedelta(seconds=granted["expires_in"])
    assert oauth.accepts(granted["access_token"], now=NOON + life - timedelta(seconds=1))
    assert not oauth.accepts(granted["access_token"], now=NOON + life)


@pytest.mark.parametrize(
    ("claims", "error"),
    [
        ({"iss": "stranger@example.org"}, "invalid_grant"),
        ({"aud": "https://example.org/token"}, "invalid_grant"),
        ({"exp": NOON.timestamp() - 1}, "invalid_grant"),
        ({"exp": NOON.timestamp() + 86_400}, "invalid_grant"),
        ({"iat": NOON.timestamp() + 3_600, "exp": NOON.timestamp() + 7_000}, "invalid_grant"),
        ({"iat": "today"}, "invalid_grant"),
        ({"scope": "https://www.googleapis.com/auth/drive"}, "invalid_scope"),
    ],
)
def test_wrong_claims_get_no_bearer(
    oauth: TokenEndpoint, account: dict[str, str], claims: dict[str, Any], error: str
) -> None:
    answer = oauth.grant(_form(_assertion(account, NOON, **claims)), now=NOON)
    assert (answer.status, json.loads(answer.body)["error"]) == (400, error)


def test_another_key_gets_no_bearer(
    oauth: TokenEndpoint, account: dict[str, str], tmp_path: Path
) -> None:
    stranger = json.loads(prepare(tmp_path, 1).service_account.read_text())
    forged = {**account, "private_key": stranger["private_key"]}
    answer = oauth.grant(_form(_assertion(forged, NOON)), now=NOON)
    assert json.loads(answer.body)["error_description"] == "Invalid JWT Signature."


def test_an_assertion_without_signature_gets_no_bearer(
    oauth: TokenEndpoint, account: dict[str, str]
) -> None:
    unsigned = jwt.encode(_claims(account, NOON), "", algorithm="none")
    assert oauth.grant(_form(unsigned), now=NOON).status == 400


@pytest.mark.parametrize("form", [b"", b"\xff\xfe", b"grant_type=password", b"assertion=x"])
def test_another_grant_type_is_refused(oauth: TokenEndpoint, form: bytes) -> None:
    answer = oauth.grant(form, now=NOON)
    assert json.loads(answer.body)["error"] == "unsupported_grant_type"


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer x"}, {"Authorization": "x"}])
def test_an_unknown_bearer_is_unauthenticated(loopback: Loopback, headers: dict[str, str]) -> None:
    answer = loopback.http.post(SEND, json=message(), headers=headers)
    assert (answer.status_code, answer.json()["error"]["status"]) == (401, "UNAUTHENTICATED")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer ")
    assert loopback.received() == []


def test_an_expired_bearer_is_unauthenticated(
    oauth: TokenEndpoint, account: dict[str, str]
) -> None:
    fcm = LoopbackFcm(oauth, project="usterka-loopback")
    granted = json.loads(oauth.grant(_form(_assertion(account, NOON)), now=NOON).body)
    header, body = f"Bearer {granted['access_token']}", json.dumps(message()).encode()
    late = NOON + timedelta(hours=2)
    assert fcm.send("usterka-loopback", header, body, now=NOON).status == 200
    assert fcm.send("usterka-loopback", header, body, now=late).status == 401


# --- messages -----------------------------------------------------------------------------------


def test_a_message_arrives_and_is_listed(loopback: Loopback, post: Any) -> None:
    status, answer = post(message())
    assert status == 200
    assert answer["name"].startswith("projects/usterka-loopback/messages/")
    [entry] = loopback.received()
    assert entry["answer"] == "OK"
    assert entry["message"] == message()["message"]
    assert entry["at"].endswith("Z")
    assert datetime.fromisoformat(entry["at"]).tzinfo is not None


def test_a_dry_run_is_checked_and_not_delivered(loopback: Loopback, post: Any) -> None:
    status, answer = post({**message(), "validate_only": True})
    assert (status, answer["name"]) == (200, "projects/usterka-loopback/messages/fake_message_id")
    assert post({"message": {}, "validate_only": True})[0] == 400
    assert [entry["answer"] for entry in loopback.received()] == ["INVALID_ARGUMENT"]


@pytest.mark.parametrize(
    ("request_body", "field"),
    [
        ([], ""),
        ({}, "message"),
        ({"message": {"notification": {"title": "Hej"}}}, "message"),
        (message(fid="another"), "message"),
        (message(topic="news"), "message"),
        (message(data={"a": 12}), "message.data[0].value"),
        (message(data={"ok": "x", "b": None}), "message.data[1].value"),
        (message(data={"from": "x"}), "message.data"),
        (message(data={"message_type": "x"}), "message.data"),
        (message(data={"google.sent": "x"}), "message.data"),
        (message(data={"gcm.notification.a": "x"}), "message.data"),
        (message(data=["x"]), "message.data"),
        (message(data={"long": "ż" * 2047}), "message"),
        (message(token=12), "message.token"),
        (message(tokens=["x"]), "message"),
        (message(notification={"title": "x", "colour": "red"}), "message.notification"),
        (message(android={"ttl": "2419201s"}), "message.android.ttl"),
        (message(android={"ttl": "-1s"}), "message.android.ttl"),
        (message(android={"ttl": 60}), "message.android.ttl"),
        (message(android={"priority": "urgent"}), "message.android.priority"),
        (message(android={"direct_boot_ok": "yes"}), "message.android.direct_boot_ok"),
        (message(android={"notification": {"body_loc_args": [1]}}), None),
        (message(apns={"headers": {"apns-collapse-id": "x" * 65}}), "message.apns.headers"),
        (message(apns={"headers": {"apns-priority": "9"}}), "message.apns.headers"),
        (message(apns={"headers": {"apns-expiration": "soon"}}), "message.apns.headers"),
        (message(webpush={"headers": {"Topic": "x" * 33}}), "message.webpush.headers"),
        (message(webpush={"headers": {"TTL": "x"}}), "message.webpush.headers"),
        (
            message(webpush={"fcm_options": {"link": "http://x"}}),
            "message.webpush.fcm_options.link",
        ),
    ],
)
def test_a_wrong_argument_is_refused_by_name(request_body: Any, field: str | None) -> None:
    with pytest.raises(BadArgument) as refused:
        check_request(request_body)
    assert field in (None, refused.value.field)


@pytest.mark.parametrize(
    "request_body",
    [
        message(),
        message(data={"long": "x" * 4000}),
        message(android={"ttl": "2419200s", "collapseKey": "a", "priority": "high"}),
        message(android={"ttl": "3.5s", "notification": None}),
        message(apns={"payload": {"aps": {"badge": 1, "custom": [1, None]}}}),
        {"message": {"topic": "news", "data": {"long": "x" * 2000}}},
        {"message": {"fid": "an-installation"}, "validateOnly": True},
    ],
)
def test_a_right_message_is_taken(request_body: Any) -> None:
    check_request(request_body)


def test_a_refused_message_is_listed_with_its_error(loopback: Loopback, post: Any) -> None:
    status, answer = post(message(data={"from": "x"}))
    assert (status, answer["error"]["status"]) == (400, "INVALID_ARGUMENT")
    assert [entry["answer"] for entry in loopback.received("phone")] == ["INVALID_ARGUMENT"]


def test_another_project_is_forbidden(loopback: Loopback, post: Any) -> None:
    status, answer = post(message(), "/v1/projects/another/messages:send")
    assert (status, answer["error"]["status"]) == (403, "PERMISSION_DENIED")


# --- control and page ---------------------------------------------------------------------------


def test_an_answer_holds_for_its_token_and_its_times(loopback: Loopback, post: Any) -> None:
    loopback.answer("phone", "UNREGISTERED", times=2)
    assert [post(message())[0] for _ in range(3)] == [404, 404, 200]


def test_an_answer_for_all_yields_to_that_for_one(loopback: Loopback, post: Any) -> None:
    loopback.answer(None, "UNAVAILABLE", retry_after=7)
    loopback.answer("phone", "OK")
    assert (post(message())[0], post(message(token="other"))[0]) == (200, 503)
    loopback.http.delete("/control")
    assert post(message(token="other"))[0] == 200


@pytest.mark.parametrize(
    "order",
    [
        [],
        {"answer": "PERHAPS"},
        {"answer": "OK", "token": 12},
        {"answer": "OK", "times": 0},
        {"delay_ms": -1},
        {"delay_ms": "5"},
        {"outage": "yes", "delay_ms": 5},
        {"outage": True, "speed": 5},
    ],
)
def test_a_wrong_order_changes_nothing(loopback: Loopback, order: Any) -> None:
    before = loopback.http.get("/control").json()
    assert loopback.http.post("/control", json=order).status_code == 400
    assert loopback.http.get("/control").json() == before


def test_the_list_is_filtered_and_emptied(loopback: Loopback, post: Any) -> None:
    for token in ("one", "two", "one"):
        post(message(token=token))
    assert [entry["message"]["token"] for entry in loopback.received()] == ["one", "two", "one"]
    assert len(loopback.received("one")) == 2
    assert loopback.received("three") == []
    loopback.http.delete("/received")
    assert loopback.received() == []


def test_the_list_is_bounded(oauth: TokenEndpoint) -> None:
    assert LoopbackFcm(oauth, project="x").received.maxlen == 100_000


def test_the_page_shows_what_arrived_and_escapes_it(loopback: Loopback, post: Any) -> None:
    assert "Nothing has arrived yet" in loopback.http.get("/").text
    notification = {"title": "<script>alert(1)</script>", "body": "Żółta łódź"}
    data = {"items": "<b>", "url": "javascript:alert(1)"}
    post(message(token="a-rather-long-token", notification=notification, data=data))
    answer = loopback.http.get("/")
    assert "Żółta łódź" in answer.text
    assert "&lt;script&gt;" in answer.text
    assert "<script" not in answer.text
    assert 'href="javascript:' not in answer.text
    assert "a-rather-long-token" not in answer.text
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_the_page_reloads_itself_only_when_asked(loopback: Loopback) -> None:
    assert 'http-equiv="refresh"' not in loopback.http.get("/").text
    assert 'http-equiv="refresh"' in loopback.http.get("/?follow=1").text


# --- the socket ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "target", ["oauth2.googleapis.com:443", "fcm.googleapis.com:80", "example.org:443", "x"]
)
def test_any_other_host_is_refused_at_once(loopback: Loopback, target: str) -> None:
    begin = f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n".encode()
    assert _raw(loopback, begin).startswith(b"HTTP/1.1 403 ")


@pytest.mark.parametrize(
    ("begin", "status"),
    [
        (b"\x16\x03\x01\x02\x00\x01garbage\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nA: " + b"x" * 70_000, b"431"),
        (
            b"POST /token HTTP/1.1\r\nHost: x\r\nContent-Length: 300000\r\n\r\n" + b"x" * 300_000,
            b"413",
        ),
        (b"GET /nowhere HTTP/1.0\r\n\r\n", b"404"),
        (b"BREW / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", b"404"),
    ],
)
def test_garbage_is_answered_and_harms_nobody(
    loopback: Loopback, begin: bytes, status: bytes
) -> None:
    assert _raw(loopback, begin).split(b" ")[1] == status
    assert loopback.http.get("/received").status_code == 200


def test_garbage_instead_of_tls_harms_nobody(loopback: Loopback) -> None:
    target = b"fcm.googleapis.com:443"
    begin = b"CONNECT " + target + b" HTTP/1.1\r\nHost: " + target + b"\r\n\r\n"
    with _connected(loopback) as sock:
        sock.sendall(begin)
        assert sock.recv(1000).startswith(b"HTTP/1.1 200 ")
        sock.sendall(b"this is no handshake\r\n\r\n")
        assert b"HTTP" not in _rest(sock)
    assert loopback.http.get("/received").status_code == 200


def test_a_connection_is_kept_for_the_next_request(loopback: Loopback) -> None:
    connection = http.client.HTTPConnection(loopback.url.removeprefix("http://"), timeout=30)
    for method in ("GET", "HEAD", "GET"):
        connection.request(method, "/received")
        answer = connection.getresponse()
        answer.read()
        assert (answer.status, answer.will_close) == (200, False)
    connection.close()


def test_a_client_that_waits_for_the_word_gets_it(loopback: Loopback) -> None:
    with _connected(loopback) as sock:
        sock.sendall(POST + b"Content-Length: 2\r\nExpect: 100-continue\r\n\r\n")
        assert sock.recv(1000).startswith(b"HTTP/1.1 100 ")
        sock.sendall(b"{}")
        assert sock.recv(1000).startswith(b"HTTP/1.1 200 ")


def _claims(account: dict[str, str], now: datetime, **changes: Any) -> dict[str, Any]:
    return {
        "iss": account["client_email"],
        "aud": "https://oauth2.googleapis.com/token",
        "scope": SCOPE,
        "iat": now.timestamp(),
        "exp": (now + timedelta(hours=1)).timestamp(),
        **changes,
    }


def _assertion(account: dict[str, str], now: datetime, **changes: Any) -> str:
    return jwt.encode(_claims(account, now, **changes), account["private_key"], algorithm="RS256")


def _form(assertion: str) -> bytes:
    return f"grant_type={GRANT_TYPE}&assertion={assertion}".encode()


def _connected(loopback: Loopback) -> socket.socket:
    host, _, port = loopback.url.removeprefix("http://").partition(":")
    return socket.create_connection((host, int(port)), timeout=30)


def _raw(loopback: Loopback, begin: bytes) -> bytes:
    with _connected(loopback) as sock:
        sock.sendall(begin)
        sock.shutdown(socket.SHUT_WR)
        return _rest(sock)


def _rest(sock: socket.socket) -> bytes:
    parts = []
    try:
        while part := sock.recv(65_536):
            parts.append(part)
    except ConnectionResetError:
        pass
    return b"".join(parts)
