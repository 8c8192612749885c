"""The running demo, shared by all tests that leave it as they found it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.callers import Caller, Fcm, Phone
from tests.e2e.system import SERVER_ERROR, System

HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep these tests in one process of pytest-xdist: they share one system."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("e2e"))


@pytest.fixture(scope="session")
def demo() -> Iterator[System]:
    system = System("demo")
    try:
        system.database.create()
        system.start()
        yield system
    finally:
        system.remove()


@pytest.fixture
def system(demo: System) -> Iterator[System]:
    """The demo, ready, with an FCM that behaves; no request may end in a 500 meanwhile."""
    if not demo.is_started:  # a test has failed in between
        demo.start()
    demo.wait_until_ready()
    Fcm(demo).behave()
    seen = len(demo.log)
    yield demo
    broken = [line for line in demo.log[seen:].splitlines() if SERVER_ERROR in line]
    assert not broken, demo.log[seen:]


@pytest.fixture
def own_database(system: System) -> None:
    if not system.database.is_embedded:
        pytest.skip("DATABASE_URL is set: that server is not ours to stop")


@pytest.fixture
def fcm(system: System) -> Fcm:
    return Fcm(system)


@pytest.fixture
def phone(system: System) -> Phone:
    """A phone with a device, that has reported nothing yet."""
    phone = Phone(system)
    assert phone.register().status_code == 200
    return phone


@pytest.fixture
def crew(system: System) -> Caller:
    return Caller(system, f"Bearer {system.accounts['crew']['token']}")


@pytest.fixture
def dispatcher(system: System) -> Caller:
    return Caller(system, f"Bearer {system.accounts['dispatcher']['token']}")
