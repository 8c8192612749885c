"""How often somebody may write: counted for an account, else for an address."""

from uuid import uuid4

import pytest

from tests.conftest import Caller
from tests.reports.makers import REPORTS, code_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def one_an_hour(settings):
    settings.THROTTLES = {**settings.THROTTLES, "intake": "1/h"}


@pytest.fixture
def send(place):
    """Send a new report from an address, as an installation never seen before."""

    def _send(address: str, forwarded: str = "") -> tuple[int, str]:
        phone = Caller(f"Installation {uuid4()}:{uuid4().hex}")
        headers = {**phone.headers, **({"X-Forwarded-For": forwarded} if forwarded else {})}
        answer = phone.client.post(
            REPORTS,
            data={"service": "pothole", "location": place},
            content_type="application/json",
            headers=headers,
            REMOTE_ADDR=address,
        )
        return code_of(answer)

    return _send


TAKEN, REFUSED = (201, ""), (429, "too_many_requests")


def test_a_refusal_says_when_to_come_again(one_an_hour, phone, place):
    draft = {"service": "pothole", "location": place}
    assert phone.post(REPORTS, draft).status_code == 201

    answer = phone.post(REPORTS, draft)

    assert code_of(answer) == REFUSED
    assert 1 <= int(answer.headers["Retry-After"]) <= 3600


def test_a_new_installation_is_no_way_around_the_limit(one_an_hour, send):
    assert [send("192.0.2.1"), send("192.0.2.1"), send("192.0.2.2")] == [TAKEN, REFUSED, TAKEN]


def test_a_line_with_ipv6_counts_as_one_address(one_an_hour, send):
    assert send("2001:db8:1:2::1") == TAKEN
    assert send("2001:db8:1:2:ffff::9") == REFUSED
    assert send("2001:db8:1:3::1") == TAKEN


def test_an_ipv4_address_is_the_same_in_ipv6_clothes(one_an_hour, send):
    assert [send("192.0.2.1"), send("::ffff:192.0.2.1")] == [TAKEN, REFUSED]


def test_a_forwarded_address_is_not_believed_without_a_proxy(one_an_hour, send):
    assert [send("192.0.2.1", "198.51.100.1"), send("192.0.2.1", "198.51.100.2")] == [
        TAKEN,
        REFUSED,
    ]


def test_a_proxy_is_believed_as_far_as_it_reaches(one_an_hour, send, settings):
    settings.TRUSTED_PROXIES = 1
    assert send("10.0.0.1", "198.51.100.1") == TAKEN
    assert send("10.0.0.1", "198.51.100.2") == TAKEN
    assert send("10.0.0.1", "203.0.113.9, 198.51.100.1") == REFUSED
    assert send("10.0.0.1", "garbage") == TAKEN


def test_two_accounts_at_one_address_count_by_themselves(one_an_hour, resident, dispatcher, place):
    draft = {"service": "pothole", "location": place}
    answers = [code_of(caller.post(REPORTS, draft)) for caller in (resident, dispatcher, resident)]

    assert answers == [TAKEN, TAKEN, REFUSED]


@pytest.mark.parametrize(("scope", "call"), [("writes", "status"), ("writes", "comments")])
def test_other_writes_are_counted_too(phone, report, settings, scope, call):
    settings.THROTTLES = {**settings.THROTTLES, scope: "1/h"}
    path = f"{REPORTS}/{report['id']}/{call}"

    answers = [code_of(phone.post(path, {})) for _ in range(2)]

    assert answers == [(400, "invalid"), REFUSED]


def test_wrong_secrets_are_counted_even_under_an_idempotency_key(phone, report, settings):
    settings.THROTTLES = {**settings.THROTTLES, "proofs": "2/h"}
    body = {"report": report["id"], "secret": "x" * 32}

    answers = [
        code_of(phone.post("/api/v1/me/claims", body, idempotency_key=str(uuid4())))
        for _ in range(3)
    ]

    assert answers == [(404, "not_found"), (404, "not_found"), REFUSED]


def test_photos_have_a_limit_of_their_own(phone, report, photo, settings):
    settings.THROTTLES = {**settings.THROTTLES, "photos": "1/h"}

    answers = [code_of(phone.put_photo(report["id"], photo)) for _ in range(2)]

    assert answers == [TAKEN, REFUSED]


def test_reading_is_not_counted(stranger, report, settings):
    settings.THROTTLES = dict.fromkeys(settings.THROTTLES, "1/h")

    assert {stranger.get(REPORTS).status_code for _ in range(3)} == {200}
