"""Layers of the tests' own, with those of the demo municipality out of the way."""

from collections.abc import Iterator
from typing import Any

import pytest

from backend.crews.models import CrewArea
from gis_layers.models import Boundary, Layer, Road

COMMITTED = "of a committed test"


@pytest.fixture
def empty_layers(db: None) -> None:
    """Take away all layers and crew areas, until the test is rolled back."""
    _delete(Layer.objects.all())
    CrewArea.objects.all().delete()


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """Let a test commit a layer of this name.

    Django's own way empties whole tables afterwards, and with them the demo municipality.
    """
    with django_db_blocker.unblock():
        try:
            yield COMMITTED
        finally:
            _delete(Layer.objects.filter(name=COMMITTED))


def _delete(layers: Any) -> None:
    Boundary.objects.filter(layer__in=layers).delete()
    Road.objects.filter(layer__in=layers).delete()
    layers.delete()
