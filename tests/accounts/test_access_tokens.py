"""Personal access tokens: for programs that know HTTP Basic alone, such as QGIS."""

import base64
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from backend.accounts import actions
from backend.accounts.models import AccessToken, User
from backend.accounts.rules import TOKEN_LIFE, TOKENS_MAX
from backend.management import demo_file
from backend.reports.models import Report
from tests.conftest import Caller
from tests.reports.makers import REPORTS, code_of

pytestmark = pytest.mark.django_db

TOKENS = "/api/v1/me/tokens"
ONLY_FOR_STAFF = f"{REPORTS}?priority=normal,high"


def basic(token: str, email: str = "") -> Caller:
    return Caller("Basic " + base64.b64encode(f"{email}:{token}".encode()).decode())


@pytest.fixture
def user(db: None) -> User:
    return User.objects.get(email=demo_file.email_of("dispatcher"))


@pytest.fixture
def token(user: User) -> AccessToken:
    return actions.make_access_token(user=user, name="QGIS", now=timezone.now())


def test_a_token_is_made_shown_once_and_kept_as_a_hash(dispatcher, user):
    made = dispatcher.post(TOKENS, {"name": "QGIS, laptop"})

    assert made.status_code == 201
    text = made.json()["token"]
    kept = AccessToken.objects.get(pk=made.json()["id"])
    assert text.startswith("usterka_") and len(text) == 51
    assert text not in str(vars(kept))
    assert kept.expires_at - kept.created_at == TOKEN_LIFE
    [listed] = dispatcher.get(TOKENS).json()["results"]
    assert listed == {key: value for key, value in made.json().items() if key != "token"}
    assert basic(text, user.email).get(ONLY_FOR_STAFF).status_code == 200


@pytest.mark.parametrize("name", [None, "", " ", "x" * 101, "a\0b", ["x"]])
def test_a_token_needs_a_name(dispatcher, name):
    assert code_of(dispatcher.post(TOKENS, {"name": name})) == (400, "invalid")
    assert not AccessToken.objects.exists()


@pytest.mark.parametrize("spelled", ["{email}", "{EMAIL}", ""], ids=["email", "capitals", "empty"])
def test_a_token_reads_what_its_person_may_read(user, token, report, spelled):
    name = spelled.format(email=user.email, EMAIL=user.email.upper())
    reader, nobody = basic(token.text, name), Caller()

    assert reader.get(ONLY_FOR_STAFF).status_code == 200
    assert code_of(nobody.get(ONLY_FOR_STAFF)) == (403, "filter_not_allowed")
    assert reader.get(f"{REPORTS}/{report['id']}").json()["priority"]


def test_a_token_opens_the_ogc_layers_to_its_person_alone(token, report):
    Report.objects.update(visibility="private")
    layer = "/ogc/collections/reports/items"

    read, unread = basic(token.text).get(layer), Caller().get(layer)

    assert [each["id"] for each in read.json()["features"]] == [report["id"]]
    assert unread.json()["features"] == []
    assert read.headers["Cache-Control"].startswith("private")
    assert "Authorization" in read.headers["Vary"]


def test_a_token_of_another_name_or_text_opens_nothing(user, token, resident):
    other = User.objects.get(email=demo_file.email_of("resident"))
    wrong = [
        basic(token.text, other.email),
        basic(token.text + "x", user.email),
        basic(token.text[:-1], user.email),
        basic(token.token_hash, user.email),
        basic("", user.email),
        Caller("Basic"),
        Caller("Basic %%%"),
        Caller("Basic " + base64.b64encode(b"\xff\xfe:\xff").decode()),
        Caller("Basic " + base64.b64encode(b"no colon").decode()),
    ]
    for caller in wrong:
        answer = caller.get(REPORTS)
        assert code_of(answer) == (401, "bad_credentials")
        assert answer.headers["WWW-Authenticate"].startswith("Basic realm=")


