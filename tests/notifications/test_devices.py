from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from backend.accounts.models import Installation
from backend.accounts.viewer import Viewer
from notifications import actions
from notifications.models import Device
from notifications.rules import DEVICE_VALUE_MAX_CHARS, DEVICES_MAX
from tests.conftest import Caller
from tests.notifications.makers import NOON, anonymous, make_device, make_user

pytestmark = pytest.mark.django_db
APP = UUID("0190c2a4-7b7e-7c3e-9d55-5b1f2f0d9c11")
BODY = {"kind": "token", "value": "fcm:token-1", "platform": "android", "language": "uk"}


def put(caller: Caller, app: UUID = APP, **changes: Any) -> Any:
    return caller.put(f"/api/v1/me/devices/{app}", {**BODY, **changes})


def test_a_phone_registers_its_token(phone: Caller) -> None:
    answer = put(phone)
    assert (answer.status_code, answer.json()) == (200, {"installation_id": str(APP), **BODY})
    device = Device.objects.get()
    assert (device.value, device.language, device.is_active) == ("fcm:token-1", "uk", True)
    assert device.installation is not None and device.user is None


def test_registering_again_changes_the_same_device(phone: Caller) -> None:
    put(phone)
    put(phone, kind="fid", value="new", platform="ios", language="en")
    device = Device.objects.get()
    assert (device.kind, device.value, device.platform, device.language) == (
        "fid", "new", "ios", "en",
    )  # fmt: skip


def test_a_device_that_was_switched_off_is_on_again_when_the_app_returns(phone: Caller) -> None:
    put(phone)
    Device.objects.update(is_active=False, off_reason="gone")
    put(phone)
    assert Device.objects.filter(is_active=True, off_reason="").count() == 1


def test_the_newest_owner_of_a_token_wins_it(phone: Caller, resident: Caller) -> None:
    put(phone)
    put(resident)
    anonymous_row, account_row = Device.objects.order_by("pk")
    assert (anonymous_row.is_active, anonymous_row.off_reason) == (False, "token_moved")
    assert account_row.is_active and account_row.user is not None
    put(phone)
    assert [device.is_active for device in Device.objects.order_by("pk")] == [True, False]


def test_an_account_does_not_touch_an_anonymous_row_of_the_same_app(
    phone: Caller, resident: Caller
) -> None:
    put(phone, value="one")
    put(resident, value="two")
    assert resident.delete(f"/api/v1/me/devices/{APP}").status_code == 204
    assert Device.objects.get().value == "one"


def test_removing_twice_is_the_same_as_once(phone: Caller) -> None:
    put(phone)
    for _ in range(2):
        assert phone.delete(f"/api/v1/me/devices/{APP}").status_code == 204
    assert not Device.objects.exists()


@pytest.mark.parametrize("method", ["put", "delete"])
def test_a_stranger_has_no_devices(stranger: Caller, method: str) -> None:
    answer = getattr(stranger, method)(f"/api/v1/me/devices/{APP}")
    assert (answer.status_code, answer.json()["code"]) == (401, "login_required")


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "topic"},
        {"platform": "symbian"},
        {"language": "de"},
        {"value": ""},
        {"value": "two words"},
        {"value": "line\n"},
        {"value": "x" * (DEVICE_VALUE_MAX_CHARS + 1)},
        {"more": 1},
    ],
)
def test_a_bad_field_is_named_and_nothing_is_written(phone: Caller, changes: Any) -> None:
    answer = put(phone, **changes)
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == list(changes)
    assert not Device.objects.exists() and not Installation.objects.exists()


def test_beyond_the_limit_the_device_longest_unheard_of_is_forgotten() -> None:
    user = make_user()
    oldest = make_device(user, updated_at=NOON - timedelta(days=2))
    kept = [make_device(user, updated_at=NOON - timedelta(days=1)) for _ in range(DEVICES_MAX - 1)]
    other = make_device(make_user(), updated_at=NOON - timedelta(days=3))
    new = _register(Viewer(user=user), "new")
    expected = {new.pk, other.pk, *(device.pk for device in kept)}
    assert set(Device.objects.values_list("pk", flat=True)) == expected
    assert oldest.pk not in expected


def test_two_phones_that_swap_tokens_end_with_one_each() -> None:
    first, second = anonymous(), anonymous()
    _register(first, "a")
    _register(second, "b")
    _register(first, "b")
    _register(second, "a")
    active = Device.objects.filter(is_active=True).values_list("installation", "value")
    assert set(active) == {(first.installation.id, "b"), (second.installation.id, "a")}


def _register(viewer: Viewer, value: str) -> Device:
    return actions.register_device(
        viewer=viewer,
        installation_uid=uuid4() if viewer.user else APP,
        kind="token",
        value=value,
        platform="android",
        language="pl",
        now=NOON,
    )
