from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connections

from backend.accounts.models import Installation
from backend.accounts.viewer import Viewer
from notifications.actions import devices
from notifications.models import Device
from tests.notifications.makers import NOON, anonymous

ROUNDS = 8


@pytest.fixture
def at_once(django_db_setup: None, django_db_blocker: object) -> Iterator[Callable[..., None]]:
    """Call with each value in a thread of its own; what they commit is removed afterwards."""

    def call(function: Callable[[Viewer], None], viewers: list[Viewer]) -> None:
        def closing(viewer: Viewer) -> None:
            try:
                function(viewer)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(max_workers=len(viewers)) as pool:
            list(pool.map(closing, viewers))

    with django_db_blocker.unblock():
        yield call
        Installation.objects.all().delete()
        connections.close_all()


def test_a_token_that_many_bring_at_once_ends_with_one_owner(
    at_once: Callable[..., None],
) -> None:
    viewers = [anonymous() for _ in range(4)]
    for _ in range(ROUNDS):
        at_once(lambda viewer: _register(viewer, "wanted"), viewers)
        assert Device.objects.filter(value="wanted", is_active=True).count() == 1
    assert Device.objects.count() == len(viewers)


def test_one_app_that_registers_many_times_at_once_is_one_device(
    at_once: Callable[..., None],
) -> None:
    viewer = anonymous()
    for _ in range(ROUNDS):
        at_once(lambda viewer: _register(viewer, uuid4().hex), [viewer] * 4)
    assert Device.objects.filter(is_active=True).count() == 1


def _register(viewer: Viewer, value: str) -> None:
    devices.register_device(
        viewer=viewer,
        installation_uid=viewer.installation.id,
        kind="token",
        value=value,
        platform="android",
        language="pl",
        now=NOON,
    )
