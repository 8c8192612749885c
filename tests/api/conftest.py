"""The world in which everybody asks for everything."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from tests.api.people import World, add_photos, make_world


@pytest.fixture(scope="module")
def made_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Made once: tests do not see what other tests did to it, as each is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture
def world(made_world: World, db: None) -> World:
    add_photos()
    return made_world
