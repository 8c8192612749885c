from datetime import time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from backend.accounts.models import Installation
from backend.accounts.viewer import Viewer
from notifications.actions import devices
from notifications.models import Delivery, Device
from notifications.rules import DEVICE_VALUE_MAX_CHARS, DEVICES_MAX, NotificationType
from tests.conftest import Caller
from tests.notifications.makers import (
    NOON,
    anonymous,
    make_device,
    make_event,
    make_report,
    make_user,
    told,
)

pytestmark = pytest.mark.django_db
APP = UUID("0190c2a4-7b7e-7c3e-9d55-5b1f2f0d9c11")
BODY = {"kind": "token", "value": "fcm:token-1", "platform": "android", "language": "uk"}


def put(caller: Caller, app: UUID = APP, **changes: Any) -> Any:
    return caller.put(f"/api/v1/me/devices/{app}", {**BODY, **changes})


def test_a_phone_registers_its_token(phone: Caller) -> None:
    answer = put(phone)
    assert (answer.status_code, answer.json()) == (
        200,
        {"installation_id": str(APP), **BODY, "kinds": list(NotificationType), "quiet_hours": None},
    )
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
        {"kinds": "status"},
        {"kinds": None},
        {"quiet_hours": "22-6"},
    ],
)
def test_a_bad_field_is_named_and_nothing_is_written(phone: Caller, changes: Any) -> None:
    answer = put(phone, **changes)
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == list(changes)
    assert not Device.objects.exists() and not Installation.objects.exists()


NIGHT = {"from": "22:00", "to": "06:30"}


def test_a_phone_chooses_what_it_wants_and_when(phone: Caller) -> None:
    chosen = {"kinds": ["status", "nearby"], "quiet_hours": NIGHT}
    assert put(phone, **chosen).json() == {"installation_id": str(APP), **BODY, **chosen}
    device = Device.objects.get()
    assert device.kinds == ["status", "nearby"]
    assert (device.quiet_from, device.quiet_to) == (time(22), time(6, 30))


def test_a_new_token_keeps_the_choices_and_a_choice_may_be_taken_back(phone: Caller) -> None:
    put(phone, kinds=[], quiet_hours=NIGHT)
    kept = put(phone, value="newer").json()
    assert (kept["kinds"], kept["quiet_hours"]) == ([], NIGHT)
    back = put(phone, kinds=["comment", "comment"], quiet_hours=None).json()
    assert (back["kinds"], back["quiet_hours"]) == (["comment"], None)


@pytest.mark.parametrize(
    "changes",
    [
        {"kinds": ["status", "gossip"]},
        {"kinds": ["status"] * 7},
        {"quiet_hours": {"from": "22:00"}},
        {"quiet_hours": {"from": "22:00", "to": "22:00"}},
        {"quiet_hours": {"from": "25:00", "to": "06:00"}},
        {"quiet_hours": {**NIGHT, "zone": "UTC"}},
    ],
)
def test_a_choice_that_is_none_is_refused(phone: Caller, changes: Any) -> None:
    answer = put(phone, **changes)
    assert answer.status_code == 400
    [error] = answer.json()["errors"]
    assert error["field"].startswith(next(iter(changes)))
    assert not Device.objects.exists()


def told_at(report: Any) -> set[str]:
    """Where a change of the report is pushed to."""
    event = make_event(report)
    told(event)
    rows = Delivery.objects.filter(notification__event=event, channel="fcm")
    return set(rows.values_list("device__value", flat=True))


def test_two_accounts_on_one_phone_get_their_own_news_while_logged_in() -> None:
    """The app tells its token to whoever logs in; the one before hears no more on that phone."""
    first, second = make_user(), make_user()
    reports = [make_report(reporter=user) for user in (first, second)]
    _register(Viewer(user=first), "phone")
    assert [told_at(each) for each in reports] == [{"phone"}, set()]
    _register(Viewer(user=second), "phone")
    assert [told_at(each) for each in reports] == [set(), {"phone"}]


def test_after_logout_a_phone_hears_no_more_of_the_account(resident: Caller) -> None:
    put(resident)
    report = make_report(reporter=Device.objects.get().user)
    assert told_at(report) == {BODY["value"]}
    resident.delete(f"/api/v1/me/devices/{APP}")
    assert told_at(report) == set()


def test_after_logout_the_phone_is_anonymous_again_with_the_same_token(
    phone: Caller, resident: Caller
) -> None:
    put(phone, kinds=["status"])
    report = make_report(installation=Device.objects.get().installation)
    put(resident)
    assert told_at(report) == set()
    resident.delete(f"/api/v1/me/devices/{APP}")
    put(phone)
    assert told_at(report) == {BODY["value"]}
    assert Device.objects.get().kinds == ["status"]


def test_an_app_installed_anew_is_another_device_and_the_old_token_ends(resident: Caller) -> None:
    put(resident, value="old")
    user = Device.objects.get().user
    put(resident, app=uuid4(), value="new")
    report = make_report(reporter=user)
    assert told_at(report) == {"old", "new"}
    Device.objects.filter(value="old").update(is_active=False, off_reason="gone")  # says FCM
    assert told_at(report) == {"new"}


def test_an_app_installed_anew_with_the_same_token_is_told_once(resident: Caller) -> None:
    put(resident)
    put(resident, app=uuid4())
    user = Device.objects.filter(is_active=True).get().user
    assert told_at(make_report(reporter=user)) == {BODY["value"]}
    assert Delivery.objects.count() == 1


def test_a_phone_goes_from_token_to_installation_id_and_is_told_once(phone: Caller) -> None:
    put(phone)
    put(phone, kind="fid", value="fid-of-the-same-app")
    report = make_report(installation=Device.objects.get().installation)
    assert told_at(report) == {"fid-of-the-same-app"}


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
    return devices.register_device(
        viewer=viewer,
        installation_uid=uuid4() if viewer.user else APP,
        kind="token",
        value=value,
        platform="android",
        language="pl",
        now=NOON,
    )