def test_a_token_is_no_bearer_token(token):
    answer = Caller(f"Bearer {token.text}").get(REPORTS)

    assert code_of(answer) == (401, "bad_credentials")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_token_changes_nothing(token, report, method):
    path = f"{REPORTS}/{report['id']}/status"

    assert code_of(getattr(basic(token.text), method)(path)) == (403, "not_allowed")


def test_a_token_makes_lists_and_revokes_no_tokens(token):
    caller = basic(token.text)

    assert code_of(caller.get(TOKENS)) == (403, "not_allowed")
    assert code_of(caller.post(TOKENS, {"name": "x"})) == (403, "not_allowed")
    assert code_of(caller.delete(f"{TOKENS}/{token.pk}")) == (403, "not_allowed")
    assert AccessToken.objects.count() == 1


def test_strangers_and_phones_have_no_tokens(stranger, phone):
    for caller in (stranger, phone):
        assert code_of(caller.get(TOKENS)) == (401, "login_required")
        assert code_of(caller.post(TOKENS, {"name": "x"})) == (401, "login_required")
        assert code_of(caller.delete(f"{TOKENS}/{uuid4()}")) == (401, "login_required")


def test_a_revoked_token_opens_nothing(dispatcher, token):
    caller = basic(token.text)
    assert caller.get(REPORTS).status_code == 200

    assert dispatcher.delete(f"{TOKENS}/{token.pk}").status_code == 204

    assert code_of(caller.get(REPORTS)) == (401, "bad_credentials")
    assert code_of(dispatcher.delete(f"{TOKENS}/{token.pk}")) == (404, "not_found")


def test_another_persons_token_cannot_be_revoked_or_seen(resident, token):
    assert code_of(resident.delete(f"{TOKENS}/{token.pk}")) == (404, "not_found")
    assert resident.get(TOKENS).json() == {"results": []}
    assert basic(token.text).get(REPORTS).status_code == 200


@pytest.mark.parametrize("end", ["expired", "closed account", "new password"])
def test_a_token_ends(user, token, end):
    caller = basic(token.text)
    assert caller.get(REPORTS).status_code == 200

    if end == "expired":
        AccessToken.objects.filter(pk=token.pk).update(expires_at=timezone.now())
    elif end == "closed account":
        User.objects.filter(pk=user.pk).update(is_active=False)
    else:
        user.set_password("quite-another-one-8")
        user.save()

    assert code_of(caller.get(REPORTS)) == (401, "bad_credentials")


def test_its_use_is_noted_to_the_hour(token):
    caller, before = basic(token.text), timezone.now()
    caller.get(REPORTS)
    token.refresh_from_db()
    assert token.last_used_at >= before

    lately = token.last_used_at - timedelta(minutes=30)
    AccessToken.objects.filter(pk=token.pk).update(last_used_at=lately)
    caller.get(REPORTS)
    token.refresh_from_db()
    assert token.last_used_at == lately


def test_wrong_tokens_are_counted_for_an_address_and_right_ones_are_not(token, settings):
    settings.THROTTLES = {**settings.THROTTLES, "tokens": "2/h", "proofs": "0/h"}

    right = [basic(token.text).get(REPORTS).status_code for _ in range(4)]
    wrong = [code_of(basic("usterka_x").get(REPORTS)) for _ in range(3)]

    assert right == [200] * 4
    assert wrong == [(401, "bad_credentials")] * 2 + [(429, "too_many_requests")]


def test_an_account_has_so_many_tokens_and_no_more(dispatcher, user):
    for number in range(TOKENS_MAX):
        actions.make_access_token(user=user, name=str(number), now=timezone.now())

    assert code_of(dispatcher.post(TOKENS, {"name": "one more"})) == (409, "too_many_tokens")
    AccessToken.objects.filter(name="0").update(expires_at=timezone.now())
    assert dispatcher.post(TOKENS, {"name": "in its place"}).status_code == 201
